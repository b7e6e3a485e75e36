//! A plan as it is run: flat tables, made once from the lowered rules.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use foldhash::fast::FixedState;

use super::lower::{Leaf, Literals, Lowering, Needle, Search};
use super::program::{Emitter, MISS};
use super::{Kind, SLOT_FREE, Slot, late, prefilters, witness};
use crate::expression::Expression;
use crate::index::Matcher;
use crate::index::column::Column;
use crate::index::network::Networks;
use crate::index::number::Bounds;
use crate::index::prefilter;
use crate::memory::{Builder, HeadReader, HeadWriter, Part, count};
use crate::rule_set::{CompiledRule, Lowered, RuleSet};
use crate::schema::Event;
use crate::sigma::Place;
use crate::sigma::network::Network;
use crate::sigma::number::{Number, Relation};

/// A rule of a plan: its number in the set, the first step of its program, and the range of its steps.
pub(crate) type PlannedRule = [u32; 4];

/// How one kind of event is judged.
#[derive(Debug)]
pub(crate) struct Plan {
    /// What the parts are parts of.
    pub(crate) memory: Arc<[u32]>,
    /// Which of its words are this plan's: all, or a share of an image's.
    extent: Range<usize>,
    /// The fields that an event of the kind may carry, as a mask.
    pub(crate) known: u32,
    pub(crate) columns: Vec<Column>,
    /// The columns of each slot, as places in `columns`: that of the literals that make rules candidates, and the late one, of the others; more than there
    /// are where it has none.
    pub(crate) by_slot: Part,
    /// The slots of an archived event's fields, by [`FieldId`](crate::archive::FieldId).
    pub(crate) by_field: Part,
    /// The slots of an application's free fields by name.
    pub(crate) free: HashMap<Box<str>, Slot, FixedState>,
    pub(crate) slots: usize,
    pub(crate) nodes: usize,
    /// Where each node's groups begin in `linked`, where its rules (numbers in `rules`) begin, and where they end: the next node's groups begin.
    pub(crate) links: Part,
    pub(crate) linked: Part,
    /// [`Step`]s.
    pub(crate) steps: Part,
    /// [`PlannedRule`]s.
    pub(crate) rules: Part,
    pub(crate) rule_count: usize,
    /// The rules without a witness.
    pub(crate) open: Part,
    /// What a host can see by itself ([`crate::index::prefilter`]); empty where it can see nothing.
    pub(crate) prefilters: Part,
    pub(crate) searches: Vec<Search>,
    /// Whether a search compares the event with the package, so that the event's text is needed until the package is known.
    pub(crate) mixed: bool,
    /// Whether a rule reads the request's fields, so that no verdict may be kept.
    pub(crate) reads_request: bool,
}

impl Plan {
    /// Lowers the rules of a kind of event and lays out their tables.
    pub(crate) fn build(kind: Kind, set: &RuleSet, lowered: &Lowered) -> Self {
        let event = match kind {
            Kind::Event(event) => Some(event),
            Kind::Archive(_) => None,
        };
        let judges = |rule: &CompiledRule| match kind {
            Kind::Event(event) => rule.events.binary_search(&event.id).is_ok(),
            Kind::Archive(source) => set.archive.judges(source, rule),
        };
        let mut lowering = Lowering::new(event, &lowered.tests);
        let judging = (0_u32..).zip(&lowered.rules).filter(|(_, rule)| judges(rule));
        let expressions: Vec<(u32, Expression<Leaf>)> = judging
            .map(|(number, rule)| (number, lowering.rule(rule)))
            .filter(|(_, expression)| *expression != Expression::Constant(false))
            .collect();
        let Lowering { literals, free, searches, .. } = lowering;
        let witnesses: Vec<_> = expressions.iter().map(|(_, expression)| witness::witness(expression, &literals)).collect();
        let (links, linked) = link(&literals, &witnesses);
        let witness = |node| is_witness(&links, &linked, node);
        let late = late::slots(&literals, &witness);
        let mut program = Emitter { steps: Vec::new(), late: &late };
        let mut rules: Vec<PlannedRule> = Vec::with_capacity(expressions.len());
        for (number, expression) in &expressions {
            let first = count(program.steps.len());
            let start = program.emit(expression);
            rules.push([*number, start, first, count(program.steps.len())]);
        }
        let steps = program.steps;
        let open: Vec<u32> = (0..).zip(&witnesses).filter(|(_, nodes)| nodes.is_none()).map(|(rule, _)| rule).collect();
        let prefilters = if event.is_some() { prefilters::prefilters(&literals, open.is_empty(), &witness) } else { Vec::new() };
        let mut memory = Builder::default();
        let slots = usize::from(SLOT_FREE) + free.len();
        let (columns, by_slot) = columns(&literals, slots, &late, &mut memory);
        let by_field = if event.is_none() { set.archive.slots(&free) } else { Vec::new() };
        let parts = (memory.records(&by_slot), memory.words(&by_field), memory.words(&links), memory.words(&linked));
        let (steps, planned, open) = (memory.records(&steps), memory.records(&rules), memory.words(&open));
        let prefilters = memory.words(&prefilters);
        let memory: Arc<[u32]> = memory.finish().into();
        let (by_slot, by_field, links, linked) = parts;
        Self {
            extent: 0..memory.len(),
            memory,
            known: event.map_or(0, Event::known_fields),
            columns,
            by_slot,
            by_field,
            free: if event.is_none() { HashMap::default() } else { free },
            slots,
            nodes: literals.needles.len(),
            links,
            linked,
            steps,
            rules: planned,
            rule_count: rules.len(),
            open,
            prefilters,
            mixed: searches.iter().any(Search::is_mixed),
            searches,
            reads_request: event.is_some_and(|event| set.interest(event.id).fields & 0xc000_0000 != 0),
        }
    }

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
        for part in [self.by_slot, self.by_field, self.links, self.linked, self.steps, self.rules, self.open, self.prefilters] {
            head.part(part);
        }
        head.number(count(self.columns.len()));
        for column in &self.columns {
            column.write(head);
        }
    }

    /// Reads what [`write`](Self::write) wrote, and checks every number in it; `None` where it cannot be so. `rules` is the number of rules in the set.
    pub(crate) fn read(
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
        let (links, ends) = head.words()?;
        let (linked, targets) = head.words()?;
        let (steps, all_steps) = head.records::<3>()?;
        let (planned, all_rules) = head.records::<4>()?;
        let (open, open_rules) = head.words()?;
        let (prefilters, filters) = head.words()?;
        let step_count = count(all_steps.len());
        let enters = |step: u32| step < step_count || step >= MISS;
        // A step goes on only to one before it, so that every program ends.
        let goes_on = |at: u32, step: u32| step < at || step >= MISS;
        let sound = of_slots.len() == slots as usize
            && ends.len() as u64 == u64::from(nodes) * 2 + 1
            && ends.is_sorted()
            && ends.last().is_none_or(|end| *end as usize <= targets.len())
            && (0..nodes).all(|node| {
                // A group belongs to no group.
                super::linked(ends, targets, node).is_some_and(|(groups, of)| {
                    let lowest =
                        |group: &u32| *group < nodes && super::linked(ends, targets, *group).is_some_and(|(more, _)| more.is_empty());
                    groups.iter().all(lowest) && of.iter().all(|rule| *rule < rule_count)
                })
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
        let columns = (0..head.at_most(slots * 2)?).map(|_| Column::read(head, nodes)).collect::<Option<Vec<_>>>()?;
        Some(Self {
            extent: extent.start as usize..end,
            memory: Arc::clone(memory),
            known,
            columns,
            by_slot,
            by_field,
            free,
            slots: slots as usize,
            nodes: nodes as usize,
            links,
            linked,
            steps,
            rules: planned,
            rule_count: rule_count as usize,
            open,
            prefilters,
            searches,
            mixed,
            reads_request,
        })
    }

    /// The words that are this plan's: all of its memory, or its share of an image's.
    pub(crate) fn own_memory(&self) -> &[u32] {
        self.memory.get(self.extent.clone()).unwrap_or_default()
    }

    /// The first of them.
    pub(crate) fn first_word(&self) -> u32 {
        count(self.extent.start)
    }

    /// The column of a slot that every value is looked up in.
    #[inline]
    pub(crate) fn column(&self, slot: Slot) -> Option<&Column> {
        let [at, _] = self.by_slot.records(&self.memory).get(usize::from(slot))?;
        self.columns.get(*at as usize)
    }

    /// The column of a slot that is looked at only where a candidate asks for what is in it.
    #[inline]
    pub(crate) fn late_column(&self, slot: Slot) -> Option<&Column> {
        let [_, at] = self.by_slot.records(&self.memory).get(usize::from(slot))?;
        self.columns.get(*at as usize)
    }

    /// Whether anything is looked for in the slot's values.
    #[inline]
    pub(crate) fn looks_at(&self, slot: Slot) -> bool {
        self.by_slot
            .records::<2>(&self.memory)
            .get(usize::from(slot))
            .is_some_and(|at| at.iter().any(|at| (*at as usize) < self.columns.len()))
    }

    /// The first step of a rule's program, and all of its steps.
    #[inline]
    pub(crate) fn rule(&self, rule: u32) -> Option<&PlannedRule> {
        self.rules.records(&self.memory).get(rule as usize)
    }
}

/// The links of all nodes, one range after the other.
fn link(literals: &Literals, witnesses: &[Option<Vec<u32>>]) -> (Vec<u32>, Vec<u32>) {
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
fn is_witness(links: &[u32], all: &[u32], node: u32) -> bool {
    linked(links, all, node).is_some_and(|(groups, rules)| !rules.is_empty() || groups.iter().any(|group| is_witness(links, all, *group)))
}

/// The columns that hold anything, and the two of each slot; `late` says what is in the second.
fn columns(literals: &Literals, slots: usize, late: &[Vec<Slot>], memory: &mut Builder) -> (Vec<Column>, Vec<[u32; 2]>) {
    #[derive(Default)]
    struct Found<'l> {
        folded: Vec<(Place, &'l [u8], u32)>,
        cased: Vec<(Place, &'l [u8], u32)>,
        networks: Vec<(Network, u32)>,
        bounds: Vec<(Relation, Number, u32)>,
        any: bool,
    }
    let mut found: Vec<[Found<'_>; 2]> = (0..slots).map(|_| Default::default()).collect();
    for (number, needle) in (0_u32..).zip(&literals.needles) {
        let (Needle::Literal { slot, .. } | Needle::Network { slot, .. } | Needle::Bound { slot, .. }) = needle else { continue };
        let Some([column, late_column]) = found.get_mut(usize::from(*slot)) else { continue };
        let into = if late.get(number as usize).is_some_and(|slots| !slots.is_empty()) { late_column } else { column };
        into.any = true;
        match needle {
            Needle::Literal { cased: true, place, text, .. } => into.cased.push((*place, text, number)),
            Needle::Literal { place, text, .. } => into.folded.push((*place, text, number)),
            Needle::Network { network, .. } => into.networks.push((*network, number)),
            Needle::Bound { relation, number: bound, .. } => into.bounds.push((*relation, *bound, number)),
            Needle::Group(_) => {}
        }
    }
    let mut columns = Vec::new();
    let mut column = |Found { folded, cased, networks, bounds, any }: Found<'_>| {
        if !any {
            return u32::MAX;
        }
        columns.push(Column {
            folded: (!folded.is_empty()).then(|| Matcher::build(folded, memory)),
            cased: (!cased.is_empty()).then(|| Matcher::build(cased, memory)),
            networks: (!networks.is_empty()).then(|| Networks::build(&networks, memory)),
            bounds: (!bounds.is_empty()).then(|| Bounds::build(bounds, memory)),
        });
        count(columns.len() - 1)
    };
    let by_slot = found.into_iter().map(|both| both.map(&mut column)).collect();
    (columns, by_slot)
}
