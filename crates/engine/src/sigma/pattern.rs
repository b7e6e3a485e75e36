//! Sigma's text patterns: wildcards and their escapes.
//!
//! `*` stands for any text, `?` for exactly one character. `\*`, `\?` and `\\` are the characters
//! themselves; a backslash before anything else, or at the end, is itself, so that `C:\Windows`
//! needs no escape (Sigma specification, Detection, Wildcards; pySigma's `SigmaString`).
//!
//! | written | means |
//! |---|---|
//! | `a*b` | begins with `a`, ends with `b` |
//! | `a\*b` | the text `a*b` |
//! | `a\\*` | begins with `a\` |
//! | `a\b`, `a\\b` | both the text `a\b` |
//! | `C:\x\` | the text `C:\x\` |
//!
//! A pattern is always about the whole value: `startswith`, `endswith` and `contains` are spent by
//! putting a `*` behind, before, or on both sides. That is done on the pieces and not on the text,
//! for a value may end in a backslash:
//!
//! ```
//! # mod shared { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/doctest.rs")); } use shared::*;
//! // The value ends in a backslash, and the `*` that `contains` adds behind it is still a wildcard.
//! assert!(matches(r"Path|contains: '\Temp\'", &[("Path", r"C:\Temp\x.exe")]));
//! // `?` is one character, not one byte.
//! assert!(matches("Name: 'na?ve'", &[("Name", "naïve")]));
//! assert!(!matches(r"Name: 'a\*'", &[("Name", "ab")]));
//! ```
//!
//! Most patterns never come here at an event: those without a wildcard inside become literals of
//! the index (`plan/lower`), and those with one are asked only where their longest literal was
//! found. What is left is [`Pattern::matches`], which keeps one place to come back to instead of a
//! stack: the last `*` can always take over what an earlier one could have taken.

mod matching;

/// A part of a pattern.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Piece {
    /// Any text, also none.
    Any,
    /// Exactly one character.
    One,
    /// This text.
    Literal(String),
}

/// A pattern over a whole value. INVARIANT: no two literals and no two [`Piece::Any`] stand side by
/// side, and no literal is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Pattern(Vec<Piece>);

impl Pattern {
    /// Reads a pattern as it stands in a rule.
    pub(crate) fn parse(text: &str) -> Self {
        let mut pattern = Self::default();
        let (mut rest, mut plain) = (text, String::with_capacity(text.len()));
        let is_special = |byte| matches!(byte, b'*' | b'?' | b'\\');
        while let Some((before, special)) = rest.bytes().position(is_special).and_then(|at| rest.split_at_checked(at)) {
            plain.push_str(before);
            let mut characters = special.chars();
            let wildcard = match (characters.next(), characters.clone().next()) {
                (Some('*'), _) => Some(Piece::Any),
                (Some('?'), _) => Some(Piece::One),
                (_, Some(escaped @ ('*' | '?' | '\\'))) => {
                    characters.next();
                    plain.push(escaped);
                    None
                }
                _ => {
                    plain.push('\\');
                    None
                }
            };
            if let Some(wildcard) = wildcard {
                pattern.push(Piece::Literal(std::mem::take(&mut plain)));
                pattern.push(wildcard);
            }
            rest = characters.as_str();
        }
        plain.push_str(rest);
        pattern.push(Piece::Literal(plain));
        pattern
    }

    /// A pattern from parts, made canonical.
    pub(crate) fn from_pieces(pieces: impl IntoIterator<Item = Piece>) -> Self {
        let mut pattern = Self::default();
        pieces.into_iter().for_each(|piece| pattern.push(piece));
        pattern
    }

    /// A pattern from the parts of one; `None` where they break its invariant.
    pub(crate) fn from_canonical(pieces: Vec<Piece>) -> Option<Self> {
        let apart = |pair: &[Piece]| !matches!(pair, [Piece::Any, Piece::Any] | [Piece::Literal(_), Piece::Literal(_)]);
        let sound = pieces.windows(2).all(apart) && !pieces.iter().any(|piece| matches!(piece, Piece::Literal(text) if text.is_empty()));
        sound.then_some(Self(pieces))
    }

    pub(crate) fn pieces(&self) -> &[Piece] {
        &self.0
    }

    pub(crate) fn into_pieces(self) -> Vec<Piece> {
        self.0
    }

    /// How many bytes of text it holds.
    pub(crate) fn bytes(&self) -> usize {
        self.0.iter().map(|piece| if let Piece::Literal(text) = piece { text.len() } else { 0 }).sum()
    }

    /// The same pattern, with any text allowed before it.
    pub(crate) fn open_start(mut self) -> Self {
        if self.0.first() != Some(&Piece::Any) {
            self.0.insert(0, Piece::Any);
        }
        self
    }

    /// The same pattern, with any text allowed behind it.
    pub(crate) fn open_end(mut self) -> Self {
        self.push(Piece::Any);
        self
    }

    /// The same pattern with its literals folded.
    pub(crate) fn folded(&self) -> Self {
        Self::from_pieces(self.0.iter().map(|piece| match piece {
            Piece::Literal(text) => Piece::Literal(crate::fold::fold(text)),
            other => other.clone(),
        }))
    }

    /// Appends a piece so that the invariant holds: text joins text, and a second `*` in a row adds
    /// nothing.
    fn push(&mut self, piece: Piece) {
        match (self.0.last_mut(), piece) {
            (Some(Piece::Any), Piece::Any) => {}
            (_, Piece::Literal(text)) if text.is_empty() => {}
            (Some(Piece::Literal(before)), Piece::Literal(text)) => before.push_str(&text),
            (_, piece) => self.0.push(piece),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn literal(text: &str) -> Piece {
        Piece::Literal(text.into())
    }

    #[test]
    fn escapes_are_the_specifications() {
        for (text, pieces) in [
            (r"a\*b", vec![literal("a*b")]),
            (r"a\?b", vec![literal("a?b")]),
            (r"a\\*", vec![literal(r"a\"), Piece::Any]),
            (r"a\\\*", vec![literal(r"a\*")]),
            (r"a\b", vec![literal(r"a\b")]),
            (r"a\\b", vec![literal(r"a\b")]),
            (r"a\\\\b", vec![literal(r"a\\b")]),
            (r"a\", vec![literal(r"a\")]),
            ("**?", vec![Piece::Any, Piece::One]),
            ("", vec![]),
        ] {
            assert_eq!(Pattern::parse(text).pieces(), pieces, "{text}");
        }
    }
}
