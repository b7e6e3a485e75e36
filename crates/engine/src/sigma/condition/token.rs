//! The words of a condition, and where in the file one of them is wrong.

use crate::code::Code;
use crate::diagnostic::Span;

/// A word or a parenthesis, and the character where it begins.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token<'t> {
    pub(super) text: &'t str,
    at: usize,
}

/// What is wrong with a condition.
pub(super) struct Problem {
    pub(super) code: Code,
    /// Where in the condition's text, in characters, and how long; at its end if absent.
    pub(super) at: Option<(usize, usize)>,
    pub(super) message: String,
    pub(super) hint: String,
}

impl Problem {
    pub(super) fn new(token: Token<'_>, message: String, hint: impl Into<String>) -> Self {
        Self { code: Code::RuleCondition, at: Some((token.at, token.text.chars().count())), message, hint: hint.into() }
    }

    /// The place in the file. A quoted or folded condition is not mapped character by character:
    /// then the whole condition is the place.
    pub(super) fn place(&self, span: Span, text: &str) -> Span {
        let length = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
        match self.at {
            Some((at, token)) if span.length == length => {
                let number = |value| u32::try_from(value).unwrap_or(u32::MAX);
                Span { line: span.line, column: span.column + number(at), length: number(token) }
            }
            _ => span,
        }
    }
}

/// The words and parentheses of a condition, in their order.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut word: Option<(usize, usize)> = None;
    for (at, (byte, character)) in text.char_indices().chain(std::iter::once((text.len(), ' '))).enumerate() {
        let single = matches!(character, '(' | ')' | '|');
        if !single && !character.is_whitespace() {
            word.get_or_insert((byte, at));
            continue;
        }
        if let Some((start, first)) = word.take() {
            tokens.extend(text.get(start..byte).map(|text| Token { text, at: first }));
        }
        if single {
            tokens.extend(text.get(byte..byte + 1).map(|text| Token { text, at }));
        }
    }
    tokens
}
