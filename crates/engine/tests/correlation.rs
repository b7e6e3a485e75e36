//! Correlations: the cases of `conformance/correlations`, and the engine against the plainest reading of the specification.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may panic")]

use std::path::Path;
use std::sync::Arc;

use engine::{CompileOptions, Correlator, Evaluator, Event, RuleSet, Severity, Source, Value, schema};
use proptest::prelude::*;
use toml::{Table, Value as Toml};

fn compiled(rule: &str) -> Result<Arc<RuleSet>, (String, u32)> {
    let options = CompileOptions { products: vec!["linux".into()], ..CompileOptions::default() };
    let report = RuleSet::compile_with_correlations(&[Source { name: "case.yml", text: rule }], &options);
    let error = report.diagnostics.iter().find(|one| one.severity == Severity::Error);
    match (report.rules, error) {
        (Some(rules), _) => Ok(Arc::new(rules)),
        (None, Some(error)) => Err((error.code.as_str().to_owned(), error.span.line)),
        (None, None) => panic!("neither rules nor an error"),
    }
}

/// Judges events one after the other, with a correlator.
struct Live {
    rules: Arc<RuleSet>,
    evaluator: Evaluator,
    correlator: Correlator,
}

impl Live {
    fn new(rules: &Arc<RuleSet>) -> Self {
        let evaluator = Evaluator::new(Arc::clone(rules));
        Self { rules: Arc::clone(rules), evaluator, correlator: Correlator::new(Arc::clone(rules)) }
    }

    /// The ids of the rules that match.
    fn event(&mut self, at: i64, name: &str, fields: &[(&str, Value<'_>)]) -> Vec<String> {
        let event = Event { id: schema::event::APPLICATION_EVENT, name, fields };
        let mut matched = self.evaluator.evaluate_event(&event, None).matched.to_vec();
        let names = self.rules.correlated_fields().iter().zip(0_u32..);
        let values: Vec<(u32, &str)> = names
            .flat_map(|(name, number)| {
                fields.iter().filter(move |(field, _)| field == name).filter_map(move |(_, value)| match value {
                    Value::Text(text) => Some((number, *text)),
                    Value::Null => None,
                })
            })
            .collect();
        self.correlator.judge(at, &mut matched, &values);
        let mut ids: Vec<String> = matched.iter().map(|rule| self.rules.rules()[*rule as usize].id.clone()).collect();
        ids.sort();
        ids
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "small numbers")]
fn time(value: &Toml) -> i64 {
    (value.as_float().unwrap_or_else(|| value.as_integer().unwrap() as f64) * 1e6) as i64
}

fn case(case: &Toml, failures: &mut Vec<String>) {
    let name = case["name"].as_str().unwrap();
    let rules = match (compiled(case["rule"].as_str().unwrap()), case.get("error")) {
        (Ok(rules), None) => rules,
        (Err((code, line)), Some(error)) => {
            if (code.as_str(), i64::from(line)) != (error.as_str().unwrap(), case["line"].as_integer().unwrap()) {
                failures.push(format!("{name}: refused with {code} in line {line}"));
            }
            return;
        }
        (found, _) => return failures.push(format!("{name}: {:?}", found.err())),
    };
    // An image of the same rules takes its turn: what one has seen is what the other has.
    let loaded = Arc::new(RuleSet::load(&rules.build()).unwrap());
    assert!(loaded.correlates() && loaded.correlated_fields() == rules.correlated_fields());
    {
        let (mut live, mut waiting) = (Live::new(&rules), Live::new(&loaded));
        for (index, event) in case["event"].as_array().unwrap().iter().enumerate() {
            let event: &Table = event.as_table().unwrap();
            let fields: Vec<(&str, String)> = event["fields"]
                .as_table()
                .unwrap()
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str().map_or_else(|| value.to_string(), str::to_owned)))
                .collect();
            let fields: Vec<(&str, Value<'_>)> = fields.iter().map(|(name, value)| (*name, Value::Text(value))).collect();
            let found = live.event(time(&event["at"]), event["event"].as_str().unwrap(), &fields);
            let mut expected: Vec<String> =
                event["expect"].as_array().unwrap().iter().map(|one| one.as_str().unwrap().to_owned()).collect();
            expected.sort();
            if found != expected {
                failures.push(format!("{name}: event {index}: {found:?} instead of {expected:?}"));
            }
            // What is saved and restored goes on as if nothing had happened.
            let saved = live.correlator.save();
            waiting.correlator = Correlator::new(Arc::clone(&waiting.rules));
            waiting.correlator.restore(&saved).unwrap();
            assert_eq!(waiting.correlator.save(), saved, "{name}");
            std::mem::swap(&mut live, &mut waiting);
        }
    }
}

#[test]
fn every_case() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../conformance/correlations/cases.toml");
    let document: Table = std::fs::read_to_string(file).unwrap().parse().unwrap();
    let cases = document["case"].as_array().unwrap();
    let mut failures = Vec::new();
    for one in cases {
        case(one, &mut failures);
    }
    assert!(cases.len() >= 50);
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}

const COUNTED: &str = "
title: a
id: a
logsource: { category: application, service: e.a }
detection: { s: { user: '*' }, condition: s }
---
title: b
id: b
logsource: { category: application, service: e.b }
detection: { s: { user: '*' }, condition: s }
---
title: c
id: c
logsource: { category: application, service: e.c }
detection: { s: { user: '*' }, condition: s }
---
title: correlation
id: correlation
response: block
correlation:
  type: TYPE
  rules: [a, b, c]
  group-by: [user]
  timespan: 10s
  condition: CONDITION
";

/// An event of the reference: its time in seconds, its rule, its group and its number.
type One = (i64, usize, u8, i64);

/// Whether the correlation holds after the last event, from all events of its group, as the specification says it.
fn naive(kind: &str, events: &[One], limit: i64) -> bool {
    let (_, _, user, _) = *events.last().unwrap();
    let group: Vec<&One> = events.iter().filter(|one| one.2 == user).collect();
    let latest = group.iter().map(|one| one.0).max().unwrap();
    let window: Vec<&&One> = group.iter().filter(|one| one.0 >= latest - 10).collect();
    let mut numbers: Vec<i64> = window.iter().map(|one| one.3).collect();
    numbers.sort_unstable();
    let sum: i64 = numbers.iter().sum();
    let count = i64::try_from(window.len()).unwrap();
    match kind {
        "event_count" => count >= limit,
        "value_count" => {
            numbers.dedup();
            i64::try_from(numbers.len()).unwrap() >= limit
        }
        "temporal" => i64::try_from((0..3).filter(|rule| window.iter().any(|one| one.1 == *rule)).count()).unwrap() >= limit,
        "temporal_ordered" => {
            // Every way to pick one event of each rule, in the order in which they came.
            let long = |steps: &[usize]| steps.iter().enumerate().all(|(rule, at)| group[*at].1 == rule);
            let within = |steps: &[usize]| steps.iter().all(|at| group[*at].0 >= latest - 10);
            let near = |steps: &[usize]| steps.iter().all(|at| group[*at].0 - group[steps[0]].0 <= 10);
            let all = 0..group.len();
            let one = all.clone().map(|a| vec![a]);
            let two = all.clone().flat_map(|a| (a + 1..group.len()).map(move |b| vec![a, b]));
            let size = group.len();
            let three = all.flat_map(move |a| (a + 1..size).flat_map(move |b| (b + 1..size).map(move |c| vec![a, b, c])));
            let longest = one.chain(two).chain(three).filter(|steps| long(steps) && within(steps) && near(steps)).map(|steps| steps.len());
            i64::try_from(longest.max().unwrap_or(0)).unwrap() >= limit
        }
        "value_sum" => sum >= limit,
        "value_avg" => sum >= limit * count,
        "value_median" => {
            let half = numbers.len() / 2;
            let twice = if numbers.len() % 2 == 1 { 2 * numbers[half] } else { numbers[half - 1] + numbers[half] };
            twice >= 2 * limit
        }
        other => panic!("{other}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn agrees_with_the_plain_reading(
        kind in prop::sample::select(vec!["event_count", "value_count", "temporal", "temporal_ordered", "value_sum", "value_avg", "value_median"]),
        limit in 1_i64..6,
        events in prop::collection::vec((0_i64..4, 0_usize..3, 0_u8..2, 0_i64..6), 1..40),
        late in prop::collection::vec(0_i64..15, 40),
    ) {
        let limit = if kind.starts_with("temporal") { limit.min(3) } else { limit };
        let condition = if kind.starts_with("value_") { format!("{{ field: n, gte: {limit} }}") } else { format!("{{ gte: {limit} }}") };
        let rules = compiled(&COUNTED.replace("TYPE", kind).replace("CONDITION", &condition)).unwrap();
        let mut live = Live::new(&rules);
        let mut clock = 100;
        let mut seen: Vec<One> = Vec::new();
        for (index, (step, rule, user, number)) in events.into_iter().enumerate() {
            clock += step;
            // Some events are late; the order of a sequence is that in which they come, so there the times ascend.
            let at = if kind != "temporal_ordered" && late[index] < 4 { clock - late[index] * 4 } else { clock };
            seen.push((at, rule, user, number));
            let (name, user, number) = (["e.a", "e.b", "e.c"][rule], user.to_string(), number.to_string());
            let fields = [("user", Value::Text(&user)), ("n", Value::Text(&number))];
            let found = live.event(at * 1_000_000, name, &fields) == ["correlation"];
            prop_assert_eq!(found, naive(kind, &seen, limit), "{} {:?}", kind, seen);
        }
    }
}

#[test]
fn memory_is_bounded_and_what_is_forgotten_is_counted() {
    let rules = compiled(&COUNTED.replace("TYPE", "event_count").replace("CONDITION", "{ gte: 3 }")).unwrap();
    let mut correlator = Correlator::new(Arc::clone(&rules));
    let field = rules.correlated_fields().iter().position(|name| name == "user").and_then(|at| u32::try_from(at).ok()).unwrap();
    for number in 0..50_000 {
        let user = number.to_string();
        correlator.event(number, &[0], &[(field, &user)]);
        correlator.event(number, &[0], &[(field, "kept")]);
    }
    assert!(correlator.forgotten() > 30_000);
    assert!(correlator.save().len() < 16_384 * 64 + 65_536 * 8 + 1_000, "{}", correlator.save().len());
    assert_eq!(correlator.event(50_000, &[0], &[(field, "kept")]), [3]);
}

#[test]
fn a_state_that_is_damaged_or_of_other_rules_is_refused() {
    let one = compiled(&COUNTED.replace("TYPE", "event_count").replace("CONDITION", "{ gte: 3 }")).unwrap();
    let two = compiled(&COUNTED.replace("TYPE", "event_count").replace("CONDITION", "{ gte: 4 }")).unwrap();
    let mut correlator = Correlator::new(Arc::clone(&one));
    correlator.event(1, &[0], &[(0, "x")]);
    let saved = correlator.save();
    assert_eq!(Correlator::new(two).restore(&saved), Err(engine::SnapshotError::OtherRules));
    for at in 0..saved.len() {
        let mut wrong = saved.clone();
        wrong[at] ^= 1;
        assert!(correlator.restore(&wrong).is_err(), "byte {at}");
        assert!(correlator.restore(&saved[..at]).is_err(), "{at} bytes");
    }
    assert_eq!(correlator.save(), saved);
    correlator.restore(&saved).expect("what was saved");
}

/// A state by other hands, whose checksum holds: numbers that would overflow when they are counted on, and a group that is newer than all events.
#[test]
fn a_state_whose_counts_cannot_be_is_refused() {
    let rules = compiled(&COUNTED.replace("TYPE", "event_count").replace("CONDITION", "{ gte: 3 }")).unwrap();
    let mut correlator = Correlator::new(rules);
    correlator.event(1, &[0], &[(0, "x")]);
    let saved = correlator.save();
    let restored = |correlator: &mut Correlator, at: usize, number: u64| {
        let mut forged = saved.clone();
        forged[at..at + 8].copy_from_slice(&number.to_le_bytes());
        let checksum = blake3::hash(&forged[40..]);
        forged[8..40].copy_from_slice(checksum.as_bytes());
        correlator.restore(&forged)
    };
    // Behind the version, the checksum and the digest of the rules: the events, what was forgotten, how many groups; then a key, and the group's last event.
    let (events, forgotten, touched) = (72, 80, 112);
    for (at, number) in [(events, u64::MAX), (events, 1 << 63), (events, 0), (forgotten, u64::MAX), (touched, 2)] {
        assert_eq!(restored(&mut correlator, at, number), Err(engine::SnapshotError::Damaged), "{number} at {at}");
    }
    assert_eq!(restored(&mut correlator, forgotten, 7), Ok(()));
    assert_eq!(correlator.forgotten(), 7);
    assert_eq!(restored(&mut correlator, events, u64::MAX >> 1), Ok(()));
    correlator.event(2, &[0], &[(0, "x")]);
}

/// The bound on late events, of each kind of window: up to the timespan behind the group's latest they count, further behind they do not, and are told.
#[test]
fn events_that_are_too_late_are_told() {
    for (kind, condition) in [
        ("event_count", "{ gte: 3 }"),
        ("value_count", "{ field: n, gte: 3 }"),
        ("value_sum", "{ field: n, gte: 6 }"),
        ("temporal", "{ gte: 3 }"),
    ] {
        let rules = compiled(&COUNTED.replace("TYPE", kind).replace("CONDITION", condition)).unwrap();
        let judged = |times: [i64; 3]| {
            let mut live = Live::new(&rules);
            let found: Vec<bool> = (1..)
                .zip(["e.a", "e.b", "e.c"])
                .zip(times)
                .map(|((number, name), at)| {
                    let number = i64::to_string(&number);
                    !live.event(at, name, &[("user", Value::Text("u")), ("n", Value::Text(&number))]).is_empty()
                })
                .collect();
            (found, live.correlator.late())
        };
        let (now, span) = (1_000_000_000, 10_000_000);
        assert_eq!(judged([now, now - span, now - 1]), (vec![false, false, true], 0), "{kind}");
        assert_eq!(judged([now, now - span - 1, now]), (vec![false; 3], 1), "{kind}");
        // An event from the future moves the window: those of the present are then late.
        assert_eq!(judged([now + span + 1, now, now]), (vec![false; 3], 2), "{kind}");
    }
}

/// An application's event `name` with the fields, as a host writes it into a frame.
fn frame(name: &str, fields: &[(&str, &str)]) -> Vec<u8> {
    let entries: Vec<(u32, &str)> =
        std::iter::once((0, name)).chain(fields.iter().flat_map(|(key, value)| [(4 << 8, *key), (0, *value)])).collect();
    let text: String = entries.iter().map(|(_, text)| *text).collect();
    let length = |text: &str| u32::try_from(text.len()).unwrap();
    let head = [u32::from(schema::event::APPLICATION_EVENT), u32::try_from(entries.len()).unwrap(), length(&text), 0];
    let words = head.into_iter().chain(entries.iter().flat_map(|(what, text)| [*what, length(text)]));
    let mut frame: Vec<u8> = words.flat_map(u32::to_le_bytes).collect();
    frame.resize(engine::frame::TEXT, 0);
    frame.extend(text.as_bytes());
    frame.resize(engine::limits::FRAME_BYTES, 0);
    frame
}

/// How a host ends a judgement: correlations are asked only where a rule matched, with the values that they read; the answer is never one to keep.
#[test]
fn frames_are_completed_with_correlations() {
    let rules = compiled(
        "title: A\nid: a\nlogsource: { category: application, service: a.b }\ndetection: { s: { f: 1 }, condition: s }\n---\ntitle: C\nid: c\nresponse: block\ncorrelation: { type: event_count, rules: [a], group-by: [user, package.name], timespan: 1m, condition: { gte: 2 } }\n",
    )
    .unwrap();
    assert!(rules.correlates() && rules.correlated_fields() == ["user", "package.name"]);
    let (mut evaluator, mut correlator) = (Evaluator::new(Arc::clone(&rules)), Correlator::new(Arc::clone(&rules)));
    let package = engine::Package { name: Some("p"), ..engine::Package::default() };
    let mut judge = |fields: &[(&str, &str)], forgot: bool| {
        let mut frame = frame("a.b", fields);
        if evaluator.evaluate(&mut frame) == engine::Outcome::NeedsPackage {
            evaluator.complete_correlated(None, &mut frame, &package, |matched, values| {
                assert_eq!(values, [(0, "u"), (1, "p")]);
                engine::Completed { response: correlator.judge(0, matched, values), forgot }
            });
        }
        u32::from_le_bytes(*frame.first_chunk().unwrap())
    };
    assert_eq!(engine::frame::time(&frame("a.b", &[("f", "1"), ("time", "1970-01-01T00:00:01Z")])), Some(1_000_000));
    assert_eq!(engine::frame::time(&frame("a.b", &[("f", "1"), ("time", "soon")])), None);
    let alone = judge(&[("f", "2"), ("user", "u")], false);
    assert_eq!(alone, engine::frame::FINAL);
    assert_eq!(judge(&[("f", "1"), ("user", "u")], true), engine::frame::FORGOT);
    assert_eq!(judge(&[("f", "1"), ("user", "u")], false), engine::Response::Block as u32);
}

/// A host without a correlator is told, rather than left with rules that never match.
#[test]
fn without_a_correlator_a_correlation_is_an_error() {
    let text = COUNTED.replace("TYPE", "event_count").replace("CONDITION", "{ gte: 3 }");
    let report = RuleSet::compile(&[Source { name: "case.yml", text: &text }], &CompileOptions::default());
    let errors: Vec<_> = report.errors().into_iter().map(|error| (error.code, error.span.line)).collect();
    assert_eq!(errors, [(engine::Code::RuleUnsupported, 20)]);
}

/// Rules that correlate nothing pay one byte of an image.
#[test]
fn an_image_without_correlations_has_none() {
    let text = COUNTED.split("---\ntitle: correlation").next().unwrap();
    let set = compiled(text).unwrap();
    let image = set.build();
    assert!(!set.correlates() && !RuleSet::load(&image).unwrap().correlates());
    assert_eq!(image.last(), Some(&0));
}

#[test]
fn a_correlation_has_an_id_of_its_own() {
    let rule = "title: a\nid: one\nname: n\nlogsource: { category: application }\ndetection: { s: { x: 1 }, condition: s }\n";
    let body = "correlation: { type: event_count, rules: [n], timespan: 1m, condition: { gte: 2 } }\n";
    for ids in [["two", "two"], ["two", "one"]] {
        let text = ids.iter().fold(rule.to_owned(), |text, id| format!("{text}---\ntitle: c\nid: {id}\n{body}"));
        assert_eq!(compiled(&text).map(drop), Err(("OVERT_RULE_DUPLICATE".into(), 12)), "{ids:?}");
    }
}
