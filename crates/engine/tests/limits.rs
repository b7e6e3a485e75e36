//! What one rule may have at most (`engine::limits`).

use engine::{Code, CompileOptions, RuleSet, Source, limits};

/// The code and message of the first error of a rule whose selection has so many patterns, and is named so often in the condition.
fn refused(patterns: usize, times: usize) -> Option<(Code, String)> {
    let list = (0..patterns).map(|number| format!("p{number}")).collect::<Vec<_>>().join(", ");
    let condition = vec!["s"; times].join(" and ");
    let text = format!("title: t\nlogsource: {{ service: fs.open }}\ndetection: {{ s: {{ path: [{list}] }}, condition: {condition} }}\n");
    let report = RuleSet::compile(&[Source { name: "r.yml", text: &text }], &CompileOptions::default());
    assert_eq!(report.rules.is_none(), report.diagnostics.iter().any(|one| one.code == Code::RuleLimit));
    report.diagnostics.into_iter().find(|one| one.code == Code::RuleLimit).map(|one| (one.code, one.message))
}

#[test]
fn patterns_count_as_often_as_the_condition_names_them() {
    assert_eq!(limits::RULE_TESTS, 256 * 256);
    assert_eq!(refused(256, 256), None);
    let (_, message) = refused(257, 256).unwrap();
    assert!(message.contains(&(257 * 256).to_string()), "{message}");
    assert_eq!(refused(257, 1), None);
}
