//! What rules want to know of events: nothing where no rule could match.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use engine::{CompileOptions, RuleSet, Source, schema};

fn set(text: &str) -> RuleSet {
    let options = CompileOptions { products: vec!["nodejs".into()], ..CompileOptions::default() };
    RuleSet::compile(&[Source { name: "r.yml", text }], &options).rules.unwrap()
}

#[test]
fn only_fields_that_a_rule_reads() {
    let rules =
        set("title: A\nlogsource: { category: file_access }\ndetection: { s: { TargetFilename: x, package.name: y }, condition: s }\n");
    let open = rules.interest(schema::event::FS_OPEN);
    // The path, `create` (which decides the category), and the package's name.
    assert_eq!((open.judged, open.fields), (true, 1 | 1 << 3 | 1 << 24));
    assert_eq!(rules.interest(schema::event::PROCESS_SPAWN), engine::Interest::default());
    assert_eq!(rules.interest(u16::MAX), engine::Interest::default());
}

#[test]
fn an_event_that_lacks_the_field_is_not_judged() {
    let rules = set("title: A\nlogsource: { product: nodejs }\ndetection: { s: { CommandLine: x }, condition: s }\n");
    assert!(rules.interest(schema::event::PROCESS_SPAWN).judged);
    assert!(!rules.interest(schema::event::FS_OPEN).judged);
    let negated = set("title: A\nlogsource: { product: nodejs }\ndetection: { s: { CommandLine: x }, condition: not s }\n");
    assert!(negated.interest(schema::event::FS_OPEN).judged);
}

#[test]
fn keywords_read_every_field_of_the_event_but_not_the_package() {
    let rules = set("title: A\nlogsource: { category: process_creation }\ndetection: { s: [evil], condition: s }\n");
    let own = schema::event_by_id(schema::event::PROCESS_SPAWN).unwrap().fields.iter().fold(0, |mask, field| mask | 1 << field.bit);
    assert_eq!(rules.interest(schema::event::PROCESS_SPAWN).fields, own);
}

#[test]
fn a_keyword_asks_for_nothing_that_is_dear_to_know() {
    let bit = |name| 1_u32 << schema::field_of(schema::event_by_id(schema::event::MODULE_LOAD).unwrap(), name).unwrap().bit;
    let keywords = "title: A\nlogsource: { product: nodejs }\ndetection: { s: [evil], condition: s }\n";
    let of = |text| set(text).interest(schema::event::MODULE_LOAD).fields;
    assert_eq!(of(keywords), bit("path") | bit("format"));
    let named = format!(
        "{keywords}---\ntitle: B\nlogsource: {{ category: module_load }}\ndetection: {{ s: {{ Hashes|contains: abc }}, condition: s }}\n"
    );
    assert_eq!(of(&named) & bit("digest"), bit("digest"));
}

#[test]
fn an_event_that_has_no_such_value_is_not_judged() {
    let judged = |detection: &str, event: u16| {
        let text = format!("title: A\nlogsource: {{ product: nodejs }}\ndetection: {{ s: {detection}, condition: s }}\n");
        set(&text).interest(event).judged
    };
    let keyword = "['nc -e /bin/sh']";
    assert!(judged(keyword, schema::event::FS_OPEN));
    assert!(!judged(keyword, schema::event::CORE_TAMPER), "its fields have values of their own");
    assert!(!judged(keyword, schema::event::STACK_PREPARE), "it has no field");
    assert!(!judged(keyword, schema::event::WORKER_EXIT), "its field is a number");
    assert!(judged("[JSON.parse]", schema::event::CORE_TAMPER));
    assert!(judged("[137]", schema::event::WORKER_EXIT));
    assert!(judged("{ Target: json.* }", schema::event::CORE_TAMPER));
    assert!(!judged("{ Target: yaml.* }", schema::event::CORE_TAMPER));
    let negated = "title: A\nlogsource: { product: nodejs }\ndetection: { s: [evil], condition: not s }\n";
    assert!(set(negated).interest(schema::event::STACK_PREPARE).judged);
}
