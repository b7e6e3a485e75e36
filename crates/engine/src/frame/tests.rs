//! Frames as hosts write them and as they should not, and what is answered.

use std::sync::Arc;

use super::*;
use crate::evaluate::Verdict;
use crate::response::Response;
use crate::schema::event::{APPLICATION_EVENT, PROCESS_SPAWN};
use crate::{CompileOptions, Evaluator, Outcome, Package, RuleSet, Source, limits};

const RULES: &str = "
title: A program
logsource: { category: process_creation }
detection: { selection: { CommandLine|contains: curl }, condition: selection }
---
title: Keywords
logsource: { category: process_creation }
detection: { keywords: [evil, 'b*d'], condition: keywords }
---
title: An application
logsource: { service: billing.refund }
detection: { selection: { amount: 1 }, condition: selection }
---
title: Keywords of any application
logsource: { category: application }
detection: { keywords: [evil, 'b*d'], condition: keywords }
---
title: A list of an application
logsource: { category: application }
detection: { selection: { note: 'o*d' }, condition: selection }
";

const NULL: u32 = 3 << 8;
const NAME: u32 = 4 << 8;
/// The package's name, the first of the eight fields that any event may have and that are not its own.
const PACKAGE: u32 = 24;

fn evaluator() -> Evaluator {
    Evaluator::new(Arc::new(RuleSet::compile(&[Source { name: "r.yml", text: RULES }], &CompileOptions::default()).rules.unwrap()))
}

fn bit(name: &str) -> u32 {
    schema::field_of(schema::event_by_id(PROCESS_SPAWN).unwrap(), name).unwrap().bit.into()
}

/// An event: of each entry its first word and its text.
fn frame(event: u16, flags: u32, entries: &[(u32, &str)]) -> Vec<u8> {
    let length = |text: &str| u32::try_from(text.len()).unwrap();
    let text: String = entries.iter().map(|(_, text)| *text).collect();
    let mut words = vec![event.into(), u32::try_from(entries.len()).unwrap(), length(&text), flags];
    words.extend(entries.iter().flat_map(|(what, text)| [*what, length(text)]));
    let mut frame = vec![0; limits::FRAME_BYTES];
    frame[..4 * words.len()].copy_from_slice(&words.iter().flat_map(|word| word.to_le_bytes()).collect::<Vec<u8>>());
    frame[TEXT..TEXT + text.len()].copy_from_slice(text.as_bytes());
    frame
}

fn words<const COUNT: usize>(frame: &[u8]) -> [u32; COUNT] {
    std::array::from_fn(|index| word(frame, index).unwrap())
}

/// The numbers of the rules that match; `None` where the frame cannot be read, which is all that it then says.
fn judged(frame: &mut [u8]) -> Option<Vec<u32>> {
    let mut evaluator = evaluator();
    if evaluator.evaluate(frame) == Outcome::NeedsPackage {
        evaluator.complete(frame, &Package::default());
    }
    let [flags, matched, json, allowed] = words(frame);
    if flags & 1 << 9 != 0 {
        assert_eq!([flags, matched, json, allowed], [1 << 9, 0, 0, 0]);
        return None;
    }
    let mut rules: Vec<u32> = (0..matched as usize).map(|at| word(frame, 4 + at).unwrap()).collect();
    rules.sort_unstable();
    Some(rules)
}

fn spawned(entries: &[(u32, &str)]) -> Option<Vec<u32>> {
    judged(&mut frame(PROCESS_SPAWN, 0, entries))
}

fn own(entries: &[(u32, &str)]) -> Option<Vec<u32>> {
    judged(&mut frame(APPLICATION_EVENT, 0, entries))
}

#[test]
fn an_event_has_the_fields_that_it_can_have() {
    let line = bit("command_line");
    assert_eq!(spawned(&[]), Some(vec![]));
    for kind in 0..=2 {
        assert_eq!(spawned(&[(line | kind << 8, "curl é")]), Some(vec![0]), "{kind}");
    }
    assert_eq!(spawned(&[(line | NULL, "")]), Some(vec![]));
    for kind in [4, 5, 0x00ff_ffff] {
        assert_eq!(spawned(&[(line | kind << 8, "curl")]), None, "{kind}");
    }
    let known: Vec<u32> = (0..256).filter(|field| spawned(&[(*field, "x")]).is_some()).collect();
    let fields = schema::event_by_id(PROCESS_SPAWN).unwrap().fields;
    let mut expected: Vec<u32> = fields.iter().map(|field| field.bit.into()).chain(PACKAGE..32).collect();
    expected.sort_unstable();
    expected.dedup();
    assert_eq!(known, expected);
}

#[test]
fn keywords_are_looked_for_in_what_is_the_events_own() {
    for text in ["evil", "a bad", "a BAD"] {
        assert_eq!(spawned(&[(bit("file"), "/bin/x"), (bit("command_line"), text)]), Some(vec![1]), "{text}");
        assert_eq!(spawned(&[(bit("file"), "/bin/x"), (PACKAGE, text)]), Some(vec![]), "{text}");
        assert_eq!(own(&[(0, "a"), (NAME, "b"), (0, "c"), (NAME, "d"), (0, text)]), Some(vec![3]), "{text}");
        assert_eq!(own(&[(0, text), (NAME, "b"), (0, "c")]), Some(vec![]), "{text}");
        assert_eq!(own(&[(0, "a"), (NAME, text), (0, "c")]), Some(vec![]), "{text}");
    }
}

#[test]
fn an_event_of_an_application_has_a_name_and_then_names_and_values() {
    let (name, amount, one) = ((0, "billing.refund"), (NAME, "amount"), (1 << 8, "1"));
    assert_eq!(own(&[name, amount, one]), Some(vec![2]));
    assert_eq!(own(&[(0, "other"), amount, one]), Some(vec![]));
    assert_eq!(own(&[name]), Some(vec![]));
    assert_eq!(own(&[name, (NAME, "é"), one, (PACKAGE, "left-pad")]), Some(vec![]));
    let wrong: [&[(u32, &str)]; 8] = [
        &[],
        &[amount, one],
        &[name, amount],
        &[name, amount, amount, one],
        &[name, one],
        &[name, (0, "x")],
        &[name, (NAME | 1 << 8, "x"), one],
        &[name, amount, (5 << 8, "1")],
    ];
    for entries in wrong {
        assert_eq!(own(entries), None, "{entries:?}");
    }
    // Each value of a list is searched, whichever stands last.
    for [first, last] in [["OLD", "new"], ["new", "OLD"]] {
        assert_eq!(own(&[name, (NAME, "note"), (0, first), (NAME, "note"), (0, last)]), Some(vec![4]), "{last}");
    }
}

#[test]
fn lengths_and_texts_are_right_or_nothing_is_judged() {
    let entries = [(bit("file"), "/bin/curl"), (bit("command_line"), "curl é")];
    let changed = |at: usize, by: u8| {
        let mut frame = frame(PROCESS_SPAWN, 0, &entries);
        frame[at] = frame[at].wrapping_add(by);
        judged(&mut frame)
    };
    assert_eq!(changed(0, 0), Some(vec![0]));
    // An entry less; of the bytes of all text and of those of an entry one more, one less.
    for (at, by) in [(4, 255), (8, 1), (8, 255), (20, 1), (20, 255), (28, 1), (28, 255), (31, 255)] {
        assert_eq!(changed(at, by), None, "{at} {by}");
    }
    // The last byte of all.
    assert_eq!(changed(TEXT + 15, 1), Some(vec![0]));
    assert_eq!(changed(TEXT + 15, 0x40), None);
}

#[test]
fn a_record_asks_for_the_package() {
    for (flags, expected) in [(0, Outcome::Done), (RECORD, Outcome::NeedsPackage), (2, Outcome::Done), (3, Outcome::NeedsPackage)] {
        assert_eq!(evaluator().evaluate(&mut frame(PROCESS_SPAWN, flags, &[])), expected, "{flags}");
        // An event that no rule asks for too.
        assert_eq!(evaluator().evaluate(&mut frame(schema::event::FS_OPEN, flags, &[])), expected, "{flags}");
    }
}

#[test]
fn an_answer_is_final_unless_a_rule_asks_for_the_request() {
    let rule = |test: &str| {
        let text = format!(
            "title: t\nlogsource: {{ category: process_creation }}\ndetection: {{ selection: {{ {test} }}, condition: selection }}\n"
        );
        Arc::new(RuleSet::compile(&[Source { name: "r.yml", text: &text }], &CompileOptions::default()).rules.unwrap())
    };
    for (test, flags) in [("CommandLine: ls", 1 << 8), ("CommandLine: ls, request.route: /a", 0)] {
        let mut frame = frame(PROCESS_SPAWN, 0, &[(bit("command_line"), "curl")]);
        assert_eq!(Evaluator::new(rule(test)).evaluate(&mut frame), Outcome::Done);
        assert_eq!(words(&frame), [flags, 0, 0, 0], "{test}");
    }
}

#[test]
fn flags_are_the_bits_that_hosts_know() {
    assert_eq!([FINAL, MALFORMED, MORE, FORGOT, STALE], [0x100, 0x200, 0x400, 0x1000, 0x2000]);
}

#[test]
fn an_answer_has_as_many_rules_as_there_is_room_for() {
    let numbers: Vec<u32> = (1000..1300).collect();
    for (matched, allowed, written) in [
        (0, 0, (0, 0)),
        (2, 1, (2, 1)),
        (255, 0, (255, 0)),
        (254, 1, (254, 1)),
        (256, 0, (255, 0)),
        (254, 2, (254, 1)),
        (255, 1, (255, 0)),
        (0, 256, (0, 255)),
    ] {
        let verdict =
            Verdict { response: Some(Response::Block), matched: &numbers[..matched], allowed_by: &numbers[..allowed], complete: true };
        let mut frame = frame(PROCESS_SPAWN, 0, &[(0, "an event")]);
        write(&mut frame, &verdict, Some("{}"));
        let more = if written == (matched, allowed) { 0 } else { 1 << 10 };
        let [flags, own, json, others] = words(&frame);
        assert_eq!(
            (flags, (own as usize, others as usize), json),
            (Response::Block as u32 | 1 << 8 | more, written, 2),
            "{matched} {allowed}"
        );
        let all: Vec<u32> = (0..written.0 + written.1).map(|at| word(&frame, 4 + at).unwrap()).collect();
        assert_eq!(all, [&numbers[..written.0], &numbers[..written.1]].concat());
        assert_eq!(&frame[TEXT..TEXT + 2], b"{}");
        mark(&mut frame, FORGOT);
        // Once more is the same.
        mark(&mut frame, FORGOT);
        assert_eq!(words(&frame), [flags | 1 << 12, own, json, others]);
    }
}

#[test]
fn a_package_that_does_not_fit_is_left_out() {
    let verdict = Verdict { response: None, matched: &[], allowed_by: &[], complete: false };
    for (room, json) in [(2, 2), (1, 0)] {
        let mut frame = vec![7; TEXT + room];
        write(&mut frame, &verdict, Some("{}"));
        assert_eq!(words(&frame), [0, 0, json, 0], "{room}");
    }
}
