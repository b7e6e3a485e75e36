//! Whole values: one hash table, asked only where a literal of that length exists.

use std::collections::HashMap;

use foldhash::fast::FixedState;

/// A table of whole values. The hasher's seed is fixed: keys come from rules, never from events, so nobody can choose them to collide.
#[derive(Debug)]
pub(crate) struct Equality {
    table: HashMap<Box<[u8]>, u32, FixedState>,
    /// Bit `length % 64` is set where a literal has that length.
    lengths: u64,
    longest: usize,
}

impl Equality {
    /// A table of literals that differ from each other.
    pub(crate) fn build(literals: &[(&[u8], u32)]) -> Self {
        let mut table = HashMap::with_capacity_and_hasher(literals.len(), FixedState::with_seed(0));
        let (mut lengths, mut longest) = (0, 0);
        for (literal, number) in literals {
            table.insert((*literal).into(), *number);
            lengths |= 1 << (literal.len() % 64);
            longest = longest.max(literal.len());
        }
        Self { table, lengths, longest }
    }

    #[inline]
    pub(crate) fn scan(&self, value: &[u8], hit: &mut impl FnMut(u32)) {
        if value.len() <= self.longest
            && self.lengths >> (value.len() % 64) & 1 == 1
            && let Some(number) = self.table.get(value)
        {
            hit(*number);
        }
    }
}
