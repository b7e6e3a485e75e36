//! What each rule costs is counted by the host's clock.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use engine::{CompileOptions, Evaluator, Event, Profile, RuleSet, Source, Value, schema};

/// Each look is seven nanoseconds after the one before.
fn clock() -> u64 {
    static NOW: AtomicU64 = AtomicU64::new(1000);
    NOW.fetch_add(7, Ordering::Relaxed)
}

fn rules() -> Arc<RuleSet> {
    let rule = |id: &str, selection: &str| {
        format!("title: {id}\nid: {id}\nlogsource: {{ service: fs.open }}\ndetection: {{ s: {{ {selection} }}, condition: s }}\n")
    };
    let text = [rule("found", "path: /found"), rule("guarded", "path|re: fou.*x$"), rule("other", "path: /other")].join("---\n");
    let report = RuleSet::compile(&[Source { name: "r.yml", text: &text }], &CompileOptions::default());
    Arc::new(report.rules.unwrap())
}

fn judge(evaluator: &mut Evaluator, path: &str) -> usize {
    let fields = [("path", Value::Text(path))];
    evaluator.evaluate_event(&Event { id: schema::event::FS_OPEN, name: "", fields: &fields }, None).matched.len()
}

#[test]
fn candidates_and_their_time_are_counted_until_they_are_taken() {
    let mut evaluator = Evaluator::profiled(rules(), clock);
    for (path, matched) in [("/found", 1), ("/found", 1), ("/nothing", 0), ("/fou", 0)] {
        assert_eq!(judge(&mut evaluator, path), matched, "{path}");
    }
    // The second is a candidate where its literal stands, and a program runs between two looks at the clock.
    let first = evaluator.take_profile().unwrap();
    assert_eq!(first, Profile { candidates: vec![2, 3, 0], nanoseconds: vec![14, 21, 0] });
    assert_eq!(judge(&mut evaluator, "/other"), 1);
    let second = evaluator.take_profile().unwrap();
    assert_eq!(second, Profile { candidates: vec![0, 0, 1], nanoseconds: vec![0, 0, 7] });
    let mut both = first;
    both.add(&second);
    assert_eq!(both, Profile { candidates: vec![2, 3, 1], nanoseconds: vec![14, 21, 7] });
}

#[test]
fn without_a_clock_nothing_is_counted() {
    let mut evaluator = Evaluator::new(rules());
    judge(&mut evaluator, "/found");
    assert_eq!(evaluator.take_profile(), None);
}
