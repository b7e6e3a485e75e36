//! Looking values up: which nodes an event hits, and which rules that makes candidates.
//!
//! Every value goes through its slot's column once, and through that of the keywords where rules
//! have any. A node that is hit is marked; when all values are through, so are the groups that it
//! belongs to and that several rules have as a witness, and the rules of which it is a witness become candidates, each once.
//!
//! ```text
//! value ──> known? ──> its nodes ───────────────┐
//!             │ no                              v
//!             └─> column (and keywords) ──> nodes marked ──> groups marked ──> candidates
//! ```
//!
//! Late columns go the same way, when a program asks ([`Scratch::look`]). What was found in the
//! same value of the same field before may be [`known`]; it is asked only where a look-up costs
//! more.
//!
//! INVARIANT: a value leads to another of its slot that stands before it, so whoever follows them
//! comes to an end. A node is marked once, and one that is marked is followed once, so following
//! ends whatever the links are.
//!
//! **Bound**: each value once a column, at most two columns and the keywords'; each node once.
//!
//! | a value of an archive | is asked among the known | since |
//! |---|---|---|
//! | of a column that is read in full, or parsed | yes | a look-up costs a load for every few bytes |
//! | that may hold a keyword | yes | two columns are read |
//! | that is not ASCII | yes | it would be folded |
//! | of a column with starts and ends alone | no | a look-up costs less than the comparison |

use super::known::{self, Answer};
use super::scratch::Scratch;
use super::texts::Texts;
use crate::frame::Located;
use crate::index::column::Column;
use crate::plan::links::{self, Link};
use crate::plan::{Plan, SLOT_KEYWORDS, Slot};

impl Scratch {
    /// Looks every value up in its column, and the event's own values in that of the keywords: what
    /// makes rules candidates. Most events end there.
    #[inline]
    pub(super) fn scan(&mut self, plan: &Plan, texts: &impl Texts) {
        // What does not depend on the value is asked for once.
        let keywords = plan.column(SLOT_KEYWORDS);
        let by_slot = plan.by_slot.records::<2>(&plan.memory);
        // Taken out, so that marks can be written while the values are gone through.
        let mut values = std::mem::take(&mut self.values);
        let mut own_valued = false;
        for (at, value) in (0..).zip(&mut values) {
            if let Some(state) = self.slots.get_mut(usize::from(value.slot)) {
                // INVARIANT: a value leads to one before it, so that who follows them comes to an
                // end, also where an event is looked at twice.
                value.next = if state.present == self.epoch && state.first < at { state.first } else { Located::LAST };
                (state.present, state.first) = (self.epoch, at);
                if !value.null {
                    state.valued = self.epoch;
                }
            }
            if value.null {
                continue;
            }
            own_valued |= value.own;
            let own = by_slot.get(usize::from(value.slot)).and_then(|[at, _]| plan.columns.get(*at as usize));
            let keywords = keywords.filter(|_| value.own);
            if own.is_some() || keywords.is_some() {
                let of = known::Column::new(plan, value.slot, false);
                self.look_up(plan, texts, value, of, (own, keywords));
            }
        }
        self.value_keywords(own_valued);
        self.values = values;
        self.follow(plan);
    }

    /// Looks a slot's values up in its late column, once for an event.
    pub(super) fn look(&mut self, plan: &Plan, texts: &impl Texts, slot: Slot) {
        match self.slots.get_mut(usize::from(slot)) {
            Some(state) if state.looked != self.epoch => state.looked = self.epoch,
            _ => return,
        }
        let Some(column) = plan.late_column(slot) else { return };
        // INVARIANT: what is in a late column is no rule's witness, so no candidate is added.
        let of = known::Column::new(plan, slot, true);
        let mut values = std::mem::take(&mut self.values);
        let mut next = self.first_of(slot);
        while let Some(value) = values.get_mut(next) {
            next = if slot == SLOT_KEYWORDS { next + 1 } else { value.next as usize };
            if value.belongs_to(slot) {
                self.look_up(plan, texts, value, of, (Some(column), None));
            }
        }
        self.values = values;
        self.follow(plan);
    }

    /// Looks a value up in its column and that of the keywords, unless it is known what that comes
    /// to, and marks what it hits.
    #[inline(always)]
    #[expect(
        clippy::inline_always,
        reason = "of most values of an archive what they hit is known; a call would be a fifth of what that costs"
    )]
    fn look_up(
        &mut self,
        plan: &Plan,
        texts: &impl Texts,
        value: &mut Located,
        of: known::Column,
        columns: (Option<&Column>, Option<&Column>),
    ) {
        let (own, keywords) = columns;
        let mut place = None;
        if let Some(known) = &mut self.known {
            let raw = texts.raw(value);
            // What is not ASCII has to be folded to be looked up.
            if keywords.is_some() || own.is_some_and(|own| own.dear) || !raw.is_ascii() {
                match known.of(of, raw) {
                    Answer::Hits(nodes) => return nodes.iter().for_each(|node| self.hit.mark(*node)),
                    Answer::Place(at) => place = Some((of, at)),
                    Answer::Nothing => {}
                }
            }
        }
        self.look_up_anew(plan, texts, value, place, columns);
    }

    /// Looks a value up, marks what it hits, and keeps that where there is a place for it.
    #[inline(never)]
    fn look_up_anew(
        &mut self,
        plan: &Plan,
        texts: &impl Texts,
        value: &mut Located,
        place: Option<(known::Column, usize)>,
        (own, keywords): (Option<&Column>, Option<&Column>),
    ) {
        let Self { hit, folded, known, hits, .. } = self;
        let raw = texts.raw(value);
        let text = texts.caseless(value, folded);
        hits.clear();
        let mut found = |node| {
            hits.push(node);
            hit.mark(node);
        };
        if let Some(own) = own {
            own.scan(&plan.memory, raw, text, &mut found);
        }
        if let Some(keywords) = keywords {
            keywords.scan(&plan.memory, raw, text, &mut found);
        }
        if let (Some(known), Some((of, at))) = (known, place) {
            known.keep(at, of, raw, hits);
        }
    }

    /// Follows what was hit: marks the groups that a node belongs to, and makes the rules
    /// candidates whose witness it is. Most nodes are linked with nothing, and have no word among
    /// the links.
    ///
    /// ```text
    /// marked     [ 1, 4 ]          1 belongs to group 6; 4 is the witness of rule 0
    ///            [ 1, 4, 6 ]       6 was put behind them, and is followed too: it means nothing by itself
    /// candidates [ 0 ]
    /// ```
    #[inline]
    fn follow(&mut self, plan: &Plan) {
        let (links, records) = (plan.links.words(&plan.memory), plan.records.words(&plan.memory));
        let Self { hit, candidates, followed, .. } = self;
        let mut at = *followed;
        // INVARIANT: a node is marked once, so the list ends.
        while let Some(&node) = hit.list().get(at) {
            at += 1;
            let _ = links::visit(links, records, node, &mut |link| match link {
                Link::Group(group) => hit.mark(group),
                Link::Rule(rule) => candidates.mark(rule),
            });
        }
        *followed = at;
    }
}
