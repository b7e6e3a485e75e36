//! A strict YAML reader on the events of `saphyr-parser`: every node knows its place, and what
//! Sigma rules do not need is refused.
//!
//! In goes the text of a file: rules, filters, correlations, pipelines, the configuration, events
//! of tests (JSON is YAML). Out come its documents. The caller gives the code of errors, since a
//! broken pipeline is another thing than a broken rule.
//!
//! | refused | since |
//! |---|---|
//! | a key twice in one map | most readers keep the last, so the first pattern of two would silently be gone |
//! | an anchor or an alias | a few lines can stand for gigabytes (each level twice the one before) |
//! | a tag (`!!str`, `!include`) | it asks a reader for more than the text says |
//! | a key that is a map or a list | no part of Sigma has one |
//! | more than [`limits::YAML_DEPTH`] levels or [`limits::YAML_NODES`] nodes | so that neither the stack nor memory is the limit |
//!
//! Plain scalars follow YAML 1.2's core schema (`yes` and `2024-01-01` are text), see
//! `yaml/scalar.rs`. All numbers stay text: what becomes of them depends on the modifier,
//! and `1.50` is compared as it was written.
//!
//! ```
//! # mod shared { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/doctest.rs")); } use shared::*;
//! # use engine::Code;
//! let rule = |value: &str| format!("title: t\nlogsource: {{ product: p }}\ndetection: {{ s: {{ A: {value} }}, condition: s }}\n");
//! assert_eq!(errors(&rule("x")), []);
//! assert_eq!(errors(&rule("&anchor x")), [Code::RuleYaml]);
//! assert_eq!(errors(&rule("!!str 1")), [Code::RuleYaml]);
//! assert_eq!(errors(&rule("x, A: y")), [Code::RuleYaml]);
//! assert_eq!(errors(&rule(&"[".repeat(100))), [Code::RuleYaml]);
//! // In YAML 1.1 this would be `true`.
//! assert!(matches("A: yes", &[("A", "yes")]));
//! ```
//!
//! After an error of the YAML itself reading ends, for nobody knows what the rest would mean; after
//! a repeated key it goes on. One pass, linear in the text but for maps, whose keys are sorted once
//! there are many.

mod input;
mod node;
mod scalar;

use std::collections::BTreeMap;

use input::Text;
pub(crate) use node::{Key, Node, Value};
use saphyr_parser::{Event, Parser, Span as ParserSpan};
use scalar::scalar;

use crate::code::Code;
use crate::diagnostic::{Collector, Span};
use crate::limits;

/// The most keys of a map that are compared one by one.
///
/// Comparing so few takes less than a tree of them does.
const SMALL: usize = 32;

/// Reads all documents of a file.
///
/// Where the YAML itself is broken, the documents before the one with the fault are returned, and
/// the error is in `collector`: `code` with its place, or [`Code::RuleLimit`] for a file of more
/// than [`limits::FILE_BYTES`]. An empty file has no documents.
pub(crate) fn read(text: &str, code: Code, collector: &mut Collector<'_>) -> Vec<Node> {
    if text.len() > limits::FILE_BYTES {
        let message = format!("the file has {} bytes; at most {} are read", text.len(), limits::FILE_BYTES);
        collector.error(Code::RuleLimit, Span { line: 1, column: 1, length: 1 }, message, "split the file");
        return Vec::new();
    }
    let mut reader = Reader { parser: Parser::new(Text::new(text)), nodes: 0, code, collector };
    let mut documents = Vec::new();
    while let Some(()) = reader.document(&mut documents) {}
    documents
}

/// The parser's events, and what is counted of them.
struct Reader<'text, 'collector, 'file> {
    parser: Parser<'text, Text<'text>>,
    nodes: usize,
    code: Code,
    collector: &'collector mut Collector<'file>,
}

impl<'text> Reader<'text, '_, '_> {
    /// The next event; `None` at the end or after an error, which is reported.
    fn next(&mut self) -> Option<(Event<'text>, ParserSpan)> {
        match self.parser.next_event()? {
            Ok(event) => Some(event),
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

    /// Reports an error after which reading ends.
    fn fail<T>(&mut self, place: Span, message: impl Into<String>, hint: &str) -> Option<T> {
        self.collector.error(self.code, place, message, hint);
        None
    }

    /// Reads the next document into `documents`; `None` at the end of the file, and after an error.
    fn document(&mut self, documents: &mut Vec<Node>) -> Option<()> {
        loop {
            match self.next()? {
                (Event::StreamStart | Event::Nothing | Event::DocumentStart(_) | Event::DocumentEnd, _) => {}
                (Event::StreamEnd, _) => return None,
                (event, place) => {
                    let node = self.node(event, placed(place), 0)?;
                    documents.push(node);
                    return Some(());
                }
            }
        }
    }

    /// Reads the node that begins with `event`; `depth` counts the maps and lists around it.
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
            Event::Scalar(text, style, ..) => scalar(text, style),
            Event::SequenceStart(..) => {
                let mut items = Vec::new();
                loop {
                    match self.next()? {
                        (Event::SequenceEnd, _) => break Value::List(items),
                        (event, place) => items.push(self.node(event, placed(place), depth + 1)?),
                    }
                }
            }
            Event::MappingStart(..) => self.map(depth)?,
            _ => return self.fail(span, "the YAML cannot be read: a value is missing", ""),
        };
        Some(Node { span, value })
    }

    /// Reads what stands between the beginning of a map and its end. A key that stands twice is
    /// reported, and both are kept.
    fn map(&mut self, depth: usize) -> Option<Value> {
        let mut pairs: Vec<(Key, Node)> = Vec::new();
        // The keys of a larger map: those of a small one are found faster where they are.
        let mut seen: BTreeMap<String, u32> = BTreeMap::new();
        loop {
            let (text, span_of_key) = match self.next()? {
                (Event::MappingEnd, _) => return Some(Value::Map(pairs)),
                (Event::Scalar(text, _, 0, None), place) => (text.into_owned(), placed(place)),
                (_, place) => {
                    return self.fail(
                        placed(place),
                        "the key of a map must be plain text",
                        "quote the key if it begins with a special character",
                    );
                }
            };
            let before = if pairs.len() < SMALL {
                pairs.iter().find(|(key, _)| key.text == text).map(|(key, _)| key.span.line)
            } else {
                if seen.is_empty() {
                    seen.extend(pairs.iter().map(|(key, _)| (key.text.clone(), key.span.line)));
                }
                seen.insert(text.clone(), span_of_key.line)
            };
            if let Some(line) = before {
                let message = format!("the key `{text}` stands twice in the same map, first in line {line}");
                self.collector.error(
                    self.code,
                    span_of_key,
                    message,
                    "join the two; where both must hold, use a list with the modifier `all`",
                );
            }
            let (event, place) = self.next()?;
            let node = self.node(event, placed(place), depth + 1)?;
            pairs.push((Key { span: span_of_key, text }, node));
        }
    }
}

/// A line or column. No file has as many as a `u32` holds ([`limits::FILE_BYTES`]).
fn number(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

/// The parser counts lines from 1 and columns from 0; a node of several lines is marked by its
/// first character.
fn placed(place: ParserSpan) -> Span {
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
