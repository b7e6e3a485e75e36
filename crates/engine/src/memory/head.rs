//! Heads: a few numbers for each table, which say where in memory it is and how it is read.
//!
//! The writer and the reader go through a plan in the same order, one number after the other;
//! nothing names them. So each `write` of an index stands beside its `read`, and a test reads back
//! what was written.
//!
//! ```text
//! part      | the first word | how many words, records times their words, or bytes |
//! number    | the number |
//! ```
//!
//! INVARIANT: a part that the reader gives out lies in the memory. What the numbers in a table mean
//! is for its own `read` to check. `None` is damage: the image is refused as a whole.

use super::{Part, Shared};

/// Writes the heads of tables, which say where the parts are, and puts these with those of other
/// plans.
#[derive(Debug)]
pub(crate) struct HeadWriter<'w> {
    /// What was written so far.
    pub(crate) head: Vec<u32>,
    memory: &'w [u32],
    into: &'w mut Shared,
}

impl<'w> HeadWriter<'w> {
    /// For parts of this memory.
    pub(crate) fn new(memory: &'w [u32], into: &'w mut Shared) -> Self {
        Self { head: Vec::new(), memory, into }
    }

    /// A number as it is.
    pub(crate) fn number(&mut self, number: u32) {
        self.head.push(number);
    }

    /// A part of words or records.
    pub(crate) fn words(&mut self, part: Part) {
        let at = self.into.place(part.words(self.memory));
        self.head.extend([at, part.length]);
    }

    /// A part of records that each say where a literal is, and with how many bytes: `text` shows
    /// the place, and what the record says of the length. The place becomes that among the literals
    /// of all plans.
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
    /// What was not read yet. A head that is not read to its end is damage.
    pub(crate) rest: &'h [u32],
    /// The tables that the head speaks of.
    pub(crate) memory: &'h [u32],
    /// Where the literals of all plans are. INVARIANT: it lies in the memory.
    pub(crate) texts: Part,
}

impl<'h> HeadReader<'h> {
    /// For a head that speaks of this memory; `None` where the literals do not lie in it.
    pub(crate) fn new(rest: &'h [u32], memory: &'h [u32], texts: Part) -> Option<Self> {
        (texts.bytes(memory).len() == texts.length as usize).then_some(Self { rest, memory, texts })
    }

    /// The next number; `None` behind the last.
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
    use super::super::{Builder, HeadReader, Part, Shared, count};
    use super::*;

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
