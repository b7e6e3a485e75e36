//! Looking values up: which nodes an event hits, and which rules that makes candidates.
//!
//! Every value goes through its slot's column once, and through that of the keywords where rules have any. A node that is hit is stamped with the number of the event,
//! and so are the groups that it belongs to; the rules of which it is a witness become candidates, each once. Nothing is cleared before the next event.
//!
//! What is looked up in late columns goes the same way, when a program asks ([`Scratch::look`]). What was found in the same value of the same field before may be [`known`].

use super::known::{self, Answer};
use super::scratch::Scratch;
use crate::archive::FieldId;
use crate::event::Value;
use crate::fold::{fold_into, lower_ascii};
use crate::frame::Located;
use crate::index::column::Column;
use crate::plan::links::{self, Link};
use crate::plan::{Plan, SLOT_KEYWORDS, Slot};

/// Where the text of an event's values is.
pub(super) trait Texts {
    /// A value's text as it came.
    fn raw(&self, value: &Located) -> &[u8];

    /// Copies all text, where it is needed after the event.
    fn keep(&self, values: &mut [Located], kept: &mut Vec<u8>);

    /// Folds all values at once, where that is cheaper than one by one.
    fn fold(&self, values: &mut [Located], folded: &mut Vec<u8>);

    /// The value as an index compares it that does not tell cases apart ([`Case::Ignored`](crate::index::Case)).
    fn caseless<'t>(&'t self, value: &mut Located, folded: &'t mut Vec<u8>) -> &'t [u8];

    /// Folds a value that is asked for and has not been folded.
    fn fold_one(&self, value: &mut Located, folded: &mut Vec<u8>);
}

/// All text in one piece; a value is a range of it.
pub(super) struct Joined<'t>(pub(super) &'t [u8]);

/// A value in a list; a range's start is its place there.
pub(super) struct Listed<'l>(pub(super) &'l [(FieldId, Value<'l>)]);

impl Texts for Joined<'_> {
    #[inline]
    fn raw(&self, value: &Located) -> &[u8] {
        self.0.get(value.text.clone()).unwrap_or_default()
    }

    fn keep(&self, _: &mut [Located], kept: &mut Vec<u8>) {
        kept.extend_from_slice(self.0);
    }

    #[inline]
    fn fold(&self, values: &mut [Located], folded: &mut Vec<u8>) {
        if lower_ascii(self.0, folded) {
            for value in values {
                value.folded = value.text.clone();
            }
            return;
        }
        for value in values {
            // INVARIANT: values are UTF-8: a frame's are checked when it is read, an event's are `str`.
            value.folded = fold_into(std::str::from_utf8(self.raw(value)).unwrap_or_default(), folded);
        }
    }

    #[inline]
    fn caseless<'t>(&'t self, value: &mut Located, folded: &'t mut Vec<u8>) -> &'t [u8] {
        folded.get(value.folded.clone()).unwrap_or_default()
    }

    #[inline]
    fn fold_one(&self, _: &mut Located, _: &mut Vec<u8>) {}
}

impl Texts for Listed<'_> {
    #[inline]
    fn raw(&self, value: &Located) -> &[u8] {
        match self.0.get(value.text.start) {
            Some((_, Value::Text(text))) => text.as_bytes(),
            _ => &[],
        }
    }

    fn keep(&self, values: &mut [Located], kept: &mut Vec<u8>) {
        for value in values {
            let start = kept.len();
            kept.extend_from_slice(self.raw(value));
            value.text = start..kept.len();
        }
    }

    #[inline]
    fn fold(&self, _: &mut [Located], _: &mut Vec<u8>) {}

    #[inline]
    fn caseless<'t>(&'t self, value: &mut Located, folded: &'t mut Vec<u8>) -> &'t [u8] {
        let raw = self.raw(value);
        if raw.is_ascii() {
            return raw;
        }
        self.fold_one(value, folded);
        folded.get(value.folded.clone()).unwrap_or_default()
    }

    #[inline]
    fn fold_one(&self, value: &mut Located, folded: &mut Vec<u8>) {
        // An empty value is folded as it is.
        if value.folded.is_empty()
            && let Some((_, Value::Text(text))) = self.0.get(value.text.start)
        {
            value.folded = fold_into(text, folded);
        }
    }
}

impl Scratch {
    /// Looks every value up in its column, and the event's own values in that of the keywords: what makes rules candidates. Most events end there.
    #[inline]
    pub(super) fn scan(&mut self, plan: &Plan, texts: &impl Texts) {
        let keywords = plan.column(SLOT_KEYWORDS);
        let by_slot = plan.by_slot.records::<2>(&plan.memory);
        let mut values = std::mem::take(&mut self.values);
        let mut own_valued = false;
        for (at, value) in (0..).zip(&mut values) {
            if let Some(state) = self.slots.get_mut(usize::from(value.slot)) {
                // INVARIANT: a value leads to one before it, so that who follows them comes to an end, also where an event is looked at twice.
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
            let asked = |value: &Located| plan.keywords.is_none_or(|filter| filter.may_hold(&plan.memory, texts.raw(value)));
            let keywords = keywords.filter(|_| value.own && asked(value));
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

    /// Looks a value up in its column and that of the keywords, unless it is known what that comes to, and marks what it hits.
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

    /// Follows what was hit: marks the groups that a node belongs to, and makes the rules candidates whose witness it is.
    #[inline]
    fn follow(&mut self, plan: &Plan) {
        let (links, records) = (plan.links.words(&plan.memory), plan.records.words(&plan.memory));
        // INVARIANT: a node is marked once, so the list ends.
        while let Some(&node) = self.hit.list().get(self.followed) {
            self.followed += 1;
            let (hit, candidates) = (&mut self.hit, &mut self.candidates);
            let _ = links::visit(links, records, node, &mut |link| match link {
                Link::Group(group) => hit.mark(group),
                Link::Rule(rule) => candidates.mark(rule),
            });
        }
    }
}
