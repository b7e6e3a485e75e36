//! What was found in a value before.
//!
//! In an archive most fields have few values: the image of a process, its parent's, the user. What
//! an index finds in a value depends on the value alone, so the nodes that were hit are kept beside
//! it, and the next event that has the same value in the same field takes them from there: a hash
//! and a comparison instead of a look-up for every few bytes. The value need not even be folded.
//!
//! - **Whole values are compared**, so a collision of hashes costs time and never changes an
//!   answer. Keys are hashed with a fixed seed: who chooses values can push others out, which costs
//!   what there was without this memory.
//! - **Bounded**: [`PLACES`] places of 128 bytes, for a value and the nodes that it hits, 128 KiB a
//!   thread, made once. What is longer, or hits more, is looked up as before ([`Entry`]).
//! - **Values that come once** (times, identifiers, hashes of files) push nothing out: a place that
//!   is taken is given to another value only where that comes twice in a row to it. Each field has
//!   a credit, which a find raises and a failure lowers; without credit a field rests for [`REST`]
//!   values.
//!
//! ```text
//! value /bin/sh of Image   ─hash─>  place 417   its nodes: 3, 5          a find: credit + 8
//! value 4f3a... of Hashes  ─hash─>  place 417   /bin/sh stays            a failure: credit - 1
//! value 4f3a... again      ─hash─>  place 417   asked twice in a row: it gets the place
//! ```
//!
//! INVARIANT: the nodes of a place are those that the value hits in that column of that plan, and
//! in the keywords' column beside it: both follow from the plan's number, the slot and whether it
//! is the late one ([`Column`]).
//!
//! Live events have no such memory: hosts keep whole verdicts of events that come again, and what
//! is left has values that do not.
//!
//! **Bound**: a hash and a comparison of at most 112 bytes a value.

mod entry;

use crate::plan::{Plan, Slot};
use entry::{Entry, WORDS, hash, same};

pub(super) use entry::Hits;

/// How many values are kept.
const PLACES: usize = 1024;
/// How many fields have a credit of their own: the hash of a column chooses one, so some share.
const FIELDS: usize = 256;
/// The most credit.
const CREDIT: i16 = 1024;
/// What a find is worth; a failure takes one.
const FIND: i16 = 8;
/// For how many values a field without credit is not asked about; then it has the credit for an
/// eighth as many.
const REST: i16 = 1024;

/// 2^64 divided by the golden ratio: Fibonacci hashing.
const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

/// Which table of which field of which plan a value was looked up in: [`Plan::number`], the slot,
/// and whether it is the late one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Column(u64);

impl Column {
    #[inline]
    pub(super) fn new(plan: &Plan, slot: Slot, late: bool) -> Self {
        Self::of(plan.number, slot, late)
    }

    #[inline]
    const fn of(plan: u32, slot: Slot, late: bool) -> Self {
        Self((plan as u64) << 20 | (slot as u64) << 1 | late as u64)
    }
}

/// The places of values, and the fields' credit.
#[derive(Debug)]
pub(super) struct Known {
    /// By the hash of a column and a value.
    entries: Vec<Entry>,
    /// By the hash of a column; below 0 the column rests.
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
    /// No value is known yet.
    pub(super) fn new() -> Self {
        Self { entries: vec![Entry::EMPTY; PLACES], credit: [CREDIT; FIELDS] }
    }

    /// What is known of the value.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "a call costs a tenth of what it does")]
    pub(super) fn of(&mut self, column: Column, value: &[u8]) -> Answer<'_> {
        let Some(credit) = usize::try_from(column.0.wrapping_mul(GOLDEN) >> 56).ok().and_then(|at| self.credit.get_mut(at)) else {
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
        let [asked, at] = bytemuck::cast::<u64, [u32; 2]>(hash(column, value));
        let at = at as usize % PLACES;
        let Some(entry) = self.entries.get_mut(at) else { return Answer::Nothing };
        if entry.taken && entry.of == column && same(entry.value(), value) {
            *credit = (*credit + FIND).min(CREDIT);
            return Answer::Hits(entry.nodes());
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
    use super::entry::NODES;
    use super::*;

    const COLUMN: Column = Column::of(4096, 40, false);

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
        for other in [Column::of(8192, 40, false), Column::of(4096, 41, false), Column::of(4096, 40, true)] {
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
        assert_eq!(known.credit.iter().filter(|credit| **credit == -REST).count(), 1, "the field rests");
        learn(&mut known, COLUMN, b"always", &[1]);
        assert_eq!(nodes(&mut known, COLUMN, b"always"), None);
        for _ in 0..REST + 8 {
            learn(&mut known, COLUMN, b"always", &[1]);
        }
        assert_eq!(nodes(&mut known, COLUMN, b"always"), Some(vec![1]));
    }
}
