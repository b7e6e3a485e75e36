//! The numbers that nodes have when a plan is run.
//!
//! While rules are lowered a node has the number in which it comes. What is run has other numbers,
//! by which less of the tables is touched:
//!
//! - **Linked ones first.** Of the nodes that an event hits two of three are linked with nothing:
//!   programs ask for them, and that is all. They have the last numbers, so they have no word in
//!   the table of links, and nobody looks whether they have.
//! - **Members of a list in a row.** A list that programs ask for is no node of its own. What is
//!   asked is whether any of some marks in a row is set: of a word of the marks, so that it is one
//!   load for up to 32 members ([`Leaf::Nodes`](super::question::Leaf)).
//! - A list is marked, and has a number, only where it is long and several rules have it as a
//!   witness.
//!
//! ```text
//! lists asked for    one: a b c d     other: c d e        witnesses: x y
//! numbers            x 0   y 1   a 2   b 3   c 4   d 5   e 6
//! one, other         2 to 5, 4 to 6
//! ```
//!
//! Members stand in the order of the lists that they are in, so those of the same lists stand
//! together. Of the public rules a list of 13 members is 2.9 such runs on average.
//!
//! INVARIANT: each node of the index has a number, and no two have the same.

use super::links::Links;
use super::needle::{Literals, Needle};
use super::question::Leaf;
use super::word::NEAR;
use crate::expression::Expression;
use crate::memory::count;
use crate::order;

/// Bits of a word of the marks.
const WORD: u32 = u32::BITS;

/// The numbers of a plan's nodes.
#[derive(Debug)]
pub(crate) struct Nodes<'l> {
    pub(super) literals: &'l Literals,
    /// By node as it was lowered.
    numbers: Vec<Option<u32>>,
    /// The nodes as they were lowered, by their numbers.
    pub(super) order: Vec<u32>,
    /// So many of them are linked with something: the first.
    linked: usize,
}

impl<'l> Nodes<'l> {
    /// Numbers for what `links` does not mark, too; `asked` is what programs ask for.
    pub(super) fn new(literals: &'l Literals, links: &Links, asked: &[Expression<Leaf>]) -> Self {
        let all = literals.needles.len();
        let mut is_asked = vec![false; all];
        for expression in asked {
            expression.each(&mut |leaf| {
                if let Leaf::Node { number, .. } = leaf
                    && let Some(asked) = is_asked.get_mut(*number as usize)
                {
                    *asked = true;
                }
            });
        }
        // By node, the lists that it is in and that are asked for, ascending.
        let mut lists: Vec<Vec<u32>> = vec![Vec::new(); all];
        for ((list, needle), asked) in (0..).zip(&literals.needles).zip(&is_asked) {
            if let Needle::Group(members) = needle
                && *asked
                && !links.is_linked(list)
            {
                for member in members {
                    if let Some(lists) = lists.get_mut(*member as usize) {
                        lists.push(list);
                    }
                }
            }
        }
        let is_node = |(node, needle): &(u32, &Needle)| !matches!(needle, Needle::Group(_)) || links.is_linked(*node);
        let (first, rest): (Vec<u32>, Vec<u32>) =
            (0..).zip(&literals.needles).filter(is_node).map(|(node, _)| node).partition(|node| links.is_linked(*node));
        let linked = first.len();
        let mut order = Vec::with_capacity(linked + rest.len());
        for part in [first, rest] {
            let lists = |node: &u32| lists.get(*node as usize).map(Vec::as_slice).unwrap_or_default();
            let (mut listed, alone): (Vec<u32>, Vec<u32>) = part.into_iter().partition(|node| !lists(node).is_empty());
            // They mostly stand so, for the members of a list come one behind the other.
            order::sort_by(&mut listed, |one, other| lists(one).cmp(lists(other)));
            order.extend(listed.into_iter().chain(alone));
        }
        let mut numbers = vec![None; all];
        for (number, node) in (0..).zip(&order) {
            if let Some(place) = numbers.get_mut(*node as usize) {
                *place = Some(number);
            }
        }
        Self { literals, numbers, order, linked }
    }

    /// Those that are linked with something, as they were lowered, by their numbers.
    pub(super) fn linked(&self) -> &[u32] {
        self.order.get(..self.linked).unwrap_or_default()
    }

    /// The number of a node as it was lowered; none of a list that is not marked.
    pub(super) fn number(&self, node: u32) -> Option<u32> {
        *self.numbers.get(node as usize)?
    }

    /// What is asked for a node: questions of which any must hold.
    pub(super) fn asked(&self, node: u32, package: bool) -> Vec<Leaf> {
        let mut members: Vec<u32> = match (self.number(node), self.literals.needles.get(node as usize)) {
            (None, Some(Needle::Group(members))) => members.iter().filter_map(|member| self.number(*member)).collect(),
            (number, _) => number.into_iter().collect(),
        };
        members.sort_unstable();
        members
            .chunk_by(|one, next| one + 1 == *next && one / WORD == next / WORD && *next < NEAR)
            .map(|run| Leaf::Nodes { first: run.first().copied().unwrap_or_default(), more: count(run.len()).saturating_sub(1), package })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sigma::Place;

    /// The example of the module's documentation, and a run that goes on in the next word.
    #[test]
    fn linked_ones_come_first_and_members_stand_in_a_row() {
        let literal =
            |number: u32| Needle::Literal { slot: 40, cased: false, place: Place::End, text: number.to_string().into_bytes().into() };
        let mut literals = Literals::default();
        // As they come: a, x, b, c, y, d, e.
        for number in 0..7 {
            literals.intern(literal(number));
        }
        let (one, other, shared) = (
            literals.intern(Needle::Group(vec![0, 2, 3, 5])),
            literals.intern(Needle::Group(vec![3, 5, 6])),
            literals.intern(Needle::Group(vec![1, 4])),
        );
        let node = |number| Expression::Test(Leaf::Node { number, package: false });
        let witnesses = [Some(vec![1]), Some(vec![4])];
        let nodes = |witnesses: &[Option<Vec<u32>>]| {
            let links = Links::new(&literals, witnesses);
            let nodes = Nodes::new(&literals, &links, &[Expression::And(vec![node(one), node(other)]), node(3)]);
            (nodes.order.clone(), nodes.linked, [one, other, shared, 3].map(|node| nodes.asked(node, false)))
        };
        let run = |first, more| Leaf::Nodes { first, more, package: false };
        let expected = [vec![run(2, 3)], vec![run(4, 2)], vec![run(0, 1)], vec![run(4, 0)]];
        assert_eq!(nodes(&witnesses), (vec![1, 4, 0, 2, 3, 5, 6], 2, expected));
        // A list that is the witness of two rules is marked, a short one is not.
        let (order, linked, asked) = nodes(&[Some(vec![one]), Some(vec![one])]);
        assert_eq!((order, linked), (vec![3, 5, 0, 2, one, 6, 1, 4], 5));
        assert_eq!(asked[..2], [vec![run(4, 0)], vec![run(0, 1), run(5, 0)]]);
        assert_eq!(nodes(&[Some(vec![shared]), Some(vec![shared])]).0, nodes(&witnesses).0);
        let mut literals = Literals::default();
        let many: Vec<u32> = (0..70).map(|number| literals.intern(literal(number))).collect();
        let list = literals.intern(Needle::Group(many));
        let nodes = Nodes::new(&literals, &Links::new(&literals, &[]), &[node(list)]);
        assert_eq!(nodes.asked(list, false), [run(0, 31), run(32, 31), run(64, 5)]);
    }
}
