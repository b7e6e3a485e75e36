//! Keywords in events of an archive against the specification written down plainly: the filter in front of them (`plan/keywords.rs`) must let go no value that one stands
//! in, whatever folds to it. `PROPTEST_CASES` says how many sets of rules.
#![expect(clippy::indexing_slicing, reason = "a test may panic")]

use std::cell::Cell;
use std::sync::Arc;

use engine::{CompileOptions, Evaluator, LogSource, RuleSet, Source, Value};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::TestRunner;

#[path = "support/generate.rs"]
#[expect(dead_code, reason = "rules of fields are `agreement`'s")]
mod generate;
#[path = "support/naive.rs"]
mod naive;

use generate::Rule;
use naive::{Condition, Item, Scalar, Selection};

/// Letters that others fold to or that nearly do: `K` of kelvin folds to `k`, `ſ` is a case of `s` in expressions alone, `İ` and `ı` are no `i`, and `Ⱥ` has two bytes where `ⱥ` has three.
const LETTERS: &str = "[akKsSiI]{0,3}[aAkK\u{212a}sSſiIİıéÉȺⱥß:]{4,12}";

/// Keywords of at least four characters, so that there is a filter.
fn keywords() -> impl Strategy<Value = Selection> {
    let chains = select(vec![vec![], vec!["cased"], vec!["all"], vec!["contains"], vec!["startswith"], vec!["endswith"]]);
    let texts = (chains, vec(prop_oneof![3 => "[akKsSiI:]{4,9}", 1 => LETTERS], 1..4));
    let regexes = (select(vec![vec!["re"], vec!["re", "i"]]), vec(prop_oneof!["[aki:]{4,6}", "[aks]{4}[.][*][ai]{4}"], 1..3));
    prop_oneof![4 => texts, 1 => regexes]
        .prop_map(|(chain, values)| Selection::Keywords(Item { chain, values: values.into_iter().map(Scalar::Text).collect() }))
}

/// A value with one of the keywords in it, in another case, or none.
fn value() -> impl Strategy<Value = (String, Option<(prop::sample::Index, u8)>, String)> {
    (prop_oneof![".{0,12}", LETTERS], prop::option::of((any::<prop::sample::Index>(), 0..4_u8)), prop_oneof!["[a-z ®]{0,9}", LETTERS])
}

/// The text in another case, by single characters: what Unicode has beyond ASCII for some of them too.
fn recased(text: &str, way: u8) -> String {
    match way {
        0 => text.to_uppercase(),
        1 => text.replace(['k', 'K'], "\u{212a}"),
        2 => text.replace(['s', 'S'], "ſ").replace(['i', 'I'], "İ"),
        _ => text.to_owned(),
    }
}

#[test]
fn keywords_are_found_in_archived_events_whatever_folds_to_them() {
    let config = ProptestConfig { max_shrink_iters: 20_000, failure_persistence: None, ..ProptestConfig::default() };
    let (pairs, matched) = (Cell::new(0_usize), Cell::new(0_usize));
    let sets = (vec(keywords(), 1..5), vec(vec(value(), 1..4), 8..24));
    let outcome = TestRunner::new(config).run(&sets, |(selections, events)| {
        let rules: Vec<Rule> = selections.into_iter().map(|one| (vec![one], Condition::Selection(0))).collect();
        let words: Vec<&String> = rules
            .iter()
            .flat_map(|(selections, _)| selections)
            .filter_map(|one| if let Selection::Keywords(item) = one { Some(&item.values) } else { None })
            .flatten()
            .filter_map(|value| if let Scalar::Text(text) = value { Some(text) } else { None })
            .collect();
        let text: String = rules.iter().map(generate::yaml).collect();
        let report = RuleSet::compile(&[Source { name: "r.yml", text: &text }], &CompileOptions::default());
        prop_assert!(report.rules.is_some(), "{}\n{:?}", text, report.diagnostics);
        let set = Arc::new(report.rules.unwrap());
        let route = set.route(&LogSource { category: Some("process_creation"), product: None, service: None });
        let mut evaluator = Evaluator::new(Arc::clone(&set));
        for event in events {
            let values: Vec<String> = event
                .iter()
                .map(|(before, word, behind)| {
                    let word = word.as_ref().map_or_else(String::new, |(at, way)| recased(words[at.index(words.len())], *way));
                    format!("{before}{word}{behind}")
                })
                .collect();
            let given: Vec<(&str, Value<'_>)> = values.iter().map(|text| ("Unread", Value::Text(text))).collect();
            let expected: Vec<u32> = (0..)
                .zip(&rules)
                .filter(|(_, (selections, condition))| naive::holds(condition, selections, &given))
                .map(|(number, _)| number)
                .collect();
            pairs.set(pairs.get() + rules.len());
            matched.set(matched.get() + expected.len());
            let fields: Vec<_> = given.iter().map(|(name, value)| (set.field(name), *value)).collect();
            prop_assert_eq!(evaluator.evaluate_archived(route, &fields).matched, expected.as_slice(), "{}\n{:?}", text, given);
        }
        Ok(())
    });
    eprintln!("{} pairs of a rule and an event, {} of them matches", pairs.get(), matched.get());
    outcome.unwrap_or_else(|problem| std::panic::panic_any(problem.to_string()));
    assert!(
        matched.get() * 20 > pairs.get() && matched.get() < pairs.get() / 10 * 9,
        "the generator makes rules that always, or never, match"
    );
}
