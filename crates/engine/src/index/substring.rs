//! Literals anywhere in a value, found by their rarest run of four bytes (*gram*).
//!
//! Each literal is filed under a gram that it holds. A value is read once; its grams are looked up in a Bloom filter of some kibibytes, where that lets one
//! pass in a table, and only then the literal is compared. No load waits for the one before, as it does in an automaton, and what is touched stays in the
//! first cache: a value that holds nothing costs about a nanosecond a byte, warm or cold. Literals of two or three bytes, and those a little longer where
//! that lets the others skip more, have tables of their own; a single byte is searched for.
//!
//! Where a field has some thousands of literals at most, each is filed under several grams in a row, as many as the shortest has, and only every second,
//! third or fourth gram of a value is looked up. Where that allows to skip more, grams are of three bytes.
//!
//! The time is linear in the value's bytes: a gram's literals are known when rules are loaded, and grams are chosen so that few literals share one.

use std::collections::HashMap;

use foldhash::fast::FixedState;
use memchr::memchr;

use super::lengths::{Lengths, MOST_STRIDE, WIDEST, shape};
use crate::memory::{Builder, HeadReader, HeadWriter, Part, count};

/// Literals of one field that stand anywhere.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Substrings {
    /// Of long literals; of three bytes, where these have a table of their own; and of other short ones.
    tables: [Option<Grams>; 3],
    /// Single bytes, each with its node.
    bytes: Part,
    literals: Part,
}

/// Literals that are filed by grams of one width.
#[derive(Debug, Clone, Copy)]
struct Grams {
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
const ENTRY: usize = 5;

/// A literal and its node.
type Literal<'l> = (&'l [u8], u32);

impl Substrings {
    /// An index of literals that are not empty.
    pub(crate) fn build(literals: &[Literal<'_>], memory: &mut Builder) -> Self {
        let (mut text, mut bytes) = (Vec::new(), Vec::new());
        let mut placed: [Vec<(u32, Literal<'_>)>; 3] = Default::default();
        let mut lengths = Lengths::default();
        for (literal, _) in literals {
            lengths.add(literal.len());
        }
        let split = lengths.split();
        for (literal, node) in literals {
            let [long, three, short] = &mut placed;
            let list = match literal {
                [byte] => {
                    bytes.push([u32::from(*byte), *node]);
                    continue;
                }
                [_, _, _] if !split.joined => three,
                _ if literal.len() < split.from => short,
                _ => long,
            };
            list.push((count(text.len()), (literal, *node)));
            text.extend_from_slice(literal);
        }
        let tables = placed.map(|placed| (!placed.is_empty()).then(|| Grams::build(&placed, memory)));
        Self { tables, bytes: memory.records(&bytes), literals: memory.bytes(&text) }
    }

    #[inline]
    pub(crate) fn scan(&self, memory: &[u32], value: &[u8], hit: &mut impl FnMut(u32)) {
        for grams in self.tables.iter().flatten() {
            grams.scan(memory, self.literals, value, hit);
        }
        for [byte, node] in self.bytes.records(memory) {
            if memchr(byte.to_le_bytes()[0], value).is_some() {
                hit(*node);
            }
        }
    }

    pub(crate) fn write(&self, head: &mut HeadWriter) {
        head.part(self.literals);
        head.part(self.bytes);
        for grams in &self.tables {
            head.number(u32::from(grams.is_some()));
            if let Some(grams) = grams {
                grams.write(head);
            }
        }
    }

    /// Reads what [`write`](Self::write) wrote; `None` where it cannot be so.
    pub(crate) fn read(head: &mut HeadReader<'_>, nodes: u32) -> Option<Self> {
        let (literals, text) = head.bytes()?;
        let (bytes, all) = head.records::<2>()?;
        if all.iter().any(|[byte, node]| *byte > 0xff || *node >= nodes) {
            return None;
        }
        let mut tables = [None; 3];
        for place in &mut tables {
            if head.at_most(1)? == 1 {
                *place = Some(Grams::read(head, text.len(), nodes)?);
            }
        }
        Some(Self { tables, bytes, literals })
    }
}

impl Grams {
    fn build(literals: &[(u32, Literal<'_>)], memory: &mut Builder) -> Self {
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

    #[inline]
    fn scan(&self, memory: &[u32], literals: Part, value: &[u8], hit: &mut impl FnMut(u32)) {
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

    fn write(&self, head: &mut HeadWriter) {
        for part in [self.bits, self.buckets, self.entries] {
            head.part(part);
        }
        for number in [self.width, self.stride, self.bit_shift, self.bucket_shift] {
            head.number(number);
        }
    }

    fn read(head: &mut HeadReader<'_>, text: usize, nodes: u32) -> Option<Self> {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn found(literals: &[&str], value: &str) -> Vec<u32> {
        let literals: Vec<Literal<'_>> = literals.iter().map(|text| text.as_bytes()).zip(0..).collect();
        let mut builder = Builder::default();
        let index = Substrings::build(&literals, &mut builder);
        let mut found = Vec::new();
        index.scan(&builder.finish(), value.as_bytes(), &mut |node| found.push(node));
        found.sort_unstable();
        found.dedup();
        found
    }

    #[test]
    fn finds_what_stands_anywhere() {
        let literals = ["/.ssh/", "token", "ab", "x", "abc", "sshd", "id_rsa.pub"];
        assert_eq!(found(&literals, "/home/u/.ssh/id_rsa.pub"), [0, 6]);
        assert_eq!(found(&literals, "abcx"), [2, 3, 4]);
        assert_eq!(found(&literals, "sshd"), [5]);
        assert_eq!(found(&literals, "tokentoke"), [1]);
        assert_eq!(found(&literals, ""), []);
        assert_eq!(found(&literals, "é"), []);
    }

    #[test]
    fn literals_that_share_every_gram_are_told_apart() {
        let literals: Vec<String> = (4..60).map(|length| "a".repeat(length)).collect();
        let literals: Vec<&str> = literals.iter().map(String::as_str).collect();
        assert_eq!(found(&literals, &"a".repeat(20)), (0..17).collect::<Vec<_>>());
    }
}

#[cfg(test)]
mod forged;
