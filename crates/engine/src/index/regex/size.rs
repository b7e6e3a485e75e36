//! Whether an expression is certain to be compiled within the limit, told from its syntax tree.
//!
//! The crate compiles an expression to an automaton of Thompson's kind, in which a part that is
//! repeated stands as often as it is repeated: `\w{1000}` is large, and `(\w{1000}){100}` does not
//! fit. How many bytes it takes at most can be counted beforehand:
//!
//! | part | bytes, at most |
//! |---|---|
//! | a literal | a state for each byte |
//! | a class | of each sequence of UTF-8 bytes a state for each of them, and a number; two states more |
//! | `a{2,5}` | five times those of `a` and one state with two ways out, and four of these |
//! | `ab`, `a\|b` | those of both, a state each, and two |
//! | an assertion, nothing | a state |
//!
//! There are two automata, of which the one that reads backwards shares no states of a class for
//! certain. Forwards a sequence of `n` bytes has at most `n - 1` states and `n` transitions, which is less.
//!
//! INVARIANT: what the count lets pass can be compiled within [`limits::REGEX_BYTES`]: it is
//! counted for half of that, and a test compiles what passes within that half. So it can be compiled when it is
//! first run; anything else is compiled at once, when rules are loaded.

use regex_syntax::hir::{Class, Hir, HirKind};
use regex_syntax::utf8::Utf8Sequences;

use crate::limits;

/// The bytes of a state without what leads out of it, on 64 bits.
const STATE: u64 = 32;
/// The bytes of a transition by a range of bytes.
const TRANSITION: u64 = 8;
/// The bytes of one of several ways that take no byte.
const WAY: u64 = 4;
/// States that are there whatever the expression: its search from any place, the match, and the
/// group of the whole.
const AROUND: u64 = 16;

/// Whether the expression's automata take at most half of [`limits::REGEX_BYTES`] each.
pub(super) fn fits(expression: &Hir) -> bool {
    bytes(expression).saturating_add(AROUND * (STATE + TRANSITION)) <= limits::REGEX_BYTES as u64 / 2
}

/// At most how many bytes the part takes.
fn bytes(part: &Hir) -> u64 {
    let sum = |parts: &[Hir]| parts.iter().fold((parts.len() as u64 + 2) * STATE, |all, part| all.saturating_add(bytes(part)));
    match part.kind() {
        HirKind::Empty | HirKind::Look(_) => STATE,
        HirKind::Literal(literal) => literal.0.len() as u64 * STATE,
        HirKind::Class(Class::Bytes(class)) => class.ranges().len() as u64 * TRANSITION + 2 * STATE,
        HirKind::Class(Class::Unicode(class)) => {
            let sequences = class.ranges().iter().flat_map(|range| Utf8Sequences::new(range.start(), range.end()));
            sequences.map(|sequence| sequence.len() as u64 * STATE + WAY).sum::<u64>() + 2 * STATE
        }
        HirKind::Capture(capture) => bytes(&capture.sub).saturating_add(2 * STATE),
        HirKind::Repetition(repetition) => {
            let copies = repetition.max.unwrap_or(0).max(repetition.min).max(1);
            let once = bytes(&repetition.sub).saturating_add(STATE + 2 * WAY);
            once.saturating_mul(u64::from(copies)).saturating_add(4 * (STATE + 2 * WAY))
        }
        HirKind::Concat(parts) | HirKind::Alternation(parts) => sum(parts),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{DEPTH, read};
    use super::*;
    use regex::bytes::RegexBuilder;

    fn fits_source(source: &str) -> bool {
        fits(&read(source).unwrap())
    }

    /// Whether the crate compiles the expression in half of what it may take.
    fn within_half(source: &str) -> bool {
        RegexBuilder::new(source).size_limit(limits::REGEX_BYTES / 2).nest_limit(DEPTH).build().is_ok()
    }

    #[test]
    fn what_fits_can_be_compiled() {
        let mut fit = 0;
        for part in [r"\w", r"[a-z]", "abc", r"\p{Greek}", "(a|bc|d)", r"(?-u:[a-f])", "(?i)k", ".", r"\b", "(x?)"] {
            for count in [1, 10, 100, 500, 1_000] {
                for source in
                    [format!("(?:{part}){{{count}}}"), format!("((?:{part}){{{count}}}){{20}}"), format!("(?:{part}){{0,{count}}}y")]
                {
                    let fits = fits_source(&source);
                    fit += u32::from(fits);
                    assert!(!fits || within_half(&source), "{source}");
                }
            }
        }
        assert!(fit > 50, "{fit}");
        assert!(!fits_source(r"\w{1000}{1000}"));
        // Half of what an expression may take, and no more: 136 bytes a round.
        let rounds = |count: usize| fits_source(&format!("(?:abc){{{count}}}"));
        assert!(rounds(61_000) && !rounds(62_000));
    }

    /// The largest of each kind, where the count has the least to spare.
    #[test]
    fn the_largest_that_fits_can_be_compiled() {
        for part in [r"\w", "[^a]", r"\p{Lu}", "(?i)[k-s]x", "(a|[α-ω]|d)?"] {
            for round in ["(?:PART){COUNT}", "(?:PART){0,COUNT}", "(?:PART){COUNT,}"] {
                let source = |count: usize| round.replace("PART", part).replace("COUNT", &count.to_string());
                let counts: Vec<usize> = (1..100_000).collect();
                let most = counts.partition_point(|count| fits_source(&source(*count)));
                assert!(most > 1 && within_half(&source(most)), "{most}: {}", source(most));
            }
        }
    }
}
