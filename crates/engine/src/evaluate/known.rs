//! What was found in a value before.
//!
//! In an archive most fields have few values: the image of a process, its parent's, the user. What an index finds in a value depends on the value alone, so
//! the nodes that were hit are kept beside it, and the next event that has the same value in the same field takes them from there: a hash and a comparison
//! instead of a look-up for every few bytes. The value need not even be folded.
//!
//! - **Whole values are compared**, so a collision of hashes costs time and never changes an answer. Keys are hashed with a fixed seed: who chooses values can
//!   push others out, which costs what there was without this memory.
//! - **Bounded**: [`PLACES`] places of 128 bytes, for a value and the nodes that it hits, 128 KiB a thread, made once. What is longer, or hits more, is looked up as before.
//! - **Values that come once** (times, identifiers, hashes of files) push nothing out: a place that is taken is given to another value only where that comes
//!   twice in a row to it. Each field has a credit, which a find raises and a failure lowers; without credit a field rests for [`REST`] values.
//!
//! Live events have no such memory: hosts keep whole verdicts of events that come again, and what is left has values that do not.

use std::hash::{BuildHasher, Hasher};

use foldhash::fast::FixedState;

use crate::plan::{Plan, Slot};

/// How many values are kept.
const PLACES: usize = 1024;
/// Words of a place for a value and the nodes that it hits.
const WORDS: usize = 28;
/// The most nodes that are kept of a value.
const NODES: usize = 24;
/// How many fields have a credit of their own; others share one.
const FIELDS: usize = 256;
/// The most credit.
const CREDIT: i16 = 1024;
/// What a find is worth; a failure takes one.
const FIND: i16 = 8;
/// For how many values a field without credit is not asked about; then it has the credit for an eighth as many.
const REST: i16 = 1024;

/// The nodes that were hit, in their order.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hits {
    nodes: [u32; NODES],
    /// More than [`NODES`] where not all are there.
    count: u32,
}

impl Default for Hits {
    fn default() -> Self {
        Self { nodes: [0; NODES], count: 0 }
    }
}

impl Hits {
    /// Forgets all.
    #[inline]
    pub(super) fn clear(&mut self) {
        self.count = 0;
    }

    /// One more. The same node may come several times.
    #[inline]
    pub(super) fn push(&mut self, node: u32) {
        if let Some(place) = self.nodes.get_mut(self.count as usize) {
            *place = node;
        }
        self.count = self.count.saturating_add(1);
    }

    /// The nodes; `None` where there were too many.
    fn all(&self) -> Option<&[u32]> {
        self.nodes.get(..self.count as usize)
    }
}

/// Which table of which field of which plan a value was looked up in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Column {
    /// [`Plan::number`].
    plan: u32,
    slot: Slot,
    late: bool,
}

impl Column {
    #[inline]
    pub(super) fn new(plan: &Plan, slot: Slot, late: bool) -> Self {
        Self { plan: plan.number, slot, late }
    }

    #[inline]
    fn seed(self) -> u64 {
        u64::from(self.plan) << 20 ^ u64::from(self.slot) << 1 ^ u64::from(self.late)
    }
}

/// A value and what it hits: two lines of the cache, and of most values the first alone is read.
#[derive(Debug, Clone, Copy)]
#[repr(C, align(64))]
struct Entry {
    of: Column,
    /// A part of the hash of the value that was asked for last and is not kept.
    asked: u32,
    /// Bytes of the value; how many nodes it hits; whether there is one.
    length: u8,
    nodes: u8,
    taken: bool,
    /// The nodes, and behind them the value.
    words: [u32; WORDS],
}

impl Entry {
    const EMPTY: Self =
        Self { of: Column { plan: 0, slot: 0, late: false }, asked: 0, length: 0, nodes: 0, taken: false, words: [0; WORDS] };

    /// The nodes, and the value.
    #[inline]
    fn parts(&self) -> (&[u32], &[u8]) {
        let (nodes, value) = self.words.split_at_checked(usize::from(self.nodes)).unwrap_or_default();
        (nodes, bytemuck::cast_slice::<u32, u8>(value).get(..usize::from(self.length)).unwrap_or_default())
    }

    /// Takes a value and its nodes, where there is room for them.
    fn put(&mut self, of: Column, value: &[u8], nodes: &[u32]) {
        let (Ok(length), Ok(count)) = (u8::try_from(value.len()), u8::try_from(nodes.len())) else { return };
        let Some((first, rest)) = self.words.split_at_mut_checked(nodes.len()) else { return };
        let Some(bytes) = bytemuck::cast_slice_mut::<u32, u8>(rest).get_mut(..value.len()) else { return };
        first.copy_from_slice(nodes);
        bytes.copy_from_slice(value);
        (self.of, self.length, self.nodes, self.taken) = (of, length, count, true);
    }
}

/// The places of values, and the fields' credit.
#[derive(Debug)]
pub(super) struct Known {
    entries: Vec<Entry>,
    credit: [i16; FIELDS],
}

/// What is known of a value.
pub(super) enum Answer<'k> {
    /// The nodes that it hits.
    Hits(&'k [u32]),
    /// Nothing yet; [`Known::keep`] takes it at this place.
    Place(usize),
    /// Nothing, and it is not kept.
    Nothing,
}

impl Known {
    pub(super) fn new() -> Self {
        Self { entries: vec![Entry::EMPTY; PLACES], credit: [CREDIT; FIELDS] }
    }

    /// What is known of the value.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "a call costs a tenth of what it does")]
    pub(super) fn of(&mut self, column: Column, value: &[u8]) -> Answer<'_> {
        let seed = column.seed();
        let Some(credit) = usize::try_from(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 56).ok().and_then(|at| self.credit.get_mut(at))
        else {
            return Answer::Nothing;
        };
        if *credit < 0 {
            *credit += 1;
            if *credit == 0 {
                *credit = REST / 8;
            }
            return Answer::Nothing;
        }
        if value.len() > WORDS * 4 {
            return Answer::Nothing;
        }
        let mut hasher = FixedState::with_seed(seed).build_hasher();
        hasher.write(value);
        let [at, asked] = bytemuck::cast::<u64, [u32; 2]>(hasher.finish());
        let at = at as usize % PLACES;
        let Some(entry) = self.entries.get_mut(at) else { return Answer::Nothing };
        if entry.taken && entry.of == column && entry.parts().1 == value {
            *credit = (*credit + FIND).min(CREDIT);
            return Answer::Hits(entry.parts().0);
        }
        *credit -= 1;
        if *credit < 0 {
            *credit = -REST;
        }
        let again = std::mem::replace(&mut entry.asked, asked) == asked;
        if again || !entry.taken { Answer::Place(at) } else { Answer::Nothing }
    }

    /// Keeps what a value hits, in place of what was there.
    #[inline]
    pub(super) fn keep(&mut self, at: usize, column: Column, value: &[u8], hits: &Hits) {
        if let (Some(entry), Some(nodes)) = (self.entries.get_mut(at), hits.all()) {
            entry.put(column, value, nodes);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMN: Column = Column { plan: 4096, slot: 40, late: false };

    fn nodes(known: &mut Known, column: Column, value: &[u8]) -> Option<Vec<u32>> {
        match known.of(column, value) {
            Answer::Hits(nodes) => Some(nodes.to_vec()),
            _ => None,
        }
    }

    fn learn(known: &mut Known, column: Column, value: &[u8], nodes: &[u32]) {
        let mut hits = Hits::default();
        for node in nodes {
            hits.push(*node);
        }
        if let Answer::Place(at) = known.of(column, value) {
            known.keep(at, column, value, &hits);
        }
    }

    #[test]
    fn a_value_is_known_in_its_own_column_alone() {
        let mut known = Known::new();
        learn(&mut known, COLUMN, b"/bin/sh", &[3, 5]);
        assert_eq!(nodes(&mut known, COLUMN, b"/bin/sh"), Some(vec![3, 5]));
        assert_eq!(nodes(&mut known, COLUMN, b"/bin/s"), None);
        for other in [Column { plan: 8192, ..COLUMN }, Column { slot: 41, ..COLUMN }, Column { late: true, ..COLUMN }] {
            assert_eq!(nodes(&mut known, other, b"/bin/sh"), None);
        }
    }

    #[test]
    fn what_is_too_long_or_hit_too_often_is_not_kept() {
        let mut known = Known::new();
        let many: Vec<u32> = (0..=u32::try_from(NODES).unwrap()).collect();
        learn(&mut known, COLUMN, b"many", &many);
        learn(&mut known, COLUMN, b"few", &many[1..]);
        learn(&mut known, COLUMN, &[b'a'; WORDS * 4], &[1]);
        learn(&mut known, COLUMN, &[b'b'; WORDS * 4 - 4], &[1]);
        learn(&mut known, COLUMN, &[b'c'; WORDS * 4], &[]);
        assert_eq!(nodes(&mut known, COLUMN, b"many"), None);
        assert_eq!(nodes(&mut known, COLUMN, b"few"), Some(many[1..].to_vec()));
        assert_eq!(nodes(&mut known, COLUMN, &[b'a'; WORDS * 4]), None);
        assert_eq!(nodes(&mut known, COLUMN, &[b'b'; WORDS * 4 - 4]), Some(vec![1]));
        assert_eq!(nodes(&mut known, COLUMN, &[b'c'; WORDS * 4]), Some(vec![]));
    }

    #[test]
    fn values_that_come_once_push_nothing_out() {
        let mut known = Known::new();
        learn(&mut known, COLUMN, b"/bin/sh", &[3]);
        for number in 0..20_000_u32 {
            learn(&mut known, COLUMN, &number.to_le_bytes(), &[]);
            assert!(number % 4 != 0 || nodes(&mut known, COLUMN, b"/bin/sh").is_some(), "{number}");
        }
        // Each place is taken by now; what comes again gets one.
        let mut kept = 0;
        for number in 50_000..50_100_u32 {
            learn(&mut known, COLUMN, &number.to_le_bytes(), &[]);
            learn(&mut known, COLUMN, &number.to_le_bytes(), &[]);
            kept += u32::from(nodes(&mut known, COLUMN, &number.to_le_bytes()).is_some());
        }
        assert!(kept > 90, "{kept}");
    }

    #[test]
    fn a_field_that_never_repeats_rests_and_comes_back() {
        let mut known = Known::new();
        for number in 0..=u32::from(CREDIT.unsigned_abs()) {
            assert!(nodes(&mut known, COLUMN, &number.to_le_bytes()).is_none());
        }
        learn(&mut known, COLUMN, b"always", &[1]);
        assert_eq!(nodes(&mut known, COLUMN, b"always"), None, "the field rests");
        for _ in 0..REST + 8 {
            learn(&mut known, COLUMN, b"always", &[1]);
        }
        assert_eq!(nodes(&mut known, COLUMN, b"always"), Some(vec![1]));
    }
}
