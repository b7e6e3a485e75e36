//! The parameters of a part of a pipeline, read strictly: what is misspelt, missing or of another
//! type is an error at its place.
//!
//! Methods answer `None` for what is absent and for what is wrong; the latter they have reported. A
//! reader of a part first takes what it knows, by name, and then says so ([`Parameters::known`]);
//! any other key is an error.

use super::super::yaml::{Key, Node, Value};
use super::compared::Scalar;
use crate::code::Code;
use crate::diagnostic::{Collector, Span, suggestion};

/// The parameters of one part.
pub(super) struct Parameters<'n, 'c, 'f> {
    /// The keys and values, in their order.
    pub(super) pairs: &'n [(Key, Node)],
    /// Where the part stands.
    pub(super) span: Span,
    pub(super) collector: &'c mut Collector<'f>,
}

impl<'n, 'c, 'f> Parameters<'n, 'c, 'f> {
    /// `None` where the node is no map, which is reported.
    pub(super) fn of(node: &'n Node, what: &str, collector: &'c mut Collector<'f>) -> Option<Self> {
        if let Value::Map(pairs) = &node.value {
            return Some(Self { pairs, span: Span { length: 1, ..node.span }, collector });
        }
        collector.error(Code::Pipeline, node.span, format!("{what} must be a map, not {}", node.kind()), "write keys below it");
        None
    }

    /// Reports an error of the pipeline; answers `None`, as whoever reads the part does.
    pub(super) fn fail<T>(&mut self, span: Span, message: impl Into<String>, hint: impl Into<String>) -> Option<T> {
        self.collector.error(Code::Pipeline, span, message, hint);
        None
    }

    /// Reports each key that is none of these. `what` has the keys.
    pub(super) fn known(&mut self, what: &str, known: &[&[&str]]) {
        for (key, _) in self.pairs {
            if !known.iter().any(|some| some.contains(&key.text.as_str())) {
                let hint = suggestion(&key.text, known.iter().flat_map(|some| some.iter().copied()));
                self.collector.error(Code::Pipeline, key.span, format!("{what} has no key `{}`", key.text), hint);
            }
        }
    }

    /// The value under a key, unless it is null.
    pub(super) fn at(&self, key: &str) -> Option<&'n Node> {
        self.pairs.iter().find(|(name, _)| name.text == key).map(|(_, node)| node).filter(|node| !matches!(node.value, Value::Null))
    }

    /// The value of a key that must be there.
    pub(super) fn required(&mut self, key: &str) -> Option<&'n Node> {
        let found = self.at(key);
        if found.is_none() {
            let span = self.span;
            return self.fail(span, format!("`{key}` is missing"), format!("add `{key}:`"));
        }
        found
    }

    /// A text that must be there.
    pub(super) fn text(&mut self, key: &str) -> Option<&'n str> {
        let node = self.required(key)?;
        match node.text() {
            Some(text) => Some(text),
            None => self.fail(
                node.span,
                format!("`{key}` must be text, not {}", node.kind()),
                "write text, in quotes where it looks like a number",
            ),
        }
    }

    /// A text that may be left out. The error is reported.
    pub(super) fn optional_text(&mut self, key: &str) -> Result<Option<String>, ()> {
        match self.at(key) {
            None => Ok(None),
            Some(_) => self.text(key).map(|text| Some(text.to_owned())).ok_or(()),
        }
    }

    /// One of some words; the first where it is left out.
    pub(super) fn word(&mut self, key: &str, words: &[&'static str]) -> Option<&'static str> {
        let Some(node) = self.at(key) else { return words.first().copied() };
        let text = self.text(key)?;
        match words.iter().find(|word| **word == text) {
            Some(word) => Some(word),
            None => self.fail(node.span, format!("`{key}` cannot be `{text}`"), suggestion(text, words.iter().copied())),
        }
    }

    /// A boolean; false where it is left out.
    pub(super) fn boolean(&mut self, key: &str) -> Option<bool> {
        match self.at(key) {
            None => Some(false),
            Some(Node { value: Value::Boolean(value), .. }) => Some(*value),
            Some(node) => self.fail(node.span, format!("`{key}` must be a boolean, not {}", node.kind()), "write `true` or `false`"),
        }
    }

    /// Text, a number or a boolean.
    pub(super) fn scalar(&mut self, key: &str) -> Option<Scalar> {
        let node = self.required(key)?;
        let scalar = Scalar::of(node);
        if scalar.is_none() {
            return self.fail(node.span, format!("`{key}` must be text, a number or a boolean, not {}", node.kind()), "write one value");
        }
        scalar
    }

    /// A text, or a list of texts, that must be there.
    pub(super) fn texts(&mut self, key: &str) -> Option<Vec<String>> {
        let node = self.required(key)?;
        self.list(key, node)
    }

    /// The texts of a node under `key`.
    pub(super) fn list(&mut self, key: &str, node: &Node) -> Option<Vec<String>> {
        let mut texts = Vec::new();
        for item in node.items() {
            match &item.value {
                Value::String(text) | Value::Integer(text) | Value::Float(text) => texts.push(text.clone()),
                _ => return self.fail(item.span, format!("`{key}` lists texts, not {}", item.kind()), "write text"),
            }
        }
        Some(texts)
    }

    /// A map from texts to one or more texts. A key that is null stands for keywords.
    pub(super) fn mapping(&mut self, key: &str) -> Option<Vec<(Option<String>, Vec<String>)>> {
        let node = self.required(key)?;
        let Value::Map(pairs) = &node.value else {
            return self.fail(node.span, format!("`{key}` must be a map, not {}", node.kind()), "write `from: to`");
        };
        let mut mapping = Vec::with_capacity(pairs.len());
        for (from, to) in pairs {
            let texts = self.list(&from.text, to)?;
            let keyword = matches!(from.text.as_str(), "null" | "~" | "");
            mapping.push(((!keyword).then(|| from.text.clone()), texts));
        }
        Some(mapping)
    }
}
