//! What a correlation asks: which question, and how its answer is compared.
//!
//! The words of the specification (Sigma Correlation Rules, Correlation Types and Condition), as
//! numbers can be asked for them: documents are read to them, and `correlate` asks them of its
//! windows.

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
    pub(crate) fn holds(self, value: f64, limit: f64) -> bool {
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
