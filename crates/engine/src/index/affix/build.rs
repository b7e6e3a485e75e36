//! Building a table of starts, or of ends: literals are sorted by key, so that those that share one
//! lie one behind the other, and each key gets one place in the table.
//!
//! ```text
//! literals   /sh   /bash   /bin/bash   /usr/bin/bash      as ends
//! keys       /sh   /bash   bin/bash    bin/bash           by their last bytes, at most eight
//! entries    four, of three keys; the first of the two `bin/bash` says MORE
//! table      eight places for four literals: three taken, each by the first entry of its key
//! lengths    of `h`, and of `H` where cases do not count: 3, 5 and 8
//! ```
//!
//! Where case does not count, a literal that ends with `h` makes the values that end with `h` and
//! with `H` be looked at: `edges` and `lengths` are asked for the value's byte as it came, before
//! anything is folded.

use super::key::{halves, key_of, place};
use super::stored::edges_of;
use super::{Affix, Affixes, ENTRY, MORE, Side, WHOLE};
use crate::index::Case;
use crate::memory::{Builder, count};
use crate::order;

impl Affixes {
    /// A table of literals that are not empty.
    pub(crate) fn build(literals: &[Affix<'_>], side: Side, case: Case, memory: &mut Builder) -> Self {
        let mut keyed: Vec<((u64, u32), Affix<'_>)> = literals.iter().map(|literal| (key_of(literal.text, side), *literal)).collect();
        order::sort_unstable_by(&mut keyed, Ord::cmp);
        // Twice as many places as literals, so at least half of them stay empty, and at least one
        // does where there is but one literal: a search ends there.
        let slots = (keyed.len() * 2).next_power_of_two().max(2);
        let shift = 64 - slots.trailing_zeros();
        let (mut table, mut lengths) = (vec![0; slots], [0_u8; 256]);
        let (mut entries, mut text): (Vec<[u32; ENTRY]>, Vec<u8>) = (Vec::with_capacity(keyed.len()), Vec::new());
        let mut before = None;
        for ((key, length), literal) in keyed {
            let at = count(entries.len());
            // Only the first literal of a key has a place; from there the others are read in a row.
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
            // The text is put as it is given: folded, where cases do not count.
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
}
