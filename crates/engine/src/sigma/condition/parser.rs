//! The grammar of a condition, a function for each of its rules.
//!
//! Each function answers the expression of what it read, and leaves [`Parser::at`] behind it. Only
//! parentheses recurse, and they are counted; `and` and `or` are loops that make lists, and
//! `not not` is nothing. Time is linear in the words, but for names, which are compared one by one
//! with those of the rule's selections.
//!
//! ```text
//! or      := and ("or" and)*
//! and     := not ("and" not)*
//! not     := "not"* primary
//! primary := name | quantifier "of" (name | pattern | "them") | "(" or ")"
//! ```
//!
//! So `not a and b or c` is `((not a) and b) or c`. Of `1 of selection_*` the names that fit become
//! an OR at once, of `all of` an AND; the expression that comes out has numbers of selections and
//! no words.

use super::token::{Problem, Token};
use crate::code::Code;
use crate::diagnostic::suggestion;
use crate::expression::Expression;
use crate::limits;

pub(super) struct Parser<'t, 'n> {
    /// The words of the condition.
    pub(super) tokens: &'t [Token<'t>],
    /// The number of the next one.
    pub(super) at: usize,
    /// The names of the selections; an expression has their numbers.
    pub(super) names: &'n [&'n str],
    /// How many parentheses are open.
    pub(super) depth: usize,
    /// What a name is called in messages.
    pub(super) thing: &'static str,
}

pub(super) type Parsed = Result<Expression<usize>, Problem>;

impl<'t> Parser<'t, '_> {
    /// The next token; `None` at the end.
    pub(super) fn peek(&self) -> Option<Token<'t>> {
        self.tokens.get(self.at).copied()
    }

    /// Goes past the next token if it is this word.
    fn take(&mut self, word: &str) -> bool {
        let found = self.peek().is_some_and(|token| token.text == word);
        self.at += usize::from(found);
        found
    }

    /// `a or b or c`: the loosest.
    pub(super) fn or(&mut self) -> Parsed {
        let mut parts = vec![self.and()?];
        while self.take("or") {
            parts.push(self.and()?);
        }
        Ok(Expression::any(parts))
    }

    /// `a and b`: tighter than `or`.
    fn and(&mut self) -> Parsed {
        let mut parts = vec![self.not()?];
        while self.take("and") {
            parts.push(self.not()?);
        }
        Ok(Expression::all(parts))
    }

    /// `not a`: tighter than `and`, so that `not a and b` is `(not a) and b`.
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

    /// A name that nothing has: an operator in capitals is told apart, for that is what it mostly
    /// is.
    pub(super) fn missing(&self, token: Token<'_>) -> Problem {
        let lower = token.text.to_ascii_lowercase();
        if lower != token.text && matches!(lower.as_str(), "and" | "or" | "not") {
            return Problem::new(token, format!("`{}` is not an operator", token.text), format!("write `{lower}`"));
        }
        let message = format!("no {} is called `{}`", self.thing, token.text);
        Problem { code: Code::RuleSelection, ..Problem::new(token, message, suggestion(token.text, self.names.iter().copied())) }
    }
}

/// A token where none, or another one, could stand.
pub(super) fn unexpected(token: Token<'_>) -> Problem {
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
