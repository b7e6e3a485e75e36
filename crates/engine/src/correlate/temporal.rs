//! `temporal` and `temporal_ordered`: which of the rules matched within the span.

/// `temporal`: of each rule the latest time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Latest(pub(super) Vec<Option<i64>>);

impl Latest {
    pub(super) fn of(rules: usize) -> Self {
        Self(vec![None; rules])
    }

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
/// A sequence that began later stays within the span for longer, so that no other one need be remembered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Steps(pub(super) Vec<Option<i64>>);

impl Steps {
    pub(super) fn of(rules: usize) -> Self {
        Self(vec![None; rules])
    }

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
