//! The condition of a rule: a parser by recursive descent, and the errors that it can explain.
//!
//! `or` binds loosest, then `and`, then `not`, then `1 of` / `any of` / `all of`, then parentheses (Sigma specification, Condition):
//!
//! ```text
//! or        = and { "or" and }
//! and       = not { "and" not }
//! not       = { "not" } primary
//! primary   = "(" or ")" | ( "1" | "any" | "all" ) "of" ( "them" | pattern ) | name
//! ```
//!
//! `1 of` and `all of` are spelt out here, over the names that there are: what is left is AND, OR, NOT and numbers of selections. `them` leaves out
//! names that begin with `_`, and so does a pattern, which is `them` "restricted to matching search identifiers"; one that begins with `_` itself
//! reaches them, as in pySigma.
//!
//! ```
//! # mod shared { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/doctest.rs")); } use shared::*;
//! # use engine::Value::Text;
//! let event = [("A", Text("x")), ("B", Text("y"))];
//! let selections = "sel_a: { A: x }, sel_b: { B: z }, _off: { A: x }";
//! assert!(detects(&format!("{selections}, condition: 1 of sel_*"), &event));
//! assert!(!detects(&format!("{selections}, condition: all of them"), &event));
//! assert!(detects(&format!("{selections}, condition: sel_a and not sel_b"), &event));
//! // `and` binds tighter than `or`.
//! assert!(detects(&format!("{selections}, condition: sel_a or sel_b and sel_b"), &event));
//! ```
//!
//! Bounded: characters and nested parentheses have limits ([`limits`]), and `not` is a loop, so that no condition takes more stack than these
//! allow. The same parser reads the expressions of pipelines, whose names are conditions: [`Grammar`] says whose it is.

mod token;

use token::{Problem, Token, tokens};

use crate::code::Code;
use crate::diagnostic::{Collector, Span, suggestion};
use crate::expression::Expression;
use crate::limits;

/// Whose condition it is: what its names are called, and the codes of its errors.
#[derive(Debug)]
pub(crate) struct Grammar {
    thing: &'static str,
    code: Code,
    missing: Code,
}

/// A rule's condition over its selections.
pub(crate) const RULE: Grammar = Grammar { thing: "selection", code: Code::RuleCondition, missing: Code::RuleSelection };
/// A pipeline's expression over the names of conditions.
pub(crate) const PIPELINE: Grammar = Grammar { thing: "condition", code: Code::Pipeline, missing: Code::Pipeline };

/// Parses a condition; the tests of the result are indexes into `names`. `span` is that of the condition's text in the file.
pub(crate) fn parse(text: &str, span: Span, names: &[&str], grammar: &Grammar, collector: &mut Collector<'_>) -> Option<Expression<usize>> {
    if text.chars().count() > limits::CONDITION_CHARACTERS {
        let message = format!("the condition has more than {} characters", limits::CONDITION_CHARACTERS);
        collector.error(Code::RuleLimit, span, message, "split the rule, or use `1 of` and `all of`");
        return None;
    }
    let tokens = tokens(text);
    let mut parser = Parser { tokens: &tokens, at: 0, names, depth: 0, thing: grammar.thing };
    let result = parser.or().and_then(|expression| match parser.peek() {
        None => Ok(expression),
        Some(token) => Err(unexpected(token)),
    });
    match result {
        Ok(expression) => Some(expression),
        Err(problem) => {
            let code = match problem.code {
                Code::RuleCondition => grammar.code,
                Code::RuleSelection => grammar.missing,
                other => other,
            };
            collector.error(code, problem.place(span, text), problem.message, problem.hint);
            None
        }
    }
}

struct Parser<'t, 'n> {
    tokens: &'t [Token<'t>],
    at: usize,
    names: &'n [&'n str],
    depth: usize,
    /// What a name is called in messages.
    thing: &'static str,
}

type Parsed = Result<Expression<usize>, Problem>;

impl<'t> Parser<'t, '_> {
    /// The next token; `None` at the end.
    fn peek(&self) -> Option<Token<'t>> {
        self.tokens.get(self.at).copied()
    }

    /// Goes past the next token if it is this word.
    fn take(&mut self, word: &str) -> bool {
        let found = self.peek().is_some_and(|token| token.text == word);
        self.at += usize::from(found);
        found
    }

    fn or(&mut self) -> Parsed {
        let mut parts = vec![self.and()?];
        while self.take("or") {
            parts.push(self.and()?);
        }
        Ok(Expression::any(parts))
    }

    fn and(&mut self) -> Parsed {
        let mut parts = vec![self.not()?];
        while self.take("and") {
            parts.push(self.not()?);
        }
        Ok(Expression::all(parts))
    }

    fn not(&mut self) -> Parsed {
        let mut negated = false;
        while self.take("not") {
            negated = !negated;
        }
        let inner = self.primary()?;
        Ok(if negated { inner.not() } else { inner })
    }

    /// A name, a quantifier over names, or an expression in parentheses.
    fn primary(&mut self) -> Parsed {
        let Some(token) = self.peek() else {
            let message = format!("the condition ends where a {} is expected", self.thing);
            let hint = format!("write the name of a {}", self.thing);
            return Err(Problem { code: Code::RuleCondition, at: None, message, hint });
        };
        match token.text {
            "(" => {
                self.at += 1;
                self.depth += 1;
                if self.depth > limits::CONDITION_DEPTH {
                    let message = format!("parentheses are nested more than {} deep", limits::CONDITION_DEPTH);
                    return Err(Problem { code: Code::RuleLimit, ..Problem::new(token, message, "flatten the condition") });
                }
                let inner = self.or()?;
                self.depth -= 1;
                if self.take(")") { Ok(inner) } else { Err(Problem::new(token, "this parenthesis is not closed".into(), "write `)`")) }
            }
            ")" | "|" | "and" | "or" => Err(unexpected(token)),
            _ if self.tokens.get(self.at + 1).is_some_and(|next| next.text == "of") => self.of(token),
            name => {
                self.at += 1;
                match self.names.iter().position(|known| *known == name) {
                    Some(index) => Ok(Expression::Test(index)),
                    None => Err(self.missing(token)),
                }
            }
        }
    }

    /// `1 of selection_*`, `all of them`.
    fn of(&mut self, quantifier: Token<'t>) -> Parsed {
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

    /// A name that nothing has: an operator in capitals is told apart, for that is what it mostly is.
    fn missing(&self, token: Token<'_>) -> Problem {
        let lower = token.text.to_ascii_lowercase();
        if lower != token.text && matches!(lower.as_str(), "and" | "or" | "not") {
            return Problem::new(token, format!("`{}` is not an operator", token.text), format!("write `{lower}`"));
        }
        let message = format!("no {} is called `{}`", self.thing, token.text);
        Problem { code: Code::RuleSelection, ..Problem::new(token, message, suggestion(token.text, self.names.iter().copied())) }
    }
}

/// A token where none, or another one, could stand.
fn unexpected(token: Token<'_>) -> Problem {
    if token.text == "|" {
        let message = "aggregations (`| count() ...`) are not part of Sigma 2".to_owned();
        return Problem { code: Code::RuleUnsupported, ..Problem::new(token, message, "write a correlation rule") };
    }
    let message = format!("`{}` cannot stand here", token.text);
    let lower = token.text.to_ascii_lowercase();
    if lower != token.text && matches!(lower.as_str(), "and" | "or" | "not") {
        return Problem::new(token, message, format!("write `{lower}`"));
    }
    Problem::new(token, message, "selections are joined by `and`, `or`, `not` and parentheses")
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
    use super::*;
    use Expression::{And, Not, Or, Test};

    const NAMES: &[&str] = &["a", "b", "sel_1", "sel_2", "_hidden"];

    fn parsed(text: &str) -> Result<Expression<usize>, Code> {
        let mut collector = Collector::new("t", "");
        parse(text, Span::default(), NAMES, &RULE, &mut collector).ok_or_else(|| collector.diagnostics[0].code)
    }

    #[test]
    fn precedence() {
        let not_b = || Not(Box::new(Test(1)));
        assert_eq!(parsed("a or not b and sel_1"), Ok(Or(vec![Test(0), And(vec![not_b(), Test(2)])])));
        assert_eq!(parsed("(a or not b) and sel_1"), Ok(And(vec![Or(vec![Test(0), not_b()]), Test(2)])));
        assert_eq!(parsed("not not a"), Ok(Test(0)));
        assert_eq!(parsed("not 1 of sel_*"), Ok(Not(Box::new(Or(vec![Test(2), Test(3)])))));
        assert_eq!(parsed("all of them"), Ok(And(vec![Test(0), Test(1), Test(2), Test(3)])));
        assert_eq!(parsed("any of *_*"), Ok(Or(vec![Test(2), Test(3)])));
        assert_eq!(parsed("any of _*"), Ok(Test(4)));
    }

    #[test]
    fn refusals() {
        for (text, code) in [
            ("", Code::RuleCondition),
            ("a b", Code::RuleCondition),
            ("(a", Code::RuleCondition),
            ("a)", Code::RuleCondition),
            ("a AND b", Code::RuleCondition),
            ("and a", Code::RuleCondition),
            ("1 of", Code::RuleCondition),
            ("many of a", Code::RuleCondition),
            ("2 of sel_*", Code::RuleUnsupported),
            ("a | count() > 3", Code::RuleUnsupported),
            ("nope", Code::RuleSelection),
            ("1 of nope*", Code::RuleSelection),
            ("1 of *hidden", Code::RuleSelection),
        ] {
            assert_eq!(parsed(text), Err(code), "{text}");
        }
        assert_eq!(parsed(&format!("{}a{}", "(".repeat(100), ")".repeat(100))), Err(Code::RuleLimit));
    }

    #[test]
    fn names_match_patterns() {
        assert!(wildcard("a*c", "abc") && wildcard("*", "") && wildcard("a**", "a") && wildcard("*b*", "abc"));
        assert!(!wildcard("a*a", "a") && !wildcard("a", "ab"));
    }
}
