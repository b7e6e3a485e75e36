//! The compiled rules against the specification written down plainly, on generated rules and events. `PROPTEST_CASES` says how many sets of rules.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use std::cell::Cell;
use std::collections::BTreeMap;
use std::sync::Arc;

use engine::{CompileOptions, Evaluator, Event, Outcome, Package, RuleSet, Source, Value, schema};
use proptest::prelude::*;
use proptest::test_runner::{TestCaseError, TestRunner};

#[path = "support/generate.rs"]
mod generate;
#[path = "support/naive.rs"]
mod naive;
#[path = "support/mod.rs"]
mod support;

use generate::{Fields, Rule};

/// Judges by a frame, with the package in the second step.
fn by_frame(evaluator: &mut Evaluator, fields: &Fields) -> Vec<u32> {
    let event = schema::event_by_id(schema::event::PROCESS_SPAWN).unwrap();
    let own = fields.iter().filter(|(name, _)| !name.starts_with("package."));
    let entries: Vec<(u8, u8, &str)> = own
        .map(|(name, text)| {
            (schema::field_of(event, name).unwrap().bit, if text.is_some() { 0 } else { 3 }, text.as_deref().unwrap_or_default())
        })
        .collect();
    let mut frame = support::frame(event.id, &entries);
    if evaluator.evaluate(&mut frame) == Outcome::NeedsPackage {
        let of =
            |field: &str| fields.iter().filter(|(name, _)| *name == field).filter_map(|(_, text)| text.clone()).collect::<Vec<String>>();
        let (name, chain) = (of("package.name").pop(), of("package.chain"));
        evaluator.complete(&mut frame, &Package { name: name.as_deref(), chain: &chain, reason: "unknown", ..Package::default() });
    }
    let word = |index: usize| u32::from_le_bytes(*frame[index * 4..].first_chunk().unwrap());
    (0..word(1) as usize).map(|index| word(4 + index)).collect()
}

/// How many pairs of a rule and an event were judged, and how many matched.
#[derive(Default)]
struct Count {
    pairs: Cell<usize>,
    matched: Cell<usize>,
}

fn agree(rules: &[Rule], events: &[Fields], count: &Count) -> Result<(), TestCaseError> {
    let text: String = rules.iter().map(generate::yaml).collect();
    let placeholders = BTreeMap::from([("p".to_owned(), naive::PLACEHOLDER.map(str::to_owned).to_vec())]);
    let report = RuleSet::compile(&[Source { name: "r.yml", text: &text }], &CompileOptions { placeholders, ..CompileOptions::default() });
    prop_assert!(report.rules.is_some(), "{}\n{:?}", text, report.diagnostics);
    let set = report.rules.unwrap();
    let loaded = RuleSet::load(&set.build()).unwrap();
    let (mut compiled, mut loaded) = (Evaluator::new(Arc::new(set)), Evaluator::new(Arc::new(loaded)));
    for fields in events {
        let given: Vec<(&str, Value<'_>)> =
            fields.iter().map(|(name, text)| (*name, text.as_deref().map_or(Value::Null, Value::Text))).collect();
        let matches = |(_, (selections, condition)): &(u32, &Rule)| naive::holds(condition, selections, &given);
        let expected: Vec<u32> = (0..).zip(rules).filter(matches).map(|(number, _)| number).collect();
        count.pairs.set(count.pairs.get() + rules.len());
        count.matched.set(count.matched.get() + expected.len());
        let event = Event { id: schema::event::PROCESS_SPAWN, name: "", fields: &given };
        prop_assert_eq!(compiled.evaluate_event(&event, None).matched, expected.as_slice(), "{}\n{:?}", text, given);
        prop_assert_eq!(loaded.evaluate_event(&event, None).matched, expected.as_slice(), "from an image: {}\n{:?}", text, given);
        prop_assert_eq!(&by_frame(&mut compiled, fields), &expected, "by a frame: {}\n{:?}", text, given);
    }
    Ok(())
}

#[test]
fn compiled_rules_match_what_the_specification_says() {
    let mut config = ProptestConfig { max_shrink_iters: 20_000, failure_persistence: None, ..ProptestConfig::default() };
    if cfg!(debug_assertions) && std::env::var_os("PROPTEST_CASES").is_none() {
        config.cases = 24;
    }
    let cases = config.cases as usize;
    let count = Count::default();
    let sets = (prop::collection::vec(generate::rule(), 1..7), prop::collection::vec(generate::event(), 16..64));
    let outcome = TestRunner::new(config).run(&sets, |(rules, events)| agree(&rules, &events, &count));
    let (pairs, matched) = (count.pairs.get(), count.matched.get());
    eprintln!("{cases} sets of rules, {pairs} pairs of a rule and an event, {matched} of them matches");
    outcome.unwrap_or_else(|problem| std::panic::panic_any(problem.to_string()));
    assert!(pairs >= cases * 100, "the generator makes too little");
    assert!(matched * 50 > pairs && matched < pairs / 10 * 9, "the generator makes rules that always, or never, match");
}
