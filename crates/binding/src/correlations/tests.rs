#![cfg(not(target_family = "wasm"))]

use super::*;
use engine::schema::{self, event::FS_OPEN};
use engine::{CompileOptions, Outcome, Response, RuleSet, Source};
use std::thread;

const THREADS: u32 = 3;
const EACH: u32 = 3000;

/// A correlation that refuses the event after all that the threads raise; beside it another rule in each version, so that numbers differ.
fn version(number: u32) -> RuleSet {
    let other = |id: u32| {
        format!(
            "title: o\nid: o{id}\nlogsource: {{ service: fs.mkdir }}\ndetection: {{ s: {{ path: /{id} }}, condition: s }}\nresponse: log\n---\n"
        )
    };
    let others: String = (0..number % 3).map(other).collect();
    let text = format!(
        "{others}title: opens\nid: opens\nlogsource: {{ service: fs.open }}\ndetection: {{ s: {{ path|endswith: x }}, condition: s }}\nresponse: log\n---\n\
         title: many\nid: many\nresponse: block\n\
         correlation: {{ type: event_count, rules: [opens], timespan: 1d, group-by: [path], condition: {{ gte: {} }} }}\n",
        THREADS * EACH + 1
    );
    let report = RuleSet::compile_with_correlations(&[Source { name: "r.yml", text: &text }], &CompileOptions::default());
    report.rules.expect("usable rules")
}

/// An opening of `/x`.
fn event() -> Vec<u8> {
    let path = schema::event_by_id(FS_OPEN).and_then(|event| schema::field_of(event, "path")).expect("a field of the schema");
    let mut frame = vec![0; 8192];
    for (place, value) in frame.chunks_exact_mut(4).zip([u32::from(FS_OPEN), 1, 2, 0, u32::from(path.bit), 2]) {
        place.copy_from_slice(&value.to_le_bytes());
    }
    frame[engine::frame::TEXT..engine::frame::TEXT + 2].copy_from_slice(b"/x");
    frame
}

/// Judges an event as a thread of JavaScript has it judged: by its own rules, and anew by others where these have taken their place. The response.
fn judged(held: &mut Option<(u32, Evaluator)>) -> u32 {
    loop {
        let own = force::own().expect("rules");
        if own.epoch != force::epoch() {
            force::next();
            force::take(force::epoch());
            continue;
        }
        if held.as_ref().is_none_or(|(epoch, _)| *epoch != own.epoch) {
            *held = Some((own.epoch, Evaluator::new(Arc::clone(&own.rules))));
        }
        let (_, evaluator) = held.as_mut().expect("just made");
        let mut frame = event();
        assert_eq!(evaluator.evaluate(&mut frame), Outcome::NeedsPackage);
        if complete(evaluator, None, &mut frame, &Package::default()) {
            let word = u32::from_le_bytes(*frame.first_chunk().expect("a word"));
            assert_eq!(word & engine::frame::MALFORMED, 0);
            return word & 0xff;
        }
    }
}

#[test]
fn what_threads_count_while_rules_are_replaced_is_neither_lost_nor_counted_twice() {
    force::put(version(0), None);
    thread::scope(|scope| {
        let counting: Vec<_> = (0..THREADS)
            .map(|_| {
                scope.spawn(|| {
                    let mut held = None;
                    (0..EACH).for_each(|_| assert_eq!(judged(&mut held), 0));
                })
            })
            .collect();
        let mut number = 1;
        while counting.iter().any(|one| !one.is_finished()) {
            force::replace(version(number), None);
            number += 1;
        }
        assert!(number > 2, "nothing was replaced");
    });
    assert_eq!(judged(&mut None), Response::Block as u32);
    assert_eq!(force::current().map(|current| current.lost), Some(0));
    // Without the correlation what it saw is lost.
    let none = RuleSet::compile(&[], &CompileOptions::default()).rules.expect("no rules");
    force::replace(none, None);
    assert_eq!(force::current().map(|current| current.lost), Some(1));
}
