//! Building a table of grams: each literal gets the run of grams that is likely to stand in the
//! fewest values.
//!
//! What a run costs is told by how many literals of the table hold its grams, for `://`, `/usr/`
//! and the like stand in values that hold no literal; and where that is the same, by how seldom its
//! bytes are ([`rarity`]). All places of a literal are tried, up to the 2^15th, so building is
//! linear in the literals' bytes times the stride.
//!
//! | of `certutil.exe`, beside three others with `.exe` | grams | held by others | seldom |
//! |---|---|---|---|
//! | `certut` | `cert` `ertu` `rtut` | none | 0 + 4 + 4 |
//! | `rtutil` | `rtut` `tuti` `util` | none | 4 + 4 + 8 |
//! | `til.ex` (taken) | `til.` `il.e` `l.ex` | none | 4 + 4 + 16 |
//! | `il.exe` | `il.e` `l.ex` `.exe` | the last, by three | 4 + 16 + 12 |
//!
//! INVARIANT: `stride` grams in a row are filed for each literal, and each has its entry in its
//! bucket and its bits in the filter.
//!
//! # From entries to buckets
//! Entries are counted by bucket, and the counts are summed up: what was the number of a bucket's
//! entries becomes the place where they begin.
//!
//! ```text
//! grams      six, in four buckets     of two literals with a stride of three
//! entries    bucket 0: one   1: two   2: none   3: three
//! buckets    [ 0, 1, 3, 3, 6 ]        bucket 1 is entries 1 and 2; bucket 2 is empty; the last is where all end
//! ```
//!
//! So a bucket costs a word whether it is empty or not, and both its ends mostly lie in one line of the
//! cache.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::gram::{MOST_RARE, caselesses, rarity};
use super::record::{FIRST, WHICH, span, tag_shift};
use super::{Grams, Literal};
use crate::index::bits::{Bits, place, tag};
use crate::index::lengths::shape;
use crate::memory::{Builder, count};
use crate::order;

impl Grams {
    /// Files each literal under `stride` grams in a row, chosen so that few others share them.
    pub(in crate::index) fn build(literals: &[(u32, Literal<'_>)], memory: &mut Builder) -> Self {
        let shortest = literals.iter().map(|(_, (literal, _))| literal.len()).min().unwrap_or(1);
        let (width, stride) = shape(literals.len(), shortest);
        // One to two entries a bucket: they lie in one line of the cache, and the part of the hash
        // in them tells them apart.
        let bucket_count = (literals.len() * stride).div_ceil(2).next_power_of_two().max(2);
        let bucket_shift = 64 - bucket_count.trailing_zeros();
        let tag_shift = tag_shift(literals.len());
        // How many of the table's literals hold a gram, each as often as it stands there.
        let all: Vec<u32> = literals.iter().flat_map(|(_, (literal, _))| caselesses(literal, width)).collect();
        let mut common: HashMap<u32, u32, FixedState> = HashMap::with_capacity_and_hasher(all.len() / 2, FixedState::default());
        for gram in &all {
            *common.entry(*gram).or_default() += 1;
        }
        let mut entries: Vec<(usize, u32)> = Vec::with_capacity(literals.len() * stride);
        let (mut grams, mut records) = (Vec::with_capacity(literals.len() * stride), Vec::with_capacity(literals.len()));
        // What each gram of one literal costs, once for all runs that it is part of.
        let (mut costs, mut rest): (Vec<u32>, &[u32]) = (Vec::new(), &all);
        for (number, (from, (literal, node))) in (0_u32..).zip(literals) {
            let (own, behind) = rest.split_at_checked((literal.len() + 1).saturating_sub(width)).unwrap_or_default();
            rest = behind;
            // What the other literals share least, for `://`, `/usr/` and the like stand in values
            // that hold no literal; and what is seldom anyway.
            let shared = |gram: &u32| 16 * common.get(gram).copied().unwrap_or(0).min(1 << 16);
            costs.clear();
            costs.extend(own.iter().zip(literal.windows(width)).map(|(number, gram)| shared(number) + MOST_RARE - rarity(gram)));
            let best = (0_u32..1 << FIRST).zip(costs.windows(stride)).min_by_key(|(_, run)| run.iter().sum::<u32>());
            let first = best.map_or(0, |(first, _)| first);
            for (gram, which) in own.iter().skip(first as usize).take(stride).zip(0..) {
                entries.push((place(*gram, bucket_shift), tag(*gram, tag_shift) | number << WHICH | which));
                grams.push(*gram);
            }
            records.push([*from, *node, span(count(literal.len()), first)]);
        }
        // By bucket, and within one by the whole entry, so that the same rules give the same bytes.
        order::sort_unstable_by(&mut entries, Ord::cmp);
        // Counts of entries, one place further, become the places where the buckets begin.
        let mut buckets = vec![0_u32; bucket_count + 1];
        for (bucket, _) in &entries {
            if let Some(size) = buckets.get_mut(bucket + 1) {
                *size += 1;
            }
        }
        let mut total = 0;
        for start in &mut buckets {
            total += *start;
            *start = total;
        }
        let entries: Vec<u32> = entries.into_iter().map(|(_, entry)| entry).collect();
        Self {
            width: count(width),
            stride: count(stride),
            bits: Bits::build(&grams, memory),
            buckets: memory.words(&buckets),
            bucket_shift,
            entries: memory.words(&entries),
            tag_shift,
            literals: memory.records(&records),
        }
    }
}
