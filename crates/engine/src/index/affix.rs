//! Starts, ends and whole values: a hash table keyed by up to eight outermost bytes, then the whole
//! literal is compared.
//!
//! A trie takes a cache line a byte; the first (or last) eight bytes as one number take one or two
//! in all. Literals shorter than eight bytes are keyed by all their bytes, so a value is looked up
//! once for each length of keys that occurs with its outermost byte: mostly once, often not at all.
//! Whole values are kept with the ends: their last bytes differ more than their first ones
//! (`C:\Windows\...`).
//!
//! # A value
//! For `Image|endswith: ['/sh', '/bash', '/curl']` and the value `/usr/bin/curl`: the last byte is
//! `l`; the bit of `l` is set, and its keys have the length 5. The last five bytes as a number
//! (`/curl`) are hashed to a place of the table, and the entry there is compared. For
//! `/usr/bin/git` the bit of `t` is not set, and that was all. For `/bin/fish` the bit of `h` is
//! set, with the lengths 3 and 5: two places of the table are looked at, and neither has the key.
//!
//! # The tables
//! ```text
//! edges     256 bits         does any literal end with this byte?      in the struct; found again
//! lengths   256 bytes        which lengths of keys do those have?      a bit for each of 1 to 8
//! table     2^n words        0, or an entry's number and one more      open addressing
//! entries   24 bytes each    key, flags, literal, node                 below
//! literals  bytes            the text of all literals of the image
//!
//! an entry  | key, low | key, high | length, MORE, WHOLE | where the literal is | its bytes | node |
//! bytes     4          4           4                     4                      4           4
//! ```
//!
//! Entries with one key lie one behind the other, and all but the last say so (`MORE`): `/bin/bash`
//! and `/usr/bin/bash` share the key `bin/bash`.
//!
//! INVARIANT: at least half of the table is empty, so a search for what is not there ends, after
//! two or three places on average. Building makes it so, and [`Affixes::read`] counts again. Keys
//! come from rules and not from events, so nobody who makes events can choose keys that collide.
//!
//! **Bound**: at most eight look-ups for a value, and of each the literals that share its key.

mod build;
mod key;
mod stored;

use super::Case;
use crate::memory::Part;
use key::{halves, number_of, place};

/// Which end of a value a table is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// Literals that a value starts with.
    Start,
    /// Literals that a value ends with, or is.
    End,
}

/// A literal of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Affix<'l> {
    pub(crate) text: &'l [u8],
    /// Whether it is the whole value.
    pub(crate) whole: bool,
    pub(crate) node: u32,
}

/// The starts, or the ends and whole values, of one field.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Affixes {
    side: Side,
    /// A bit for each outermost byte that occurs: most values are done with here.
    edges: [u64; 4],
    /// For each outermost byte, the lengths of keys that occur with it: bit `length - 1`.
    lengths: Part,
    /// The hash table: 0, or the number of an entry and one more. Its size is a power of two, and
    /// at least half of it is empty.
    table: Part,
    /// Which bits of a hash are a place of the table: 64 less the table's bits.
    shift: u32,
    /// Records of [`ENTRY`] words, sorted by key.
    entries: Part,
    /// The text that entries refer to: the table's own, or of an image that of all plans.
    literals: Part,
}

/// An entry: the key's two halves, its length with flags, then where the literal is, how long it
/// is, and its node.
const ENTRY: usize = 6;
/// Flag of an entry: the next one has the same key.
const MORE: u32 = 1 << 8;
/// Flag of an entry: the literal is the whole value.
const WHOLE: u32 = 1 << 9;

impl Affixes {
    /// Calls `hit` with the node of every literal that stands at its end of `value`: at most one
    /// look-up for each of the eight lengths of keys.
    #[inline]
    pub(crate) fn scan(&self, memory: &[u32], value: &[u8], case: Case, hit: &mut impl FnMut(u32)) {
        let edge = if self.side == Side::Start { value.first() } else { value.last() };
        let Some(edge) = edge else { return };
        if self.edges.get(usize::from(edge >> 6)).is_none_or(|word| word >> (edge & 63) & 1 == 0) {
            return;
        }
        let mut lengths = self.lengths.bytes(memory).get(usize::from(*edge)).copied().unwrap_or(0);
        let (table, entries) = (self.table.words(memory), self.entries.records::<ENTRY>(memory));
        let all = number_of(value, self.side);
        while lengths != 0 {
            let length = lengths.trailing_zeros() + 1;
            lengths &= lengths - 1;
            if length as usize > value.len() {
                return;
            }
            let key = all & (u64::MAX >> (64 - 8 * length));
            self.look_up(memory, (table, entries), (value, case), (key, length), hit);
        }
    }

    /// Compares the literals of one key. Those with the same key lie one behind the other, so the
    /// first entry whose key is this one begins all there are.
    #[inline]
    fn look_up(
        &self,
        memory: &[u32],
        (table, entries): (&[u32], &[[u32; ENTRY]]),
        (value, case): (&[u8], Case),
        (key, length): (u64, u32),
        hit: &mut impl FnMut(u32),
    ) {
        let [low, high] = halves(key);
        let mut slot = place(key, length, self.shift);
        // Ends at an empty place: at least half of them are.
        while let Some(at) = table.get(slot).and_then(|at| at.checked_sub(1)) {
            let group = entries.get(at as usize..).unwrap_or_default();
            if group.first().is_some_and(|[first, second, flags, ..]| *first == low && *second == high && flags & 0xff == length) {
                for [_, _, flags, from, long, node] in group {
                    let long = *long as usize;
                    let fits = if flags & WHOLE == 0 { long <= value.len() } else { long == value.len() };
                    if fits && self.is_there(memory, (value, case), *from as usize, long) {
                        hit(*node);
                    }
                    if flags & MORE == 0 {
                        break;
                    }
                }
                return;
            }
            slot = (slot + 1) & (table.len() - 1);
        }
    }

    /// Compares a whole literal: keys hold eight bytes at most, and are blind to case and to a
    /// little more.
    #[inline]
    fn is_there(&self, memory: &[u32], (value, case): (&[u8], Case), from: usize, long: usize) -> bool {
        let literal = self.literals.bytes(memory).get(from..from + long);
        let part = if self.side == Side::Start { value.get(..long) } else { value.len().checked_sub(long).and_then(|at| value.get(at..)) };
        literal.zip(part).is_some_and(|(literal, part)| case.same(literal, part))
    }
}
