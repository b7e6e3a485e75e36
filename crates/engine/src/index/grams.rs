//! Telling quickly that a value holds none of a set of literals: a Bloom filter over short runs of bytes (*grams*).
//!
//! An automaton takes one load for each byte of a value, and each waits for the one before. Here some bytes in turn are skipped, no load waits for another,
//! and all that is loaded are two kibibytes or so. Most values hold no literal, and most of those are not even taken to the automaton.

use std::collections::HashMap;

use foldhash::fast::FixedState;

/// The longest gram.
const WIDTH: usize = 4;
/// The most bytes from one gram that is looked at to the next.
const STRIDE: usize = 4;
/// Bits for each gram: one value in some dozens passes by mistake.
const BITS: usize = 16;
/// The most bits: above it the filter would leave the first-level cache, and let too much through.
const MOST_BITS: usize = 1 << 16;

/// A filter over literals: what it does not let through holds none of them.
#[derive(Debug)]
pub(crate) struct Grams {
    width: usize,
    /// Every literal has this many grams, one after the other, in the filter. So of every literal in a value one is met, wherever counting begins.
    stride: usize,
    /// `64 - log2` of the number of bits.
    shift: u32,
    bits: Box<[u64]>,
}

impl Grams {
    /// A filter, or `None` where it would be of no use: a literal of one byte, or too many literals.
    pub(crate) fn build(literals: &[(&[u8], u32)]) -> Option<Self> {
        let shortest = literals.iter().map(|(literal, _)| literal.len()).min()?;
        let width = shortest.min(WIDTH);
        let stride = (shortest + 1).saturating_sub(width).min(STRIDE);
        let bits = literals.len().checked_mul(stride * BITS)?.next_power_of_two().max(64);
        if width < 2 || bits > MOST_BITS {
            return None;
        }
        let mut filter = Self { width, stride, shift: 64 - bits.trailing_zeros(), bits: vec![0; bits / 64].into() };
        let mut common: HashMap<&[u8], u32, FixedState> = HashMap::with_hasher(FixedState::with_seed(0));
        for gram in literals.iter().flat_map(|(literal, _)| literal.windows(width)) {
            *common.entry(gram).or_default() += 1;
        }
        let count = |gram: &[u8]| common.get(gram).copied().unwrap_or_default();
        for (literal, _) in literals {
            // The part that other literals share least: `://`, `/usr/` and the like stand in values that hold no literal.
            let parts = literal.windows(width + stride - 1);
            let part = parts.min_by_key(|part| part.windows(width).map(count).sum::<u32>())?;
            for gram in part.windows(width) {
                for bit in places(number_of(gram), filter.shift) {
                    if let Some(word) = filter.bits.get_mut(bit >> 6) {
                        *word |= 1 << (bit & 63);
                    }
                }
            }
        }
        Some(filter)
    }

    /// Whether the value may hold a literal. Where it holds one, always true.
    #[inline]
    pub(crate) fn may_hold(&self, value: &[u8]) -> bool {
        match self.width {
            2 => self.any::<2>(value),
            3 => self.any::<3>(value),
            _ => self.any::<4>(value),
        }
    }

    #[inline]
    fn any<const W: usize>(&self, value: &[u8]) -> bool {
        value.windows(W).step_by(self.stride).any(|gram| {
            let [first, second] = places(gram.first_chunk::<W>().map_or(0, |gram| number_of(gram)), self.shift);
            self.has(first) && self.has(second)
        })
    }

    #[inline]
    fn has(&self, bit: usize) -> bool {
        self.bits.get(bit >> 6).is_some_and(|word| word >> (bit & 63) & 1 == 1)
    }
}

#[inline]
fn number_of(gram: &[u8]) -> u64 {
    gram.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// The two bits of a gram.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "a number of bits that fit into memory")]
fn places(gram: u64, shift: u32) -> [usize; 2] {
    // 2^64 divided by the golden ratio: Fibonacci hashing.
    let hash = gram.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    [(hash >> shift) as usize, ((hash << 20) >> shift) as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filter(literals: &[&str]) -> Option<Grams> {
        let literals: Vec<(&[u8], u32)> = literals.iter().zip(0..).map(|(text, number)| (text.as_bytes(), number)).collect();
        Grams::build(&literals)
    }

    #[test]
    fn lets_through_what_holds_a_literal_wherever_it_stands() {
        for literals in [&["ab"][..], &["abc", "xy"], &["abcd"], &["/.ssh/", "token"], &["/.config/secret", "id_rsa.pub"]] {
            let filter = filter(literals).expect("literals of two bytes and more");
            for literal in literals {
                for before in 0..9 {
                    for after in 0..9 {
                        let value = format!("{}{literal}{}", "-".repeat(before), "-".repeat(after));
                        assert!(filter.may_hold(value.as_bytes()), "{value}");
                    }
                }
            }
        }
    }

    #[test]
    fn holds_back_most_of_what_does_not() {
        let literals: Vec<String> = (0..200).map(|i| format!("/never-{i}/secret")).collect();
        let filter = filter(&literals.iter().map(String::as_str).collect::<Vec<_>>()).expect("long literals");
        let through = (0..1000).filter(|i| filter.may_hold(format!("/srv/shop/node_modules/package-{i}/lib/index.js").as_bytes())).count();
        assert!(through < 100, "{through}");
    }

    #[test]
    fn is_not_made_where_it_would_be_of_no_use() {
        assert!(filter(&["a", "abcd"]).is_none());
        let many: Vec<String> = (0..5000).map(|i| format!("literal-{i}")).collect();
        assert!(filter(&many.iter().map(String::as_str).collect::<Vec<_>>()).is_none());
        assert!(filter(&[]).is_none());
    }
}
