//! What a document is made of: nodes, each with its place.

use crate::diagnostic::Span;

/// One node of a document.
///
/// INVARIANT: not more than [`YAML_DEPTH`](crate::limits::YAML_DEPTH) deep, so that whoever walks it may recurse.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    /// Where it stands: of text the characters with their quotes, of a list or a map what of it is
    /// in its first line.
    pub(crate) span: Span,
    pub(crate) value: Value,
}

/// What a node holds.
///
/// Whole numbers are rewritten in decimal (`0x50` is `80`), for that is how events have them; those
/// with a fraction stay as written.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    /// `~`, `null` and nothing at all.
    Null,
    /// `true` or `false`, in one of the three spellings of the core schema; `yes` and `on` are
    /// text.
    Boolean(bool),
    /// A whole number in decimal, without a plus and without leading zeros.
    Integer(String),
    /// A number with a fraction or an exponent, as it was written.
    Float(String),
    /// Any other plain text, and whatever stands in quotes or in a block.
    String(String),
    /// In the order of the file.
    List(Vec<Node>),
    /// In the order of the file; the keys differ from each other, or an error says so.
    Map(Vec<(Key, Node)>),
}

/// A key of a map.
///
/// Text, whatever the scalar looks like: the key `1` is the text `1`, and `null` the text `null`.
#[derive(Debug, Clone)]
pub(crate) struct Key {
    pub(crate) span: Span,
    pub(crate) text: String,
}

impl Node {
    /// What the node is, with its article, for messages: `a list cannot be a value of a field`.
    pub(crate) fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "nothing",
            Value::Boolean(_) => "a boolean",
            Value::Integer(_) | Value::Float(_) => "a number",
            Value::String(_) => "text",
            Value::List(_) => "a list",
            Value::Map(_) => "a map",
        }
    }

    /// The value under `key`, where the node is a map that has it.
    ///
    /// The key is given too, since a message about what is missing below it points there. One by
    /// one: maps that are asked so are small.
    pub(crate) fn at(&self, key: &str) -> Option<(&Key, &Node)> {
        match &self.value {
            Value::Map(pairs) => pairs.iter().find(|(name, _)| name.text == key).map(|(name, node)| (name, node)),
            _ => None,
        }
    }

    /// The items of a list; any other node is the only one of its own.
    ///
    /// Sigma takes one text wherever it takes a list of them (`rules: a`, `field: User`).
    pub(crate) fn items(&self) -> &[Self] {
        match &self.value {
            Value::List(items) => items,
            _ => std::slice::from_ref(self),
        }
    }

    /// The text, where the node is text.
    ///
    /// A number is no text: where both will do, the caller looks at [`Node::value`].
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }
}
