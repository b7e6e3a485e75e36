//! Only this engine, and only one thing, for a profiler: `--profile judge|text|yaml|image`, by every rule, or by a tenth of them (`--every 10`), which begins with
//! the first or a later one (`--from 3`). The function to look below is the one of that name here (`valgrind --tool=callgrind --toggle-collect='*::judged'`; `*::judged_text` for `text`).

use std::sync::Arc;

use engine::RuleSet;

use crate::engines::{self, Overt, Peer};
use crate::events::Lane;
use crate::rules::Rule;

/// How often all events are judged, and an image is loaded.
const ROUNDS: usize = 5;

pub fn run(lane: &Lane, rules: &[Rule], (from, every): (usize, usize), what: &str) {
    let chosen: Vec<&Rule> = lane.rules.iter().skip(from).step_by(every).map(|at| &rules[*at]).collect();
    let said = match what {
        "yaml" => format!("{} rules", compiled(&chosen, lane).count()),
        "image" => {
            let image = compiled(&chosen, lane).build();
            let rules: usize = (0..ROUNDS).map(|_| loaded(&image).count()).sum();
            format!("{} bytes, {rules} rules in {ROUNDS} rounds", image.len())
        }
        _ => {
            let texts = engines::texts(&lane.events);
            let mut ours = Overt::new(compiled(&chosen, lane), &lane.events, &texts);
            // Once before what is counted, so that what is made at the first event is made.
            let counted: usize = (0..lane.events.len()).map(|at| ours.count(at)).sum();
            let judge = |at: usize| if what == "text" { judged_text(&mut ours, at, &lane.events[at].text) } else { judged(&mut ours, at) };
            let again: usize = (0..ROUNDS).flat_map(|_| 0..lane.events.len()).map(judge).sum();
            assert_eq!(again, counted * ROUNDS, "the same events, the same matches");
            format!("{again} matches in {} events", lane.events.len() * ROUNDS)
        }
    };
    eprintln!("{}, {} rules, {what}: {said}", lane.name, chosen.len());
}

#[inline(never)]
fn judged(peer: &mut Overt<'_>, at: usize) -> usize {
    peer.count(at)
}

/// The same from JSON text.
#[inline(never)]
fn judged_text(peer: &mut Overt<'_>, at: usize, text: &str) -> usize {
    peer.count_text(at, text)
}

#[inline(never)]
fn compiled(chosen: &[&Rule], lane: &Lane) -> Arc<RuleSet> {
    let set = Arc::new(engines::compile(chosen));
    engines::prepare(&set, &engines::distinct(&lane.events));
    set
}

#[inline(never)]
fn loaded(image: &[u8]) -> RuleSet {
    RuleSet::load(image).expect("an image that was just built")
}
