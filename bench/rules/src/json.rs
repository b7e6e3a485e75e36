//! A flat JSON object as an archive's reader takes it: straight into field numbers and texts, no tree in between, and nothing allocated once there is memory.
//!
//! It is strict: what RFC 8259 does not allow is refused (`json/string.rs`, `json/scalar.rs`), and so is a list or an object inside, which no lane holds.

mod scalar;
mod string;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use engine::{FieldId, RuleSet, Value};
use foldhash::fast::FixedState;

use string::Written;

/// Memory for one object after the other.
#[derive(Default)]
pub struct Buffer {
    written: Written,
    places: Vec<(FieldId, Place)>,
    /// Empty between events.
    fields: Vec<(FieldId, Value<'static>)>,
    names: HashMap<Box<[u8]>, FieldId, FixedState>,
}

/// Where a text is.
#[derive(Clone, Copy)]
enum Place {
    /// In [`Written`], since it stood with a backslash in the source.
    Written(usize, usize),
    /// As it stands in the source.
    Source(usize, usize),
    Null,
}

impl Buffer {
    /// Reads an object whose values are texts, numbers, booleans and null; `None` where it is anything else.
    pub fn read<T>(&mut self, rules: &RuleSet, source: &str, then: impl FnOnce(&[(FieldId, Value<'_>)]) -> T) -> Option<T> {
        self.written.begin(source.len());
        self.places.clear();
        self.object(rules, source.as_bytes())?;
        let written = self.written.text()?;
        let mut fields = reuse(std::mem::take(&mut self.fields));
        for (field, place) in &self.places {
            let value = match place {
                Place::Written(from, to) => Value::Text(written.get(*from..*to)?),
                Place::Source(from, to) => Value::Text(source.get(*from..*to)?),
                Place::Null => Value::Null,
            };
            fields.push((*field, value));
        }
        let answer = then(&fields);
        self.fields = reuse(fields);
        Some(answer)
    }

    fn object(&mut self, rules: &RuleSet, source: &[u8]) -> Option<()> {
        let mut at = blank(source, expect(source, blank(source, 0), b'{')?);
        if source.get(at) == Some(&b'}') {
            at += 1;
        } else {
            loop {
                let (name, behind) = self.written.string(source, expect(source, at, b'"')?)?;
                let field = self.field(rules, source, name)?;
                let (value, behind) = self.value(source, blank(source, expect(source, blank(source, behind), b':')?))?;
                self.places.push((field, value));
                at = blank(source, behind);
                match source.get(at)? {
                    b',' => at = blank(source, at + 1),
                    b'}' => break at += 1,
                    _ => return None,
                }
            }
        }
        (blank(source, at) == source.len()).then_some(())
    }

    fn field(&mut self, rules: &RuleSet, source: &[u8], name: Place) -> Option<FieldId> {
        let name = match name {
            Place::Written(from, to) => self.written.bytes(from, to)?,
            Place::Source(from, to) => source.get(from..to)?,
            Place::Null => return None,
        };
        if let Some(field) = self.names.get(name) {
            return Some(*field);
        }
        let field = rules.field(std::str::from_utf8(name).ok()?);
        self.names.insert(name.into(), field);
        Some(field)
    }

    #[inline]
    fn value(&mut self, source: &[u8], at: usize) -> Option<(Place, usize)> {
        if source.get(at) == Some(&b'"') {
            return self.written.string(source, at + 1);
        }
        let end = scalar::end(source, at)?;
        Some((if source.get(at) == Some(&b'n') { Place::Null } else { Place::Source(at, end) }, end))
    }
}

/// The place behind the blanks.
#[inline]
fn blank(source: &[u8], mut at: usize) -> usize {
    while let Some(b' ' | b'\t' | b'\n' | b'\r') = source.get(at) {
        at += 1;
    }
    at
}

#[inline]
fn expect(source: &[u8], at: usize, expected: u8) -> Option<usize> {
    (source.get(at) == Some(&expected)).then_some(at + 1)
}

/// The same memory for values of another lifetime: an empty vector's elements are collected in place.
fn reuse<'b>(mut fields: Vec<(FieldId, Value<'_>)>) -> Vec<(FieldId, Value<'b>)> {
    fields.clear();
    fields.into_iter().map(|(field, _)| (field, Value::Null)).collect()
}
