//! The condition of a rule: a parser by recursive descent, and the errors that it can explain.
//!
//! `or` binds loosest, then `and`, then `not`, then `1 of` / `any of` / `all of`, then parentheses
//! (Sigma specification, Condition):
//!
//! ```text
//! or        = and { "or" and }
//! and       = not { "and" not }
//! not       = { "not" } primary
//! primary   = "(" or ")" | ( "1" | "any" | "all" ) "of" ( "them" | pattern ) | name
//! ```
//!
//! `1 of` and `all of` are spelt out here, over the names that there are: what is left is AND, OR,
//! NOT and numbers of selections. `them` leaves out names that begin with `_`, and so does a
//! pattern, which is `them` "restricted to matching search identifiers"; one that begins with `_`
//! itself reaches them, as in pySigma.
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
//! Bounded: characters and nested parentheses have limits ([`limits`]), and `not` is a loop, so
//! that no condition takes more stack than these allow. The same parser reads the expressions of
//! pipelines, whose names are conditions: [`Grammar`] says whose it is.

mod parser;
mod quantifier;
mod token;

use parser::{Parser, unexpected};
use token::tokens;

use crate::code::Code;
use crate::diagnostic::{Collector, Span};
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

/// Parses a condition; the tests of the result are indexes into `names`. `span` is that of the
/// condition's text in the file.
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
}
