//! No memory is allocated for an event, once the first events of its kind have been judged.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::sync::Arc;

use engine::{CompileOptions, Evaluator, LogSource, Outcome, RuleSet, Source, Value, schema};

mod support;

struct Counting;

thread_local! {
    static COUNT: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: every call is handed to the system's allocator unchanged; counting touches a thread-local cell that needs no allocation.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let _ = COUNT.try_with(|count| count.set(count.get() + 1));
        // SAFETY: the caller keeps `GlobalAlloc`'s contract.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps `GlobalAlloc`'s contract.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const RULES: &str = "
title: One
logsource: { category: process_creation }
detection:
  s: { Image|endswith: [/curl, /wget], CommandLine|contains|all: [http, '|'] }
  r: { CommandLine|re: 'c[ou]rl.*-k' }
  g: { CommandLine: '*a?b*c*' }
  k: [evil]
  p: { package.name: evil, Image|contains: curl }
  condition: 1 of them
";

/// Rules whose tests are of every kind, for the archive's events.
const EVERY_KIND: &str = r"
title: Every kind
logsource: { category: any }
detection:
  start: { A|startswith: [xa, abcdefghi], B: [whole, ''] }
  end: { A|endswith|cased: Zz }
  short: { A|contains: [q, qq, qqq] }
  net: { B|cidr: [10.0.0.0/8, '::1/128'] }
  regex: { A|re: 'm+n\d' }
  glob: { A: 'u*v?w' }
  absent: { C: null, A: never }
  there: { C|exists: true, A: never }
  words: [keyword, 'k*y']
  condition: 1 of them
";

#[test]
fn judging_an_archives_events_allocates_nothing() {
    let set = Arc::new(RuleSet::compile(&[Source { name: "r.yml", text: EVERY_KIND }], &CompileOptions::default()).rules.unwrap());
    let route = set.route(&LogSource { category: Some("any"), ..LogSource::default() });
    let values = ["", "plain", "mmm", "uuvw", "10.x", "11.0.0.1", "Äußerst", "abcdefgh", "kax-", "m1n"];
    let events: Vec<_> = values
        .iter()
        .map(|value| [(set.field("A"), Value::Text(value)), (set.field("B"), Value::Text("other")), (set.field("D"), Value::Null)])
        .collect();
    let mut evaluator = Evaluator::new(set);
    let mut round = || {
        let before = COUNT.with(Cell::get);
        let matched = events.iter().filter(|event| !evaluator.evaluate_archived(route, &event[..]).matched.is_empty()).count();
        (matched, COUNT.with(Cell::get) - before)
    };
    assert!(round().1 > 0, "the first round makes the plan");
    assert_eq!([round(), round()], [(0, 0), (0, 0)]);
}

#[test]
fn judging_allocates_nothing() {
    let set = RuleSet::compile(&[Source { name: "r.yml", text: RULES }], &CompileOptions::default()).rules.unwrap();
    let mut evaluator = Evaluator::new(Arc::new(set));
    let frames: Vec<Vec<u8>> = ["ls -l", "xcurl http://x -x", "c a b aXb", "ÄÖ é http curl"]
        .iter()
        .map(|line| support::frame(schema::event::PROCESS_SPAWN, &[(0, 0, "/bin/ls"), (1, 0, "ls"), (1, 0, "-l"), (2, 0, line)]))
        .collect();
    let mut scratch = frames[0].clone();
    let mut counts = Vec::new();
    for _ in 0..3 {
        let before = COUNT.with(Cell::get);
        for frame in &frames {
            scratch.copy_from_slice(frame);
            assert_eq!(evaluator.evaluate(&mut scratch), Outcome::Done);
        }
        counts.push(COUNT.with(Cell::get) - before);
    }
    assert!(counts[0] > 0, "the first round makes the plan");
    assert_eq!(counts[1..], [0, 0]);
}
