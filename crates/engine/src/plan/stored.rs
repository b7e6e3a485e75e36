//! A plan in an image: its head is written, and read again with every number checked.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::FixedState;

use super::layout::Plan;
use super::links::{self, Link};
use super::{SLOT_KEYWORDS, Slot, unindexed};

use super::program::MISS;
use super::question::{Leaf, Search};
use crate::index::column::Column;
use crate::index::filter::Filter;
use crate::index::prefilter;
use crate::memory::{HeadReader, HeadWriter, count};

impl Plan {
    pub(crate) fn write(&self, head: &mut HeadWriter<'_>) {
        for number in [self.slots, self.nodes, self.rule_count] {
            head.number(count(number));
        }
        for number in [self.known, u32::from(self.mixed), u32::from(self.reads_request)] {
            head.number(number);
        }
        for part in [self.by_slot, self.by_field, self.links, self.records, self.steps, self.rules, self.open, self.prefilters] {
            head.words(part);
        }
        head.number(u32::from(self.keywords.is_some()));
        if let Some(keywords) = &self.keywords {
            keywords.write(head);
        }
        head.number(count(self.columns.len()));
        for column in &self.columns {
            column.write(head);
        }
    }

    /// Reads what [`write`](Self::write) wrote, and checks every number in it; `None` where it cannot be so. `number` is the plan's, and `rules` the number of
    /// rules in the set.
    pub(crate) fn read(
        number: u32,
        head: &mut HeadReader<'_>,
        memory: &Arc<[u32]>,
        free: HashMap<Box<str>, Slot, FixedState>,
        searches: Vec<Search>,
        rules: u32,
    ) -> Option<Self> {
        // A slot has 16 bits.
        let (slots, nodes, rule_count) = (head.at_most(1 << 16)?, head.number()?, head.at_most(rules)?);
        let (known, mixed, reads_request) = (head.number()?, head.at_most(1)? == 1, head.at_most(1)? == 1);
        let (by_slot, of_slots) = head.records::<2>()?;
        let (by_field, _) = head.words()?;
        let (links, of_nodes) = head.words()?;
        let (records, all_records) = head.words()?;
        let (steps, all_steps) = head.records::<3>()?;
        let (planned, all_rules) = head.records::<4>()?;
        let (open, open_rules) = head.records::<3>()?;
        let (prefilters, filters) = head.words()?;
        let step_count = count(all_steps.len());
        let enters = |step: u32| step < step_count || step >= MISS;
        // A step goes on only to one before it, so that every program ends.
        let goes_on = |at: u32, step: u32| step < at || step >= MISS;
        let sound = of_slots.len() == slots as usize
            && of_nodes.len() == nodes as usize
            && links_are_sound(of_nodes, all_records, nodes, rule_count)
            && (0..).zip(all_steps).all(|(at, [question, yes, no])| {
                let known = match Leaf::decode(*question) {
                    Some(Leaf::Node { number, .. }) => number < nodes,
                    Some(Leaf::Search { number, .. }) => (number as usize) < searches.len(),
                    Some(Leaf::Null { slot, .. } | Leaf::Exists { slot, .. } | Leaf::Present { slot, .. } | Leaf::Look { slot, .. }) => {
                        u32::from(slot) < slots
                    }
                    None => false,
                };
                known && goes_on(at, *yes) && goes_on(at, *no)
            })
            && all_rules.len() == rule_count as usize
            && all_rules.iter().all(|[number, start, first, end]| *number < rules && enters(*start) && first <= end && *end <= step_count)
            && open_rules.iter().all(|[rule, slot, _]| *rule < rule_count && (*slot < slots || *slot == unindexed::ANY))
            && prefilter::is_sound(filters, slots);
        if !sound {
            return None;
        }
        let keywords = match head.at_most(1)? {
            0 => None,
            _ => Some(Filter::read(head)?),
        };
        let columns = (0..head.at_most(slots * 2)?).map(|_| Column::read(head, nodes)).collect::<Option<Vec<_>>>()?;
        Some(Self {
            memory: Arc::clone(memory),
            number,
            known,
            columns,
            by_slot,
            by_field,
            free,
            slots: slots as usize,
            nodes: nodes as usize,
            links,
            records,
            steps,
            rules: planned,
            rule_count: rule_count as usize,
            open,
            keywords,
            prefilters,
            searches_all: searches.iter().any(|search| search.reads(SLOT_KEYWORDS)),
            searches,
            mixed,
            reads_request,
        })
    }
}

/// Whether every node is linked with groups and rules that there are, and no group belongs to a group. Nodes have records of their own, so all their links are no
/// more than what there is of nodes and records: where they are, records overlap, and the pass ends.
fn links_are_sound(links: &[u32], records: &[u32], nodes: u32, rules: u32) -> bool {
    // A bit for each node: whether it is a group, and whether it belongs to one.
    let mut bits = vec![[0_u32; 2]; (nodes as usize).div_ceil(32)];
    let mut left = links.len() + records.len();
    let sound = (0..nodes).all(|node| {
        let (mut fits, mut belongs, mut count) = (true, false, 0);
        let read = links::visit(links, records, node, &mut |link| {
            count += 1;
            match link {
                Link::Group(group) => {
                    belongs = true;
                    fits &= group < nodes;
                    if let Some([groups, _]) = bits.get_mut(group as usize >> 5) {
                        *groups |= 1 << (group & 31);
                    }
                }
                Link::Rule(rule) => fits &= rule < rules,
            }
        });
        let bounded = left.checked_sub(count).map(|rest| left = rest);
        if belongs && let Some([_, members]) = bits.get_mut(node as usize >> 5) {
            *members |= 1 << (node & 31);
        }
        read.is_some() && bounded.is_some() && fits
    });
    sound && bits.iter().all(|[groups, members]| groups & members == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_to_what_is_there_and_groups_to_rules_alone() {
        let (group, rule, record) = (|number: u32| 1 << 30 | number, |number: u32| 2 << 30 | number, |at: u32| 3 << 30 | at);
        let sound = |links: &[u32], records: &[u32]| links_are_sound(links, records, count(links.len()), 4);
        assert!(sound(&[0, group(2), rule(3)], &[]));
        assert!(sound(&[group(1), record(0)], &[0, 2, 3, 1]));
        // What is not there; a group that belongs to a group, before and after its member.
        assert!(!sound(&[group(1)], &[]) && !sound(&[rule(4)], &[]) && !sound(&[record(0)], &[0, 2, 3]));
        assert!(!sound(&[group(1), group(2), 0], &[]) && !sound(&[0, group(0), group(1)], &[]));
        // One record for all nodes: their links would be more than there is to read.
        assert!(!sound(&[record(0); 32], &[0, 8, 0, 1, 2, 3, 0, 1, 2, 3]));
    }
}
