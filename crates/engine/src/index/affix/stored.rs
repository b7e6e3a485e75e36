//! A table of starts or ends in an image.
//!
//! ```text
//! head    lengths: place, bytes | table: place, words | entries: place, words | shift
//! words   2                       2                     2                       1
//! ```
//!
//! INVARIANT: after [`Affixes::read`] there are 256 lengths, the table has the size that `shift`
//! says and is at most half full, each place of it names an entry or none, and each entry's literal
//! lies in the text of the image. So a look-up ends, and finds what it refers to.

use super::{Affixes, ENTRY, Side};
use crate::memory::{HeadReader, HeadWriter, every};

impl Affixes {
    /// Writes the head. The literals go to those of all plans.
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

/// A bit for each byte that lengths occur with. An image does not hold these: they follow from the
/// lengths.
pub(super) fn edges_of(lengths: &[u8]) -> [u64; 4] {
    let mut edges = [0; 4];
    for (edge, lengths) in edges.iter_mut().zip(lengths.as_chunks::<64>().0) {
        // The highest bit of each of eight bytes: it is not 0. The product brings the eight
        // together.
        let set = |bytes: &[u8; 8]| {
            let word = u64::from_le_bytes(*bytes);
            let high = (((word & LOW) + LOW) | word) & !LOW;
            (high >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
        };
        *edge = lengths.as_chunks::<8>().0.iter().rev().fold(0, |bits, bytes| bits << 8 | set(bytes));
    }
    edges
}
