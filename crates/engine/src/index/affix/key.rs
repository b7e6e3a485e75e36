//! Keys: the up to eight outermost bytes of a literal, or of a value, as a number.
//!
//! The outermost byte is the lowest, so that a shorter key of the same value is the same number
//! with its high bytes cut off: a value is read once for all lengths.
//!
//! ```text
//! /usr/bin/curl   Side::End     l r u c / n i b      as bytes, lowest first
//!                 length 5      l r u c /
//! ```
//!
//! In each byte bit 5 is set, which tells a letter's cases apart: `CURL` and `curl` have one key.
//! So have `@` and backtick, `[` and `{`; comparing the literal tells those.

use super::Side;
use crate::memory::count;

/// The longest key.
const KEY: usize = 8;

/// The key of a literal and its length: all of its bytes, at most eight.
pub(super) fn key_of(literal: &[u8], side: Side) -> (u64, u32) {
    let length = literal.len().clamp(1, KEY);
    (number_of(literal, side) & (u64::MAX >> (64 - 8 * length)), count(length))
}

/// The two halves of a key.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "each half is cut out on purpose")]
pub(super) fn halves(key: u64) -> [u32; 2] {
    [key as u32, (key >> 32) as u32]
}

/// Where a key is looked for first. 2^64 divided by the golden ratio: Fibonacci hashing.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "a place in a table that fits into memory")]
pub(super) fn place(key: u64, length: u32, shift: u32) -> usize {
    ((key ^ u64::from(length)).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> shift) as usize
}

/// The first or last eight bytes as a number, the outermost byte lowest, and with the bit set in
/// each that tells a letter's cases apart; fewer where there are fewer.
#[inline]
pub(super) fn number_of(value: &[u8], side: Side) -> u64 {
    let bytes = match side {
        Side::Start => match value.first_chunk::<KEY>() {
            Some(bytes) => u64::from_le_bytes(*bytes),
            None => value.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte)),
        },
        Side::End => match value.last_chunk::<KEY>() {
            Some(bytes) => u64::from_be_bytes(*bytes),
            None => value.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)),
        },
    };
    bytes | 0x2020_2020_2020_2020
}
