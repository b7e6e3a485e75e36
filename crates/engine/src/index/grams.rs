//! A table of literals that are filed by grams of one width: the Bloom filter, the buckets, and the comparison.
//!
//! Of `certutil.exe` in a table with grams of four bytes and a stride of three, the run `rtutil` is filed: `rtut`, `tuti` and `util`, each with its place in the
//! literal. Of a value only every third gram is looked up; whichever of the three it is that the reader meets, it knows where the literal would begin.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::lengths::{MOST_STRIDE, WIDEST, shape};
use super::substring::Literal;
use crate::memory::{Builder, HeadReader, HeadWriter, Part, count};

/// Literals that are filed by grams of one width.
#[derive(Debug, Clone, Copy)]
pub(super) struct Grams {
    /// How many bytes a gram has.
    width: u32,
    /// How many grams in a row each literal is filed under, and from one gram that is looked up to the next.
    stride: u32,
    /// Two bits for each gram that occurs, by its hash.
    bits: Part,
    bit_shift: u32,
    /// Where the entries of each hash begin, and where the last ends.
    buckets: Part,
    bucket_shift: u32,
    entries: Part,
}

/// Bytes of a value that are read at once.
const READ: usize = size_of::<u64>();
/// An entry: the gram, its place in the literal, where the literal is, how long it is, and its node.
pub(super) const ENTRY: usize = 5;

impl Grams {
    /// Files each literal under `stride` grams in a row, chosen so that few others share them.
    pub(super) fn build(literals: &[(u32, Literal<'_>)], memory: &mut Builder) -> Self {
        let shortest = literals.iter().map(|(_, (literal, _))| literal.len()).min().unwrap_or(1);
        let (width, stride) = shape(literals.len(), shortest);
        // One value in some dozens passes by mistake.
        let bit_count = (literals.len() * stride * 16).next_power_of_two().clamp(1 << 9, 1 << 18);
        let bucket_count = (literals.len() * stride).next_power_of_two();
        let (bit_shift, bucket_shift) = (64 - bit_count.trailing_zeros(), 64 - bucket_count.trailing_zeros());
        let mut bits = vec![0_u32; bit_count / 32];
        let mut common: HashMap<u32, u32, FixedState> = HashMap::default();
        for gram in literals.iter().flat_map(|(_, (literal, _))| literal.windows(width)) {
            *common.entry(number_of(gram)).or_default() += 1;
        }
        let mut entries: Vec<(usize, [u32; ENTRY])> = Vec::with_capacity(literals.len() * stride);
        for (from, (literal, node)) in literals {
            // What the other literals share least, for `://`, `/usr/` and the like stand in values that hold no literal; and what is seldom anyway.
            let cost = |gram: &[u8]| 16 * common.get(&number_of(gram)).copied().unwrap_or(0).min(1 << 16) + 64 - rarity(gram);
            let runs = literal.windows(width + stride - 1).zip(0_u32..);
            let best = runs.min_by_key(|(run, _)| run.windows(width).map(cost).sum::<u32>());
            let (run, first) = best.unwrap_or_default();
            for (gram, offset) in run.windows(width).map(number_of).zip(first..) {
                for bit in places(gram, bit_shift) {
                    if let Some(word) = bits.get_mut(bit >> 5) {
                        *word |= 1 << (bit & 31);
                    }
                }
                let [bucket, _] = places(gram, bucket_shift);
                entries.push((bucket, [gram, offset, *from, count(literal.len()), *node]));
            }
        }
        entries.sort_unstable();
        let mut buckets = vec![0_u32; bucket_count + 1];
        for (bucket, _) in &entries {
            if let Some(size) = buckets.get_mut(bucket + 1) {
                *size += 1;
            }
        }
        let mut total = 0;
        for start in &mut buckets {
            total += *start;
            *start = total;
        }
        let entries: Vec<[u32; ENTRY]> = entries.into_iter().map(|(_, entry)| entry).collect();
        Self {
            width: count(width),
            stride: count(stride),
            bits: memory.words(&bits),
            bit_shift,
            buckets: memory.words(&buckets),
            bucket_shift,
            entries: memory.records(&entries),
        }
    }

    /// Looks a value's grams up. Each shape that [`shape`] can give has its own loop, whose steps are known when it is compiled.
    #[inline]
    pub(super) fn scan(&self, memory: &[u32], literals: Part, value: &[u8], hit: &mut impl FnMut(u32)) {
        match (self.width, self.stride) {
            (4, 1) => self.scan_by::<4, 1>(memory, literals, value, hit),
            (4, 2) => self.scan_by::<4, 2>(memory, literals, value, hit),
            (4, 3) => self.scan_by::<4, 3>(memory, literals, value, hit),
            (4, _) => self.scan_by::<4, 4>(memory, literals, value, hit),
            (3, 1) => self.scan_by::<3, 1>(memory, literals, value, hit),
            (3, 2) => self.scan_by::<3, 2>(memory, literals, value, hit),
            (3, _) => self.scan_by::<3, 3>(memory, literals, value, hit),
            (_, 2) => self.scan_by::<2, 2>(memory, literals, value, hit),
            _ => self.scan_by::<2, 1>(memory, literals, value, hit),
        }
    }

    /// The loop for grams of `W` bytes, of which every `STRIDE`th is looked up.
    #[inline]
    fn scan_by<const W: usize, const STRIDE: usize>(&self, memory: &[u32], literals: Part, value: &[u8], hit: &mut impl FnMut(u32)) {
        let (bits, shift) = (self.bits.words(memory), self.bit_shift);
        let has = |bit: usize| bits.get(bit >> 5).is_some_and(|word| word >> (bit & 31) & 1 == 1);
        let mut look_up = |at: usize, gram: u32| {
            let [first, second] = places(gram, shift);
            if has(first) && has(second) {
                self.compare(memory, literals, value, at, gram, hit);
            }
        };
        // Eight bytes are read at a time, and hold this many of the grams that are looked up.
        let held = (READ - W) / STRIDE + 1;
        let mut at = 0;
        while let Some(read) = value.get(at..).and_then(<[u8]>::first_chunk::<READ>) {
            let read = u64::from_le_bytes(*read);
            for skipped in (0..held).map(|gram| gram * STRIDE) {
                look_up(at + skipped, low_bytes::<W>(read >> (8 * skipped)));
            }
            at += held * STRIDE;
        }
        while let Some(gram) = value.get(at..).and_then(<[u8]>::first_chunk::<W>) {
            look_up(at, number_of(gram));
            at += STRIDE;
        }
    }

    /// Compares the literals of a gram that stands at `at`.
    fn compare(&self, memory: &[u32], literals: Part, value: &[u8], at: usize, gram: u32, hit: &mut impl FnMut(u32)) {
        let (buckets, [bucket, _]) = (self.buckets.words(memory), places(gram, self.bucket_shift));
        let (Some(from), Some(to)) = (buckets.get(bucket), buckets.get(bucket + 1)) else { return };
        for [filed, offset, start, length, node] in
            self.entries.records::<ENTRY>(memory).get(*from as usize..*to as usize).unwrap_or_default()
        {
            if *filed != gram {
                continue;
            }
            let (start, length) = (*start as usize, *length as usize);
            let literal = literals.bytes(memory).get(start..start + length);
            let part = at.checked_sub(*offset as usize).and_then(|first| value.get(first..first + length));
            if literal.is_some() && literal == part {
                hit(*node);
            }
        }
    }

    /// The head of the table, for an image.
    pub(super) fn write(&self, head: &mut HeadWriter) {
        for part in [self.bits, self.buckets, self.entries] {
            head.part(part);
        }
        for number in [self.width, self.stride, self.bit_shift, self.bucket_shift] {
            head.number(number);
        }
    }

    /// Reads what [`write`](Self::write) wrote; `None` where it cannot be so. INVARIANT: afterwards every gram has its bucket, every entry its literal, and a gram
    /// lies within its literal.
    pub(super) fn read(head: &mut HeadReader<'_>, text: usize, nodes: u32) -> Option<Self> {
        let ((bits, bit_words), (buckets, starts), (entries, all)) = (head.words()?, head.words()?, head.records::<ENTRY>()?);
        let (width, stride) = (head.at_most(count(WIDEST))?, head.at_most(count(MOST_STRIDE))?);
        let (bit_shift, bucket_shift) = (head.at_most(63)?, head.at_most(64)?);
        let sound = matches!((width, stride), (2, 1..=2) | (3, 1..=3) | (4, 1..=4))
            && bit_words.len().is_power_of_two()
            && (bit_words.len() * 32).trailing_zeros() == 64 - bit_shift
            && starts.len().checked_sub(1)?.is_power_of_two()
            && (starts.len() - 1).trailing_zeros() == 64 - bucket_shift
            && starts.is_sorted()
            && starts.last().copied() == Some(count(all.len()))
            && all.iter().all(|[_, offset, from, long, node]| {
                let fits = u64::from(*from) + u64::from(*long) <= text as u64;
                fits && u64::from(*offset) + u64::from(width) <= u64::from(*long) && *node < nodes
            });
        sound.then_some(Self { width, stride, bits, bit_shift, buckets, bucket_shift, entries })
    }
}

/// A gram as a number, its first byte lowest.
#[inline]
fn number_of(gram: &[u8]) -> u32 {
    gram.iter().rev().fold(0, |number, byte| number << 8 | u32::from(*byte))
}

/// The first `W` bytes, at most four, of what was read with the first byte lowest: what [`number_of`] makes of them.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "four bytes are what is meant")]
fn low_bytes<const W: usize>(read: u64) -> u32 {
    read as u32 & (u32::MAX >> (32 - 8 * W))
}

/// The two places of a gram in a table of `2^(64 - shift)`. 2^64 divided by the golden ratio: Fibonacci hashing.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "places in a table that fits into memory")]
fn places(gram: u32, shift: u32) -> [usize; 2] {
    let hash = u64::from(gram).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    [hash.checked_shr(shift).unwrap_or(0) as usize, (hash << 20).checked_shr(shift).unwrap_or(0) as usize]
}

/// How seldom a gram stands in paths, command lines and names, roughly: 0 to 64.
pub(super) fn rarity(gram: &[u8]) -> u32 {
    let seldom = |byte: &u8| match byte {
        b'e' | b't' | b'a' | b'o' | b'i' | b'n' | b's' | b'r' | b'.' | b'\\' | b'/' | b' ' | b'c' | b'm' => 0,
        b'd' | b'l' | b'u' | b'p' | b'h' | b'-' | b'0' | b'1' | b'2' => 1,
        b'a'..=b'z' | b'3'..=b'9' => 3,
        _ => 4,
    };
    4 * gram.iter().map(seldom).sum::<u32>()
}
