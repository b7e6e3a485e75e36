//! A rule's condition as a flat program: one test a step, and where to go on either answer.
//!
//! `(a or b) and not c` is three steps, laid down from the end, so that each goes on only to steps
//! before it:
//!
//! ```text
//! 0   c?   yes: miss   no: match
//! 1   b?   yes: 0      no: miss
//! 2   a?   yes: 0      no: 1          the program begins here
//! ```
//!
//! A step is three words, of which the first is the question ([`word`](super::word)):
//!
//! ```text
//! | question |   | yes |   | no |
//!   32             32        32       a step before this one, MATCH or MISS
//! ```
//!
//! Within an AND or OR the cheap tests come first: what a mark answers, then what a late column
//! must be read for, then searches in values; tests of the package last, for they cost a walk of
//! the stack and make the answer depend on who calls. A program has no loop and no stack and asks
//! at most as many questions as it has steps. Re-evaluating a candidate as a tree was slower.
//!
//! INVARIANT: a step leads backwards or ends the program. The emitter lays `yes` and `no` down
//! first; of an image by other hands [`Plan::read`](super::Plan) refuses any other step. So every
//! program ends.

use super::Slot;
use super::nodes::Nodes;
use super::question::Leaf;
use crate::expression::Expression;
use crate::order;

/// A step: what is asked, then where to go on yes and on no.
pub(crate) type Step = [u32; 3];

/// The program ends: the rule matches.
pub(crate) const MATCH: u32 = u32::MAX;
/// The program ends: the rule does not match.
pub(crate) const MISS: u32 = u32::MAX - 1;

/// Writes programs. `late` holds, by node, the slots whose late columns must be looked at before
/// the node is asked for; `nodes` the numbers that they have in the plan.
pub(crate) struct Emitter<'l> {
    /// The steps of all rules so far.
    pub(crate) steps: Vec<Step>,
    pub(crate) late: &'l [Vec<Slot>],
    pub(crate) nodes: &'l Nodes<'l>,
}

impl Emitter<'_> {
    /// Appends the program of an expression; returns its first step, or [`MATCH`] or [`MISS`].
    /// Cheap tests come first and those of the package last, so that the package is asked for only
    /// where nothing else decides.
    pub(crate) fn emit(&mut self, expression: &Expression<Leaf>) -> u32 {
        self.place(expression, MATCH, MISS)
    }

    /// The first step of a program for the expression that goes on at `yes` where it holds, and at
    /// `no` where it does not.
    fn place(&mut self, expression: &Expression<Leaf>, yes: u32, no: u32) -> u32 {
        match expression {
            Expression::Constant(true) => yes,
            Expression::Constant(false) => no,
            Expression::Test(leaf) => {
                let late = self.late;
                let asked = match *leaf {
                    Leaf::Node { number, package } => {
                        self.nodes.asked(number, package).into_iter().rev().fold(no, |next, run| self.step(run, yes, next))
                    }
                    leaf => self.step(leaf, yes, no),
                };
                late_slots(late, *leaf)
                    .iter()
                    .fold(asked, |next, slot| self.step(Leaf::Look { slot: *slot, package: leaf.package() }, next, next))
            }
            Expression::Not(inner) => self.place(inner, no, yes),
            Expression::And(parts) => self.sorted(parts).into_iter().rev().fold(yes, |next, part| self.place(part, next, no)),
            Expression::Or(parts) => self.sorted(parts).into_iter().rev().fold(no, |next, part| self.place(part, yes, next)),
        }
    }

    /// Appends one step.
    fn step(&mut self, leaf: Leaf, yes: u32, no: u32) -> u32 {
        let at = u32::try_from(self.steps.len()).unwrap_or(MISS);
        self.steps.push([leaf.encode(), yes, no]);
        at
    }

    /// The parts of an AND or OR, cheap ones first; equally cheap ones stay in the rule's order.
    fn sorted<'e>(&self, parts: &'e [Expression<Leaf>]) -> Vec<&'e Expression<Leaf>> {
        let mut sorted: Vec<_> = parts.iter().map(|part| (self.cost(part), part)).collect();
        order::sort_by(&mut sorted, |a, b| a.0.cmp(&b.0));
        sorted.into_iter().map(|(_, part)| part).collect()
    }

    /// How dear the answer is: what is known already costs nothing, a late column more, a search
    /// most; the package's fields cost a walk of the stack.
    fn cost(&self, expression: &Expression<Leaf>) -> u32 {
        let mut highest = 0;
        expression.each(&mut |leaf| {
            let asked = match leaf {
                Leaf::Search { .. } => 2,
                _ => u32::from(!late_slots(self.late, *leaf).is_empty()),
            };
            highest = highest.max(asked + if leaf.package() { 4 } else { 0 });
        });
        highest * 1024 + u32::try_from(expression.tests().min(1000)).unwrap_or(1000)
    }
}

/// The slots whose late columns must be looked at before this is asked; none, where it is no node.
fn late_slots(late: &[Vec<Slot>], leaf: Leaf) -> &[Slot] {
    match leaf {
        Leaf::Node { number, .. } => late.get(number as usize).map_or(&[], Vec::as_slice),
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::super::links::Links;
    use super::super::needle::{Literals, Needle};
    use super::*;
    use crate::sigma::Place;

    #[test]
    fn cheap_tests_come_first_and_the_package_last() {
        let late = [Vec::new(), vec![7]];
        let mut literals = Literals::default();
        for text in [b"a", b"b"] {
            literals.intern(Needle::Literal { slot: 7, cased: false, place: Place::End, text: text.as_slice().into() });
        }
        let nodes = Nodes::new(&literals, &Links::new(&literals, &[]), &[]);
        let (package, late_node, known) =
            (Leaf::Node { number: 0, package: true }, Leaf::Node { number: 1, package: false }, Leaf::Node { number: 0, package: false });
        let (search, look) = (Leaf::Search { number: 3, package: false }, Leaf::Look { slot: 7, package: false });
        let mut emitter = Emitter { steps: Vec::new(), late: &late, nodes: &nodes };
        let first = emitter.emit(&Expression::And([package, search, late_node, known].map(Expression::Test).into()));
        // The last one is asked first, and a late column is looked up before its node is asked for.
        let asked: Vec<Option<Leaf>> = emitter.steps.iter().map(|[question, ..]| Leaf::decode(*question)).collect();
        assert_eq!((first, asked), (4, [package, search, late_node, look, known].map(Some).into()));
        // Of as dear parts the smaller one comes first, then the earlier.
        let mut emitter = Emitter { steps: Vec::new(), late: &late, nodes: &nodes };
        let both = Expression::Or(vec![Expression::Test(known), Expression::Test(Leaf::Null { slot: 2, package: false })]);
        emitter.emit(&Expression::And(vec![both, Expression::Test(Leaf::Exists { slot: 1, package: false })]));
        let asked: Vec<Option<Leaf>> = emitter.steps.iter().map(|[question, ..]| Leaf::decode(*question)).collect();
        let (null, exists) = (Leaf::Null { slot: 2, package: false }, Leaf::Exists { slot: 1, package: false });
        assert_eq!(asked, [null, known, exists].map(Some));
    }
}
