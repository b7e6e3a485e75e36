//! A filter before an index: whether a value may hold any of some literals, wherever they stand in
//! it.
//!
//! Keywords are searched for in each of an event's values, and nearly never found. So an event of
//! an archive asks this of each value, before one that no other rule reads is put down, folded or
//! looked up: a load for every few bytes, of a table that stays in the first cache.
//!
//! Of each literal some grams of four bytes in a row are in the filter, the rarest of its runs and
//! blind to case, as many as the stride says; of a value only every `stride`th is looked up. A
//! value that is shorter than each literal is let go for its length: of Windows' events that are
//! four of ten (numbers, `-`, `System`).
//!
//! ```text
//! literals   lsadump::  sekurlsa::                   the shortest has nine bytes: a stride of six
//! value      C:\Windows\System32\svchost.exe         grams at 0, 6, 12, 18 and 24 are looked up
//! value      0x3e7                                   none
//! ```
//!
//! **What is not ASCII.** The text of an ASCII literal stands in a folded value as it does in the
//! value itself, but for case, since a single character beyond ASCII folds to one of ASCII (the
//! sign for kelvin, to `k`; a test holds it). So a value with that character's first byte may hold
//! anything, and with literals that are not ASCII themselves each value that is not.
//!
//! INVARIANT: a value that is let go holds none of the literals, whatever its case.
//!
//! **Bound**: one look-up for every `stride` bytes, one to eight. In an image it is five words of a
//! head: the stride, whether a literal is not ASCII, and the filter's three.

use memchr::memchr;

use super::bits::Bits;
use super::grams::{caseless, rarity, walk};
use super::lengths::stride;
use crate::memory::{Builder, HeadReader, HeadWriter, count};

/// How many bytes a gram has.
const WIDTH: usize = 4;
/// Bytes of a value that are read at once. INVARIANT: no stride is longer, so each byte is read.
const READ: usize = size_of::<u64>();
/// The bit that no byte of ASCII has set, in each byte.
const BEYOND: u64 = 0x8080_8080_8080_8080;
/// The first byte of the only character beyond ASCII whose lower case is ASCII: the sign for
/// kelvin, whose lower case is `k`.
const KELVIN: u8 = 0xe2;

/// The filter of some literals; `plan/keywords.rs` says of which.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Filter {
    stride: u32,
    /// Whether a literal is not ASCII.
    beyond: bool,
    bits: Bits,
}

impl Filter {
    /// `None` where a literal is shorter than a gram.
    pub(crate) fn build(literals: &[&[u8]], memory: &mut Builder) -> Option<Self> {
        let shortest = literals.iter().map(|literal| literal.len()).min()?;
        let stride = stride(literals.len(), shortest, WIDTH);
        let mut grams = Vec::with_capacity(literals.len() * stride);
        for literal in literals {
            let cost = |run: &&[u8]| run.windows(WIDTH).map(|gram| 64 - rarity(gram)).sum::<u32>();
            let run = literal.windows(WIDTH + stride - 1).min_by_key(cost)?;
            grams.extend(run.windows(WIDTH).map(caseless));
        }
        let beyond = literals.iter().any(|literal| !literal.is_ascii());
        Some(Self { stride: count(stride), beyond, bits: Bits::build(&grams, memory) })
    }

    /// The filter with all that does not depend on the value, to be asked for many.
    #[inline]
    pub(crate) fn asked<'m>(&self, memory: &'m [u32]) -> Asked<'m> {
        Asked { filter: *self, words: self.bits.words(memory), least: WIDTH + self.stride as usize - 1 }
    }

    /// The five words of its head.
    pub(crate) fn write(&self, head: &mut HeadWriter<'_>) {
        head.number(self.stride);
        head.number(u32::from(self.beyond));
        self.bits.write(head);
    }

    /// Reads what [`write`](Self::write) wrote; `None` where it cannot be so.
    pub(crate) fn read(head: &mut HeadReader<'_>) -> Option<Self> {
        let stride = head.number().filter(|stride| (1..=8).contains(stride))?;
        Some(Self { stride, beyond: head.at_most(1)? == 1, bits: Bits::read(head)? })
    }
}

/// A filter that values are asked of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked<'m> {
    filter: Filter,
    words: &'m [u32],
    /// The bytes of the run that each literal has grams of: no literal is shorter.
    least: usize,
}

impl Asked<'_> {
    /// Whether a value may hold a literal: false is certain.
    #[inline]
    pub(crate) fn may_hold(&self, value: &[u8]) -> bool {
        // What a value folds to has no more bytes of ASCII than the value has bytes.
        if value.len() < self.least {
            return self.filter.beyond && !value.is_ascii();
        }
        // To ask for more grams than there need be is no error: a stride of three is read by two.
        match self.filter.stride {
            8 => self.holds_gram::<8>(value),
            6 => self.holds_gram::<6>(value),
            4 => self.holds_gram::<4>(value),
            2 | 3 => self.holds_gram::<2>(value),
            _ => self.holds_gram::<1>(value),
        }
    }

    /// Whether a gram of a literal may be among every `STRIDE`th of a value's, or the value is one
    /// of which they do not tell.
    #[inline]
    fn holds_gram<const STRIDE: usize>(&self, value: &[u8]) -> bool {
        let Some(mut seen) = walk::<WIDTH, STRIDE>(self.filter.bits, self.words, value, |_, _| true) else { return true };
        if let Some(last) = value.last_chunk::<READ>() {
            seen |= u64::from_le_bytes(*last);
        } else {
            seen |= u64::from(value.iter().fold(0, |all, byte| all | byte));
        }
        seen & BEYOND != 0 && self.may_fold(value)
    }

    /// Whether a value that is not ASCII may fold to what holds a literal. Such values are few.
    #[cold]
    fn may_fold(&self, value: &[u8]) -> bool {
        self.filter.beyond || memchr(KELVIN, value).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fold::fold_char;
    use proptest::prelude::*;

    #[test]
    fn literals_shorter_than_a_gram_have_no_filter() {
        assert!(Filter::build(&[b"abc", b"lsadump::"], &mut Builder::default()).is_none());
    }

    #[test]
    fn most_values_are_let_go() {
        let mut builder = Builder::default();
        let filter = Filter::build(&[b"lsadump::", b"sekurlsa::", b"kerberos::ptt", b"gentilkiwi.com"], &mut builder).unwrap();
        let memory = builder.finish();
        for value in [r"C:\Windows\System32\svchost.exe", r"NT AUTHORITY\SYSTEM", "System", ""] {
            assert!(!filter.asked(&memory).may_hold(value.as_bytes()), "{value}");
        }
        // The shortest is as long as what is looked up of it.
        for value in ["lsadump::", "SEKURLSA::", "kerberos::ptt", "gentilkiwi.com"] {
            assert!(filter.asked(&memory).may_hold(value.as_bytes()), "{value}");
        }
        // What is not ASCII is let go too, where it cannot become a literal.
        assert!(!filter.asked(&memory).may_hold("Microsoft® Windows® Operating System".as_bytes()));
        assert!(filter.asked(&memory).may_hold("\u{212a}erberos::ptt".as_bytes()));
    }

    /// What the filter says of values that are not ASCII rests on it.
    #[test]
    fn one_character_beyond_ascii_folds_to_ascii() {
        let folds = |character: &char| !character.is_ascii() && fold_char(*character).is_ascii();
        let found: Vec<char> = ('\0'..=char::MAX).filter(folds).collect();
        assert_eq!(found, ['\u{212a}']);
        assert_eq!("\u{212a}".as_bytes().first(), Some(&KELVIN));
    }

    #[test]
    fn literals_beyond_ascii_are_found_in_what_is_shorter() {
        let mut builder = Builder::default();
        // Two bytes fold to three: the value is shorter than the literal.
        let filter = Filter::build(&["ⱥⱥⱥⱥ".as_bytes()], &mut builder).unwrap();
        let memory = builder.finish();
        assert!(filter.asked(&memory).may_hold("ȺȺȺȺ".as_bytes()));
        assert!(filter.asked(&memory).may_hold("x ȺȺȺȺ and more of it".as_bytes()));
        assert!(!filter.asked(&memory).may_hold(b"nothing beyond ASCII"));
        // Of a value of fewer than eight bytes too, whose grams are others, and of any number of them.
        let mut builder = Builder::default();
        let filter = Filter::build(&["ра".as_bytes()], &mut builder).unwrap();
        let memory = builder.finish();
        assert!(filter.asked(&memory).may_hold("РА".as_bytes()) && filter.asked(&memory).may_hold("xРА".as_bytes()));
        assert!(!filter.asked(&memory).may_hold(b"abcde"));
    }

    proptest! {
        #[test]
        fn what_holds_a_literal_is_never_let_go(
            literals in proptest::collection::vec("[a-e:\\\\]{4,14}", 1..30),
            (before, behind) in ("[a-eA-E: ]{0,20}", "[a-eA-E: ]{0,20}"),
            upper in any::<bool>(),
        ) {
            let all: Vec<&[u8]> = literals.iter().map(String::as_bytes).collect();
            let mut builder = Builder::default();
            let filter = Filter::build(&all, &mut builder).unwrap();
            let memory = builder.finish();
            for literal in &literals {
                let value = format!("{before}{}{behind}", if upper { literal.to_uppercase() } else { literal.clone() });
                prop_assert!(filter.asked(&memory).may_hold(value.as_bytes()), "{}", value);
            }
        }
    }
}
