//! `value_sum`, `value_avg`, `value_percentile`, `value_median`: the numbers of a field.

use std::collections::VecDeque;

use super::Correlated;
use super::count::{place, trim};
use crate::order;

/// Numbers with their times, ascending.
#[derive(Debug, Default, Clone, PartialEq)]
pub(super) struct Numbers(pub(super) VecDeque<(i64, f64)>);

impl Numbers {
    /// Takes an event's numbers; what is no number is not counted.
    pub(super) fn put(&mut self, time: i64, fields: &[u32], values: &[Correlated<'_>]) {
        for (_, text) in values.iter().filter(|(name, _)| fields.contains(name)) {
            if let Ok(number) = text.trim().parse::<f64>()
                && number.is_finite()
            {
                self.insert(time, number);
            }
        }
    }

    pub(super) fn insert(&mut self, time: i64, number: f64) {
        let at = place(&self.0, time, |one| one.0);
        self.0.insert(at, (time, number));
    }

    pub(super) fn trim(&mut self, from: i64) -> usize {
        trim(&mut self.0, from, |one| one.0, |_| {})
    }

    /// Added up anew for each event, so that no error adds up.
    pub(super) fn sum(&self) -> Option<f64> {
        if self.0.is_empty() { None } else { Some(self.0.iter().map(|one| one.1).sum()) }
    }

    #[expect(clippy::cast_precision_loss, reason = "counts are below 2^18")]
    pub(super) fn average(&self) -> Option<f64> {
        self.sum().map(|sum| sum / self.0.len() as f64)
    }

    /// The value below which so many of a hundred lie, interpolated between its neighbours.
    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "positions are below 2^18")]
    pub(super) fn percentile(&self, percentile: f64) -> Option<f64> {
        let mut numbers: Vec<f64> = self.0.iter().map(|one| one.1).collect();
        order::sort_unstable_by(&mut numbers, f64::total_cmp);
        let place = percentile / 100.0 * numbers.len().checked_sub(1)? as f64;
        let (low, high) = (numbers.get(place.floor() as usize)?, numbers.get(place.ceil() as usize)?);
        Some(low + (high - low) * place.fract())
    }
}
