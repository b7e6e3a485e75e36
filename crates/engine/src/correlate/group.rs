//! The groups of one correlation, and which of them are forgotten where there are too many.
//!
//! A group is made by the first event with its values of `group-by`, and stays until it is
//! forgotten: also where its window is empty, since [`Group::holds`] tells whether a condition that
//! holds began to hold. What an event takes is what its window takes; finding its group takes one
//! look-up. When there are too many groups or entries, forgetting sorts all groups once and takes
//! an eighth of them, so that it is rare.
//!
//! ```text
//! group-by: [User]     key of "anna"   window 08:00 08:04 08:05     last 08:05    holds: no
//!                      key of "build"  window 07:10                 last 07:10    holds: no       forgotten first
//! ```
//!
//! A key is 16 bytes of the values' hash and not the values, so that a group's memory does not
//! depend on what events hold.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::compiled::Compiled;
use super::count::Times;
use super::key::{Correlated, Key};
use super::number::Numbers;
use super::temporal::{Latest, Steps};
use super::value::Values;
use crate::limits;
use crate::order;
use crate::sigma::correlation::Kind;

/// What a group remembers.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Window {
    /// When events came, for `event_count`.
    Times(Times),
    /// Values and when each came last, for `value_count`.
    Values(Values),
    /// When each rule matched last, for `temporal`.
    Latest(Latest),
    /// How far the order was gone through, for `temporal_ordered`.
    Steps(Steps),
    /// Numbers and when each came, for sums, averages and percentiles.
    Numbers(Numbers),
}

impl Window {
    /// An empty window of the kind that the correlation asks for.
    pub(super) fn of(compiled: &Compiled) -> Self {
        match compiled.kind {
            Kind::EventCount => Self::Times(Times::default()),
            Kind::ValueCount => Self::Values(Values::default()),
            Kind::Temporal => Self::Latest(Latest::of(compiled.inputs.len())),
            Kind::TemporalOrdered => Self::Steps(Steps::of(compiled.inputs.len())),
            Kind::Sum | Kind::Average | Kind::Percentile(_) => Self::Numbers(Numbers::default()),
        }
    }

    /// How many entries it holds, for the bound of all windows together; of temporal ones a place
    /// for each rule.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Times(times) => times.0.len(),
            Self::Values(values) => values.len(),
            Self::Latest(latest) => latest.0.len(),
            Self::Steps(steps) => steps.0.len(),
            Self::Numbers(numbers) => numbers.0.len(),
        }
    }

    /// Drops what is older than `from`, and the oldest where there is too much: answers how many
    /// that were.
    fn trim(&mut self, from: i64) -> usize {
        match self {
            Self::Times(times) => times.trim(from),
            Self::Values(values) => values.trim(from),
            Self::Numbers(numbers) => numbers.trim(from),
            Self::Latest(_) | Self::Steps(_) => 0,
        }
    }
}

/// A group of events.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Group {
    /// The number of its last event, counted over all groups.
    pub(super) touched: u64,
    /// Whether the condition held after its last event.
    pub(super) holds: bool,
    /// The latest time of its events.
    pub(super) latest: i64,
    pub(super) window: Window,
}

/// All groups of one correlation.
#[derive(Debug, Default, Clone, PartialEq)]
pub(super) struct State {
    pub(super) groups: HashMap<Key, Group, FixedState>,
    /// How many entries all windows hold.
    pub(super) entries: usize,
    /// How many events were taken, which is the number of the last.
    pub(super) events: u64,
    /// Groups and entries that were dropped for want of room, not those that grew too old.
    pub(super) forgotten: u64,
    /// Events that were too old to count. No part of a snapshot: it is told of this run.
    pub(super) late: u64,
}

impl State {
    /// Takes an event into its group: whether the correlation matches.
    pub(super) fn take(&mut self, compiled: &Compiled, group: Key, time: i64, step: usize, values: &[Correlated<'_>]) -> bool {
        self.events += 1;
        let number = self.events;
        let found =
            self.groups.entry(group).or_insert_with(|| Group { touched: number, holds: false, latest: time, window: Window::of(compiled) });
        let before = if found.touched == number { 0 } else { found.window.len() };
        found.touched = number;
        found.latest = found.latest.max(time);
        let from = found.latest.saturating_sub(compiled.timespan);
        if time < from {
            self.late += 1;
        } else {
            match &mut found.window {
                Window::Times(times) => times.put(time),
                Window::Values(seen) => seen.put(time, &compiled.fields, values),
                Window::Latest(latest) => latest.put(step, time),
                Window::Steps(steps) => steps.put(step, time, compiled.timespan),
                Window::Numbers(numbers) => numbers.put(time, &compiled.fields, values),
            }
        }
        self.forgotten += found.window.trim(from) as u64;
        #[expect(clippy::cast_precision_loss, reason = "counts are below 2^18")]
        let value = match (&found.window, compiled.kind) {
            (Window::Times(times), _) => Some(times.0.len() as f64),
            (Window::Values(values), _) => Some(values.distinct() as f64),
            (Window::Latest(latest), _) => Some(latest.within(from) as f64),
            (Window::Steps(steps), _) => Some(steps.within(from) as f64),
            (Window::Numbers(numbers), Kind::Percentile(percentile)) => numbers.percentile(percentile),
            (Window::Numbers(numbers), Kind::Average) => numbers.average(),
            (Window::Numbers(numbers), _) => numbers.sum(),
        };
        let holds = compiled.holds(value);
        let matches = holds && (compiled.every || !found.holds);
        found.holds = holds;
        self.entries = (self.entries + found.window.len()).saturating_sub(before);
        if self.groups.len() > limits::CORRELATION_GROUPS || self.entries > limits::CORRELATION_ENTRIES {
            self.forget(group);
        }
        matches
    }

    /// Forgets the eighth of the groups that had no event for the longest time, but never the one
    /// at hand.
    fn forget(&mut self, kept: Key) {
        let mut ages: Vec<(u64, Key)> = self.groups.iter().map(|(key, group)| (group.touched, *key)).collect();
        order::sort_unstable_by(&mut ages, Ord::cmp);
        let count = ages.len().div_ceil(8);
        for (_, key) in ages.into_iter().take(count).filter(|(_, key)| *key != kept) {
            if let Some(group) = self.groups.remove(&key) {
                self.entries = self.entries.saturating_sub(group.window.len());
                self.forgotten += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An `event_count` whose windows lose nothing to time.
    fn counting() -> Compiled {
        let (inputs, fields, conditions) = (Vec::new(), Vec::new(), Vec::new());
        Compiled { rule: 0, kind: Kind::EventCount, inputs, fields, timespan: i64::MAX, conditions, every: false }
    }

    fn key(number: usize) -> Key {
        (number as u128).to_le_bytes()
    }

    #[test]
    fn an_eighth_of_the_groups_is_forgotten_where_there_is_one_too_many() {
        let (compiled, mut state) = (counting(), State::default());
        for number in 0..limits::CORRELATION_GROUPS {
            state.take(&compiled, key(number), 0, 0, &[]);
        }
        // The first has an event more, and is the newest for it.
        state.take(&compiled, key(0), 0, 0, &[]);
        assert_eq!((state.groups.len(), state.entries, state.forgotten), (16_384, 16_385, 0));
        state.take(&compiled, key(limits::CORRELATION_GROUPS), 0, 0, &[]);
        assert_eq!((state.groups.len(), state.entries, state.forgotten), (14_336, 14_337, 2_049));
        let is_there = |number: usize| state.groups.contains_key(&key(number));
        assert_eq!([0, 1, 2_049, 2_050, 16_384].map(is_there), [true, false, false, true, true]);
    }

    #[test]
    fn the_windows_of_all_groups_together_are_bounded() {
        let (compiled, mut state) = (counting(), State::default());
        for number in 0..limits::CORRELATION_ENTRIES {
            state.take(&compiled, key(number / limits::CORRELATION_GROUP_ENTRIES), 0, 0, &[]);
        }
        assert_eq!((state.groups.len(), state.entries, state.forgotten), (4, limits::CORRELATION_ENTRIES, 0));
        state.take(&compiled, key(4), 0, 0, &[]);
        assert_eq!((state.groups.len(), state.entries, state.forgotten), (4, 3 * limits::CORRELATION_GROUP_ENTRIES + 1, 1));
        assert!(!state.groups.contains_key(&key(0)));
    }

    #[test]
    fn a_window_keeps_its_newest_entries_and_counts_what_it_drops() {
        let (compiled, mut state) = (counting(), State::default());
        for _ in 0..limits::CORRELATION_GROUP_ENTRIES + 3 {
            state.take(&compiled, key(0), 0, 0, &[]);
        }
        assert_eq!((state.groups.len(), state.entries, state.forgotten), (1, limits::CORRELATION_GROUP_ENTRIES, 3));
    }

    #[test]
    fn what_is_too_old_to_count_is_counted_as_late() {
        let (compiled, mut state) = (Compiled { timespan: 10, ..counting() }, State::default());
        for time in [100, 90, 89, 80] {
            state.take(&compiled, key(0), time, 0, &[]);
        }
        assert_eq!((state.events, state.entries, state.late), (4, 2, 2));
    }
}
