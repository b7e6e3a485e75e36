//! One value of a field as its modifiers mean it: the tests that it becomes.

use super::encoding;
use super::modifier::{Comparison, Modifiers};
use super::network::Network;
use super::number::{Number, Relation};
use super::pattern::{Pattern, Piece};
use super::placeholder::{self, Placeholders};
use super::time::TimePart;
use super::yaml::{Node, Value};
use super::{Place, Test};
use crate::code::Code;
use crate::diagnostic::Collector;
use crate::limits;

/// What a value stands for: any of these tests, or none of them.
pub(crate) struct Tests {
    pub(crate) any: Vec<Test>,
    pub(crate) negated: bool,
}

/// Reads a value. `None` after an error, which is reported.
pub(crate) fn tests(node: &Node, modifiers: &Modifiers, placeholders: &Placeholders, collector: &mut Collector<'_>) -> Option<Tests> {
    let mut reader = Reader { node, modifiers, collector };
    let text = match &node.value {
        Value::String(text) | Value::Integer(text) | Value::Float(text) => text.as_str(),
        Value::Boolean(true) => "true",
        Value::Boolean(false) => "false",
        Value::Null => return reader.null().map(|test| Tests { any: vec![test], negated: false }),
        Value::List(_) | Value::Map(_) => {
            let message = format!("{} cannot be a value of a field", node.kind());
            return reader.fail(Code::RuleType, message, "write text, a number, a boolean, `null`, or a list of them");
        }
    };
    if let Comparison::Exists = modifiers.comparison {
        let Value::Boolean(expected) = node.value else {
            return reader.fail(Code::RuleType, format!("`exists` takes a boolean, not {}", node.kind()), "write `true` or `false`");
        };
        return Some(Tests { any: vec![Test::Exists], negated: !expected });
    }
    if text.len() > limits::PATTERN_BYTES {
        return reader.too_long(text.len());
    }
    let texts = if modifiers.expand { reader.expand(text, placeholders)? } else { vec![text.to_owned()] };
    let mut any = Vec::new();
    for text in &texts {
        match modifiers.comparison {
            Comparison::Text => any.extend(reader.patterns(text)?),
            Comparison::Regex { ignore_case, multi_line, dot_all } => any.push(reader.regex(text, [ignore_case, multi_line, dot_all])?),
            Comparison::Cidr => any.push(reader.network(text)?),
            Comparison::Number(relation) => any.push(reader.number(text, relation)?),
            Comparison::Time(part, relation) => any.push(reader.time(text, part, relation)?),
            Comparison::Field => any.push(reader.field(text)?),
            Comparison::Exists => any.push(Test::Exists),
        }
    }
    Some(Tests { any, negated: false })
}

struct Reader<'r, 'f> {
    node: &'r Node,
    modifiers: &'r Modifiers,
    collector: &'r mut Collector<'f>,
}

impl Reader<'_, '_> {
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
    fn regex(&mut self, text: &str, flags: [bool; 3]) -> Option<Test> {
        let flags: String = flags.into_iter().zip("ims".chars()).filter(|(on, _)| *on).map(|(_, flag)| flag).collect();
        let source = match self.modifiers.place {
            Place::Start => format!("\\A(?:{text})"),
            Place::End => format!("(?:{text})\\z"),
            Place::Whole | Place::Anywhere => text.to_owned(),
        };
        let source = if flags.is_empty() { source } else { format!("(?{flags}){source}") };
        if let Err(error) = crate::index::regex::compile(&source) {
            let hint = "the syntax is that of Rust's crate `regex`: no look-around and no back-references";
            return self.fail(Code::RuleRegex, format!("the regular expression cannot be compiled: {error}"), hint);
        }
        Some(Test::Regex(source))
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

    fn number(&mut self, text: &str, relation: Relation) -> Option<Test> {
        let written = matches!(self.node.value, Value::Integer(_) | Value::Float(_));
        match Number::parse(text.as_bytes()).filter(|_| written) {
            Some(number) => Some(Test::Number { relation, number }),
            None => self.fail(
                Code::RuleType,
                format!("`lt`, `lte`, `gt` and `gte` take a number, not {}", self.kind()),
                "write a number without quotes, such as `1024` or `0.5`",
            ),
        }
    }

    fn time(&mut self, text: &str, part: TimePart, relation: Relation) -> Option<Test> {
        let written = matches!(self.node.value, Value::Integer(_));
        if let Some(number) = text.parse().ok().filter(|_| written) {
            return Some(Test::Time { part, relation, number });
        }
        let message = format!("`{}` takes a whole number that is not negative, not {}", part.name(), self.kind());
        self.fail(Code::RuleType, message, "write it without quotes, such as `22`")
    }

    fn field(&mut self, text: &str) -> Option<Test> {
        let pattern = Pattern::parse(text.trim());
        match pattern.pieces() {
            [Piece::Literal(other)] if matches!(self.node.value, Value::String(_)) => {
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
                let message = format!("the placeholders stand for more than {} values", limits::RULE_TESTS);
                self.fail(Code::RuleLimit, message, "give fewer values")
            }
        }
    }

    /// What the node is; of a number, that it is not one that this modifier takes.
    fn kind(&self) -> &'static str {
        match self.node.value {
            Value::Integer(_) => "a negative or very large one",
            Value::Float(_) => "one with a fraction",
            _ => self.node.kind(),
        }
    }

    fn too_long<T>(&mut self, bytes: usize) -> Option<T> {
        let message = format!("the value has {bytes} bytes; at most {} are allowed", limits::PATTERN_BYTES);
        self.fail(Code::RuleLimit, message, "shorten it")
    }

    fn fail<T>(&mut self, code: Code, message: impl Into<String>, hint: &str) -> Option<T> {
        self.collector.error(code, self.node.span, message, hint);
        None
    }
}
