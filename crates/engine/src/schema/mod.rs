//! The events and their fields, as `schema/events.yaml` lists them; the constants of [`event`] and
//! `docs/events.md` describe each.
//!
//! An event has an id that stays the same for ever, own fields with the bits 0 to 23, and those
//! that any event may carry ([`COMMON`], bits 24 to 31). A bit is a field's place in an interest
//! mask and its number in a frame.
//!
//! ```
//! use engine::schema::{self, FieldKind, event};
//!
//! let open = schema::event_by_id(event::FS_OPEN).expect("an event of the schema");
//! assert_eq!(open.name, "fs.open");
//! // Sigma's rules for Linux and Windows name the path so.
//! let path = schema::field_of(open, "TargetFilename").expect("a field of the event");
//! assert_eq!((path.name, path.bit, path.kind), ("path", 0, FieldKind::String));
//! assert_eq!(schema::field_of(open, "package.name").map(|field| field.bit), Some(24));
//! assert!(schema::field_of(open, "CommandLine").is_none());
//! ```

mod generated;

pub use generated::{COMMON, EVENTS, HIGHEST_EVENT, event};

/// One kind of event.
#[derive(Debug, Clone, Copy)]
pub struct Event {
    /// Its id, for ever the same.
    pub id: u16,
    /// Its name, `domain.verb`.
    pub name: &'static str,
    /// Its own fields (bits 0 to 23); [`COMMON`] holds those that any event may carry.
    pub fields: &'static [Field],
    /// The Sigma log sources that it is offered as.
    pub logsources: &'static [Logsource],
}

/// One field of an event.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Its place in an interest mask and its number in a frame.
    pub bit: u8,
    /// Its name.
    pub name: &'static str,
    /// The type of its values.
    pub kind: FieldKind,
    /// The names that a Sigma rule may use for it, besides its own.
    pub sigma: &'static [&'static str],
    /// Whether it is dear to know, since a file must be read for it or the runtime's resolution be
    /// hooked: a rule asks for it by its name only, which a keyword does not. Where it is there all
    /// the same, keywords are searched for in it.
    pub on_demand: bool,
    /// All values that it can have, where they are few; empty where it can have any. An event with
    /// another one is not raised for the rules: none is asked for that needs a value which is not
    /// here ([`Interest::judged`](crate::Interest::judged)).
    pub values: &'static [&'static str],
}

/// The type of a field's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// Text.
    String,
    /// Any number of texts.
    Strings,
    /// A whole number.
    Integer,
    /// True or false.
    Boolean,
}

/// A Sigma log source category that an event is offered under.
#[derive(Debug, Clone, Copy)]
pub struct Logsource {
    /// The category.
    pub category: &'static str,
    /// A field and the text that it must have, where only some events of the kind belong to the
    /// category.
    pub when: Option<(&'static str, &'static str)>,
}

/// The place of each event in [`EVENTS`], by its id.
static PLACES: [u8; 256] = {
    let mut places = [u8::MAX; 256];
    let mut at = 0;
    while at < EVENTS.len() {
        #[expect(
            clippy::indexing_slicing,
            clippy::cast_possible_truncation,
            reason = "computed when the crate is compiled; the schema has ids from 1 to 255"
        )]
        {
            places[EVENTS[at].id as usize] = at as u8;
        }
        at += 1;
    }
    places
};

/// The event with this id, by a table: every judgement begins with it.
#[inline]
#[must_use]
pub fn event_by_id(id: u16) -> Option<&'static Event> {
    PLACES.get(usize::from(id)).and_then(|at| EVENTS.get(usize::from(*at)))
}

impl Event {
    /// The fields that it may carry, common ones included, as a mask of their bits.
    #[must_use]
    pub fn known_fields(&self) -> u32 {
        self.fields.iter().chain(COMMON).fold(0, |mask, field| mask | 1 << field.bit)
    }
}

/// The event with this name, as `fs.open`.
#[must_use]
pub fn event_by_name(name: &str) -> Option<&'static Event> {
    EVENTS.iter().find(|event| event.name == name)
}

/// Finds a field by its name or by a name that Sigma rules use for it; an event's own fields come
/// first.
#[must_use]
pub fn field_of(event: &Event, name: &str) -> Option<&'static Field> {
    let own = event.fields.iter().find(|field| field.name == name);
    own.or_else(|| event.fields.iter().find(|field| field.sigma.contains(&name))).or_else(|| common_field(name))
}

/// Finds a field that any event may carry.
#[must_use]
pub fn common_field(name: &str) -> Option<&'static Field> {
    COMMON.iter().find(|field| field.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_ascend_and_bits_fit_the_mask() {
        assert!(EVENTS.windows(2).all(|pair| pair[0].id < pair[1].id));
        for event in EVENTS {
            assert!(event.fields.iter().all(|field| field.bit < 24), "{}", event.name);
        }
        assert!(COMMON.iter().all(|field| (24..32).contains(&field.bit)));
        assert_eq!(EVENTS.last().map(|event| event.id), Some(HIGHEST_EVENT));
        assert!(
            (0..=u16::MAX)
                .all(|id| event_by_id(id).map(|event| event.id) == EVENTS.iter().find(|event| event.id == id).map(|event| event.id))
        );
    }

    #[test]
    fn no_alias_stands_for_two_fields_of_one_event() {
        for event in EVENTS {
            let mut names: Vec<&str> = event.fields.iter().flat_map(|field| field.sigma.iter().copied()).collect();
            names.sort_unstable();
            assert!(names.windows(2).all(|pair| pair[0] != pair[1]), "{}", event.name);
        }
    }
}
