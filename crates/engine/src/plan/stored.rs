//! A plan in an image: its head is written, and read again with every number checked.
//!
//! ```text
//! head   slots | nodes | rules | known fields | mixed | reads the request
//!        by_slot | links | records | steps | rules | open | prefilters      two words each
//!        by_field                                                           two words
//!        keywords: 0, or 1 and a filter
//!        columns: how many, then each
//! ```
//!
//! INVARIANT: what [`Plan::read`] lets pass can be judged by without a panic and without end,
//! whoever wrote it:
//!
//! - every node, slot, rule, column and search that a table names is there, or is a number that
//!   means none;
//! - a step leads only to steps before it, so a program ends;
//! - there are no more nodes than words, so that the marks of all take no more room than the image;
//! - all nodes together have no more links in records than there are words of records, so the pass
//!   over them is linear;
//! - each index has checked its own tables.
//!
//! Whether it means what its rules say is not checked, and cannot be: a checksum and, where the
//! user asks for one, a signature say whose it is.
//!
//! Tables are gone through without a way out in between ([`every`]), so that several records are
//! looked at at a time: 30 million instructions load the 5.5 MB of the public rules, and 14 of
//! these are the checksum.
//!
//! | table | its numbers are | where they are checked |
//! |---|---|---|
//! | `by_slot` | columns | not: a column that is not there is none |
//! | `by_field` | slots | not: a slot that is not there has no column |
//! | `links`, `records` | groups (nodes), rules | [`links_are_sound`] |
//! | `steps` | nodes, searches, slots; steps | [`steps_are_sound`] |
//! | `rules` | rules of the set, steps | here |
//! | `open` | rules of the plan, slots | here |
//! | `prefilters` | slots, words | [`prefilter::is_sound`] |
//! | columns, keywords | nodes, their own words | the `read` of each index |

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::FixedState;

use super::layout::Plan;
use super::links::{self, Link};
use super::{SLOT_KEYWORDS, Slot, unindexed};

use super::program::{MISS, Step};
use super::question::{Leaf, Search};
use crate::index::column::Column;
use crate::index::filter::Filter;
use crate::index::prefilter;
use crate::memory::{HeadReader, HeadWriter, count, every};

impl Plan {
    /// Writes the head; the tables go to those of all plans.
    pub(crate) fn write(&self, head: &mut HeadWriter<'_>) {
        for number in [self.slots, self.nodes, self.rule_count] {
            head.number(count(number));
        }
        for number in [self.known, u32::from(self.mixed), u32::from(self.reads_request)] {
            head.number(number);
        }
        for part in [self.by_slot, self.links, self.records, self.steps, self.rules, self.open, self.prefilters] {
            head.words(part);
        }
        head.bytes(self.by_field);
        head.number(u32::from(self.keywords.is_some()));
        if let Some(keywords) = &self.keywords {
            keywords.write(head);
        }
        head.number(count(self.columns.len()));
        for column in &self.columns {
            column.write(head);
        }
    }

    /// Reads what [`write`](Self::write) wrote, and checks every number in it; `None` where it
    /// cannot be so. `number` is the plan's, and `rules` the number of rules in the set.
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
        let (links, of_nodes) = head.words()?;
        let (records, all_records) = head.words()?;
        let (steps, all_steps) = head.records::<3>()?;
        let (planned, all_rules) = head.records::<4>()?;
        let (open, open_rules) = head.records::<3>()?;
        let (prefilters, filters) = head.words()?;
        let (by_field, _) = head.bytes()?;
        let step_count = count(all_steps.len());
        let enters = |step: u32| step < step_count || step >= MISS;
        let asked = Asked { nodes, searches: count(searches.len()), slots };
        // What judging goes by without asking again. Columns, free fields and slots of fields are asked for
        // with `get` each time, so a number that is too large means none.
        let sound = of_slots.len() == slots as usize
            // Of a node there is more in the tables than a word, so that there is room for all their marks.
            && of_nodes.len() <= nodes as usize
            && nodes as usize <= head.memory.len()
            && links_are_sound(of_nodes, all_records, nodes, rule_count)
            && steps_are_sound(all_steps, &asked)
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
        let count = head.at_most(slots * 2)?;
        // A column takes words of the head: so no more room is made than the image accounts for.
        let mut columns = Vec::with_capacity((count as usize).min(head.rest.len()));
        for _ in 0..count {
            columns.push(Column::read(head, nodes)?);
        }
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

/// How many there are of what a step may ask for.
struct Asked {
    /// Nodes of the plan: literals, networks, bounds and groups.
    nodes: u32,
    /// Searches of the plan, patterns and expressions of other plans not counted.
    searches: u32,
    /// Slots of the plan, those of free fields included.
    slots: u32,
}

/// Whether every step asks for what is there, and goes on only to one before it, so that every
/// program ends.
fn steps_are_sound(steps: &[Step], asked: &Asked) -> bool {
    let goes_on = |at: u32, step: u32| step < at || step >= MISS;
    let mut at = 0;
    every(steps, |[question, yes, no]| {
        let there = match Leaf::decode(*question) {
            Some(Leaf::Node { number, .. }) => number < asked.nodes,
            Some(Leaf::Nodes { first, more, .. }) => first + more < asked.nodes,
            Some(Leaf::Search { number, .. }) => number < asked.searches,
            Some(Leaf::Null { slot, .. } | Leaf::Exists { slot, .. } | Leaf::Present { slot, .. } | Leaf::Look { slot, .. }) => {
                u32::from(slot) < asked.slots
            }
            None => false,
        };
        let sound = there & goes_on(at, *yes) & goes_on(at, *no);
        at += 1;
        sound
    })
}

/// Whether every node that is linked is so with groups and rules that there are. Nodes have records of their
/// own, so all their links are no more than there are words of records: where they are, records
/// overlap, and the pass ends. A group may belong to a group, though none is built so: a node is
/// marked once, so following links ends whatever they are.
fn links_are_sound(links: &[u32], records: &[u32], nodes: u32, rules: u32) -> bool {
    let fits = |link| match link {
        Link::Group(group) => group < nodes,
        Link::Rule(rule) => rule < rules,
    };
    let mut left = records.len();
    every(links, |word| match links::single(*word) {
        Ok(link) => link.is_none_or(fits),
        // What is over is not read: once the bound is passed, or a record cannot be read, the rest
        // is.
        Err(record) if left > 0 => {
            let (mut all, mut count) = (true, 0);
            let read = links::record(records, record, &mut |link| {
                count += 1;
                all &= fits(link);
            });
            let rest = left.checked_sub(count);
            left = rest.filter(|_| read.is_some()).unwrap_or(0);
            rest.is_some() && read.is_some() && all
        }
        Err(_) => false,
    })
}

#[cfg(test)]
mod tests;
