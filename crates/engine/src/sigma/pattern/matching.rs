//! Whether a value matches a pattern with wildcards inside.
//!
//! ```text
//! *b*d over abcbd      * takes nothing, b is not a: * takes `a`
//!                      b; the second * takes nothing, d is not c: it takes `c`, then `b`
//!                      d, and both are at their ends: a match
//! ```
//!
//! A failure goes back to the last `*` only: whatever an earlier one could take besides, the last
//! can take as well, since what stands between them was found at its first place.

use super::{Pattern, Piece};

impl Pattern {
    /// Whether the whole of `value`, which is UTF-8, matches.
    ///
    /// At worst linear in the product of both lengths (`*a*a*a` against `aaaa...b`), at most once
    /// for each value of an event, without recursion. A `?` beyond the end matches nothing.
    pub(crate) fn matches(&self, value: &[u8]) -> bool {
        let (mut rest, mut pieces) = (value, self.0.as_slice());
        // Where to go on after a failure: the pieces behind the last `*`, and the text it has not swallowed yet.
        let mut retry: Option<(&[u8], &[Piece])> = None;
        loop {
            let next = match pieces.split_first() {
                None if rest.is_empty() => return true,
                None => None,
                Some((Piece::Any, [])) => return true,
                Some((Piece::Any, behind)) => {
                    retry = Some((rest, behind));
                    retry
                }
                Some((Piece::One, behind)) => after_character(rest).map(|rest| (rest, behind)),
                Some((Piece::Literal(text), behind)) => rest.strip_prefix(text.as_bytes()).map(|rest| (rest, behind)),
            };
            match next.or_else(|| swallow(&mut retry)) {
                Some(place) => (rest, pieces) = place,
                None => return false,
            }
        }
    }
}

/// Lets the last `*` take one more character.
fn swallow<'a>(retry: &mut Option<(&'a [u8], &'a [Piece])>) -> Option<(&'a [u8], &'a [Piece])> {
    let (rest, behind) = (*retry)?;
    let rest = after_character(rest)?;
    *retry = Some((rest, behind));
    *retry
}

/// What stands behind the first character of UTF-8 text.
fn after_character(text: &[u8]) -> Option<&[u8]> {
    let width = match text.first()? {
        0..0xc0 => 1,
        0xc0..0xe0 => 2,
        0xe0..0xf0 => 3,
        _ => 4,
    };
    Some(text.get(width..).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The definition, written down plainly.
    fn plain(pieces: &[Piece], value: &[char]) -> bool {
        match pieces.split_first() {
            None => value.is_empty(),
            Some((Piece::Any, rest)) => (0..=value.len()).any(|at| plain(rest, &value[at..])),
            Some((Piece::One, rest)) => !value.is_empty() && plain(rest, &value[1..]),
            Some((Piece::Literal(text), rest)) => {
                let text: Vec<char> = text.chars().collect();
                value.starts_with(&text) && plain(rest, &value[text.len()..])
            }
        }
    }

    proptest! {
        #[test]
        fn matches_as_defined(pattern in "[ab*?é]{0,8}", value in "[abé]{0,10}") {
            let pattern = Pattern::parse(&pattern);
            let characters: Vec<char> = value.chars().collect();
            prop_assert_eq!(pattern.matches(value.as_bytes()), plain(pattern.pieces(), &characters));
        }
    }
}
