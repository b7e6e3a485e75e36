//! What correlations have seen goes on under newer rules where the correlation is the same (docs/design/hot-swap.md).
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use std::sync::Arc;

use engine::{CompileOptions, Correlator, RuleSet, Source};

const LOGIN: &str = "title: login\nid: login\nlogsource: { service: fs.open }\ndetection: { s: { path|endswith: a }, condition: s }\n";
const OTHER: &str = "title: other\nid: other\nlogsource: { service: fs.mkdir }\ndetection: { s: { path|endswith: b }, condition: s }\n";
const MANY: &str = "title: many\nid: many\nresponse: block\ncorrelation: { type: event_count, rules: [login], group-by: [path], timespan: 1h, condition: { gte: 3 } }\n";

fn correlator(documents: &[&str]) -> Correlator {
    let text = documents.join("---\n");
    let report = RuleSet::compile_with_correlations(&[Source { name: "r.yml", text: &text }], &CompileOptions::default());
    assert!(report.rules.is_some(), "{:?}", report.diagnostics);
    Correlator::new(Arc::new(report.rules.unwrap()))
}

/// The ids of the correlations that match with an event of a rule, whose `path` and `access` are the same each time.
fn event(correlator: &mut Correlator, rule: &str) -> Vec<String> {
    let rules = Arc::clone(correlator.rules());
    let number = |id: &str| u32::try_from(rules.rules().iter().position(|one| one.id == id).unwrap()).unwrap();
    let values: Vec<(u32, &str)> = (0..).zip(rules.correlated_fields()).map(|(field, _)| (field, "x")).collect();
    let matched = correlator.event(0, &[number(rule)], &values).to_vec();
    matched.iter().map(|rule| rules.rules()[*rule as usize].id.clone()).collect()
}

fn seen_twice(documents: &[&str]) -> Correlator {
    let mut before = correlator(documents);
    for _ in 0..2 {
        assert_eq!(event(&mut before, "login"), Vec::<String>::new());
    }
    before
}

#[test]
fn the_same_correlation_goes_on_wherever_it_stands_and_whatever_is_beside_it() {
    let by_access = MANY.replace("many", "few").replace("[path]", "[access]").replace("gte: 3", "gte: 9");
    for documents in [vec![LOGIN, MANY], vec![OTHER, LOGIN, MANY], vec![OTHER, &by_access, MANY, LOGIN]] {
        let mut before = seen_twice(&[LOGIN, OTHER, MANY]);
        let mut after = correlator(&documents);
        assert_eq!(after.inherit(&mut before), 0);
        assert_eq!(event(&mut after, "login"), ["many"]);
        // Nothing is left where it was taken from.
        assert_eq!(event(&mut before, "login"), Vec::<String>::new());
    }
}

#[test]
fn a_rule_that_is_corrected_under_its_id_goes_on_and_one_with_another_id_does_not() {
    let corrected = LOGIN.replace("endswith: a", "endswith: [a, b]");
    let mut after = correlator(&[&corrected, MANY]);
    assert_eq!(after.inherit(&mut seen_twice(&[LOGIN, MANY])), 0);
    assert_eq!(event(&mut after, "login"), ["many"]);
    let (other, many) = (LOGIN.replace("id: login", "id: another"), MANY.replace("[login]", "[another]"));
    let mut after = correlator(&[&other, &many]);
    assert_eq!(after.inherit(&mut seen_twice(&[LOGIN, MANY])), 1);
    assert_eq!(event(&mut after, "another"), Vec::<String>::new());
}

#[test]
fn what_differs_in_anything_begins_anew() {
    let changes = [
        ("id: many", "id: more"),
        ("response: block", "response: alert"),
        ("type: event_count", "type: temporal"),
        ("[path]", "[access]"),
        ("timespan: 1h", "timespan: 2h"),
        ("gte: 3", "gt: 3"),
        ("gte: 3", "gte: 2"),
        ("rules: [login]", "rules: [login, other]"),
    ];
    for (from, to) in changes {
        let other = MANY.replace(from, to);
        assert_ne!(other, MANY);
        let mut after = correlator(&[LOGIN, OTHER, &other]);
        let fresh = after.save();
        assert_eq!(after.inherit(&mut seen_twice(&[LOGIN, OTHER, MANY])), 1, "{to}");
        assert_eq!(after.save(), fresh, "{to}");
    }
    let counting = |field: &str| {
        format!(
            "title: v\nid: v\ncorrelation: {{ type: value_count, rules: [login], timespan: 1h, condition: {{ field: {field}, gte: 2 }} }}\n"
        )
    };
    let mut before = correlator(&[LOGIN, &counting("path")]);
    event(&mut before, "login");
    assert_eq!(correlator(&[LOGIN, &counting("access")]).inherit(&mut before), 1);
}

#[test]
fn what_saw_nothing_has_nothing_to_lose() {
    assert_eq!(correlator(&[LOGIN]).inherit(&mut correlator(&[LOGIN, MANY])), 0);
    assert_eq!(correlator(&[LOGIN]).inherit(&mut seen_twice(&[LOGIN, MANY])), 1);
    assert_eq!(correlator(&[LOGIN, MANY]).inherit(&mut correlator(&[LOGIN])), 0);
}
