//! `utf16le` (`wide`), `utf16be` and `utf16`: each character as two bytes, or four.
//!
//! Text that holds zeros (`a\0b\0`) is text; beyond ASCII the bytes mostly are not UTF-8, and then
//! Base64 must follow. Runs of text between wildcards are encoded one by one. `utf16` puts a byte
//! order mark in front, which its caller does.

use super::Problem;
use super::part::{Part, text};

/// Each run of text in UTF-16, in the order of bytes that `bytes` gives; wildcards stay where they
/// are.
pub(super) fn utf16(value: &[Part], bytes: fn(u16) -> [u8; 2]) -> Result<Vec<Part>, Problem> {
    let encode = |part: &Part| match part {
        Part::Bytes(utf8) => Ok(Part::Bytes(text(utf8)?.encode_utf16().flat_map(bytes).collect())),
        wildcard @ Part::Wildcard(_) => Ok(wildcard.clone()),
    };
    value.iter().map(encode).collect()
}
