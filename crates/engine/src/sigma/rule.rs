//! A rule document: its head, its log source, its detection and our attributes `response` and
//! `rules`.
//!
//! ```text
//! title, id, name, level, author, tags              said in records and lists; `id` and `name` are referred to
//! logsource: { category, product, service }         which events the rule is given
//! detection: { selections..., condition }           what it asks of them
//! response: log | alert | block | kill | allow      this project's: what follows from a match
//! rules: [...]                                      this project's: whom an `allow` rule takes out
//! ```

mod reader;

pub(super) use reader::Reader;

use super::detection::Detection;
use super::yaml::{Node, Value};
use crate::code::Code;
use crate::diagnostic::{Collector, Span};
use crate::response::Response;

/// A rule as its author wrote it.
#[derive(Debug)]
pub(crate) struct Rule {
    /// The identifier, and where it stands; other documents refer to it.
    pub(crate) id: Option<(String, Span)>,
    /// Another name to refer to it by.
    pub(crate) name: Option<String>,
    pub(crate) title: String,
    pub(crate) description: Option<String>,
    pub(crate) level: String,
    pub(crate) author: Option<String>,
    pub(crate) tags: Vec<String>,
    pub(crate) response: Option<Response>,
    /// What an allow rule takes out: ids, names or tags.
    pub(crate) targets: Vec<(String, Span)>,
    /// Which events it is given.
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
