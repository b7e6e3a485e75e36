//! The memory that a thread reads files into.

/// A thread reads files in pieces of this many bytes: near all files are one piece, and the second-level cache holds it.
pub(super) const PIECE: usize = 128 << 10;
const PAGE: usize = 4 << 10;

/// [`PIECE`] bytes from the beginning of a page on.
///
/// Files begin at the beginning of a page, and an allocator likes to give what lies 16 bytes behind one. A copy from the one to the other takes four times as
/// long as any other: the processor compares the last twelve bits of addresses, and lets each load wait for the store before it.
pub(super) struct Piece {
    memory: Vec<u8>,
    start: usize,
}

impl Piece {
    pub(super) fn new() -> Self {
        let memory = vec![0; PIECE + PAGE];
        let start = memory.as_ptr().align_offset(PAGE).min(PAGE);
        Self { memory, start }
    }

    pub(super) fn bytes(&mut self) -> &mut [u8] {
        self.memory.get_mut(self.start..self.start + PIECE).unwrap_or_default()
    }
}
