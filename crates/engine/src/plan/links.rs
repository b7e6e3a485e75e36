//! What a node that was hit means: the groups that it belongs to, and the rules that it makes candidates.
//!
//! For a node `n`, `links[2n]`, `links[2n + 1]` and `links[2n + 2]` are places in one list: from the first to the second stand `n`'s groups, and from there to the
//! third the rules of which it is a witness (the next node's groups begin there). Two loads lead from a node to all that it means, and most nodes have one entry.

use super::needle::{Literals, Needle};
use crate::memory::count;

/// The links of all nodes, one range after the other.
pub(super) fn link(literals: &Literals, witnesses: &[Option<Vec<u32>>]) -> (Vec<u32>, Vec<u32>) {
    let mut groups: Vec<Vec<u32>> = vec![Vec::new(); literals.needles.len()];
    let mut rules = groups.clone();
    for (number, needle) in (0_u32..).zip(&literals.needles) {
        if let Needle::Group(members) = needle {
            for member in members {
                if let Some(list) = groups.get_mut(*member as usize) {
                    list.push(number);
                }
            }
        }
    }
    for (rule, nodes) in (0_u32..).zip(witnesses) {
        for node in nodes.iter().flatten() {
            if let Some(list) = rules.get_mut(*node as usize) {
                list.push(rule);
            }
        }
    }
    let (mut links, mut linked) = (Vec::with_capacity(groups.len() * 2 + 1), Vec::new());
    for list in groups.iter().zip(&rules).flat_map(|(groups, rules)| [groups, rules]) {
        links.push(count(linked.len()));
        linked.extend_from_slice(list);
    }
    links.push(count(linked.len()));
    (links, linked)
}

/// The groups and the rules that a node is linked with.
#[inline]
pub(crate) fn linked<'l>(links: &[u32], linked: &'l [u32], node: u32) -> Option<(&'l [u32], &'l [u32])> {
    let [groups, rules, end] = links.get(node as usize * 2..)?.first_chunk()?;
    Some((linked.get(*groups as usize..*rules as usize)?, linked.get(*rules as usize..*end as usize)?))
}

/// Whether a rule has the node, or a group that it belongs to, among its witnesses.
pub(super) fn is_witness(links: &[u32], all: &[u32], node: u32) -> bool {
    linked(links, all, node).is_some_and(|(groups, rules)| !rules.is_empty() || groups.iter().any(|group| is_witness(links, all, *group)))
}
