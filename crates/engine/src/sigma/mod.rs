//! Sigma rules: from text to an expression over tests of fields. Nothing here knows an event or an index.

pub(crate) mod condition;
pub(crate) mod detection;
pub(crate) mod filter;
pub(crate) mod modifier;
pub(crate) mod network;
pub(crate) mod pattern;
pub(crate) mod rule;
pub(crate) mod yaml;

use network::Network;
use pattern::Pattern;

/// A question about the values of one field; of a list, any element may answer it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Test {
    /// The field is absent, or has no value but null.
    Null,
    /// The field is there, whatever its value.
    Exists,
    /// A value matches the pattern as a whole. Numbers and booleans are compared by their text. Without `cased` both sides are folded.
    Text { pattern: Pattern, cased: bool },
    /// A value holds a match of the regular expression (flags stand in it, as `(?i)`).
    Regex(String),
    /// A value is an address in the network.
    Cidr(Network),
}

/// A test of a field, or of all fields of the event (a keyword).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct FieldTest {
    /// The field's name as the rule writes it; `None` for a keyword.
    pub(crate) field: Option<String>,
    pub(crate) test: Test,
}
