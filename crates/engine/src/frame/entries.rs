//! The entries of a frame become values by slot: what judging an event begins with.
//!
//! | an event | its entries | a value's slot |
//! |---|---|---|
//! | of the schema | a value each | its field's bit |
//! | of the application's own | its name; then names of free fields, each before its value | by name, as the plan has it |
//!
//! Both may have the fields that the host adds to any event.

use super::{Head, KIND_NAME, KIND_NULL, Located};
use crate::fold::is_ascii;
use crate::plan::{Plan, SLOT_NAME, Slot};
use crate::schema::event as events;

/// What stands before the entries.
const WORDS: usize = 16;
/// The field's bits from here on are not the event's own.
const HOST: u32 = 24;

/// All text of an event, and how far it was given to entries.
struct Text<'f> {
    bytes: &'f [u8],
    ascii: bool,
    at: usize,
}

impl<'f> Text<'f> {
    /// The text of an entry whose second word is `length`, and where it begins. `None` where there is not as
    /// much, or where it is not UTF-8.
    #[inline]
    fn take(&mut self, length: u32) -> Option<(usize, &'f [u8])> {
        let from = self.at;
        let value = self.bytes.get(from..from.checked_add(length as usize)?)?;
        self.at = from + value.len();
        (self.ascii || std::str::from_utf8(value).is_ok()).then_some((from, value))
    }
}

impl Head {
    /// Reads the entries into `values`, and says whether all text is ASCII. `None` where one is not
    /// as it should be, where text is not UTF-8, or where lengths do not add up.
    ///
    /// A function of its own, so that the compiler finds registers enough for the loop, and in each program the same.
    #[inline(never)]
    pub(crate) fn entries(&self, frame: &[u8], plan: &Plan, values: &mut Vec<Located>) -> Option<bool> {
        let bytes = self.text(frame);
        let mut text = Text { bytes, ascii: is_ascii(bytes), at: 0 };
        let entries = frame.get(WORDS..WORDS + 8 * self.entries as usize)?.as_chunks().0;
        if self.event.id == events::APPLICATION_EVENT {
            of_application(entries, &mut text, plan, values)?;
        } else {
            for entry in entries {
                let (field, kind, length) = parts(*entry);
                let (from, value) = text.take(length)?;
                values.push(known(field, kind, from, value, plan)?);
            }
        }
        (text.at == bytes.len()).then_some(text.ascii)
    }
}

/// The field, the kind and the length of an entry.
#[inline]
fn parts(entry: [u8; 8]) -> (u32, u32, u32) {
    let [a, b, c, d, length @ ..] = entry;
    let what = u32::from_le_bytes([a, b, c, d]);
    (what & 0xff, what >> 8, u32::from_le_bytes(length))
}

/// The value of a field of the schema; `None` where the event has no such field, or it is of no kind that there is.
#[inline]
fn known(field: u32, kind: u32, from: usize, value: &[u8], plan: &Plan) -> Option<Located> {
    let slot = Slot::try_from(field).ok()?;
    (kind <= KIND_NULL && field < 32 && plan.known >> field & 1 == 1).then(|| located(slot, kind, field < HOST, from, value))
}

#[inline]
fn located(slot: Slot, kind: u32, own: bool, from: usize, value: &[u8]) -> Located {
    Located { slot, null: kind == KIND_NULL, own, text: from..from + value.len(), folded: 0..0, next: Located::LAST }
}

/// The entries of an event of the application's own.
#[inline(never)]
fn of_application(entries: &[[u8; 8]], text: &mut Text<'_>, plan: &Plan, values: &mut Vec<Located>) -> Option<()> {
    // The slot of the free field whose name came last.
    let mut named: Option<Slot> = None;
    for (index, entry) in entries.iter().enumerate() {
        let (field, kind, length) = parts(*entry);
        let (from, value) = text.take(length)?;
        values.push(match (kind, named.take()) {
            (0, None) if index == 0 => located(SLOT_NAME, kind, false, from, value),
            (KIND_NAME, None) if index > 0 => {
                // A free field that no rule reads still counts for keywords: it gets a slot that
                // nothing asks for.
                named = Some(plan.free.get(std::str::from_utf8(value).ok()?).copied().unwrap_or(Slot::MAX));
                continue;
            }
            (0..=KIND_NULL, Some(slot)) => located(slot, kind, true, from, value),
            (_, None) => known(field, kind, from, value, plan)?,
            _ => return None,
        });
    }
    (named.is_none() && !entries.is_empty()).then_some(())
}
