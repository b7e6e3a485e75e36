//! The JSON Schema (draft 7) of a rule, so that editors complete and check rules while they are
//! written: `overt rules schema` prints it.
//!
//! It says less than [`RuleSet::compile`](crate::RuleSet::compile), which alone decides: a schema
//! cannot tell which modifiers may follow each other. It marks more in keys that compiling does not
//! read (`status`, `falsepositives`). Categories and products are suggested, and may be any text.
//!
//! It follows the Sigma specification's rule format (Rules, Detection), with overt's own keys
//! `response`, `rules` and `tests`. Correlations and filters are other documents and have no schema
//! here.
//!
//! Modifiers, levels, responses and categories come from the lists that compiling uses, so that
//! none can be forgotten; the rest, statuses and products too, is written here.

use crate::json;
use crate::response::Response;
use crate::schema::EVENTS;
use crate::sigma::modifier;
use crate::sigma::rule::LEVELS;

/// The schema, made from what the engine knows: modifiers, levels, responses, and the log sources
/// of the events. One line of JSON, some kilobytes, always the same for one version.
///
/// ```
/// assert!(engine::rule_schema().contains(r#""$schema":"http://json-schema.org/draft-07/schema#""#));
/// ```
#[must_use]
pub fn rule_schema() -> String {
    let mut categories: Vec<&str> = EVENTS.iter().flat_map(|event| event.logsources).map(|source| source.category).collect();
    categories.sort_unstable();
    categories.dedup();
    let modifiers = modifier::KNOWN.join("|");
    let key = text(&format!(r"^[^|]*(\s*\|\s*({modifiers})\s*)*$"));
    let described = |kind: &str, words: &str| format!(r#"{{"type":{},"description":{}}}"#, text(kind), text(words));
    let known = |values: &[&str], words: &str| {
        format!(r#"{{"description":{},"anyOf":[{{"enum":{}}},{{"type":"string"}}]}}"#, text(words), texts(values))
    };
    let properties = [
        ("title", described("string", "What the rule finds, in one line.")),
        ("id", described("string", "A UUID that stays the same for ever.")),
        ("name", described("string", "A name that other documents refer to.")),
        ("status", r#"{"enum":["stable","test","experimental","deprecated","unsupported"]}"#.to_owned()),
        ("description", described("string", "What the rule finds and why. The message of a refusal.")),
        ("author", described("string", "Who wrote it; a policy may give a response by it.")),
        ("level", format!(r#"{{"enum":{},"description":"How bad a match is. It decides nothing unless the policy says so."}}"#, texts(LEVELS))),
        ("tags", r#"{"type":"array","items":{"type":"string"}}"#.to_owned()),
        ("falsepositives", r#"{"anyOf":[{"type":"null"},{"type":"string"},{"type":"array","items":{"type":["string","null"]}}]}"#.to_owned()),
        ("response", format!(r#"{{"enum":{},"description":"What happens on a match; alert where it is absent."}}"#, texts(Response::NAMES))),
        ("rules", r#"{"type":["string","array"],"items":{"type":"string"},"description":"Of an allow rule: the ids, names or tags of the rules that it takes out."}"#.to_owned()),
        (
            "logsource",
            format!(
                r#"{{"type":"object","minProperties":1,"properties":{{"category":{},"product":{},"service":{{"type":"string"}}}}}}"#,
                known(&categories, "What kind of event."),
                known(&["linux", "macos", "windows", "nodejs", "deno", "bun"], "Whose event.")
            ),
        ),
        (
            "detection",
            r##"{"type":"object","required":["condition"],"properties":{"condition":{"anyOf":[{"type":"string"},{"type":"array","minItems":1,"items":{"type":"string"}}]}},"additionalProperties":{"$ref":"#/definitions/selection"}}"##
                .to_owned(),
        ),
        (
            "tests",
            r#"{"type":"array","items":{"type":"object","required":["match"],"properties":{"event":{"type":"string"},"logsource":{"type":"object"},"fields":{"type":"object"},"package":{"type":"object"},"match":{"type":"boolean"}}}}"#
                .to_owned(),
        ),
    ];
    let properties = properties.iter().map(|(name, schema)| format!("{}:{schema}", text(name))).collect::<Vec<_>>().join(",");
    let scalar = r#"{"type":["string","number","boolean"]}"#;
    let definitions = format!(
        concat!(
            r##"{{"selection":{{"anyOf":[{{"$ref":"#/definitions/map"}},{scalar},"##,
            r##"{{"type":"array","minItems":1,"items":{{"anyOf":[{{"$ref":"#/definitions/map"}},{scalar}]}}}}]}},"##,
            r#""map":{{"type":"object","minProperties":1,"propertyNames":{{"pattern":{key}}},"#,
            r#""additionalProperties":{{"anyOf":[{{"type":"null"}},{scalar},{{"type":"array","minItems":1,"items":{scalar}}}]}}}}}}"#
        ),
        scalar = scalar,
        key = key
    );
    format!(
        concat!(
            r#"{{"$schema":"http://json-schema.org/draft-07/schema#","title":"A Sigma rule for overt","type":"object","#,
            r#""required":["title","logsource","detection"],"properties":{{{properties}}},"#,
            r#""if":{{"required":["response"],"properties":{{"response":{{"const":"allow"}}}}}},"then":{{"required":["rules"]}},"definitions":{definitions}}}"#
        ),
        properties = properties,
        definitions = definitions
    )
}

/// A JSON string.
fn text(text: &str) -> String {
    let mut out = String::new();
    json::string(&mut out, text);
    out
}

/// A JSON array of strings.
fn texts(all: &[&str]) -> String {
    let mut out = String::new();
    json::strings(&mut out, all.iter().copied());
    out
}
