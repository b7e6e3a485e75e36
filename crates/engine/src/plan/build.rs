//! Building a plan from rules: everything that can be known before an event comes is decided here.
//!
//! In this order, since each step needs what is before it:
//!
//! 1. the rules that judge this kind of event are lowered; one that is constantly false is none of
//!    the plan's;
//! 2. witnesses are chosen, and with them what each node is linked with;
//! 3. what is nobody's witness may wait, in late columns;
//! 4. programs are written, which look late columns up before they ask;
//! 5. literals, networks and bounds are laid in columns, and all tables one behind the other in
//!    memory.
//!
//! A plan is made when the first event of its kind is judged (a process meets few kinds, and a load
//! of YAML need not wait for the others), or read from an image. **Cost**: linear in the literals'
//! bytes, and in the rules' expressions once they are spelt out.
//!
//! | made | from | asked by |
//! |---|---|---|
//! | expressions over questions | rules, tests (`lower`) | all that follows |
//! | weights | how many rules ask for a literal, its length and place (`needle`) | `witness` |
//! | witnesses, and what is left to ask | expressions, weights (`witness`) | `links`, `program` |
//! | links | witnesses, groups that are asked for (`links`) | `late`, and the evaluator for each node hit |
//! | late slots | literals that are nobody's witness (`late`) | `program`, the columns |
//! | steps | what is left to ask (`program`) | the evaluator for each candidate |
//! | columns | literals, networks, bounds by slot (`crate::index`) | the evaluator for each value |
//!
//! INVARIANT: the same rules give the same words, whichever event comes first and on every target; an
//! image is compared byte by byte.

use std::collections::HashMap;
use std::sync::Arc;

use super::layout::{Plan, PlannedRule};
use super::links::Links;
use super::lower::Lowering;
use super::needle::Needle;
use super::nodes::Nodes;
use super::program::Emitter;
use super::question::{Leaf, Search};
use super::{Kind, SLOT_FREE, SLOT_KEYWORDS, Slot, keywords, late, prefilters, unindexed, witness};
use crate::expression::Expression;
use crate::index::column::Column;
use crate::index::network::Networks;
use crate::index::number::Bounds;
use crate::index::{Case, Matcher};
use crate::memory::{Builder, count};
use crate::rule_set::{CompiledRule, Lowered, RuleSet};
use crate::schema::Event;
use crate::sigma::Place;
use crate::sigma::network::Network;
use crate::sigma::number::{Number, Relation};

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
        // 1. What rules ask, over slots and nodes. Equal tests of different rules become one here,
        //    so all are lowered before anything is chosen.
        let mut lowering = Lowering::new(event, &lowered.tests);
        let judging = (0_u32..).zip(&lowered.rules).filter(|(_, rule)| judges(rule));
        let expressions: Vec<(u32, Expression<Leaf>)> = judging
            .map(|(number, rule)| (number, lowering.rule(rule)))
            .filter(|(_, expression)| *expression != Expression::Constant(false))
            .collect();
        let Lowering { literals, free, searches, .. } = lowering;
        // 2. What must be hit. A node is a witness too where a group of it is: its literal has to
        //    be looked for in every value then.
        let weights = literals.weights();
        let witnesses: Vec<_> = expressions.iter().map(|(_, expression)| witness::witness(expression, &weights)).collect();
        // What the witness has answered by itself is not asked again.
        let asked: Vec<Expression<Leaf>> =
            expressions.iter().zip(&witnesses).map(|((_, expression), nodes)| witness::rest(expression, nodes.as_deref())).collect();
        let links = Links::new(&literals, &witnesses);
        let nodes = Nodes::new(&literals, &links, &asked);
        let witness = |node| links.is_witness(node);
        // 3. What is left may wait.
        let late = late::slots(&literals, &witness);
        // 4. Programs lie one behind the other; a rule keeps the range of its own steps, so that
        //    all its searches can be answered before the event's text is gone.
        let mut program = Emitter { steps: Vec::new(), late: &late, nodes: &nodes };
        let mut rules: Vec<PlannedRule> = Vec::with_capacity(expressions.len());
        for ((number, _), asked) in expressions.iter().zip(&asked) {
            let first = count(program.steps.len());
            let start = program.emit(asked);
            rules.push([*number, start, first, count(program.steps.len())]);
        }
        let steps = program.steps;
        let open = unindexed::unindexed(&expressions, &witnesses, &searches, &lowered.tests);
        let prefilters = if event.is_some() { prefilters::prefilters(&literals, open.is_empty(), &witness) } else { Vec::new() };
        // 5. Tables. Columns first, as they hold most of the words; their order means nothing to
        //    readers.
        let mut memory = Builder::default();
        let slots = usize::from(SLOT_FREE) + free.len();
        let (columns, by_slot) = columns(&nodes, slots, &late, &mut memory);
        let by_field = if event.is_none() { set.archive.slots(&free) } else { Vec::new() };
        let (links, records) = links.written(nodes.linked(), |node| nodes.number(node));
        let (by_slot, by_field, links, records) =
            (memory.records(&by_slot), memory.bytes(by_field.as_flattened()), memory.words(&links), memory.words(&records));
        let keywords = if event.is_none() { keywords::filter(&literals.needles, &searches, &lowered.tests, &mut memory) } else { None };
        let (steps, planned, open) = (memory.records(&steps), memory.records(&rules), memory.records(&open));
        let prefilters = memory.words(&prefilters);
        let memory: Arc<[u32]> = memory.finish().into();
        Self {
            memory,
            // Known values of archives are kept by this number: ids of events have sixteen bits.
            number: match kind {
                Kind::Event(event) => u32::from(event.id),
                Kind::Archive(source) => count(source).saturating_add(1 << 16),
            },
            known: event.map_or(0, Event::known_fields),
            columns,
            by_slot,
            by_field,
            // An archive's fields are told by number (`by_field`), so their names are needed no
            // more.
            free: if event.is_none() { HashMap::default() } else { free },
            slots,
            nodes: nodes.order.len(),
            links,
            records,
            steps,
            rules: planned,
            rule_count: rules.len(),
            open,
            keywords,
            prefilters,
            mixed: searches.iter().any(Search::is_mixed),
            searches_all: searches.iter().any(|search| search.reads(SLOT_KEYWORDS)),
            searches,
            // The bits of `request.route` and `request.id`.
            reads_request: event.is_some_and(|event| set.interest(event.id).fields & 0xc000_0000 != 0),
        }
    }
}

/// The columns that hold anything, and the two of each slot as places among them, `u32::MAX` for
/// none; `late` says what is in the second.
fn columns(nodes: &Nodes<'_>, slots: usize, late: &[Vec<Slot>], memory: &mut Builder) -> (Vec<Column>, Vec<[u32; 2]>) {
    /// What one column will hold, by kind of index, each with its node.
    #[derive(Default)]
    struct Found<'l> {
        folded: Vec<(Place, &'l [u8], u32)>,
        cased: Vec<(Place, &'l [u8], u32)>,
        networks: Vec<(Network, u32)>,
        bounds: Vec<(Relation, Number, u32)>,
        any: bool,
    }
    let mut found: Vec<[Found<'_>; 2]> = (0..slots).map(|_| Default::default()).collect();
    for (number, node) in (0_u32..).zip(&nodes.order) {
        let needle = nodes.literals.needles.get(*node as usize);
        let Some(needle @ (Needle::Literal { slot, .. } | Needle::Network { slot, .. } | Needle::Bound { slot, .. })) = needle else {
            continue;
        };
        let Some([column, late_column]) = found.get_mut(usize::from(*slot)) else { continue };
        let into = if late.get(*node as usize).is_some_and(|slots| !slots.is_empty()) { late_column } else { column };
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
        let mut column = Column {
            folded: (!folded.is_empty()).then(|| Matcher::build(folded, Case::Ignored, memory)),
            cased: (!cased.is_empty()).then(|| Matcher::build(cased, Case::Told, memory)),
            networks: (!networks.is_empty()).then(|| Networks::build(&networks, memory)),
            bounds: (!bounds.is_empty()).then(|| Bounds::build(bounds, memory)),
            dear: false,
        };
        column.price();
        columns.push(column);
        count(columns.len() - 1)
    };
    let by_slot = found.into_iter().map(|both| both.map(&mut column)).collect();
    (columns, by_slot)
}
