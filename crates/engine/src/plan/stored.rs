//! A plan in an image: its head is written, and read again with every number checked.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::FixedState;

use super::layout::Plan;
use super::links::{self, Link};
use super::{SLOT_KEYWORDS, Slot};

use super::program::MISS;
use super::question::{Leaf, Search};
use crate::index::column::Column;
use crate::index::filter::Filter;
use crate::index::prefilter;
use crate::memory::{HeadReader, HeadWriter, count};

impl Plan {
    pub(crate) fn write(&self, head: &mut HeadWriter) {
        for number in [self.slots, self.nodes, self.rule_count] {
            head.number(count(number));
        }
        // From and to, as they will be where the tables are put.
        for word in [self.extent.start, self.extent.end] {
            head.number(count(word).wrapping_add(head.base));
        }
        for number in [self.known, u32::from(self.mixed), u32::from(self.reads_request)] {
            head.number(number);
        }
        for part in [self.by_slot, self.by_field, self.links, self.records, self.steps, self.rules, self.open, self.prefilters] {
            head.part(part);
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
        let extent = head.number()?..head.number()?;
        let end = (extent.end as usize).min(memory.len());
        let (known, mixed, reads_request) = (head.number()?, head.at_most(1)? == 1, head.at_most(1)? == 1);
        let (by_slot, of_slots) = head.records::<2>()?;
        let (by_field, _) = head.words()?;
        let (links, of_nodes) = head.words()?;
        let (records, all_records) = head.words()?;
        let (steps, all_steps) = head.records::<3>()?;
        let (planned, all_rules) = head.records::<4>()?;
        let (open, open_rules) = head.words()?;
        let (prefilters, filters) = head.words()?;
        let step_count = count(all_steps.len());
        let enters = |step: u32| step < step_count || step >= MISS;
        // A step goes on only to one before it, so that every program ends.
        let goes_on = |at: u32, step: u32| step < at || step >= MISS;
        // A group belongs to no group.
        let is_group = |node: u32| {
            let mut lowest = true;
            links::visit(of_nodes, all_records, node, &mut |link| lowest &= !matches!(link, Link::Group(_))).is_some() && lowest
        };
        let sound = of_slots.len() == slots as usize
            && of_nodes.len() == nodes as usize
            && (0..nodes).all(|node| {
                let mut fits = true;
                let read = links::visit(of_nodes, all_records, node, &mut |link| match link {
                    Link::Group(group) => fits &= group < nodes && is_group(group),
                    Link::Rule(rule) => fits &= rule < rule_count,
                });
                read.is_some() && fits
            })
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
            && open_rules.iter().all(|rule| *rule < rule_count)
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
            extent: extent.start as usize..end,
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
