//! Plans by other hands: a number of what is not there is refused when an image is loaded.

use super::*;
use crate::memory::{Part, Shared};
use crate::schema::event::PROCESS_SPAWN;
use crate::{CompileOptions, RuleSet, Source};

#[test]
fn links_lead_to_what_is_there() {
    let (group, rule, record) = (|number: u32| 1 << 30 | number, |number: u32| 2 << 30 | number, |at: u32| 3 << 30 | at);
    let sound = |links: &[u32], records: &[u32]| links_are_sound(links, records, count(links.len()), 4);
    assert!(sound(&[0, group(2), rule(3)], &[]));
    assert!(sound(&[group(1), record(0)], &[0, 2, 3, 1]));
    // What is not there.
    assert!(!sound(&[group(1)], &[]) && !sound(&[rule(4)], &[]) && !sound(&[record(0)], &[0, 2, 3]) && !sound(&[record(4)], &[0, 2, 3, 1]));
    assert!(!sound(&[record(0)], &[0, 1, 4]) && !sound(&[record(0), 0], &[1, 0, 2]) && sound(&[record(0), 0], &[1, 0, 1]));
    // One record for all nodes: their links would be more than there is to read.
    assert!(!sound(&[record(0); 32], &[0, 8, 0, 1, 2, 3, 0, 1, 2, 3]));
}

#[test]
fn steps_lead_back_and_ask_for_what_is_there() {
    const LAST: u32 = MISS + 1;
    let asked = Asked { nodes: 4, searches: 2, slots: 40 };
    // A node has the bits of 31 that are not asked for.
    let question = |kind: u32, number: u32| kind << 28 | number | if kind == 0 { 31 << 5 } else { 0 };
    let sound = |steps: &[Step]| steps_are_sound(steps, &asked);
    // A node, one of many that has no word of its own, a search, and four kinds of questions of a slot.
    for (kind, most) in [(0, 3), (6, 3), (4, 1), (1, 39), (2, 39), (3, 39), (5, 39)] {
        assert!(sound(&[[question(kind, most), LAST, MISS]]) && sound(&[[question(kind, most) | 1 << 31, LAST, MISS]]), "{kind}");
        assert!(!sound(&[[question(kind, most + 1), LAST, MISS]]), "{kind}");
    }
    assert!(!sound(&[[question(7, 0), LAST, MISS]]));
    // Some nodes in a row, all of which are there.
    let row = |first: u32, more: u32| first >> 5 << 10 | (31 - more) << 5 | first & 31;
    assert!(sound(&[[row(0, 3), LAST, MISS]]) && sound(&[[row(2, 1), LAST, MISS]]));
    assert!(!sound(&[[row(0, 4), LAST, MISS]]) && !sound(&[[row(3, 31), LAST, MISS]]) && !sound(&[[row(32, 0), LAST, MISS]]));
    let step = |yes: u32, no: u32| [question(0, 0), yes, no];
    assert!(sound(&[]) && sound(&[step(LAST, MISS), step(0, MISS), step(LAST, 1)]));
    for wrong in [0, 1, 2, MISS - 1] {
        assert!(!sound(&[step(wrong, MISS)]) && !sound(&[step(MISS, wrong)]), "{wrong}");
    }
    assert!(!sound(&[step(LAST, MISS), step(1, MISS)]) && !sound(&[step(LAST, MISS), step(MISS, 1)]));
}

// The places of a head.
const SLOTS: usize = 0;
const NODES: usize = 1;
const RULES: usize = 2;
const MIXED: usize = 4;
const REQUEST: usize = 5;
const BY_SLOT: usize = 6;
const LINKS: usize = 8;
const STEPS: usize = 12;
const PLANNED: usize = 14;
const OPEN: usize = 16;
const KEYWORDS: usize = 22;
const COLUMNS: usize = 23;

/// A plan of three rules, of which two have a witness, as an image has it: the head, and the
/// memory.
fn written() -> (Vec<u32>, (Vec<u32>, Part)) {
    let rule = |selection: &str| {
        format!("title: t\nlogsource: {{ category: process_creation }}\ndetection: {{ s: {{ {selection} }}, condition: s }}\n---\n")
    };
    let text = ["Image|endswith: /sh, CommandLine|contains: curl", "Image|endswith: /bash", "User: null"].map(rule).concat();
    let source = Source { name: "r.yml", text: text.trim_end_matches("---\n") };
    let rules = RuleSet::compile(&[source], &CompileOptions::default()).rules.unwrap();
    let plan = rules.plan(PROCESS_SPAWN).unwrap();
    let mut shared = Shared::default();
    let mut head = HeadWriter::new(&plan.memory, &mut shared);
    plan.write(&mut head);
    (head.head, shared.finish())
}

fn is_read(head: &[u32], (memory, texts): (&[u32], Part), rules: u32) -> bool {
    let shared: Arc<[u32]> = memory.into();
    let read = |mut head| Plan::read(1, &mut head, &shared, HashMap::default(), Vec::new(), rules);
    HeadReader::new(head, memory, texts).and_then(read).is_some()
}

#[test]
fn a_head_with_another_number_is_refused() {
    let (head, (memory, texts)) = written();
    assert!(is_read(&head, (&memory, texts), 3) && !is_read(&head, (&memory, texts), 2));
    let taken = |place: usize, value: u32| {
        let mut changed = head.clone();
        changed[place] = value;
        is_read(&changed, (&memory, texts), 3)
    };
    assert!(taken(MIXED, 1) && !taken(MIXED, 2) && taken(REQUEST, 1) && !taken(REQUEST, 2));
    for place in [SLOTS, RULES] {
        assert!(!taken(place, head[place] - 1) && !taken(place, head[place] + 1) && !taken(place, u32::MAX), "{place}");
    }
    // A node that nothing is said of is no danger, but more than there could be would be given room.
    assert!(!taken(NODES, head[NODES] - 1) && taken(NODES, head[NODES] + 1));
    assert!(taken(NODES, count(memory.len())) && !taken(NODES, count(memory.len()) + 1) && !taken(NODES, u32::MAX));
    for (part, record) in [(BY_SLOT, 2), (LINKS, 1), (STEPS, 3), (PLANNED, 4), (OPEN, 3)] {
        assert!(head[part + 1] >= record && !taken(part + 1, u32::MAX), "{part}");
    }
    assert!(
        taken(LINKS + 1, head[LINKS + 1] - 1)
            && !taken(LINKS + 1, head[NODES] + 1)
            && !taken(BY_SLOT + 1, head[BY_SLOT + 1] - 2)
            && !taken(PLANNED + 1, 8)
    );
    // A step less: a rule names it.
    assert!(!taken(STEPS + 1, head[STEPS + 1] - 3));
    assert!(!taken(KEYWORDS, 2));
    assert!(taken(COLUMNS, 0) && !taken(COLUMNS, head[COLUMNS] + 1) && !taken(COLUMNS, 2 * head[SLOTS] + 1));
}

#[test]
fn a_rule_that_is_not_there_is_refused() {
    let (head, (memory, texts)) = written();
    let taken = |at: usize, value: u32| {
        let mut changed = memory.clone();
        changed[at] = value;
        is_read(&head, (&changed, texts), 3)
    };
    let steps = head[STEPS + 1] / 3;
    for rule in (head[PLANNED] as usize..).step_by(4).take(3) {
        let [number, start, first, end] = [rule, rule + 1, rule + 2, rule + 3];
        assert!(taken(number, 2) && !taken(number, 3));
        assert!(taken(start, steps - 1) && taken(start, MISS) && taken(start, MISS + 1) && !taken(start, steps) && !taken(start, MISS - 1));
        assert!(taken(first, memory[end]) && !taken(first, memory[end] + 1));
        assert!(taken(end, steps) && !taken(end, steps + 1));
    }
    let [rule, slot] = [head[OPEN] as usize, head[OPEN] as usize + 1];
    assert!(taken(rule, 2) && !taken(rule, 3));
    assert!(taken(slot, head[SLOTS] - 1) && taken(slot, unindexed::ANY) && !taken(slot, head[SLOTS]));
}
