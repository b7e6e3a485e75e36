//! A table of literals that are filed by grams of one width: a Bloom filter, buckets, and the
//! comparison.
//!
//! A *gram* is a run of bytes, two, three, four or eight of them; how many is the table's `width`.
//! Each literal is filed under as many grams in a row as the table's `stride` says, and of a value
//! only every `stride`th gram is looked up: whichever of them the reader meets, it knows where the
//! literal would begin. Which width and stride a table has is the question of
//! [`lengths`](super::lengths).
//!
//! # A value
//! Of `certutil.exe` in a table with grams of four bytes and a stride of three, whose other
//! literals end with `.exe` too, the run `til.ex` is filed: `til.`, `il.e` and `l.ex`, since `.exe`
//! stands in all and an `x` is seldom. Of `C:\x\certutil.exe -urlcache` the grams at 0, 3, 6, ...
//! are looked up:
//!
//! ```text
//! place      0     3     6     9     12
//! gram       C:\x  x\ce  ertu  util  l.ex
//! literal         certutil.exe              begins at 5, for `l.ex` is its eighth gram
//! ```
//!
//! The filter says of nearly each gram that it is not there. Where it lets one pass, the gram's
//! bucket names the literals filed under it, an entry says which of their grams it is, and so where
//! in the value the literal would begin; there it is compared.
//!
//! # The tables
//! ```text
//! bits       at most 32 KiB     may the gram be there?                       one load
//! buckets    2^n + 1 words      where the entries of a hash begin            one to two entries each
//! entries    a word each        tag of the hash | literal | which gram       sorted by bucket
//! literals   12 bytes each      where its text is | node | length and first gram
//! ```
//!
//! An entry is compared by a part of the gram's hash first (the tag), so that of other grams of the
//! bucket no literal is read.
//!
//! INVARIANT: every gram of a run of `width + stride - 1` bytes is filed, so none of the `stride`
//! ways to step over a literal misses it. [`Grams::build`] files them; of an image by other hands
//! it is not checked, for a literal that is not found is no danger to who reads the tables.
//!
//! **Bound**: one load for every `stride` bytes of a value, and the literals that share a gram,
//! where the filter lets one pass. These are known when rules are loaded, so the constant depends
//! on rules and not on events; building keeps it small by choosing grams that few literals share.

mod build;
mod gram;
mod record;
mod stored;
mod walk;

use super::Case;
use super::bits::{Bits, place, tag};
use crate::memory::Part;
use record::{WHICH, unspan};

pub(super) use gram::{caseless, rarity};
pub(super) use record::LITERAL;
pub(super) use walk::walk;

/// The text of literals, and how it is compared. Tables share both, so they are given to each
/// look-up instead of standing in each table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Literals {
    pub(super) text: Part,
    pub(super) case: Case,
}

/// A literal and its node.
pub(super) type Literal<'l> = (&'l [u8], u32);

/// Literals that are filed by grams of one width.
#[derive(Debug, Clone, Copy)]
pub(super) struct Grams {
    /// How many bytes a gram has.
    width: u32,
    /// How many grams in a row each literal is filed under, and from one gram that is looked up to
    /// the next.
    stride: u32,
    bits: Bits,
    /// Where the entries of each hash begin, and where the last ends.
    buckets: Part,
    bucket_shift: u32,
    /// Of each gram of a literal the literal's number times sixteen, and which of its grams it is;
    /// above that a part of the gram's hash, so that of other grams of the bucket no literal is
    /// read.
    entries: Part,
    /// Where in an entry the hash begins.
    tag_shift: u32,
    /// [`LITERAL`]s.
    literals: Part,
}

impl Grams {
    /// Looks a value's grams up. Each shape that [`shape`](super::lengths::shape) can give has its
    /// own loop, whose steps are known when it is compiled.
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
        walk::<W, STRIDE>(self.bits, bits, value, |at, gram| {
            self.compare(memory, literals, value, at, gram, hit);
            false
        });
    }

    /// Compares the literals of a gram that stands at `at`. It is not inlined: of a value that
    /// holds nothing it is called for one gram in some dozens.
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
}

#[cfg(test)]
mod tests {
    use super::record::FIRST;
    use super::*;
    use crate::index::Case;
    use crate::memory::Builder;

    /// The example of the module's documentation.
    #[test]
    fn a_literal_is_filed_by_what_the_others_do_not_hold() {
        let literals = ["certutil.exe", "at.exe", "cmd.exe", "net.exe"].map(str::as_bytes);
        let mut placed = Vec::new();
        let mut text = Vec::new();
        for (node, literal) in (0..).zip(literals) {
            placed.push((u32::try_from(text.len()).unwrap(), (literal, node)));
            text.extend_from_slice(literal);
        }
        let mut builder = Builder::default();
        let grams = Grams::build(&placed, &mut builder);
        let text = builder.bytes(&text);
        let memory = builder.finish();
        assert_eq!((grams.width, grams.stride), (4, 3));
        let [[_, _, span], ..] = grams.literals.records::<LITERAL>(&memory) else { panic!("no literal") };
        assert_eq!((span >> FIRST, span & ((1 << FIRST) - 1)), (12, 5), "`til.ex` begins at 5");
        let mut found = Vec::new();
        grams.scan(&memory, Literals { text, case: Case::Ignored }, br"C:\x\CertUtil.exe -urlcache", &mut |node| found.push(node));
        assert_eq!(found, [0]);
    }

    /// Literals of one length, all different, none of which a value of dots holds.
    fn made(count: usize, length: usize) -> Vec<Vec<u8>> {
        let mut state = 1_u64;
        let mut letter = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            b"abcdefghijklmnopqrstuvwxyz0123456789"[(state >> 33) as usize % 36]
        };
        let mut all = std::collections::BTreeSet::new();
        while all.len() < count {
            all.insert((0..length).map(|_| letter()).collect());
        }
        all.into_iter().collect()
    }

    #[test]
    fn each_shape_finds_a_literal_wherever_it_stands() {
        let mut shapes = std::collections::BTreeSet::new();
        for (count, length) in [
            (100, 2),
            (100, 3),
            (100, 4),
            (100, 5),
            (100, 6),
            (100, 7),
            (100, 9),
            (100, 11),
            (100, 23),
            (1000, 3),
            (1000, 4),
            (1000, 5),
            (1000, 15),
        ] {
            let literals = made(count, length);
            let placed: Vec<_> =
                (0_u32..).zip(&literals).map(|(node, text)| (node * u32::try_from(length).unwrap(), (text.as_slice(), node))).collect();
            let mut builder = Builder::default();
            let grams = Grams::build(&placed, &mut builder);
            let text = builder.bytes(&literals.concat());
            let memory = builder.finish();
            shapes.insert((grams.width, grams.stride));
            for (node, literal) in (0_u32..).zip(&literals).step_by(count / 20) {
                for before in 0..20 {
                    let value = [&b"...................."[..before], literal, b".."].concat();
                    let mut found = Vec::new();
                    grams.scan(&memory, Literals { text, case: Case::Ignored }, &value, &mut |node| found.push(node));
                    assert!(found.contains(&node), "{count} of {length} bytes, {before} before");
                }
            }
        }
        assert_eq!(shapes.len(), 13, "each loop of `scan`: {shapes:?}");
    }
}
