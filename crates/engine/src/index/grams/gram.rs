//! Grams as numbers: of a literal when a table is built, and of eight bytes of a value at a time
//! when it is read.
//!
//! The first byte is lowest, and bit 5, which tells a letter's cases apart, is cleared in each. That
//! is blind to some other differences too (`@` and backtick), which comparing the literal tells.
//! Grams of up to four bytes are the number itself; of eight bytes it is hashed to 32 bits.

use crate::index::lengths::WIDE;

/// The bit that tells a letter's cases apart, in each byte.
pub(super) const CASE: u64 = 0x2020_2020_2020_2020;

/// A gram as a number, its first byte lowest, and without the bit of case in each: that is blind
/// to some other differences too, which comparing tells.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "more than four bytes are hashed")]
pub(in crate::index) fn caseless(gram: &[u8]) -> u32 {
    let number = gram.iter().rev().fold(0, |number, byte| number << 8 | u64::from(byte & !0x20));
    if gram.len() == WIDE { hashed(number) } else { number as u32 }
}

/// The first `W` bytes of what was read with the first byte lowest and without the bit of case:
/// what [`caseless`] makes of them.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "four bytes are what is meant")]
pub(super) fn gram_of<const W: usize>(read: u64) -> u32 {
    if W == WIDE { hashed(read) } else { read as u32 & (u32::MAX >> (32 - 8 * W as u32)) }
}

/// Eight bytes as four.
#[inline]
fn hashed(wide: u64) -> u32 {
    let [_, high] = bytemuck::cast::<u64, [u32; 2]>(wide.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    high
}

/// The most that [`rarity`] says of a gram.
pub(super) const MOST_RARE: u32 = 128;

/// How seldom a gram stands in paths, command lines and names, roughly: up to 16 for each of its
/// bytes.
pub(in crate::index) fn rarity(gram: &[u8]) -> u32 {
    let seldom = |byte: &u8| match byte {
        b'e' | b't' | b'a' | b'o' | b'i' | b'n' | b's' | b'r' | b'.' | b'\\' | b'/' | b' ' | b'c' | b'm' => 0,
        b'd' | b'l' | b'u' | b'p' | b'h' | b'-' | b'0' | b'1' | b'2' => 1,
        b'a'..=b'z' | b'3'..=b'9' => 3,
        _ => 4,
    };
    4 * gram.iter().map(seldom).sum::<u32>()
}
