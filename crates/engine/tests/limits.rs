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

/// One document of many: a rule with this id.
fn numbered(id: &str, rest: &str) -> String {
    format!("---\n{}id: {id}\n{rest}", rule("{ path: a }", "s", ""))
}

/// So many rules, and other documents.
fn rules(count: usize, rest: &str) -> String {
    (0..count).map(|number| numbered(&format!("r{number}"), "")).collect::<String>() + rest
}

fn correlation(id: usize, of: &str, rest: &str) -> String {
    format!("---\ntitle: c\nid: c{id}\ncorrelation: {{ type: event_count, rules: {of}, timespan: 1m, condition: {{ gte: 2 }}{rest} }}\n")
}

fn filter(of: &str, selection: &str) -> String {
    format!("---\ntitle: f\nlogsource: {{ service: fs.open }}\nfilter: {{ rules: {of}, s: {selection}, condition: s }}\n")
}

/// Rules and correlations are counted together, as an image counts them: the last of one more is refused.
#[test]
fn the_rules_of_a_set() {
    // In four files, for they are too long for one.
    let of = |file: usize, count: usize| (0..count).map(|at| numbered(&format!("r{file}-{at}"), "")).collect::<String>();
    let rules = [of(0, 16_384), of(1, 16_384), of(2, 16_384), of(3, 16_382)];
    let last = [correlation(0, "[r0-0]", ""), correlation(1, "[r0-0]", "")];
    let sources = rules.iter().map(|text| ("rules.yml", text)).chain([("fits.yml", &last[0]), ("more.yml", &last[1])]);
    let sources: Vec<Source<'_>> = sources.map(|(name, text)| Source { name, text }).collect();
    let said = RuleSet::compile_with_correlations(&sources, &CompileOptions::default()).errors();
    let said: Vec<(&str, &str)> = said.iter().map(|one| (one.file.as_str(), one.message.as_str())).collect();
    assert_eq!(said, [("more.yml", "there are more than 65535 rules")]);
}

/// A short file does not stand for gigabytes: what is counted is what it becomes.
#[test]
fn text_that_is_spelt_out() {
    // One pattern that has 32 KiB with its field's name, named again and again.
    let long = "x".repeat(32_768 - "path".len());
    let named = |times: usize| rule(&format!("{{ path: {long} }}"), &vec!["s"; times].join(" and "), "");
    assert_eq!(beyond(&named(512)), None);
    let said = beyond(&named(513)).unwrap_or_default();
    assert!(said.contains("16809984 bytes of patterns once its condition is spelt out; at most 16777216"), "{said}");
    // A long name of a field, once for each of its values.
    let field = |values: usize| rule(&format!("{{ {}: [{}] }}", "f".repeat(65_535), vec!["a"; values].join(", ")), "s", "");
    assert_eq!(beyond(&field(256)), None);
    let said = beyond(&field(257)).unwrap_or_default();
    assert!(said.contains("with this value the rule has 16842752 bytes of patterns"), "{said}");
    // One value with dashes, and many such values of one rule.
    let dashes = |letters: usize| rule(&format!("{{ path|windash: '{}{}' }}", "-a ".repeat(5), "x".repeat(letters)), "s", "");
    assert_eq!(beyond(&dashes(5_000)), None);
    assert!(beyond(&dashes(6_000)).unwrap_or_default().contains("more than 16777216 bytes of patterns"));
    let values = |count: usize| rule(&format!("{{ path|windash: [{}] }}", vec!["'-a -a -a -a -a -a'"; count].join(", ")), "s", "");
    assert_eq!(beyond(&values(4)), None);
    assert!(beyond(&values(5)).unwrap_or_default().contains("with this value the rule has 78125 patterns; at most 65536"));
}

#[test]
fn text_of_a_set_that_is_spelt_out() {
    // Each of the rules has nearly 16 MiB.
    let one = format!("---\n{}", rule(&format!("{{ path: {} }}", "x".repeat(32_000)), &vec!["s"; 500].join(" and "), ""));
    let said = beyond(&one.repeat(17)).unwrap_or_default();
    assert!(said.contains("the rules up to here have more than 268435456 bytes of patterns together"), "{said}");
    // Each gets a filter of 3.2 MB.
    let long = filter("any", &format!("{{ path: [{}] }}", vec!["x".repeat(64_000); 50].join(", ")));
    let said = beyond(&rules(90, &long)).unwrap_or_default();
    assert!(said.contains("with this filter the rules have more than 268435456 bytes of patterns together"), "{said}");
}

#[test]
fn regular_expressions_of_a_file() {
    let large = |count: usize| rule(&format!("{{ path|re: [{}] }}", vec!["'(a{1000}){120}'"; count].join(", ")), "s", "");
    assert_eq!(beyond(&large(limits::FILE_LARGE_REGEXES)), None);
    let said = beyond(&large(limits::FILE_LARGE_REGEXES + 1)).unwrap_or_default();
    assert!(said.contains("more than 16 that may take 8388608 bytes of memory or more"), "{said}");
}

/// References are looked up, not searched for one by one.
#[test]
fn references_to_rules() {
    let many = format!("[{}]", (0..2_000).map(|at| format!("r{at}")).collect::<Vec<_>>().join(", "));
    assert_eq!(beyond(&rules(2_000, &correlation(0, &many, ""))), None);
    assert_eq!(beyond(&rules(2_000, &filter(&many, "{ path: a }"))), None);
    assert_eq!(beyond(&rules(2_000, &numbered("a", &format!("response: allow\nrules: {many}\n")))), None);
    // Each correlation takes the matches of the one behind it.
    let below = |at: usize| if at == 1_999 { "[r0]".to_owned() } else { format!("[c{}]", at + 1) };
    assert_eq!(beyond(&rules(1, &(0..2_000).map(|at| correlation(at, &below(at), "")).collect::<String>())), None);
    // A thousand fields of groups, of a rule that is named again and again.
    let fields = (0..1_000).map(|at| format!("f{at}")).collect::<Vec<_>>().join(", ");
    let aliases = (0..1_000).map(|at| format!("f{at}: {{ r0: g }}")).collect::<Vec<_>>().join(", ");
    let grouped = |times: usize| {
        let names = format!("[{}]", vec!["r0"; times].join(", "));
        beyond(&rules(1, &correlation(0, &names, &format!(", group-by: [{fields}], aliases: {{ {aliases} }}"))))
    };
    assert_eq!(grouped(1_047), None);
    assert!(grouped(1_048).unwrap_or_default().contains("refer to more than 1048576 rules"));
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
