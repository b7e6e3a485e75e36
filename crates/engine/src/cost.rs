//! How dear a rule is: whether something that the index finds must be there for it to match.
//!
//! In go a rule and the tests of its set, out a [`Cost`]; `overt rules list` shows it, and
//! compiling warns of a rule that costs a search ([`Code::RuleCost`](crate::code::Code::RuleCost)).
//!
//! | detection | cost | since |
//! |---|---|---|
//! | `Image\|endswith: /sh` | `indexed` | no event matches without `/sh` |
//! | `Image: a or User: null` | `every` | an event without a user has no text to be found by |
//! | `CommandLine\|re: '[a-z]{3}'` | `search` | each command line has to be searched |
//! | `TargetFilename\|re: '[^/]{100,}$'` | `every` | only a name of 100 bytes or more is searched, and few are |
//! | `not Image: a` | `every` | what must not be there cannot be found |
//!
//! It answers as `plan::witness` does, which finds what a rule waits for, but by tests and not by
//! the nodes of an index, so that no plan is made for it; and of how long a value must be as
//! `plan::unindexed`. Two kinds of rules count as found before any test: those with a `service`
//! that is the name of an application's own event, for the index looks for that name; and those of
//! a category that a field of the event decides. A `service` that names one of overt's events
//! chooses it and tells nothing more. What is known of the package comes late, and no rule can wait
//! for it.
//!
//! Linear in the rule's expression, and as deep as that is.

use crate::expression::Expression;
use crate::index::regex;
use crate::plan;
use crate::rule_set::CompiledRule;
use crate::schema::{self, Event};
use crate::sigma::pattern::Piece;
use crate::sigma::{FieldTest, Test};

/// From how many bytes on a value is long: more than most paths, names and command lines have. A
/// search that waits for such a value is made for few events.
const LONG: u32 = 64;

/// What a rule costs an event that has nothing to do with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cost {
    /// Nothing: it is looked at only where the index found a text, a network or a number that every
    /// match must have.
    Indexed,
    /// A few steps: it is looked at for every event of its log source, and searches at most in a
    /// value that is longer than most.
    Every,
    /// A search: for every event of its log source a value is searched, as no fixed text tells
    /// beforehand that it is in vain.
    Search,
}

impl Cost {
    /// `indexed`, `every` or `search`, as `overt rules list` shows it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Indexed => "indexed",
            Self::Every => "every",
            Self::Search => "search",
        }
    }
}

/// What the rule costs; `tests` are those that its numbers mean.
///
/// A rule that no live event concerns, as one for an archive's log source, is told by its
/// expression alone.
pub(crate) fn of(rule: &CompiledRule, tests: &[FieldTest]) -> Cost {
    let mut events = rule.events.iter().filter_map(|id| schema::event_by_id(*id)).peekable();
    let named = |event: &Event| rule.service.is_some() && event.id == schema::event::APPLICATION_EVENT;
    let routed = events.peek().is_some() && events.all(|event| named(event) || plan::implied(event, rule.category.as_deref()).is_some());
    let test = |number: &u32| tests.get(*number as usize);
    if routed || is_witnessed(&rule.expression, true, &|number| test(number).is_some_and(has_literal)) {
        return Cost::Indexed;
    }
    let mut searches = false;
    rule.expression.each(&mut |number| searches |= test(number).is_some_and(is_search));
    let waits = || needed(&rule.expression, tests).is_some_and(|(_, least)| least >= LONG);
    if searches && !waits() { Cost::Search } else { Cost::Every }
}

/// A field, and how long a value of it must be for the expression to hold, as `plan::unindexed`
/// finds it: the longest of an AND, the shortest of an OR that is about one field. `None` where
/// there is none such, and for what is known of the package.
fn needed<'t>(expression: &Expression<u32>, tests: &'t [FieldTest]) -> Option<(Option<&'t str>, u32)> {
    let of = |part| needed(part, tests);
    match expression {
        Expression::Test(number) => {
            let test = tests.get(*number as usize).filter(|test| !of_package(test))?;
            let Test::Regex { source, .. } = &test.test else { return None };
            Some((test.field.as_deref(), regex::shortest(source)?))
        }
        Expression::And(parts) => parts.iter().filter_map(of).max_by_key(|(_, least)| *least),
        Expression::Or(parts) => {
            let each: Vec<_> = parts.iter().map(of).collect::<Option<_>>()?;
            let (field, _) = each.first()?;
            each.iter().all(|(other, _)| other == field).then(|| each.iter().min_by_key(|(_, least)| *least).copied()).flatten()
        }
        _ => None,
    }
}

/// Whether some test that the index answers must hold for the expression (or, without `holds`, its
/// opposite) to hold; `plan::witness` finds which.
///
/// Of an AND one part is enough, of an OR each must have one; under a `not` the two change places.
fn is_witnessed(expression: &Expression<u32>, holds: bool, indexed: &impl Fn(&u32) -> bool) -> bool {
    let part = |part: &Expression<u32>| is_witnessed(part, holds, indexed);
    match expression {
        Expression::Constant(_) => false,
        Expression::Test(number) => holds && indexed(number),
        Expression::Not(inner) => is_witnessed(inner, !holds, indexed),
        Expression::And(parts) if holds => parts.iter().any(part),
        Expression::Or(parts) if !holds => parts.iter().any(part),
        Expression::And(parts) | Expression::Or(parts) => parts.iter().all(part),
    }
}

/// Whether the index can tell beforehand that the test does not hold: a text with a literal, or the
/// empty text; a regular expression of which every match holds a literal; a network; a number. Not
/// where the field is one of the package's.
fn has_literal(test: &FieldTest) -> bool {
    !of_package(test)
        && match &test.test {
            Test::Text { pattern, .. } => {
                pattern.pieces().is_empty() || pattern.pieces().iter().any(|piece| matches!(piece, Piece::Literal(_)))
            }
            Test::Regex { required, .. } => required.is_some(),
            Test::Cidr(_) | Test::Number { .. } => true,
            Test::Null | Test::Exists | Test::Time { .. } | Test::Field { .. } => false,
        }
}

/// Whether the field is one of the package's.
fn of_package(test: &FieldTest) -> bool {
    let field = test.field.as_deref().and_then(schema::common_field);
    field.is_some_and(|field| plan::PACKAGE_SLOTS.contains(&plan::Slot::from(field.bit)))
}

/// Whether a value is searched with nothing found beforehand: a pattern of wildcards alone (but for
/// `*`, which asks only that there is a value), an expression without a literal, a part of a time,
/// another field.
fn is_search(test: &FieldTest) -> bool {
    match &test.test {
        Test::Text { pattern, .. } => {
            !matches!(pattern.pieces(), [] | [Piece::Any]) && !pattern.pieces().iter().any(|piece| matches!(piece, Piece::Literal(_)))
        }
        Test::Regex { required, .. } => required.is_none(),
        Test::Time { .. } | Test::Field { .. } => true,
        Test::Null | Test::Exists | Test::Cidr(_) | Test::Number { .. } => false,
    }
}
