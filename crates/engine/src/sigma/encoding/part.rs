//! A value while it is encoded: text, bytes and wildcards in their order, and back to a pattern.
//!
//! An encoding takes parts and gives parts, so that several of them can follow each other with
//! bytes that are no text in between; only what comes out at the end must be UTF-8, because events
//! are.

use super::Problem;
use crate::sigma::pattern::{Pattern, Piece};

/// A value on its way: like [`Piece`], but encoded text need not be UTF-8.
#[derive(Debug, Clone)]
pub(super) enum Part {
    Wildcard(Piece),
    Bytes(Vec<u8>),
}

/// How many bytes of text there are.
pub(super) fn length(value: &[Part]) -> usize {
    value.iter().map(|part| if let Part::Bytes(bytes) = part { bytes.len() } else { 0 }).sum()
}

/// The bytes as text, which they are unless an encoding has made something else of them.
pub(super) fn text(bytes: &[u8]) -> Result<&str, Problem> {
    std::str::from_utf8(bytes).map_err(|_| Problem::new("the value is no text any more once it is encoded so", "encode it only once"))
}

/// The value as one run of bytes.
pub(super) fn whole(value: &[Part]) -> Result<Vec<u8>, Problem> {
    let mut all = Vec::new();
    for part in value {
        match part {
            Part::Bytes(bytes) => all.extend_from_slice(bytes),
            Part::Wildcard(_) => {
                let hint = "remove it, or write `\\*` or `\\?` for the character itself; `contains` goes behind the encoding";
                return Err(Problem::new("a value with a wildcard cannot be encoded with Base64", hint));
            }
        }
    }
    Ok(all)
}

/// The parts as a pattern again; the error is for bytes that are no text.
pub(super) fn to_pattern(value: Vec<Part>) -> Result<Pattern, Problem> {
    let piece = |part: Part| match part {
        Part::Wildcard(piece) => Ok(piece),
        Part::Bytes(bytes) => String::from_utf8(bytes).map(Piece::Literal).map_err(|_| {
            Problem::new("the value is no text once it is encoded so, and events hold text", "add `base64` or `base64offset` behind it")
        }),
    };
    value.into_iter().map(piece).collect::<Result<Vec<_>, _>>().map(Pattern::from_pieces)
}
