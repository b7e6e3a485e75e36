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

/// [`caseless`] of all grams of a text, one after the other.
#[expect(clippy::cast_possible_truncation, reason = "a width is at most eight; more than four bytes are hashed")]
pub(super) fn caselesses(text: &[u8], width: usize) -> impl Iterator<Item = u32> {
    let (last, mut number) = (8 * (width as u32 - 1), 0_u64);
    let numbers = text.iter().map(move |byte| {
        number = number >> 8 | u64::from(byte & !0x20) << last;
        if width == WIDE { hashed(number) } else { number as u32 }
    });
    numbers.skip(width - 1)
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
    4 * gram.iter().map(|byte| u32::from(SELDOM.get(usize::from(*byte)).copied().unwrap_or(0))).sum::<u32>()
}

/// How seldom each byte is there.
static SELDOM: [u8; 256] = {
    let mut table = [4; 256];
    let mut byte = 0_u8;
    while byte.is_ascii() {
        #[expect(clippy::indexing_slicing, reason = "a byte is a place of the table; it is made when the engine is built")]
        {
            table[byte as usize] = match byte {
                b'e' | b't' | b'a' | b'o' | b'i' | b'n' | b's' | b'r' | b'.' | b'\\' | b'/' | b' ' | b'c' | b'm' => 0,
                b'd' | b'l' | b'u' | b'p' | b'h' | b'-' | b'0' | b'1' | b'2' => 1,
                b'a'..=b'z' | b'3'..=b'9' => 3,
                _ => 4,
            };
        }
        byte += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grams_one_after_the_other_are_those_of_each_place() {
        let text = "C:\\Windows\\System32\\cmd.exe /c ÄÖ".as_bytes();
        for width in [2, 3, 4, WIDE] {
            let each: Vec<u32> = text.windows(width).map(caseless).collect();
            assert_eq!(caselesses(text, width).collect::<Vec<_>>(), each);
            assert_eq!(caselesses(b"a", width).count(), 0);
        }
    }
}
