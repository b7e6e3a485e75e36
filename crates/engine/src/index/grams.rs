//! A table of literals that are filed by grams of one width: the Bloom filter, the buckets, and the comparison.
//!
//! Of `certutil.exe` in a table with grams of four bytes and a stride of three, the run `rtutil` is filed: `rtut`, `tuti` and `util`, each with its place in the
//! literal. Of a value only every third gram is looked up; whichever of the three it is that the reader meets, it knows where the literal would begin.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::bits::{Bits, place, tag};
use super::lengths::{MOST_STRIDE, WIDE, shape};
use super::substring::{Literal, Literals};
use crate::memory::{Builder, HeadReader, HeadWriter, Part, count, every};
use crate::order;

/// Literals that are filed by grams of one width.
#[derive(Debug, Clone, Copy)]
pub(super) struct Grams {
    /// How many bytes a gram has.
    width: u32,
    /// How many grams in a row each literal is filed under, and from one gram that is looked up to the next.
    stride: u32,
    bits: Bits,
    /// Where the entries of each hash begin, and where the last ends.
    buckets: Part,
    bucket_shift: u32,
    /// Of each gram of a literal the literal's number times sixteen, and which of its grams it is; above that a part of the gram's hash, so that of other grams of the bucket
    /// no literal is read.
    entries: Part,
    /// Where in an entry the hash begins.
    tag_shift: u32,
    /// [`LITERAL`]s.
    literals: Part,
}

/// The bits of an entry that say which gram it is. INVARIANT: a stride is at most sixteen.
const WHICH: u32 = 4;
/// Bytes of a value that are read at once.
const READ: usize = size_of::<u64>();
/// A literal: where its text is, its node, and how long it is with where in it the first of its grams is ([`span`]).
pub(super) const LITERAL: usize = 3;
/// The bits of a span that say where the first gram is: it is looked for no further behind. INVARIANT: a literal's length takes at most the other 17: folded it is
/// at most half again as long as a pattern may be ([`limits::PATTERN_BYTES`](crate::limits)).
const FIRST: u32 = 15;

impl Grams {
    /// Files each literal under `stride` grams in a row, chosen so that few others share them.
    pub(super) fn build(literals: &[(u32, Literal<'_>)], memory: &mut Builder) -> Self {
        let shortest = literals.iter().map(|(_, (literal, _))| literal.len()).min().unwrap_or(1);
        let (width, stride) = shape(literals.len(), shortest);
        // One to two entries a bucket: they lie in one line of the cache, and the part of the hash in them tells them apart.
        let bucket_count = (literals.len() * stride).div_ceil(2).next_power_of_two().max(2);
        let bucket_shift = 64 - bucket_count.trailing_zeros();
        let tag_shift = tag_shift(literals.len());
        let mut common: HashMap<u32, u32, FixedState> = HashMap::default();
        for gram in literals.iter().flat_map(|(_, (literal, _))| literal.windows(width)) {
            *common.entry(caseless(gram)).or_default() += 1;
        }
        let mut entries: Vec<(usize, u32)> = Vec::with_capacity(literals.len() * stride);
        let (mut grams, mut records) = (Vec::with_capacity(literals.len() * stride), Vec::with_capacity(literals.len()));
        for (number, (from, (literal, node))) in (0_u32..).zip(literals) {
            // What the other literals share least, for `://`, `/usr/` and the like stand in values that hold no literal; and what is seldom anyway.
            let cost = |gram: &[u8]| 16 * common.get(&caseless(gram)).copied().unwrap_or(0).min(1 << 16) + MOST_RARE - rarity(gram);
            let runs = literal.windows(width + stride - 1).zip(0..1 << FIRST);
            let best = runs.min_by_key(|(run, _)| run.windows(width).map(cost).sum::<u32>());
            let (run, first) = best.unwrap_or_default();
            for (gram, which) in run.windows(width).map(caseless).zip(0..) {
                entries.push((place(gram, bucket_shift), tag(gram, tag_shift) | number << WHICH | which));
                grams.push(gram);
            }
            records.push([*from, *node, span(count(literal.len()), first)]);
        }
        order::sort_unstable_by(&mut entries, Ord::cmp);
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
        let entries: Vec<u32> = entries.into_iter().map(|(_, entry)| entry).collect();
        Self {
            width: count(width),
            stride: count(stride),
            bits: Bits::build(&grams, memory),
            buckets: memory.words(&buckets),
            bucket_shift,
            entries: memory.words(&entries),
            tag_shift,
            literals: memory.records(&records),
        }
    }

    /// Looks a value's grams up. Each shape that [`shape`] can give has its own loop, whose steps are known when it is compiled.
    #[inline]
    pub(super) fn scan(&self, memory: &[u32], literals: Literals, value: &[u8], hit: &mut impl FnMut(u32)) {
        match (self.width, self.stride) {
            (4, 1) => self.scan_by::<4, 1>(memory, literals, value, hit),
            (4, 2) => self.scan_by::<4, 2>(memory, literals, value, hit),
            (4, 3) => self.scan_by::<4, 3>(memory, literals, value, hit),
            (4, 4) => self.scan_by::<4, 4>(memory, literals, value, hit),
            (4, 6) => self.scan_by::<4, 6>(memory, literals, value, hit),
            (4, _) => self.scan_by::<4, 8>(memory, literals, value, hit),
            (8, 8) => self.scan_by::<8, 8>(memory, literals, value, hit),
            (8, _) => self.scan_by::<8, 16>(memory, literals, value, hit),
            (3, 1) => self.scan_by::<3, 1>(memory, literals, value, hit),
            (3, 2) => self.scan_by::<3, 2>(memory, literals, value, hit),
            (3, _) => self.scan_by::<3, 3>(memory, literals, value, hit),
            (_, 2) => self.scan_by::<2, 2>(memory, literals, value, hit),
            _ => self.scan_by::<2, 1>(memory, literals, value, hit),
        }
    }

    /// The loop for grams of `W` bytes, of which every `STRIDE`th is looked up.
    #[inline]
    fn scan_by<const W: usize, const STRIDE: usize>(&self, memory: &[u32], literals: Literals, value: &[u8], hit: &mut impl FnMut(u32)) {
        let bits = self.bits.words(memory);
        let mut look_up = |at: usize, gram: u32| {
            if self.bits.has(bits, gram) {
                self.compare(memory, literals, value, at, gram, hit);
            }
        };
        // Eight bytes are read at a time, and hold this many of the grams that are looked up.
        let held = (READ - W) / STRIDE + 1;
        let mut at = 0;
        while let Some(read) = value.get(at..).and_then(<[u8]>::first_chunk::<READ>) {
            let read = u64::from_le_bytes(*read) | CASE;
            for skipped in (0..held).map(|gram| gram * STRIDE) {
                look_up(at + skipped, gram_of::<W>(read >> (8 * skipped)));
            }
            at += held * STRIDE;
        }
        while let Some(gram) = value.get(at..).and_then(<[u8]>::first_chunk::<W>) {
            look_up(at, caseless(gram));
            at += STRIDE;
        }
    }

    /// Compares the literals of a gram that stands at `at`.
    fn compare(&self, memory: &[u32], literals: Literals, value: &[u8], at: usize, gram: u32, hit: &mut impl FnMut(u32)) {
        let (buckets, bucket) = (self.buckets.words(memory), place(gram, self.bucket_shift));
        let (Some(from), Some(to)) = (buckets.get(bucket), buckets.get(bucket + 1)) else { return };
        let (text, records) = (literals.text.bytes(memory), self.literals.records::<LITERAL>(memory));
        let (own, low) = (tag(gram, self.tag_shift), u32::MAX >> (32 - self.tag_shift));
        for entry in self.entries.words(memory).get(*from as usize..*to as usize).unwrap_or_default() {
            let entry = entry ^ own;
            if entry > low {
                continue;
            }
            let Some([start, node, span]) = records.get((entry >> WHICH) as usize) else { return };
            let (length, first) = unspan(*span);
            let (start, length, offset) = (*start as usize, length as usize, first + (entry & ((1 << WHICH) - 1)));
            let literal = text.get(start..start + length);
            let part = at.checked_sub(offset as usize).and_then(|first| value.get(first..first + length));
            if let (Some(literal), Some(part)) = (literal, part)
                && literals.case.same(literal, part)
            {
                hit(*node);
            }
        }
    }

    /// The head of the table, for an image.
    pub(super) fn write(&self, head: &mut HeadWriter<'_>, text: Part) {
        head.words(self.buckets);
        head.words(self.entries);
        head.literals::<LITERAL>(self.literals, text, |[from, _, span]| (from, unspan(*span).0));
        for number in [self.width, self.stride, self.bucket_shift] {
            head.number(number);
        }
        self.bits.write(head);
    }

    /// Reads what [`write`](Self::write) wrote; `None` where it cannot be so. INVARIANT: afterwards every gram has its bucket, every entry its literal, and a gram
    /// lies within its literal.
    pub(super) fn read(head: &mut HeadReader<'_>, nodes: u32) -> Option<Self> {
        let ((buckets, starts), (entries, all), (literals, records)) = (head.words()?, head.words()?, head.records::<LITERAL>()?);
        let (width, stride) = (head.at_most(count(WIDE))?, head.at_most(count(MOST_STRIDE))?);
        let bucket_shift = head.at_most(63)?;
        let bits = Bits::read(head)?;
        let tag_shift = tag_shift(records.len());
        let low = u32::MAX >> (32 - tag_shift);
        let text = head.texts.length;
        let sound = matches!((width, stride), (2, 1..=2) | (3, 1..=3) | (4, 1..=4 | 6 | 8) | (8, 8 | 16))
            && starts.len().checked_sub(1)?.is_power_of_two()
            && (starts.len() - 1).trailing_zeros() == 64 - bucket_shift
            && starts.is_sorted()
            && starts.last().copied() == Some(count(all.len()))
            && every(all, |entry| ((entry & low) >> WHICH) < count(records.len()) && entry & ((1 << WHICH) - 1) < stride)
            && every(records, |[from, node, span]| {
                let (long, first) = unspan(*span);
                // None of these sums overflows: a span has 32 bits in all.
                *from <= text && long <= text - text.min(*from) && first + width + stride <= long + 1 && *node < nodes
            });
        sound.then_some(Self { width, stride, bits, buckets, bucket_shift, entries, tag_shift, literals })
    }
}

/// A literal's length, and where in it the first of its grams is, as a word.
fn span(length: u32, first: u32) -> u32 {
    length << FIRST | first
}

/// The length of a [`span`], and where the first gram is.
#[inline]
fn unspan(span: u32) -> (u32, u32) {
    (span >> FIRST, span & ((1 << FIRST) - 1))
}

/// The bit that tells a letter's cases apart, in each byte.
const CASE: u64 = 0x2020_2020_2020_2020;

/// A gram as a number, its first byte lowest, and with the bit of case set in each: that is blind to some other differences too, which comparing tells.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "more than four bytes are hashed")]
pub(super) fn caseless(gram: &[u8]) -> u32 {
    let number = gram.iter().rev().fold(0, |number, byte| number << 8 | u64::from(byte | 0x20));
    if gram.len() == WIDE { hashed(number) } else { number as u32 }
}

/// The first `W` bytes of what was read with the first byte lowest and the bit of case set: what [`caseless`] makes of them.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "four bytes are what is meant")]
fn gram_of<const W: usize>(read: u64) -> u32 {
    if W == WIDE { hashed(read) } else { read as u32 & (u32::MAX >> (32 - 8 * W as u32)) }
}

/// Eight bytes as four.
#[inline]
fn hashed(wide: u64) -> u32 {
    let [_, high] = bytemuck::cast::<u64, [u32; 2]>(wide.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    high
}

/// How many bits of an entry the number of one of so many literals takes, and which of its grams it is: at least one is left for the hash.
fn tag_shift(literals: usize) -> u32 {
    (usize::BITS - (literals << WHICH).leading_zeros()).clamp(1, 31)
}

/// The most that [`rarity`] says of a gram.
const MOST_RARE: u32 = 128;

/// How seldom a gram stands in paths, command lines and names, roughly: up to 16 for each of its bytes.
pub(super) fn rarity(gram: &[u8]) -> u32 {
    let seldom = |byte: &u8| match byte {
        b'e' | b't' | b'a' | b'o' | b'i' | b'n' | b's' | b'r' | b'.' | b'\\' | b'/' | b' ' | b'c' | b'm' => 0,
        b'd' | b'l' | b'u' | b'p' | b'h' | b'-' | b'0' | b'1' | b'2' => 1,
        b'a'..=b'z' | b'3'..=b'9' => 3,
        _ => 4,
    };
    4 * gram.iter().map(seldom).sum::<u32>()
}
