//! A table of grams in an image.
//!
//! ```text
//! head    buckets | entries | literals | width | stride | shift of buckets | filter: words, shift
//! words   2         2         2          1       1        1                  2, 1
//! ```
//!
//! What is not written follows from what is: how many bits a tag has from the number of literals, how
//! many words the filter has from its shift. The text of literals lies with that of all plans, and a
//! record's place in it is written anew for each image.
//!
//! | checked | since else |
//! |---|---|
//! | width and stride are a pair that has a loop | grams would be read as none were filed |
//! | buckets are 2^n and one more, ascend, and end where entries end | an entry would be looked for outside |
//! | an entry's literal is there, and its gram is one of `stride` | a literal would begin before the value |
//! | a literal lies in the text, and its last gram in the literal | more would be compared than there is |
//! | a node is below the plan's | a mark would be nobody's |

use super::Grams;
use super::record::{LITERAL, WHICH, tag_shift, unspan};
use crate::index::bits::Bits;
use crate::index::lengths::{MOST_STRIDE, WIDE};
use crate::memory::{HeadReader, HeadWriter, Part, count, every};

impl Grams {
    /// The head of the table, for an image.
    pub(in crate::index) fn write(&self, head: &mut HeadWriter<'_>, text: Part) {
        head.words(self.buckets);
        head.words(self.entries);
        head.literals::<LITERAL>(self.literals, text, |[from, _, span]| (from, unspan(*span).0));
        for number in [self.width, self.stride, self.bucket_shift] {
            head.number(number);
        }
        self.bits.write(head);
    }

    /// Reads what [`write`](Self::write) wrote; `None` where it cannot be so. INVARIANT: afterwards
    /// every gram has its bucket, every entry its literal, and a gram lies within its literal.
    pub(in crate::index) fn read(head: &mut HeadReader<'_>, nodes: u32) -> Option<Self> {
        let ((buckets, starts), (entries, all), (literals, records)) = (head.words()?, head.words()?, head.records::<LITERAL>()?);
        let (width, stride) = (head.at_most(count(WIDE))?, head.at_most(count(MOST_STRIDE))?);
        let bucket_shift = head.at_most(63)?;
        let bits = Bits::read(head)?;
        let tag_shift = tag_shift(records.len());
        let low = u32::MAX >> (32 - tag_shift);
        let text = head.texts.length;
        let sound = matches!((width, stride), (2, 1..=2) | (3, 1..=3) | (4, 1..=4 | 6 | 8) | (8, 8 | 16))
            && starts.len().checked_sub(1)?.is_power_of_two()
            && (starts.len() - 1).trailing_zeros() == 64 - bucket_shift
            && starts.is_sorted()
            && starts.last().copied() == Some(count(all.len()))
            && every(all, |entry| ((entry & low) >> WHICH) < count(records.len()) && entry & ((1 << WHICH) - 1) < stride)
            && every(records, |[from, node, span]| {
                let (long, first) = unspan(*span);
                // None of these sums overflows: a span has 32 bits in all.
                *from <= text && long <= text - text.min(*from) && first + width + stride <= long + 1 && *node < nodes
            });
        sound.then_some(Self { width, stride, bits, buckets, bucket_shift, entries, tag_shift, literals })
    }
}
