//! The frame: an event in, an answer out, at the same place (docs/design/frame.md).
//!
//! A frame is a buffer that a thread shares with its host: nothing is allocated and nothing copied
//! between the two languages. Its first 4,096 bytes are words, least significant byte first; the
//! rest is text.
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
//! An entry's first word is `field | kind << 8`: the field's bit in the schema, and 0 for text, 1
//! for an integer, 2 for a boolean, 3 for null, 4 for the name of a free field, whose value is the
//! next entry. A list is several entries of one field.
//!
//! An event is data of another language, and is believed in nothing: an id that there is not, a
//! field that the event cannot have, text that is not UTF-8 or lengths that do not add up make the
//! answer [`MALFORMED`], and nothing was judged.
//!
//! Reading is one pass over the entries and one over the text; writing is one over the rules of the
//! answer.
//!
//! # Example
//! ```
//! use std::sync::Arc;
//! use engine::{CompileOptions, Evaluator, Outcome, RuleSet, Source, frame, schema};
//!
//! let text = "
//! title: The password file is read
//! logsource: { category: file_access }
//! detection: { selection: { TargetFilename: /etc/passwd }, condition: selection }
//! response: block
//! ";
//! let rules = RuleSet::compile(&[Source { name: "r.yml", text }], &CompileOptions::default()).rules.expect("no errors");
//! let mut evaluator = Evaluator::new(Arc::new(rules));
//! let open = schema::event_by_id(schema::event::FS_OPEN).expect("an event of the schema");
//! let bit = |name| u32::from(schema::field_of(open, name).expect("a field of the event").bit);
//!
//! // `fs.open` of a path, which creates nothing.
//! let event = |path: &str| {
//!     let mut frame = vec![0; engine::limits::FRAME_BYTES];
//!     let length = |text: &str| u32::try_from(text.len()).expect("a short text");
//!     let words = [
//!         u32::from(open.id), 2, length(path) + 5, 0,
//!         bit("path"), length(path),
//!         bit("create") | 2 << 8, 5,
//!     ];
//!     frame[..32].copy_from_slice(&words.map(u32::to_le_bytes).concat());
//!     frame[frame::TEXT..frame::TEXT + path.len() + 5].copy_from_slice(format!("{path}false").as_bytes());
//!     frame
//! };
//! let word = |frame: &[u8], at: usize| u32::from_le_bytes(frame[4 * at..4 * at + 4].try_into().expect("four bytes"));
//!
//! // Nothing matches: the answer is there, and may be kept.
//! let mut frame = event("/etc/hosts");
//! assert_eq!(evaluator.evaluate(&mut frame), Outcome::Done);
//! assert_eq!(word(&frame, 0), frame::FINAL);
//!
//! // A rule matched: the host reads the stack, and completes the judgement.
//! let mut frame = event("/etc/passwd");
//! assert_eq!(evaluator.evaluate(&mut frame), Outcome::NeedsPackage);
//! evaluator.complete(&mut frame, &engine::Package { name: Some("left-pad"), ..engine::Package::default() });
//! assert_eq!(word(&frame, 0), engine::Response::Block as u32 | frame::FINAL);
//! assert_eq!((word(&frame, 1), word(&frame, 4)), (1, 0));
//!
//! // What cannot be read is not judged.
//! let mut frame = event("/etc/passwd");
//! frame[8] += 1;
//! assert_eq!(evaluator.evaluate(&mut frame), Outcome::Done);
//! assert_eq!(word(&frame, 0), frame::MALFORMED);
//! ```

mod answer;
mod entries;
mod named;
#[cfg(test)]
mod tests;

use std::ops::Range;

use crate::plan::{SLOT_KEYWORDS, Slot};
use crate::schema::{self, Event};

pub(crate) use answer::{mark, write, write_malformed};
pub(crate) use named::named;
pub use named::time;

/// Where the text begins, in bytes, unless the event has more entries than fit before it.
pub const TEXT: usize = 4096;
/// Flag of the answer: it depends on nothing but the fields, and may be kept for the next event
/// that is the same.
pub const FINAL: u32 = 1 << 8;
/// Flag of the answer: the frame could not be read, and nothing was judged.
pub const MALFORMED: u32 = 1 << 9;
/// Flag of the answer: more rules matched, or allowed, than are written
/// ([`limits::ANSWER_RULES`](crate::limits::ANSWER_RULES), the strictest first).
pub const MORE: u32 = 1 << 10;
/// Flag of the answer: correlations forgot something for want of room. The host records it.
pub const FORGOT: u32 = 1 << 12;
/// Flag of an answer that is [`MALFORMED`] too: the event was written for rules that others have
/// replaced, and nothing was judged. The engine never sets it: a host that replaces rules while
/// events are judged does.
pub const STALE: u32 = 1 << 13;
/// Flag of the event: a record will be written whatever the rules say, so the package has to be
/// known.
pub const RECORD: u32 = 1;

const KIND_NULL: u32 = 3;
const KIND_NAME: u32 = 4;

/// One value of an event, as a range of its text.
#[derive(Debug, Clone)]
pub(crate) struct Located {
    /// The field's place in the plan; of a field that no rule reads one that nothing asks for.
    pub(crate) slot: Slot,
    /// Whether it is null, and has no text.
    pub(crate) null: bool,
    /// Whether it belongs to the event itself, where keywords are searched for; of an archive's
    /// values, whether it may hold one.
    pub(crate) own: bool,
    /// Where its text is, as it came.
    pub(crate) text: Range<usize>,
    /// Where its text is in lower case, among the folded text of the event.
    pub(crate) folded: Range<usize>,
    /// The place of another value of the slot, before this one; [`Located::LAST`] where there is
    /// none.
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
    /// The field's bit in the schema.
    pub(crate) field: u32,
    /// Text, integer, boolean, null or a name, as above.
    pub(crate) kind: u32,
    /// Bytes of its text.
    pub(crate) length: usize,
}

/// The head of a frame.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Head {
    /// The kind of event.
    pub(crate) event: &'static Event,
    entries: u32,
    /// Where the text begins.
    start: usize,
    text: usize,
    /// Whether [`RECORD`] is set.
    pub(crate) record: bool,
}

/// A word of the frame; `None` past its end.
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
        // An event in a buffer of its own may have more entries than a frame; then its text follows
        // them.
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
}
