//! A Windows event as `evtx_dump` writes it: `Event.System`, and `Event.EventData` or `Event.UserData`.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor};

use super::leaf::{Fields, Key, Leaf, Names};
use super::scalar::Scalar;
use super::{Line, Text};

/// What stands under `Event`.
pub(super) struct Event<'l, 'de>(pub(super) &'l mut Line<'de>);

impl<'de> DeserializeSeed<'de> for Event<'_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Event<'_, 'de> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object as `Event`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut pairs: A) -> Result<(), A::Error> {
        let line = self.0;
        while let Some(key) = pairs.next_key_seed(Key(line))? {
            match line.text(key) {
                "System" => pairs.next_value_seed(System(line))?,
                "EventData" | "UserData" => pairs.next_value_seed(Fields { line, prefix: "", names: Names::Last, own: true })?,
                _ => {
                    pairs.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

/// `Event.System`: what Sigma rules name of it becomes fields.
struct System<'l, 'de>(&'l mut Line<'de>);

impl<'de> DeserializeSeed<'de> for System<'_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for System<'_, 'de> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object as `Event.System`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut pairs: A) -> Result<(), A::Error> {
        let line = self.0;
        while let Some(key) = pairs.next_key_seed(Key(line))? {
            match line.text(key) {
                "EventID" | "Channel" | "Computer" | "Level" | "Task" | "Opcode" | "Keywords" | "Version" => {
                    pairs.next_value_seed(Leaf { line, name: key, names: Names::Last, own: true })?;
                }
                "Provider" => pairs.next_value_seed(Attribute { line, of: "Name", into: Place::Field("Provider_Name") })?,
                "TimeCreated" => pairs.next_value_seed(Attribute { line, of: "SystemTime", into: Place::Time })?,
                _ => {
                    pairs.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

/// Where an attribute goes.
#[derive(Clone, Copy)]
enum Place {
    Time,
    Field(&'static str),
}

/// `{"#attributes": {"Name": "..."}}`: one of the attributes.
struct Attribute<'l, 'de> {
    line: &'l mut Line<'de>,
    of: &'static str,
    into: Place,
}

impl<'de> DeserializeSeed<'de> for Attribute<'_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Attribute<'_, 'de> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object with `#attributes`")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut pairs: A) -> Result<(), A::Error> {
        let Self { line, of, into } = self;
        while let Some(key) = pairs.next_key_seed(Key(line))? {
            match line.text(key) {
                "#attributes" => pairs.next_value_seed(Attribute { line, of, into })?,
                name if name == of => {
                    let value = pairs.next_value_seed(Scalar(line))?;
                    match into {
                        Place::Time => line.time = value,
                        Place::Field(name) => {
                            line.push(Text::Of(name), value, true);
                        }
                    }
                }
                _ => {
                    pairs.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}
