//! What a lane asks of any engine, counted and not timed: `--demand`. All rules, and the ten tenths of them.
//!
//! | counted for an event | why an exact engine has to do something for each |
//! |---|---|
//! | rules | one that matches has to be told from one that does not |
//! | values | of a field that a rule names, each may decide its answer, so it has to be looked at |
//! | bytes | what these values hold |
//! | new values, new bytes | of these, what did not stand in the same field before: an engine may keep what it found in the others |
//! | matches | each has to be found, and said |
//!
//! A rule of keywords reads every value. What is counted follows from rules and events alone, so that it is the same on every machine.

use std::collections::HashSet;

use crate::engines::{self, Overt, Peer, TENTHS};
use crate::events::Lane;
use crate::rules::Rule;
use crate::source::Source;
use serde_norway::Value as Yaml;

/// What is counted, in the order of [`Demand`].
const COUNTED: [&str; 6] = [
    "rules of its log source",
    "values that a rule reads",
    "their bytes",
    "values not seen before in their field",
    "their bytes",
    "rules that match",
];
/// The bound of ten times the rules.
const BOUND: f64 = 2.3;

/// Of an event, on average; by [`COUNTED`].
type Demand = [f64; COUNTED.len()];

/// What the rules of one log source read.
struct Reads<'r> {
    rules: usize,
    fields: HashSet<&'r str>,
    /// A rule of keywords is among them.
    everything: bool,
}

/// Prints the demand of all rules, of the tenths, and what follows for the bound.
pub fn run(lane: &Lane, rules: &[Rule]) {
    let chosen: Vec<&Rule> = lane.rules.iter().map(|at| &rules[*at]).collect();
    let texts = engines::texts(&lane.events);
    let mut ours = Overt::new(std::sync::Arc::new(engines::compile(&chosen)), &lane.events, &texts);
    let answers: Vec<Vec<String>> = (0..lane.events.len()).map(|at| ours.ids(at)).collect();
    let all = demand(lane, &chosen, &texts, &answers);
    let tenths: Vec<Demand> = (0..TENTHS)
        .map(|from| demand(lane, &chosen.iter().copied().skip(from).step_by(TENTHS).collect::<Vec<_>>(), &texts, &answers))
        .collect();
    println!("{}: {}: {} events, {} rules\n", lane.name, lane.about, lane.events.len(), chosen.len());
    println!("{:<40} {:>9} {:>9} {:>20} {:>6} {:>9}", "an event", "all rules", "a tenth", "least and most", "times", "excess");
    for (at, what) in COUNTED.iter().enumerate() {
        let of = |demand: &Demand| demand[at];
        let mean = tenths.iter().map(of).sum::<f64>() / TENTHS as f64;
        let (least, most) = (tenths.iter().map(of).fold(f64::MAX, f64::min), tenths.iter().map(of).fold(0.0, f64::max));
        let (range, excess) = (format!("{least:.3} to {most:.3}"), all[at] - BOUND * mean);
        println!("{what:<40} {:>9.3} {mean:>9.3} {range:>20} {:>6.2} {excess:>9.3}", all[at], all[at] / mean);
    }
    println!(
        "\nexcess: all rules less {BOUND} times a tenth. An engine whose time is a constant, and a price for each of these that is the same for all rules and for a\n\
         tenth, takes at most {BOUND} times as much for all rules exactly where the excesses times their prices come to at most {:.1} times the constant.",
        BOUND - 1.0
    );
}

/// What these rules demand, of the events in their order.
fn demand(lane: &Lane, rules: &[&Rule], texts: &[Vec<String>], answers: &[Vec<String>]) -> Demand {
    let sources = engines::distinct(&lane.events);
    let reads: Vec<Reads<'_>> = sources.iter().map(|source| reads(rules, source)).collect();
    let ids: HashSet<&str> = rules.iter().map(|rule| rule.id.as_str()).collect();
    let mut seen: HashSet<(&str, &str)> = HashSet::new();
    let mut demand = [0_usize; COUNTED.len()];
    for ((event, texts), matched) in lane.events.iter().zip(texts).zip(answers) {
        let Ok(at) = sources.binary_search(&event.source) else { continue };
        let [of_source, values, bytes, new_values, new_bytes, matches] = &mut demand;
        *of_source += reads[at].rules;
        *matches += matched.iter().filter(|id| ids.contains(id.as_str())).count();
        for ((field, _), text) in
            event.fields.iter().zip(texts).filter(|((field, _), _)| reads[at].everything || reads[at].fields.contains(field.as_str()))
        {
            *values += 1;
            *bytes += text.len();
            if seen.insert((field, text)) {
                *new_values += 1;
                *new_bytes += text.len();
            }
        }
    }
    demand.map(|sum| sum as f64 / lane.events.len() as f64)
}

fn reads<'r>(rules: &[&'r Rule], source: &Source) -> Reads<'r> {
    let mut reads = Reads { rules: 0, fields: HashSet::new(), everything: false };
    for rule in rules.iter().filter(|rule| engines::applies(rule, source)) {
        reads.rules += 1;
        for (name, selection) in rule.yaml.get("detection").and_then(Yaml::as_mapping).into_iter().flatten() {
            if name.as_str() != Some("condition") {
                reads.selection(selection);
            }
        }
    }
    reads
}

impl<'r> Reads<'r> {
    /// Adds the fields of a selection; what is no map of fields is keywords.
    fn selection(&mut self, selection: &'r Yaml) {
        match selection {
            Yaml::Sequence(list) => list.iter().for_each(|one| self.selection(one)),
            Yaml::Mapping(items) => {
                for (key, value) in items {
                    let mut parts = key.as_str().unwrap_or_default().split('|');
                    match parts.next() {
                        None | Some("") => self.everything = true,
                        Some(field) => self.fields.extend([field]),
                    }
                    if parts.any(|modifier| modifier == "fieldref") {
                        self.fields.extend(value.as_str());
                    }
                }
            }
            _ => self.everything = true,
        }
    }
}
