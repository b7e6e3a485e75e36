//! For `overt rules explain` and `overt rules test`: nothing is put in force.

use crate::rules::{RuleSource, compile_options};
use crate::{Exports, json};
use engine::{Diagnostic, RuleSet, Source, inspect};
use napi_derive::napi;

pub(crate) const EXPORTS: Exports = &[
    ("explain", explain_c_callback),
    ("testRules", test_rules_c_callback),
    ("listRules", list_rules_c_callback),
    ("ruleSchema", rule_schema_c_callback),
];

/// Why each rule matches the event, which is JSON or YAML, or does not. `{"explanations":[...],"diagnostics":[...]}`.
#[napi(no_export, catch_unwind)]
pub fn explain(sources: Vec<RuleSource>, options: String, name: String, event: String) -> String {
    let options = match json::options(&options) {
        Ok(options) => compile_options(&options),
        Err(why) => return json::error("OVERT_CONFIG", &why),
    };
    let explained = inspect::explain(&borrowed(&sources), &options, &Source { name: &name, text: &event });
    report("explanations", explained.map(|all| inspect::explanations_to_json(&all)))
}

/// Runs the tests that stand in rules. `{"tests":[...],"diagnostics":[...]}`.
#[napi(no_export, catch_unwind)]
pub fn test_rules(sources: Vec<RuleSource>, options: String) -> String {
    let options = match json::options(&options) {
        Ok(options) => compile_options(&options),
        Err(why) => return json::error("OVERT_CONFIG", &why),
    };
    report("tests", inspect::run_tests(&borrowed(&sources), &options).map(|all| inspect::outcomes_to_json(&all)))
}

/// Where each rule listens and what it costs. `{"rules":[...],"diagnostics":[...]}`.
#[napi(no_export, catch_unwind)]
pub fn list_rules(sources: Vec<RuleSource>, options: String) -> String {
    let options = match json::options(&options) {
        Ok(options) => compile_options(&options),
        Err(why) => return json::error("OVERT_CONFIG", &why),
    };
    let compiled = RuleSet::compile_with_correlations(&borrowed(&sources), &options);
    let listed = compiled.rules.as_ref().map(|rules| inspect::listed_to_json(&inspect::list(rules)));
    report("rules", listed.ok_or_else(|| compiled.errors()))
}

/// The JSON Schema of a rule.
#[napi(no_export, catch_unwind)]
pub fn rule_schema() -> String {
    engine::rule_schema()
}

fn borrowed(sources: &[RuleSource]) -> Vec<Source<'_>> {
    sources.iter().map(|source| Source { name: &source.name, text: &source.text }).collect()
}

fn report(key: &str, answer: Result<String, Vec<Diagnostic>>) -> String {
    let (list, diagnostics) = answer.map_or_else(|problems| ("[]".to_owned(), problems), |list| (list, Vec::new()));
    format!("{{\"{key}\":{list},\"diagnostics\":{}}}", engine::diagnostic::to_json(&diagnostics))
}
