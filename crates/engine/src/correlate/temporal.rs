//! `temporal` and `temporal_ordered`: which of the rules matched within the span.
//!
//! Without a condition all rules must have matched within the span; with one, as many as it asks
//! for. A window has one time for each rule, whatever the number of events.
//!
//! ```
//! # mod shared { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/doctest.rs")); } use shared::*;
//! let body = |kind: &str| format!("type: {kind}, rules: [a, b], timespan: 10s");
//! let (first_a, first_b) = ([(0, "a", &[][..]), (5, "b", &[][..])], [(0, "b", &[][..]), (5, "a", &[][..])]);
//! assert_eq!(correlates(&body("temporal"), "alert", &first_a), [false, true]);
//! assert_eq!(correlates(&body("temporal"), "alert", &first_b), [false, true]);
//! assert_eq!(correlates(&body("temporal_ordered"), "alert", &first_a), [false, true]);
//! assert_eq!(correlates(&body("temporal_ordered"), "alert", &first_b), [false, false]);
//! // Eleven seconds apart they are not within the span.
//! assert_eq!(correlates(&body("temporal"), "alert", &[(0, "a", &[][..]), (11, "b", &[][..])]), [false, false]);
//! ```
//!
//! What [`Steps`] keeps for `rules: [a, b, c]`, when `a` comes at 0, `b` at 2, `a` again at 5 and
//! `b` at 6:
//!
//! ```text
//! event    a@0        b@2        a@5        b@6
//! a        0          0          5          5
//! b        -          0          0          5        the sequence that began later took the place
//! c        -          -          -          -
//! ```

/// `temporal`: of each rule the latest time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Latest(pub(super) Vec<Option<i64>>);

impl Latest {
    /// For so many rules, none of which has matched.
    pub(super) fn of(rules: usize) -> Self {
        Self(vec![None; rules])
    }

    /// The rule at the place `step` matched; an event that comes late changes nothing where a later
    /// one was there.
    pub(super) fn put(&mut self, step: usize, time: i64) {
        if let Some(place) = self.0.get_mut(step) {
            *place = (*place).max(Some(time));
        }
    }

    /// How many rules matched since `from`.
    pub(super) fn within(&self, from: i64) -> usize {
        self.0.iter().flatten().filter(|time| **time >= from).count()
    }
}

/// `temporal_ordered`: of each rule the latest beginning of a sequence of the rules up to it.
///
/// A sequence that began later stays within the span for longer, so that no other one need be
/// remembered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Steps(pub(super) Vec<Option<i64>>);

impl Steps {
    /// For so many rules, none of which has matched.
    pub(super) fn of(rules: usize) -> Self {
        Self(vec![None; rules])
    }

    /// The rule at the place `step` matched: the first begins a sequence, another one carries on
    /// that of the rule before it, where there is one that began no longer than `timespan` ago.
    pub(super) fn put(&mut self, step: usize, time: i64, timespan: i64) {
        let begun = match step.checked_sub(1) {
            None => Some(time),
            Some(before) => self.0.get(before).copied().flatten().filter(|begun| time.saturating_sub(*begun) <= timespan),
        };
        if let (Some(place), Some(begun)) = (self.0.get_mut(step), begun) {
            *place = (*place).max(Some(begun));
        }
    }

    /// How many rules, from the first on, make a sequence that began since `from`.
    pub(super) fn within(&self, from: i64) -> usize {
        self.0.iter().rposition(|begun| begun.is_some_and(|begun| begun >= from)).map_or(0, |at| at + 1)
    }
}
