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
//! A step is three words:
//!
//! ```text
//! | package | kind | number |   | yes |   | no |
//!   1 bit     3      28           32        32       a step before this one, MATCH or MISS
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
use super::question::Leaf;
use crate::expression::Expression;
use crate::order;

/// A step: what is asked, then where to go on yes and on no.
pub(crate) type Step = [u32; 3];

/// The program ends: the rule matches.
pub(crate) const MATCH: u32 = u32::MAX;
/// The program ends: the rule does not match.
pub(crate) const MISS: u32 = u32::MAX - 1;

/// Behind so many bits stands what is asked.
const KIND: u32 = 28;
/// The answer needs the package.
const PACKAGE: u32 = 1 << 31;
/// The bits that hold a node, a slot or a search.
const NUMBER: u32 = (1 << KIND) - 1;

impl Leaf {
    /// The question as a word. INVARIANT: a plan has fewer than 2^28 nodes and searches: a set has
    /// at most 2^20 tests, and each becomes a few literals (at most 33, of a regular expression), a
    /// search, and parts of groups.
    fn encode(self) -> u32 {
        let (kind, number, package) = match self {
            Self::Node { number, package } => (0, number, package),
            Self::Null { slot, package } => (1, u32::from(slot), package),
            Self::Exists { slot, package } => (2, u32::from(slot), package),
            Self::Present { slot, package } => (3, u32::from(slot), package),
            Self::Search { number, package } => (4, number, package),
            Self::Look { slot, package } => (5, u32::from(slot), package),
        };
        kind << KIND | number & NUMBER | if package { PACKAGE } else { 0 }
    }

    /// The question of a word; `None` where it is none.
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "slots are put in as 16 bits")]
    pub(crate) fn decode(word: u32) -> Option<Self> {
        let (number, package) = (word & NUMBER, needs_package(word));
        let slot = number as Slot;
        Some(match word >> KIND & 7 {
            0 => Self::Node { number, package },
            1 => Self::Null { slot, package },
            2 => Self::Exists { slot, package },
            3 => Self::Present { slot, package },
            4 => Self::Search { number, package },
            5 => Self::Look { slot, package },
            _ => return None,
        })
    }
}

/// The node that is asked for, where the question is one of a node that is not the package's: as a
/// word it is the node's number.
#[inline]
pub(crate) fn own_node(question: u32) -> Option<u32> {
    (question <= NUMBER).then_some(question)
}

/// Whether the answer is known only once the stack has been read.
#[inline]
pub(crate) fn needs_package(question: u32) -> bool {
    question & PACKAGE != 0
}

/// Writes programs. `late` holds, by node, the slots whose late columns must be looked at before
/// the node is asked for.
pub(crate) struct Emitter<'l> {
    /// The steps of all rules so far.
    pub(crate) steps: Vec<Step>,
    pub(crate) late: &'l [Vec<Slot>],
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
                let asked = self.step(*leaf, yes, no);
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
    use super::*;

    #[test]
    fn cheap_tests_come_first_and_the_package_last() {
        let late = [Vec::new(), vec![7]];
        let (package, late_node, known) =
            (Leaf::Node { number: 0, package: true }, Leaf::Node { number: 1, package: false }, Leaf::Node { number: 0, package: false });
        let (search, look) = (Leaf::Search { number: 3, package: false }, Leaf::Look { slot: 7, package: false });
        let mut emitter = Emitter { steps: Vec::new(), late: &late };
        let first = emitter.emit(&Expression::And([package, search, late_node, known].map(Expression::Test).into()));
        // The last one is asked first, and a late column is looked up before its node is asked for.
        let asked: Vec<Option<Leaf>> = emitter.steps.iter().map(|[question, ..]| Leaf::decode(*question)).collect();
        assert_eq!((first, asked), (4, [package, search, late_node, look, known].map(Some).into()));
        // Of as dear parts the smaller one comes first, then the earlier.
        let mut emitter = Emitter { steps: Vec::new(), late: &late };
        let both = Expression::Or(vec![Expression::Test(known), Expression::Test(Leaf::Null { slot: 2, package: false })]);
        emitter.emit(&Expression::And(vec![both, Expression::Test(Leaf::Exists { slot: 1, package: false })]));
        let asked: Vec<Option<Leaf>> = emitter.steps.iter().map(|[question, ..]| Leaf::decode(*question)).collect();
        let (null, exists) = (Leaf::Null { slot: 2, package: false }, Leaf::Exists { slot: 1, package: false });
        assert_eq!(asked, [null, known, exists].map(Some));
    }
}
