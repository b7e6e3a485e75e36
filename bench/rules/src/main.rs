//! Compares this engine with rsigma-eval and sigma-rust: one process, one core, answers before times. `node bench/rules/run.mjs` builds and runs it.

mod adversarial;
mod demand;
mod engines;
mod events;
mod json;
mod lane;
mod measure;
mod profile;
mod random;
mod report;
mod rules;
mod source;

use std::path::Path;

use report::Report;

#[global_allocator]
static ALLOCATOR: measure::Counting = measure::Counting;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let value = |name: &str| arguments.iter().position(|one| one == name).and_then(|at| arguments.get(at + 1));
    let rounds = value("--rounds").and_then(|text| text.parse().ok()).unwrap_or(9);
    let wanted = value("--lanes").map_or("A,B,C", String::as_str);
    let rules = rules::load(value("--corpus").map(Path::new));
    let mut report = Report::new(rules.rules.len(), rules.left_out, &rules.from);
    for lane in events::lanes(&rules.rules).iter().filter(|lane| wanted.split(',').any(|name| name == lane.name)) {
        if arguments.iter().any(|one| one == "--demand") {
            demand::run(lane, &rules.rules);
            continue;
        }
        if let Some(what) = value("--profile") {
            let every = value("--every").and_then(|text| text.parse().ok()).unwrap_or(1);
            let from = value("--from").and_then(|text| text.parse().ok()).unwrap_or(0);
            profile::run(lane, &rules.rules, (from, every), what);
            continue;
        }
        lane::run(lane, &rules.rules, rounds, arguments.iter().any(|one| one == "--no-linear"), &mut report);
    }
    if arguments.iter().any(|one| one == "--demand") {
        return;
    }
    if arguments.iter().any(|one| one == "--json") {
        report.json()
    } else {
        report.table()
    }
    std::process::exit(i32::from(!report.agrees));
}
