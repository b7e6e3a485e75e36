//! The text of a file as the parser asks for it, a character at a time.
//!
//! The parser's own input for text decodes a character whenever it is looked at, some five times
//! each. Nearly all of a rule is ASCII, so here a byte is looked at, and what takes more than one
//! is decoded apart.
//!
//! INVARIANT: `rest` is UTF-8 and begins with a whole character. Behind its end the parser is given
//! zeros, as it expects.

use saphyr_parser::Input;
use saphyr_parser::input::{is_alpha, is_blank, is_blank_or_breakz, is_break, is_breakz, is_digit, is_flow, is_z};

/// As many characters as the parser may ask for at once, as in its own buffered input. It makes room
/// for so many more in each text that it reads, and most are shorter than 32 with these.
const AT_ONCE: usize = 16;
/// Stands for all characters beyond ASCII, none of which means anything to the parser but a byte
/// order mark.
const BEYOND: char = '\u{80}';

/// What is left of a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Text<'t> {
    rest: &'t [u8],
    /// The most characters that the parser has asked for.
    lookahead: usize,
}

impl<'t> Text<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { rest: text.as_bytes(), lookahead: 0 }
    }

    /// The next character, or [`BEYOND`].
    #[inline]
    fn next(&self) -> char {
        self.rest.first().map_or('\0', |byte| char::from(*byte).min(BEYOND))
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
    #[inline]
    fn lookahead(&mut self, count: usize) {
        self.lookahead = self.lookahead.max(count);
    }

    #[inline]
    fn buflen(&self) -> usize {
        self.lookahead
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
        match self.next() {
            ':' => {
                let behind = self.behind(1).next();
                !(is_blank_or_breakz(behind) || in_flow && is_flow(behind))
            }
            BEYOND => self.peek() != '\u{feff}',
            character => !(in_flow && is_flow(character)),
        }
    }

    #[inline]
    fn next_is_blank_or_break(&self) -> bool {
        is_blank(self.next()) || is_break(self.next())
    }

    #[inline]
    fn next_is_blank_or_breakz(&self) -> bool {
        is_blank_or_breakz(self.next())
    }

    #[inline]
    fn next_is_blank(&self) -> bool {
        is_blank(self.next())
    }

    #[inline]
    fn next_is_break(&self) -> bool {
        is_break(self.next())
    }

    #[inline]
    fn next_is_breakz(&self) -> bool {
        is_breakz(self.next())
    }

    #[inline]
    fn next_is_z(&self) -> bool {
        is_z(self.next())
    }

    #[inline]
    fn next_is_flow(&self) -> bool {
        is_flow(self.next())
    }

    #[inline]
    fn next_is_digit(&self) -> bool {
        is_digit(self.next())
    }

    #[inline]
    fn next_is_alpha(&self) -> bool {
        is_alpha(self.next())
    }
}

#[cfg(test)]
mod tests;
