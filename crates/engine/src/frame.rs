//! The frame: an event in, an answer out, at the same place (docs/design/frame.md).
//!
//! A frame is a buffer that a thread shares with its host: nothing is allocated and nothing copied between the two languages.
//!
//! ```text
//! word   event                                   answer
//! 0      id of the event                         response and flags
//! 1      how many entries                        how many rules matched
//! 2      bytes of text                           bytes of the package's JSON
//! 3      flags                                   how many rules allowed
//! 4...   an entry is two words:                  the numbers of these rules,
//!        field and kind, bytes of text           then those that allowed
//! 4096   the values' text, one behind the other  the package's JSON
//! ```
//!
//! An event is data of another language, and is believed in nothing: an id that there is not, a field that the event cannot have, text that is not UTF-8 or lengths that do not add up make the answer [`MALFORMED`], and nothing was judged.

use std::ops::Range;

use crate::evaluate::Verdict;
use crate::limits;
use crate::plan::{Plan, SLOT_KEYWORDS, SLOT_NAME, Slot};
use crate::schema::{self, Event, event as events};
use crate::time;

/// Where the text begins, unless the event has more entries than fit before it.
pub const TEXT: usize = 4096;
/// Flag of the answer: it depends on nothing but the fields, and may be kept.
pub const FINAL: u32 = 1 << 8;
/// Flag of the answer: the frame could not be read, and nothing was judged.
pub const MALFORMED: u32 = 1 << 9;
/// Flag of the answer: more rules matched than fit.
pub const MORE: u32 = 1 << 10;
/// Flag of the answer: correlations forgot something for want of room.
pub const FORGOT: u32 = 1 << 12;
/// Flag of an answer that is [`MALFORMED`] too: the event was written for rules that others have replaced, and nothing was judged. The engine never sets it: a
/// host that replaces rules while events are judged does.
pub const STALE: u32 = 1 << 13;
/// Flag of the event: a record will be written whatever the rules say.
pub const RECORD: u32 = 1;

const KIND_NULL: u32 = 3;
const KIND_NAME: u32 = 4;

/// One value of an event, as a range of its text.
#[derive(Debug, Clone)]
pub(crate) struct Located {
    pub(crate) slot: Slot,
    pub(crate) null: bool,
    /// Whether it belongs to the event itself (keywords are searched for there).
    pub(crate) own: bool,
    pub(crate) text: Range<usize>,
    pub(crate) folded: Range<usize>,
    /// The place of another value of the slot, before this one; [`Located::LAST`] where there is none.
    pub(crate) next: u32,
}

impl Located {
    /// No other value.
    pub(crate) const LAST: u32 = u32::MAX;

    /// Whether it is a value of the slot.
    pub(crate) fn belongs_to(&self, slot: Slot) -> bool {
        !self.null && (self.slot == slot || slot == SLOT_KEYWORDS && self.own)
    }
}

/// What stands in front of an entry's text.
pub(crate) struct Entry {
    pub(crate) field: u32,
    pub(crate) kind: u32,
    pub(crate) length: usize,
}

/// The head of a frame.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Head {
    pub(crate) event: &'static Event,
    entries: u32,
    start: usize,
    text: usize,
    pub(crate) record: bool,
}

#[inline]
fn word(frame: &[u8], index: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*frame.get(index * 4..)?.first_chunk()?))
}

impl Head {
    /// Reads the four words in front. `None` where they contradict each other or the frame's size.
    #[inline]
    pub(crate) fn read(frame: &[u8]) -> Option<Self> {
        let event = u16::try_from(word(frame, 0)?).ok().and_then(schema::event_by_id)?;
        let (entries, text) = (word(frame, 1)?, word(frame, 2)? as usize);
        // An event in a buffer of its own may have more entries than a frame; then its text follows them.
        let start = (entries as usize).checked_mul(8)?.checked_add(16)?.max(TEXT);
        let fits = frame.len().checked_sub(start)? >= text;
        fits.then_some(Self { event, entries, start, text, record: word(frame, 3)? & RECORD != 0 })
    }

    /// All text of the frame.
    #[inline]
    pub(crate) fn text<'f>(&self, frame: &'f [u8]) -> &'f [u8] {
        frame.get(self.start..self.start + self.text).unwrap_or_default()
    }

    /// The entries one after the other; `None` for what is not there.
    pub(crate) fn heads<'f>(&self, frame: &'f [u8]) -> impl Iterator<Item = Option<Entry>> + use<'f> {
        (0..self.entries as usize).map(move |index| {
            let (what, length) = (word(frame, 4 + 2 * index)?, word(frame, 5 + 2 * index)? as usize);
            Some(Entry { field: what & 0xff, kind: what >> 8, length })
        })
    }

    /// Reads the entries into `values`. `None` where one is not as it should be, where text is not UTF-8, or where lengths do not add up.
    #[inline]
    pub(crate) fn entries(&self, frame: &[u8], plan: &Plan, values: &mut Vec<Located>) -> Option<()> {
        let text = self.text(frame);
        let ascii = text.is_ascii();
        let application = self.event.id == events::APPLICATION_EVENT;
        let mut at = 0_usize;
        // The slot of the free field whose name came last; `None` inside where no rule reads it.
        let mut named: Option<Option<Slot>> = None;
        for index in 0..self.entries as usize {
            let (what, length) = (word(frame, 4 + 2 * index)?, word(frame, 5 + 2 * index)? as usize);
            let (field, kind) = (what & 0xff, what >> 8);
            let range = at..at.checked_add(length)?;
            let value = text.get(range.clone())?;
            at = range.end;
            let value = if ascii { "" } else { std::str::from_utf8(value).ok()? };
            let (slot, own) = match (application, kind, named.take()) {
                (_, 5.., _) => return None,
                (true, 0, None) if index == 0 => (Some(SLOT_NAME), false),
                (true, KIND_NAME, None) if index > 0 => {
                    let name = if ascii { std::str::from_utf8(text.get(range)?).ok()? } else { value };
                    named = Some(plan.free.get(name).copied());
                    continue;
                }
                (true, 0..=KIND_NULL, Some(slot)) => (slot, true),
                (_, 0..=KIND_NULL, None) if field < 32 && plan.known >> field & 1 == 1 => (Slot::try_from(field).ok(), field < 24),
                _ => return None,
            };
            // A free field that no rule reads still counts for keywords: it gets a slot that nothing asks for.
            let slot = slot.unwrap_or(Slot::MAX);
            values.push(Located { slot, null: kind == KIND_NULL, own, text: range, folded: 0..0, next: Located::LAST });
        }
        (at == self.text && named.is_none() && !(application && self.entries == 0)).then_some(())
    }
}

/// Writes the answer. `package` is its JSON, for the record; it is left out where it does not fit.
pub(crate) fn write(frame: &mut [u8], verdict: &Verdict<'_>, package: Option<&str>) {
    let mut flags = verdict.response.map_or(0, |response| response as u32);
    if verdict.complete {
        flags |= FINAL;
    }
    let matched = verdict.matched.len().min(limits::ANSWER_RULES);
    let allowed = verdict.allowed_by.len().min(limits::ANSWER_RULES - matched);
    if matched < verdict.matched.len() || allowed < verdict.allowed_by.len() {
        flags |= MORE;
    }
    let json = package.map(str::as_bytes).unwrap_or_default();
    let json = match frame.get_mut(TEXT..TEXT + json.len()) {
        Some(place) => {
            place.copy_from_slice(json);
            json.len()
        }
        None => 0,
    };
    let count = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
    let head = [flags, count(matched), count(json), count(allowed)];
    let (words, _) = frame.as_chunks_mut::<4>();
    for (place, value) in words.iter_mut().zip(head) {
        *place = value.to_le_bytes();
    }
    let rules = verdict.matched.iter().take(matched).chain(verdict.allowed_by.iter().take(allowed));
    for (place, rule) in words.iter_mut().skip(head.len()).zip(rules) {
        *place = rule.to_le_bytes();
    }
}

/// Sets a flag of an answer that is written already.
pub(crate) fn mark(frame: &mut [u8], flag: u32) {
    if let Some(place) = frame.first_chunk_mut::<4>() {
        *place = (u32::from_le_bytes(*place) | flag).to_le_bytes();
    }
}

/// The values of fields by their numbers in `names`, as the event in the frame has them: a name of the schema or of Sigma's, or that of a free field. An event
/// that was judged can be read; of any other nothing is answered.
pub(crate) fn named(event: &[u8], names: &[String]) -> Vec<(u32, String)> {
    let Some(head) = Head::read(event) else { return Vec::new() };
    let text = head.text(event);
    let places: Vec<Option<u8>> = names.iter().map(|name| schema::field_of(head.event, name).map(|field| field.bit)).collect();
    let application = head.event.id == events::APPLICATION_EVENT;
    let (mut values, mut at) = (Vec::new(), 0_usize);
    let mut free: Option<&str> = None;
    for index in 0..head.entries as usize {
        let (Some(what), Some(length)) = (word(event, 4 + 2 * index), word(event, 5 + 2 * index)) else { return values };
        let end = at.saturating_add(length as usize);
        let Some(value) = text.get(at..end).and_then(|bytes| std::str::from_utf8(bytes).ok()) else { return values };
        at = end;
        let (field, kind) = (what & 0xff, what >> 8);
        if application && kind == KIND_NAME {
            free = Some(value);
            continue;
        }
        let own = free.take();
        if kind == KIND_NULL || application && own.is_none() && field < 24 {
            continue;
        }
        for ((number, name), place) in (0..).zip(names).zip(&places) {
            let is = own.map_or_else(|| place.is_some_and(|bit| u32::from(bit) == field), |own| own == name && place.is_none());
            if is {
                values.push((number, value.to_owned()));
            }
        }
    }
    values
}

/// When an event of the application's own says that it happened: its field `time`, in microseconds since 1970 ([`time::microseconds`]). `None` where it does
/// not say so, and for any other event, which happens when it is raised.
#[must_use]
pub fn time(event: &[u8]) -> Option<i64> {
    let application = Head::read(event).is_some_and(|head| head.event.id == events::APPLICATION_EVENT);
    let values = if application { named(event, &["time".to_owned()]) } else { Vec::new() };
    values.first().and_then(|(_, text)| time::microseconds(text))
}

/// Writes the answer to a frame that could not be read.
pub(crate) fn write_malformed(frame: &mut [u8]) {
    for (place, value) in frame.chunks_exact_mut(4).zip([MALFORMED, 0, 0, 0]) {
        place.copy_from_slice(&value.to_le_bytes());
    }
}
