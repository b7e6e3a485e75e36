//! A value that is one text.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, Visitor};

use super::{Line, Text};

/// Text, or nothing.
pub(super) struct Scalar<'l, 'de>(pub(super) &'l mut Line<'de>);

impl<'de> DeserializeSeed<'de> for Scalar<'_, 'de> {
    type Value = Option<Text<'de>>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Scalar<'_, 'de> {
    type Value = Option<Text<'de>>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("text")
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Some(Text::Of(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Some(self.0.store(text)))
    }
}
