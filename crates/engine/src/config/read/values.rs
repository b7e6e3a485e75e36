//! The values of a configuration by their types: in goes the node under a key, out comes its value,
//! or `None` with the error reported ([`Code::Config`](crate::code::Code::Config)) at the value.
//!
//! | asked for | taken | refused |
//! |---|---|---|
//! | text | `log: x`, `log: '7'` | `log: 7`, `log: ''`, `log:` |
//! | texts | `rules: a`, `rules: [a, b]`, `rules: []` | `rules: 7`, `rules: [a, 7]` |
//! | a boolean | `redact: true` | `redact: yes`, which is text in YAML 1.2; `redact: 1` |
//! | a number | `min_serial: 7`, `min_serial: 0x7` | `min_serial: -1`, `7.5`, `'7'` |
//! | seconds | `every: 60` | `every: 0`, `every: 1m` |
//!
//! Nothing is converted: a number in quotes is text, and a number where text belongs is an error
//! that says so. Of a value from a closed list the nearest one is the hint.

use super::Reader;
use crate::diagnostic::suggestion;
use crate::sigma::yaml::{Key, Node, Value};

impl Reader<'_, '_> {
    /// Reports a value of another type than `wanted`, which reads as the end of "must be"; always
    /// `None`.
    pub(super) fn wrong<T>(&mut self, key: &Key, node: &Node, wanted: &str) -> Option<T> {
        self.error(node.span, format!("`{}` must be {wanted}, not {}", key.text, node.kind()), format!("write {wanted}"));
        None
    }

    /// A text. An empty one is an error: it would be a file without a name, or a pattern for
    /// nothing.
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

    /// A list of texts, none of them empty; one text is a list of one. The list itself may be
    /// empty, which is something else than a key that is absent. `None` at the first item that is
    /// no text; those behind it are not looked at.
    pub(super) fn texts(&mut self, key: &Key, node: &Node) -> Option<Vec<String>> {
        self.items(key, node)?.iter().map(|item| self.text(key, item)).collect()
    }

    /// A list of words from a closed list, or one of them. `None` at the first that is not.
    pub(super) fn several_of(&mut self, key: &Key, node: &Node, known: &[&str]) -> Option<Vec<String>> {
        self.items(key, node)?.iter().map(|item| self.one_of(key, item, known)).collect()
    }

    /// The items of a list; one text is a list of one. What the items are is not looked at.
    pub(super) fn items<'n>(&mut self, key: &Key, node: &'n Node) -> Option<&'n [Node]> {
        match &node.value {
            Value::List(items) => Some(items.as_slice()),
            Value::String(_) => Some(std::slice::from_ref(node)),
            _ => self.wrong(key, node, "text or a list of texts"),
        }
    }

    /// A word from a closed list; upper and lower case are different.
    pub(super) fn one_of(&mut self, key: &Key, node: &Node, known: &[&str]) -> Option<String> {
        let text = self.text(key, node)?;
        if known.contains(&text.as_str()) {
            return Some(text);
        }
        self.error(node.span, format!("`{text}` is not a value of `{}`", key.text), suggestion(&text, known.iter().copied()));
        None
    }

    /// `true` or `false`, without quotes.
    pub(super) fn boolean(&mut self, key: &Key, node: &Node) -> Option<bool> {
        match node.value {
            Value::Boolean(value) => Some(value),
            _ => self.wrong(key, node, "`true` or `false`"),
        }
    }

    /// A whole number from 0 to 9,007,199,254,740,991 (2^53 - 1). What is beyond, the hosts'
    /// JavaScript could not hold exactly, and a serial that is rounded is another serial. A minus
    /// is beyond as well.
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

    /// Seconds: a whole number from 1 to 86,400, which is a day.
    pub(super) fn seconds(&mut self, key: &Key, node: &Node) -> Option<u64> {
        let seconds = self.number(key, node)?;
        if !(1..=86_400).contains(&seconds) {
            self.error(node.span, format!("`{}` must be between 1 and 86400 seconds", key.text), format!("write `{}: 60`, say", key.text));
            return None;
        }
        Some(seconds)
    }
}
