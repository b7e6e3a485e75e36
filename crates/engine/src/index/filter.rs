//! A filter before an index: whether a value may hold any of some literals, wherever they stand in
//! it.
//!
//! Keywords are searched for in each of an event's values, and nearly never found. So an event of
//! an archive asks this of values that no other rule reads, before they are put down, folded or
//! looked up: a load for every few bytes, of a table that stays in the first cache.
//!
//! Of each literal some grams of four bytes in a row are in the filter, the rarest of its runs and
//! blind to case, as many as the stride says; of a value only every `stride`th is looked up. A
//! value that is not ASCII may hold anything, for what it folds to has other bytes.
//!
//! ```text
//! literals   lsadump::  sekurlsa::                   the shortest has nine bytes: a stride of six
//! value      C:\Windows\System32\svchost.exe         grams at 0, 6, 12, 18 and 24 are looked up
//! ```
//!
//! INVARIANT: a value that is let go holds none of the literals, whatever its case.
//!
//! **Bound**: one look-up for every `stride` bytes, one to eight. In an image it is four words of a
//! head: the stride, and the filter's three.

use super::bits::Bits;
use super::grams::{caseless, rarity};
use super::lengths::stride;
use crate::memory::{Builder, HeadReader, HeadWriter, count};

/// How many bytes a gram has.
const WIDTH: usize = 4;

/// The filter of some literals; `plan/keywords.rs` says of which.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Filter {
    stride: u32,
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
        Some(Self { stride: count(stride), bits: Bits::build(&grams, memory) })
    }

    /// Whether a value may hold a literal: false is certain.
    #[inline]
    pub(crate) fn may_hold(&self, memory: &[u32], value: &[u8]) -> bool {
        let bits = self.bits.words(memory);
        let mut at = 0;
        while let Some(gram) = value.get(at..).and_then(<[u8]>::first_chunk::<WIDTH>) {
            if self.bits.has(bits, u32::from_le_bytes(*gram) | 0x2020_2020) {
                return true;
            }
            at += self.stride as usize;
        }
        !value.is_ascii()
    }

    pub(crate) fn write(&self, head: &mut HeadWriter<'_>) {
        head.number(self.stride);
        self.bits.write(head);
    }

    /// Reads what [`write`](Self::write) wrote; `None` where it cannot be so.
    pub(crate) fn read(head: &mut HeadReader<'_>) -> Option<Self> {
        let stride = head.number().filter(|stride| (1..=8).contains(stride))?;
        Some(Self { stride, bits: Bits::read(head)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
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
        for value in [r"C:\Windows\System32\svchost.exe", "2026-03-01 08:00:00.000", "System", ""] {
            assert!(!filter.may_hold(&memory, value.as_bytes()), "{value}");
        }
        assert!(filter.may_hold(&memory, "Microsoft®".as_bytes()));
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
                prop_assert!(filter.may_hold(&memory, value.as_bytes()), "{}", value);
            }
        }
    }
}
