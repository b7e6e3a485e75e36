//! Sigma rules: from text to an expression over tests of fields. Nothing here knows an event or an index.
//!
//! The specification is version 2.1 (<https://sigmahq.io/sigma-specification/>); where it is silent, pySigma decides. The way of a rule through the files:
//!
//! 1. [`yaml`]: nodes with their places; strict, for a key that is written twice or an alias that grows must not pass.
//! 2. [`rule`], [`detection`]: the rule's own keys; its selections by name.
//! 3. [`selection`], [`item`], [`modifier`], [`value`]: a selection becomes items, an item's modifiers say which tests its values become.
//! 4. [`condition`]: how selections are joined; `1 of` and `all of` are spelt out there.
//! 5. [`filter`], [`pipeline`]: what other documents change.
//! 6. [`draft`]: all of it lowered to one expression of [`FieldTest`]s.
//!
//! Every error goes to a collector and reading goes on, so that all that is wrong with a file is said at once.

pub(crate) mod called;
pub(crate) mod condition;
pub(crate) mod correlation;
mod describe;
pub(crate) mod detection;
pub(crate) mod draft;
pub(crate) mod encoding;
pub(crate) mod filter;
pub(crate) mod item;
pub(crate) mod modifier;
pub(crate) mod network;
pub(crate) mod number;
pub(crate) mod pattern;
pub(crate) mod pipeline;
pub(crate) mod placeholder;
pub(crate) mod rule;
pub(crate) mod selection;
pub(crate) mod size;
pub(crate) mod time;
pub(crate) mod value;
pub(crate) mod yaml;

use network::Network;
use number::{Number, Relation};
use pattern::Pattern;
use time::TimePart;

/// Where a text stands in a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Place {
    /// It is the whole value.
    Whole,
    /// The value begins with it (`startswith`).
    Start,
    /// The value ends with it (`endswith`).
    End,
    /// The value holds it (`contains`).
    Anywhere,
}

impl Place {
    /// All of them, in the order of their numbers in an image.
    pub(crate) const ALL: [Self; 4] = [Self::Whole, Self::Start, Self::End, Self::Anywhere];

    /// Whether `text` stands there in `value`.
    pub(crate) fn holds(self, text: &[u8], value: &[u8]) -> bool {
        match self {
            Self::Whole => value == text,
            Self::Start => value.starts_with(text),
            Self::End => value.ends_with(text),
            Self::Anywhere => memchr::memmem::find(value, text).is_some(),
        }
    }
}

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
    Regex {
        source: String,
        /// Literals of which every match holds one, folded; `None` where there are none that help.
        required: Option<Vec<String>>,
    },
    /// A value is an address in the network.
    Cidr(Network),
    /// A value is a number and stands in the relation to this one.
    Number { relation: Relation, number: Number },
    /// A value is a date and time, and its part stands in the relation to this number.
    Time { part: TimePart, relation: Relation, number: u32 },
    /// A value is, or has at a place, a value of the other field of the same event. Without `cased` both are folded.
    Field { other: String, place: Place, cased: bool },
}

/// A test of a field, or of all fields of the event (a keyword).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct FieldTest {
    /// The field's name as the rule writes it; `None` for a keyword.
    pub(crate) field: Option<String>,
    pub(crate) test: Test,
}
