//! Runs every case of `conformance/*.toml`: through slices and through frames, compiled and from an image, cold and warm.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::option_option, reason = "a test may panic")]

use std::path::Path;
use std::sync::Arc;

use engine::{CompileOptions, Evaluator, Event, Outcome, Package, RuleSet, Severity, Source, Value, frame, schema};
use toml::{Table, Value as Toml};

mod support;

/// An event of a case, ready for both ways in.
struct Given {
    id: u16,
    name: String,
    fields: Vec<(String, u8, Option<String>)>,
    package: Option<Table>,
    expect: Option<Option<String>>,
    matches: bool,
}

fn text(value: &Toml) -> (u8, Option<String>) {
    match value {
        Toml::String(text) => (0, Some(text.clone())),
        Toml::Integer(number) => (1, Some(number.to_string())),
        Toml::Boolean(value) => (2, Some(value.to_string())),
        Toml::Table(_) => (3, None),
        other => panic!("a field cannot be {other}"),
    }
}

fn given(event: &Table) -> Given {
    let name = event["event"].as_str().unwrap();
    let mut fields = Vec::new();
    for (field, value) in event["fields"].as_table().unwrap() {
        let values = value.as_array().map_or_else(|| vec![value.clone()], Clone::clone);
        fields.extend(values.iter().map(|value| (field.clone(), text(value).0, text(value).1)));
    }
    let (expect, matches) = match &event["expect"] {
        Toml::Boolean(matches) => (None, *matches),
        other => (Some(other.as_str().map(str::to_owned)), true),
    };
    Given {
        id: schema::event_by_name(name).map_or(schema::event::APPLICATION_EVENT, |event| event.id),
        name: name.to_owned(),
        fields,
        package: event.get("package").map(|package| package.as_table().unwrap().clone()),
        expect,
        matches,
    }
}

fn with_package<T>(given: &Given, run: impl FnOnce(&Package<'_>) -> T) -> T {
    let empty = Table::new();
    let table = given.package.as_ref().unwrap_or(&empty);
    let chain: Vec<String> = table
        .get("chain")
        .and_then(Toml::as_array)
        .map(|list| list.iter().map(|one| one.as_str().unwrap().to_owned()).collect())
        .unwrap_or_default();
    let of = |key: &str| table.get(key).and_then(Toml::as_str);
    let direct = table.get("direct").and_then(Toml::as_bool).unwrap_or_default();
    run(&Package { name: of("name"), version: of("version"), path: of("path"), direct, chain: &chain, reason: "unavailable", claims: None })
}

/// The response, by way of slices.
fn by_slices(evaluator: &mut Evaluator, given: &Given) -> Option<&'static str> {
    let fields: Vec<(&str, Value<'_>)> =
        given.fields.iter().map(|(name, _, text)| (name.as_str(), text.as_deref().map_or(Value::Null, Value::Text))).collect();
    with_package(given, |package| {
        let verdict = evaluator.evaluate_event(&Event { id: given.id, name: &given.name, fields: &fields }, Some(package));
        verdict.response.map(engine::Response::as_str)
    })
}

/// The response, by way of a frame.
fn by_frame(evaluator: &mut Evaluator, given: &Given) -> Option<&'static str> {
    let event = schema::event_by_id(given.id).unwrap();
    let mut entries: Vec<(u8, u8, &str)> = Vec::new();
    if given.id == schema::event::APPLICATION_EVENT {
        entries.push((0, 0, &given.name));
    }
    for (name, kind, text) in &given.fields {
        let text = text.as_deref().unwrap_or_default();
        if let Some(field) = schema::field_of(event, name) {
            entries.push((field.bit, *kind, text));
        } else {
            entries.push((0, 4, name));
            entries.push((0, *kind, text));
        }
    }
    let mut frame = support::frame(given.id, &entries);
    let before = frame.clone();
    if evaluator.evaluate(&mut frame) == Outcome::NeedsPackage {
        assert_eq!(frame, before, "a frame that is not judged yet stays as it was");
        with_package(given, |package| evaluator.complete(&mut frame, package));
    }
    let word = u32::from_le_bytes(*frame.first_chunk().unwrap());
    assert_eq!(word & frame::MALFORMED, 0, "{:?}", given.name);
    [None, Some("log"), Some("alert"), Some("block"), Some("kill")][(word & 0xff) as usize]
}

#[test]
fn every_case() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../conformance");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|one| one == "toml"))
        .collect();
    files.sort();
    let (mut cases, mut events, mut failures) = (0, 0, Vec::new());
    for file in &files {
        let document: Table = std::fs::read_to_string(file).unwrap().parse().unwrap();
        for case in document["case"].as_array().unwrap() {
            cases += 1;
            let name = format!("{}: {}", file.file_stem().unwrap().display(), case["name"].as_str().unwrap());
            events += run(case, &name, &mut failures);
        }
    }
    eprintln!("{cases} cases, {events} events");
    assert!(cases >= 400, "only {cases} cases were found");
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}

fn run(case: &Toml, name: &str, failures: &mut Vec<String>) -> usize {
    assert!(!case["section"].as_str().unwrap().is_empty());
    let products = case.get("products").map_or_else(
        || vec!["linux".into(), "nodejs".into()],
        |list| list.as_array().unwrap().iter().map(|one| one.as_str().unwrap().into()).collect(),
    );
    let source = Source { name: "case.yml", text: case["rule"].as_str().unwrap() };
    let texts = |list: &Toml| list.as_array().unwrap().iter().map(|one| one.as_str().unwrap().to_owned()).collect();
    let placeholders =
        case.get("placeholders").and_then(Toml::as_table).into_iter().flatten().map(|(name, values)| (name.clone(), texts(values)));
    let options = CompileOptions { products, placeholders: placeholders.collect(), ..CompileOptions::default() };
    let report = RuleSet::compile(&[source], &options);
    let first = report.diagnostics.iter().find(|one| one.severity == Severity::Error);
    if let Some(code) = case.get("error") {
        let found = first.map(|error| (error.code.as_str(), i64::from(error.span.line)));
        let expected = (code.as_str().unwrap(), case["line"].as_integer().unwrap());
        if found != Some(expected) {
            failures.push(format!("{name}: refused with {found:?} instead of {expected:?}"));
        }
        if first.is_some_and(|error| error.hint.is_empty() && error.code != engine::Code::RuleYaml) {
            failures.push(format!("{name}: no hint"));
        }
        return 0;
    }
    let Some(set) = report.rules else {
        failures.push(format!("{name}: refused: {}", first.map(engine::Diagnostic::line).unwrap_or_default()));
        return 0;
    };
    let loaded = RuleSet::load(&set.build()).unwrap();
    let (mut compiled, mut loaded) = (Evaluator::new(Arc::new(set)), Evaluator::new(Arc::new(loaded)));
    let events: Vec<Given> = case["event"].as_array().unwrap().iter().map(|event| given(event.as_table().unwrap())).collect();
    for round in ["cold", "warm"] {
        for (index, given) in events.iter().enumerate() {
            let answers = [
                by_slices(&mut compiled, given),
                by_frame(&mut compiled, given),
                by_slices(&mut loaded, given),
                by_frame(&mut loaded, given),
            ];
            for (way, answer) in ["slices", "frame", "image, slices", "image, frame"].iter().zip(answers) {
                let right = match &given.expect {
                    Some(expected) => answer == expected.as_deref(),
                    None => answer.is_some() == given.matches,
                };
                if !right {
                    failures.push(format!("{name}: event {index}, {round}, {way}: the response is {answer:?}"));
                }
            }
        }
    }
    events.len()
}
