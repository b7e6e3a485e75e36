//! `1 of`, `any of` and `all of`, and the patterns that they name selections by.
//!
//! | condition | over the selections `sel_a`, `sel_b`, `_off` |
//! |---|---|
//! | `1 of them`, `any of them` | `sel_a or sel_b` |
//! | `all of sel_*` | `sel_a and sel_b` |
//! | `all of *` | the same: a pattern is `them`, restricted |
//! | `1 of _*` | `_off`: a pattern that begins with `_` reaches it |
//! | `1 of x*` | an error: no selection is called so |
//! | `2 of them` | an error: not part of Sigma 2 |

use super::parser::{Parsed, Parser};
use super::token::{Problem, Token};
use crate::code::Code;
use crate::expression::Expression;

impl<'t> Parser<'t, '_> {
    /// `1 of selection_*`, `all of them`.
    pub(super) fn of(&mut self, quantifier: Token<'t>) -> Parsed {
        let all = match quantifier.text {
            "1" | "any" => false,
            "all" => true,
            other if other.bytes().all(|byte| byte.is_ascii_digit()) => {
                let message = format!("`{other} of` is not part of Sigma 2");
                return Err(Problem {
                    code: Code::RuleUnsupported,
                    ..Problem::new(quantifier, message, "use `1 of`, `any of` or `all of`")
                });
            }
            other => return Err(Problem::new(quantifier, format!("`{other} of` is not known"), "use `1 of`, `any of` or `all of`")),
        };
        self.at += 2;
        let Some(pattern) = self.peek() else {
            let message = format!("`{} of` lacks what it counts", quantifier.text);
            return Err(Problem::new(quantifier, message, "write a selection, a pattern such as `selection_*`, or `them`"));
        };
        self.at += 1;
        let pattern_text = if pattern.text == "them" { "*" } else { pattern.text };
        let matching = |name: &str| wildcard(pattern_text, name) && (pattern_text.starts_with('_') || !name.starts_with('_'));
        let parts: Vec<_> =
            self.names.iter().enumerate().filter(|(_, name)| matching(name)).map(|(index, _)| Expression::Test(index)).collect();
        if parts.is_empty() {
            return Err(self.missing(pattern));
        }
        Ok(if all { Expression::all(parts) } else { Expression::any(parts) })
    }
}

/// Whether the name of a selection matches a pattern whose `*` stands for any text.
fn wildcard(pattern: &str, name: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else { return pattern == name };
    let Some(mut left) = name.strip_prefix(first) else { return false };
    let mut parts: Vec<&str> = rest.split('*').collect();
    let last = parts.pop().unwrap_or_default();
    for part in parts {
        match left.find(part).and_then(|at| left.get(at + part.len()..)) {
            Some(behind) => left = behind,
            None => return false,
        }
    }
    left.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::wildcard;

    #[test]
    fn names_match_patterns() {
        assert!(wildcard("a*c", "abc") && wildcard("*", "") && wildcard("a**", "a") && wildcard("*b*", "abc"));
        assert!(!wildcard("a*a", "a") && !wildcard("a", "ab"));
    }
}
