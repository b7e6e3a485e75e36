//! Where paths lie in an index, for whoever looks up every file of a tree.

use super::index::{ENTRY, Index, KEY, Key, Listed, row};

/// Paths whose rows are looked up together: so they wait for memory at the same time, and not one after the other, each behind the hash of its path.
pub(crate) const TOGETHER: usize = 64;

/// An index with a table of where the keys of each beginning start: two reads far apart in memory a path. Without it ([`Index::find`]) a path
/// takes some four, one after the other; a run, which looks up few, has no table to make.
pub(crate) struct Places<'a> {
    rows: &'a [[u8; ENTRY]],
    /// By the first bits of a key: the first row whose key begins with these bits or with more.
    starts: Vec<u32>,
    /// How many bits of a key's first 64 are left out.
    shift: u32,
}

impl<'a> Places<'a> {
    pub(crate) fn of(index: &'a Index) -> Self {
        let rows = index.rows();
        // One or two rows a start: 256 KiB for 80,000 files.
        let bits = rows.len().max(2).ilog2().min(31);
        let shift = u64::BITS - bits;
        let mut starts = Vec::with_capacity(1 << bits);
        for (number, row) in rows.iter().enumerate() {
            let beginning = row.first_chunk().map_or(0, |key: &Key| beginning(key, shift));
            // INVARIANT: a start is never behind its first row. Four thousand million rows are 240 GB, and would only be passed one by one.
            let number = u32::try_from(number).unwrap_or(u32::MAX);
            while starts.len() <= beginning {
                starts.push(number);
            }
        }
        Self { rows, starts, shift }
    }

    /// Reads where the rows of some keys are: as none of these reads waits for another, memory answers them at the same time, and [`Places::find`] finds the rows at hand.
    pub(crate) fn fetch<'k>(&self, keys: impl Iterator<Item = &'k Key>) {
        let ends = |key: &Key| {
            let start = usize::try_from(*self.starts.get(beginning(key, self.shift))?).ok()?;
            let row = self.rows.get(start)?;
            Some(row.first()? ^ row.last()?)
        };
        std::hint::black_box(keys.filter_map(ends).fold(0, |all, some| all ^ some));
    }

    /// The number of the row of a path's key, and what it lists.
    pub(crate) fn find(&self, key: &Key) -> Option<(usize, Listed)> {
        let start = usize::try_from(*self.starts.get(beginning(key, self.shift))?).ok()?;
        let rows = self.rows.get(start..)?;
        let beyond = rows.iter().position(|row| row.first_chunk::<KEY>() >= Some(key))?;
        let (found, listed) = row(rows.get(beyond)?)?;
        (found == *key).then_some((start + beyond, listed))
    }

    /// How many rows there are.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }
}

fn beginning(key: &Key, shift: u32) -> usize {
    let head = key.first_chunk().map_or(0, |head| u64::from_be_bytes(*head));
    usize::try_from(head >> shift).unwrap_or(usize::MAX)
}
