//! What is fuzzed: bytes in, and nothing may panic, run away, or be accepted and then do harm.

mod images;
mod manifest;
mod state;

use std::hint::black_box;
use std::sync::{Arc, OnceLock};

pub use images::{image, images};
pub use manifest::{manifest_index, manifest_signature, manifest_text};
pub use state::state;

use engine::{CompileOptions, Completed, Correlator, Evaluator, Outcome, Package, RuleSet, Source, schema};

/// What takes an input.
pub type Target = fn(&[u8]);

/// The targets by name.
pub const TARGETS: &[(&str, Target)] = &[
    ("yaml", yaml),
    ("condition", condition),
    ("frame", frame),
    ("image", image),
    ("state", state),
    ("events", events),
    ("pipeline", pipeline),
    ("manifest_text", manifest_text),
    ("manifest_index", manifest_index),
    ("manifest_signature", manifest_signature),
];

/// Inputs that belong to a target's corpus and are made anew each time: their layout changes with the version.
pub fn made(name: &str) -> Vec<Vec<u8>> {
    match name {
        "state" => vec![state::seen().save(), Correlator::new(rules()).save()],
        _ => Vec::new(),
    }
}

const RULES: &str = "
title: One
id: one
logsource: { category: process_creation }
detection:
  s: { Image|endswith: [/sh, \\\\cmd.exe], CommandLine|re: 'c.rl', User|cased: Root }
  k: [evil, 'b*d']
  n: { package.name: null, CurrentDirectory|exists: false }
  condition: s or k and not n
response: block
---
title: Two
id: two
logsource: { category: network_connection }
detection: { s: { DestinationIp|cidr: [10.0.0.0/8, '::1/128'], DestinationPort: 443 }, condition: s }
---
title: Three
id: three
logsource: { product: windows }
detection: { s: { EventID: 1 }, condition: s }
---
title: Four
id: four
correlation: { type: value_count, rules: [one, two, three], group-by: [User], timespan: 1m, condition: { field: Image, gte: 2 } }
---
title: Five
id: five
response: block
correlation: { type: value_percentile, rules: [two], timespan: 1h, condition: { field: DestinationPort, percentile: 95, gt: 1 } }
---
title: Six
id: six
correlation: { type: temporal_ordered, rules: [one, four], timespan: 1d, generate: true }
---
title: Seven
id: seven
correlation: { type: event_count, rules: [one], timespan: 5s, condition: { gte: 2, lt: 9 } }
";

fn compile(text: &str) -> Option<RuleSet> {
    let options = CompileOptions { products: vec!["linux".into()], ..CompileOptions::default() };
    RuleSet::compile_with_correlations(&[Source { name: "fuzz.yml", text }], &options).rules
}

fn rules() -> Arc<RuleSet> {
    static RULE_SET: OnceLock<Arc<RuleSet>> = OnceLock::new();
    Arc::clone(RULE_SET.get_or_init(|| Arc::new(compile(RULES).expect("the rules of the targets are usable"))))
}

/// Judges an event of each kind, alone and then with correlations.
fn judge(rules: RuleSet) -> Arc<RuleSet> {
    let rules = Arc::new(rules);
    let (mut evaluator, mut correlator) = (Evaluator::new(Arc::clone(&rules)), Correlator::new(Arc::clone(&rules)));
    for id in 0..=schema::HIGHEST_EVENT {
        let fields = [("path", engine::Value::Text("/bin/sh evil")), ("file", engine::Value::Null)];
        let mut matched = evaluator.evaluate_event(&engine::Event { id, name: "a.b", fields: &fields }, None).matched.to_vec();
        black_box(correlator.judge(i64::from(id) * 1_000_000, &mut matched, &[(0, "x"), (1, "7")]));
    }
    rules
}

/// Text of rule files.
pub fn yaml(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Some(rules) = compile(text) {
        judge(rules);
    }
}

/// A processing pipeline, applied to the rules of the other targets.
pub fn pipeline(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let pipelines = vec![("pipeline.yml".into(), text.to_owned())];
    let options = CompileOptions { products: vec!["linux".into()], pipelines, ..CompileOptions::default() };
    if let Some(rules) = RuleSet::compile_with_correlations(&[Source { name: "fuzz.yml", text: RULES }], &options).rules {
        judge(rules);
    }
}

/// A condition.
pub fn condition(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let quoted = text.replace('\'', "''").replace(['\n', '\r'], " ");
    let head = "title: t\nlogsource: { category: process_creation }\ndetection:\n  a: { Image: x }\n  b_1: { Image: y }\n  b_2: [k]\n  condition: ";
    if let Some(rules) = compile(&format!("{head}'{quoted}'\n")) {
        judge(rules);
    }
}

/// An event buffer.
pub fn frame(bytes: &[u8]) {
    let mut evaluator = Evaluator::new(rules());
    let mut answer = vec![0; engine::limits::FRAME_BYTES];
    if evaluator.evaluate_large(bytes, &mut answer) == Outcome::NeedsPackage {
        let mut correlator = Correlator::new(rules());
        evaluator.complete_correlated(Some(bytes), &mut answer, &Package::default(), |matched, values| Completed {
            response: correlator.judge(engine::frame::time(bytes).unwrap_or_default(), matched, values),
            forgot: false,
        });
    }
}

struct Nowhere;

impl replay::Sink for Nowhere {
    fn matches(&mut self, lines: &[u8]) -> std::io::Result<()> {
        assert!(lines.ends_with(b"\n"));
        Ok(())
    }

    fn problem(&mut self, _archive: &str, _line: Option<u64>, message: &str) {
        assert!(!message.contains('\n'), "{message}");
    }
}

/// An archive, compressed or not.
pub fn events(bytes: &[u8]) {
    let input = replay::Input::Bytes(bytes.into());
    let summary = replay::replay(&rules(), &[input], replay::Options { threads: 1, state: None, arrival: None, clock: None }, &mut Nowhere)
        .expect("an open sink");
    assert!(summary.bad + summary.matched <= summary.events);
}
