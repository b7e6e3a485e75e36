//! A correlation, ready to be asked.
//!
//! What [`resolve`](mod@super::resolve) makes of a document and [`super::group`] asks for each event: no name is
//! left, all is numbers. An image holds the same (`image/correlations.rs`).
//!
//! ```text
//! rule 7      a value_count of the matches of rule 4     its own number stands behind those of all rules
//! inputs      rule 4, grouped by field 0                 fields are numbers too, one list for all correlations
//! conditions  greater 10                                 all of them must hold of the count
//! every       no                                         matches where the condition begins to hold; where it refuses, at each event
//! ```

use super::key::{Correlated, Key, key};
use crate::sigma::correlation::{Comparison, Kind};

/// A rule whose matches are taken, and the fields of its events that make the group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Input {
    /// By number.
    pub(crate) rule: u32,
    /// Numbers of fields.
    pub(crate) group: Vec<u32>,
}

impl Input {
    /// The group that an event belongs to; `None` where it lacks one of the fields.
    pub(crate) fn group(&self, values: &[Correlated<'_>]) -> Option<Key> {
        key(&self.group, values)
    }
}

/// A correlation over the rules of a set.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Compiled {
    /// Its own number.
    pub(crate) rule: u32,
    pub(crate) kind: Kind,
    pub(crate) inputs: Vec<Input>,
    /// Numbers of the fields whose values are counted or added up.
    pub(crate) fields: Vec<u32>,
    /// Microseconds.
    pub(crate) timespan: i64,
    pub(crate) conditions: Vec<(Comparison, f64)>,
    /// Whether it matches at every event at which its condition holds, and not only where that
    /// begins.
    pub(crate) every: bool,
}

impl Compiled {
    /// Whether all conditions hold; a window without a value meets none.
    pub(crate) fn holds(&self, value: Option<f64>) -> bool {
        value.is_some_and(|value| self.conditions.iter().all(|(comparison, limit)| comparison.holds(value, *limit)))
    }
}
