//! Starts and ends of values: a table keyed by up to eight bytes, then the whole literal is compared.
//!
//! A trie takes a cache line a byte; the first (or last) eight bytes as one number take one or two in all. Literals shorter than eight bytes are keyed by
//! all their bytes, so a value is looked up once for each of the lengths 1 to 8 that occur.

use std::collections::HashMap;

use foldhash::fast::FixedState;

/// Which end of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Start,
    End,
}

#[derive(Debug)]
pub(crate) struct Affixes {
    side: Side,
    /// Key and length to a range of `literals`.
    table: HashMap<(u64, u8), (u32, u32), FixedState>,
    literals: Vec<(Box<[u8]>, u32)>,
    /// The lengths of keys that occur, ascending.
    lengths: Vec<u8>,
    /// Bit of each byte that a literal begins (or ends) with.
    outermost: [u64; 4],
}

const KEY: usize = 8;

impl Affixes {
    /// A table of literals that are not empty.
    pub(crate) fn build(literals: &[(&[u8], u32)], side: Side) -> Self {
        let mut keyed: Vec<((u64, u8), &[u8], u32)> =
            literals.iter().map(|(literal, number)| (key_of(literal, side), *literal, *number)).collect();
        keyed.sort_unstable();
        let mut affixes = Self {
            side,
            table: HashMap::with_hasher(FixedState::with_seed(0)),
            literals: Vec::with_capacity(keyed.len()),
            lengths: Vec::new(),
            outermost: [0; 4],
        };
        for (key, literal, number) in keyed {
            let at = u32::try_from(affixes.literals.len()).unwrap_or(u32::MAX);
            affixes.literals.push((literal.into(), number));
            affixes.table.entry(key).or_insert((at, at)).1 = at + 1;
            affixes.lengths.push(key.1);
            let edge = if side == Side::Start { literal.first() } else { literal.last() };
            if let Some(edge) = edge
                && let Some(word) = affixes.outermost.get_mut(usize::from(edge >> 6))
            {
                *word |= 1 << (edge & 63);
            }
        }
        affixes.lengths.sort_unstable();
        affixes.lengths.dedup();
        affixes
    }

    #[inline]
    pub(crate) fn scan(&self, value: &[u8], hit: &mut impl FnMut(u32)) {
        let edge = if self.side == Side::Start { value.first() } else { value.last() };
        let Some(edge) = edge else { return };
        if self.outermost.get(usize::from(edge >> 6)).is_none_or(|word| word >> (edge & 63) & 1 == 0) {
            return;
        }
        let all = number_of(value, self.side);
        for &length in &self.lengths {
            if usize::from(length) > value.len() {
                return;
            }
            let key = all & (u64::MAX >> (64 - 8 * u32::from(length)));
            let Some(&(from, to)) = self.table.get(&(key, length)) else { continue };
            for (literal, number) in self.literals.get(from as usize..to as usize).unwrap_or_default() {
                let whole =
                    literal.len() <= KEY || if self.side == Side::Start { value.starts_with(literal) } else { value.ends_with(literal) };
                if whole {
                    hit(*number);
                }
            }
        }
    }
}

fn key_of(literal: &[u8], side: Side) -> (u64, u8) {
    let length = u8::try_from(literal.len().min(KEY)).unwrap_or(8);
    (number_of(literal, side), length)
}

/// The first or last eight bytes as a number, the outermost byte lowest; fewer where there are fewer.
#[inline]
fn number_of(value: &[u8], side: Side) -> u64 {
    match side {
        Side::Start => match value.first_chunk::<KEY>() {
            Some(bytes) => u64::from_le_bytes(*bytes),
            None => value.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte)),
        },
        Side::End => match value.last_chunk::<KEY>() {
            Some(bytes) => u64::from_be_bytes(*bytes),
            None => value.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)),
        },
    }
}
