//! A correlation document: a rule over the matches of other rules (Sigma specification 2.1,
//! Correlation Rules; pySigma where the text is silent).
//!
//! What it becomes is in [`crate::correlate`]; here its text is read, strictly:
//!
//! | key | is | absent |
//! |---|---|---|
//! | `type` | `event_count`, `value_count`, `temporal`, `temporal_ordered`, `value_sum`, `value_avg`, `value_percentile`, `value_median` | an error |
//! | `rules` | ids or names of rules or correlations, one or a list | an error |
//! | `timespan` | a whole number and a unit, from a second to 366 days | an error |
//! | `group-by` | fields, or aliases | one group for all |
//! | `condition` | comparisons, AND-ed; `field` and `percentile` | an error but for temporal ones, which ask for all rules |
//! | `aliases` | a name, and the field it is in each rule's events | none |
//! | `generate` | whether the rules answer on their own too | `false` |
//!
//! `value_median` is the 50th percentile. Any other key is an error, with what was probably meant.
//!
//! ```
//! # mod shared { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/doctest.rs")); } use shared::*;
//! # use engine::Code;
//! let file = |body: &str| format!("
//! title: a
//! name: a
//! logsource: {{ product: p }}
//! detection: {{ s: {{ A: x }}, condition: s }}
//! ---
//! title: many
//! correlation: {{ {body} }}
//! ");
//! assert_eq!(errors(&file("type: event_count, rules: a, timespan: 5m, condition: { gte: 10, lt: 100 }")), []);
//! assert_eq!(errors(&file("type: event_count, rules: a, timespan: 5m")), [Code::RuleMissing]);
//! assert_eq!(errors(&file("type: event_count, rules: a, timespan: 5 m, condition: { gte: 10 }")), [Code::RuleType]);
//! assert_eq!(errors(&file("type: event_count, rules: b, timespan: 5m, condition: { gte: 10 }")), [Code::RuleReference]);
//! ```

mod alias;
mod condition;
mod kind;
mod timespan;

pub(crate) use alias::Alias;
use alias::aliases;
use condition::Condition;
pub(crate) use kind::{Comparison, Kind};
use timespan::timespan;

use super::rule::Reader;
use super::yaml::{Node, Value};
use crate::code::Code;
use crate::diagnostic::{Collector, Span, suggestion};
use crate::response::Response;

/// A correlation as its author wrote it.
#[derive(Debug)]
pub(crate) struct Correlation {
    pub(crate) id: Option<(String, Span)>,
    pub(crate) name: Option<String>,
    pub(crate) title: String,
    pub(crate) description: Option<String>,
    pub(crate) level: String,
    pub(crate) author: Option<String>,
    pub(crate) tags: Vec<String>,
    pub(crate) response: Option<Response>,
    pub(crate) kind: Kind,
    /// Ids or names of rules, in their order.
    pub(crate) rules: Vec<(String, Span)>,
    pub(crate) group_by: Vec<String>,
    pub(crate) aliases: Vec<Alias>,
    /// Microseconds.
    pub(crate) timespan: i64,
    pub(crate) conditions: Vec<(Comparison, f64)>,
    /// The fields whose values are counted or added up.
    pub(crate) fields: Vec<String>,
    /// Whether the rules that it refers to answer on their own too.
    pub(crate) generate: bool,
}

impl Correlation {
    /// The id and the name: what others may refer to it by.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.id.iter().map(|(id, _)| id).chain(&self.name).map(String::as_str)
    }
}

const TYPES: &[&str] =
    &["event_count", "value_count", "temporal", "temporal_ordered", "value_sum", "value_avg", "value_percentile", "value_median"];
const KEYS: &[&str] = &["type", "rules", "group-by", "timespan", "condition", "aliases", "generate"];
const LEVELS: &[&str] = &["informational", "low", "medium", "high", "critical"];

/// Whether a document is a correlation.
pub(crate) fn is_correlation(document: &Node) -> bool {
    document.at("correlation").is_some()
}

/// Reads a correlation. `None` after an error, which is reported.
pub(crate) fn parse(document: &Node, collector: &mut Collector<'_>) -> Option<Correlation> {
    let before = collector.errors();
    let mut reader = Reader { document, collector };
    let title = reader.required_text("title");
    let level = reader.one_of("level", LEVELS).unwrap_or("medium").to_owned();
    let response = reader.response();
    if response == Some(Response::Allow) {
        let span = document.at("response").map_or(document.span, |(_, node)| node.span);
        reader.collector.error(Code::RuleResponse, span, "a correlation cannot allow", "write a rule with `allow` and a filter");
    }
    let (id, name) = (reader.text("id"), reader.text("name").map(|(text, _)| text));
    let (author, description) = (reader.text("author").map(|(text, _)| text), reader.text("description").map(|(text, _)| text));
    let tags = reader.texts("tags").into_iter().map(|(text, _)| text).collect();
    let (_, section) = reader.section("correlation")?;
    let mut body = Reader { document: section, collector: reader.collector };
    if let Value::Map(pairs) = &section.value {
        for (key, _) in pairs.iter().filter(|(key, _)| !KEYS.contains(&key.text.as_str())) {
            let hint = suggestion(&key.text, KEYS.iter().copied());
            body.collector.error(Code::RuleType, key.span, format!("`correlation` has no key `{}`", key.text), hint);
        }
    }
    let kind = body.required_text("type").is_some().then(|| body.one_of("type", TYPES)).flatten();
    let rules = body.texts("rules");
    if rules.is_empty() {
        body.collector.error(Code::RuleMissing, section.span, "the correlation names no rules", "add `rules:` with ids or names");
    }
    let group_by = body.texts("group-by").into_iter().map(|(text, _)| text).collect();
    let timespan = timespan(&mut body);
    let generate = boolean(section, "generate", body.collector);
    let aliases = aliases(section, body.collector);
    let temporal = matches!(kind, Some("temporal" | "temporal_ordered"));
    let condition = Condition::read(section, temporal.then_some(rules.len()), body.collector);
    let kind = body_kind(kind, &condition, section, body.collector);
    if collector.errors() > before {
        return None;
    }
    let Condition { conditions, fields, .. } = condition;
    Some(Correlation {
        id,
        name,
        title: title?,
        description,
        level,
        author,
        tags,
        response,
        kind: kind?,
        rules,
        group_by,
        aliases,
        timespan: timespan?,
        conditions,
        fields,
        generate,
    })
}

/// The kind, once it is known that the condition has what the kind needs.
fn body_kind(kind: Option<&str>, condition: &Condition, section: &Node, collector: &mut Collector<'_>) -> Option<Kind> {
    let kind = kind?;
    let span = section.at("condition").map_or(section.span, |(key, _)| key.span);
    let needs_field = kind.starts_with("value_");
    if needs_field && condition.fields.is_empty() {
        collector.error(Code::RuleMissing, span, format!("`{kind}` needs a field"), "add `field:` to the condition");
    }
    if condition.fields.len() > 1 && kind != "value_count" {
        collector.error(Code::RuleType, span, format!("`{kind}` takes one field"), "name one field");
    }
    Some(match kind {
        "event_count" => Kind::EventCount,
        "value_count" => Kind::ValueCount,
        "temporal" => Kind::Temporal,
        "temporal_ordered" => Kind::TemporalOrdered,
        "value_sum" => Kind::Sum,
        "value_avg" => Kind::Average,
        "value_median" => Kind::Percentile(50.0),
        _ => {
            let Some(percentile) = condition.percentile else {
                let hint = "add `percentile:`, a number from 0 to 100, to the condition";
                collector.error(Code::RuleMissing, span, "`value_percentile` does not say which percentile", hint);
                return None;
            };
            Kind::Percentile(percentile)
        }
    })
}

/// `true` or `false`; what is absent or null is `false`. Anything else is reported.
fn boolean(section: &Node, key: &str, collector: &mut Collector<'_>) -> bool {
    match section.at(key).map(|(_, node)| (node, &node.value)) {
        None | Some((_, Value::Boolean(false) | Value::Null)) => false,
        Some((_, Value::Boolean(true))) => true,
        Some((node, _)) => {
            let message = format!("`{key}` must be a boolean, not {}", node.kind());
            collector.error(Code::RuleType, node.span, message, "write `true` or `false`");
            false
        }
    }
}
