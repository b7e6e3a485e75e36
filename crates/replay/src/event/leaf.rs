//! Values of fields: scalars become text, lists become several values, objects become names with dots in them.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::{FIELDS, Line, Text};

/// How the keys of an object below a field become a field's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Names {
    /// `a: { b: 1 }` is `a.b`.
    Dotted,
    /// The last key is the name: XML as JSON, where `#text` is the element's own text and `#attributes` says nothing about the event.
    Last,
}

/// Reads one value into fields called `name`.
pub(super) struct Leaf<'l, 'de> {
    pub(super) line: &'l mut Line<'de>,
    pub(super) name: Text<'de>,
    pub(super) names: Names,
    pub(super) own: bool,
}

impl<'de> Leaf<'_, 'de> {
    fn put<E: Error>(self, value: Option<Text<'de>>) -> Result<(), E> {
        let fits = self.line.push(self.name, value, self.own);
        if fits { Ok(()) } else { Err(E::custom(format!("it has more than {FIELDS} values"))) }
    }
}

impl<'de> DeserializeSeed<'de> for Leaf<'_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Leaf<'_, 'de> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        self.put(Some(Text::Of(if value { "true" } else { "false" })))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        let text = self.line.format(value);
        self.put(Some(text))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        let text = self.line.format(value);
        self.put(Some(text))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        let text = self.line.format(value);
        self.put(Some(text))
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<(), E> {
        self.put(Some(Text::Of(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        let text = self.line.store(text);
        self.put(Some(text))
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.put(None)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let Self { line, name, names, own } = self;
        while items.next_element_seed(Leaf { line, name, names, own })?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut pairs: A) -> Result<(), A::Error> {
        let Self { line, name, names, own } = self;
        while let Some(key) = pairs.next_key_seed(Key(line))? {
            let name = match (names, line.text(key)) {
                (Names::Dotted, _) => line.joined(name, key),
                (Names::Last, "#text") => name,
                (Names::Last, "#attributes") => {
                    pairs.next_value::<IgnoredAny>()?;
                    continue;
                }
                (Names::Last, _) => line.without_blanks(key),
            };
            pairs.next_value_seed(Leaf { line, name, names, own })?;
        }
        Ok(())
    }
}

/// Reads a key.
pub(super) struct Key<'l, 'de>(pub(super) &'l mut Line<'de>);

impl<'de> DeserializeSeed<'de> for Key<'_, 'de> {
    type Value = Text<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Text<'de>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Key<'_, 'de> {
    type Value = Text<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a key")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Text<'de>, E> {
        Ok(Text::Of(text))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Text<'de>, E> {
        Ok(self.0.store(text))
    }
}

/// Reads an object whose keys are the names of fields, with `prefix` and a dot before them. Without `nulls` what has no value is left out.
pub(super) struct Fields<'l, 'de> {
    pub(super) line: &'l mut Line<'de>,
    pub(super) prefix: &'static str,
    pub(super) names: Names,
    pub(super) own: bool,
}

impl<'de> DeserializeSeed<'de> for Fields<'_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Fields<'_, 'de> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object of fields")
    }

    /// `EventData` is null where an event has none.
    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    /// `EventData` is empty text where it holds blanks alone.
    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        if text.trim().is_empty() { Ok(()) } else { Err(E::custom("`fields` is text instead of an object")) }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut pairs: A) -> Result<(), A::Error> {
        let Self { line, prefix, names, own } = self;
        while let Some(key) = pairs.next_key_seed(Key(line))? {
            if names == Names::Last && line.text(key).starts_with('#') {
                pairs.next_value::<IgnoredAny>()?;
                continue;
            }
            let name = match names {
                Names::Last => line.without_blanks(key),
                Names::Dotted if prefix.is_empty() => key,
                Names::Dotted => line.joined(Text::Of(prefix), key),
            };
            pairs.next_value_seed(Leaf { line, name, names, own })?;
        }
        Ok(())
    }
}
