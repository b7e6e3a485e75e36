//! One value of a field as its modifiers mean it: the tests that it becomes (Sigma's appendix of
//! modifiers).
//!
//! | written | becomes |
//! |---|---|
//! | `Image\|endswith: /sh` | a pattern that is open at its start |
//! | `CommandLine\|base64offset: curl` | three patterns, one for each place in a group of three bytes |
//! | `CommandLine\|windash: -f` | five patterns, one for each dash |
//! | `DestinationPort\|gte: 1024` | a number and a relation |
//! | `DestinationIp\|cidr: 10.0.0.0/8` | a network |
//! | `User\|expand: '%admins%'` | as many patterns as the placeholder has values, when these are known |
//!
//! What a modifier cannot take is an error at the value, with what to write instead; the values
//! after it are read all the same.

mod exact;
mod text;

use super::Test;
use super::modifier::{Comparison, Modifiers};
use super::placeholder::Placeholders;
use super::size::Size;
use super::yaml::{self, Node};
use crate::code::Code;
use crate::diagnostic::{Collector, Span};
use crate::limits;

/// A value of an item, its modifiers spent but for `expand`.
#[derive(Debug, Clone)]
pub(crate) struct Value {
    pub(crate) span: Span,
    pub(crate) kind: Kind,
    /// Whether none of the tests must hold instead of any.
    pub(crate) negated: bool,
    pub(crate) content: Content,
}

/// What a value was written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// One pattern.
    Text,
    /// A number that is compared by its text.
    Number,
    Boolean,
    Null,
    /// Several patterns that an encoding makes of one value.
    Expansion,
    /// Whatever is not compared as text.
    Other,
}

/// What a value stands for.
#[derive(Debug, Clone)]
pub(crate) enum Content {
    /// Any of these.
    Tests(Vec<Test>),
    /// Text whose placeholders have not been given values yet (the modifier `expand`).
    Placeholders(String),
}

impl Value {
    /// How much it holds as the value of a field whose name has so many bytes.
    pub(crate) fn size(&self, field: usize) -> Size {
        match &self.content {
            Content::Tests(tests) => tests.iter().fold(Size::default(), |all, test| all.plus(Size::of(test, field))),
            Content::Placeholders(text) => Size { tests: 1, bytes: text.len() + field },
        }
    }
}

/// Reads a value. `None` after an error, which is reported.
pub(crate) fn read(node: &Node, modifiers: &Modifiers, collector: &mut Collector<'_>) -> Option<Value> {
    let span = node.span;
    let mut reader = Reader { span, modifiers, collector };
    let (text, kind) = match &node.value {
        yaml::Value::String(text) => (text.as_str(), Kind::Text),
        yaml::Value::Integer(text) | yaml::Value::Float(text) => (text.as_str(), Kind::Number),
        yaml::Value::Boolean(true) => ("true", Kind::Boolean),
        yaml::Value::Boolean(false) => ("false", Kind::Boolean),
        yaml::Value::Null => {
            let content = Content::Tests(vec![reader.null()?]);
            return Some(Value { span, kind: Kind::Null, negated: false, content });
        }
        yaml::Value::List(_) | yaml::Value::Map(_) => {
            let message = format!("{} cannot be a value of a field", node.kind());
            return reader.fail(Code::RuleType, message, "write text, a number, a boolean, `null`, or a list of them");
        }
    };
    if let Comparison::Exists = modifiers.comparison {
        let yaml::Value::Boolean(expected) = node.value else {
            return reader.fail(Code::RuleType, format!("`exists` takes a boolean, not {}", node.kind()), "write `true` or `false`");
        };
        return Some(Value { span, kind: Kind::Other, negated: !expected, content: Content::Tests(vec![Test::Exists]) });
    }
    if text.len() > limits::PATTERN_BYTES {
        return reader.too_long(text.len());
    }
    if modifiers.expand {
        return Some(Value { span, kind, negated: false, content: Content::Placeholders(text.to_owned()) });
    }
    let (tests, kind) = match modifiers.comparison {
        Comparison::Text if modifiers.encodings.iter().any(|one| one.is_expansion()) => (reader.patterns(text)?, Kind::Expansion),
        Comparison::Text => (reader.patterns(text)?, kind),
        Comparison::Regex { .. } => (vec![reader.regex(text)?], Kind::Other),
        Comparison::Cidr => (vec![reader.network(text)?], Kind::Other),
        Comparison::Number(relation) => (vec![reader.number(node, text, relation)?], Kind::Other),
        Comparison::Time(part, relation) => (vec![reader.time(node, text, part, relation)?], Kind::Other),
        Comparison::Field => (vec![reader.field(node, text)?], Kind::Other),
        Comparison::Exists => (vec![Test::Exists], Kind::Other),
    };
    Some(Value { span, kind, negated: false, content: Content::Tests(tests) })
}

/// The tests that a value stands for; its placeholders take the values that are given for them.
/// `None` after an error, which is reported.
pub(crate) fn spend(value: Value, modifiers: &Modifiers, placeholders: &Placeholders, collector: &mut Collector<'_>) -> Option<Vec<Test>> {
    let text = match value.content {
        Content::Tests(tests) => return Some(tests),
        Content::Placeholders(text) => text,
    };
    let mut reader = Reader { span: value.span, modifiers, collector };
    let mut tests = Vec::new();
    for text in reader.expand(&text, placeholders)? {
        match modifiers.comparison {
            Comparison::Regex { .. } => tests.push(reader.regex(&text)?),
            // INVARIANT: `expand` goes with text and regular expressions only.
            _ => tests.extend(reader.patterns(&text)?),
        }
    }
    Some(tests)
}

struct Reader<'r, 'f> {
    span: Span,
    modifiers: &'r Modifiers,
    collector: &'r mut Collector<'f>,
}

impl Reader<'_, '_> {
    fn fail<T>(&mut self, code: Code, message: impl Into<String>, hint: &str) -> Option<T> {
        self.collector.error(code, self.span, message, hint);
        None
    }
}
