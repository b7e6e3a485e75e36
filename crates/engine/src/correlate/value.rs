//! `value_count`: how many different values a field, or several fields together, had.
//!
//! Values are told apart by 16 bytes of BLAKE3 over the whole value, cases included. Of several
//! fields the combination is one value; an event that lacks one of them adds nothing. How often
//! each value is there is kept beside the entries, so that the number of different ones is known
//! without a walk through the window.
//!
//! ```
//! # mod shared { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/doctest.rs")); } use shared::*;
//! let ports = "type: value_count, rules: [a], timespan: 1m, condition: { field: Port, gte: 2 }";
//! let (http, https): (&[_], &[_]) = (&[("Port", "80")], &[("Port", "443")]);
//! // The same port again is no second one.
//! assert_eq!(correlates(ports, "alert", &[(0, "a", http), (1, "a", http), (2, "a", https)]), [false, false, true]);
//! // After a minute the first ports are out of the window.
//! assert_eq!(correlates(ports, "alert", &[(0, "a", http), (90, "a", https)]), [false, false]);
//! ```

use std::collections::{HashMap, VecDeque};

use foldhash::fast::FixedState;

use super::count::{place, trim};
use super::key::{Correlated, Key, key};

/// Values with their times, ascending, and how often each is there.
///
/// INVARIANT: `counts` has the keys of `entries` and no others, each with how often it is there.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Values {
    pub(super) entries: VecDeque<(i64, Key)>,
    counts: HashMap<Key, u32, FixedState>,
}

impl Values {
    /// Takes an event's value; a list counts as each of its elements where one field is asked for.
    /// Without a value nothing is counted.
    pub(super) fn put(&mut self, time: i64, fields: &[u32], values: &[Correlated<'_>]) {
        if let [field] = fields {
            for value in values.iter().filter(|(name, _)| name == field) {
                if let Some(key) = key(fields, &[*value]) {
                    self.insert(time, key);
                }
            }
        } else if let Some(key) = key(fields, values) {
            self.insert(time, key);
        }
    }

    /// Puts a value at its place in time.
    pub(super) fn insert(&mut self, time: i64, key: Key) {
        let at = place(&self.entries, time, |one| one.0);
        self.entries.insert(at, (time, key));
        *self.counts.entry(key).or_default() += 1;
    }

    /// How many entries there are, equal values counted each time.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// How many different values there are.
    pub(super) fn distinct(&self) -> usize {
        self.counts.len()
    }

    /// Drops what is older than `from`, and the oldest where there is too much: answers how many
    /// the latter were.
    pub(super) fn trim(&mut self, from: i64) -> usize {
        let Self { entries, counts } = self;
        trim(
            entries,
            from,
            |one| one.0,
            |(_, key)| {
                if let Some(count) = counts.get_mut(&key) {
                    *count -= 1;
                    if *count == 0 {
                        counts.remove(&key);
                    }
                }
            },
        )
    }
}
