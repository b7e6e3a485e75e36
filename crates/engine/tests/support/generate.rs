//! Rules and events for property tests: every modifier in legal chains, escapes, letters beyond ASCII, nulls, lists, and the package's fields.

use std::fmt::Write as _;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::naive::{Condition, Item, Scalar, Selection};

/// Fields of `process.spawn`: three texts, a list, and two that only the package gives.
pub(crate) const FIELDS: &[&str] = &["command_line", "user", "cwd", "args", "package.name", "package.chain"];

/// A rule's selections and condition.
pub(crate) type Rule = (Vec<Selection>, Condition);

/// The fields of an event; `None` is null.
pub(crate) type Fields = Vec<(&'static str, Option<String>)>;

fn pattern() -> impl Strategy<Value = String> {
    prop_oneof![4 => "[abAB*?\\\\]{0,5}", 2 => "[abAé]{0,12}", 1 => "[aÄäKſ\u{212a}İ*?]{0,4}", 1 => "[ab /-]{0,5}"]
}

fn text(strategy: impl Strategy<Value = String> + 'static) -> BoxedStrategy<Scalar> {
    strategy.prop_map(Scalar::Text).boxed()
}

fn numbers(numbers: &'static [&'static str]) -> BoxedStrategy<Scalar> {
    select(numbers).prop_map(|number| Scalar::Number(number.to_owned())).boxed()
}

/// `all` and `neq` may stand anywhere behind what says what the value is.
fn item(chain: Vec<&'static str>, values: BoxedStrategy<Scalar>) -> BoxedStrategy<Item> {
    let lists = (vec(values, 1..4), any::<bool>(), prop::bool::weighted(0.2), 0..4_usize);
    lists
        .prop_map(move |(values, all, negated, at)| {
            let mut chain = chain.clone();
            for (modifier, _) in [("all", all), ("neq", negated)].into_iter().filter(|(_, wanted)| *wanted) {
                chain.insert(at.min(chain.len()), modifier);
            }
            Item { chain, values }
        })
        .boxed()
}

fn places() -> impl Strategy<Value = Vec<&'static str>> {
    select(vec![vec![], vec!["contains"], vec!["startswith"], vec!["endswith"], vec!["startswith", "endswith"]])
}

/// Encodings, and the values that they take.
fn encoded() -> impl Strategy<Value = (Vec<&'static str>, BoxedStrategy<Scalar>)> {
    let dashes = || text("[ab /*-]{0,5}");
    let ascii = || text("[abA*?]{0,3}");
    let plain = || text("[abé]{2,4}");
    prop_oneof![
        Just((vec!["windash"], dashes())),
        select(vec!["wide", "utf16le", "utf16be", "utf16"]).prop_map(move |one| (vec![one], ascii())),
        select(vec!["base64", "base64offset"]).prop_map(move |one| (vec![one], plain())),
        (select(vec!["wide", "utf16le", "utf16be", "utf16"]), select(vec!["base64", "base64offset"]))
            .prop_map(move |(one, other)| (vec![one, other], plain())),
        Just((vec!["windash", "wide", "base64offset"], text("[ab -]{2,3}"))),
    ]
}

fn texts() -> impl Strategy<Value = Item> {
    let values = prop_oneof![
        6 => Just((vec![], text(pattern()))),
        3 => encoded(),
        1 => Just((vec!["expand"], text(select(vec!["%p%", "a%p%", "%p%*", "é"]).prop_map(str::to_owned)))),
    ];
    (values, places(), any::<bool>(), any::<bool>()).prop_flat_map(|((mut chain, values), places, cased, first)| {
        chain.extend(places);
        if cased {
            let at = if first { 0 } else { chain.len() };
            chain.insert(at, "cased");
        }
        item(chain, values)
    })
}

fn regexes() -> impl Strategy<Value = Item> {
    let sources = select(vec!["a+b", "^a.*b$", "(ab|ba)a", "[AB]{2}", "é|bb", "aa", "Ab?a", "k", "b|^a", "\\d"]);
    let flags = select(vec![vec![], vec!["i"], vec!["m"], vec!["s"], vec!["i", "s"], vec!["m", "i"]]);
    (flags, places())
        .prop_flat_map(move |(flags, places)| item([vec!["re"], flags, places].concat(), text(sources.clone().prop_map(str::to_owned))))
}

fn compared() -> impl Strategy<Value = Item> {
    let relation = || select(vec!["lt", "lte", "gt", "gte"]);
    let part = select(vec!["minute", "hour", "day", "week", "month", "year"]);
    prop_oneof![
        2 => relation().prop_flat_map(|one| item(vec![one], numbers(&["-1", "0", "2", "2.5", "10", "1e1"]))),
        1 => (part, prop::option::of(relation()))
            .prop_flat_map(|(part, one)| item([vec![part], one.into_iter().collect()].concat(), numbers(&["1", "5", "13", "31", "53", "2024"]))),
    ]
}

/// One item for a field. `fieldref`, `cidr` and `exists` need one, so that keywords take texts and regular expressions only.
fn field_item() -> impl Strategy<Value = Item> {
    let networks = select(vec!["10.0.0.0/8", "10.2.0.0/16", "0.0.0.0/0", "::/0", "fe80::/10", "10.1.2.3/32", "::ffff:10.0.0.0/104"]);
    let fields = || text(select(FIELDS).prop_map(str::to_owned));
    prop_oneof![
        1 => any::<bool>().prop_map(|negated| Item { chain: if negated { vec!["neq"] } else { vec![] }, values: vec![Scalar::Null] }),
        1 => (any::<bool>(), any::<bool>()).prop_map(|(negated, expected)| {
            Item { chain: if negated { vec!["exists", "neq"] } else { vec!["exists"] }, values: vec![Scalar::Boolean(expected)] }
        }),
        8 => texts(),
        2 => regexes(),
        2 => compared(),
        1 => item(vec!["cidr"], text(networks.prop_map(str::to_owned))),
        1 => (places(), any::<bool>()).prop_flat_map(move |(places, cased)| {
            // Both places together are `contains`, which the plain evaluator does not spell out for fields.
            let places = if places.len() == 2 { vec!["contains"] } else { places };
            item([vec!["fieldref"], places, if cased { vec!["cased"] } else { vec![] }].concat(), fields())
        }),
        1 => prop_oneof![Just(Scalar::Boolean(true)), numbers(&["2", "10"])].prop_map(|value| Item { chain: vec![], values: vec![value] }),
    ]
}

fn items() -> impl Strategy<Value = Vec<(&'static str, Item)>> {
    // Keys of a map must differ: a field stands at most once.
    vec(prop::option::weighted(0.35, field_item()), FIELDS.len()).prop_filter_map("an empty map", |picked| {
        let items: Vec<_> = FIELDS.iter().copied().zip(picked).filter_map(|(field, item)| item.map(|item| (field, item))).collect();
        (!items.is_empty()).then_some(items)
    })
}

fn selection() -> impl Strategy<Value = Selection> {
    prop_oneof![
        5 => items().prop_map(Selection::Map),
        1 => vec(items(), 1..3).prop_map(Selection::Maps),
        1 => prop_oneof![texts(), regexes()].prop_map(Selection::Keywords),
        1 => item(vec![], text(pattern())).prop_map(Selection::Keywords),
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

pub(crate) fn rule() -> impl Strategy<Value = Rule> {
    vec(selection(), 1..4).prop_flat_map(|selections| {
        let count = selections.len();
        (Just(selections), condition(count))
    })
}

/// Texts that some modifier looks for: encoded, numbers, dates, addresses.
const TOKENS: &[&str] = &[
    "-a",
    "/a",
    "–b",
    "--a",
    "YWI=",
    "YWI",
    "FiY",
    "hY",
    "a\0b\0",
    "\0a\0b",
    "\u{feff}a\0",
    "YQBiAA==",
    "AGEAYg==",
    "//5hAGIA",
    "0",
    "2",
    "2.50",
    "10",
    "-1",
    "1e1",
    "0x10",
    "16",
    " 2",
    "2024-12-31T13:05:00Z",
    "2021-01-03 05:31",
    "2020-05-13",
    "2025-02-29",
    "10.1.2.3",
    "10.2.0.1",
    "::ffff:10.1.2.3",
    "fe80::1",
    "fe80::1%eth0",
    "::ffff:10.1.2.3%2",
    "true",
    "a\nb",
    "abab",
];

fn event_text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[abAB*?\\\\é]{0,9}",
        1 => "[aÄäKkſ\u{212a}İ]{0,5}",
        3 => select(TOKENS).prop_map(str::to_owned),
        1 => ("[ab ]{0,2}", select(TOKENS), "[ab ]{0,2}").prop_map(|(before, token, behind)| format!("{before}{token}{behind}")),
    ]
}

pub(crate) fn event() -> impl Strategy<Value = Fields> {
    let own = vec((select(vec!["command_line", "user", "cwd", "args", "args"]), prop::option::weighted(0.9, event_text())), 0..6);
    let package = prop::option::of((event_text(), vec(event_text(), 0..3)));
    (own, package).prop_map(|(mut fields, package)| {
        // `args` is a list, the others are not.
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

fn write_values(out: &mut String, values: &[Scalar]) {
    let scalar = |value: &Scalar| match value {
        Scalar::Null => "null".to_owned(),
        Scalar::Boolean(value) => value.to_string(),
        Scalar::Number(number) => number.clone(),
        Scalar::Text(text) => format!("'{text}'"),
    };
    let _ = match values {
        [only] => write!(out, "{}", scalar(only)),
        _ => write!(out, "[{}]", values.iter().map(scalar).collect::<Vec<_>>().join(", ")),
    };
}

fn write_item(out: &mut String, field: &str, item: &Item) {
    let _ = write!(out, "'{}': ", [vec![field], item.chain.clone()].concat().join("|"));
    write_values(out, &item.values);
    out.push('\n');
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

/// The rule as its author would write it.
pub(crate) fn yaml((selections, condition): &Rule) -> String {
    let mut out = String::from("---\ntitle: A rule\nlogsource: { category: process_creation }\ndetection:\n");
    for (index, selection) in selections.iter().enumerate() {
        let _ = writeln!(out, "  s{index}:");
        let mut map = |items: &[(&str, Item)], first: &str| {
            for (at, (field, item)) in items.iter().enumerate() {
                out.push_str(if at == 0 { first } else { "      " });
                write_item(&mut out, field, item);
            }
        };
        match selection {
            Selection::Map(items) => map(items, "      "),
            Selection::Maps(maps) => maps.iter().for_each(|items| map(items, "    - ")),
            Selection::Keywords(words) if words.chain.is_empty() => {
                out.push_str("    - ");
                write_values(&mut out, &words.values[..1]);
                for word in &words.values[1..] {
                    out.push_str("\n    - ");
                    write_values(&mut out, std::slice::from_ref(word));
                }
                out.push('\n');
            }
            Selection::Keywords(words) => map(&[("", words.clone())], "      "),
        }
    }
    let _ = writeln!(out, "  condition: {}", write_condition(condition));
    out
}
