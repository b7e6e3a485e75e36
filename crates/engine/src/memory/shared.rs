//! What several plans have alike, once: tables, and the text of literals.
//!
//! Plans of an image are of kinds of events that the same rules read the same fields of, so many of
//! their tables are equal to the byte. Each is put where it was put first:
//!
//! ```text
//! plan 1    /bin/sh /curl     steps A    links B
//! plan 2    /bin/sh           steps A    links C
//! words     | A | B | C | the text: /bin/sh /curl |
//! ```
//!
//! Text of literals lies behind all tables, in one piece. A plan is built with a text of its own;
//! when it is written, its records of literals get the places in that piece
//! ([`HeadWriter::literals`](super::HeadWriter::literals)), and so become equal where the literals
//! are.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::{Builder, Part, count};

/// Tables of several plans, each once: what two of them have alike they share. So do their
/// literals, whose bytes all lie in one piece.
#[derive(Debug, Default)]
pub(crate) struct Shared {
    /// The tables, one behind the other.
    pub(super) words: Vec<u32>,
    /// Where each part begins.
    places: Numbers,
    /// The literals, one behind the other.
    texts: Vec<u8>,
    /// Where each literal begins.
    text_places: Numbers,
}

/// A number for each of some pieces of bytes. One type for all that an image has once: each more
/// would be kilobytes of the WebAssembly module.
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
    pub(super) fn text(&mut self, text: &[u8]) -> u32 {
        let at = self.text_places.of(text, self.texts.len());
        if at as usize == self.texts.len() {
            self.texts.extend_from_slice(text);
        }
        at
    }

    /// Where these words are, behind the others if they are new.
    pub(super) fn place(&mut self, part: &[u32]) -> u32 {
        let at = self.places.of(bytemuck::cast_slice(part), self.words.len());
        if at as usize == self.words.len() {
            self.words.extend_from_slice(part);
        }
        at
    }
}
