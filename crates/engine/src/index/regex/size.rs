//! Whether an expression is certain to be compiled within the limit, told from its syntax tree.
//!
//! The crate compiles an expression to an automaton of Thompson's kind, in which a part that is
//! repeated stands as often as it is repeated: `\w{1000}` is large, and `(\w{1000}){100}` does not
//! fit. How many states there will be at most can be counted beforehand:
//!
//! | part | states, at most |
//! |---|---|
//! | a literal | one a byte |
//! | a class | five for each range of UTF-8 sequences, and two |
//! | `a{2,5}` | five times those of `a` and two, and four |
//! | `ab`, `a\|b` | those of both, one each, and two |
//! | an assertion, nothing | one |
//!
//! INVARIANT: what the count lets pass can be compiled within [`limits::REGEX_BYTES`]: it is
//! counted for half of that, and a test compiles what passes. So it can be compiled when it is
//! first run; anything else is compiled at once, when rules are loaded.

use regex_syntax::hir::{Class, Hir, HirKind};
use regex_syntax::utf8::Utf8Sequences;

use crate::limits;

/// At most how many bytes a state takes with what leads out of it: 32, and 8 for each transition,
/// which are counted as states of their own.
const STATE: u64 = 64;
/// States that are there whatever the expression: its search from any place, the match, and the
/// group of the whole.
const AROUND: u64 = 16;

/// Whether the expression's automaton takes at most half of [`limits::REGEX_BYTES`].
pub(super) fn fits(expression: &Hir) -> bool {
    states(expression).saturating_add(AROUND).saturating_mul(STATE) <= limits::REGEX_BYTES as u64 / 2
}

/// At most how many states the part has.
fn states(part: &Hir) -> u64 {
    let sum = |parts: &[Hir]| parts.iter().fold(parts.len() as u64 + 2, |all, part| all.saturating_add(states(part)));
    match part.kind() {
        HirKind::Empty | HirKind::Look(_) => 1,
        HirKind::Literal(literal) => literal.0.len() as u64,
        HirKind::Class(Class::Bytes(class)) => class.ranges().len() as u64 + 2,
        HirKind::Class(Class::Unicode(class)) => {
            let sequences: usize = class.ranges().iter().map(|range| Utf8Sequences::new(range.start(), range.end()).count()).sum();
            5 * sequences as u64 + 2
        }
        HirKind::Capture(capture) => states(&capture.sub).saturating_add(2),
        HirKind::Repetition(repetition) => {
            let copies = repetition.max.unwrap_or(0).max(repetition.min).max(1);
            states(&repetition.sub).saturating_add(2).saturating_mul(u64::from(copies)).saturating_add(4)
        }
        HirKind::Concat(parts) | HirKind::Alternation(parts) => sum(parts),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{built, read};
    use super::*;

    #[test]
    fn what_fits_can_be_compiled() {
        let mut fit = 0;
        for part in [r"\w", r"[a-z]", "abc", r"\p{Greek}", "(a|bc|d)", r"(?-u:[a-f])", "(?i)k", ".", r"\b", "(x?)"] {
            for count in [1, 10, 100, 500, 1_000] {
                for source in
                    [format!("(?:{part}){{{count}}}"), format!("((?:{part}){{{count}}}){{20}}"), format!("(?:{part}){{0,{count}}}y")]
                {
                    let fits = fits(&read(&source).unwrap());
                    fit += u32::from(fits);
                    assert!(!fits || built(&source).is_ok(), "{source}");
                }
            }
        }
        assert!(fit > 50, "{fit}");
        assert!(!fits(&read(r"\w{1000}{1000}").unwrap()));
        // Half of what an expression may take, and no more: five states a round.
        let rounds = |count: usize| fits(&read(&format!("(?:abc){{{count}}}")).unwrap());
        assert!(rounds(26_000) && !rounds(27_000));
    }
}
