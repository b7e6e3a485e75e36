//! `value_sum`, `value_avg`, `value_percentile`, `value_median`: the numbers of a field.
//!
//! Values are 64-bit floating point here, unlike in `sigma/number`: sums and averages need not be
//! exact. Text that is no finite number is not counted; a window without a number meets no
//! condition, `lt: 5` as little as `gte: 0`.
//!
//! | question | of the window 10, 20, 40 |
//! |---|---|
//! | `value_sum` | 70 |
//! | `value_avg` | 23.33 |
//! | `value_median` | 20 |
//! | `value_percentile`, `percentile: 75` | 30: half way between 20 and 40 |
//!
//! ```
//! # mod shared { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/doctest.rs")); } use shared::*;
//! let bytes = |number: &'static str| [("Bytes", number)];
//! let (ten, twenty, forty) = (bytes("10"), bytes("20"), bytes("40"));
//! let events: [Matched<'_>; 3] = [(0, "a", &ten), (1, "a", &twenty), (2, "a", &forty)];
//! let asked = |kind: &str, condition: &str| {
//!     let body = format!("type: {kind}, rules: [a], timespan: 1m, condition: {{ field: Bytes, {condition} }}");
//!     correlates(&body, "alert", &events)[2]
//! };
//! assert!(asked("value_sum", "eq: 70"));
//! assert!(asked("value_median", "eq: 20"));
//! assert!(asked("value_percentile", "percentile: 75, eq: 30"));
//! ```
//!
//! Sum and average take a walk through the window for each event, percentiles a sort of a copy of
//! it: at most [`limits::CORRELATION_GROUP_ENTRIES`](crate::limits::CORRELATION_GROUP_ENTRIES)
//! numbers.

use std::collections::VecDeque;

use super::count::{place, trim};
use super::key::Correlated;
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

    /// Puts a number at its place in time.
    pub(super) fn insert(&mut self, time: i64, number: f64) {
        let at = place(&self.0, time, |one| one.0);
        self.0.insert(at, (time, number));
    }

    /// Drops what is older than `from`, and the oldest where there is too much: answers how many
    /// the latter were.
    pub(super) fn trim(&mut self, from: i64) -> usize {
        trim(&mut self.0, from, |one| one.0, |_| {})
    }

    /// Added up anew for each event, so that no error adds up.
    pub(super) fn sum(&self) -> Option<f64> {
        if self.0.is_empty() { None } else { Some(self.0.iter().map(|one| one.1).sum()) }
    }

    /// The sum by how many there are; `None` where there are none.
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
