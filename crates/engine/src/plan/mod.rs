//! What is done for one kind of event: its rules lowered to tests of its own fields, an index for each field, and flat programs for the rules.

mod build;
mod keywords;
mod late;
mod layout;
pub(crate) mod links;
mod lower;
mod needle;
mod prefilters;
pub(crate) mod program;
pub(crate) mod question;
pub(crate) mod route;
mod stored;
pub(crate) mod unindexed;
pub(crate) mod witness;

use crate::schema::Event;

pub(crate) use layout::Plan;
pub(crate) use route::{can_match, events_of, fields_read, implied};

/// What a plan is for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Kind {
    /// A kind of live event.
    Event(&'static Event),
    /// The log source of this number, among those that the rules name.
    Archive(usize),
}

/// A field's place in a plan. 0 to 31 are the schema's bits.
pub(crate) type Slot = u16;

/// The name of an application's event.
pub(crate) const SLOT_NAME: Slot = 32;
/// All of the event's own values: where keywords are searched for.
pub(crate) const SLOT_KEYWORDS: Slot = 33;
/// The first free field of an application's event.
pub(crate) const SLOT_FREE: Slot = 34;
/// The fields that are known only once the stack has been read.
pub(crate) const PACKAGE_SLOTS: std::ops::RangeInclusive<Slot> = 24..=28;
