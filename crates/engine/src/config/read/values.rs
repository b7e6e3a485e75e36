//! The values of a configuration by their types.

use super::Reader;
use crate::diagnostic::suggestion;
use crate::sigma::yaml::{Key, Node, Value};

impl Reader<'_, '_> {
    pub(super) fn wrong<T>(&mut self, key: &Key, node: &Node, wanted: &str) -> Option<T> {
        self.error(node.span, format!("`{}` must be {wanted}, not {}", key.text, node.kind()), format!("write {wanted}"));
        None
    }

    pub(super) fn text(&mut self, key: &Key, node: &Node) -> Option<String> {
        match &node.value {
            Value::String(text) if !text.is_empty() => Some(text.clone()),
            Value::String(_) => {
                self.error(node.span, format!("`{}` is empty", key.text), "write a value, or remove the key");
                None
            }
            _ => self.wrong(key, node, "text"),
        }
    }

    pub(super) fn texts(&mut self, key: &Key, node: &Node) -> Option<Vec<String>> {
        self.items(key, node)?.iter().map(|item| self.text(key, item)).collect()
    }

    pub(super) fn several_of(&mut self, key: &Key, node: &Node, known: &[&str]) -> Option<Vec<String>> {
        self.items(key, node)?.iter().map(|item| self.one_of(key, item, known)).collect()
    }

    /// The items of a list; one text is a list of one.
    pub(super) fn items<'n>(&mut self, key: &Key, node: &'n Node) -> Option<&'n [Node]> {
        match &node.value {
            Value::List(items) => Some(items.as_slice()),
            Value::String(_) => Some(std::slice::from_ref(node)),
            _ => self.wrong(key, node, "text or a list of texts"),
        }
    }

    pub(super) fn one_of(&mut self, key: &Key, node: &Node, known: &[&str]) -> Option<String> {
        let text = self.text(key, node)?;
        if known.contains(&text.as_str()) {
            return Some(text);
        }
        self.error(node.span, format!("`{text}` is not a value of `{}`", key.text), suggestion(&text, known.iter().copied()));
        None
    }

    pub(super) fn boolean(&mut self, key: &Key, node: &Node) -> Option<bool> {
        match node.value {
            Value::Boolean(value) => Some(value),
            _ => self.wrong(key, node, "`true` or `false`"),
        }
    }

    pub(super) fn number(&mut self, key: &Key, node: &Node) -> Option<u64> {
        match &node.value {
            Value::Integer(digits) => match digits.parse() {
                Ok(value) if value <= 9_007_199_254_740_991 => Some(value),
                _ => {
                    self.error(node.span, format!("`{}` must be between 0 and 9007199254740991", key.text), "write a smaller number");
                    None
                }
            },
            _ => self.wrong(key, node, "a whole number"),
        }
    }

    pub(super) fn seconds(&mut self, key: &Key, node: &Node) -> Option<u64> {
        let seconds = self.number(key, node)?;
        if !(1..=86_400).contains(&seconds) {
            self.error(node.span, format!("`{}` must be between 1 and 86400 seconds", key.text), format!("write `{}: 60`, say", key.text));
            return None;
        }
        Some(seconds)
    }
}
