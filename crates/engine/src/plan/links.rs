//! What a node that was hit means: the groups that it belongs to, and the rules that it makes
//! candidates.
//!
//! A word a node says it: a group; a rule; or where there is more than one, the place of a record
//! that lists them, so that one load is mostly all. Most nodes are linked with nothing: they have
//! the last numbers ([`nodes`](super::nodes)), and no word.
//!
//! ```text
//! by node   [ group 7 | rule 3 | record at 0 | ... ]
//! records   [ 1, 2, group, rule, rule | 0, 3, rule, rule, rule | ... ]     how many groups, how many rules
//! word      | kind | number |                                              2 + 30 bits
//! ```
//!
//! INVARIANT: nodes, rules and words of records are fewer than 2^30: a set has at most 2^20 tests
//! and 65,535 rules. A group belongs to no group as plans are built; who follows links marks each
//! node once, and so does not rely on it.
//!
//! # An example
//! Rules 0, 1 and 2 have the literals 0 to 4 of one list as their witness, and rule 3 has literal 4 and
//! another one, 5. The list is group 6, for three rules share it:
//!
//! ```text
//! by node   0 to 3: group 6      4: record at 0       5: rule 3      6: record at 4
//! records   [ 1, 1, 6, 3 | 0, 3, 0, 1, 2 ]            of 4: group 6, rule 3; of 6: the three rules
//! ```
//!
//! An event that hits node 4 marks 6 behind it and makes rule 3 a candidate; 6 makes 0, 1 and 2
//! candidates. With a single rule the list would not be marked: each of its members would be linked
//! with the rule. Nor is it marked for programs that ask for it: these ask for its members.

use super::needle::{Literals, Needle};
use crate::memory::count;

/// What a node is linked with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Link {
    /// A group that it is a member of: a node too.
    Group(u32),
    /// A rule of the plan whose witness it is.
    Rule(u32),
}

/// The number of bits behind the kind of a word; a word that is 0 is nothing.
const KIND: u32 = 30;
/// A group; the number is its node.
const GROUP: u32 = 1;
/// A rule of the plan.
const RULE: u32 = 2;
/// A record; the number is the place of its first word.
const RECORD: u32 = 3;

/// As many rules have a group in common as make it worth marking: with fewer, each member is linked
/// with the rule instead.
const MANY: usize = 2;
/// And so many members: fewer are linked with each of the rules.
const LONG: usize = 4;

/// The groups of all nodes, and the rules of which each is a witness.
#[derive(Debug)]
pub(super) struct Links {
    /// By node: the groups that it is a member of.
    groups: Vec<Vec<u32>>,
    /// By node: the rules of which it is a witness, each once, ascending.
    rules: Vec<Vec<u32>>,
}

impl Links {
    /// Groups of their members' nodes, and rules of their witnesses' nodes. A group that is short, or
    /// no more than one rule's witness, is not marked: each of its members makes the rule a candidate,
    /// and programs ask for the members.
    pub(super) fn new(literals: &Literals, witnesses: &[Option<Vec<u32>>]) -> Self {
        let mut groups: Vec<Vec<u32>> = vec![Vec::new(); literals.needles.len()];
        let mut rules = groups.clone();
        // By node: of how many rules it is a witness.
        let mut needed = vec![0_usize; literals.needles.len()];
        for node in witnesses.iter().flatten().flatten() {
            if let Some(needed) = needed.get_mut(*node as usize) {
                *needed += 1;
            }
        }
        let members = |node: u32| match literals.needles.get(node as usize) {
            Some(Needle::Group(members)) => members.as_slice(),
            _ => &[],
        };
        let is_marked = |node: u32| members(node).len() >= LONG && needed.get(node as usize).is_some_and(|needed| *needed >= MANY);
        for number in (0_u32..).zip(&needed).map(|(number, _)| number).filter(|number| is_marked(*number)) {
            for member in members(number) {
                if let Some(list) = groups.get_mut(*member as usize) {
                    list.push(number);
                }
            }
        }
        for (rule, nodes) in (0_u32..).zip(witnesses) {
            let each = |node: &u32| match members(*node) {
                members @ [_, ..] if !is_marked(*node) => members.to_vec(),
                _ => vec![*node],
            };
            for node in nodes.iter().flatten().flat_map(each) {
                if let Some(list) = rules.get_mut(node as usize).filter(|list| list.last() != Some(&rule)) {
                    list.push(rule);
                }
            }
        }
        Self { groups, rules }
    }

    /// Whether a rule has the node, or a group that it belongs to, among its witnesses.
    pub(super) fn is_witness(&self, node: u32) -> bool {
        let (groups, rules) = (self.groups.get(node as usize), self.rules.get(node as usize));
        rules.is_some_and(|rules| !rules.is_empty()) || groups.is_some_and(|groups| groups.iter().any(|group| self.is_witness(*group)))
    }

    /// Whether the node is linked with anything.
    pub(super) fn is_linked(&self, node: u32) -> bool {
        [&self.groups, &self.rules].iter().any(|links| links.get(node as usize).is_some_and(|links| !links.is_empty()))
    }

    /// The word of each of `linked`, which are nodes that are linked with anything, and the records; `number` is the
    /// number that a node has when the plan is run.
    pub(super) fn written(&self, linked: &[u32], number: impl Fn(u32) -> Option<u32>) -> (Vec<u32>, Vec<u32>) {
        let mut records = Vec::new();
        let numbered = |group: &u32| number(*group);
        let link = |node: &u32| {
            let groups: Vec<u32> = self.groups.get(*node as usize).into_iter().flatten().filter_map(numbered).collect();
            match (groups.as_slice(), self.rules.get(*node as usize).map(Vec::as_slice).unwrap_or_default()) {
                ([], []) => 0,
                ([group], []) => GROUP << KIND | group,
                ([], [rule]) => RULE << KIND | rule,
                (groups, rules) => {
                    let at = count(records.len());
                    records.extend([count(groups.len()), count(rules.len())]);
                    records.extend(groups);
                    records.extend(rules);
                    RECORD << KIND | at
                }
            }
        };
        (linked.iter().map(link).collect(), records)
    }
}

/// Calls `visit` with all that a node is linked with; `None` where that is nothing, or cannot be
/// read.
#[inline]
pub(crate) fn visit(links: &[u32], records: &[u32], node: u32, visit: &mut impl FnMut(Link)) -> Option<()> {
    match single(*links.get(node as usize)?) {
        Ok(link) => link.into_iter().for_each(visit),
        Err(at) => record(records, at, visit)?,
    }
    Some(())
}

/// What a node's word says: all that it is linked with, or where the record is that lists it.
#[inline]
pub(super) fn single(word: u32) -> Result<Option<Link>, u32> {
    let number = word & ((1 << KIND) - 1);
    match word >> KIND {
        GROUP => Ok(Some(Link::Group(number))),
        RULE => Ok(Some(Link::Rule(number))),
        RECORD => Err(number),
        _ => Ok(None),
    }
}

/// Calls `visit` with all that a record lists; `None` where it cannot be read.
#[inline]
pub(super) fn record(records: &[u32], at: u32, visit: &mut impl FnMut(Link)) -> Option<()> {
    let ([groups, rules], rest) = records.get(at as usize..)?.split_first_chunk()?;
    let (groups, rest) = rest.split_at_checked(*groups as usize)?;
    for group in groups {
        visit(Link::Group(*group));
    }
    for rule in rest.get(..*rules as usize)? {
        visit(Link::Rule(*rule));
    }
    Some(())
}
