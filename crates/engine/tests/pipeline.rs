//! Processing pipelines: what they change of rules, by what the rules then match. The meaning is pySigma's (docs/pipelines.md).

use std::path::Path;
use std::sync::Arc;

use engine::{CompileOptions, Evaluator, LogSource, Response, RuleSet, Source, Value};

const HEAD: &str = "title: T\nid: t\nlevel: high\nstatus: test\ntags: [attack.t1]\nteam: red\nlogsource: { category: process_creation, product: windows }\ndetection:\n";

fn options(pipelines: &[&str]) -> CompileOptions {
    let pipelines = pipelines.iter().enumerate().map(|(at, text)| (format!("{at}.yml"), (*text).to_owned())).collect();
    CompileOptions { products: vec!["linux".into()], pipelines, ..CompileOptions::default() }
}

fn compiled(pipelines: &[&str], rules: &str) -> Result<RuleSet, String> {
    let report = RuleSet::compile_with_correlations(&[Source { name: "r.yml", text: rules }], &options(pipelines));
    report.rules.ok_or_else(|| report.diagnostics.iter().map(|one| one.line() + "\n").collect())
}

/// Whether the first rule matches an event of an archive.
fn matches(set: &Arc<RuleSet>, source: &LogSource<'_>, fields: &[(&str, &str)]) -> bool {
    let fields: Vec<_> = fields.iter().map(|(name, value)| (set.field(name), Value::Text(value))).collect();
    Evaluator::new(Arc::clone(set)).evaluate_archived(set.route(source), &fields).matched.contains(&0)
}

const WINDOWS: LogSource<'static> = LogSource { category: Some("process_creation"), product: Some("windows"), service: None };

/// `steps` are those of a pipeline, `detection` a rule's; then events that must match, and those that must not.
fn check(steps: &str, detection: &str, yes: &[&[(&str, &str)]], no: &[&[(&str, &str)]]) {
    let pipeline = format!("name: p\nvars: {{ admins: ['ro*', adm], one: 1 }}\ntransformations:\n{steps}");
    let set = compiled(&[&pipeline], &format!("{HEAD}{detection}")).map(Arc::new);
    assert!(set.is_ok(), "{steps}\n{detection}\n{set:?}");
    let Ok(set) = set else { return };
    for event in yes {
        assert!(matches(&set, &WINDOWS, event), "{steps}\n{detection}\nmust match {event:?}");
    }
    for event in no {
        assert!(!matches(&set, &WINDOWS, event), "{steps}\n{detection}\nmust not match {event:?}");
    }
}

#[test]
fn names_of_fields() {
    let rule = "  s: { Image|endswith: '\\x', User|fieldref: Owner }\n  condition: s\n";
    let mapping = "- type: field_name_mapping\n  mapping: { Image: exe, Owner: [o, p] }\n";
    check(
        mapping,
        rule,
        &[&[("exe", "a\\x"), ("User", "u"), ("p", "u")], &[("exe", "a\\x"), ("User", "u"), ("o", "u")]],
        &[&[("Image", "a\\x"), ("User", "u"), ("o", "u")]],
    );
    let several = "- type: field_name_mapping\n  mapping: { a: [b, c] }\n";
    check(several, "  s: { a: 1 }\n  condition: s\n", &[&[("b", "1")], &[("c", "1")]], &[&[("a", "1")]]);
    // As pySigma links them: any of the fields differs.
    check(several, "  s: { a|neq: 1 }\n  condition: s\n", &[&[("b", "1"), ("c", "2")]], &[&[("b", "1"), ("c", "1")]]);
    check("- { type: field_name_prefix, prefix: win. }\n", "  s: { a: 1 }\n  condition: s\n", &[&[("win.a", "1")]], &[&[("a", "1")]]);
    check("- { type: field_name_suffix, suffix: .raw }\n", "  s: { a: 1 }\n  condition: s\n", &[&[("a.raw", "1")]], &[]);
    check(
        "- { type: field_name_prefix_mapping, mapping: { win.: [w., x.] } }\n",
        "  s: { win.a: 1 }\n  condition: s\n",
        &[&[("w.a", "1")], &[("x.a", "1")]],
        &[&[("win.a", "1")]],
    );
    check(
        "- { type: field_name_transform, transform_func: lower, mapping: { B: Bee } }\n",
        "  s: { Ab: 1, B: 2 }\n  condition: s\n",
        &[&[("ab", "1"), ("Bee", "2")]],
        &[&[("Ab", "1"), ("B", "2")]],
    );
    check(
        "- { type: field_name_mapping, mapping: { null: message } }\n",
        "  s: [evil]\n  condition: s\n",
        &[&[("message", "an evil thing")]],
        &[&[("other", "evil")]],
    );
}

#[test]
fn conditions_of_a_step() {
    let mapping = "- type: field_name_mapping\n  mapping: { a: b }\n";
    let rule = "  s: { a: x, k: 1 }\n  condition: s\n";
    let applied: &[&[(&str, &str)]] = &[&[("b", "x"), ("k", "1")]];
    let kept: &[&[(&str, &str)]] = &[&[("a", "x"), ("k", "1")]];
    for (conditions, holds) in [
        ("  rule_conditions: [{ type: logsource, category: process_creation }]\n", true),
        ("  rule_conditions: [{ type: logsource, product: linux }]\n", false),
        ("  rule_conditions: [{ type: logsource, product: linux }]\n  rule_cond_not: true\n", true),
        ("  rule_conditions: [{ type: logsource, product: linux }, { type: tag, tag: attack.t1 }]\n", false),
        ("  rule_conditions: [{ type: logsource, product: linux }, { type: tag, tag: attack.t1 }]\n  rule_cond_op: or\n", true),
        (
            "  rule_conditions: { l: { type: logsource, product: linux }, t: { type: tag, tag: attack.t1 } }\n  rule_cond_expr: not l and t\n",
            true,
        ),
        (
            "  rule_conditions: { l: { type: logsource, product: linux }, t: { type: tag, tag: attack.t1 } }\n  rule_cond_expr: not (l or t)\n",
            false,
        ),
        ("  rule_conditions: [{ type: contains_field, field: k }]\n", true),
        ("  rule_conditions: [{ type: contains_field, field: z }]\n", false),
        ("  rule_conditions: [{ type: contains_detection_item, field: k, value: 1 }]\n", true),
        ("  rule_conditions: [{ type: contains_detection_item, field: k, value: '1' }]\n", false),
        ("  rule_conditions: [{ type: is_sigma_rule }]\n", true),
        ("  rule_conditions: [{ type: is_sigma_correlation_rule }]\n", false),
        ("  rule_conditions: [{ type: rule_attribute, attribute: level, value: medium, op: gte }]\n", true),
        ("  rule_conditions: [{ type: rule_attribute, attribute: status, value: stable, op: gte }]\n", false),
        ("  rule_conditions: [{ type: rule_attribute, attribute: team, value: red }]\n", true),
        ("  rule_conditions: [{ type: rule_attribute, attribute: tags, value: attack.t1, op: in }]\n", true),
        ("  rule_conditions: [{ type: rule_attribute, attribute: tags, value: attack.t1, op: not_in }]\n", false),
        ("  rule_conditions: [{ type: processing_item_applied, processing_item_id: first }]\n", false),
        ("  detection_item_conditions: [{ type: match_string, cond: any, pattern: X }]\n", false),
        ("  detection_item_conditions: [{ type: match_string, cond: any, pattern: x }]\n", true),
        ("  detection_item_conditions: [{ type: match_value, cond: all, value: x }]\n", true),
        ("  detection_item_conditions: [{ type: contains_wildcard, cond: any }]\n", false),
        ("  detection_item_conditions: [{ type: is_null, cond: any }]\n  detection_item_cond_not: true\n", true),
        ("  field_name_conditions: [{ type: include_fields, fields: [a, c] }]\n", true),
        ("  field_name_conditions: [{ type: exclude_fields, fields: ['^[ab]'], mode: re }]\n", false),
        ("  field_name_conditions: { i: { type: include_fields, fields: [c] } }\n  field_name_cond_expr: not i\n", true),
    ] {
        let (yes, no) = if holds { (applied, kept) } else { (kept, applied) };
        check(&format!("{mapping}{conditions}"), rule, yes, no);
    }
}

#[test]
fn state_and_what_was_applied() {
    let rule = "  s: { a: x, c: y }\n  condition: s\n";
    let steps = "- { id: first, type: field_name_mapping, mapping: { a: b } }\n\
                 - { type: set_state, key: table, val: 7, rule_conditions: [{ type: processing_item_applied, processing_item_id: first }] }\n\
                 - type: field_name_suffix\n  suffix: .s\n  field_name_conditions: [{ type: processing_item_applied, processing_item_id: first }]\n\
                 - type: field_name_mapping\n  mapping: { c: d }\n  rule_conditions: [{ type: processing_state, key: table, val: 5, op: gt }]\n\
                 - type: drop_detection_item\n  detection_item_conditions: [{ type: processing_item_applied, processing_item_id: none }]\n";
    check(steps, rule, &[&[("b.s", "x"), ("d", "y")]], &[&[("b", "x"), ("d", "y")]]);
    let nested = "- type: nest\n  rule_conditions: [{ type: logsource, product: windows }]\n  items:\n  - { id: in, type: field_name_mapping, mapping: { a: b } }\n\
                  - type: field_name_mapping\n  mapping: { c: d }\n  rule_conditions: [{ type: processing_item_applied, processing_item_id: in }]\n";
    check(nested, rule, &[&[("b", "x"), ("d", "y")]], &[&[("a", "x"), ("c", "y")]]);
}

#[test]
fn values() {
    let strip = "- type: replace_string\n  regex: '^\\*\\\\([^\\\\]+)$'\n  replacement: '\\1'\n";
    check(strip, "  s: { a|endswith: '\\cmd.exe' }\n  condition: s\n", &[&[("a", "cmd.exe")]], &[&[("a", "x\\cmd.exe")]]);
    check(
        "- { type: replace_string, regex: '\\*', replacement: star }\n",
        "  s: { a: 'x*' }\n  condition: s\n",
        &[&[("a", "xstar")]],
        &[&[("a", "xy")]],
    );
    check(
        "- { type: replace_string, regex: x, replacement: 'y?', skip_special: true }\n",
        "  s: { a: 'x*' }\n  condition: s\n",
        &[&[("a", "y?z")]],
        &[&[("a", "yyz")]],
    );
    check(
        "- { type: replace_string, regex: x, replacement: 'y?', skip_special: true, interpret_special: true }\n",
        "  s: { a: 'x*' }\n  condition: s\n",
        &[&[("a", "yyz")]],
        &[&[("a", "xyz")]],
    );
    check(
        "- { type: replace_string, regex: '^4', replacement: '5' }\n",
        "  s: { a: 443 }\n  condition: s\n",
        &[&[("a", "543")]],
        &[&[("a", "443")]],
    );
    check(
        "- { type: map_string, mapping: { High: [S-1, S-2], Low: S-3 } }\n",
        "  s: { a: [High, Low, z] }\n  condition: s\n",
        &[&[("a", "S-1")], &[("a", "s-2")], &[("a", "S-3")], &[("a", "z")]],
        &[&[("a", "High")]],
    );
    check(
        "- { type: set_value, value: 5, field_name_conditions: [{ type: include_fields, fields: [a] }] }\n",
        "  s: { a: x, b: y }\n  condition: s\n",
        &[&[("a", "5"), ("b", "y")]],
        &[&[("a", "x"), ("b", "y")]],
    );
    check("- { type: set_value, value: null }\n", "  s: { a: x }\n  condition: s\n", &[&[("b", "y")]], &[&[("a", "x")]]);
    check("- { type: case, method: upper }\n", "  s: { a|cased: 'x*' }\n  condition: s\n", &[&[("a", "Xy")]], &[&[("a", "xy")]]);
    // What an encoding may make several of is no text here, though it makes one of this.
    check("- { type: case, method: upper }\n", "  s: { a|windash|cased: x }\n  condition: s\n", &[&[("a", "x")]], &[&[("a", "X")]]);
    check(
        "- { type: convert_type, target_type: str }\n- { type: map_string, mapping: { '1': one } }\n",
        "  s: { a: 1 }\n  condition: s\n",
        &[&[("a", "one")]],
        &[&[("a", "1")]],
    );
    check("- { type: map_string, mapping: { '1': one } }\n", "  s: { a: 1 }\n  condition: s\n", &[&[("a", "1")]], &[&[("a", "one")]]);
    check(
        "- { type: convert_type, target_type: num }\n- { type: map_string, mapping: { '1': one } }\n",
        "  s: { a: '1' }\n  condition: s\n",
        &[&[("a", "1")]],
        &[&[("a", "one")]],
    );
}

#[test]
fn placeholders() {
    check(
        "- { type: value_placeholders }\n",
        "  s: { a|expand: 'x%admins%' }\n  condition: s\n",
        &[&[("a", "xroot")], &[("a", "xadm")]],
        &[&[("a", "root")]],
    );
    check(
        "- { type: wildcard_placeholders }\n",
        "  s: { a|expand: 'x%any%z' }\n  condition: s\n",
        &[&[("a", "x123z")]],
        &[&[("a", "x123")]],
    );
    check(
        "- { type: wildcard_placeholders }\n",
        "  s: { a|expand|re: '^x%any%z$' }\n  condition: s\n",
        &[&[("a", "x123z")]],
        &[&[("a", "x123")]],
    );
    let both = "- { type: value_placeholders, include: [admins] }\n- { type: wildcard_placeholders, exclude: [admins] }\n";
    check(both, "  s: { a|expand: '%admins%-%any%' }\n  condition: s\n", &[&[("a", "adm-1")]], &[&[("a", "x-1")]]);
    let missing =
        compiled(&["transformations: [{ type: value_placeholders }]\n"], &format!("{HEAD}  s: {{ a|expand: '%x%' }}\n  condition: s\n"));
    assert_eq!(
        missing.unwrap_err(),
        "r.yml:9:8: error[OVERT_RULE_PLACEHOLDER]: the pipelines' `vars` have no value for the placeholder `%x%`; add it to `vars:`, or list in `include:` what the step is for\n"
    );
}

#[test]
fn rules_as_a_whole() {
    let rule = format!("{HEAD}  s: {{ EventID: 1, a: x }}\n  condition: s\n");
    let steps = "transformations:\n- { type: change_logsource, category: network_connection, product: linux }\n- type: drop_detection_item\n  field_name_conditions: [{ type: include_fields, fields: [EventID] }]\n- { type: add_field, field: [x, y] }\n- { type: set_custom_attribute, attribute: response, value: block }\n- { type: field_name_mapping, mapping: { a: DestinationHostname } }\n";
    let set = Arc::new(compiled(&[steps], &rule).unwrap());
    assert_eq!(set.rules()[0].response, Response::Block);
    let source = LogSource { category: Some("network_connection"), product: Some("linux"), service: None };
    assert!(matches(&set, &source, &[("DestinationHostname", "x")]) && !matches(&set, &WINDOWS, &[("DestinationHostname", "x")]));
    assert!(set.interest(engine::schema::event::NET_CONNECT).judged);

    check(
        "- type: add_condition\n  conditions: { index: [a, b] }\n",
        "  s: { f: 1 }\n  t: { f: 2 }\n  condition: s or t\n",
        &[&[("f", "2"), ("index", "b")]],
        &[&[("f", "1")]],
    );
    check(
        "- type: add_condition\n  negated: true\n  conditions: { index: a }\n",
        "  s: { f: 1 }\n  condition: s\n",
        &[&[("f", "1")]],
        &[&[("f", "1"), ("index", "a")]],
    );
    check(
        "- type: add_condition\n  template: true\n  conditions: { source: '$product-${category}', n: 4 }\n",
        "  s: { f: 1 }\n  condition: s\n",
        &[&[("f", "1"), ("source", "windows-process_creation"), ("n", "4")]],
        &[&[("f", "1")]],
    );
}

#[test]
fn what_is_dropped_counts_neither_way() {
    let drop = "- type: drop_detection_item\n  field_name_conditions: [{ type: include_fields, fields: [d] }]\n";
    check(drop, "  s: { f: 1 }\n  t: { d: 2 }\n  condition: s and not t\n", &[&[("f", "1"), ("d", "2")]], &[&[("f", "2")]]);
    check(drop, "  s: { f: 1 }\n  t: { d: 2 }\n  condition: s or t\n", &[&[("f", "1")]], &[&[("d", "2")]]);
    check(drop, "  s:\n  - { d: 1, f: 2 }\n  - { d: 3 }\n  condition: s\n", &[&[("f", "2")]], &[&[("d", "3")]]);
    let nothing = compiled(&[&format!("transformations:\n{drop}")], &format!("{HEAD}  s: {{ d: 1 }}\n  condition: s\n")).unwrap_err();
    assert!(nothing.contains("OVERT_PIPELINE_FAILURE") && nothing.contains("dropped everything"), "{nothing}");
}

#[test]
fn failures_are_errors_at_the_rule() {
    let rule = format!("{HEAD}  s: {{ a: x, b: y }}\n  condition: s\n");
    let said = |steps: &str| compiled(&[&format!("transformations:\n{steps}")], &rule).unwrap_err();
    assert!(
        said("- { type: rule_failure, message: not for us }\n")
            .starts_with("r.yml:8:1: error[OVERT_PIPELINE_FAILURE]: a pipeline refuses the rule: not for us")
    );
    let item = "- type: detection_item_failure\n  message: no b\n  field_name_conditions: [{ type: include_fields, fields: [b] }]\n";
    assert!(said(item).starts_with("r.yml:9:14: error[OVERT_PIPELINE_FAILURE]: a pipeline refuses the rule: no b"), "{}", said(item));
    let strict = "- { type: field_name_mapping, mapping: { a: c } }\n- { type: strict_field_mapping_failure }\n";
    assert!(said(strict).starts_with("r.yml:9:14: error[OVERT_PIPELINE_FAILURE]: no pipeline maps the field `b`"), "{}", said(strict));
    assert!(
        compiled(&["transformations: [{ type: rule_failure, message: m, rule_conditions: [{ type: tag, tag: other }] }]\n"], &rule).is_ok()
    );
}

#[test]
fn pipelines_apply_by_priority_and_share_their_vars() {
    let late = "priority: 20\nvars: { u: [late] }\ntransformations: [{ type: field_name_mapping, mapping: { b: c } }]\n";
    let early = "priority: 10\nvars: { u: [early] }\ntransformations: [{ type: field_name_mapping, mapping: { a: b } }, { type: value_placeholders }]\n";
    let set = Arc::new(compiled(&[late, early], &format!("{HEAD}  s: {{ a|expand: '%u%' }}\n  condition: s\n")).unwrap());
    assert!(matches(&set, &WINDOWS, &[("c", "late")]) && !matches(&set, &WINDOWS, &[("b", "late")]));
}

#[test]
fn filters_and_correlations_are_changed_too() {
    let rules = format!(
        "{HEAD}  s: {{ a: x }}\n  condition: s\n---\ntitle: F\nlogsource: {{ category: process_creation }}\nfilter: {{ rules: [t], own: {{ b: ours }}, condition: not own }}\n---\ntitle: C\nid: c\ncorrelation: {{ type: value_count, rules: [t], group-by: [b, e], timespan: 1m, aliases: {{ e: {{ t: a }} }}, condition: {{ field: a, gte: 2 }} }}\n"
    );
    let mapping = "transformations: [{ type: field_name_mapping, mapping: { a: A, b: B }, rule_conditions: [{ type: logsource, product: windows }] }]\n";
    let set = Arc::new(compiled(&[mapping], &rules).unwrap());
    assert!(matches(&set, &WINDOWS, &[("A", "x"), ("B", "other")]) && !matches(&set, &WINDOWS, &[("A", "x"), ("B", "ours")]));
    assert_eq!(set.correlated_fields(), ["B", "A"]);
    let several = "transformations: [{ type: field_name_mapping, mapping: { a: [A, Z] } }]\n";
    assert!(compiled(&[several], &rules).unwrap_err().contains("several fields"));
}

/// With values for their placeholders the corpus' rules that are refused without load too.
#[test]
fn the_corpus_placeholders_have_values() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpora/sigma");
    if !folder.is_dir() {
        eprintln!("skipped: no Sigma rules at {}", folder.display());
        return;
    }
    let (mut refused, mut files) = (0, vec![folder]);
    while let Some(path) = files.pop() {
        if path.is_dir() {
            files.extend(std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|one| one == "yml") {
            let text = std::fs::read_to_string(&path).unwrap();
            if text.contains("|expand") && compiled(&[], &text).is_err_and(|why| why.contains("OVERT_RULE_PLACEHOLDER")) {
                refused += 1;
                let wildcards = "transformations: [{ type: wildcard_placeholders }]\n";
                compiled(&[wildcards], &text).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
            }
        }
    }
    assert_eq!(refused, 25);
}

/// A pipeline that ships.
fn shipped(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../pipelines").join(name)).unwrap_or_default()
}

/// overt's own mapping is what the engine does by itself: with it every rule that ships passes its own tests.
#[test]
fn overts_own_mapping_changes_no_answer() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules");
    let mapping = shipped("overt.yml");
    assert!(mapping.contains("transformations:"));
    let mut tests = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let (path, text) = (entry.as_ref().unwrap().path(), std::fs::read_to_string(entry.unwrap().path()).unwrap());
        let outcomes = engine::inspect::run_tests(&[Source { name: "r.yml", text: &text }], &options(&[&mapping])).unwrap();
        tests += outcomes.len();
        assert!(outcomes.iter().all(engine::inspect::TestOutcome::passed), "{}", path.display());
    }
    assert!(tests > 100);
}

#[test]
fn rules_for_sysmon_and_auditd_judge_live_events() {
    let judged = |pipeline: &str, rule: &str, event: u16, fields: &[(&str, Value<'_>)]| {
        let set = Arc::new(compiled(&[&shipped(pipeline)], rule).unwrap());
        let event = engine::Event { id: event, name: "", fields };
        !Evaluator::new(set).evaluate_event(&event, None).matched.is_empty()
    };
    let sysmon = "title: T\nlogsource: { product: windows, service: sysmon }\ndetection: { s: { EventID: 3, DestinationHostname|endswith: .evil }, condition: s }\n";
    let connect = engine::schema::event::NET_CONNECT;
    assert!(judged("sysmon.yml", sysmon, connect, &[("host", Value::Text("a.evil"))]));
    assert!(!judged("overt.yml", sysmon, connect, &[("host", Value::Text("a.evil"))]));
    let auditd = "title: T\nlogsource: { product: linux, service: auditd }\ndetection: { s: { type: EXECVE, a0: curl, a1|startswith: '-d' }, condition: s }\n";
    let spawn = engine::schema::event::PROCESS_SPAWN;
    assert!(judged("auditd.yml", auditd, spawn, &[("args", Value::Text("curl")), ("args", Value::Text("-data"))]));
    assert!(!judged("auditd.yml", auditd, spawn, &[("args", Value::Text("curl"))]));
}

/// A pipeline asks what log sources a correlation has. Each of these takes the matches of the two before it, so that there are 2^60 ways down to the rule.
#[test]
fn log_sources_of_correlations_are_found_in_one_way_each() {
    let mut rules = vec![format!("{HEAD}  s: {{ Image: a }}\n  condition: s\n")];
    for at in 0..60 {
        let below = [at - 1, at - 2].map(|below| if below < 0 { "t".to_owned() } else { format!("c{below}") }).join(", ");
        let condition = "timespan: 1m, condition: { gte: 2 }";
        rules.push(format!("\ntitle: c\nid: c{at}\nlevel: low\ncorrelation: {{ type: event_count, rules: [{below}], {condition} }}\n"));
    }
    let rules = rules.join("---");
    let response = "  - { type: set_custom_attribute, attribute: response, value: block, rule_conditions: [{ type: is_sigma_correlation_rule }, { type: logsource, product: PRODUCT }] }\n";
    let last = |product: &str| {
        let pipeline = format!("name: p\ntransformations:\n{}", response.replace("PRODUCT", product));
        compiled(&[&pipeline], &rules).map(|set| set.rules().last().map(|rule| rule.response))
    };
    assert_eq!(last("windows"), Ok(Some(Response::Block)));
    assert_eq!(last("linux"), Ok(Some(Response::Alert)));
}
