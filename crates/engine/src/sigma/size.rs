//! How much a rule holds, so that a short file cannot stand for gigabytes: a value with six dashes is 15,625 patterns, and a condition may name a selection as
//! often as it is long.
//!
//! What is counted are tests and the bytes of their texts, first as they are read and once more with the condition spelt out; of one rule
//! ([`Size::RULE`]) and of all that are loaded together ([`Size::SET`]). It is counted before memory is taken, or after what one value can take.

use super::{FieldTest, Test};
use crate::limits;

/// A number of tests, and the bytes of their texts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Size {
    pub(crate) tests: usize,
    pub(crate) bytes: usize,
}

impl Size {
    /// What one rule may hold.
    pub(crate) const RULE: Self = Self { tests: limits::RULE_TESTS, bytes: limits::RULE_BYTES };
    /// What all rules of a set may hold, each test as often as it stands there.
    pub(crate) const SET: Self = Self { tests: limits::SET_TESTS_SPELT_OUT, bytes: limits::SET_BYTES };

    /// One test of a field whose name has so many bytes.
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
