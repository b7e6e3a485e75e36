//! Flat memory: a plan's tables are parts of one array of words, laid out in the same way in memory and in an image.
//!
//! A part is a range that was checked when it was made or loaded; reading one that is out of range gives nothing, never a panic.
//!
//! | reads as | by |
//! |---|---|
//! | words | [`Part::words`] |
//! | records of `N` words | [`Part::records`] |
//! | bytes, four to a word, the first lowest | [`Part::bytes`] |
//!
//! Heads, which say where the parts are, are written beside the tables ([`HeadWriter`]) and read with every number checked ([`HeadReader`]). Words are little-endian everywhere; a target that is not does not compile.

#[cfg(target_endian = "big")]
compile_error!("images and plans are little-endian, and are read in place");

/// A range of words, or of the bytes of words.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Part {
    /// The first word.
    at: u32,
    /// How many words, or bytes.
    length: u32,
}

impl Part {
    /// The part's words.
    #[inline]
    pub(crate) fn words(self, memory: &[u32]) -> &[u32] {
        let at = self.at as usize;
        memory.get(at..at + self.length as usize).unwrap_or_default()
    }

    /// The part's words as records of `N` words.
    #[inline]
    pub(crate) fn records<const N: usize>(self, memory: &[u32]) -> &[[u32; N]] {
        self.words(memory).as_chunks().0
    }

    /// The part's bytes.
    #[inline]
    pub(crate) fn bytes(self, memory: &[u32]) -> &[u8] {
        let at = self.at as usize * 4;
        bytemuck::cast_slice::<u32, u8>(memory).get(at..at + self.length as usize).unwrap_or_default()
    }
}

/// Puts parts into memory, one behind the other.
#[derive(Debug, Default)]
pub(crate) struct Builder(Vec<u32>);

impl Builder {
    /// All that was put, and nothing to spare.
    pub(crate) fn finish(self) -> Box<[u32]> {
        self.0.into_boxed_slice()
    }

    pub(crate) fn words(&mut self, words: &[u32]) -> Part {
        let part = Part { at: count(self.0.len()), length: count(words.len()) };
        self.0.extend_from_slice(words);
        part
    }

    pub(crate) fn records<const N: usize>(&mut self, records: &[[u32; N]]) -> Part {
        self.words(records.as_flattened())
    }

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

/// A number of things that are in memory. INVARIANT: the limits of rules keep every count below 2^32.
pub(crate) fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Writes the heads of tables: the parts and numbers that stand outside the flat memory.
#[derive(Debug, Default)]
pub(crate) struct HeadWriter {
    pub(crate) head: Vec<u32>,
    /// Where the memory that the parts speak of begins in a larger one.
    pub(crate) base: u32,
}

impl HeadWriter {
    pub(crate) fn number(&mut self, number: u32) {
        self.head.push(number);
    }

    pub(crate) fn part(&mut self, part: Part) {
        self.head.extend([part.at.wrapping_add(self.base), part.length]);
    }
}

/// Reads heads, and checks them against the memory that they speak of.
#[derive(Debug)]
pub(crate) struct HeadReader<'h> {
    pub(crate) rest: &'h [u32],
    pub(crate) memory: &'h [u32],
}

impl<'h> HeadReader<'h> {
    pub(crate) fn number(&mut self) -> Option<u32> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    /// A number that is at most `most`.
    pub(crate) fn at_most(&mut self, most: u32) -> Option<u32> {
        self.number().filter(|number| *number <= most)
    }

    /// A part of words that lies in the memory.
    pub(crate) fn words(&mut self) -> Option<(Part, &'h [u32])> {
        let part = Part { at: self.number()?, length: self.number()? };
        let at = part.at as usize;
        Some((part, self.memory.get(at..at.checked_add(part.length as usize)?)?))
    }

    /// A part of whole records.
    pub(crate) fn records<const N: usize>(&mut self) -> Option<(Part, &'h [[u32; N]])> {
        let (part, words) = self.words()?;
        let (records, rest) = words.as_chunks();
        rest.is_empty().then_some((part, records))
    }

    /// A part of bytes that lies in the memory.
    pub(crate) fn bytes(&mut self) -> Option<(Part, &'h [u8])> {
        let part = Part { at: self.number()?, length: self.number()? };
        let at = (part.at as usize).checked_mul(4)?;
        Some((part, bytemuck::cast_slice::<u32, u8>(self.memory).get(at..at.checked_add(part.length as usize)?)?))
    }
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

    #[test]
    fn heads_that_point_outside_are_refused() {
        let memory = [0; 4];
        let read = |head: &[u32]| HeadReader { rest: head, memory: &memory }.words().is_some();
        assert!(read(&[0, 4]) && read(&[4, 0]));
        assert!(!read(&[1, 4]) && !read(&[u32::MAX, 1]) && !read(&[0]));
        assert!(HeadReader { rest: &[0, 17], memory: &memory }.bytes().is_none());
        assert!(HeadReader { rest: &[0, 3], memory: &memory }.records::<2>().is_none());
    }
}
