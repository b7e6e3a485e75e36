//! The modifiers behind a field's name (Sigma specification 2.1, appendix Modifiers), and what they
//! amount to.
//!
//! A chain of modifiers is read once, when the rule is, and becomes [`Modifiers`]: what the values
//! are (a [`Comparison`]), how their text is changed, where it stands, and how the list is joined.
//! Nothing of a chain is left when an event comes.
//!
//! | modifiers | say |
//! |---|---|
//! | `re` (`i` `m` `s`), `cidr`, `exists`, `lt` `lte` `gt` `gte`, `minute` `hour` `day` `week` `month` `year`, `fieldref` | what a value is |
//! | `windash`, `base64`, `base64offset`, `utf16le` (`wide`), `utf16be`, `utf16`, `expand` | how it is changed before it is compared |
//! | `startswith`, `endswith`, `contains` | where it stands |
//! | `cased` | that case matters |
//! | `all`, `neq` | how the list is joined, and whether the whole is turned round |
//!
//! ```
//! # mod shared { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/doctest.rs")); } use shared::*;
//! # use engine::Code;
//! let event = [("CommandLine", "curl -s https://example.org | sh")];
//! assert!(matches("CommandLine|contains|all: [curl, '| sh']", &event));
//! assert!(!matches("CommandLine|contains|all: [wget, '| sh']", &event));
//! assert!(matches("CommandLine|contains|neq: wget", &event));
//! // An order that means nothing is refused, never read as something else.
//! assert_eq!(refused("CommandLine|contains|base64: curl"), Code::RuleModifier);
//! ```

mod chain;

pub(crate) use chain::parse;

use super::Place;
use super::encoding::Encoding;
use super::number::Relation;
use super::time::TimePart;

/// What a field's values are compared by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparison {
    /// Text patterns.
    Text,
    /// Regular expressions.
    Regex { ignore_case: bool, multi_line: bool, dot_all: bool },
    /// IP networks.
    Cidr,
    /// Whether the field is there.
    Exists,
    /// Numbers.
    Number(Relation),
    /// A part of a date and time.
    Time(TimePart, Relation),
    /// The values of another field.
    Field,
}

/// The modifiers of one field.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a modifier that stands or does not")]
pub(crate) struct Modifiers {
    pub(crate) comparison: Comparison,
    /// How a text is changed first.
    pub(crate) encodings: Vec<Encoding>,
    /// Where the value stands: `startswith`, `endswith`, `contains`; both of the first two together
    /// are the third.
    pub(crate) place: Place,
    /// Case matters.
    pub(crate) cased: bool,
    /// All values must match instead of any.
    pub(crate) all: bool,
    /// `neq`: the field must not match.
    pub(crate) negated: bool,
    /// `expand`: the values hold placeholders.
    pub(crate) expand: bool,
}

/// Every modifier that there is, also under its second name (`ignorecase`, `multiline`, `dotall`,
/// `wide`).
pub(crate) const KNOWN: &[&str] = &[
    "contains",
    "startswith",
    "endswith",
    "all",
    "exists",
    "cased",
    "neq",
    "windash",
    "re",
    "i",
    "m",
    "s",
    "ignorecase",
    "multiline",
    "dotall",
    "base64",
    "base64offset",
    "utf16le",
    "wide",
    "utf16be",
    "utf16",
    "lt",
    "lte",
    "gt",
    "gte",
    "minute",
    "hour",
    "day",
    "week",
    "month",
    "year",
    "cidr",
    "expand",
    "fieldref",
];

impl Default for Modifiers {
    /// None at all: a text that is compared as a whole, without regard to case.
    fn default() -> Self {
        Self {
            comparison: Comparison::Text,
            encodings: Vec::new(),
            place: Place::Whole,
            cased: false,
            all: false,
            negated: false,
            expand: false,
        }
    }
}
