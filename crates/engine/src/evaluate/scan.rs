//! Looking values up: which nodes an event hits, and which rules that makes candidates.

use super::scratch::Scratch;
use crate::archive::FieldId;
use crate::event::Value;
use crate::fold::{fold_into, lower_ascii};
use crate::frame::Located;
use crate::plan::{Plan, SLOT_KEYWORDS, Slot, linked};

/// Where the text of an event's values is.
pub(super) trait Texts {
    /// A value's text as it came.
    fn raw(&self, value: &Located) -> &[u8];

    /// Copies all text, where it is needed after the event.
    fn keep(&self, values: &mut [Located], kept: &mut Vec<u8>);

    /// Folds the values that are looked up folded, and says where.
    fn fold(&self, plan: &Plan, values: &mut [Located], folded: &mut Vec<u8>);
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
    fn fold(&self, _: &Plan, values: &mut [Located], folded: &mut Vec<u8>) {
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
    fn fold(&self, plan: &Plan, values: &mut [Located], folded: &mut Vec<u8>) {
        let keywords = plan.looks_at(SLOT_KEYWORDS);
        for value in values {
            if let Some((_, Value::Text(text))) = self.0.get(value.text.start)
                && (keywords || plan.looks_at(value.slot) || !plan.searches.is_empty())
            {
                value.folded = fold_into(text, folded);
            }
        }
    }
}

impl Scratch {
    /// Looks every value up in its column, and the event's own values in that of the keywords: what makes rules candidates. Most events end there.
    #[inline]
    pub(super) fn scan(&mut self, plan: &Plan, texts: &impl Texts) {
        let Self { epoch, hit, seen, present, valued, values, folded, candidates, .. } = self;
        let (links, all) = (plan.links.words(&plan.memory), plan.linked.words(&plan.memory));
        let mut mark = |node: u32| mark(links, all, *epoch, hit, seen, candidates, node);
        let keywords = plan.column(SLOT_KEYWORDS);
        for value in values.iter() {
            let slot = usize::from(value.slot);
            if let Some(stamp) = present.get_mut(slot) {
                *stamp = *epoch;
            }
            if value.null {
                continue;
            }
            if let Some(stamp) = valued.get_mut(slot) {
                *stamp = *epoch;
            }
            if value.own
                && let Some(stamp) = valued.get_mut(usize::from(SLOT_KEYWORDS))
            {
                *stamp = *epoch;
            }
            for column in plan.column(value.slot).into_iter().chain(keywords.filter(|_| value.own)) {
                column.scan(&plan.memory, texts.raw(value), folded.get(value.folded.clone()).unwrap_or_default(), &mut mark);
            }
        }
    }

    /// Looks a slot's values up in its late column, once for an event.
    pub(super) fn look(&mut self, plan: &Plan, texts: &impl Texts, slot: Slot) {
        let Self { epoch, hit, seen, looked, values, folded, candidates, .. } = self;
        match looked.get_mut(usize::from(slot)) {
            Some(stamp) if *stamp != *epoch => *stamp = *epoch,
            _ => return,
        }
        let Some(column) = plan.late_column(slot) else { return };
        let (links, all) = (plan.links.words(&plan.memory), plan.linked.words(&plan.memory));
        // INVARIANT: what is in a late column is no rule's witness, so no candidate is added.
        let mut mark = |node: u32| mark(links, all, *epoch, hit, seen, candidates, node);
        for value in values.iter().filter(|value| value.belongs_to(slot)) {
            column.scan(&plan.memory, texts.raw(value), folded.get(value.folded.clone()).unwrap_or_default(), &mut mark);
        }
    }
}

/// Stamps a node, the groups that it belongs to, and the rules that they are witnesses of.
#[inline]
fn mark(links: &[u32], all: &[u32], epoch: u32, hit: &mut [u32], seen: &mut [u32], candidates: &mut Vec<u32>, node: u32) {
    let Some(stamp) = hit.get_mut(node as usize) else { return };
    if *stamp == epoch {
        return;
    }
    *stamp = epoch;
    let Some((groups, rules)) = linked(links, all, node) else { return };
    for &rule in rules {
        if let Some(stamp) = seen.get_mut(rule as usize)
            && *stamp != epoch
        {
            *stamp = epoch;
            candidates.push(rule);
        }
    }
    for &group in groups {
        mark(links, all, epoch, hit, seen, candidates, group);
    }
}
