//! Flat memory: a plan's tables are parts of one array of words, laid out in the same way in memory and in an image.
//!
//! A part is a range that was checked when it was made or loaded; reading one that is out of range gives nothing, never a panic.
//!
//! | reads as | by |
//! |---|---|
//! | words | [`Part::words`] |
//! | records of `N` words | [`Part::records`] |
//! | bytes, four to a word, the first lowest | [`Part::bytes`] |
//! | numbers of two bytes | [`Part::halves`] |
//!
//! Heads, which say where the parts are, are written beside the tables ([`HeadWriter`]) and read with every number checked ([`HeadReader`]). Words are little-endian everywhere; a target that is not does not compile.

use std::collections::HashMap;

use foldhash::fast::FixedState;

#[cfg(target_endian = "big")]
compile_error!("images and plans are little-endian, and are read in place");

/// A range of words, or of the bytes of words.
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

    /// The part's words as records of `N` words.
    #[inline]
    pub(crate) fn records<const N: usize>(self, memory: &[u32]) -> &[[u32; N]] {
        self.words(memory).as_chunks().0
    }

    /// The part's bytes as numbers of two.
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

/// Whether it holds of every record of a table. All of them are looked at, without a way out in between, so that several are at a time.
pub(crate) fn every<T>(records: &[T], mut holds: impl FnMut(&T) -> bool) -> bool {
    records.iter().fold(true, |all, record| all & holds(record))
}

/// A number of things that are in memory. INVARIANT: the limits of rules keep every count below 2^32.
pub(crate) fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Tables of several plans, each once: what two of them have alike they share. So do their literals, whose bytes all lie in one piece.
#[derive(Debug, Default)]
pub(crate) struct Shared {
    words: Vec<u32>,
    /// Where each part begins.
    places: Numbers,
    texts: Vec<u8>,
    /// Where each literal begins.
    text_places: Numbers,
}

/// A number for each of some pieces of bytes. One type for all that an image has once: each more would be kilobytes of the WebAssembly module.
#[derive(Debug, Default)]
pub(crate) struct Numbers(HashMap<Box<[u8]>, u32, FixedState>);

impl Numbers {
    /// The piece's number: `new` where it was not there yet.
    pub(crate) fn of(&mut self, piece: &[u8], new: usize) -> u32 {
        if let Some(number) = self.0.get(piece) {
            return *number;
        }
        self.0.insert(piece.into(), count(new));
        count(new)
    }
}

impl Shared {
    /// All that was put, and where in it the literals are.
    pub(crate) fn finish(self) -> (Vec<u32>, Part) {
        let mut all = Builder(self.words);
        let texts = all.bytes(&self.texts);
        (all.0, texts)
    }

    /// Where this literal is among all of them.
    fn text(&mut self, text: &[u8]) -> u32 {
        let at = self.text_places.of(text, self.texts.len());
        if at as usize == self.texts.len() {
            self.texts.extend_from_slice(text);
        }
        at
    }

    /// Where these words are, behind the others if they are new.
    fn place(&mut self, part: &[u32]) -> u32 {
        let at = self.places.of(bytemuck::cast_slice(part), self.words.len());
        if at as usize == self.words.len() {
            self.words.extend_from_slice(part);
        }
        at
    }
}

/// Writes the heads of tables, which say where the parts are, and puts these with those of other plans.
#[derive(Debug)]
pub(crate) struct HeadWriter<'w> {
    pub(crate) head: Vec<u32>,
    memory: &'w [u32],
    into: &'w mut Shared,
}

impl<'w> HeadWriter<'w> {
    /// For parts of this memory.
    pub(crate) fn new(memory: &'w [u32], into: &'w mut Shared) -> Self {
        Self { head: Vec::new(), memory, into }
    }

    pub(crate) fn number(&mut self, number: u32) {
        self.head.push(number);
    }

    /// A part of words or records.
    pub(crate) fn words(&mut self, part: Part) {
        let at = self.into.place(part.words(self.memory));
        self.head.extend([at, part.length]);
    }

    /// A part of records that each say where a literal is, and with how many bytes: `text` shows the place, and what the record says of the length. The place becomes
    /// that among the literals of all plans.
    pub(crate) fn literals<const N: usize>(&mut self, part: Part, text: Part, place: impl Fn(&mut [u32; N]) -> (&mut u32, u32)) {
        let mut records = part.records::<N>(self.memory).to_vec();
        let bytes = text.bytes(self.memory);
        for record in &mut records {
            let (at, length) = place(record);
            *at = self.into.text(bytes.get(*at as usize..).and_then(|rest| rest.get(..length as usize)).unwrap_or_default());
        }
        let at = self.into.place(records.as_flattened());
        self.head.extend([at, part.length]);
    }

    /// A part of bytes.
    pub(crate) fn bytes(&mut self, part: Part) {
        let words = Part { length: part.length.div_ceil(4), ..part };
        let at = self.into.place(words.words(self.memory));
        self.head.extend([at, part.length]);
    }
}

/// Reads heads, and checks them against the memory that they speak of.
#[derive(Debug)]
pub(crate) struct HeadReader<'h> {
    pub(crate) rest: &'h [u32],
    pub(crate) memory: &'h [u32],
    /// Where the literals of all plans are. INVARIANT: it lies in the memory.
    pub(crate) texts: Part,
}

impl<'h> HeadReader<'h> {
    /// For a head that speaks of this memory; `None` where the literals do not lie in it.
    pub(crate) fn new(rest: &'h [u32], memory: &'h [u32], texts: Part) -> Option<Self> {
        (texts.bytes(memory).len() == texts.length as usize).then_some(Self { rest, memory, texts })
    }

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
    fn what_is_alike_is_put_once_and_read_again() {
        let mut builder = Builder::default();
        let (text, other) = (builder.bytes(b"hello"), builder.words(&[7, 8]));
        let memory = builder.finish();
        let mut shared = Shared::default();
        for _ in 0..2 {
            let mut head = HeadWriter::new(&memory, &mut shared);
            head.bytes(text);
            head.words(other);
            let head = head.head;
            let mut reader = HeadReader::new(&head, &shared.words, Part::default()).unwrap();
            assert_eq!(reader.bytes().map(|(_, bytes)| bytes), Some(b"hello".as_slice()));
            assert_eq!(reader.words().map(|(_, words)| words), Some([7, 8].as_slice()));
        }
        assert_eq!(shared.finish().0.len(), memory.len());
    }

    #[test]
    fn literals_of_two_tables_are_put_once() {
        let mut shared = Shared::default();
        let mut places = Vec::new();
        for texts in ["curlwget", "xwget"] {
            let mut builder = Builder::default();
            let all = [[7, count(texts.len() - 4), 4], [8, 0, count(texts.len() - 4)]];
            let (text, records) = (builder.bytes(texts.as_bytes()), builder.records(&all));
            let memory = builder.finish();
            let mut head = HeadWriter::new(&memory, &mut shared);
            head.literals(records, text, |[_, at, length]| (at, *length));
            let head = head.head;
            let (_, read) = HeadReader::new(&head, &shared.words, Part::default()).unwrap().records::<3>().unwrap();
            places.extend(read.iter().map(|[node, at, length]| (*node, *at as usize..(at + length) as usize)));
        }
        let (memory, texts) = shared.finish();
        let told = texts.bytes(&memory);
        assert_eq!(told, b"wgetcurlx");
        let found: Vec<(u32, &[u8])> = places.into_iter().map(|(node, range)| (node, &told[range])).collect();
        assert_eq!(found, [(7, b"wget".as_slice()), (8, b"curl"), (7, b"wget"), (8, b"x")]);
        assert!(HeadReader::new(&[], &memory, Part { at: 0, length: 99 }).is_none());
    }

    #[test]
    fn heads_that_point_outside_are_refused() {
        let memory = [0; 4];
        let read = |head: &[u32]| HeadReader::new(head, &memory, Part::default()).unwrap().words().is_some();
        assert!(read(&[0, 4]) && read(&[4, 0]));
        assert!(!read(&[1, 4]) && !read(&[u32::MAX, 1]) && !read(&[0]));
        assert!(HeadReader::new(&[0, 17], &memory, Part::default()).unwrap().bytes().is_none());
        assert!(HeadReader::new(&[0, 3], &memory, Part::default()).unwrap().records::<2>().is_none());
    }
}
