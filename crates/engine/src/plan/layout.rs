//! A plan as it is run: flat tables, made once from the lowered rules.
//!
//! ```text
//! a value ── by_slot ──> column ──> nodes ── links ──> groups that are marked (nodes again)
//!                                              └─────> rules: candidates ── rules ──> steps
//! ```
//!
//! All tables are parts of one array of words ([`crate::memory`]) and refer to each other by
//! number, so that a plan is the same in memory and in an image, and is shared by all threads. What
//! is not flat stands beside: names of free fields, and searches, whose patterns are text.
//!
//! ```text
//! by_slot    | first column | late column |                       8 bytes a slot
//! by_field   | slot |                                             2 bytes a field of an archive
//! links      | kind | number |                                    2 + 30 bits a node
//! records    | groups | rules | group... | rule... |              4 bytes each
//! steps      | question | yes | no |                              12 bytes each
//! rules      | number | first step | its steps from | to |        16 bytes each
//! open       | rule | slot | bytes |                              12 bytes each
//! ```
//!
//! INVARIANT: every number in a table is of something that is there, and steps lead backwards.
//! Building makes it so; [`Plan::read`] checks it once for a plan of an image (`stored.rs`), and so
//! nothing is checked while events are judged, but for the bounds of slices.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::FixedState;

use super::Slot;
use super::question::Search;
use crate::index::column::Column;
use crate::index::filter::Filter;
use crate::memory::Part;

/// A rule of a plan: its number in the set, the first step of its program, and the range of its
/// steps.
pub(crate) type PlannedRule = [u32; 4];

/// How one kind of event is judged.
#[derive(Debug)]
pub(crate) struct Plan {
    /// What the parts are parts of: of an image, the memory of all its plans.
    pub(crate) memory: Arc<[u32]>,
    /// No other plan of the set has it.
    pub(crate) number: u32,
    /// The fields that an event of the kind may carry, as a mask.
    pub(crate) known: u32,
    pub(crate) columns: Vec<Column>,
    /// The columns of each slot, as places in `columns`: that of the literals that make rules
    /// candidates, and the late one, of the others; more than there are where it has none.
    pub(crate) by_slot: Part,
    /// The slots of an archived event's fields, two bytes each, by
    /// [`FieldId`](crate::archive::FieldId).
    pub(crate) by_field: Part,
    /// The slots of an application's free fields by name.
    pub(crate) free: HashMap<Box<str>, Slot, FixedState>,
    /// How many slots there are.
    pub(crate) slots: usize,
    /// How many nodes: literals, networks, bounds, and groups that are marked.
    pub(crate) nodes: usize,
    /// By node, of those that have any, its groups and its rules, which are numbers in `rules`, or where in `records` these
    /// are ([`links`](super::links)).
    pub(crate) links: Part,
    /// What nodes are linked with that have more than one link.
    pub(crate) records: Part,
    /// [`Step`](super::program::Step)s.
    pub(crate) steps: Part,
    /// [`PlannedRule`]s.
    pub(crate) rules: Part,
    /// How many there are.
    pub(crate) rule_count: usize,
    /// The rules without a witness: [`Unindexed`](super::unindexed::Unindexed).
    pub(crate) open: Part,
    /// Whether a value of an archived event may hold a keyword; `None` where each has to be looked
    /// up for that, or there are no keywords.
    pub(crate) keywords: Option<Filter>,
    /// What a host can see by itself ([`crate::index::prefilter`]); empty where it can see nothing.
    pub(crate) prefilters: Part,
    /// What is searched for only when a program asks, by number.
    pub(crate) searches: Vec<Search>,
    /// Whether a search looks at each of an event's own values, for keywords.
    pub(crate) searches_all: bool,
    /// Whether a search compares the event with the package, so that the event's text is needed
    /// until the package is known.
    pub(crate) mixed: bool,
    /// Whether a rule reads the request's fields, so that no verdict may be kept.
    pub(crate) reads_request: bool,
}

impl Plan {
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
