//! The compiled rules against the specification written down plainly, on generated rules and events.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use std::fmt::Write as _;
use std::sync::Arc;

use engine::{CompileOptions, Evaluator, Event, Outcome, Package, RuleSet, Source, Value, schema};
use proptest::prelude::*;

#[path = "support/naive.rs"]
mod naive;
#[path = "support/mod.rs"]
mod support;

use naive::{Condition, Item, Modifier, Selection};

/// Fields of `process.spawn`: two texts, a list, and two that only the package gives.
const FIELDS: &[&str] = &["command_line", "user", "args", "package.name", "package.chain"];

fn value() -> impl Strategy<Value = String> {
    prop_oneof![4 => "[abAB*?\\\\]{0,5}", 2 => "[abAé]{0,12}", 1 => "[aÄäKſ\u{212a}İ*?]{0,4}"]
}

fn item() -> impl Strategy<Value = Item> {
    let modifier = prop_oneof![Just(Modifier::None), Just(Modifier::Contains), Just(Modifier::StartsWith), Just(Modifier::EndsWith)];
    let regex =
        prop_oneof![Just("a+b"), Just("^a.*b$"), Just("(ab|ba)a"), Just("[AB]{2}"), Just("é|bb"), Just("aa"), Just("Ab?a"), Just("k")];
    prop_oneof![
        1 => Just(Item::Null),
        1 => any::<bool>().prop_map(Item::Exists),
        8 => (modifier, any::<bool>(), any::<bool>(), prop::collection::vec(value(), 1..4))
            .prop_map(|(modifier, cased, all, values)| Item::Text { modifier, cased, all, values }),
        2 => (any::<bool>(), prop::collection::vec(regex.prop_map(str::to_owned), 1..3)).prop_map(|(ignore_case, values)| Item::Regex { ignore_case, values }),
    ]
}

fn items() -> impl Strategy<Value = Vec<(&'static str, Item)>> {
    // Keys of a map must differ: a field stands at most once.
    prop::collection::vec(prop::option::weighted(0.4, item()), FIELDS.len()).prop_filter_map("an empty map", |picked| {
        let items: Vec<_> = FIELDS.iter().copied().zip(picked).filter_map(|(field, item)| item.map(|item| (field, item))).collect();
        (!items.is_empty()).then_some(items)
    })
}

fn selection() -> impl Strategy<Value = Selection> {
    prop_oneof![
        4 => items().prop_map(Selection::Map),
        1 => prop::collection::vec(items(), 1..3).prop_map(Selection::Maps),
        1 => prop::collection::vec(value(), 1..3).prop_map(Selection::Keywords),
    ]
}

fn condition(selections: usize) -> impl Strategy<Value = Condition> {
    let leaf =
        prop_oneof![6 => (0..selections).prop_map(Condition::Selection), 1 => Just(Condition::OneOfThem), 1 => Just(Condition::AllOfThem)];
    leaf.prop_recursive(3, 12, 2, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(left, right)| Condition::And(left.into(), right.into())),
            (inner.clone(), inner.clone()).prop_map(|(left, right)| Condition::Or(left.into(), right.into())),
            inner.prop_map(|inner| Condition::Not(inner.into())),
        ]
    })
}

fn rule() -> impl Strategy<Value = (Vec<Selection>, Condition)> {
    prop::collection::vec(selection(), 1..4).prop_flat_map(|selections| {
        let count = selections.len();
        (Just(selections), condition(count))
    })
}

/// The fields of an event; `None` is null.
type Fields = Vec<(&'static str, Option<String>)>;

fn event() -> impl Strategy<Value = Fields> {
    let text = || prop_oneof![3 => "[abAB*?\\\\é]{0,9}", 1 => "[aÄäKkſ\u{212a}İ]{0,5}"];
    let own = prop::collection::vec(
        (prop::sample::select(vec!["command_line", "user", "args", "args"]), prop::option::weighted(0.9, text())),
        0..5,
    );
    let package = prop::option::of((text(), prop::collection::vec(text(), 0..3)));
    (own, package).prop_map(|(mut fields, package)| {
        // `args` is a list, the other two are not.
        let mut seen = Vec::new();
        fields.retain(|(name, _)| {
            let again = seen.contains(name) && *name != "args";
            seen.push(*name);
            !again
        });
        if let Some((name, chain)) = package {
            fields.push(("package.name", Some(name)));
            fields.extend(chain.into_iter().map(|one| ("package.chain", Some(one))));
        }
        fields
    })
}

fn quoted(text: &str) -> String {
    format!("'{text}'")
}

fn list(values: &[String]) -> String {
    values.iter().map(|value| quoted(value)).collect::<Vec<_>>().join(", ")
}

fn write_item(out: &mut String, field: &str, item: &Item) {
    let _ = match item {
        Item::Null => write!(out, "{field}: null"),
        Item::Exists(expected) => write!(out, "{field}|exists: {expected}"),
        Item::Text { modifier, cased, all, values } => {
            let modifier = match modifier {
                Modifier::None => "",
                Modifier::Contains => "|contains",
                Modifier::StartsWith => "|startswith",
                Modifier::EndsWith => "|endswith",
            };
            write!(out, "{field}{modifier}{}{}: [{}]", if *cased { "|cased" } else { "" }, if *all { "|all" } else { "" }, list(values))
        }
        Item::Regex { ignore_case, values } => write!(out, "{field}|re{}: [{}]", if *ignore_case { "|i" } else { "" }, list(values)),
    };
}

fn write_condition(condition: &Condition) -> String {
    match condition {
        Condition::Selection(index) => format!("s{index}"),
        Condition::And(left, right) => format!("({} and {})", write_condition(left), write_condition(right)),
        Condition::Or(left, right) => format!("({} or {})", write_condition(left), write_condition(right)),
        Condition::Not(inner) => format!("not {}", write_condition(inner)),
        Condition::OneOfThem => "1 of them".into(),
        Condition::AllOfThem => "all of s*".into(),
    }
}

fn yaml(selections: &[Selection], condition: &Condition) -> String {
    let mut out = String::from("---\ntitle: A rule\nlogsource: { category: process_creation }\ndetection:\n");
    for (index, selection) in selections.iter().enumerate() {
        let _ = writeln!(out, "  s{index}:");
        let mut map = |items: &[(&str, Item)], first: &str| {
            for (at, (field, item)) in items.iter().enumerate() {
                out.push_str(if at == 0 { first } else { "      " });
                write_item(&mut out, field, item);
                out.push('\n');
            }
        };
        match selection {
            Selection::Map(items) => map(items, "      "),
            Selection::Maps(maps) => maps.iter().for_each(|items| map(items, "    - ")),
            Selection::Keywords(words) => words.iter().for_each(|word| {
                let _ = writeln!(out, "    - {}", quoted(word));
            }),
        }
    }
    let _ = writeln!(out, "  condition: {}", write_condition(condition));
    out
}

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

proptest! {
    #![proptest_config(ProptestConfig { max_shrink_iters: 20_000, ..ProptestConfig::default() })]

    #[test]
    fn compiled_rules_match_what_the_specification_says(
        rules in prop::collection::vec(rule(), 1..6),
        events in prop::collection::vec(event(), 1..24),
    ) {
        let text: String = rules.iter().map(|(selections, condition)| yaml(selections, condition)).collect();
        let report = RuleSet::compile(&[Source { name: "r.yml", text: &text }], &CompileOptions::default());
        prop_assert!(report.rules.is_some(), "{}\n{:?}", text, report.diagnostics);
        let set = report.rules.unwrap();
        let loaded = RuleSet::load(&set.build()).unwrap();
        let mut evaluators = [Evaluator::new(Arc::new(set)), Evaluator::new(Arc::new(loaded))];
        for fields in &events {
            let given: Vec<(&str, Value<'_>)> = fields.iter().map(|(name, text)| (*name, text.as_deref().map_or(Value::Null, Value::Text))).collect();
            let expected: Vec<u32> =
                (0..).zip(&rules).filter(|(_, (selections, condition))| naive::holds(condition, selections, &given)).map(|(number, _)| number).collect();
            for evaluator in &mut evaluators {
                let verdict = evaluator.evaluate_event(&Event { id: schema::event::PROCESS_SPAWN, name: "", fields: &given }, None);
                prop_assert_eq!(verdict.matched, expected.as_slice(), "{}\n{:?}", text, given);
                prop_assert_eq!(&by_frame(evaluator, fields), &expected, "by a frame: {}\n{:?}", text, given);
            }
        }
    }
}
