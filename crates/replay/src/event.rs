//! One line of an archive, read straight into what the engine asks for: names and values, without a tree of JSON between.
//!
//! Three forms are known, told apart by their keys (the order of keys does not matter):
//! - overt's own record: `event`, `fields`, `package` ([docs/record.md](../../../docs/record.md));
//! - a flat Sigma event: `logsource`, `fields` and perhaps `time`;
//! - a Windows event as `evtx_dump` and the samples of `SigmaHQ` write it: `Event` with `System` and `EventData` or `UserData`.

mod depth;
mod leaf;
mod scalar;
mod top;
mod windows;

use std::fmt::Write as _;

use engine::time::microseconds;

/// Fields of one event; one more is a bad line.
const FIELDS: usize = 16_384;

/// A text: a part of the line, or of [`Line::stored`] where the line's own text had escapes in it.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Text<'de> {
    Of(&'de str),
    Stored(usize, usize),
}

/// A value of a field; a list is several of them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Field<'de> {
    pub(crate) name: Text<'de>,
    /// `None` for null.
    pub(crate) value: Option<Text<'de>>,
    /// Whether the value belongs to the event itself, and not to who caused it.
    pub(crate) own: bool,
}

/// What kind of line it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// overt's own record.
    Record,
    /// A flat event with its log source.
    Flat,
    /// `Event.System` and `Event.EventData`.
    Windows,
}

/// A line that was read. Reused from line to line of the same batch: `'de` is the batch's text.
#[derive(Debug, Default)]
pub(crate) struct Line<'de> {
    /// Texts with escapes, numbers, joined names.
    stored: String,
    fields: Vec<Field<'de>>,
    event: Option<Text<'de>>,
    time: Option<Text<'de>>,
    /// Category, product, service.
    logsource: [Option<Text<'de>>; 3],
    seen: Seen,
    /// Names of fields that the record cut.
    truncated: usize,
}

/// Which keys stood in the line.
#[derive(Debug, Default, Clone, Copy)]
struct Seen {
    fields: bool,
    logsource: bool,
    windows: bool,
}

impl<'de> Line<'de> {
    /// Reads a line. The error says why it is no event.
    pub(crate) fn read(&mut self, text: &'de str) -> Result<Form, String> {
        if depth::is_too_deep(text.as_bytes()) {
            return Err(format!("it is nested more than {} deep", depth::DEPTH));
        }
        self.stored.clear();
        self.fields.clear();
        (self.event, self.time, self.logsource, self.seen, self.truncated) = (None, None, [None; 3], Seen::default(), 0);
        top::read(text, self).map_err(|why| reason(&why))?;
        let Seen { fields, logsource, windows } = self.seen;
        match (windows, fields, logsource, self.event.is_some()) {
            (true, ..) => Ok(Form::Windows),
            (_, true, true, _) => Ok(Form::Flat),
            (_, true, false, true) => Ok(Form::Record),
            (_, true, false, false) => Err("it has `fields`, but neither `logsource` nor the name of an `event`".to_owned()),
            _ => Err("it is no event: it has neither `fields` nor `Event`".to_owned()),
        }
    }

    pub(crate) fn text(&self, text: Text<'de>) -> &str {
        match text {
            Text::Of(text) => text,
            Text::Stored(from, to) => self.stored.get(from..to).unwrap_or_default(),
        }
    }

    pub(crate) fn fields(&self) -> &[Field<'de>] {
        &self.fields
    }

    /// The name of the event, of overt's own record.
    pub(crate) fn event(&self) -> &str {
        self.event.map(|text| self.text(text)).unwrap_or_default()
    }

    /// Category, product and service.
    pub(crate) fn logsource(&self) -> [Option<&str>; 3] {
        self.logsource.map(|part| part.map(|text| self.text(text)))
    }

    /// The time in microseconds since 1970; `None` where there is none, or where it is not RFC 3339.
    pub(crate) fn time(&self) -> Option<i64> {
        microseconds(self.text(self.time?))
    }

    /// The first value of a field that is not null.
    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        self.fields.iter().filter(|field| self.text(field.name) == name).find_map(|field| Some(self.text(field.value?)))
    }

    /// Whether the record cut a value.
    pub(crate) fn is_truncated(&self) -> bool {
        self.truncated > 0
    }

    fn store(&mut self, text: &str) -> Text<'de> {
        let from = self.stored.len();
        self.stored.push_str(text);
        Text::Stored(from, self.stored.len())
    }

    fn format(&mut self, value: impl std::fmt::Display) -> Text<'de> {
        let from = self.stored.len();
        let _ = write!(self.stored, "{value}");
        Text::Stored(from, self.stored.len())
    }

    /// `prefix` and `name` with a dot between.
    fn joined(&mut self, prefix: Text<'de>, name: Text<'de>) -> Text<'de> {
        let from = self.stored.len();
        for part in [prefix, Text::Of("."), name] {
            match part {
                Text::Of(text) => self.stored.push_str(text),
                Text::Stored(from, to) => self.stored.extend_from_within(from..to),
            }
        }
        Text::Stored(from, self.stored.len())
    }

    /// The name without blanks, as Sigma writes names of Windows event data (`Process Name`).
    fn without_blanks(&mut self, name: Text<'de>) -> Text<'de> {
        if !self.text(name).contains(' ') {
            return name;
        }
        let stripped: String = self.text(name).split(' ').collect();
        self.store(&stripped)
    }

    /// Adds a value; false where there are too many.
    fn push(&mut self, name: Text<'de>, value: Option<Text<'de>>, own: bool) -> bool {
        self.fields.push(Field { name, value, own });
        self.fields.len() <= FIELDS
    }
}

/// What the parser says, in one line: its text goes on with an excerpt.
fn reason(error: &sonic_rs::Error) -> String {
    let text = error.to_string();
    let text = text.lines().next().unwrap_or_default();
    let (what, _) = text.split_once(" at line ").unwrap_or((text, ""));
    let what = what.trim_end_matches('.');
    if error.is_unmatched_type() { what.to_owned() } else { format!("it is not JSON: {what} at column {}", error.column()) }
}

#[cfg(test)]
mod tests;
