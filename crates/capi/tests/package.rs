//! A host that tells whose code asked is asked where a judgement needs it, and only there.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::{ptr, slice};

use capi::clock::overt_clock;
use capi::compile::overt_rules_compile;
use capi::evaluator::*;
use capi::event::*;
use capi::package::*;
use capi::rules::*;
use engine::{frame, schema};

const BY_EVIL: &str = "
title: evil spawns
id: 0a1b
logsource: { category: process_creation }
detection:
  selection: { Image|endswith: /sh, package.name: evil }
  condition: selection
response: block
";

fn text(out: &mut Vec<u8>, text: &str) {
    out.extend(u32::try_from(text.len()).unwrap().to_le_bytes());
    out.extend(text.as_bytes());
}

/// The bytes of a package; without a version it has none.
fn package(flags: u32, name: &str, version: &str, chain: &[&str]) -> Vec<u8> {
    let mut out = flags.to_le_bytes().to_vec();
    for one in [name, version, "node_modules/evil/x.js"] {
        text(&mut out, one);
    }
    out.extend(u32::try_from(chain.len()).unwrap().to_le_bytes());
    for one in chain {
        text(&mut out, one);
    }
    out
}

fn evaluator_of(yaml: &str) -> *mut OvertEvaluator {
    let mut request = 1_u32.to_le_bytes().to_vec();
    text(&mut request, "rule.yml");
    text(&mut request, yaml);
    request.extend([0; 8]);
    // SAFETY: the pointer and the length are a slice's; the evaluator keeps the rules.
    unsafe {
        let rules = overt_rules_compile(request.as_ptr(), request.len());
        let evaluator = overt_evaluator_new(rules);
        overt_rules_free(rules);
        evaluator
    }
}

/// Begins `process.spawn` of a program.
fn spawn(evaluator: *mut OvertEvaluator, file: &str) -> u32 {
    // SAFETY: a live evaluator; the pointer and the length are a slice's.
    unsafe {
        overt_event_begin(evaluator, schema::event::PROCESS_SPAWN.into());
        overt_event_text(evaluator, 0, file.as_ptr(), file.len());
        overt_event_evaluate(evaluator)
    }
}

fn told(evaluator: *mut OvertEvaluator, package: &[u8]) -> u32 {
    // SAFETY: a live evaluator; the pointer and the length are a slice's.
    unsafe { overt_package(evaluator, ptr::null(), 0, package.as_ptr(), package.len()) }
}

/// The package's JSON in the frame.
fn named(evaluator: *mut OvertEvaluator) -> String {
    // SAFETY: a live evaluator's frame is 65,536 bytes long.
    let frame = unsafe { slice::from_raw_parts(overt_evaluator_frame(evaluator), 65_536) };
    let length = u32::from_le_bytes(*frame.split_at(8).1.first_chunk().unwrap()) as usize;
    let (json, _) = frame.split_at(frame::TEXT).1.split_at(length);
    String::from_utf8(json.to_vec()).unwrap()
}

#[test]
fn the_package_is_asked_for_where_a_rule_that_reads_it_is_open() {
    let evaluator = evaluator_of(BY_EVIL);
    // SAFETY: a live evaluator, given back once.
    unsafe {
        assert_eq!(spawn(evaluator, "/bin/sh") & 0xff, 0, "a host that tells nothing is not asked");
        overt_evaluator_tells_packages(evaluator, true);
        assert_eq!(spawn(evaluator, "/bin/true"), frame::FINAL, "nothing is open");
        for (package, response, json) in [
            (
                package(3, "evil", "1.0.0", &["evil@1.0.0", "shop"]),
                3,
                r#"{"name":"evil","version":"1.0.0","path":"node_modules/evil/x.js","direct":true,"chain":["evil@1.0.0","shop"]}"#,
            ),
            (
                package(1, "good", "", &["good"]),
                0,
                r#"{"name":"good","version":null,"path":"node_modules/evil/x.js","direct":false,"chain":["good"]}"#,
            ),
            (package(0, "claimed", "", &[]), 0, r#"{"name":null,"reason":"claimed"}"#),
            (b"no package".to_vec(), 0, r#"{"name":null,"reason":"unavailable"}"#),
        ] {
            assert_eq!(spawn(evaluator, "/bin/sh"), OVERT_NEEDS_PACKAGE);
            assert_eq!(told(evaluator, &package) & 0xff, response, "{json}");
            assert_eq!(named(evaluator), json);
        }
        assert_eq!(told(evaluator, &package(1, "evil", "", &[])), frame::MALFORMED, "no event waits");
        // In a frame of the host's own writing, and in a buffer.
        let event = |file: &str| {
            let length = u32::try_from(file.len()).unwrap();
            let words = [u32::from(schema::event::PROCESS_SPAWN), 1, length, 0, 0, length];
            let mut bytes: Vec<u8> = words.into_iter().flat_map(u32::to_le_bytes).collect();
            bytes.resize(frame::TEXT, 0);
            bytes.extend(file.as_bytes());
            bytes
        };
        let evil = package(1, "evil", "", &[]);
        let small = event("/bin/sh");
        ptr::copy_nonoverlapping(small.as_ptr(), overt_evaluator_frame(evaluator), small.len());
        assert_eq!(overt_evaluate(evaluator), OVERT_NEEDS_PACKAGE);
        assert_eq!(told(evaluator, &evil) & 0xff, 3);
        let large = event(&format!("{}/sh", "x".repeat(200_000)));
        assert_eq!(overt_evaluate_large(evaluator, large.as_ptr(), large.len()), OVERT_NEEDS_PACKAGE);
        assert_eq!(overt_package(evaluator, large.as_ptr(), large.len(), evil.as_ptr(), evil.len()) & 0xff, 3);
        assert_eq!(overt_package(ptr::null_mut(), ptr::null(), 0, ptr::null(), 0), frame::MALFORMED);
        overt_evaluator_tells_packages(ptr::null_mut(), true);
        overt_evaluator_free(evaluator);
    }
}

/// A correlation reads the event once more: from the frame, or from where it was written value by value.
#[test]
fn a_correlation_counts_an_event_whose_package_was_told() {
    let evaluator = evaluator_of(
        "title: A\nid: a\nlogsource: { category: process_creation }\ndetection: { s: { Image|endswith: sh }, condition: s }\n---\ntitle: C\nid: c\nresponse: block\ncorrelation: { type: event_count, rules: [a], group-by: [Image], timespan: 10s, condition: { gte: 2 } }\n",
    );
    overt_clock(0);
    // SAFETY: a live evaluator, given back once.
    unsafe {
        overt_evaluator_tells_packages(evaluator, true);
        for file in ["/bin/sh".to_owned(), format!("{}sh", "x".repeat(200_000))] {
            for response in [1, 3] {
                assert_eq!(spawn(evaluator, &file), OVERT_NEEDS_PACKAGE);
                let answer = told(evaluator, &package(1, "evil", "", &[]));
                assert_eq!(answer & 0xff == 3, response == 3, "{answer:x}");
            }
        }
        overt_evaluator_free(evaluator);
    }
}
