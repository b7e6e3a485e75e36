//! The parts that the kinds of documents have in common, read one by one.
//!
//! A method answers `None` for what is absent and for what is wrong; the latter it has reported,
//! and whoever reads a document compares the number of errors before and after.
//!
//! | method | takes | absent | of another type |
//! |---|---|---|---|
//! | `text` | a text, a number as it is written | `None` | an error |
//! | `required_text` | the same | an error | an error |
//! | `one_of` | one of some words, whatever its case | `None` | an error with a suggestion |
//! | `texts` | a text or a list of them | none | an error |

use super::Logsource;
use crate::code::Code;
use crate::diagnostic::{Collector, Span, suggestion};
use crate::response::Response;
use crate::sigma::detection::{self, Detection};
use crate::sigma::yaml::{Key, Node, Value};

/// Reads the parts that the kinds of documents have in common.
pub(in crate::sigma) struct Reader<'n, 'c, 'f> {
    /// The map whose keys are read.
    pub(in crate::sigma) document: &'n Node,
    /// Where errors go.
    pub(in crate::sigma) collector: &'c mut Collector<'f>,
}

impl<'n> Reader<'n, '_, '_> {
    /// A text; a number is taken as it is written (`title: 404`). [`Code::RuleType`] for a list, a
    /// map or a boolean.
    pub(in crate::sigma) fn text(&mut self, key: &str) -> Option<(String, Span)> {
        let (_, node) = self.document.at(key)?;
        match &node.value {
            Value::String(text) | Value::Integer(text) | Value::Float(text) => Some((text.clone(), node.span)),
            Value::Null => None,
            _ => {
                self.collector.error(Code::RuleType, node.span, format!("`{key}` must be text, not {}", node.kind()), "write text");
                None
            }
        }
    }

    /// A text that must be there: [`Code::RuleMissing`] where it is not.
    pub(in crate::sigma) fn required_text(&mut self, key: &str) -> Option<String> {
        if self.document.at(key).is_none_or(|(_, node)| matches!(node.value, Value::Null)) {
            let place = Span { length: 1, ..self.document.span };
            self.collector.error(Code::RuleMissing, place, format!("the rule lacks `{key}`"), format!("add `{key}:`"));
            return None;
        }
        self.text(key).map(|(text, _)| text)
    }

    /// One of some words, whatever their case; [`Code::RuleType`] with a suggestion for any other.
    pub(in crate::sigma) fn one_of(&mut self, key: &str, known: &[&'static str]) -> Option<&'static str> {
        let (text, span) = self.text(key)?;
        let found = known.iter().find(|one| **one == text.to_ascii_lowercase());
        if found.is_none() {
            self.collector.error(Code::RuleType, span, format!("`{text}` is not a {key}"), suggestion(&text, known.iter().copied()));
        }
        found.copied()
    }

    /// A text, or a list of texts.
    pub(in crate::sigma) fn texts(&mut self, key: &str) -> Vec<(String, Span)> {
        let Some((_, node)) = self.document.at(key) else { return Vec::new() };
        let items = match &node.value {
            Value::List(items) => items.as_slice(),
            Value::Null => &[],
            _ => std::slice::from_ref(node),
        };
        let mut texts = Vec::new();
        for item in items {
            match &item.value {
                Value::String(text) | Value::Integer(text) | Value::Float(text) => texts.push((text.clone(), item.span)),
                _ => self.collector.error(Code::RuleType, item.span, format!("`{key}` lists texts, not {}", item.kind()), "write text"),
            }
        }
        texts
    }

    /// overt's attribute `response`; [`Code::RuleResponse`] for an unknown one.
    pub(in crate::sigma) fn response(&mut self) -> Option<Response> {
        let (text, span) = self.text("response")?;
        let response = Response::from_name(&text);
        if response.is_none() {
            let hint = suggestion(&text, Response::NAMES.iter().copied());
            self.collector.error(Code::RuleResponse, span, format!("the response `{text}` is unknown"), hint);
        }
        response
    }

    /// What an allow rule takes out. [`Code::RuleResponse`] where it lists nothing: a rule that
    /// allows everything is no exception.
    pub(in crate::sigma) fn targets(&mut self, response: Option<Response>) -> Vec<(String, Span)> {
        let targets = self.texts("rules");
        if response == Some(Response::Allow) && targets.is_empty() {
            let span = self.document.at("response").map_or(self.document.span, |(_, node)| node.span);
            let hint = "add `rules:` with the ids, names or tags of the rules that it takes out";
            self.collector.error(Code::RuleResponse, span, "a rule with the response `allow` must list what it allows", hint);
        }
        if response == Some(Response::Allow) { targets } else { Vec::new() }
    }

    /// A map under a key, and the key: [`Code::RuleMissing`] and [`Code::RuleType`].
    pub(in crate::sigma) fn section(&mut self, key: &str) -> Option<(&'n Key, &'n Node)> {
        let document: &'n Node = self.document;
        let found = document.at(key);
        match found {
            None => {
                let place = Span { length: 1, ..document.span };
                self.collector.error(Code::RuleMissing, place, format!("the rule lacks `{key}`"), format!("add `{key}:`"));
            }
            Some((_, node)) if !matches!(node.value, Value::Map(_)) => {
                self.collector.error(
                    Code::RuleType,
                    node.span,
                    format!("`{key}` must be a map, not {}", node.kind()),
                    "write keys below it",
                );
                return None;
            }
            Some(_) => {}
        }
        found
    }

    /// The log source; one that names nothing is [`Code::RuleMissing`].
    pub(in crate::sigma) fn logsource(&mut self) -> Option<Logsource> {
        let (key, node) = self.section("logsource")?;
        let mut logsource = Logsource::default();
        for (name, slot) in
            [("category", &mut logsource.category), ("product", &mut logsource.product), ("service", &mut logsource.service)]
        {
            *slot = Reader { document: node, collector: self.collector }.text(name);
        }
        if logsource.category.is_none() && logsource.product.is_none() && logsource.service.is_none() {
            let hint = "name a category, a product or a service, so that the rule is asked about some events only";
            self.collector.error(Code::RuleMissing, key.span, "the log source is empty", hint);
            return None;
        }
        Some(logsource)
    }

    /// The selections and the condition under `section`; the keys in `others` are no selections.
    pub(in crate::sigma) fn detection(&mut self, section: &str, others: &[&str]) -> Option<Detection> {
        let section = self.section(section)?;
        detection::read(section, others, self.collector)
    }
}
