//! `explain` and `test` over filters, pipelines and correlations.

use engine::{CompileOptions, Source, inspect};

const RULES: &str = "title: A login failed
id: failed
logsource: { category: application, service: login.failed }
detection: { s: { user|exists: true }, condition: s }
---
title: Not of the monitor
logsource: { category: application }
filter: { rules: [failed], ours: { user: monitor }, condition: not ours }
---
title: A user is guessed
id: guessed
correlation: { type: event_count, rules: [failed], group-by: [user], timespan: 1m, condition: { gte: 2 } }
tests:
  - { events: [{ event: login.failed, fields: { user: a } }, { after: 5, event: login.failed, fields: { user: a } }], match: true }
  - { events: [{ event: login.failed, fields: { user: a } }, { after: 5, event: login.failed, fields: { user: b } }], match: false }
  - { events: [{ event: login.failed, fields: { user: a } }, { after: 90, event: login.failed, fields: { user: a } }], match: false }
  - { events: [{ event: login.failed, fields: { user: monitor } }, { event: login.failed, fields: { user: monitor } }], match: true }
";

#[test]
fn correlations_are_tested_by_sequences_of_events() {
    let outcomes = inspect::run_tests(&[Source { name: "r.yml", text: RULES }], &CompileOptions::default()).expect("usable rules");
    let passed: Vec<bool> = outcomes.iter().map(inspect::TestOutcome::passed).collect();
    // The last one says wrongly that what the filter takes out is counted.
    assert_eq!(passed, [true, true, true, false]);
    assert_eq!(outcomes.first().map(|one| one.explanation.condition.parts.len()), Some(2));
    let wrong = RULES.replace("after: 90", "after: soon");
    let problems = inspect::run_tests(&[Source { name: "r.yml", text: &wrong }], &CompileOptions::default()).expect_err("a wrong `after`");
    assert!(problems.iter().any(|one| one.message.contains("`after`")), "{problems:?}");
}

#[test]
fn a_test_in_fields_that_its_event_does_not_have_is_an_error() {
    let problems = |fields: &str| {
        let text = format!(
            "title: A shell\nid: shell\nlogsource: {{ category: process_creation }}\ndetection: {{ s: {{ Image|endswith: /sh }}, condition: s }}\ntests:\n  - {{ event: process.spawn, fields: {{ {fields} }}, match: false }}\n"
        );
        match inspect::run_tests(&[Source { name: "r.yml", text: &text }], &CompileOptions::default()) {
            Ok(outcomes) => outcomes.iter().map(|one| one.passed().to_string()).collect(),
            Err(problems) => problems.iter().map(|one| format!("{}: {}; {}", one.span.column, one.message, one.hint)).collect::<Vec<_>>(),
        }
    };
    assert_eq!(problems("file: /bin/ls, CommandLine: ls, package.name: a"), ["true"]);
    let wrong = problems("flie: /bin/sh").join("");
    assert_eq!(wrong, "39: `process.spawn` has no field `flie`; did you mean `file`?");
}

#[test]
fn an_event_that_is_misspelt_is_an_error_where_no_application_s_own_is_heard() {
    let rule = |logsource: &str| {
        format!(
            "title: A shell\nid: shell\nlogsource: {{ {logsource} }}\ndetection: {{ s: {{ Image|endswith: /sh }}, condition: s }}\ntests:\n  - {{ event: process.spwan, fields: {{ file: /bin/sh }}, match: false }}\n"
        )
    };
    let said = |problems: Vec<engine::Diagnostic>| problems.iter().map(engine::Diagnostic::line).collect::<Vec<_>>();
    let tested = |text: &str| inspect::run_tests(&[Source { name: "r.yml", text }], &CompileOptions::default()).map_err(said);
    let explained = |text: &str, event: &str| {
        let options = CompileOptions::default();
        inspect::explain(&[Source { name: "r.yml", text }], &options, &Source { name: "e.json", text: event }).map_err(said)
    };
    let wrong = "`process.spwan` is no event that the rule's log source has; did you mean `process.spawn`?";
    let (spawns, any, own) = (rule("category: process_creation"), rule("product: nodejs"), rule("category: application"));
    assert_eq!(tested(&spawns).unwrap_err(), [format!("r.yml:6:14: error[OVERT_RULE_TYPE]: {wrong}")]);
    assert!(tested(&own).is_ok_and(|outcomes| outcomes.iter().all(inspect::TestOutcome::passed)));
    assert!(tested(&any).is_ok() && tested(&rule("product: windows")).is_ok());
    assert_eq!(explained(&spawns, r#"{"event":"process.spwan"}"#).unwrap_err(), [format!("e.json:1:10: error[OVERT_RULE_TYPE]: {wrong}")]);
    let other = explained(&spawns, r#"{"event":"billing.refund"}"#).unwrap_err();
    assert_eq!(other.len(), 1);
    assert!(
        other.concat().ends_with("`billing.refund` is no event that the rule's log source has; `overt events` lists them"),
        "{other:?}"
    );
    assert!(explained(&own, r#"{"event":"billing.refund"}"#).is_ok());
    assert!(explained(&spawns, r#"{"event":"fs.open"}"#).is_ok_and(|all| all.iter().all(|one| !one.logsource)));
}

#[test]
fn an_explanation_holds_filters_and_correlations() {
    let explained = |user: &str| {
        let event = format!("{{\"event\":\"login.failed\",\"fields\":{{\"user\":\"{user}\"}}}}");
        inspect::explain(&[Source { name: "r.yml", text: RULES }], &CompileOptions::default(), &Source { name: "e", text: &event })
    };
    let matched = |user: &str| explained(user).expect("usable").iter().map(|one| (one.id.clone(), one.matched)).collect::<Vec<_>>();
    assert_eq!(matched("a"), [("failed".to_owned(), true), ("guessed".to_owned(), false)]);
    assert_eq!(matched("monitor"), [("failed".to_owned(), false), ("guessed".to_owned(), false)]);
    let condition = explained("monitor").expect("usable").swap_remove(0).condition;
    let parts: Vec<(&str, bool)> = condition.parts.iter().map(|part| (part.label.as_str(), part.holds)).collect();
    assert_eq!(parts, [("s", true), ("filter `Not of the monitor`", false)]);
}
