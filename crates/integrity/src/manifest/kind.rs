//! The kinds of the index's sections.

/// What a section of the index holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Kind(pub u32);

impl Kind {
    /// The files: 56 bytes each. Always there.
    pub const FILES: Kind = Kind(1);
    /// How requests resolve.
    pub const RESOLUTION: Kind = Kind(2);
    /// Code that is in no file and may run all the same: BLAKE3 digests, strictly ascending (`manifest/code.rs`).
    pub const CODE: Kind = Kind(3);
}
