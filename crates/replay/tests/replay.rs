//! Archives, whole: order, compression, bad lines, the forms of events.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::fmt::Write as _;
use std::io::Write as _;

use support::{Folder, replayed, rules};

mod samples;
mod speed;
mod support;

const RULES: &str = "
title: A shell
id: shell
logsource: { category: process_creation }
detection: { s: { Image|endswith: [/sh, \\\\cmd.exe] }, condition: s }
response: block
---
title: Any process of windows
id: windows
logsource: { category: process_creation, product: windows }
detection: { s: { Image: '*' }, condition: s }
---
title: A value is set
id: set
logsource: { category: registry_set, product: windows }
detection: { s: { TargetObject|contains: Run }, condition: s }
---
title: The registry
id: registry
logsource: { category: registry_event, product: windows }
detection: { s: { TargetObject|contains: Run }, condition: s }
---
title: A file is read by evil
id: evil
logsource: { category: file_access, product: nodejs }
detection: { s: { TargetFilename|endswith: .npmrc, package.name: evil }, condition: s }
---
title: A refund
id: refund
logsource: { category: application, service: shop.refund }
detection: { s: { amount: 12 }, condition: s }
";

fn flat(image: &str) -> String {
    format!(
        r#"{{"time":"2026-11-23T18:00:00Z","logsource":{{"category":"process_creation","product":"linux"}},"fields":{{"Image":"{image}","n":1}}}}"#
    )
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

fn zstd(text: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(text, ruzstd::encoding::CompressionLevel::Fastest)
}

/// A large archive with bad lines in it, several batches long.
fn large() -> String {
    let mut text = String::new();
    for number in 0..20_000 {
        match number % 997 {
            0 => text.push_str("none\n"),
            1 => text.push_str("\n{\n  \"logsource\": {\"category\": \"process_creation\"},\n  \"fields\": {\"Image\": \"/bin/sh\"}\n}\n"),
            _ if number % 7 == 0 => text.push_str(&(flat("/bin/sh") + "\n")),
            _ => text.push_str(&(flat(&format!("/bin/{}", "x".repeat(number % 400))) + "\n")),
        }
    }
    text
}

#[test]
fn the_answer_does_not_depend_on_threads_or_compression() {
    let folder = Folder::new("threads");
    let text = large();
    let rules = rules(RULES);
    let plain = [folder.file("a.jsonl", text.as_bytes()), folder.file("b.jsonl", flat("/bin/sh").as_bytes())];
    let expected = replayed(&rules, &plain, 1);
    assert_eq!(expected.0.events, 20_001);
    assert_eq!(expected.0.bad, 21);
    assert!(expected.1.lines.ends_with("{\"event\":20000,\"rules\":[\"shell\"],\"response\":\"block\"}\n"));
    assert_eq!(expected.1.lines.lines().count() as u64, expected.0.matched);
    assert_eq!(expected.1.problems.first().map(|(_, line, _)| *line), Some(Some(1)));
    for threads in [2, 3, 8] {
        assert_eq!(replayed(&rules, &plain, threads), expected, "{threads} threads");
    }
    for (name, compressed) in [("a.gz", gzip(text.as_bytes())), ("a.zst", zstd(text.as_bytes()))] {
        let inputs = [folder.file(name, &compressed), folder.file("b.jsonl", flat("/bin/sh").as_bytes())];
        let found = replayed(&rules, &inputs, 2);
        assert_eq!((&found.0, &found.1.lines), (&expected.0, &expected.1.lines), "{name}");
        assert_eq!(found.1.problems.len(), expected.1.problems.len());
    }
}

#[test]
fn members_and_frames_one_behind_the_other_are_one_archive() {
    let folder = Folder::new("members");
    let line = (flat("/bin/sh") + "\n").into_bytes();
    let skippable = [&[0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3][..], &zstd(&line)].concat();
    for (name, bytes) in [
        ("two.gz", [gzip(&line), gzip(&line)].concat()),
        ("two.zst", [zstd(&line), zstd(&line)].concat()),
        ("skippable.zst", [skippable, zstd(&line)].concat()),
    ] {
        let (summary, kept) = replayed(&rules(RULES), &[folder.file(name, &bytes)], 2);
        assert_eq!((summary.events, summary.matched, kept.problems.len()), (2, 2, 0), "{name}: {kept:?}");
    }
}

#[test]
fn what_is_cut_or_damaged_is_an_error_behind_what_could_be_read() {
    let folder = Folder::new("cut");
    let text = large();
    for (name, bytes) in [("a.gz", gzip(text.as_bytes())), ("a.zst", zstd(text.as_bytes()))] {
        let half = bytes.get(..bytes.len() / 2).unwrap();
        let (summary, kept) = replayed(&rules(RULES), &[folder.file(name, half), folder.file("b", flat("/bin/sh").as_bytes())], 2);
        let (_, line, message) = kept.problems.last().unwrap();
        assert_eq!((summary.unreadable, *line), (1, None), "{name}");
        assert!(message.contains("ends in the middle") && message.contains("further than line"), "{name}: {message}");
        assert!(summary.events > 100 && summary.matched > 10, "{name}: {summary:?}");
        assert!(
            kept.lines.ends_with(&format!("{{\"event\":{},\"rules\":[\"shell\"],\"response\":\"block\"}}\n", summary.events - 1)),
            "{name}"
        );

        let mut wrong = bytes.clone();
        for byte in wrong.iter_mut().skip(bytes.len() / 2).take(64) {
            *byte ^= 0x55;
        }
        let (summary, kept) = replayed(&rules(RULES), &[folder.file(name, &wrong)], 2);
        assert_eq!(summary.unreadable, 1, "{name}: {:?}", kept.problems.last());
    }
    let (summary, kept) = replayed(&rules(RULES), &[folder.missing("none"), folder.file("b", flat("/bin/sh").as_bytes())], 2);
    assert_eq!((summary.unreadable, summary.matched, kept.problems.len()), (1, 1, 1));
    let (summary, _) = replayed(&rules(RULES), &[folder.file("garbage.gz", b"\x1f\x8bgarbage that is no gzip")], 2);
    assert_eq!(summary.unreadable, 1);
}

#[test]
fn bad_lines_are_named_and_counted() {
    let folder = Folder::new("bad");
    let text = format!("\u{feff}{}\n\nnone\n{}\n[1]\n\u{0}\n{}", flat("/bin/ls"), flat("/bin/sh"), r#"{"torn"#);
    let mut bytes = text.into_bytes();
    bytes.extend_from_slice(b"\n{\"fields\":{\"a\":\"\xff\"},\"logsource\":{}}\n");
    let (summary, kept) = replayed(&rules(RULES), &[folder.file("a", &bytes)], 2);
    assert_eq!(kept.lines, "{\"event\":2,\"rules\":[\"shell\"],\"response\":\"block\"}\n");
    let lines: Vec<u64> = kept.problems.iter().filter_map(|(_, line, _)| *line).collect();
    assert_eq!(lines, [3, 5, 6, 7, 8]);
    assert_eq!((summary.events, summary.bad), (7, 5));
    assert!(kept.problems.last().is_some_and(|(_, _, why)| why.contains("not UTF-8 from byte 17")), "{kept:?}");
}

#[test]
fn every_form_of_event() {
    let folder = Folder::new("forms");
    let sysmon = |id: u8, data: &str| {
        format!(r#"{{"Event":{{"System":{{"EventID":{id},"Channel":"Microsoft-Windows-Sysmon/Operational"}},"EventData":{{{data}}}}}}}"#)
    };
    let lines = [
        sysmon(1, r#""Image":"C:\\Windows\\cmd.exe""#),
        sysmon(13, r#""EventType":"SetValue","TargetObject":"HKLM\\Run\\x""#),
        sysmon(3, r#""Image":"C:\\Windows\\cmd.exe""#),
        r#"{"v":1,"event":"fs.open","fields":{"path":"/home/x/.npmrc","create":false},"package":{"name":"evil","version":"1.0.0"}}"#
            .to_owned(),
        r#"{"v":1,"event":"fs.open","fields":{"path":"/home/x/.npmrc","create":false},"package":{"name":null,"reason":"eval"}}"#.to_owned(),
        r#"{"v":1,"event":"fs.open","fields":{"path":"/home/x/.npmrc","create":false,"package.name":"evil"}}"#.to_owned(),
        r#"{"v":1,"event":"process.spawn","fields":{"file":"/bin/sh","args":["sh","-c"]}}"#.to_owned(),
        r#"{"v":1,"event":"shop.refund","fields":{"amount":12}}"#.to_owned(),
        r#"{"v":1,"event":"shop.sale","fields":{"amount":12}}"#.to_owned(),
        r#"{"logsource":{"product":"macos"},"fields":{"Image":"/bin/sh"}}"#.to_owned(),
    ];
    let (summary, kept) = replayed(&rules(RULES), &[folder.file("a", lines.join("\n").as_bytes())], 2);
    let expected = [
        (0, r#"["shell","windows"],"response":"block""#),
        (1, r#"["set","registry"],"response":"alert""#),
        (3, r#"["evil"],"response":"alert""#),
        (6, r#"["shell"],"response":"block""#),
        (7, r#"["refund"],"response":"alert""#),
    ];
    let expected = expected.map(|(event, rest)| format!("{{\"event\":{event},\"rules\":{rest}}}\n")).concat();
    assert_eq!(kept.lines, expected);
    assert_eq!(summary.by_rule, [2, 1, 1, 1, 1, 1]);
    assert_eq!(kept.problems, []);
}

/// The rule that correlations count.
const FAILED: &str = "
title: A failed login
id: failed
logsource: { product: linux, service: auth }
detection: { s: { result: failed }, condition: s }";

#[test]
fn correlations_see_the_events_in_their_order_whatever_the_threads() {
    let folder = Folder::new("correlations");
    let rules = rules(
        &(FAILED.to_owned()
            + "
---
title: Many failed logins
id: many
response: block
correlation: { type: event_count, rules: [failed], group-by: [User], timespan: 1m, condition: { gte: 50 } }
"),
    );
    let mut text = String::new();
    for number in 0..12_000_u64 {
        let (minute, second) = (number / 60 % 60, number % 60);
        let user = if number % 1000 < 100 { "mallory".to_owned() } else { format!("u{}", number % 700) };
        let time = format!("2026-11-23T{:02}:{minute:02}:{second:02}Z", number / 3600);
        let filler = "x".repeat(60);
        writeln!(
            text,
            r#"{{"time":"{time}","logsource":{{"product":"linux","service":"auth"}},"fields":{{"result":"failed","User":"{user}","x":"{filler}"}}}}"#
        )
        .unwrap();
    }
    let input = [folder.file("a.jsonl", text.as_bytes())];
    let expected = replayed(&rules, &input, 1);
    // Each hundred of mallory's, a second apart, holds from the fiftieth on.
    assert_eq!(expected.0.matched, 12 * 51);
    assert!(expected.1.lines.starts_with("{\"event\":49,\"rules\":[\"many\"],\"response\":\"block\"}\n"), "{}", &expected.1.lines[..100]);
    for threads in [2, 5] {
        assert_eq!(replayed(&rules, &input, threads), expected, "{threads} threads");
    }
}

/// Events in any order count as long as they are no further behind the latest of their group than the timespan; by arrival none is late.
#[test]
fn late_events_count_up_to_the_timespan_and_by_arrival_always() {
    use std::sync::atomic::{AtomicI64, Ordering};

    static CLOCK: AtomicI64 = AtomicI64::new(10);
    let folder = Folder::new("late");
    let rules = rules(
        &(FAILED.to_owned()
            + "
---
title: Three failed logins
id: three
response: block
correlation: { type: event_count, rules: [failed], group-by: [User], timespan: 1m, condition: { gte: 3 } }
"),
    );
    let event = |time: &str, user: &str| {
        format!(
            "{{\"time\":\"2026-11-23T18:{time}Z\",\"logsource\":{{\"product\":\"linux\",\"service\":\"auth\"}},\"fields\":{{\"result\":\"failed\",\"User\":\"{user}\"}}}}\n"
        )
    };
    // The second is a microsecond too late, the third just in time; a group's window is not moved by another group's events.
    let text = [event("02:00", "a"), event("00:59.999999", "a"), event("01:00", "a"), event("59:00", "b"), event("01:30", "a")].concat();
    let input = [folder.file("a.jsonl", text.as_bytes())];
    let by_event = replayed(&rules, &input, 2);
    assert_eq!((by_event.0.matched, by_event.0.late), (1, 1));
    assert_eq!(by_event.1.lines, "{\"event\":4,\"rules\":[\"three\"],\"response\":\"block\"}\n");
    // Read within the timespan, one after the other; the clock goes back once, and the window stays.
    let arrival: fn() -> i64 = || CLOCK.fetch_sub(1, Ordering::Relaxed);
    let mut kept = support::Kept::default();
    let options = replay::Options { threads: 2, state: None, arrival: Some(arrival), clock: None };
    let by_arrival = replay::replay(&rules, &input, options, &mut kept).unwrap();
    assert_eq!((by_arrival.matched, by_arrival.late), (2, 0));
    assert!(kept.lines.starts_with("{\"event\":2,"), "{}", kept.lines);
}

/// With a clock each rule's candidates and time are counted, the same for every number of threads.
#[test]
fn what_each_rule_costs() {
    use std::sync::atomic::{AtomicU64, Ordering};

    static TICKS: AtomicU64 = AtomicU64::new(0);
    let clock: fn() -> u64 = || TICKS.fetch_add(1, Ordering::Relaxed);
    let rule = |id: &str, detection: &str| {
        format!("title: T\nid: {id}\nlogsource: {{ category: process_creation }}\ndetection: {{ {detection} }}\n")
    };
    let set =
        rules(&[rule("both", "s: { Image: a, User: u }, condition: s"), rule("never", "s: { Image: z }, condition: s")].join("---\n"));
    let event = |image: &str, user: &str| {
        format!("{{\"logsource\":{{\"category\":\"process_creation\"}},\"fields\":{{\"Image\":\"{image}\",\"User\":\"{user}\"}}}}\n")
    };
    let text = [event("a", "u"), event("a", "x"), event("b", "x")].concat();
    for threads in [1, 4] {
        let inputs = [replay::Input::Bytes(text.as_bytes().into())];
        let options = replay::Options { threads, state: None, arrival: None, clock: Some(clock) };
        let summary = replay::replay(&set, &inputs, options, &mut support::Kept::default()).unwrap();
        let profile = summary.profile.unwrap();
        assert_eq!(summary.by_rule, [1, 0]);
        assert_eq!(profile.candidates[1], 0);
        assert!((1..=2).contains(&profile.candidates[0]) && profile.nanoseconds[0] >= profile.candidates[0] && profile.nanoseconds[1] == 0);
    }
    let (summary, _) = replayed(&set, &[replay::Input::Bytes(text.as_bytes().into())], 1);
    assert_eq!(summary.profile, None);
}
