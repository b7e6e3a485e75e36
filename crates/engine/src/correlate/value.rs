//! `value_count`: how many different values a field, or several fields together, had.

use std::collections::{HashMap, VecDeque};

use foldhash::fast::FixedState;

use super::compiled::key;
use super::count::{place, trim};
use super::{Correlated, Key};

/// Values with their times, ascending, and how often each is there.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Values {
    pub(super) entries: VecDeque<(i64, Key)>,
    counts: HashMap<Key, u32, FixedState>,
}

impl Values {
    /// Takes an event's value; a list counts as each of its elements where one field is asked for. Without a value nothing is counted.
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

    pub(super) fn insert(&mut self, time: i64, key: Key) {
        let at = place(&self.entries, time, |one| one.0);
        self.entries.insert(at, (time, key));
        *self.counts.entry(key).or_default() += 1;
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(super) fn distinct(&self) -> usize {
        self.counts.len()
    }

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
