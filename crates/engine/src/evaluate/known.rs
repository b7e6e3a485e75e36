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

/// Which table of which field of which plan a value was looked up in: [`Plan::number`], the slot, and whether it is the late one.
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

/// 2^64 divided by the golden ratio.
const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

/// A hash of a value, eight bytes at a time: whole values are compared, so it need only be quick, and differ for values that come together.
#[inline]
fn hash(column: Column, value: &[u8]) -> u64 {
    let mut hash = column.0 ^ (value.len() as u64) << 56;
    let mut take = |word: u64| hash = (hash ^ word).wrapping_mul(GOLDEN).rotate_right(29);
    if let Some(last) = value.last_chunk::<8>() {
        value.as_chunks::<8>().0.iter().for_each(|word| take(u64::from_le_bytes(*word)));
        take(u64::from_le_bytes(*last));
    } else if let (Some(first), Some(last)) = (value.first_chunk::<4>(), value.last_chunk::<4>()) {
        take(u64::from(u32::from_le_bytes(*first)) << 32 | u64::from(u32::from_le_bytes(*last)));
    } else {
        take(value.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)));
    }
    hash.wrapping_mul(GOLDEN)
}

/// Whether two values are the same, eight bytes at a time: without the call that comparing them as slices is.
#[inline]
fn same(one: &[u8], other: &[u8]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    let (Some(last), Some(other_last)) = (one.last_chunk::<8>(), other.last_chunk::<8>()) else {
        return one.iter().zip(other).all(|(one, other)| one == other);
    };
    let (words, other_words) = (one.as_chunks::<8>().0, other.as_chunks::<8>().0);
    last == other_last && words.iter().zip(other_words).all(|(one, other)| one == other)
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
    /// The value, and behind it the nodes.
    words: [u32; WORDS],
}

impl Entry {
    const EMPTY: Self = Self { of: Column(0), asked: 0, length: 0, nodes: 0, taken: false, words: [0; WORDS] };

    /// The value.
    #[inline]
    fn value(&self) -> &[u8] {
        bytemuck::cast_slice::<u32, u8>(&self.words).get(..usize::from(self.length)).unwrap_or_default()
    }

    /// The nodes that it hits.
    #[inline]
    fn nodes(&self) -> &[u32] {
        let from = usize::from(self.length).div_ceil(4);
        self.words.get(from..from + usize::from(self.nodes)).unwrap_or_default()
    }

    /// Takes a value and its nodes, where there is room for them.
    fn put(&mut self, of: Column, value: &[u8], nodes: &[u32]) {
        let (Ok(length), Ok(count)) = (u8::try_from(value.len()), u8::try_from(nodes.len())) else { return };
        let Some((first, rest)) = self.words.split_at_mut_checked(value.len().div_ceil(4)) else { return };
        let (Some(bytes), Some(rest)) = (bytemuck::cast_slice_mut::<u32, u8>(first).get_mut(..value.len()), rest.get_mut(..nodes.len()))
        else {
            return;
        };
        bytes.copy_from_slice(value);
        rest.copy_from_slice(nodes);
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
        learn(&mut known, COLUMN, b"always", &[1]);
        assert_eq!(nodes(&mut known, COLUMN, b"always"), None, "the field rests");
        for _ in 0..REST + 8 {
            learn(&mut known, COLUMN, b"always", &[1]);
        }
        assert_eq!(nodes(&mut known, COLUMN, b"always"), Some(vec![1]));
    }
}
