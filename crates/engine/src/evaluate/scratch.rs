//! The memory of a thread, which events use one after the other.
//!
//! Two ways save clearing it. What there is much of (nodes, rules) is a bit each and a list of
//! those that are set ([`Marked`]); what there is less of (slots, searches) has a *stamp*, the
//! number of the event that wrote it, which is another for the next event:
//!
//! ```text
//! epoch 41   found  [ 41 | 12 |  0 | 40 ]      search 0 found something in this event, 1 to 3 were not asked in it, or found nothing
//! ```
//!
//! INVARIANT: room is made when a plan is begun that needs more than any before, and for a stamp
//! that overflows all are cleared; so an index of the plan is always in range, and no stamp of
//! another event equals this one's.
//!
//! | lives as long as | what |
//! |---|---|
//! | a plan of an event (of several, where an archive's log source has several) | `hit`, `candidates`, stamps, `values` |
//! | an event | `matched`, `allowing`, `pending`, `strictest`, `complete`, and `kept` until the package is known |
//! | the thread | `room`, and the memory of all of these; `known`, which is made with the first event of an archive |

use super::known::{Hits, Known};
use super::marked::Marked;
use super::profile::Profiler;
use crate::archive::Route;
use crate::event::Package;
use crate::frame::Located;
use crate::plan::{PACKAGE_SLOTS, Plan, SLOT_KEYWORDS, Slot};
use crate::response::Response;

/// What is known of a field of the event.
///
/// INVARIANT: a stamp that equals [`Scratch::epoch`] belongs to the event being judged; nothing is
/// cleared between events.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct SlotState {
    /// The field is there.
    pub(super) present: u32,
    /// It has a value that is not null.
    pub(super) valued: u32,
    /// Where it is present: the place of its last value, which leads to the others.
    pub(super) first: u32,
    /// Its late column was looked at.
    pub(super) looked: u32,
}

/// All that judging an event writes.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    /// For how many nodes, rules, slots and searches of a plan there is room.
    pub(super) room: [usize; 4],
    /// The number of the event, from 1 on; 0 is no event.
    pub(super) epoch: u32,
    /// The nodes that were hit.
    pub(super) hit: Marked,
    /// Of these, in their order, so many were followed to their groups and rules.
    pub(super) followed: usize,
    /// The rules of the plan that may match.
    pub(super) candidates: Marked,
    /// By slot.
    pub(super) slots: Vec<SlotState>,
    /// By search: the event in which it found something, and the one in which it found nothing.
    pub(super) found: Vec<u32>,
    pub(super) missed: Vec<u32>,
    /// The event's values, and behind them the package's.
    pub(super) values: Vec<Located>,
    /// The text of those that were folded.
    pub(super) folded: Vec<u8>,
    /// The event's text, where it is needed until the package is known.
    pub(super) kept: Vec<u8>,
    /// Rules of the plan that need the package.
    pub(super) pending: Vec<u32>,
    /// Rules of the set that matched, and those of them with the response `allow`.
    pub(super) matched: Vec<u32>,
    pub(super) allowing: Vec<u32>,
    /// The response of the answer.
    pub(super) strictest: Option<Response>,
    /// Whether the verdict depends on nothing but the event's fields.
    pub(super) complete: bool,
    /// What was found in values before, where events repeat.
    pub(super) known: Option<Box<Known>>,
    /// What is found in the value that is looked up.
    pub(super) hits: Hits,
    /// What each rule costs, where that is asked.
    pub(super) profile: Option<Box<Profiler>>,
}

/// The values of a slot, the last one first; for keywords, all of the event's own.
pub(super) struct Of<'v> {
    values: &'v [Located],
    at: usize,
    slot: Slot,
}

impl<'v> Iterator for Of<'v> {
    type Item = &'v Located;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let value = self.values.get(self.at)?;
            self.at = if self.slot == SLOT_KEYWORDS { self.at + 1 } else { value.next as usize };
            if value.belongs_to(self.slot) {
                return Some(value);
            }
        }
    }
}

impl Scratch {
    /// The values of a slot.
    #[inline]
    pub(super) fn values_of(&self, slot: Slot) -> Of<'_> {
        Of { values: &self.values, at: self.first_of(slot), slot }
    }

    /// Where the values of a slot begin: past the end where it has none.
    #[inline]
    pub(super) fn first_of(&self, slot: Slot) -> usize {
        if slot == SLOT_KEYWORDS {
            return 0;
        }
        self.slots.get(usize::from(slot)).filter(|state| state.present == self.epoch).map_or(usize::MAX, |state| state.first as usize)
    }

    /// Forgets the event before.
    pub(super) fn reset(&mut self) {
        self.values.clear();
        self.folded.clear();
        self.kept.clear();
        self.pending.clear();
        self.matched.clear();
        self.allowing.clear();
        self.strictest = None;
        self.complete = true;
    }

    /// Makes room for the plan's stamps and begins an epoch.
    #[inline]
    pub(super) fn begin(&mut self, plan: &Plan) {
        if self.epoch == u32::MAX {
            self.slots.fill(SlotState::default());
            self.found.fill(0);
            self.missed.fill(0);
            self.epoch = 0;
        }
        self.epoch += 1;
        self.hit.clear();
        self.followed = 0;
        self.candidates.clear();
        let needed = [plan.nodes, plan.rule_count, plan.slots, plan.searches.len()];
        if self.room.iter().zip(needed).any(|(room, needed)| *room < needed) {
            self.grow(needed);
        }
    }

    /// Makes room for a plan with so many nodes, rules, slots and searches.
    #[cold]
    fn grow(&mut self, needed: [usize; 4]) {
        self.room.iter_mut().zip(needed).for_each(|(room, needed)| *room = needed.max(*room));
        let [nodes, rules, slots, searches] = self.room;
        self.hit.reserve(nodes);
        self.candidates.reserve(rules);
        self.slots.resize(slots, SlotState::default());
        self.found.resize(searches, 0);
        self.missed.resize(searches, 0);
        for list in [&mut self.pending, &mut self.matched, &mut self.allowing] {
            list.reserve((rules * Route::PLANS).saturating_sub(list.len()));
        }
    }

    /// Whether the event has a value of its own, which is a value of the keywords.
    #[inline]
    pub(super) fn value_keywords(&mut self, valued: bool) {
        if let Some(state) = self.slots.get_mut(usize::from(SLOT_KEYWORDS)).filter(|_| valued) {
            state.valued = self.epoch;
        }
    }

    /// Puts the package's fields among the values, and their text behind `text`.
    pub(super) fn put_package(&mut self, package: &Package<'_>, text: &mut Vec<u8>) {
        let mut fields = PACKAGE_SLOTS;
        let mut put = |slot: Option<Slot>, values: &mut dyn Iterator<Item = &str>| {
            for value in values {
                let from = text.len();
                text.extend_from_slice(value.as_bytes());
                let slot = slot.unwrap_or(Slot::MAX);
                self.values.push(Located { slot, null: false, own: false, text: from..text.len(), folded: 0..0, next: Located::LAST });
            }
        };
        put(fields.next(), &mut package.name.into_iter());
        if package.name.is_some() {
            put(fields.next(), &mut package.version.into_iter());
            put(fields.next(), &mut package.path.into_iter());
            put(fields.next(), &mut package.chain.iter().map(String::as_str));
            put(fields.next(), &mut std::iter::once(if package.direct { "true" } else { "false" }));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::schema::event::PROCESS_SPAWN;
    use crate::{CompileOptions, Evaluator, Event, RuleSet, Source, Value};

    /// Stamps of four billion events ago would be taken for this one's.
    #[test]
    fn an_epoch_that_overflows_begins_anew() {
        let text = "
title: t
logsource: { category: process_creation }
detection: { s: { CommandLine|contains: curl, CommandLine|re: 'c.rl +http', User: null, CurrentDirectory|exists: false }, condition: s }
";
        let rules = RuleSet::compile(&[Source { name: "r.yml", text }], &CompileOptions::default()).rules.unwrap();
        let mut evaluator = Evaluator::new(Arc::new(rules));
        let mut judge = |fields: &[(&str, Value<'_>)], epoch: Option<u32>| {
            evaluator.scratch.epoch = epoch.unwrap_or(evaluator.scratch.epoch);
            let matched = evaluator.evaluate_event(&Event { id: PROCESS_SPAWN, name: "", fields }, None).matched.len();
            (matched, evaluator.scratch.epoch)
        };
        let line = |line| ("command_line", Value::Text(line));
        let all = [line("curl http"), ("user", Value::Text("root")), ("cwd", Value::Text("/"))];
        // Each field is there in the first event, and its search finds something; in the last the search does not.
        assert_eq!((judge(&all, None), judge(&[line("curl  http")], None)), ((0, 1), (1, 2)));
        assert_eq!(judge(&[line("curl http")], Some(u32::MAX - 1)), (1, u32::MAX));
        assert_eq!(judge(&[line("curl http")], None), (1, 1));
        assert_eq!(judge(&[line("curl -o")], None), (0, 2));
    }
}
