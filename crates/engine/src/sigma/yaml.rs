//! A strict YAML reader on the events of `saphyr-parser`: every node knows its place, and what Sigma rules do not need is refused.
//!
//! Refused: duplicate keys, keys that are not scalars, anchors, aliases, tags, more than [`limits::YAML_DEPTH`] levels or [`limits::YAML_NODES`] nodes.
//! Plain scalars follow YAML 1.2's core schema (`yes` and `2024-01-01` are text).

mod scalar;

use std::collections::BTreeMap;

use saphyr_parser::{Event, Parser, Span as ParserSpan};
use scalar::scalar;

use crate::code::Code;
use crate::diagnostic::{Collector, Span};
use crate::limits;

/// The most keys of a map that are compared one by one.
const SMALL: usize = 32;

/// One node of a document.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) span: Span,
    pub(crate) value: Value,
}

/// What a node holds.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    Null,
    Boolean(bool),
    /// A whole number in decimal, without a plus and without leading zeros.
    Integer(String),
    /// A number with a fraction or an exponent, as it was written.
    Float(String),
    String(String),
    List(Vec<Node>),
    Map(Vec<(Key, Node)>),
}

/// A key of a map.
#[derive(Debug, Clone)]
pub(crate) struct Key {
    pub(crate) span: Span,
    pub(crate) text: String,
}

impl Node {
    /// What the node is, for messages.
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
    pub(crate) fn at(&self, key: &str) -> Option<(&Key, &Node)> {
        match &self.value {
            Value::Map(pairs) => pairs.iter().find(|(name, _)| name.text == key).map(|(name, node)| (name, node)),
            _ => None,
        }
    }

    /// The items of a list; any other node is the only one of its own.
    pub(crate) fn items(&self) -> &[Self] {
        match &self.value {
            Value::List(items) => items,
            _ => std::slice::from_ref(self),
        }
    }

    /// The text, where the node is text.
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }
}

/// Reads all documents of a file. Where the YAML itself is broken, what stands before the place is returned and the error is in `collector`.
pub(crate) fn read(text: &str, code: Code, collector: &mut Collector<'_>) -> Vec<Node> {
    if text.len() > limits::FILE_BYTES {
        let message = format!("the file has {} bytes; at most {} are read", text.len(), limits::FILE_BYTES);
        collector.error(Code::RuleLimit, Span { line: 1, column: 1, length: 1 }, message, "split the file");
        return Vec::new();
    }
    let mut reader = Reader { parser: Parser::new_from_str(text), nodes: 0, code, collector };
    let mut documents = Vec::new();
    while let Some(()) = reader.document(&mut documents) {}
    documents
}

struct Reader<'text, 'collector, 'file> {
    parser: Parser<'text, saphyr_parser::StrInput<'text>>,
    nodes: usize,
    code: Code,
    collector: &'collector mut Collector<'file>,
}

impl<'text> Reader<'text, '_, '_> {
    /// The next event; `None` at the end or after an error, which is reported.
    fn next(&mut self) -> Option<(Event<'text>, Span)> {
        match self.parser.next_event()? {
            Ok((event, place)) => Some((event, span(place))),
            Err(error) => {
                let place = Span { line: number(error.marker().line()).max(1), column: number(error.marker().col()) + 1, length: 1 };
                self.fail(
                    place,
                    format!("the YAML cannot be read: {}", error.info()),
                    "check the indentation, quotes and colons around this place",
                )
            }
        }
    }

    fn fail<T>(&mut self, place: Span, message: impl Into<String>, hint: &str) -> Option<T> {
        self.collector.error(self.code, place, message, hint);
        None
    }

    fn document(&mut self, documents: &mut Vec<Node>) -> Option<()> {
        loop {
            match self.next()? {
                (Event::StreamStart | Event::Nothing | Event::DocumentStart(_) | Event::DocumentEnd, _) => {}
                (Event::StreamEnd, _) => return None,
                (event, place) => {
                    let node = self.node(event, place, 0)?;
                    documents.push(node);
                    return Some(());
                }
            }
        }
    }

    fn node(&mut self, event: Event<'text>, span: Span, depth: usize) -> Option<Node> {
        self.nodes += 1;
        if self.nodes > limits::YAML_NODES {
            return self.fail(span, format!("the file has more than {} values", limits::YAML_NODES), "split the file");
        }
        if depth > limits::YAML_DEPTH {
            return self.fail(span, format!("maps and lists are nested more than {} deep", limits::YAML_DEPTH), "flatten the rule");
        }
        let value = match event {
            Event::Alias(_) => return self.fail(span, "an alias is not allowed in a rule", "write the value out"),
            Event::Scalar(_, _, anchor, tag) | Event::SequenceStart(anchor, tag) | Event::MappingStart(anchor, tag)
                if anchor != 0 || tag.is_some() =>
            {
                let what = if tag.is_some() { "a tag" } else { "an anchor" };
                return self.fail(span, format!("{what} is not allowed in a rule"), "write the plain value; quote it if it must be text");
            }
            Event::Scalar(text, style, ..) => scalar(&text, style),
            Event::SequenceStart(..) => {
                let mut items = Vec::new();
                loop {
                    match self.next()? {
                        (Event::SequenceEnd, _) => break Value::List(items),
                        (event, place) => items.push(self.node(event, place, depth + 1)?),
                    }
                }
            }
            Event::MappingStart(..) => self.map(depth)?,
            _ => return self.fail(span, "the YAML cannot be read: a value is missing", ""),
        };
        Some(Node { span, value })
    }

    fn map(&mut self, depth: usize) -> Option<Value> {
        let mut pairs: Vec<(Key, Node)> = Vec::new();
        // The keys of a larger map: those of a small one are found faster where they are.
        let mut seen: BTreeMap<String, u32> = BTreeMap::new();
        loop {
            let (text, span) = match self.next()? {
                (Event::MappingEnd, _) => return Some(Value::Map(pairs)),
                (Event::Scalar(text, _, 0, None), span) => (text.into_owned(), span),
                (_, span) => {
                    return self.fail(span, "the key of a map must be plain text", "quote the key if it begins with a special character");
                }
            };
            let before = if pairs.len() < SMALL {
                pairs.iter().find(|(key, _)| key.text == text).map(|(key, _)| key.span.line)
            } else {
                if seen.is_empty() {
                    seen.extend(pairs.iter().map(|(key, _)| (key.text.clone(), key.span.line)));
                }
                seen.insert(text.clone(), span.line)
            };
            if let Some(line) = before {
                let message = format!("the key `{text}` stands twice in the same map, first in line {line}");
                self.collector.error(self.code, span, message, "join the two; where both must hold, use a list with the modifier `all`");
            }
            let (event, place) = self.next()?;
            let node = self.node(event, place, depth + 1)?;
            pairs.push((Key { span, text }, node));
        }
    }
}

fn number(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

fn span(place: ParserSpan) -> Span {
    let (start, end) = (place.start, place.end);
    let length = if end.line() == start.line() { end.col().saturating_sub(start.col()) } else { 1 };
    Span { line: number(start.line()), column: number(start.col()) + 1, length: number(length).max(1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn errors(text: &str) -> Vec<String> {
        let mut collector = Collector::new("t.yml", text);
        read(text, Code::RuleYaml, &mut collector);
        collector.diagnostics.iter().map(|one| format!("{}:{} {}", one.span.line, one.span.column, one.message)).collect()
    }

    #[test]
    fn refuses_what_hides_meaning() {
        assert_eq!(errors("a: 1\na: 2\n"), ["2:1 the key `a` stands twice in the same map, first in line 1"]);
        assert_eq!(errors("a: &x 1\nb: *x\n").len(), 1);
        assert_eq!(errors("a: !!str 1\n").len(), 1);
        assert_eq!(errors("? [a]\n: 1\n").len(), 1);
        assert_eq!(errors(&"[".repeat(100)).len(), 1);
        assert_eq!(errors("a: 'x\n").len(), 1);
    }
}
