//! Bytes that nobody meant: damaged images, malformed frames, text that is no rule. Nothing may panic, and nothing may be accepted by accident.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use std::fmt::Write as _;
use std::sync::Arc;

use engine::{CompileOptions, Completed, Correlator, Evaluator, Outcome, Package, RuleSet, Source, frame, schema};
use proptest::prelude::*;

mod support;

const RULES: &str = "
title: One
id: one
tags: [a.b]
logsource: { category: process_creation }
detection:
  s: { Image|endswith: [/sh, /bash], CommandLine|re: 'c.rl', User|cased: Root }
  k: [evil, 'b*d']
  n: { package.name: null, CurrentDirectory|exists: false }
  condition: s or k and not n
response: block
---
title: Two
name: Two
logsource: { category: network_connection }
detection: { s: { DestinationIp|cidr: [10.0.0.0/8, '::1/128'], DestinationPort: 443 }, condition: s }
---
title: Three
logsource: { category: application }
detection: { s: { amount: 1 }, condition: s }
response: allow
rules: [one]
---
title: Four
id: four
response: block
correlation: { type: value_percentile, rules: [one, Two], group-by: [User, package.name], timespan: 1m, condition: { field: DestinationPort, percentile: 95, gte: 4, lt: 9 } }
---
title: Five
id: five
correlation: { type: temporal_ordered, rules: [one, four], timespan: 1m, generate: true }
";

fn set() -> RuleSet {
    RuleSet::compile_with_correlations(&[Source { name: "r.yml", text: RULES }], &CompileOptions::default()).rules.unwrap()
}

/// The image with a checksum that holds, so that what is behind it is read.
fn sealed(mut image: Vec<u8>) -> Vec<u8> {
    if image.len() >= 40 {
        let checksum = *blake3::hash(&image[40..]).as_bytes();
        image[8..40].copy_from_slice(&checksum);
    }
    image
}

fn judge_everything(set: RuleSet) {
    let set = Arc::new(set);
    let (mut evaluator, mut correlator) = (Evaluator::new(Arc::clone(&set)), Correlator::new(set));
    for id in (0..=schema::HIGHEST_EVENT).chain(0..=schema::HIGHEST_EVENT) {
        let mut frame = support::frame(id, &[(0, 0, "/bin/sh evil"), (1, 0, "x")]);
        if evaluator.evaluate(&mut frame) == Outcome::NeedsPackage {
            evaluator.complete_correlated(None, &mut frame, &Package::default(), |matched, values| Completed {
                response: correlator.judge(i64::from(id), matched, values),
                forgot: false,
            });
        }
    }
    let saved = correlator.save();
    correlator.restore(&saved).unwrap();
}

#[test]
fn another_version_is_named() {
    let mut image = set().build();
    image[7] = u8::MAX;
    assert!(RuleSet::load(&image).unwrap_err().message.contains("another version"));
    image[0] = b'x';
    assert!(RuleSet::load(&image).unwrap_err().message.contains("no image"));
}

#[test]
fn the_same_rules_give_the_same_image() {
    assert_eq!(set().build(), set().build());
}

#[test]
fn every_truncated_image_is_refused() {
    let image = set().build();
    for length in 0..image.len() {
        assert!(RuleSet::load(&image[..length]).is_err());
        if length >= 40 {
            assert!(RuleSet::load(&sealed(image[..length].to_vec())).is_err(), "{length}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::default())]

    #[test]
    fn a_changed_image_is_refused(at in any::<prop::sample::Index>(), flip in 1..=255_u8) {
        let mut image = set().build();
        let at = at.index(image.len());
        image[at] ^= flip;
        prop_assert!(RuleSet::load(&image).is_err());
    }

    #[test]
    fn a_forged_image_never_panics(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6)) {
        let mut image = set().build();
        for (at, byte) in changes {
            let at = 40 + at.index(image.len() - 40);
            image[at] = byte;
        }
        if let Ok(set) = RuleSet::load(&sealed(image)) {
            judge_everything(set);
        }
    }

    #[test]
    fn any_frame_is_answered(words in prop::collection::vec(prop_oneof![0..128_u32, any::<u32>()], 0..40), text in prop::collection::vec(any::<u8>(), 0..64)) {
        let mut evaluator = Evaluator::new(Arc::new(set()));
        let mut frame = support::frame(0, &[]);
        for (place, word) in frame.chunks_exact_mut(4).zip(&words) {
            place.copy_from_slice(&word.to_le_bytes());
        }
        frame[frame::TEXT..frame::TEXT + text.len()].copy_from_slice(&text);
        if evaluator.evaluate(&mut frame) == Outcome::NeedsPackage {
            evaluator.complete(&mut frame, &Package::default());
        }
        let _ = evaluator.evaluate(&mut frame[..words.len()]);
    }

    #[test]
    fn any_text_is_refused_or_loaded(text in "(title: x\n|logsource: \\{ category: process_creation \\}\n|detection:\n|  s: |  condition: |[a-z*|\\[\\]{}:&!'\" \n-]{0,6}){0,12}") {
        let report = RuleSet::compile(&[Source { name: "r.yml", text: &text }], &CompileOptions::default());
        prop_assert_eq!(report.rules.is_none(), report.diagnostics.iter().any(|one| one.severity == engine::Severity::Error));
        let _ = engine::config::parse("c.yml", &text);
    }
}

#[test]
fn malformed_frames_say_so() {
    let mut evaluator = Evaluator::new(Arc::new(set()));
    let spawn = schema::event::PROCESS_SPAWN;
    let good = support::frame(spawn, &[(0, 0, "/bin/x"), (2, 0, "é")]);
    let mut answer = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut frame = good.clone();
        change(&mut frame);
        assert_eq!(evaluator.evaluate(&mut frame), Outcome::Done);
        u32::from_le_bytes(*frame.first_chunk().unwrap())
    };
    assert_eq!(answer(&|_| {}), frame::FINAL);
    let put = |index: usize, value: u32| move |frame: &mut Vec<u8>| frame[index * 4..index * 4 + 4].copy_from_slice(&value.to_le_bytes());
    assert_eq!(answer(&put(0, 9999)), frame::MALFORMED, "an unknown event");
    assert_eq!(answer(&put(1, 20_000)), frame::MALFORMED, "more entries than there is room for");
    assert_eq!(answer(&put(2, 7)), frame::MALFORMED, "lengths that do not add up");
    assert_eq!(answer(&put(4, 23)), frame::MALFORMED, "a field that the event lacks");
    assert_eq!(answer(&put(4, 7 << 8)), frame::MALFORMED, "an unknown kind");
    assert_eq!(answer(&|frame| frame[frame::TEXT + 7] = b'x'), frame::MALFORMED, "no UTF-8");
    assert_eq!(answer(&|frame| frame.truncate(4099)), frame::MALFORMED, "too short");
}

#[test]
fn a_record_asks_for_the_package_and_gets_it() {
    let mut evaluator = Evaluator::new(Arc::new(set()));
    let mut frame = support::frame(schema::event::FS_STAT, &[(0, 0, "/x")]);
    frame[12] = 1;
    assert_eq!(evaluator.evaluate(&mut frame), Outcome::NeedsPackage);
    let chain = ["evil@1.0.0".to_owned()];
    evaluator.complete(
        &mut frame,
        &Package { name: Some("evil"), version: Some("1.0.0"), path: Some("a.js"), direct: true, chain: &chain, reason: "", claims: None },
    );
    let length = u32::from_le_bytes(*frame[8..].first_chunk().unwrap()) as usize;
    let json = std::str::from_utf8(&frame[frame::TEXT..frame::TEXT + length]).unwrap();
    assert_eq!(json, r#"{"name":"evil","version":"1.0.0","path":"a.js","direct":true,"chain":["evil@1.0.0"]}"#);
    evaluator.complete(&mut frame, &Package::default());
    assert_eq!(u32::from_le_bytes(*frame.first_chunk().unwrap()), frame::MALFORMED, "nothing was open");
}

/// The answer over an event that so many rules match, of which the last refuses, word by word.
fn answer_of(rules: usize) -> Vec<u32> {
    let mut text = String::new();
    for index in 1..=rules {
        let response = if index == rules { "block" } else { "log" };
        let detection = "logsource: { category: process_creation }\ndetection: { s: { User: x }, condition: s }";
        let _ = writeln!(text, "---\ntitle: R{index}\n{detection}\nresponse: {response}");
    }
    let set = RuleSet::compile(&[Source { name: "r.yml", text: &text }], &CompileOptions::default()).rules.unwrap();
    let mut evaluator = Evaluator::new(Arc::new(set));
    let user = schema::field_of(schema::event_by_id(schema::event::PROCESS_SPAWN).unwrap(), "User").unwrap().bit;
    let mut frame = support::frame(schema::event::PROCESS_SPAWN, &[(user, 0, "x")]);
    assert_eq!(evaluator.evaluate(&mut frame), Outcome::NeedsPackage);
    evaluator.complete(&mut frame, &Package { reason: "unavailable", ..Package::default() });
    frame.as_chunks().0.iter().map(|word| u32::from_le_bytes(*word)).collect()
}

#[test]
fn more_rules_than_fit_are_flagged_and_the_strictest_are_named() {
    let words = answer_of(300);
    assert_eq!(words[0], 3 | frame::FINAL | frame::MORE);
    assert_eq!((words[1], words[4]), (255, 299));
    let words = answer_of(255);
    assert_eq!(words[0], 3 | frame::FINAL, "all of them fit");
    assert_eq!((words[1], words[4]), (255, 254));
}
