//! Explanations, outcomes and lists of rules as JSON, for the hosts: `overt rules explain`, `test`
//! and `list` are written in TypeScript, and print what stands here.
//!
//! Keys and their order are fixed; lists keep theirs. Everything is text that was checked before,
//! so that nothing can fail; linear in what is written, and as deep as a condition is.

use std::fmt::Write as _;

use super::{Explanation, Listed, Node, TestOutcome};
use crate::json;

/// A JSON array of `{"id","title","logsource","matched","condition"}`; a part of a condition is
/// `{"label","holds","values","parts"}`, its `values` null where it is no test.
///
/// ```json
/// [{"id":"r","title":"A shell","logsource":true,"matched":true,"condition":
///   {"label":"selection","holds":true,"values":null,"parts":[
///     {"label":"Image|endswith: /sh","holds":true,"values":["/bin/sh"],"parts":[]}]}}]
/// ```
///
/// Among values, `null` is one that the event has as null.
#[must_use]
pub fn explanations_to_json(explanations: &[Explanation]) -> String {
    let mut out = String::new();
    list(&mut out, explanations, explanation);
    out
}

/// A JSON array of `{"file","title","line","expected","passed","explanation"}`; an explanation is
/// as in [`explanations_to_json`].
#[must_use]
pub fn outcomes_to_json(outcomes: &[TestOutcome]) -> String {
    let mut out = String::new();
    list(&mut out, outcomes, |out, outcome| {
        texts(out, [("{\"file\":", &outcome.file), (",\"title\":", &outcome.title)]);
        let (line, expected, passed) = (outcome.line, outcome.expected, outcome.passed());
        let _ = write!(out, ",\"line\":{line},\"expected\":{expected},\"passed\":{passed},\"explanation\":");
        explanation(out, &outcome.explanation);
        out.push('}');
    });
    out
}

/// A JSON array of `{"id","title","level","response","cost","logsource","events"}`; a log source
/// has the parts that the rule names.
///
/// ```json
/// [{"id":"r","title":"A shell","level":"high","response":"block","cost":"indexed",
///   "logsource":{"category":"process_creation","service":"process.spawn"},"events":["process.spawn"]}]
/// ```
#[must_use]
pub fn listed_to_json(rules: &[Listed]) -> String {
    let mut out = String::new();
    list(&mut out, rules, |out, rule| {
        texts(out, [("{\"id\":", &rule.info.id), (",\"title\":", &rule.info.title), (",\"level\":", &rule.info.level)]);
        let _ = write!(out, ",\"response\":\"{}\",\"cost\":\"{}\",\"logsource\":{{", rule.info.response.as_str(), rule.cost.as_str());
        let named = ["category", "product", "service"].iter().zip(&rule.logsource).filter_map(|(key, part)| Some((key, part.as_deref()?)));
        for (at, (key, part)) in named.enumerate() {
            let _ = write!(out, "{}\"{key}\":", if at > 0 { "," } else { "" });
            json::string(out, part);
        }
        out.push_str("},\"events\":");
        json::strings(out, rule.events.iter().copied());
        out.push('}');
    });
    out
}

/// Appends one explanation.
fn explanation(out: &mut String, one: &Explanation) {
    texts(out, [("{\"id\":", &one.id), (",\"title\":", &one.title)]);
    let _ = write!(out, ",\"logsource\":{},\"matched\":{},\"condition\":", one.logsource, one.matched);
    node(out, &one.condition);
    out.push('}');
}

/// Appends a part of a condition, with its parts.
fn node(out: &mut String, one: &Node) {
    texts(out, [("{\"label\":", &one.label)]);
    let _ = write!(out, ",\"holds\":{},\"values\":", one.holds);
    match &one.values {
        Some(values) => list(out, values, |out, value| json::optional(out, value.as_deref())),
        None => out.push_str("null"),
    }
    out.push_str(",\"parts\":");
    list(out, &one.parts, node);
    out.push('}');
}

/// Appends texts, each behind its key, which is JSON already: with what stands before it, `{` or a
/// comma.
fn texts<const N: usize>(out: &mut String, pairs: [(&str, &String); N]) {
    for (key, text) in pairs {
        out.push_str(key);
        json::string(out, text);
    }
}

/// Appends a JSON array; `item` appends each of its items.
fn list<T>(out: &mut String, items: &[T], mut item: impl FnMut(&mut String, &T)) {
    out.push('[');
    for (at, one) in items.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        item(out, one);
    }
    out.push(']');
}
