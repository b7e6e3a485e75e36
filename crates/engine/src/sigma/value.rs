//! One value of a field as its modifiers mean it: the tests that it becomes (Sigma's appendix of modifiers).
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
//! What a modifier cannot take is an error at the value, with what to write instead; the values after it are read all the same.

use super::encoding;
use super::modifier::{Comparison, Modifiers};
use super::network::Network;
use super::number::{Number, Relation};
use super::pattern::{Pattern, Piece};
use super::placeholder::{self, Placeholders};
use super::size::Size;
use super::time::TimePart;
use super::yaml::{self, Node};
use super::{Place, Test};
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

/// The tests that a value stands for; its placeholders take the values that are given for them. `None` after an error, which is reported.
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
    /// Patterns of a text: encodings first, each of which may make several, then the place.
    fn patterns(&mut self, text: &str) -> Option<Vec<Test>> {
        let modifiers = self.modifiers;
        let patterns = match encoding::encode(&Pattern::parse(text), &modifiers.encodings) {
            Ok(patterns) => patterns,
            Err(problem) => return self.fail(problem.code, problem.message, problem.hint),
        };
        if let Some(longest) = patterns.iter().map(Pattern::bytes).find(|bytes| *bytes > limits::PATTERN_BYTES) {
            return self.too_long(longest);
        }
        let placed = |mut pattern: Pattern| {
            if matches!(modifiers.place, Place::End | Place::Anywhere) {
                pattern = pattern.open_start();
            }
            if matches!(modifiers.place, Place::Start | Place::Anywhere) {
                pattern = pattern.open_end();
            }
            Test::Text { pattern, cased: modifiers.cased }
        };
        Some(patterns.into_iter().map(placed).collect())
    }

    /// A search finds a match anywhere, so that `contains` changes nothing; `startswith` and `endswith` bind it to the value's start and end.
    fn regex(&mut self, text: &str) -> Option<Test> {
        let flags = match self.modifiers.comparison {
            Comparison::Regex { ignore_case, multi_line, dot_all } => [ignore_case, multi_line, dot_all],
            _ => [false; 3],
        };
        let flags: String = flags.into_iter().zip("ims".chars()).filter(|(on, _)| *on).map(|(_, flag)| flag).collect();
        let source = match self.modifiers.place {
            Place::Start => format!("\\A(?:{text})"),
            Place::End => format!("(?:{text})\\z"),
            Place::Whole | Place::Anywhere => text.to_owned(),
        };
        let source = if flags.is_empty() { source } else { format!("(?{flags}){source}") };
        match crate::index::regex::examine(&source, &mut self.collector.large_regexes) {
            Ok(required) => Some(Test::Regex { source, required }),
            Err(error) => {
                let hint = "the syntax is that of Rust's crate `regex`: no look-around and no back-references";
                self.fail(Code::RuleRegex, format!("the regular expression cannot be compiled: {error}"), hint)
            }
        }
    }

    fn network(&mut self, text: &str) -> Option<Test> {
        match Network::parse(text) {
            Ok(network) => Some(Test::Cidr(network)),
            Err(why) => {
                let hint = "write a network such as `10.0.0.0/8` or `fe80::/10`";
                self.fail(Code::RuleCidr, format!("`{text}` is not a network: {why}"), hint)
            }
        }
    }

    fn number(&mut self, node: &Node, text: &str, relation: Relation) -> Option<Test> {
        let written = matches!(node.value, yaml::Value::Integer(_) | yaml::Value::Float(_));
        match Number::parse(text.as_bytes()).filter(|_| written) {
            Some(number) => Some(Test::Number { relation, number }),
            None => self.fail(
                Code::RuleType,
                format!("`lt`, `lte`, `gt` and `gte` take a number, not {}", kind(node)),
                "write a number without quotes, such as `1024` or `0.5`",
            ),
        }
    }

    fn time(&mut self, node: &Node, text: &str, part: TimePart, relation: Relation) -> Option<Test> {
        let written = matches!(node.value, yaml::Value::Integer(_));
        if let Some(number) = text.parse().ok().filter(|_| written) {
            return Some(Test::Time { part, relation, number });
        }
        let message = format!("`{}` takes a whole number that is not negative, not {}", part.name(), kind(node));
        self.fail(Code::RuleType, message, "write it without quotes, such as `22`")
    }

    fn field(&mut self, node: &Node, text: &str) -> Option<Test> {
        let pattern = Pattern::parse(text.trim());
        match pattern.pieces() {
            [Piece::Literal(other)] if matches!(node.value, yaml::Value::String(_)) => {
                Some(Test::Field { other: other.clone(), place: self.modifiers.place, cased: self.modifiers.cased })
            }
            _ => {
                let message = "`fieldref` takes the name of a field, without wildcards";
                self.fail(Code::RuleType, message, "write the other field's name as the rule would write it before a `:`")
            }
        }
    }

    fn null(&mut self) -> Option<Test> {
        if *self.modifiers != (Modifiers { negated: self.modifiers.negated, ..Modifiers::default() }) {
            return self.fail(Code::RuleModifier, "`null` cannot be combined with a modifier other than `neq`", "remove the modifier");
        }
        Some(Test::Null)
    }

    fn expand(&mut self, text: &str, placeholders: &Placeholders) -> Option<Vec<String>> {
        match placeholder::expand(text, placeholders) {
            Ok(texts) => Some(texts),
            Err(placeholder::Problem::Unknown(names)) => {
                let names = names.iter().map(|name| format!("`%{name}%`")).collect::<Vec<_>>().join(", ");
                let hint = "give its values under `placeholders:` in the configuration, or write them here, without `expand`";
                self.fail(Code::RulePlaceholder, format!("the placeholder is not configured: {names}"), hint)
            }
            Err(placeholder::Problem::TooMany) => {
                let message = format!(
                    "the placeholders stand for more than {} values, or more than {} bytes of them",
                    limits::RULE_TESTS,
                    limits::RULE_BYTES
                );
                self.fail(Code::RuleLimit, message, "give fewer values")
            }
        }
    }

    fn too_long<T>(&mut self, bytes: usize) -> Option<T> {
        let message = format!("the value has {bytes} bytes; at most {} are allowed", limits::PATTERN_BYTES);
        self.fail(Code::RuleLimit, message, "shorten it")
    }

    fn fail<T>(&mut self, code: Code, message: impl Into<String>, hint: &str) -> Option<T> {
        self.collector.error(code, self.span, message, hint);
        None
    }
}

/// What the node is; of a number, that it is not one that this modifier takes.
fn kind(node: &Node) -> &'static str {
    match node.value {
        yaml::Value::Integer(_) => "a negative or very large one",
        yaml::Value::Float(_) => "one with a fraction",
        _ => node.kind(),
    }
}
