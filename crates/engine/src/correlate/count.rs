//! `event_count`: the times of events.
//!
//! Each event is an entry of its own, those of one microsecond too. Entries are in the order of
//! time; by arrival each is put at the end, and one that comes late is put at its place, in a
//! number of steps that is linear in the entries behind it at worst.
//!
//! Where a group has more than [`limits::CORRELATION_GROUP_ENTRIES`], the oldest are dropped and
//! counted as forgotten. A condition that would need more is refused when rules are loaded.

use std::collections::VecDeque;

use crate::limits;

/// Times, ascending.
///
/// In microseconds.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Times(pub(super) VecDeque<i64>);

impl Times {
    /// Takes an event of this time.
    pub(super) fn put(&mut self, time: i64) {
        let at = place(&self.0, time, |one| *one);
        self.0.insert(at, time);
    }

    /// Drops what is older than `from`, and the oldest where there is too much: answers how many
    /// that were.
    pub(super) fn trim(&mut self, from: i64) -> usize {
        trim(&mut self.0, from, |one| *one, |_| {})
    }
}

/// Where an entry of this time belongs: behind all that are not later. Almost always the end.
pub(super) fn place<T>(entries: &VecDeque<T>, time: i64, of: impl Fn(&T) -> i64) -> usize {
    if entries.back().is_none_or(|last| of(last) <= time) { entries.len() } else { entries.partition_point(|one| of(one) <= time) }
}

/// Drops entries from the front, as [`Times::trim`] says, and hands each to `dropped`.
pub(super) fn trim<T>(entries: &mut VecDeque<T>, from: i64, of: impl Fn(&T) -> i64, mut dropped: impl FnMut(T)) -> usize {
    while entries.front().is_some_and(|first| of(first) < from) {
        entries.pop_front().into_iter().for_each(&mut dropped);
    }
    let surplus = entries.len().saturating_sub(limits::CORRELATION_GROUP_ENTRIES);
    entries.drain(..surplus).for_each(dropped);
    surplus
}
