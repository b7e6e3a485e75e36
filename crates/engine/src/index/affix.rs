//! Starts, ends and whole values: a hash table keyed by up to eight outermost bytes, then the whole literal is compared.
//!
//! A trie takes a cache line a byte; the first (or last) eight bytes as one number take one or two in all. Literals shorter than eight bytes are keyed by
//! all their bytes, so a value is looked up once for each length of keys that occurs with its outermost byte: mostly once, often not at all. Whole values
//! are kept with the ends: their last bytes differ more than their first ones (`C:\Windows\...`).
//!
//! For `Image|endswith: ['/sh', '/bash', '/curl']` and the value `/usr/bin/curl`: the last byte is `l`; the bit of `l` is set, and its keys have the length 5.
//! The last five bytes as a number (`/curl`) are hashed to a place of the table, and the entry there is compared. For `/usr/bin/git` the bit of `t` is not set,
//! and that was all.
//!
//! ```text
//! edges     256 bits         does any literal end with this byte?            in the struct itself
//! lengths   256 bytes        which lengths of keys do those have?            one byte: a bit for each of 1 to 8
//! table     2^n words        where is the entry of this key?                 open addressing, at most half full
//! entries   6 words each     key, length, whole?, more of this key?, literal, node
//! literals  bytes            what a key of eight bytes does not hold
//! ```
//!
//! The table never holds more than half of what it has room for, so that a search for what is not there ends after two or three places. Keys come from
//! rules and not from events, so nobody who makes events can choose keys that collide. Bound: at most eight look-ups for a value, and of each the literals that
//! share its key.

use super::Case;
use crate::memory::{Builder, HeadReader, HeadWriter, Part, count, every};
use crate::order;

/// Which end of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Start,
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
    /// The hash table: 0, or the number of an entry and one more. Its size is a power of two, and at least half of it is empty.
    table: Part,
    shift: u32,
    entries: Part,
    literals: Part,
}

/// The longest key.
const KEY: usize = 8;
/// An entry: the key's two halves, its length with flags, then where the literal is, how long it is, and its node.
const ENTRY: usize = 6;
/// Flag of an entry: the next one has the same key.
const MORE: u32 = 1 << 8;
/// Flag of an entry: the literal is the whole value.
const WHOLE: u32 = 1 << 9;

impl Affixes {
    /// A table of literals that are not empty.
    pub(crate) fn build(literals: &[Affix<'_>], side: Side, case: Case, memory: &mut Builder) -> Self {
        let mut keyed: Vec<((u64, u32), Affix<'_>)> = literals.iter().map(|literal| (key_of(literal.text, side), *literal)).collect();
        order::sort_unstable_by(&mut keyed, Ord::cmp);
        let slots = (keyed.len() * 2).next_power_of_two().max(2);
        let shift = 64 - slots.trailing_zeros();
        let (mut table, mut lengths) = (vec![0; slots], [0_u8; 256]);
        let (mut entries, mut text): (Vec<[u32; ENTRY]>, Vec<u8>) = (Vec::with_capacity(keyed.len()), Vec::new());
        let mut before = None;
        for ((key, length), literal) in keyed {
            let at = count(entries.len());
            if before == Some((key, length)) {
                if let Some([_, _, flags, ..]) = entries.last_mut() {
                    *flags |= MORE;
                }
            } else {
                let mut slot = place(key, length, shift);
                while let Some(taken) = table.get_mut(slot) {
                    if *taken == 0 {
                        *taken = at + 1;
                        break;
                    }
                    slot = (slot + 1) & (slots - 1);
                }
            }
            before = Some((key, length));
            let [low, high] = halves(key);
            let flags = length | if literal.whole { WHOLE } else { 0 };
            entries.push([low, high, flags, count(text.len()), count(literal.text.len()), literal.node]);
            text.extend_from_slice(literal.text);
            let edge = if side == Side::Start { literal.text.first() } else { literal.text.last() };
            for edge in edge.into_iter().flat_map(|edge| [*edge, if case == Case::Ignored { edge.to_ascii_uppercase() } else { *edge }]) {
                if let Some(lengths) = lengths.get_mut(usize::from(edge)) {
                    *lengths |= 1 << (length - 1);
                }
            }
        }
        Self {
            side,
            edges: edges_of(&lengths),
            lengths: memory.bytes(&lengths),
            table: memory.words(&table),
            shift,
            entries: memory.records(&entries),
            literals: memory.bytes(&text),
        }
    }

    /// Calls `hit` with the node of every literal that stands at its end of `value`: at most one look-up for each of the eight lengths of keys.
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

    /// Compares the literals of one key. Those with the same key lie one behind the other.
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

    /// Compares a whole literal: keys are blind to case, and to a little more.
    #[inline]
    fn is_there(&self, memory: &[u32], (value, case): (&[u8], Case), from: usize, long: usize) -> bool {
        let literal = self.literals.bytes(memory).get(from..from + long);
        let part = if self.side == Side::Start { value.get(..long) } else { value.len().checked_sub(long).and_then(|at| value.get(at..)) };
        literal.zip(part).is_some_and(|(literal, part)| case.same(literal, part))
    }

    pub(crate) fn write(&self, head: &mut HeadWriter<'_>) {
        head.bytes(self.lengths);
        head.words(self.table);
        head.literals::<ENTRY>(self.entries, self.literals, |[_, _, _, from, long, _]| (from, *long));
        head.number(self.shift);
    }

    /// Reads what [`write`](Self::write) wrote; `None` where it cannot be so.
    pub(crate) fn read(head: &mut HeadReader<'_>, side: Side, nodes: u32) -> Option<Self> {
        let (lengths, by_edge) = head.bytes()?;
        let (table, slots) = head.words()?;
        let (entries, all) = head.records::<ENTRY>()?;
        let text = head.texts.length;
        let shift = head.at_most(63)?;
        let sound = by_edge.len() == 256
            && slots.len().is_power_of_two()
            && slots.len().trailing_zeros() == 64 - shift
            && slots.iter().filter(|slot| **slot != 0).count() * 2 <= slots.len()
            && slots.iter().max().is_none_or(|most| *most as usize <= all.len())
            && every(all, |[_, _, flags, from, long, node]| {
                (flags & 0xff).wrapping_sub(1) < 8 && *node < nodes && *from <= text && *long <= text - from.min(&text)
            });
        sound.then(|| Self { side, edges: edges_of(by_edge), lengths, table, shift, entries, literals: head.texts })
    }
}

/// All bits of eight bytes but the highest of each.
const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;

/// A bit for each byte of which lengths occur.
fn edges_of(lengths: &[u8]) -> [u64; 4] {
    let mut edges = [0; 4];
    for (edge, lengths) in edges.iter_mut().zip(lengths.as_chunks::<64>().0) {
        // The highest bit of each of eight bytes: it is not 0. The product brings the eight together.
        let set = |bytes: &[u8; 8]| {
            let word = u64::from_le_bytes(*bytes);
            let high = (((word & LOW) + LOW) | word) & !LOW;
            (high >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
        };
        *edge = lengths.as_chunks::<8>().0.iter().rev().fold(0, |bits, bytes| bits << 8 | set(bytes));
    }
    edges
}

/// The key of a literal and its length: all of its bytes, at most eight.
fn key_of(literal: &[u8], side: Side) -> (u64, u32) {
    let length = literal.len().clamp(1, KEY);
    (number_of(literal, side) & (u64::MAX >> (64 - 8 * length)), count(length))
}

/// The two halves of a key.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "each half is cut out on purpose")]
fn halves(key: u64) -> [u32; 2] {
    [key as u32, (key >> 32) as u32]
}

/// Where a key is looked for first. 2^64 divided by the golden ratio: Fibonacci hashing.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "a place in a table that fits into memory")]
fn place(key: u64, length: u32, shift: u32) -> usize {
    ((key ^ u64::from(length)).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> shift) as usize
}

/// The first or last eight bytes as a number, the outermost byte lowest, and with the bit set in each that tells a letter's cases apart; fewer where there are fewer.
#[inline]
fn number_of(value: &[u8], side: Side) -> u64 {
    let bytes = match side {
        Side::Start => match value.first_chunk::<KEY>() {
            Some(bytes) => u64::from_le_bytes(*bytes),
            None => value.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte)),
        },
        Side::End => match value.last_chunk::<KEY>() {
            Some(bytes) => u64::from_be_bytes(*bytes),
            None => value.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)),
        },
    };
    bytes | 0x2020_2020_2020_2020
}
