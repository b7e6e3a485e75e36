// What the examples of the documentation share; no module of the crate: each of them includes this file.

use std::sync::Arc;

use engine::inspect::{Node, explain};
use engine::{Code, CompileOptions, Correlator, Evaluator, LogSource, Report, RuleSet, Source, Value};

fn written(detection: &str) -> String {
    format!("title: example\nlogsource: {{ product: example }}\ndetection: {{ {detection} }}\n")
}

fn compiled(detection: &str) -> Report {
    RuleSet::compile(&[Source { name: "example.yml", text: &written(detection) }], &CompileOptions::default())
}

/// Whether a rule with this `detection` matches an event with these fields. A field that stands
/// twice is a list.
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

/// The codes of what is wrong with a whole file, in the order of their places.
#[allow(dead_code, reason = "each example uses what it needs")]
pub fn errors(text: &str) -> Vec<Code> {
    let report = RuleSet::compile_with_correlations(&[Source { name: "example.yml", text }], &CompileOptions::default());
    report.errors().iter().map(|one| one.code).collect()
}

/// The tests that one selection becomes, and how they are joined.
#[allow(dead_code, reason = "each example uses what it needs")]
pub fn becomes(selection: &str) -> String {
    lowered(&format!("selection: {{ {selection} }}, condition: selection"), "transformations: []")
}

/// The tests that a `detection` becomes once a pipeline has changed it, and how they are joined.
#[allow(dead_code, reason = "each example uses what it needs")]
pub fn lowered(detection: &str, pipeline: &str) -> String {
    let options = CompileOptions { pipelines: vec![("pipeline.yml".into(), pipeline.into())], ..CompileOptions::default() };
    let event = Source { name: "event.json", text: "{ logsource: { product: example }, fields: {} }" };
    let rule = [Source { name: "example.yml", text: &written(detection) }];
    let explained = explain(&rule, &options, &event).unwrap_or_else(|all| panic!("{all:?}"));
    shown(&explained[0].condition, true)
}

fn shown(node: &Node, outermost: bool) -> String {
    let parts = || node.parts.iter().map(|part| shown(part, false)).collect::<Vec<_>>();
    match (node.label.as_str(), outermost) {
        ("not", _) => format!("not {}", parts().concat()),
        ("and" | "or", true) => parts().join(&format!(" {} ", node.label)),
        ("and" | "or", false) => format!("({})", parts().join(&format!(" {} ", node.label))),
        // A selection stands for what it is made of.
        _ if !node.parts.is_empty() => node.parts.iter().map(|part| shown(part, outermost)).collect(),
        (test, _) => test.to_owned(),
    }
}

/// An event for [`correlates`]: its time in seconds, the rule that it matches (`a`, `b` or `c`),
/// its fields.
#[allow(dead_code, reason = "each example uses what it needs")]
pub type Matched<'a> = (i64, &'a str, &'a [(&'a str, &'a str)]);

/// At which of these events a correlation with this body and response matches.
#[allow(dead_code, reason = "each example uses what it needs")]
pub fn correlates(correlation: &str, response: &str, events: &[Matched<'_>]) -> Vec<bool> {
    let names = ["a", "b", "c"];
    let rule = |name| format!("title: {name}\nname: {name}\n{}---\n", written(&format!("s: {{ Rule: {name} }}, condition: s")).replace("title: example\n", ""));
    let text = format!("{}title: example\nresponse: {response}\ncorrelation: {{ {correlation} }}\n", names.map(rule).concat());
    let report = RuleSet::compile_with_correlations(&[Source { name: "example.yml", text: &text }], &CompileOptions::default());
    let rules = Arc::new(report.rules.unwrap_or_else(|| panic!("{:?}", report.diagnostics)));
    let fields = rules.correlated_fields().to_vec();
    let place = |all: &[String], name: &str| all.iter().position(|one| one == name).map(|at| u32::try_from(at).unwrap());
    let mut correlator = Correlator::new(rules);
    let matched = |(seconds, rule, values): &Matched<'_>| {
        let values: Vec<_> = values.iter().filter_map(|(name, value)| Some((place(&fields, name)?, *value))).collect();
        let rule = place(&names.map(str::to_owned), rule).expect("`a`, `b` or `c`");
        !correlator.event(seconds * 1_000_000, &[rule], &values).is_empty()
    };
    events.iter().map(matched).collect()
}
