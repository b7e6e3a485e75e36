//! The functions as a host calls them: pointers in, handles and bytes out.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::{ptr, slice, thread};

use capi::abi::{OVERT_ABI_VERSION, overt_abi_version};
use capi::blake3::overt_digest;
use capi::bytes::{OvertBytes, overt_alloc, overt_bytes_free, overt_free};
use capi::clock::overt_clock;
use capi::compile::*;
use capi::configuration::overt_configuration;
use capi::evaluator::*;
use capi::event::*;
use capi::load::overt_rules_load;
use capi::redact::overt_redact;
use capi::rules::*;
use engine::{frame, limits, schema};
use proptest::prelude::*;

const SHELL: &str = "
title: A \"shell\"
id: 0a1b
logsource: { category: process_creation }
detection:
  selection: { Image|endswith: [/sh, /bash] }
  condition: selection
response: block
";

fn text(out: &mut Vec<u8>, text: &str) {
    out.extend(u32::try_from(text.len()).unwrap().to_le_bytes());
    out.extend(text.as_bytes());
}

fn request(yaml: &str) -> Vec<u8> {
    let mut out = 1_u32.to_le_bytes().to_vec();
    text(&mut out, "rule.yml");
    text(&mut out, yaml);
    out.extend([0; 8]);
    out
}

fn compile(yaml: &str) -> *mut OvertRules {
    let request = request(yaml);
    // SAFETY: the pointer and the length are a slice's.
    unsafe { overt_rules_compile(request.as_ptr(), request.len()) }
}

fn take(bytes: *mut OvertBytes) -> Option<Vec<u8>> {
    // SAFETY: the library handed the bytes over; they are copied before they are given back.
    unsafe {
        let OvertBytes { data, length } = *bytes.as_ref()?;
        let copy = slice::from_raw_parts(data, length).to_vec();
        overt_bytes_free(bytes);
        Some(copy)
    }
}

fn string(bytes: *mut OvertBytes) -> Option<String> {
    take(bytes).map(|bytes| String::from_utf8(bytes).unwrap())
}

/// An event with one field, in the frame's layout.
fn event(id: u16, field: u32, value: &str) -> Vec<u8> {
    let length = u32::try_from(value.len()).unwrap();
    let mut bytes: Vec<u8> = [u32::from(id), 1, length, 0, field, length].into_iter().flat_map(u32::to_le_bytes).collect();
    bytes.resize(frame::TEXT, 0);
    bytes.extend(value.as_bytes());
    bytes
}

fn head(evaluator: *mut OvertEvaluator) -> [u32; 5] {
    // SAFETY: a live evaluator's frame is 65,536 bytes long.
    let frame = unsafe { slice::from_raw_parts(overt_evaluator_frame(evaluator), 20) };
    let mut words = frame.chunks_exact(4).map(|word| u32::from_le_bytes(word.try_into().unwrap()));
    std::array::from_fn(|_| words.next().unwrap())
}

fn judge(evaluator: *mut OvertEvaluator, event: &[u8]) -> [u32; 5] {
    // SAFETY: the event fits a live evaluator's frame.
    unsafe {
        ptr::copy_nonoverlapping(event.as_ptr(), overt_evaluator_frame(evaluator), event.len());
        overt_evaluate(evaluator);
    }
    head(evaluator)
}

#[test]
fn an_event_is_judged_in_the_frame_and_from_a_buffer() {
    let rules = compile(SHELL);
    let shell = event(schema::event::PROCESS_SPAWN, 0, "/bin/sh");
    let other = event(schema::event::PROCESS_SPAWN, 0, "/bin/true");
    // SAFETY: handles of this library, each given back once.
    unsafe {
        assert_eq!(overt_rules_count(rules), 1);
        let evaluator = overt_evaluator_new(rules);
        overt_rules_free(rules);
        assert_eq!(overt_evaluator_frame(evaluator).align_offset(8), 0);
        let [flags, matched, package, allowed, rule] = judge(evaluator, &shell);
        assert_eq!((flags & 0xff, matched, allowed, rule), (3, 1, 0, 0));
        let frame = slice::from_raw_parts(overt_evaluator_frame(evaluator), limits::FRAME_BYTES);
        assert_eq!(&frame[frame::TEXT..][..package as usize], br#"{"name":null,"reason":"unavailable"}"#);
        assert_eq!(judge(evaluator, &other)[..4], [frame::FINAL, 0, 0, 0]);

        let long = event(schema::event::PROCESS_SPAWN, 0, &format!("{}/sh", "x".repeat(200_000)));
        overt_evaluate_large(evaluator, long.as_ptr(), long.len());
        assert_eq!(head(evaluator)[0] & 0xff, 3);
        overt_evaluator_free(evaluator);
    }
}

#[test]
fn an_evaluator_takes_other_rules_and_keeps_its_frame() {
    let (shell, unusable) = (compile(SHELL), compile("title: x"));
    let none = compile(&SHELL.replace("/sh, /bash", "/zsh"));
    // SAFETY: handles of this library, each given back once.
    unsafe {
        let evaluator = overt_evaluator_new(none);
        let frame = overt_evaluator_frame(evaluator);
        let event = event(schema::event::PROCESS_SPAWN, 0, "/bin/sh");
        assert_eq!(judge(evaluator, &event)[0] & 0xff, 0);
        assert!(overt_evaluator_use(evaluator, shell));
        assert!(!overt_evaluator_use(evaluator, unusable));
        assert_eq!(overt_evaluator_frame(evaluator), frame);
        assert_eq!(judge(evaluator, &event)[0] & 0xff, 3);
        overt_evaluator_free(evaluator);
        for rules in [shell, unusable, none] {
            overt_rules_free(rules);
        }
    }
}

#[test]
fn what_is_wrong_stands_in_the_report() {
    let rules = compile(&SHELL.replace("endswith", "endwith"));
    // SAFETY: handles of this library, each given back once.
    unsafe {
        assert_eq!(overt_rules_count(rules), -1);
        let report = string(overt_rules_report(rules)).unwrap();
        assert!(report.starts_with(r#"{"rules":0,"diagnostics":[{"code":"OVERT_RULE_MODIFIER""#), "{report}");
        assert!(overt_evaluator_new(rules).is_null() && overt_rules_list(rules).is_null() && overt_rules_build(rules).is_null());
        overt_rules_free(rules);
        assert!(overt_rules_compile(b"no request".as_ptr(), 10).is_null());
        let damaged = overt_rules_load(b"no image".as_ptr(), 8);
        assert!(string(overt_rules_report(damaged)).unwrap().contains("OVERT_IMAGE"));
        overt_rules_free(damaged);
    }
}

#[test]
fn rules_survive_an_image() {
    let rules = compile(SHELL);
    // SAFETY: handles of this library, each given back once.
    unsafe {
        let image = take(overt_rules_build(rules)).unwrap();
        let again = overt_rules_load(image.as_ptr(), image.len());
        let list = string(overt_rules_list(again)).unwrap();
        assert_eq!(list, r#"[{"id":"0a1b","title":"A \"shell\"","level":"medium","response":"block","message":"A \"shell\""}]"#);
        assert_eq!(take(overt_rules_interest(again)), take(overt_rules_interest(rules)));
        let interest = take(overt_rules_interest(rules)).unwrap();
        let spawn = usize::from(schema::event::PROCESS_SPAWN) * 8;
        assert_eq!(interest[spawn..spawn + 8], [1, 0, 0, 0, 1, 0, 0, 0]);
        let prefilters = take(overt_rules_prefilters(rules, schema::event::PROCESS_SPAWN)).unwrap();
        assert_eq!(prefilters[..16], [0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 22, 0, 0, 0]);
        assert_eq!(take(overt_rules_prefilters(again, schema::event::PROCESS_SPAWN)), Some(prefilters));
        assert_eq!(take(overt_rules_prefilters(rules, u16::MAX)), Some(Vec::new()));
        overt_rules_free(rules);
        overt_rules_free(again);
    }
}

#[test]
fn null_is_answered_everywhere() {
    // SAFETY: every function allows null.
    unsafe {
        assert_eq!(overt_rules_count(ptr::null()), -1);
        assert!(overt_rules_compile(ptr::null(), 5).is_null());
        for bytes in [overt_rules_report, overt_rules_list, overt_rules_interest, overt_rules_build] {
            assert!(bytes(ptr::null()).is_null());
        }
        assert!(overt_rules_prefilters(ptr::null(), schema::event::PROCESS_SPAWN).is_null());
        assert!(overt_evaluator_new(ptr::null()).is_null() && overt_evaluator_frame(ptr::null()).is_null());
        assert!(!overt_evaluator_use(ptr::null_mut(), ptr::null()));
        overt_evaluate(ptr::null_mut());
        overt_evaluate_large(ptr::null_mut(), ptr::null(), 9);
        overt_digest(ptr::null(), 0, ptr::null_mut());
        overt_rules_free(ptr::null_mut());
        overt_evaluator_free(ptr::null_mut());
        overt_bytes_free(ptr::null_mut());
        overt_free(ptr::null_mut(), 0);
        assert!(overt_alloc(0).is_null() && overt_alloc(usize::MAX).is_null());
    }
}

#[test]
fn digests_and_redacted_text_come_back() {
    assert_eq!(overt_abi_version(), OVERT_ABI_VERSION);
    let mut out = [0; 64];
    // SAFETY: 64 bytes at `out`, and memory of this library given back with the length that it was asked for.
    unsafe {
        let at = overt_alloc(3);
        assert_eq!(slice::from_raw_parts(at, 3), [0; 3]);
        ptr::copy_nonoverlapping(b"abc".as_ptr(), at, 3);
        overt_digest(at, 3, out.as_mut_ptr());
        overt_free(at, 3);
        assert_eq!(&out[..], b"6437b3ac38465133ffb63b75273a8db548c558465d79db03fd359c6cd5bd9d85");
        let secret = "npm --token=hunter2hunter2";
        assert_eq!(string(overt_redact(secret.as_ptr(), secret.len())), Some(engine::redact(secret).into_owned()));
        assert!(overt_redact([0xff].as_ptr(), 1).is_null());
    }
}

/// A handle that a test moves to another thread; the library allows it for rules.
struct Shared(*mut OvertRules);
// SAFETY: rules are immutable.
unsafe impl Sync for Shared {}

#[test]
fn threads_share_rules() {
    let shared = Shared(compile(SHELL));
    thread::scope(|scope| {
        for _ in 0..4 {
            let shared = &shared;
            scope.spawn(move || {
                // SAFETY: the rules outlive the scope, and the evaluator belongs to this thread.
                unsafe {
                    let evaluator = overt_evaluator_new(shared.0);
                    for turn in 0..500 {
                        let image = if turn % 2 == 0 { "/bin/sh" } else { "/bin/true" };
                        let [flags, ..] = judge(evaluator, &event(schema::event::PROCESS_SPAWN, 0, image));
                        assert_eq!(flags & 0xff, if turn % 2 == 0 { 3 } else { 0 });
                    }
                    overt_evaluator_free(evaluator);
                }
            });
        }
    });
    // SAFETY: the last use.
    unsafe { overt_rules_free(shared.0) };
}

proptest! {
    /// Heads that are nearly right and any bytes behind them: an answer or the flag `malformed`, and the next event is judged as if nothing had been.
    #[test]
    fn any_frame_is_answered(head in proptest::collection::vec(prop_oneof![0_u32..128, any::<u32>()], 0..40), tail in proptest::collection::vec(any::<u8>(), 0..300), record in any::<bool>()) {
        let rules = compile(SHELL);
        let mut bytes: Vec<u8> = head.into_iter().flat_map(u32::to_le_bytes).collect();
        if record {
            bytes.resize(frame::TEXT, 0);
        }
        bytes.extend(tail);
        // SAFETY: handles of this library, each given back once; the bytes are a slice's.
        unsafe {
            let evaluator = overt_evaluator_new(rules);
            let [flags, matched, ..] = judge(evaluator, &bytes);
            prop_assert!(flags & frame::MALFORMED == 0 || (flags == frame::MALFORMED && matched == 0));
            overt_evaluate_large(evaluator, bytes.as_ptr(), bytes.len());
            let [flags, matched, ..] = self::head(evaluator);
            prop_assert!(flags & frame::MALFORMED == 0 || (flags == frame::MALFORMED && matched == 0));
            prop_assert_eq!(judge(evaluator, &event(schema::event::PROCESS_SPAWN, 0, "/bin/sh"))[0] & 0xff, 3);
            overt_evaluator_free(evaluator);
            overt_rules_free(rules);
        }
    }
}

fn configuration(name: &[u8], yaml: &[u8]) -> Option<String> {
    // SAFETY: the pointers and the lengths are slices'.
    let bytes = unsafe { overt_configuration(name.as_ptr(), name.len(), yaml.as_ptr(), yaml.len()) };
    string(bytes)
}

#[test]
fn a_configuration_is_read_or_refused() {
    assert_eq!(configuration(b"overt.yml", b"mode: enforce\n").as_deref(), Some(r#"{"mode":"enforce"}"#));
    let refused = configuration(b"overt.yml", b"moed: enforce\n").unwrap();
    assert!(refused.contains("OVERT_CONFIG") && refused.contains("moed"), "{refused}");
    assert_eq!(configuration(b"overt.yml", &[0xff]), None);
}

/// Writes an event value by value and has it judged.
fn written(evaluator: *mut OvertEvaluator, event: &str, fields: &[(&str, &str)]) -> u32 {
    // SAFETY: a live evaluator; the pointers and lengths are slices'.
    unsafe {
        let id = overt_event_id(event.as_ptr(), event.len());
        if id == 0 {
            overt_event_begin_named(evaluator, event.as_ptr(), event.len());
        } else {
            overt_event_begin(evaluator, id);
        }
        for (name, value) in fields {
            match u32::try_from(overt_field_id(id, name.as_ptr(), name.len())) {
                Ok(field) => overt_event_text(evaluator, field, value.as_ptr(), value.len()),
                Err(_) => overt_event_named_text(evaluator, name.as_ptr(), name.len(), value.as_ptr(), value.len()),
            }
        }
        overt_event_evaluate(evaluator)
    }
}

#[test]
fn an_event_is_written_value_by_value() {
    let rules = compile(&format!(
        "{SHELL}---\ntitle: refund\nid: 0a1c\nlogsource: {{ category: application }}\ndetection:\n  selection: {{ order: '7' }}\n  condition: selection\nresponse: log\n"
    ));
    // SAFETY: handles of this library, each given back once.
    unsafe {
        assert_eq!(overt_rules_count(rules), 2, "{:?}", string(overt_rules_report(rules)));
        let evaluator = overt_evaluator_new(rules);
        assert_eq!(overt_answer_rule(evaluator, 0), -1);
        assert_eq!(written(evaluator, "process.spawn", &[("file", "/bin/sh"), ("args", "sh"), ("args", "-c")]) & 0xff, 3);
        assert_eq!((overt_answer_rule(evaluator, 0), overt_answer_rule(evaluator, 1)), (0, -1));
        assert_eq!(written(evaluator, "process.spawn", &[("file", "/bin/true")]), frame::FINAL);
        // Larger than a frame; and not UTF-8.
        assert_eq!(written(evaluator, "process.spawn", &[("command_line", &"x".repeat(200_000)), ("file", "/bin/sh")]) & 0xff, 3);
        overt_event_begin(evaluator, schema::event::PROCESS_SPAWN.into());
        overt_event_text(evaluator, 0, [0xff].as_ptr(), 1);
        assert_eq!(overt_event_evaluate(evaluator), frame::MALFORMED);
        // An application's own event, with a free field.
        assert_eq!(written(evaluator, "billing.refund", &[("order", "7")]) & 0xff, 1);
        assert_eq!(overt_answer_rule(evaluator, 0), 1);
        // Numbers and booleans.
        let port = u32::try_from(overt_field_id(schema::event::NET_CONNECT.into(), b"port".as_ptr(), 4)).unwrap();
        overt_event_begin(evaluator, schema::event::NET_CONNECT.into());
        overt_event_integer(evaluator, port, 443);
        assert_eq!(overt_event_evaluate(evaluator), frame::FINAL);
        assert_eq!(overt_event_evaluate(ptr::null_mut()), frame::MALFORMED);
        overt_evaluator_free(evaluator);
        overt_rules_free(rules);
    }
}

/// Evaluators of one handle count together, by the time that each thread gives; the event may come in the frame, in a buffer, or value by value.
#[test]
fn correlations_count_by_the_time_that_the_host_gives() {
    let rules = compile(
        "title: A\nid: a\nlogsource: { category: application, service: login.failed }\ndetection: { s: { user: '*' }, condition: s }\n---\ntitle: C\nid: c\nresponse: block\ncorrelation: { type: event_count, rules: [a], group-by: [user], timespan: 10s, condition: { gte: 2 } }\n",
    );
    // SAFETY: handles of this library, each given back once.
    unsafe {
        let report = string(overt_rules_report(rules)).unwrap();
        assert_eq!(report, r#"{"rules":2,"diagnostics":[],"correlations":true}"#);
        let image = take(overt_rules_build(rules)).unwrap();
        let loaded = overt_rules_load(image.as_ptr(), image.len());
        for rules in [rules, loaded] {
            let (one, two) = (overt_evaluator_new(rules), overt_evaluator_new(rules));
            let at = |evaluator, seconds: i64, user: &str| {
                overt_clock(seconds * 1_000_000);
                written(evaluator, "login.failed", &[("user", user)]) & 0xff
            };
            let long = "x".repeat(200_000);
            assert_eq!([at(one, 0, "u"), at(two, 10, "v"), at(two, 10, "u")], [0, 0, 3]);
            assert_eq!(overt_answer_rule(two, 0), 1);
            assert_eq!([at(one, 21, "u"), at(one, 22, &long), at(two, 23, &long)], [0, 0, 3]);
            // Other rules, or these anew: what was seen goes with the handle.
            assert!(overt_evaluator_use(one, rules));
            assert_eq!(at(one, 24, "u"), 3);
            overt_evaluator_free(one);
            overt_evaluator_free(two);
        }
        overt_rules_free(rules);
        overt_rules_free(loaded);
    }
}

#[test]
fn names_that_the_schema_lacks_have_no_number() {
    // SAFETY: the pointers and lengths are slices'.
    unsafe {
        assert_eq!(overt_event_id(b"no.such".as_ptr(), 7), 0);
        assert_eq!(overt_field_id(schema::event::PROCESS_SPAWN.into(), b"nothing".as_ptr(), 7), -1);
        assert_eq!(overt_field_id(schema::event::PROCESS_SPAWN.into(), b"package.name".as_ptr(), 12), 24);
        assert_eq!(overt_field_id(65_536, b"file".as_ptr(), 4), -1);
    }
}

#[test]
fn a_text_of_rules_is_compiled_for_products() {
    let linux = SHELL.replace("category:", "product: linux, category:");
    let count = |products: &str, text: &[u8]| {
        // SAFETY: the pointers and lengths are slices'; the handle is given back once.
        unsafe {
            let rules = overt_rules_compile_text(b"a.yml".as_ptr(), 5, text.as_ptr(), text.len(), products.as_ptr(), products.len());
            let count = overt_rules_count(rules);
            overt_rules_free(rules);
            count
        }
    };
    assert_eq!(count("linux, nodejs", linux.as_bytes()), 1);
    assert_eq!(count("", b"title: x"), -1);
    assert_eq!(count("", &[0xff]), -1);
}
