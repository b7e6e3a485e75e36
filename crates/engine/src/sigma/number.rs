//! Numbers, for the modifiers `lt`, `lte`, `gt` and `gte`.
//!
//! A value is read as a decimal and compared exactly. A value that is no number compares with none:
//! neither `lt` nor `gte` holds for it.
//!
//! ```
//! # mod shared { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/doctest.rs")); } use shared::*;
//! # use engine::Code;
//! assert!(matches("Pid|gt: 9007199254740992", &[("Pid", "9007199254740993")]));
//! assert!(matches("Load|lte: 0.5", &[("Load", "5e-1")]));
//! for text in ["", "0x10", "1,5", "many"] {
//!     assert!(!matches("Pid|gt: 0", &[("Pid", text)]) && !matches("Pid|lte: 0", &[("Pid", text)]));
//! }
//! // Text that looks like a number is text.
//! assert_eq!(refused("Pid|gt: '5'"), Code::RuleType);
//! ```

use std::cmp::Ordering;

/// A number as a multiple of 10⁻¹⁸: exact for every integer of 64 bits and for every decimal of up
/// to 18 places.
///
/// Places beyond are cut off, and what lies beyond ±1.7·10²⁰ counts as that bound. A binary
/// floating-point number would call different process ids or counters above 2⁵³ equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Number(pub(crate) i128);

/// Decimal places that are kept: 18, so that with 64-bit integers before the point all fits into
/// 128 bits.
const PLACES: i32 = 18;

impl Number {
    /// The number 1.
    pub(crate) const ONE: u128 = 10_u128.pow(PLACES.unsigned_abs());

    /// Reads `-12`, `0.5`, `.5`, `1e3`. `None` where the text is anything else: a value that is no
    /// number compares with none.
    pub(crate) fn parse(text: &[u8]) -> Option<Self> {
        let (negative, unsigned) = match text.split_first()? {
            (b'-', rest) => (true, rest),
            (b'+', rest) => (false, rest),
            _ => (false, text),
        };
        let mantissa = unsigned.iter().position(|byte| matches!(byte, b'e' | b'E')).unwrap_or(unsigned.len());
        let (mantissa, exponent) = unsigned.split_at_checked(mantissa)?;
        let mut scale = PLACES.checked_add(exponent_of(exponent)?)?;
        let (mut value, mut point, mut digits, mut full) = (0_i128, false, false, false);
        for byte in mantissa {
            match byte {
                b'0'..=b'9' => {
                    digits = true;
                    let longer = value.checked_mul(10).and_then(|value| value.checked_add(i128::from(byte - b'0'))).filter(|_| !full);
                    full = longer.is_none();
                    value = longer.unwrap_or(value);
                    // A digit that found no room counts before the point, and is cut off behind it.
                    scale = scale.saturating_add(i32::from(full && !point)).saturating_sub(i32::from(!full && point));
                }
                b'.' if !point => point = true,
                _ => return None,
            }
        }
        let magnitude = scaled(value, scale);
        digits.then_some(Self(if negative { -magnitude } else { magnitude }))
    }
}

/// The number behind `e`; 0 where there is none. One that no value could need is cut to ±9999.
fn exponent_of(text: &[u8]) -> Option<i32> {
    let Some((_, digits)) = text.split_first() else { return Some(0) };
    let unsigned = digits.strip_prefix(b"-").or_else(|| digits.strip_prefix(b"+")).unwrap_or(digits);
    if unsigned.is_empty() || !unsigned.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let size = unsigned.iter().fold(0, |size, digit| (size * 10 + i32::from(digit - b'0')).min(9999));
    Some(if digits.starts_with(b"-") { -size } else { size })
}

/// `value`, which is not negative, times ten to the power of `scale`; at most the greatest number.
fn scaled(value: i128, scale: i32) -> i128 {
    let power = 10_i128.checked_pow(scale.unsigned_abs());
    match (power, scale >= 0) {
        (Some(power), true) => value.saturating_mul(power),
        (Some(power), false) => value / power,
        (None, true) if value != 0 => i128::MAX,
        (None, _) => 0,
    }
}

/// How a value stands to the one that a rule gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Relation {
    Equal,
    Less,
    AtMost,
    Greater,
    AtLeast,
}

impl Relation {
    /// All of them, in the order of their numbers in an image.
    pub(crate) const ALL: [Self; 5] = [Self::Equal, Self::Less, Self::AtMost, Self::Greater, Self::AtLeast];

    /// The relation that a modifier asks for.
    pub(crate) fn of(modifier: &str) -> Option<Self> {
        Some(match modifier {
            "lt" => Self::Less,
            "lte" => Self::AtMost,
            "gt" => Self::Greater,
            "gte" => Self::AtLeast,
            _ => return None,
        })
    }

    /// Whether a value that compares so with the rule's stands in this relation to it.
    pub(crate) fn holds(self, ordering: Ordering) -> bool {
        match self {
            Self::Equal => ordering.is_eq(),
            Self::Less => ordering.is_lt(),
            Self::AtMost => ordering.is_le(),
            Self::Greater => ordering.is_gt(),
            Self::AtLeast => ordering.is_ge(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn number(text: &str) -> Option<i128> {
        Number::parse(text.as_bytes()).map(|number| number.0)
    }

    const ONE: i128 = 1_000_000_000_000_000_000;

    #[test]
    fn reads_decimals_exactly() {
        for (text, value) in [
            ("0", 0),
            ("-0", 0),
            ("007", 7 * ONE),
            ("-12", -12 * ONE),
            ("+1.50", ONE * 3 / 2),
            (".5", ONE / 2),
            ("5.", 5 * ONE),
            ("1e3", 1000 * ONE),
            ("12.5E-1", ONE * 5 / 4),
            ("0.000000000000000001", 1),
            ("0.0000000000000000019", 1),
            ("18446744073709551615", 18_446_744_073_709_551_615 * ONE),
            ("1e-9999", 0),
            ("0e99999999999", 0),
        ] {
            assert_eq!(number(text), Some(value), "{text}");
        }
        assert_eq!(number("1e400"), Some(i128::MAX));
        assert_eq!(number("-1e400"), Some(-i128::MAX));
        assert_eq!(number(&"9".repeat(60)), Some(i128::MAX));
        assert_eq!(number(&format!("1.{}", "0".repeat(60))), Some(ONE));
        assert_eq!(number(&format!("{}7", "0".repeat(60))), Some(7 * ONE));
        assert!(number("9007199254740993") > number("9007199254740992"), "as 64-bit floating point these would be equal");
    }

    #[test]
    fn anything_else_is_no_number() {
        for text in ["", "-", ".", "1.2.3", "0x10", "1e", "1e+", "e3", " 1", "1 ", "1,5", "inf", "NaN", "٣"] {
            assert_eq!(number(text), None, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn orders_as_numbers_do(left in any::<i64>(), right in any::<i64>()) {
            prop_assert_eq!(number(&left.to_string()).cmp(&number(&right.to_string())), left.cmp(&right));
        }
    }
}
