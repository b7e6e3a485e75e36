//! The modifiers that change a value before it is compared: `windash`, `base64`, `base64offset`,
//! `utf16le` (`wide`), `utf16be`, `utf16`.
//!
//! They apply in the order in which they stand, each to what the one before it left. The result is
//! one or more patterns of which any may match: `windash` makes five of each dash, `base64offset`
//! one of each of three offsets, the others one.
//!
//! ```
//! # mod shared { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/doctest.rs")); } use shared::*;
//! # use engine::Code;
//! // `IEX` in UTF-16 and then Base64, at whichever of the three offsets it stands in a longer text.
//! let encoded = [("CommandLine", "powershell -enc ZQBjAGgAbwAgAEkARQBYAA==")];
//! assert!(matches("CommandLine|wide|base64offset|contains: IEX", &encoded));
//! assert!(matches("CommandLine|windash|contains: ' -enc '", &[("CommandLine", "powershell /enc x")]));
//! assert_eq!(refused("CommandLine|base64|contains: 'a*'"), Code::RuleModifier);
//! ```
//!
//! pySigma is followed where the specification is silent: wildcards stay wildcards in UTF-16, and
//! cannot be encoded with Base64. What differs is said in `docs/design/engine.md`: UTF-16 that no
//! Base64 follows must still be text, since events hold text, and is refused beyond ASCII.
//!
//! INVARIANT: no chain makes more patterns, or more bytes of them, than a rule may have; beyond
//! that there is an error, and memory was taken for few times as much.

mod base64;
mod part;
mod utf16;
mod windash;

use base64::{at_offset, base64};
use part::{Part, length, to_pattern, whole};
use utf16::utf16;
use windash::windash;

use super::pattern::{Pattern, Piece};
use crate::code::Code;
use crate::limits;

/// One modifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    Windash,
    Base64,
    Base64Offset,
    Utf16Le,
    Utf16Be,
    Utf16,
}

impl Encoding {
    /// The encoding that a modifier asks for.
    pub(crate) fn of(modifier: &str) -> Option<Self> {
        Some(match modifier {
            "windash" => Self::Windash,
            "base64" => Self::Base64,
            "base64offset" => Self::Base64Offset,
            "utf16le" | "wide" => Self::Utf16Le,
            "utf16be" => Self::Utf16Be,
            "utf16" => Self::Utf16,
            _ => return None,
        })
    }

    /// Whether one value becomes several.
    pub(crate) fn is_expansion(self) -> bool {
        matches!(self, Self::Windash | Self::Base64Offset)
    }

    /// Whether the result is Base64.
    pub(crate) fn is_base64(self) -> bool {
        matches!(self, Self::Base64 | Self::Base64Offset)
    }
}

/// Why a value cannot be encoded, and what to do.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) code: Code,
    pub(crate) message: String,
    pub(crate) hint: &'static str,
}

impl Problem {
    fn new(message: impl Into<String>, hint: &'static str) -> Self {
        Self { code: Code::RuleModifier, message: message.into(), hint }
    }
}

/// Applies encodings to a pattern, one after the other. Most values have none.
pub(crate) fn encode(pattern: Pattern, encodings: &[Encoding]) -> Result<Vec<Pattern>, Problem> {
    if encodings.is_empty() {
        return Ok(vec![pattern]);
    }
    let parts = pattern.into_pieces().into_iter().map(|piece| match piece {
        Piece::Literal(text) => Part::Bytes(text.into_bytes()),
        wildcard => Part::Wildcard(wildcard),
    });
    let mut values = vec![parts.collect::<Vec<_>>()];
    for (at, encoding) in encodings.iter().enumerate() {
        let as_bytes = encodings.iter().skip(at).any(|later| later.is_base64());
        let mut encoded = Vec::new();
        for value in &values {
            encoded.extend(one(value, *encoding, as_bytes)?);
        }
        values = encoded;
        if values.iter().map(|value| length(value)).sum::<usize>() > limits::RULE_BYTES {
            return Err(too_long());
        }
    }
    values.into_iter().map(to_pattern).collect()
}

fn too_long() -> Problem {
    let message = format!("the value becomes more than {} bytes of patterns", limits::RULE_BYTES);
    Problem { code: Code::RuleLimit, ..Problem::new(message, "shorten it") }
}

/// Applies one encoding. `as_bytes` tells that Base64 follows, so that the bytes need not be text.
fn one(value: &[Part], encoding: Encoding, as_bytes: bool) -> Result<Vec<Vec<Part>>, Problem> {
    match encoding {
        Encoding::Windash => windash(value),
        Encoding::Base64 => Ok(vec![vec![Part::Bytes(base64(&whole(value)?).into_bytes())]]),
        Encoding::Base64Offset => {
            let bytes = whole(value)?;
            if bytes.len() < 2 {
                return Err(Problem::new(
                    "the value is too short for `base64offset`",
                    "write at least two characters: of one, no form is fixed",
                ));
            }
            Ok((0..3).map(|offset| vec![Part::Bytes(at_offset(&bytes, offset).into_bytes())]).collect())
        }
        Encoding::Utf16Le => utf16(value, u16::to_le_bytes).map(|value| vec![value]),
        Encoding::Utf16Be => utf16(value, u16::to_be_bytes).map(|value| vec![value]),
        Encoding::Utf16 => {
            // In text, the byte order mark is the character U+FEFF, as pySigma writes it; in bytes it is FF FE, as the specification says.
            let mark = if as_bytes { vec![0xff, 0xfe] } else { "\u{feff}".into() };
            let encoded = utf16(value, u16::to_le_bytes)?;
            Ok(vec![std::iter::once(Part::Bytes(mark)).chain(encoded).collect()])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(value: &str, encodings: &[Encoding]) -> Vec<String> {
        let plain = |pattern: &Pattern| {
            let piece = |piece: &Piece| match piece {
                Piece::Any => "*".to_owned(),
                Piece::One => "?".to_owned(),
                Piece::Literal(text) => text.clone(),
            };
            pattern.pieces().iter().map(piece).collect()
        };
        encode(Pattern::parse(value), encodings).map_or_else(|problem| vec![problem.message], |all| all.iter().map(plain).collect())
    }

    /// The values that pySigma gives.
    #[test]
    fn base64offset_keeps_what_is_fixed() {
        assert_eq!(encoded("foobar", &[Encoding::Base64Offset]), ["Zm9vYmFy", "Zvb2Jhc", "mb29iYX"]);
        assert_eq!(encoded("IEX", &[Encoding::Utf16Le, Encoding::Base64Offset]), ["SQBFAFgA", "kARQBYA", "JAEUAWA"]);
        assert_eq!(encoded("xy", &[Encoding::Base64Offset]), ["eH", "h5", "4e"]);
        assert_eq!(encoded("x", &[Encoding::Base64Offset]), ["the value is too short for `base64offset`"]);
    }

    /// Every text that holds the value holds, once it is encoded, the digits of one of the three
    /// offsets.
    #[test]
    fn a_value_is_found_wherever_it_stands() {
        for value in ["ab", "abc", "abcd", "http", "é/x"] {
            let digits = encoded(value, &[Encoding::Base64Offset]);
            for before in 0..5 {
                for behind in 0..5 {
                    let text = format!("{}{value}{}", "#".repeat(before), "~".repeat(behind));
                    assert!(base64(text.as_bytes()).contains(&digits[before % 3]), "{text}");
                }
            }
        }
    }

    #[test]
    fn utf16_puts_zeros_in_and_keeps_wildcards() {
        assert_eq!(encoded("a*b", &[Encoding::Utf16Le]), ["a\0*b\0"]);
        assert_eq!(encoded("ab", &[Encoding::Utf16Be]), ["\0a\0b"]);
        assert_eq!(encoded("ab", &[Encoding::Utf16]), ["\u{feff}a\0b\0"]);
        assert_eq!(encoded("ab", &[Encoding::Utf16, Encoding::Base64]), ["//5hAGIA"]);
        assert_eq!(encoded("é", &[Encoding::Utf16Le, Encoding::Base64]), ["6QA="]);
        assert_eq!(encoded("é", &[Encoding::Utf16Le]), ["the value is no text once it is encoded so, and events hold text"]);
    }

    #[test]
    fn a_dash_that_begins_a_word_is_any_dash() {
        let dashes = |value: &str| encoded(value, &[Encoding::Windash]);
        assert_eq!(dashes("-a"), ["-a", "/a", "\u{2013}a", "\u{2014}a", "\u{2015}a"]);
        assert_eq!(dashes(" /a").len(), 5);
        assert_eq!(dashes("--a")[1], "-/a");
        for fixed in ["a-b", "a/", "- a", "-", "--", "a-"] {
            assert_eq!(dashes(fixed), [fixed], "{fixed}");
        }
        assert_eq!(dashes("-a -b").len(), 25);
        assert_eq!(dashes("a*-b").len(), 5);
        assert_eq!(dashes("-a -b -c -d").len(), 625);
        assert_eq!(dashes(&"-a ".repeat(7)), ["the value has too many dashes for `windash`: each stands for five"]);
        // Both are limits of a rule, and no fault of its modifiers.
        for beyond in ["-a ".repeat(7), format!("{}{}", "-a ".repeat(5), "x".repeat(20_000))] {
            assert_eq!(encode(Pattern::parse(&beyond), &[Encoding::Windash]).map_err(|problem| problem.code), Err(Code::RuleLimit));
        }
    }

    /// Sixteen megabytes take seconds where nothing is optimized: `.cargo/mutants.toml` leaves this out.
    #[test]
    fn few_patterns_may_be_many_bytes() {
        let dashes = |value: &str| encoded(value, &[Encoding::Windash]);
        let too_long = ["the value becomes more than 16777216 bytes of patterns"];
        let long = |letters: usize| format!("{}{}", "-a ".repeat(5), "x".repeat(letters));
        assert_eq!(dashes(&long(20_000)), too_long);
        let encodings = [Encoding::Windash, Encoding::Utf16Le, Encoding::Base64Offset];
        assert_eq!(encoded(&long(600), &encodings).len(), 9_375);
        assert!(encoded(&long(700), &encodings) == too_long);
    }

    #[test]
    fn wildcards_are_not_encoded() {
        assert_eq!(encoded("a*", &[Encoding::Base64]), ["a value with a wildcard cannot be encoded with Base64"]);
        assert_eq!(encoded(r"a\*", &[Encoding::Base64]), ["YSo="]);
    }
}
