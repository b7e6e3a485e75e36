//! How much a rule holds, so that a short file cannot stand for gigabytes.
//!
//! | a few bytes | become |
//! |---|---|
//! | `CommandLine\|windash: '-a -b -c -d -e -f'` | 15,625 patterns, five for each dash |
//! | `User\|expand: '%a%%b%'` with 200 values each | 40,000 patterns |
//! | `condition: big or big or big ...`, 16 Ki characters | as many tests as `big` has, some thousand times |
//! | a filter with `rules: any` | its tests once for each rule |
//!
//! What is counted are tests and the bytes of their texts, first as they are read
//! ([`super::selection`]) and once more with the condition spelt out ([`super::detection`]); of one
//! rule ([`Size::RULE`]) and of all that are loaded together ([`Size::SET`], each test as often as
//! it stands there, though equal ones become one). It is counted before memory is taken, or after
//! what one value can take.
//!
//! ```
//! # mod shared { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/doctest.rs")); } use shared::*;
//! # use engine::Code;
//! assert_eq!(becomes("A|windash: -f").matches(" or ").count(), 4);
//! assert_eq!(refused("A|windash: '-a -b -c -d -e -f -g'"), Code::RuleLimit);
//! ```

use super::{FieldTest, Test};
use crate::limits;

/// A number of tests, and the bytes of their texts.
///
/// Sums saturate, so that no file makes one wrap round and look small.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Size {
    /// Leaves of an expression: a field with a question.
    pub(crate) tests: usize,
    /// Bytes of patterns, expressions and names of fields; a network or a number counts as none,
    /// since the test itself holds it.
    pub(crate) bytes: usize,
}

impl Size {
    /// What one rule may hold.
    pub(crate) const RULE: Self = Self { tests: limits::RULE_TESTS, bytes: limits::RULE_BYTES };
    /// What all rules of a set may hold, each test as often as it stands there.
    pub(crate) const SET: Self = Self { tests: limits::SET_TESTS_SPELT_OUT, bytes: limits::SET_BYTES };

    /// One test of a field whose name has so many bytes: 0 for a keyword.
    pub(crate) fn of(test: &Test, field: usize) -> Self {
        let bytes = match test {
            Test::Text { pattern, .. } => pattern.bytes(),
            Test::Regex { source, .. } => source.len(),
            Test::Field { other, .. } => other.len(),
            Test::Null | Test::Exists | Test::Cidr(_) | Test::Number { .. } | Test::Time { .. } => 0,
        };
        Self { tests: 1, bytes: bytes + field }
    }

    /// What an expression's test takes.
    pub(crate) fn of_test(test: &FieldTest) -> Self {
        Self::of(&test.test, test.field.as_ref().map_or(0, String::len))
    }

    /// Both together.
    pub(crate) fn plus(self, other: Self) -> Self {
        Self { tests: self.tests.saturating_add(other.tests), bytes: self.bytes.saturating_add(other.bytes) }
    }

    /// Whether there is more than `most` of tests or of bytes: what, how many, and how many may be.
    ///
    /// The words are those of the message:
    /// `the rule has 70000 patterns; at most 65536 are allowed`. Exactly `most` is allowed.
    pub(crate) fn beyond(self, most: Self) -> Option<(&'static str, usize, usize)> {
        let tests = (self.tests > most.tests).then_some(("patterns", self.tests, most.tests));
        tests.or_else(|| (self.bytes > most.bytes).then_some(("bytes of patterns", self.bytes, most.bytes)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_than_may_be() {
        for most in [Size::RULE, Size::SET] {
            assert_eq!(most.beyond(most), None);
            let more = |tests, bytes| most.plus(Size { tests, bytes }).beyond(most);
            assert_eq!(more(1, 0), Some(("patterns", most.tests + 1, most.tests)));
            assert_eq!(more(0, 1), Some(("bytes of patterns", most.bytes + 1, most.bytes)));
            assert_eq!(more(0, usize::MAX), Some(("bytes of patterns", usize::MAX, most.bytes)));
        }
    }
}
