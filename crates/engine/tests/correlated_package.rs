//! Correlations group by the package that an event comes from: the host gives it in the second step, and each of its fields is a value.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::sync::Arc;

use engine::{CompileOptions, Completed, Evaluator, Outcome, Package, RuleSet, Source, schema};

mod support;

/// The values that correlations are given of an opening, with the names of the fields that they read.
fn given(group_by: &str, package: &Package<'_>) -> Vec<(String, String)> {
    let rule = "title: A\nid: a\nlogsource: { service: fs.open }\ndetection: { s: { path: /a }, condition: s }\n";
    let correlation = format!(
        "title: C\nid: c\ncorrelation: {{ type: event_count, rules: [a], group-by: [{group_by}], timespan: 1m, condition: {{ gte: 2 }} }}\n"
    );
    let text = format!("{rule}---\n{correlation}");
    let report = RuleSet::compile_with_correlations(&[Source { name: "r.yml", text: &text }], &CompileOptions::default());
    let rules = Arc::new(report.rules.unwrap());
    let mut evaluator = Evaluator::new(Arc::clone(&rules));
    let path = schema::field_of(schema::event_by_id(schema::event::FS_OPEN).unwrap(), "path").unwrap().bit;
    let mut frame = support::frame(schema::event::FS_OPEN, &[(path, 0, "/a")]);
    assert_eq!(evaluator.evaluate(&mut frame), Outcome::NeedsPackage);
    let mut seen = Vec::new();
    evaluator.complete_correlated(None, &mut frame, package, |_, values| {
        let name = |field: u32| rules.correlated_fields().get(field as usize).cloned().unwrap();
        seen = values.iter().map(|(field, text)| (name(*field), (*text).to_owned())).collect();
        Completed { response: None, forgot: false }
    });
    seen
}

#[test]
fn each_field_of_the_package_is_a_value() {
    let chain = ["x".to_owned(), "y".to_owned()];
    let package = Package {
        name: Some("x"),
        version: Some("1.2.3"),
        path: Some("node_modules/x"),
        direct: true,
        chain: &chain,
        reason: "",
        claims: None,
    };
    for (field, values) in [
        ("package.name", vec!["x"]),
        ("package.version", vec!["1.2.3"]),
        ("package.path", vec!["node_modules/x"]),
        ("package.direct", vec!["true"]),
        ("package.chain", vec!["x", "y"]),
    ] {
        let expected: Vec<_> = values.into_iter().map(|value| (field.to_owned(), value.to_owned())).collect();
        assert_eq!(given(field, &package), expected);
    }
    assert_eq!(given("package.direct", &Package { direct: false, ..package }), [("package.direct".to_owned(), "false".to_owned())]);
    let both = given("path, package.name", &package);
    assert_eq!(both, [("path".to_owned(), "/a".to_owned()), ("package.name".to_owned(), "x".to_owned())]);
}

#[test]
fn without_a_package_there_is_no_value() {
    for field in ["package.name", "package.version", "package.path", "package.direct", "package.chain"] {
        assert_eq!(given(field, &Package::default()), [], "{field}");
    }
}
