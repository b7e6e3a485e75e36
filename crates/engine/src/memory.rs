//! Flat memory: a plan's tables are parts of one array of words, laid out in the same way in memory
//! and in an image.
//!
//! ```text
//! words   | table | table | table | ...      one array, least significant byte first
//! head    | place, length | place, length | number | ...      of each table where it is
//! ```
//!
//! A [`Part`] is a range of the array, and a table is what it is read as:
//!
//! | reads as | by |
//! |---|---|
//! | words | [`Part::words`] |
//! | records of `N` words | [`Part::records`] |
//! | bytes, four to a word, the first lowest | [`Part::bytes`] |
//! | numbers of two bytes | [`Part::halves`] |
//!
//! Tables refer to each other by number, never by address, so that an array can be copied, shared
//! between threads, and read from a file as it is. Heads, which say where the parts are, are
//! written beside the tables and read with every number checked (`head.rs`); what several plans
//! have alike is put once (`shared.rs`).
//!
//! INVARIANT: a part was checked when it was made or loaded. Nobody relies on that for safety:
//! reading one that is out of range gives nothing, never a panic, and what lies in tables is asked
//! for with `get`.
//!
//! Words are little-endian everywhere; a target that is not does not compile.

mod head;
mod shared;

pub(crate) use head::{HeadReader, HeadWriter};
pub(crate) use shared::{Numbers, Shared};

#[cfg(target_endian = "big")]
compile_error!("images and plans are little-endian, and are read in place");

/// A range of words, or of the bytes of words.
///
/// ```text
/// Part { at: 2, length: 5 } as bytes    words  | 0 | 1 | h e l l | o . . . |
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Part {
    /// The first word.
    pub(crate) at: u32,
    /// How many words, or bytes.
    pub(crate) length: u32,
}

impl Part {
    /// The part's words.
    #[inline]
    pub(crate) fn words(self, memory: &[u32]) -> &[u32] {
        let at = self.at as usize;
        memory.get(at..at + self.length as usize).unwrap_or_default()
    }

    /// The part's words as records of `N` words; what is over at the end is left out.
    #[inline]
    pub(crate) fn records<const N: usize>(self, memory: &[u32]) -> &[[u32; N]] {
        self.words(memory).as_chunks().0
    }

    /// The part's bytes as numbers of two, least significant byte first.
    #[inline]
    pub(crate) fn halves(self, memory: &[u32]) -> &[[u8; 2]] {
        self.bytes(memory).as_chunks().0
    }

    /// The part's bytes.
    #[inline]
    pub(crate) fn bytes(self, memory: &[u32]) -> &[u8] {
        let at = self.at as usize * 4;
        bytemuck::cast_slice::<u32, u8>(memory).get(at..at + self.length as usize).unwrap_or_default()
    }
}

/// Puts parts into memory, one behind the other. What it gives back is where each is;
/// [`finish`](Self::finish) gives the memory.
#[derive(Debug, Default)]
pub(crate) struct Builder(Vec<u32>);

impl Builder {
    /// All that was put, and nothing to spare.
    pub(crate) fn finish(self) -> Box<[u32]> {
        self.0.into_boxed_slice()
    }

    /// Puts words.
    pub(crate) fn words(&mut self, words: &[u32]) -> Part {
        let part = Part { at: count(self.0.len()), length: count(words.len()) };
        self.0.extend_from_slice(words);
        part
    }

    /// Puts records, whose words lie one behind the other.
    pub(crate) fn records<const N: usize>(&mut self, records: &[[u32; N]]) -> Part {
        self.words(records.as_flattened())
    }

    /// Puts bytes, and zeros up to the next whole word.
    pub(crate) fn bytes(&mut self, bytes: &[u8]) -> Part {
        let part = Part { at: count(self.0.len()), length: count(bytes.len()) };
        self.0.extend(bytes.chunks(4).map(|chunk| {
            let mut word = [0; 4];
            word.iter_mut().zip(chunk).for_each(|(place, byte)| *place = *byte);
            u32::from_le_bytes(word)
        }));
        part
    }
}

/// Whether it holds of every record of a table. All of them are looked at, without a way out in
/// between, so that several are at a time.
pub(crate) fn every<T>(records: &[T], mut holds: impl FnMut(&T) -> bool) -> bool {
    records.iter().fold(true, |all, record| all & holds(record))
}

/// A number of things that are in memory. INVARIANT: the limits of rules keep every count below
/// 2^32.
pub(crate) fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_what_was_put() {
        let mut builder = Builder::default();
        let (text, pairs, end) = (builder.bytes(b"hello"), builder.records(&[[1, 2], [3, 4]]), builder.words(&[7]));
        let memory = builder.finish();
        assert_eq!(text.bytes(&memory), b"hello");
        assert_eq!(pairs.records(&memory), [[1, 2], [3, 4]]);
        assert_eq!(end.words(&memory), [7]);
        assert_eq!(end.words(&memory[..2]), [0; 0]);
    }
}
