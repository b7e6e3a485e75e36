//! What a byte means to the parser, in a table: it asks several questions of each.
//!
//! | kind | bytes |
//! |---|---|
//! | blank, break, zero | what ends a plain text |
//! | flow, colon | what may end one |
//! | digit, alpha | what names of tags and directives are made of |
//! | beyond | a part of a character that is not ASCII |

/// A space or a tab.
pub(super) const BLANK: u8 = 1;
/// A line feed or a carriage return.
pub(super) const BREAK: u8 = 1 << 1;
/// A zero; what is behind the end is one too.
pub(super) const ZERO: u8 = 1 << 2;
/// What parts lists and maps on one line.
pub(super) const FLOW: u8 = 1 << 3;
/// 0 to 9.
pub(super) const DIGIT: u8 = 1 << 4;
/// A letter, a digit, `_` or `-`.
pub(super) const ALPHA: u8 = 1 << 5;
/// What ends a key.
pub(super) const COLON: u8 = 1 << 6;
/// A byte of a character beyond ASCII, none of which means anything to the parser but a byte order mark.
pub(super) const BEYOND: u8 = 1 << 7;

/// The kinds of each byte.
pub(super) static KINDS: [u8; 256] = kinds();

/// The kinds of the first byte.
#[inline]
pub(super) fn kind(text: &[u8]) -> u8 {
    text.first().map_or(ZERO, |byte| KINDS.get(usize::from(*byte)).copied().unwrap_or(ZERO))
}

/// The kinds of all bytes, as the parser has them.
#[expect(clippy::indexing_slicing, reason = "a byte is a place of the table; it is made when the engine is built")]
const fn kinds() -> [u8; 256] {
    let mut kinds = [BEYOND; 256];
    let mut byte = 0_u8;
    while byte.is_ascii() {
        kinds[byte as usize] = match byte {
            b' ' | b'\t' => BLANK,
            b'\n' | b'\r' => BREAK,
            0 => ZERO,
            b',' | b'[' | b']' | b'{' | b'}' => FLOW,
            b'0'..=b'9' => DIGIT | ALPHA,
            b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'-' => ALPHA,
            b':' => COLON,
            _ => 0,
        };
        byte += 1;
    }
    kinds
}
