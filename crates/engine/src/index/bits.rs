//! The Bloom filter of grams, which most of what is asked for does not pass.

use crate::memory::{Builder, HeadReader, HeadWriter, Part};

/// A Bloom filter of grams: each has some bits of one word, so that a load tells of one that is not there. Which they are is told by an AND of two parts of its hash: eight of 32 on average, without
/// a shift by a number that is not known before.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bits {
    part: Part,
    shift: u32,
}

impl Bits {
    /// One value in some dozens passes by mistake.
    pub(super) fn build(grams: &[u32], memory: &mut Builder) -> Self {
        let count = (grams.len() / 2).next_power_of_two().clamp(1 << 4, 1 << 13);
        let shift = 64 - count.trailing_zeros();
        let mut words = vec![0; count];
        for (place, mask) in grams.iter().map(|gram| bits_of(*gram, shift)) {
            if let Some(word) = words.get_mut(place) {
                *word |= mask;
            }
        }
        Self { part: memory.words(&words), shift }
    }

    /// The words, to be asked for several grams.
    #[inline]
    pub(super) fn words(self, memory: &[u32]) -> &[u32] {
        self.part.words(memory)
    }

    #[inline]
    pub(super) fn has(self, words: &[u32], gram: u32) -> bool {
        let (place, mask) = bits_of(gram, self.shift);
        words.get(place).is_some_and(|word| !word & mask == 0)
    }

    pub(super) fn write(self, head: &mut HeadWriter<'_>) {
        head.words(self.part);
        head.number(self.shift);
    }

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

/// The bits from `shift` on of a number that tells grams apart that have one place.
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
