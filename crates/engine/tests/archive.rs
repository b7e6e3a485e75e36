//! Events of an archive: which rules judge them, and what their fields are.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use std::sync::Arc;

use engine::{CompileOptions, Evaluator, LogSource, RuleSet, Source, Value};

const RULES: &str = "
title: Any process
logsource: { category: process_creation }
detection: { s: { Image|endswith: /curl }, condition: s }
---
title: Linux process
logsource: { category: process_creation, product: Linux }
detection: { s: { Image|endswith: /curl, CommandLine|contains: '-o' }, condition: s }
---
title: Windows process
logsource: { category: process_creation, product: windows }
detection: { s: { Image|endswith: /curl }, condition: s }
---
title: Sysmon
logsource: { product: linux, service: sysmon }
detection: { k: [curl], condition: k }
---
title: No such field
logsource: { product: linux }
detection: { s: { Absent: null, Image|exists: true }, condition: s }
";

fn matched(category: Option<&str>, product: Option<&str>, service: Option<&str>, fields: &[(&str, Value<'_>)]) -> Vec<u32> {
    let rules = Arc::new(RuleSet::compile(&[Source { name: "r.yml", text: RULES }], &CompileOptions::default()).rules.unwrap());
    let loaded = Arc::new(RuleSet::load(&rules.build()).unwrap());
    let [compiled, loaded] = [rules, loaded].map(|rules| {
        let route = rules.route(&LogSource { category, product, service });
        let fields: Vec<_> = fields.iter().map(|(name, value)| (rules.field(name), *value)).collect();
        Evaluator::new(rules).evaluate_archived(route, &fields).matched.to_vec()
    });
    assert_eq!(compiled, loaded, "the image answers as the rules that it was built from");
    compiled
}

#[test]
fn rules_judge_where_each_part_that_they_name_is_the_events() {
    let fields = [("Image", Value::Text("/usr/bin/CURL")), ("CommandLine", Value::Text("curl -o x"))];
    assert_eq!(matched(Some("process_creation"), Some("linux"), None, &fields), [0, 1, 4]);
    assert_eq!(matched(Some("PROCESS_CREATION"), Some("Windows"), None, &fields), [0, 2]);
    assert_eq!(matched(Some("process_creation"), Some("linux"), Some("sysmon"), &fields), [0, 1, 3, 4]);
    assert_eq!(matched(Some("process_creation"), None, None, &fields), [0]);
    assert_eq!(matched(None, Some("linux"), Some("auditd"), &fields), [4]);
    assert_eq!(matched(None, Some("macos"), None, &fields), []);
    assert_eq!(matched(None, None, None, &fields), []);
}

#[test]
fn keywords_are_searched_for_in_fields_that_no_rule_reads_too() {
    let source = (None, Some("linux"), Some("sysmon"));
    assert_eq!(matched(source.0, source.1, source.2, &[("Unread", Value::Text("x curl"))]), [3]);
    assert_eq!(matched(source.0, source.1, source.2, &[("Image", Value::Null), ("Absent", Value::Null)]), [4]);
    assert_eq!(matched(source.0, source.1, source.2, &[("Image", Value::Text("a")), ("Absent", Value::Text("b"))]), []);
}

#[test]
fn a_field_that_stands_twice_is_a_list() {
    let fields = [("Image", Value::Text("/bin/sh")), ("CommandLine", Value::Text("-o")), ("Image", Value::Text("/bin/curl"))];
    assert_eq!(matched(Some("process_creation"), Some("linux"), None, &fields), [0, 1, 4]);
}

#[test]
fn a_value_that_came_before_is_judged_as_it_was_then() {
    const MORE: &str = "
title: Keywords and fields that are looked for late
logsource: { product: linux }
detection:
  words: { '|all': [token, curl, example] }
  s: { Image|endswith: [/curl, /wget], CommandLine|contains: [' --upload', ' -T ', 'token=', 'sent to example'] }
  not_root: { User: root }
  condition: s and (words or not not_root)
---
title: Case and patterns
logsource: { product: linux }
detection: { s: { Image|cased|contains: CURL, CommandLine: '*to*?xample*' }, condition: s }
---
title: Fields compared
logsource: { product: linux }
detection: { s: { Image|endswith: /wget, CommandLine|fieldref|startswith: User }, condition: s }
";
    let sources = [Source { name: "r.yml", text: RULES }, Source { name: "m.yml", text: MORE }];
    let rules = Arc::new(RuleSet::compile(&sources, &CompileOptions::default()).rules.unwrap());
    let route = rules.route(&LogSource { category: Some("process_creation"), product: Some("linux"), service: Some("sysmon") });
    let images = ["/bin/curl", "/bin/CURL", "/bin/wget", "", "/bin/\u{c4}"];
    let lines = ["curl --upload token=1 sent to example", "Token sent to Example", "root -T x", "sh", "curl token example \u{e4}"];
    let mut known = Evaluator::new(Arc::clone(&rules));
    let mut seen = std::collections::BTreeSet::new();
    for round in 0..4 {
        for (image, line, user) in
            images.iter().flat_map(|image| lines.iter().flat_map(move |line| ["root", "anna"].map(|user| (image, line, user))))
        {
            let values = [("Image", image), ("CommandLine", line), ("User", &user), ("Unread", line)];
            let fields: Vec<_> = values.iter().map(|(name, text)| (rules.field(name), Value::Text(text))).collect();
            let matched = known.evaluate_archived(route, &fields).matched.to_vec();
            let fresh = Evaluator::new(Arc::clone(&rules)).evaluate_archived(route, &fields).matched.to_vec();
            assert_eq!(matched, fresh, "round {round}: {values:?}");
            seen.extend(matched);
        }
    }
    assert!(seen.is_superset(&[3, 5, 6, 7].into()), "each of these matched something: {seen:?}");
}

/// The rules, by title, that match an event of one field that no rule names.
fn keyword_matches(condition_of: &[(&str, &str)], value: Value<'_>) -> Vec<String> {
    let rule = |(title, keywords): &(&str, &str)| {
        format!("title: {title}\nlogsource: {{ product: linux }}\ndetection: {{ k: {keywords}, condition: k }}\n")
    };
    let text = condition_of.iter().map(rule).collect::<Vec<_>>().join("---\n");
    let rules = Arc::new(RuleSet::compile(&[Source { name: "r.yml", text: &text }], &CompileOptions::default()).rules.unwrap());
    let loaded = Arc::new(RuleSet::load(&rules.build()).unwrap());
    let [compiled, loaded] = [rules, loaded].map(|rules| {
        let route = rules.route(&LogSource { product: Some("linux"), ..LogSource::default() });
        let fields = [(rules.field("Unread"), value), (rules.field("Other"), Value::Text("harmless"))];
        let matched = Evaluator::new(Arc::clone(&rules)).evaluate_archived(route, &fields).matched.to_vec();
        matched.into_iter().map(|rule| rules.rules()[rule as usize].title.clone()).collect::<Vec<_>>()
    });
    assert_eq!(compiled, loaded);
    compiled
}

#[test]
fn keywords_are_found_in_values_that_nobody_else_reads() {
    let rules = [
        ("plain", "[sekurlsa::logon]"),
        ("other", "[kerberos::golden]"),
        ("all", "{ '|all': [sekurlsa, passwords] }"),
        ("wild", "['*sek?rlsa*passw*']"),
        ("expression", "{ '|re': 'logon[a-z]+' }"),
        ("beyond", "[ÄÖÜÄÖÜ]"),
    ];
    assert_eq!(keyword_matches(&rules, Value::Text("x SEKURLSA::LogonPasswords y")), ["plain", "all", "wild"]);
    assert_eq!(keyword_matches(&rules, Value::Text("sekurlsa::logonpasswords")), ["plain", "all", "wild", "expression"]);
    assert_eq!(keyword_matches(&rules, Value::Text("an äöüäöü")), ["beyond"]);
    assert!(keyword_matches(&rules, Value::Text("C:\\Windows\\System32\\svchost.exe -k netsvcs")).is_empty());
    // One that is too short for a filter, and one that no literal leads to: each value is looked at.
    for (title, keywords, value) in
        [("short", "[abc, sekurlsa]", "xABCx"), ("search", "{ '|re': '[0-9]{3}x' }", "y123x"), ("any", "['????????????']", "twelve chars")]
    {
        assert_eq!(keyword_matches(&[(title, keywords), rules[0]], Value::Text(value)), [title]);
        assert!(keyword_matches(&[(title, keywords), rules[0]], Value::Null).is_empty());
    }
}
