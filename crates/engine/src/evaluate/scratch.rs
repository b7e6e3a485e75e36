//! The memory of a thread, which events use one after the other.

use super::known::{Hits, Known};
use super::profile::Profiler;
use crate::event::Package;
use crate::frame::Located;
use crate::plan::{PACKAGE_SLOTS, Plan, SLOT_KEYWORDS, Slot};
use crate::response::Response;

/// INVARIANT: a stamp that equals `epoch` belongs to the event being judged; nothing is cleared between events.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    pub(super) epoch: u32,
    /// By node.
    pub(super) hit: Vec<u32>,
    /// By rule of the plan: it is a candidate.
    pub(super) seen: Vec<u32>,
    /// By slot: the field is there, and has a value.
    pub(super) present: Vec<u32>,
    pub(super) valued: Vec<u32>,
    /// By slot that is present: the place of its last value, which leads to the others.
    pub(super) first: Vec<u32>,
    /// By slot: its late column was looked at.
    pub(super) looked: Vec<u32>,
    /// By search: it found something, or nothing.
    pub(super) found: Vec<u32>,
    pub(super) missed: Vec<u32>,
    pub(super) values: Vec<Located>,
    pub(super) folded: Vec<u8>,
    /// The event's text, where it is needed until the package is known.
    pub(super) kept: Vec<u8>,
    /// Rules of the plan.
    pub(super) candidates: Vec<u32>,
    /// Rules of the plan that need the package.
    pub(super) pending: Vec<u32>,
    /// Rules of the set that matched, and those of them with the response `allow`.
    pub(super) matched: Vec<u32>,
    pub(super) allowing: Vec<u32>,
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
        let present = self.present.get(usize::from(slot)) == Some(&self.epoch);
        self.first.get(usize::from(slot)).filter(|_| present).map_or(usize::MAX, |first| *first as usize)
    }

    /// Forgets the event before.
    pub(super) fn reset(&mut self) {
        self.values.clear();
        self.folded.clear();
        self.kept.clear();
        self.candidates.clear();
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
            for stamps in
                [&mut self.hit, &mut self.seen, &mut self.present, &mut self.valued, &mut self.looked, &mut self.found, &mut self.missed]
            {
                stamps.fill(0);
            }
            self.epoch = 0;
        }
        self.epoch += 1;
        let (slots, searches) = (plan.slots, plan.searches.len());
        for (stamps, size) in [
            (&mut self.hit, plan.nodes),
            (&mut self.seen, plan.rule_count),
            (&mut self.present, slots),
            (&mut self.valued, slots),
            (&mut self.first, slots),
            (&mut self.looked, slots),
            (&mut self.found, searches),
            (&mut self.missed, searches),
        ] {
            if stamps.len() < size {
                stamps.resize(size, 0);
            }
        }
        for list in [&mut self.candidates, &mut self.pending, &mut self.matched, &mut self.allowing] {
            if list.capacity() - list.len() < plan.rule_count {
                list.reserve(plan.rule_count);
            }
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
