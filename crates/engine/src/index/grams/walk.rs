//! The way through a value's grams: the filter is asked for every so-manyth, eight bytes being read
//! at a time.
//!
//! ```text
//! value          /usr/bin/wget -q     grams of three bytes, a stride of three
//! read at 0      /usr/bin             holds two of the grams that are looked up: those at 0 and 3
//! read at 6      in/wget_             those at 6 and 9
//! what is left   t -q                 gram by gram: that at 12
//! ```
//!
//! Width and stride are known when it is compiled, so that where the next read is, and which bytes
//! are a gram, takes a step each.
//!
//! INVARIANT: with a stride of at most eight the reads leave no byte out between them.

use super::gram::{CASE, caseless, gram_of};
use crate::index::bits::Bits;

/// Bytes of a value that are read at once.
const READ: usize = size_of::<u64>();

/// Asks the filter for every `STRIDE`th gram of `W` bytes of a value, and calls `passed` with the
/// place of each that it lets pass, and the gram, until that answers true: then `None`. Else the
/// bits that any byte has which was read by eight, of which the highest tell what is not ASCII.
#[inline]
pub(in crate::index) fn walk<const W: usize, const STRIDE: usize>(
    bits: Bits,
    words: &[u32],
    value: &[u8],
    mut passed: impl FnMut(usize, u32) -> bool,
) -> Option<u64> {
    // Eight bytes are read at a time, and hold this many of the grams that are looked up.
    let held = (READ - W) / STRIDE + 1;
    let (mut rest, mut seen) = (value, 0);
    while let Some(read) = rest.first_chunk::<READ>() {
        let read = u64::from_le_bytes(*read);
        seen |= read;
        for skipped in (0..held).map(|gram| gram * STRIDE) {
            let gram = gram_of::<W>((read & !CASE) >> (8 * skipped));
            if bits.has(words, gram) && passed(value.len() - rest.len() + skipped, gram) {
                return None;
            }
        }
        rest = rest.get(held * STRIDE..).unwrap_or_default();
    }
    while let Some(gram) = rest.first_chunk::<W>() {
        let gram = caseless(gram);
        if bits.has(words, gram) && passed(value.len() - rest.len(), gram) {
            return None;
        }
        rest = rest.get(STRIDE..).unwrap_or_default();
    }
    Some(seen)
}
