//! A rule document: its head, its log source, its detection and our attributes `response` and `rules`.

use super::detection::{self, Detection};
use super::yaml::{Key, Node, Value};
use crate::code::Code;
use crate::diagnostic::{Collector, Span, suggestion};
use crate::response::Response;

/// A rule as its author wrote it.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) id: Option<(String, Span)>,
    pub(crate) name: Option<String>,
    pub(crate) title: String,
    pub(crate) description: Option<String>,
    pub(crate) level: String,
    pub(crate) author: Option<String>,
    pub(crate) tags: Vec<String>,
    pub(crate) response: Option<Response>,
    /// What an allow rule takes out: ids, names or tags.
    pub(crate) targets: Vec<(String, Span)>,
    pub(crate) logsource: Logsource,
    /// Where `detection` stands.
    pub(crate) span: Span,
}

/// The dimensions of a log source that the rule names.
#[derive(Debug, Clone, Default)]
pub(crate) struct Logsource {
    pub(crate) category: Option<(String, Span)>,
    pub(crate) product: Option<(String, Span)>,
    pub(crate) service: Option<(String, Span)>,
}

impl Logsource {
    /// Whether every dimension that this one names is the other's.
    pub(crate) fn contains(&self, other: &Self) -> bool {
        let holds = |one: &Option<(String, Span)>, other: &Option<(String, Span)>| {
            one.as_ref().is_none_or(|(one, _)| other.as_ref().is_some_and(|(other, _)| one == other))
        };
        holds(&self.category, &other.category) && holds(&self.product, &other.product) && holds(&self.service, &other.service)
    }
}

impl Rule {
    /// The id and the name: what others may refer to it by.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.id.iter().map(|(id, _)| id).chain(&self.name).map(String::as_str)
    }
}

/// The levels of a rule, from the least to the worst.
pub(crate) const LEVELS: &[&str] = &["informational", "low", "medium", "high", "critical"];

/// Top-level keys that make a document something other than a rule.
const OTHER_DOCUMENTS: &[(&str, &str)] = &[
    ("correlation", "correlation rules here"),
    ("action", "rule collections (`action: global`, `reset`, `repeat`)"),
    ("transformations", "a processing pipeline as a rule"),
];

/// Reads one document: the rule and what it detects. `None` after an error, which is reported.
pub(crate) fn parse(document: &Node, collector: &mut Collector<'_>) -> Option<(Rule, Detection)> {
    let before = collector.errors();
    let Value::Map(pairs) = &document.value else {
        let message = format!("a rule must be a map, not {}", document.kind());
        collector.error(Code::RuleType, document.span, message, "write `title:`, `logsource:` and `detection:`");
        return None;
    };
    for (key, what) in OTHER_DOCUMENTS {
        if let Some((key, _)) = pairs.iter().find(|(name, _)| name.text == *key) {
            let hint = match key.text.as_str() {
                "action" => "for overt's responses write `response:`",
                "correlation" => "a host that gives the time of events (`overt_clock`) can have them",
                "transformations" => "name the file in `pipelines:` of the configuration, or with `--pipeline`",
                _ => "remove the document from the set",
            };
            collector.error(Code::RuleUnsupported, key.span, format!("this version cannot evaluate {what}"), hint);
            return None;
        }
    }
    let mut reader = Reader { document, collector };
    let title = reader.required_text("title");
    let level = reader.one_of("level", LEVELS).unwrap_or("medium").to_owned();
    let response = reader.response();
    let targets = reader.targets(response);
    let logsource = reader.logsource();
    let (id, name) = (reader.text("id"), reader.text("name").map(|(text, _)| text));
    let (author, description) = (reader.text("author").map(|(text, _)| text), reader.text("description").map(|(text, _)| text));
    let tags = reader.texts("tags").into_iter().map(|(text, _)| text).collect();
    let detection = reader.detection("detection", &[])?;
    if collector.errors() > before {
        return None;
    }
    let rule = Rule {
        id,
        name,
        title: title?,
        description,
        level,
        author,
        tags,
        response,
        targets,
        logsource: logsource?,
        span: document.at("detection").map_or(document.span, |(key, _)| key.span),
    };
    Some((rule, detection))
}

/// Reads the parts that the kinds of documents have in common.
pub(super) struct Reader<'n, 'c, 'f> {
    pub(super) document: &'n Node,
    pub(super) collector: &'c mut Collector<'f>,
}

impl<'n> Reader<'n, '_, '_> {
    pub(super) fn text(&mut self, key: &str) -> Option<(String, Span)> {
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

    pub(super) fn required_text(&mut self, key: &str) -> Option<String> {
        if self.document.at(key).is_none_or(|(_, node)| matches!(node.value, Value::Null)) {
            let place = Span { length: 1, ..self.document.span };
            self.collector.error(Code::RuleMissing, place, format!("the rule lacks `{key}`"), format!("add `{key}:`"));
            return None;
        }
        self.text(key).map(|(text, _)| text)
    }

    pub(super) fn one_of(&mut self, key: &str, known: &[&'static str]) -> Option<&'static str> {
        let (text, span) = self.text(key)?;
        let found = known.iter().find(|one| **one == text.to_ascii_lowercase());
        if found.is_none() {
            self.collector.error(Code::RuleType, span, format!("`{text}` is not a {key}"), suggestion(&text, known.iter().copied()));
        }
        found.copied()
    }

    /// A text, or a list of texts.
    pub(super) fn texts(&mut self, key: &str) -> Vec<(String, Span)> {
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

    pub(super) fn response(&mut self) -> Option<Response> {
        let (text, span) = self.text("response")?;
        let response = Response::from_name(&text);
        if response.is_none() {
            let hint = suggestion(&text, Response::NAMES.iter().copied());
            self.collector.error(Code::RuleResponse, span, format!("the response `{text}` is unknown"), hint);
        }
        response
    }

    fn targets(&mut self, response: Option<Response>) -> Vec<(String, Span)> {
        let targets = self.texts("rules");
        if response == Some(Response::Allow) && targets.is_empty() {
            let span = self.document.at("response").map_or(self.document.span, |(_, node)| node.span);
            let hint = "add `rules:` with the ids, names or tags of the rules that it takes out";
            self.collector.error(Code::RuleResponse, span, "a rule with the response `allow` must list what it allows", hint);
        }
        if response == Some(Response::Allow) { targets } else { Vec::new() }
    }

    pub(super) fn section(&mut self, key: &str) -> Option<(&'n Key, &'n Node)> {
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

    pub(super) fn logsource(&mut self) -> Option<Logsource> {
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
    pub(super) fn detection(&mut self, section: &str, others: &[&str]) -> Option<Detection> {
        let section = self.section(section)?;
        detection::read(section, others, self.collector)
    }
}
