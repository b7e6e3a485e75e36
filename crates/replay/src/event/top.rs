//! The keys of a line that mean something; all others are passed over.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::leaf::{Fields, Key, Leaf, Names};
use super::scalar::Scalar;
use super::windows::Event;
use super::{Line, Text};

pub(super) fn read<'de>(text: &'de str, line: &mut Line<'de>) -> sonic_rs::Result<()> {
    let mut parser = sonic_rs::Deserializer::from_str(text);
    Top(line).deserialize(&mut parser)?;
    parser.end()
}

struct Top<'l, 'de>(&'l mut Line<'de>);

impl<'de> DeserializeSeed<'de> for Top<'_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Top<'_, 'de> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut pairs: A) -> Result<(), A::Error> {
        let line = self.0;
        while let Some(key) = pairs.next_key_seed(Key(line))? {
            match line.text(key) {
                "fields" => {
                    line.seen.fields = true;
                    pairs.next_value_seed(Fields { line, prefix: "", names: Names::Dotted, own: true })?;
                }
                "logsource" => {
                    line.seen.logsource = true;
                    pairs.next_value_seed(Logsource(line))?;
                }
                "time" => line.time = pairs.next_value_seed(Scalar(line))?,
                "event" => line.event = pairs.next_value_seed(Scalar(line))?,
                "package" => pairs.next_value_seed(Fields { line, prefix: "package", names: Names::Dotted, own: false })?,
                "request" => pairs.next_value_seed(Fields { line, prefix: "request", names: Names::Dotted, own: false })?,
                "phase" => pairs.next_value_seed(Leaf { line, name: Text::Of("phase"), names: Names::Dotted, own: false })?,
                "truncated" => line.truncated = pairs.next_value_seed(Count)?,
                "Event" => {
                    line.seen.windows = true;
                    pairs.next_value_seed(Event(line))?;
                }
                _ => {
                    pairs.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

/// `category`, `product` and `service`.
struct Logsource<'l, 'de>(&'l mut Line<'de>);

impl<'de> DeserializeSeed<'de> for Logsource<'_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Logsource<'_, 'de> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object with `category`, `product` or `service` as `logsource`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut pairs: A) -> Result<(), A::Error> {
        let line = self.0;
        while let Some(key) = pairs.next_key_seed(Key(line))? {
            let at = match line.text(key) {
                "category" => 0,
                "product" => 1,
                "service" => 2,
                _ => {
                    pairs.next_value::<IgnoredAny>()?;
                    continue;
                }
            };
            let value = pairs.next_value_seed(Scalar(line))?;
            if let Some(place) = line.logsource.get_mut(at) {
                *place = value;
            }
        }
        Ok(())
    }
}

/// The length of a list.
struct Count;

impl<'de> DeserializeSeed<'de> for Count {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Count {
    type Value = usize;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<usize, A::Error> {
        let mut count = 0;
        while items.next_element::<IgnoredAny>()?.is_some() {
            count += 1;
        }
        Ok(count)
    }
}
