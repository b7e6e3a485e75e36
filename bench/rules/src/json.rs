//! A flat JSON object as an archive's reader takes it: straight into field numbers and texts, no tree in between.

use std::collections::HashMap;

use engine::{FieldId, RuleSet, Value};

/// Memory for one object after the other.
#[derive(Default)]
pub struct Buffer {
    /// What stood with a backslash in it, written out.
    text: String,
    /// Field, and where its text is: in `text`, or as it stands in the source.
    places: Vec<(FieldId, Place)>,
    names: HashMap<Box<[u8]>, FieldId>,
}

#[derive(Clone, Copy)]
enum Place {
    Written(usize, usize),
    Source(usize, usize),
    Null,
}

impl Buffer {
    /// Reads an object whose values are texts, numbers, booleans and null; panics on any other, which no lane holds.
    pub fn read<T>(&mut self, rules: &RuleSet, source: &str, then: impl FnOnce(&[(FieldId, Value<'_>)]) -> T) -> T {
        self.text.clear();
        self.places.clear();
        let bytes = source.as_bytes();
        let mut at = skip(bytes, 0, b'{');
        while bytes[at] != b'}' {
            at = skip(bytes, at, b'"');
            let end = at + bytes[at..].iter().position(|byte| *byte == b'"').expect("a name ends");
            let name = &bytes[at..end];
            let field = match self.names.get(name) {
                Some(field) => *field,
                None => {
                    let field = rules.field(&source[at..end]);
                    self.names.insert(name.into(), field);
                    field
                }
            };
            at = skip(bytes, end + 1, b':');
            let (place, behind) = self.value(source, at);
            self.places.push((field, place));
            at = behind + usize::from(bytes[behind] == b',');
        }
        let text = &self.text;
        // A slice for each event would be kept by a reader too; its lifetime ends with the event.
        let fields: Vec<(FieldId, Value<'_>)> = self
            .places
            .iter()
            .map(|(field, place)| {
                let value = match place {
                    Place::Written(from, to) => Value::Text(&text[*from..*to]),
                    Place::Source(from, to) => Value::Text(&source[*from..*to]),
                    Place::Null => Value::Null,
                };
                (*field, value)
            })
            .collect();
        then(&fields)
    }

    fn value(&mut self, source: &str, at: usize) -> (Place, usize) {
        let bytes = source.as_bytes();
        if bytes[at] != b'"' {
            let end = at + bytes[at..].iter().position(|byte| matches!(byte, b',' | b'}')).expect("a value ends");
            return (if bytes[at] == b'n' { Place::Null } else { Place::Source(at, end) }, end);
        }
        let mut from = at + 1;
        let mut stop = from + until(&bytes[from..]);
        if bytes[stop] == b'"' {
            return (Place::Source(from, stop), stop + 1);
        }
        let start = self.text.len();
        loop {
            self.text.push_str(&source[from..stop]);
            if bytes[stop] == b'"' {
                return (Place::Written(start, self.text.len()), stop + 1);
            }
            let (character, width) = match bytes[stop + 1] {
                b'n' => ('\n', 2),
                b't' => ('\t', 2),
                b'r' => ('\r', 2),
                b'u' => (u32::from_str_radix(&source[stop + 2..stop + 6], 16).ok().and_then(char::from_u32).unwrap_or('\u{fffd}'), 6),
                other => (char::from(other), 2),
            };
            self.text.push(character);
            from = stop + width;
            stop = from + until(&bytes[from..]);
        }
    }
}

/// Where the next quote or backslash is.
fn until(bytes: &[u8]) -> usize {
    bytes.iter().position(|byte| matches!(byte, b'"' | b'\\')).expect("a text ends")
}

fn skip(bytes: &[u8], at: usize, expected: u8) -> usize {
    assert_eq!(bytes[at], expected, "the lane's own JSON, without spaces");
    at + 1
}
