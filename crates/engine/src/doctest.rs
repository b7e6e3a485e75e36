// What the examples of the documentation share; no module of the crate: each of them includes this file.

use std::sync::Arc;

use engine::{Code, CompileOptions, Evaluator, LogSource, Report, RuleSet, Source, Value};

fn compiled(detection: &str) -> Report {
    let text = format!("title: example\nlogsource: {{ product: example }}\ndetection: {{ {detection} }}\n");
    RuleSet::compile(&[Source { name: "example.yml", text: &text }], &CompileOptions::default())
}

/// Whether a rule with this `detection` matches an event with these fields. A field that stands twice is a list.
#[allow(dead_code, reason = "each example uses what it needs")]
pub fn detects(detection: &str, fields: &[(&str, Value<'_>)]) -> bool {
    let report = compiled(detection);
    let rules = Arc::new(report.rules.unwrap_or_else(|| panic!("{:?}", report.diagnostics)));
    let route = rules.route(&LogSource { product: Some("example"), ..LogSource::default() });
    let fields: Vec<_> = fields.iter().map(|(name, value)| (rules.field(name), *value)).collect();
    !Evaluator::new(rules).evaluate_archived(route, &fields).matched.is_empty()
}

/// Whether one selection matches these texts.
#[allow(dead_code, reason = "each example uses what it needs")]
pub fn matches(selection: &str, fields: &[(&str, &str)]) -> bool {
    let fields: Vec<_> = fields.iter().map(|(name, text)| (*name, Value::Text(text))).collect();
    detects(&format!("selection: {{ {selection} }}, condition: selection"), &fields)
}

/// Why a selection is refused.
#[allow(dead_code, reason = "each example uses what it needs")]
pub fn refused(selection: &str) -> Code {
    compiled(&format!("selection: {{ {selection} }}, condition: selection")).errors()[0].code
}
