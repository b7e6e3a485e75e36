//! The text of a file as the parser asks for it, a character at a time.
//!
//! The parser's own input for text decodes a character whenever it is looked at, some five times
//! each. Nearly all of a rule is ASCII, so here a byte is looked at, and what takes more than one
//! is decoded apart. What a byte means to the parser stands in a table, for it asks several questions of
//! each.
//!
//! INVARIANT: `rest` is UTF-8 and begins with a whole character. Behind its end the parser is given
//! zeros, as it expects.

mod kind;

use kind::{ALPHA, BEYOND, BLANK, BREAK, COLON, DIGIT, FLOW, ZERO, kind};
use saphyr_parser::Input;
use saphyr_parser::input::{is_blank_or_breakz, is_breakz};

/// As many characters as the parser may ask for at once, as in its own buffered input. It makes room
/// for so many more in each text that it reads, and most are shorter than 32 with these.
const AT_ONCE: usize = 16;

/// What is left of a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Text<'t> {
    rest: &'t [u8],
}

impl<'t> Text<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { rest: text.as_bytes() }
    }

    /// Whether the next byte is of any of these kinds.
    #[inline]
    fn next_is(&self, kinds: u8) -> bool {
        kind(self.rest) & kinds != 0
    }

    /// What is left behind so many characters.
    #[inline]
    fn behind(mut self, count: usize) -> Self {
        (0..count).for_each(|_| self.skip());
        self
    }

    /// Whether three of a character stand here, and nothing that belongs to them.
    #[inline]
    fn is_marked(&self, character: u8) -> bool {
        let behind = self.rest.strip_prefix(&[character; 3]);
        behind.is_some_and(|rest| rest.first().is_none_or(|byte| is_blank_or_breakz(char::from(*byte))))
    }
}

/// The first character, which takes more than a byte, and how many.
#[cold]
fn decoded(text: &[u8]) -> (char, usize) {
    let width = match text.first() {
        Some(0..0xe0) => 2,
        Some(0xe0..0xf0) => 3,
        _ => 4,
    };
    let character = text.get(..width).and_then(|bytes| std::str::from_utf8(bytes).ok()?.chars().next());
    (character.unwrap_or('\0'), width)
}

impl Input for Text<'_> {
    /// All of the text is there.
    #[inline]
    fn lookahead(&mut self, _: usize) {}

    #[inline]
    fn buflen(&self) -> usize {
        AT_ONCE
    }

    #[inline]
    fn bufmaxlen(&self) -> usize {
        AT_ONCE
    }

    #[inline]
    fn raw_read_ch(&mut self) -> char {
        let character = self.peek();
        self.skip();
        character
    }

    #[inline]
    fn raw_read_non_breakz_ch(&mut self) -> Option<char> {
        let character = self.peek();
        let reads = !is_breakz(character) && character != '\u{feff}';
        if reads {
            self.skip();
        }
        reads.then_some(character)
    }

    #[inline]
    fn skip(&mut self) {
        match self.rest.split_first() {
            Some((0..0x80, rest)) => self.rest = rest,
            Some(_) => self.rest = self.rest.get(decoded(self.rest).1..).unwrap_or_default(),
            None => {}
        }
    }

    #[inline]
    fn skip_n(&mut self, count: usize) {
        *self = self.behind(count);
    }

    #[inline]
    fn peek(&self) -> char {
        match self.rest.first() {
            Some(byte @ 0..0x80) => char::from(*byte),
            Some(_) => decoded(self.rest).0,
            None => '\0',
        }
    }

    #[inline]
    fn peek_nth(&self, n: usize) -> char {
        self.behind(n).peek()
    }

    #[inline]
    fn peek_opt(&self) -> Option<char> {
        (!self.rest.is_empty()).then(|| self.peek())
    }

    #[inline]
    fn next_2_are(&self, first: char, second: char) -> bool {
        self.peek() == first && self.peek_nth(1) == second
    }

    #[inline]
    fn next_3_are(&self, first: char, second: char, third: char) -> bool {
        self.next_2_are(first, second) && self.peek_nth(2) == third
    }

    #[inline]
    fn next_is_document_indicator(&self) -> bool {
        self.next_is_document_start() || self.next_is_document_end()
    }

    #[inline]
    fn next_is_document_start(&self) -> bool {
        self.is_marked(b'-')
    }

    #[inline]
    fn next_is_document_end(&self) -> bool {
        self.is_marked(b'.')
    }

    /// Not a colon that ends a key, and nothing that ends a list or map on one line.
    #[inline]
    fn next_can_be_plain_scalar(&self, in_flow: bool) -> bool {
        match kind(self.rest) {
            other if other & (COLON | FLOW | BEYOND) == 0 => true,
            COLON => {
                let behind = self.rest.get(1..).map_or(ZERO, kind);
                behind & (BLANK | BREAK | ZERO) == 0 && !(in_flow && behind == FLOW)
            }
            FLOW => !in_flow,
            _ => self.peek() != '\u{feff}',
        }
    }

    #[inline]
    fn next_is_blank_or_break(&self) -> bool {
        self.next_is(BLANK | BREAK)
    }

    #[inline]
    fn next_is_blank_or_breakz(&self) -> bool {
        self.next_is(BLANK | BREAK | ZERO)
    }

    #[inline]
    fn next_is_blank(&self) -> bool {
        self.next_is(BLANK)
    }

    #[inline]
    fn next_is_break(&self) -> bool {
        self.next_is(BREAK)
    }

    #[inline]
    fn next_is_breakz(&self) -> bool {
        self.next_is(BREAK | ZERO)
    }

    #[inline]
    fn next_is_z(&self) -> bool {
        self.next_is(ZERO)
    }

    #[inline]
    fn next_is_flow(&self) -> bool {
        self.next_is(FLOW)
    }

    #[inline]
    fn next_is_digit(&self) -> bool {
        self.next_is(DIGIT)
    }

    #[inline]
    fn next_is_alpha(&self) -> bool {
        self.next_is(ALPHA)
    }
}

#[cfg(test)]
mod tests;
