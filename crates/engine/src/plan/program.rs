//! A rule's condition as a flat program: one test a step, and where to go on either answer.

use super::lower::Leaf;
use crate::expression::Expression;

/// One test.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Step {
    pub(crate) leaf: Leaf,
    pub(crate) yes: u32,
    pub(crate) no: u32,
}

/// The program ends: the rule matches.
pub(crate) const MATCH: u32 = u32::MAX;
/// The program ends: the rule does not match.
pub(crate) const MISS: u32 = u32::MAX - 1;

/// Appends the program of an expression; returns its first step, or [`MATCH`] or [`MISS`]. Cheap tests come first and those of the package last, so that
/// the package is asked for only where nothing else decides.
pub(crate) fn emit(expression: &Expression<Leaf>, steps: &mut Vec<Step>) -> u32 {
    place(expression, MATCH, MISS, steps)
}

fn place(expression: &Expression<Leaf>, yes: u32, no: u32, steps: &mut Vec<Step>) -> u32 {
    match expression {
        Expression::Constant(true) => yes,
        Expression::Constant(false) => no,
        Expression::Test(leaf) => {
            let at = u32::try_from(steps.len()).unwrap_or(MISS);
            steps.push(Step { leaf: *leaf, yes, no });
            at
        }
        Expression::Not(inner) => place(inner, no, yes, steps),
        Expression::And(parts) => sorted(parts).into_iter().rev().fold(yes, |next, part| place(part, next, no, steps)),
        Expression::Or(parts) => sorted(parts).into_iter().rev().fold(no, |next, part| place(part, yes, next, steps)),
    }
}

fn sorted(parts: &[Expression<Leaf>]) -> Vec<&Expression<Leaf>> {
    let mut sorted: Vec<_> = parts.iter().collect();
    sorted.sort_by_cached_key(|part| cost(part));
    sorted
}

fn cost(expression: &Expression<Leaf>) -> u32 {
    let mut highest = 0;
    expression.each(&mut |leaf| highest = highest.max(leaf.cost()));
    highest * 1024 + u32::try_from(expression.tests().min(1000)).unwrap_or(1000)
}
