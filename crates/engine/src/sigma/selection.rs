//! Selections: maps, lists of maps and keywords, joined as the specification says (Detection,
//! Search-Identifier).
//!
//! ```text
//! selection: { Image: a, User: b }                  a map: both must hold
//! selection: [{ Image: a }, { Image: b }]           a list of maps: one must hold
//! selection: [curl, wget]                           keywords: one must stand in any of the event's own fields
//! selection: { '|all': [curl, wget] }               keywords: both must
//! ```
//!
//! ```
//! # mod shared { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/doctest.rs")); } use shared::*;
//! # use engine::{Code, Value::{Null, Text}};
//! let event = [("Image", Text("/usr/bin/curl")), ("Line", Text("curl example.org"))];
//! assert!(detects("selection: [{ Image|endswith: /wget }, { Image|endswith: /curl }], condition: selection", &event));
//! assert!(detects("selection: [example, other], condition: selection", &event));
//! assert!(!detects("selection: { '|all': [example, other] }, condition: selection", &event));
//! // Absent, and there without a value, are the same for `null`; `exists` tells them apart.
//! assert!(detects("selection: { User: null }, condition: selection", &[("User", Null)]));
//! assert!(detects("selection: { User|exists: false }, condition: selection", &event));
//! // `null` beside other values would be an OR that nobody means.
//! assert_eq!(refused("User: [null, root]"), Code::RuleType);
//! ```
//!
//! A field with several values is a list, and a test of it holds if any element answers it. Reading
//! goes on after an error, so that one run names all that is wrong.

use super::item::{Item, Selection};
use super::modifier::{self, Comparison, Modifiers};
use super::size::Size;
use super::value::{self, Value};
use super::yaml::{Key, Node, Value as Yaml};
use crate::code::Code;
use crate::diagnostic::{Collector, Span};

/// Reads selections.
pub(crate) struct Selections<'c, 'f> {
    collector: &'c mut Collector<'f>,
    /// What was read so far.
    size: Size,
}

/// What a part of a detection becomes; `None` after an error, which is reported.
pub(crate) type Read = Option<Selection>;

impl<'c, 'f> Selections<'c, 'f> {
    pub(crate) fn new(collector: &'c mut Collector<'f>) -> Self {
        Self { collector, size: Size::default() }
    }

    /// Where errors go.
    pub(crate) fn collector(&mut self) -> &mut Collector<'f> {
        self.collector
    }

    /// How much all selections hold that were read.
    pub(crate) fn size(&self) -> Size {
        self.size
    }

    /// A whole selection. After an error the rest is read all the same, so that all errors are seen
    /// at once.
    pub(crate) fn selection(&mut self, node: &Node) -> Read {
        match &node.value {
            Yaml::Map(pairs) => {
                if pairs.is_empty() {
                    return self.fail(Code::RuleMissing, node.span, "the selection is empty", "name at least one field");
                }
                let parts: Vec<Read> = pairs.iter().map(|(key, value)| self.field(key, value)).collect();
                parts.into_iter().collect::<Option<Vec<_>>>().map(Selection::All)
            }
            Yaml::List(items) => {
                if items.is_empty() {
                    return self.fail(Code::RuleMissing, node.span, "the selection is empty", "list at least one keyword or map");
                }
                let parts: Vec<Read> = items.iter().map(|item| self.part(item)).collect();
                parts.into_iter().collect::<Option<Vec<_>>>().map(Selection::Any)
            }
            Yaml::Null => self.fail(Code::RuleMissing, node.span, "the selection is empty", "write a map of fields, or a list of keywords"),
            _ => self.part(node),
        }
    }

    fn part(&mut self, node: &Node) -> Read {
        match &node.value {
            Yaml::Map(_) | Yaml::List(_) => self.selection(node),
            _ => self.item(None, node.span, Modifiers::default(), std::slice::from_ref(node)),
        }
    }

    fn field(&mut self, key: &Key, node: &Node) -> Read {
        let (name, modifiers) = modifier::parse(&key.text, key.span, self.collector)?;
        let field = (!name.is_empty()).then_some(name);
        if field.is_none() && !matches!(modifiers.comparison, Comparison::Text | Comparison::Regex { .. }) {
            let message = "a keyword is text or a regular expression: this modifier needs a field";
            return self.fail(Code::RuleModifier, key.span, message, "write the field's name before the first `|`");
        }
        let values = match &node.value {
            Yaml::List(items) => {
                if items.is_empty() {
                    let message = format!("the list of `{}` is empty", key.text);
                    return self.fail(Code::RuleType, node.span, message, "list at least one value, or use `null`");
                }
                if let Some(item) = items.iter().find(|item| matches!(item.value, Yaml::Null)) {
                    let hint = "write a selection of its own with `null`, and join it in the condition";
                    return self.fail(Code::RuleType, item.span, "`null` cannot stand in a list", hint);
                }
                items.as_slice()
            }
            _ => std::slice::from_ref(node),
        };
        self.item(field, key.span, modifiers, values)
    }

    fn item(&mut self, field: Option<&str>, span: Span, modifiers: Modifiers, nodes: &[Node]) -> Read {
        let mut values = Vec::with_capacity(nodes.len());
        let mut good = true;
        for node in nodes {
            if field.is_none() && matches!(node.value, Yaml::Null) {
                self.collector.error(Code::RuleType, node.span, "`null` cannot be a keyword", "name the field that must be absent");
                good = false;
            } else {
                let value = value::read(node, &modifiers, self.collector);
                good &= value.is_some();
                if let Some(value) = value {
                    self.count(&value, field, node.span)?;
                    values.push(value);
                }
            }
        }
        good.then(|| Selection::Item(Item { field: field.map(str::to_owned), span, modifiers, values, applied: Vec::new() }))
    }

    /// Counts a value in. Where there is too much by now the rest is not read, and only the first
    /// says so.
    fn count(&mut self, value: &Value, field: Option<&str>, span: Span) -> Option<()> {
        let was_beyond = self.size.beyond(Size::RULE).is_some();
        self.size = self.size.plus(value.size(field.map_or(0, str::len)));
        let Some((what, many, most)) = self.size.beyond(Size::RULE) else { return Some(()) };
        if !was_beyond {
            let message = format!("with this value the rule has {many} {what}; at most {most} are allowed");
            self.collector.error(Code::RuleLimit, span, message, "split the rule");
        }
        None
    }

    fn fail(&mut self, code: Code, span: Span, message: impl Into<String>, hint: &str) -> Read {
        self.collector.error(code, span, message, hint);
        None
    }
}
