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
use crate::plan::{Plan, SLOT_KEYWORDS, Slot, linked};

/// Where the text of an event's values is.
pub(super) trait Texts {
    /// A value's text as it came.
    fn raw(&self, value: &Located) -> &[u8];

    /// Copies all text, where it is needed after the event.
    fn keep(&self, values: &mut [Located], kept: &mut Vec<u8>);

    /// Folds all values at once, where that is cheaper than one by one.
    fn fold(&self, values: &mut [Located], folded: &mut Vec<u8>);

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
        let mut values = std::mem::take(&mut self.values);
        for (at, value) in (0..).zip(&mut values) {
            let slot = usize::from(value.slot);
            if let (Some(stamp), Some(first)) = (self.present.get_mut(slot), self.first.get_mut(slot)) {
                // INVARIANT: a value leads to one before it, so that who follows them comes to an end, also where an event is looked at twice.
                value.next = if *stamp == self.epoch && *first < at { *first } else { Located::LAST };
                (*stamp, *first) = (self.epoch, at);
            }
            if value.null {
                continue;
            }
            if let Some(stamp) = self.valued.get_mut(slot) {
                *stamp = self.epoch;
            }
            if value.own
                && let Some(stamp) = self.valued.get_mut(usize::from(SLOT_KEYWORDS))
            {
                *stamp = self.epoch;
            }
            let columns = [plan.column(value.slot), keywords.filter(|_| value.own)];
            if columns.iter().any(Option::is_some) {
                let of = known::Column::new(plan, value.slot, false);
                self.look_up(plan, texts, value, of, columns.into_iter().flatten());
            }
        }
        self.values = values;
    }

    /// Looks a slot's values up in its late column, once for an event.
    pub(super) fn look(&mut self, plan: &Plan, texts: &impl Texts, slot: Slot) {
        match self.looked.get_mut(usize::from(slot)) {
            Some(stamp) if *stamp != self.epoch => *stamp = self.epoch,
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
                self.look_up(plan, texts, value, of, std::iter::once(column));
            }
        }
        self.values = values;
    }

    /// Looks a value up in columns, unless it is known what that comes to, and marks what it hits.
    #[inline]
    fn look_up<'p>(
        &mut self,
        plan: &'p Plan,
        texts: &impl Texts,
        value: &mut Located,
        of: known::Column,
        columns: impl Iterator<Item = &'p Column>,
    ) {
        let Self { epoch, hit, seen, folded, candidates, known, hits, .. } = self;
        let (links, linked) = (plan.links.words(&plan.memory), plan.linked.words(&plan.memory));
        let mut marks = Marks { links, linked, epoch: *epoch, hit, seen, candidates };
        let raw = texts.raw(value);
        let mut place = None;
        if let Some(known) = known {
            match known.of(of, raw) {
                Answer::Hits(nodes) => return nodes.iter().for_each(|node| marks.mark(*node)),
                Answer::Place(at) => place = Some(at),
                Answer::Nothing => {}
            }
        }
        texts.fold_one(value, folded);
        let text = folded.get(value.folded.clone()).unwrap_or_default();
        hits.clear();
        for column in columns {
            column.scan(&plan.memory, raw, text, &mut |node| {
                hits.push(node);
                marks.mark(node);
            });
        }
        if let (Some(known), Some(at)) = (known, place) {
            known.keep(at, of, raw, hits);
        }
    }
}

/// Where findings go.
struct Marks<'m> {
    links: &'m [u32],
    linked: &'m [u32],
    epoch: u32,
    hit: &'m mut [u32],
    seen: &'m mut [u32],
    candidates: &'m mut Vec<u32>,
}

impl<'m> Marks<'m> {
    /// Stamps a node, the groups that it belongs to, and the rules that they are witnesses of. INVARIANT: a group belongs to no group.
    #[inline]
    fn mark(&mut self, node: u32) {
        if let Some((groups, rules)) = self.stamp(node) {
            self.take(rules);
            for &group in groups {
                if let Some((_, rules)) = self.stamp(group) {
                    self.take(rules);
                }
            }
        }
    }

    /// What the node is linked with, where it was not hit before.
    #[inline]
    fn stamp(&mut self, node: u32) -> Option<(&'m [u32], &'m [u32])> {
        let stamp = self.hit.get_mut(node as usize)?;
        if *stamp == self.epoch {
            return None;
        }
        *stamp = self.epoch;
        linked(self.links, self.linked, node)
    }

    /// Makes rules candidates, each once.
    #[inline]
    fn take(&mut self, rules: &[u32]) {
        for &rule in rules {
            if let Some(stamp) = self.seen.get_mut(rule as usize)
                && *stamp != self.epoch
            {
                *stamp = self.epoch;
                self.candidates.push(rule);
            }
        }
    }
}
