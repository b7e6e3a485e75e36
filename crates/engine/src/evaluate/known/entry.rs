//! One place of what is known: a value and the nodes that it hits, in two lines of the cache.
//!
//! ```text
//! bytes   | column | asked | length | nodes | taken | pad | value, then the nodes     |
//!         8        4       1        1       1       1     112                            = 128
//! ```
//!
//! A value and its nodes share the 28 words, the value first, up to the next whole word: 96 bytes
//! leave room for four nodes, 16 bytes for 24. Of most values the first line alone is read.
//!
//! INVARIANT: `length` is at most 112 and `nodes` at most 24, and both fit the 28 words together:
//! [`Entry::put`] leaves a place as it is where they would not. `asked`
//! decides which value is put, never what is found of one.

use super::{Column, GOLDEN};

/// Words of a place for a value and the nodes that it hits.
pub(super) const WORDS: usize = 28;
/// The most nodes that are kept of a value.
pub(super) const NODES: usize = 24;

/// The nodes that were hit, in their order.
#[derive(Debug, Clone, Copy)]
pub(in crate::evaluate) struct Hits {
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
    pub(in crate::evaluate) fn clear(&mut self) {
        self.count = 0;
    }

    /// One more. The same node may come several times.
    #[inline]
    pub(in crate::evaluate) fn push(&mut self, node: u32) {
        if let Some(place) = self.nodes.get_mut(self.count as usize) {
            *place = node;
        }
        self.count = self.count.saturating_add(1);
    }

    /// The nodes; `None` where there were too many.
    pub(super) fn all(&self) -> Option<&[u32]> {
        self.nodes.get(..self.count as usize)
    }
}

/// A hash of a value, eight bytes at a time: whole values are compared, so it need only be quick,
/// and differ for values that come together.
#[inline]
pub(super) fn hash(column: Column, value: &[u8]) -> u64 {
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

/// Whether two values are the same, eight bytes at a time: without the call that comparing them as
/// slices is.
#[inline]
pub(super) fn same(one: &[u8], other: &[u8]) -> bool {
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
pub(super) struct Entry {
    /// Where the value was looked up.
    pub(super) of: Column,
    /// A part of the hash of the value that was asked for last and is not kept.
    pub(super) asked: u32,
    /// Bytes of the value.
    length: u8,
    /// How many nodes it hits.
    nodes: u8,
    /// Whether there is a value.
    pub(super) taken: bool,
    /// The value, and behind it the nodes.
    words: [u32; WORDS],
}

const _: () = assert!(size_of::<Entry>() == 128, "two lines of the cache");

impl Entry {
    pub(super) const EMPTY: Self = Self { of: Column(0), asked: 0, length: 0, nodes: 0, taken: false, words: [0; WORDS] };

    /// The value.
    #[inline]
    pub(super) fn value(&self) -> &[u8] {
        bytemuck::cast_slice::<u32, u8>(&self.words).get(..usize::from(self.length)).unwrap_or_default()
    }

    /// The nodes that it hits.
    #[inline]
    pub(super) fn nodes(&self) -> &[u32] {
        let from = usize::from(self.length).div_ceil(4);
        self.words.get(from..from + usize::from(self.nodes)).unwrap_or_default()
    }

    /// Takes a value and its nodes, where there is room for them.
    pub(super) fn put(&mut self, of: Column, value: &[u8], nodes: &[u32]) {
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
