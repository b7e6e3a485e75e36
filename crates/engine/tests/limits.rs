//! What rules may have at most (`engine::limits`): as much is loaded, one more is refused by a message that names the limit.

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

/// What is said of a file that is beyond a limit; `None` of one that is not.
fn beyond(text: &str) -> Option<String> {
    let report = RuleSet::compile_with_correlations(&[Source { name: "r.yml", text }], &CompileOptions::default());
    let found = report.diagnostics.into_iter().find(|one| matches!(one.code, Code::RuleLimit | Code::RuleRegex | Code::RuleYaml));
    // Beyond a limit nothing is loaded.
    assert_eq!(report.rules.is_none(), found.is_some());
    found.map(|one| {
        assert!(!one.hint.is_empty(), "{}", one.message);
        one.message
    })
}

/// A rule with this selection and condition, and these other lines.
fn rule(selection: &str, condition: &str, rest: &str) -> String {
    format!("title: t\nlogsource: {{ service: fs.open }}\ndetection: {{ s: {selection}, condition: {condition} }}\n{rest}")
}

/// Each of these is read with so many of a thing, and refused with one more, by a message that says so.
fn held(most: usize, said: &str, text: impl Fn(usize) -> String) {
    assert_eq!(beyond(&text(most)), None, "{said}");
    let message = beyond(&text(most + 1)).unwrap_or_default();
    assert!(message.contains(said), "`{message}` does not say `{said}`");
}

#[test]
fn a_condition_and_its_parts() {
    held(limits::CONDITION_CHARACTERS, "more than 16384 characters", |characters| {
        rule("{ path: a }", &format!("'s{}'", " ".repeat(characters - 1)), "")
    });
    held(limits::CONDITION_DEPTH, "nested more than 64 deep", |depth| {
        rule("{ path: a }", &format!("{}s{}", "(".repeat(depth), ")".repeat(depth)), "")
    });
    held(limits::PATTERN_BYTES, "65537 bytes; at most 65536", |bytes| rule(&format!("{{ path: {} }}", "a".repeat(bytes)), "s", ""));
    let regex = beyond(&rule(r"{ path|re: '(\w{1000}){100}' }", "s", "")).unwrap_or_default();
    assert!(regex.contains(&limits::REGEX_BYTES.to_string()), "{regex}");
}

#[test]
fn a_file_and_its_yaml() {
    let bare = rule("{ path: a }", "s", "#");
    held(limits::FILE_BYTES, "4194305 bytes; at most 4194304", |bytes| format!("{bare}{}", "x".repeat(bytes - bare.len())));
    // Levels below the map of the rule.
    held(limits::YAML_DEPTH, "nested more than 32 deep", |depth| {
        rule("{ path: a }", "s", &format!("ours: {}{}\n", "[".repeat(depth), "]".repeat(depth)))
    });
    // The rule around the list has some more values, fewer than 64.
    let values = |count: usize| beyond(&rule("{ path: a }", "s", &format!("ours: [{}]\n", "a,".repeat(count))));
    assert_eq!(values(limits::YAML_NODES - 64), None);
    assert_eq!(values(limits::YAML_NODES).as_deref(), Some("the file has more than 1048576 values"));
}

#[test]
fn what_a_correlation_asks_for() {
    let entries = limits::CORRELATION_GROUP_ENTRIES;
    let counted = |relation: &str, limit: usize| {
        let condition = format!("type: event_count, rules: [n], timespan: 1m, condition: {{ {relation}: {limit} }}");
        beyond(&rule("{ path: a }", "s", &format!("name: n\n---\ntitle: c\ncorrelation: {{ {condition} }}\n")))
    };
    for (relation, most) in [("gte", entries), ("lt", entries), ("gt", entries - 1), ("lte", entries - 1), ("eq", entries - 1)] {
        assert_eq!(counted(relation, most), None, "{relation}");
        assert!(counted(relation, most + 1).is_some_and(|message| message.contains("more than the 65536 entries")), "{relation}");
    }
}
