//! What every match of an expression must hold: literals of which at least one stands in each value
//! that matches. The index looks for them, and the expression runs only where one was found.
//!
//! They are taken from the syntax tree: of a sequence the best of its parts, of alternatives all of
//! theirs, of a repetition that of what is repeated, if that stands there at least once. The longer
//! the shortest of a set, the better the set.
//!
//! | expression | literals |
//! |---|---|
//! | `curl\s+.*http` | `http`: one of the two is enough |
//! | `^(foo\|bar)+x?$` | `foo`, `bar` |
//! | `(?i)WGET.{3}` | `wget`: a class that folds to one letter is that letter |
//! | `(?i)xs` | none: `ſ` is a case of `s`, and does not fold to it |
//! | `a\|`, `(abc)?`, `[a-z]{3}` | none |
//!
//! INVARIANT: a value that the expression matches holds one of them, once both are folded. Sets of
//! more than 32, and those with a literal of less than two bytes, help nobody and are left out.

use regex_syntax::hir::{Class, Hir, HirKind};

use crate::fold::fold;

/// Literals of which every match of the expression holds at least one, folded; `None` where there
/// are none that help.
pub(super) fn of(expression: &Hir) -> Option<Vec<String>> {
    let literals = required(expression)?;
    (worth(&literals) >= 2).then_some(literals)
}

/// At most so many alternatives are worth searching for: each is a literal of the index, hit on its
/// own.
const MOST_LITERALS: usize = 32;

/// How good a set of literals is: the length of its shortest.
fn worth(literals: &[String]) -> usize {
    literals.iter().map(String::len).min().unwrap_or(0)
}

/// The best set of literals for a part: of a sequence that of its best element, of alternatives all
/// of theirs.
fn required(hir: &Hir) -> Option<Vec<String>> {
    match hir.kind() {
        HirKind::Literal(_) | HirKind::Class(_) => character_run(hir).map(|text| vec![text]),
        HirKind::Capture(capture) => required(&capture.sub),
        HirKind::Repetition(repetition) if repetition.min > 0 => required(&repetition.sub),
        HirKind::Alternation(parts) => {
            let all: Vec<String> = parts.iter().map(required).collect::<Option<Vec<_>>>()?.concat();
            (all.len() <= MOST_LITERALS).then_some(all)
        }
        HirKind::Concat(parts) => {
            let mut sets: Vec<Vec<String>> = Vec::new();
            let mut run = String::new();
            for part in parts {
                if let Some(text) = character_run(part) {
                    run.push_str(&text);
                    continue;
                }
                sets.push(vec![std::mem::take(&mut run)]);
                sets.extend(required(part));
            }
            sets.push(vec![run]);
            sets.retain(|set| worth(set) > 0);
            sets.into_iter().max_by_key(|set| worth(set))
        }
        _ => None,
    }
}

/// The folded text of a part that matches, up to case, one text only.
fn character_run(hir: &Hir) -> Option<String> {
    match hir.kind() {
        HirKind::Literal(literal) => std::str::from_utf8(&literal.0).ok().map(fold),
        HirKind::Class(Class::Unicode(class)) => {
            let mut folded: Option<String> = None;
            for range in class.ranges() {
                if u32::from(range.end()) - u32::from(range.start()) > 4 {
                    return None;
                }
                for character in range.start()..=range.end() {
                    let one = fold(character.encode_utf8(&mut [0; 4]));
                    if folded.get_or_insert_with(|| one.clone()) != &one {
                        return None;
                    }
                }
            }
            folded
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use regex_syntax::ParserBuilder;

    #[test]
    fn literals_that_every_match_holds() {
        let literals = |source| of(&ParserBuilder::new().build().parse(source).unwrap()).map(|set| set.join("|"));
        assert_eq!(literals(r"curl\s+.*http"), Some("http".into()));
        assert_eq!(literals(r"(?i)WGET.{3}"), Some("wget".into()));
        assert_eq!(literals(r"^(foo|bar)+x?$"), Some("foo|bar".into()));
        assert_eq!(literals(r"[a-z]{3}"), None);
        assert_eq!(literals(r"(abc)?"), None);
        assert_eq!(literals(r"a|"), None);
        // `ſ` is the same letter as `s` where case is ignored, but does not fold to it: the class
        // is no literal.
        assert_eq!(literals(r"(?i)xs"), None);
    }
}
