//! A correlation, ready to be asked.
//!
//! What [`super::resolve`] makes of a document and [`super::group`] asks for each event: no name is
//! left, all is numbers. An image holds the same (`image/correlations.rs`).

use super::{Correlated, Key};

/// What is done with the events of a window.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Kind {
    EventCount,
    ValueCount,
    Temporal,
    TemporalOrdered,
    Sum,
    Average,
    /// From 0 to 100, with values between two neighbours interpolated.
    Percentile(f64),
}

/// How a count is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparison {
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
    Equal,
    NotEqual,
}

impl Comparison {
    /// The comparison that a condition names: `gt`, `gte`, `lt`, `lte`, `eq`, `neq`.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "gt" => Self::Greater,
            "gte" => Self::GreaterOrEqual,
            "lt" => Self::Less,
            "lte" => Self::LessOrEqual,
            "eq" => Self::Equal,
            "neq" => Self::NotEqual,
            _ => return None,
        })
    }

    /// Whether the value stands so to the limit that the condition gives.
    #[expect(clippy::float_cmp, reason = "Sigma's `eq` asks for just this")]
    fn holds(self, value: f64, limit: f64) -> bool {
        match self {
            Self::Greater => value > limit,
            Self::GreaterOrEqual => value >= limit,
            Self::Less => value < limit,
            Self::LessOrEqual => value <= limit,
            Self::Equal => value == limit,
            Self::NotEqual => value != limit,
        }
    }
}

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

/// The key of some fields' values; `None` where one is missing.
///
/// Each value goes in behind its length, and each field ends with a mark that is no length of a
/// value: `a`, `bc` and `ab`, `c` differ. A list counts as a whole, in its order. 16 bytes are
/// kept: two values with the same ones would be counted as one.
pub(super) fn key(fields: &[u32], values: &[Correlated<'_>]) -> Option<Key> {
    let mut hasher = blake3::Hasher::new();
    for field in fields {
        let mut found = false;
        for (_, value) in values.iter().filter(|(name, _)| name == field) {
            found = true;
            hasher.update(&(value.len() as u64).to_le_bytes());
            hasher.update(value.as_bytes());
        }
        if !found {
            return None;
        }
        hasher.update(&u64::MAX.to_le_bytes());
    }
    hasher.finalize().as_bytes().first_chunk().copied()
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
