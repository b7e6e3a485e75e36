//! The Bloom filter of grams, which most of what is asked for does not pass.
//!
//! ```text
//! words   16 to 8,192 of 32 bits: 64 bytes to 32 KiB, one for each one to two grams
//! gram    its hash says which word, and which bits of it: the AND of two parts, eight of 32 on average
//! ```
//!
//! A gram may be there if all its bits are taken from its one word (a bit is set where it was not
//! put in, so that asking is one AND), so the answer takes one load, and the mask is made without a
//! shift by a number that is not known before. A usual filter has a
//! gram's bits in several words, each of which is a load.
//!
//! INVARIANT: what was put in is never denied. What was not is let pass one time in some thirty at
//! the most (two grams a word), and in tables of more than 16,384 grams more often; the table
//! behind it tells.

use crate::memory::{Builder, HeadReader, HeadWriter, Part};

/// A Bloom filter of grams.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bits {
    part: Part,
    shift: u32,
}

impl Bits {
    /// A filter of grams; what of them is there twice takes room twice.
    pub(super) fn build(grams: &[u32], memory: &mut Builder) -> Self {
        let count = (grams.len() / 2).next_power_of_two().clamp(1 << 4, 1 << 13);
        let shift = 64 - count.trailing_zeros();
        let mut words = vec![u32::MAX; count];
        for (place, mask) in grams.iter().map(|gram| bits_of(*gram, shift)) {
            if let Some(word) = words.get_mut(place) {
                *word &= !mask;
            }
        }
        Self { part: memory.words(&words), shift }
    }

    /// The words, to be asked for several grams.
    #[inline]
    pub(super) fn words(self, memory: &[u32]) -> &[u32] {
        self.part.words(memory)
    }

    /// Whether the gram may be there, of the filter's [`words`](Self::words). False is certain.
    #[inline]
    pub(super) fn has(self, words: &[u32], gram: u32) -> bool {
        let (place, mask) = bits_of(gram, self.shift);
        words.get(place).is_some_and(|word| word & mask == 0)
    }

    /// Three words of a head: where the words are, how many, and the shift.
    pub(super) fn write(self, head: &mut HeadWriter<'_>) {
        head.words(self.part);
        head.number(self.shift);
    }

    /// Reads what [`write`](Self::write) wrote; `None` where the number of words is not what the
    /// shift says, so that a place could lie outside.
    pub(super) fn read(head: &mut HeadReader<'_>) -> Option<Self> {
        let ((part, words), shift) = (head.words()?, head.at_most(63)?);
        let sound = words.len().is_power_of_two() && words.len().trailing_zeros() == 64 - shift;
        sound.then_some(Self { part, shift })
    }
}

/// 2^64 divided by the golden ratio: Fibonacci hashing.
#[inline]
fn hash(gram: u32) -> u64 {
    u64::from(gram).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// The place of a gram in a table of `2^(64 - shift)`.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "a place in a table that fits into memory")]
pub(super) fn place(gram: u32, shift: u32) -> usize {
    hash(gram).wrapping_shr(shift) as usize
}

/// The bits from `shift` on of a number that tells grams apart that have one place: other bits of
/// the hash than [`place`] takes.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "bits of a hash")]
pub(super) fn tag(gram: u32, shift: u32) -> u32 {
    (hash(gram) >> 16) as u32 & u32::MAX << shift
}

/// The word of a gram among `2^(64 - shift)`, and its bits there.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "a place in a table that fits into memory, and bits of a hash")]
fn bits_of(gram: u32, shift: u32) -> (usize, u32) {
    let hash = hash(gram);
    (hash.wrapping_shr(shift) as usize, (hash >> 8) as u32 & (hash >> 23) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_it_passes_and_little_else() {
        // The fullest that a filter gets below its largest size: two grams a word.
        let random = |seed: u32| move |number: u32| (number ^ seed).wrapping_mul(0x85EB_CA6B).rotate_left(13).wrapping_mul(0xC2B2_AE35);
        let mut grams: Vec<u32> = (0..8_192).map(random(1)).collect();
        grams.sort_unstable();
        grams.dedup();
        let mut builder = Builder::default();
        let bits = Bits::build(&grams, &mut builder);
        let memory = builder.finish();
        let words = bits.words(&memory);
        assert!(grams.iter().all(|gram| bits.has(words, *gram)));
        let others = (0..100_000).map(random(1 << 30)).filter(|gram| grams.binary_search(gram).is_err());
        let (all, passed) = others.fold((0, 0), |(all, passed), gram| (all + 1, passed + u32::from(bits.has(words, gram))));
        assert!(passed * 30 < all, "{passed} of {all}");
    }
}
