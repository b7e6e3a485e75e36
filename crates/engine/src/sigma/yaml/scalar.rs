//! Scalars, as YAML 1.2's core schema (section 10.3.2) resolves them.
//!
//! | written | is |
//! |---|---|
//! | nothing, `~`, `null`, `Null`, `NULL` | null |
//! | `true`, `True`, `TRUE`, `false`, ... | a boolean |
//! | `7`, `-7`, `+7`, `0o17`, `0x1F` | a whole number, kept in decimal: `7`, `-7`, `7`, `15`, `31` |
//! | `1.50`, `.5`, `1e3`, `.inf`, `.nan` | a number with a fraction, kept as it is written |
//! | `yes`, `off`, `2024-01-01`, `1.2.3`, `0x-1`, `12:30` | text |
//! | anything in quotes or in a block (`\|`, `>`) | text |
//!
//! The trap is YAML 1.1, which many readers still follow: there `no` is a boolean, `012` is ten and
//! `12:30` is 750. A rule that means something else under each reader is worse than one that is
//! refused; here the newer version alone is meant.
//!
//! ```
//! # mod shared { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/doctest.rs")); } use shared::*;
//! assert_eq!(becomes("A: 0x50"), "A: 80");
//! assert_eq!(becomes("A: '0x50'"), "A: 0x50");
//! assert_eq!(becomes("A: 012"), "A: 12");
//! assert_eq!(becomes("A: 1.50"), "A: 1.50");
//! assert_eq!(becomes("A: no"), "A: no");
//! assert_eq!(becomes("A: ~"), "A: null");
//! ```

use std::borrow::Cow;

use saphyr_parser::ScalarStyle;

use super::Value;

/// What a scalar stands for. `style` tells whether it was in quotes: then it is text, and nothing
/// else is asked.
pub(super) fn scalar(text: Cow<'_, str>, style: ScalarStyle) -> Value {
    if style != ScalarStyle::Plain {
        return Value::String(kept(text));
    }
    match &*text {
        "" | "~" | "null" | "Null" | "NULL" => return Value::Null,
        "true" | "True" | "TRUE" => return Value::Boolean(true),
        "false" | "False" | "FALSE" => return Value::Boolean(false),
        _ => {}
    }
    // What no number begins with is most of it.
    if !text.starts_with(|first: char| first.is_ascii_digit() || matches!(first, '+' | '-' | '.')) {
        return Value::String(kept(text));
    }
    if let Some(value) = integer(&text) {
        return Value::Integer(value);
    }
    if is_float(&text) { Value::Float(kept(text)) } else { Value::String(kept(text)) }
}

/// Room that a text may have whatever is in it: as much as the parser begins with. An allocator gives
/// hardly less.
const ROOM: usize = 32;

/// The text as the parser made it, unless that has room for twice as much: a copy then, so that many
/// short texts do not take more memory than a file of them may.
fn kept(text: Cow<'_, str>) -> String {
    match text {
        Cow::Owned(text) if text.capacity() <= ROOM.max(2 * text.len()) => text,
        other => (*other).to_owned(),
    }
}

/// Decimal digits of a whole number of the core schema: `0`, `-12`, `+12`, `0o17`, `0x1F`.
///
/// Beyond 128 bits the answer is `None`, and [`is_float`] takes the same text for a number: nothing
/// else is written with digits alone, and as text both are compared in the same way. A sign behind
/// `0o` or `0x` makes it text, as the schema's expressions say.
fn integer(text: &str) -> Option<String> {
    let value = if let Some(octal) = text.strip_prefix("0o") {
        i128::from_str_radix(octal, 8)
    } else if let Some(hexadecimal) = text.strip_prefix("0x") {
        i128::from_str_radix(hexadecimal, 16)
    } else {
        if text.starts_with(['+', '-']) && text.len() == 1 {
            return None;
        }
        text.parse::<i128>()
    };
    let unsigned = text.strip_prefix("0o").or_else(|| text.strip_prefix("0x"));
    if unsigned.is_some_and(|digits| digits.starts_with(['+', '-'])) {
        return None;
    }
    value.ok().map(|value| value.to_string())
}

/// `[-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`, and infinity and
/// not-a-number.
fn is_float(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return true;
    }
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent.strip_prefix(['+', '-']).unwrap_or(exponent))),
        None => (unsigned, None),
    };
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    digits(whole)
        && digits(fraction)
        && !(whole.is_empty() && fraction.is_empty())
        && exponent.is_none_or(|part| !part.is_empty() && digits(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resolves_the_core_schema() {
        for (text, expected) in [
            ("0x1F", "Integer(\"31\")"),
            ("-7", "Integer(\"-7\")"),
            ("1.50", "Float(\"1.50\")"),
            ("1e3", "Float(\"1e3\")"),
            ("yes", "String(\"yes\")"),
            ("1.2.3", "String(\"1.2.3\")"),
            ("~", "Null"),
            ("", "Null"),
            ("-", "String(\"-\")"),
            (".", "String(\".\")"),
            ("0x-1", "String(\"0x-1\")"),
            ("True", "Boolean(true)"),
        ] {
            assert_eq!(format!("{:?}", scalar(text.into(), ScalarStyle::Plain)), expected, "{text}");
        }
        assert!(matches!(scalar("true".into(), ScalarStyle::SingleQuoted), Value::String(_)));
    }
}
