//! Patterns as text, and back: what pySigma calls the plain form of a value.

use super::super::pattern::{Pattern, Piece};

/// The pattern as a rule would write it: `*` and `?` of its literals are escaped, backslashes are
/// not.
pub(super) fn plain(pattern: &Pattern) -> String {
    let part = |piece: &Piece| match piece {
        Piece::Any => "*".to_owned(),
        Piece::One => "?".to_owned(),
        Piece::Literal(text) => text.replace('*', "\\*").replace('?', "\\?"),
    };
    pattern.pieces().iter().map(part).collect()
}

/// Reads a text that was made from [`plain`] ones: a backslash is itself unless `*` or `?` follows.
pub(super) fn pattern(text: &str) -> Pattern {
    let mut doubled = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        doubled.push(character);
        if character == '\\' && !matches!(characters.peek(), Some('*' | '?')) {
            doubled.push('\\');
        }
    }
    Pattern::parse(&doubled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        for text in [r"*\cmd.exe", r"a\\b", r"\*\?", "", "?a*", r"C:\x\\"] {
            let read = Pattern::parse(text);
            assert_eq!(pattern(&plain(&read)), read, "{text}");
        }
        assert_eq!(plain(&Pattern::parse(r"*\cmd\*?")), r"*\cmd\*?");
    }
}
