//! Sigma rules: from text to an expression over tests of fields. Nothing here knows an event or an
//! index.
//!
//! The specification is version 2.1 (<https://sigmahq.io/sigma-specification/>); where it is
//! silent, pySigma decides. Where both leave something open, `docs/design/engine.md` says what was
//! decided, and why.
//!
//! The way of a rule through the files:
//!
//! 1. [`yaml`]: nodes with their places; strict, for a key that is written twice or an alias that
//!    grows must not pass.
//! 2. [`rule`], [`detection`]: the rule's own keys; its selections by name.
//! 3. [`selection`], [`item`], [`modifier`], [`value`]: a selection becomes items, an item's
//!    modifiers say which tests its values become. [`pattern`], [`encoding`], [`placeholder`],
//!    [`number`], [`network`] and [`time`] each know one kind.
//! 4. [`condition`]: how selections are joined; `1 of` and `all of` are spelt out there.
//! 5. [`filter`], [`pipeline`]: what other documents change. [`called`] knows which rules a
//!    reference means.
//! 6. [`draft`]: all of it lowered to one expression of [`FieldTest`]s. [`size`] keeps it small.
//!
//! [`correlation`] reads the documents that count the matches of rules; they are resolved in
//! `crate::correlate`.
//!
//! # A rule on its way
//!
//! ```yaml
//! detection:
//!   curl: { Image|endswith: /curl }
//!   piped: { CommandLine|contains|all: ['http', '| sh'] }
//!   _ours: { User: build }
//!   condition: all of them and not _ours
//! ```
//!
//! | after | it is |
//! |---|---|
//! | `yaml` | maps and texts, each with line, column and length |
//! | `selection` | three names, each with items: a field, its modifiers, its values |
//! | `condition` | `And(0, 1, Not(2))`: `all of them` is spelt out, without the name that begins with `_` |
//! | `draft` | tests instead of numbers, joined by the same AND, OR and NOT |
//!
//! ```
//! # mod shared { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/doctest.rs")); } use shared::*;
//! let detection = "
//!   curl: { Image|endswith: /curl },
//!   piped: { CommandLine|contains|all: ['http', '| sh'] },
//!   _ours: { User: build },
//!   condition: all of them and not _ours";
//! assert_eq!(
//!     lowered(detection, "transformations: []"),
//!     "Image|endswith: /curl and (CommandLine|contains: http and CommandLine|contains: | sh) and not User: build"
//! );
//! ```
//!
//! # Errors
//!
//! Every error goes to a [`Collector`](crate::diagnostic::Collector) and reading goes on, so that
//! all that is wrong with a file is said at once. A function that answers `None`, or
//! `Err(Reported)`, has reported why; no caller reports it again. What cannot be handled is an
//! error with its place, never a test that silently does not match.
//!
//! # Bounds
//!
//! Everything here runs while rules are loaded, on text that may be an attacker's only where rules
//! are; time and memory are bounded all the same ([`limits`](crate::limits)), since a mistake is as
//! large as an attack. Nesting is bounded by the YAML reader and the condition's parser, so that no
//! recursion over what they made is deeper than these allow.

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

/// Where a text stands in a value: what is left of `startswith`, `endswith` and `contains`.
///
/// Patterns spend it at once, by wildcards at their ends; regular expressions and `fieldref` keep
/// it.
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
    ///
    /// A change of this order is a change of the image's layout.
    pub(crate) const ALL: [Self; 4] = [Self::Whole, Self::Start, Self::End, Self::Anywhere];

    /// Whether `text` stands there in `value`, byte by byte: whoever wants case ignored folds both
    /// first.
    ///
    /// The empty text stands at the start, at the end and anywhere in each value, but is only the
    /// empty one as a whole. Linear in both lengths ([`memchr::memmem`]).
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
///
/// | test | a rule writes | a value that is absent |
/// |---|---|---|
/// | [`Null`](Self::Null) | `User: null` | holds |
/// | [`Exists`](Self::Exists) | `User\|exists: true` | does not |
/// | [`Text`](Self::Text) | `Image\|endswith: /sh`, `Port: 443` | does not |
/// | [`Regex`](Self::Regex) | `Name\|re: '^a+$'` | does not |
/// | [`Cidr`](Self::Cidr) | `Ip\|cidr: 10.0.0.0/8` | does not |
/// | [`Number`](Self::Number) | `Port\|gte: 1024` | does not, neither for `gte` nor for `lt` |
/// | [`Time`](Self::Time) | `Seen\|hour: 23` | does not |
/// | [`Field`](Self::Field) | `Image\|fieldref: ParentImage` | does not, whichever of the two is absent |
///
/// `exists: false`, `neq` and `not` are no tests: they stand in the expression. So `neq` holds
/// where the field is absent.
///
/// The order of variants and fields is that in which sorted tests stand; it decides nothing but the
/// place of a test in a plan.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Test {
    /// The field is absent, or has no value but null.
    Null,
    /// The field is there, whatever its value.
    Exists,
    /// A value matches the pattern as a whole. Numbers and booleans are compared by their text.
    /// Without `cased` both sides are folded.
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
    /// A value is, or has at a place, a value of the other field of the same event. Without `cased`
    /// both are folded.
    Field { other: String, place: Place, cased: bool },
}

/// A test of a field, or of all fields of the event (a keyword).
///
/// The unit of planning: equal tests of all rules are one, asked once for an event.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct FieldTest {
    /// The field's name as the rule writes it; `None` for a keyword.
    pub(crate) field: Option<String>,
    pub(crate) test: Test,
}
