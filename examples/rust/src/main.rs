//! Has two events judged by the rules that ship, and shows which rules match.

use std::path::Path;
use std::sync::Arc;
use std::{fs, io, process};

use engine::{CompileOptions, Evaluator, Event, Package, RuleSet, Severity, Source, Value, schema};

fn main() -> io::Result<()> {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../rules"));
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        files.push((path.display().to_string(), fs::read_to_string(&path)?));
    }
    files.sort();
    let sources: Vec<Source<'_>> = files.iter().map(|(name, text)| Source { name, text }).collect();
    let options = CompileOptions { products: vec!["linux".to_owned()], ..CompileOptions::default() };
    let report = RuleSet::compile(&sources, &options);
    for problem in report.diagnostics.iter().filter(|one| one.severity == Severity::Error) {
        eprintln!("{}", problem.line());
    }
    let Some(rules) = report.rules.map(Arc::new) else { process::exit(1) };

    // One evaluator for each thread; the rules are shared.
    let mut evaluator = Evaluator::new(Arc::clone(&rules));
    let worm = Package { name: Some("worm"), path: Some("node_modules/worm/index.js"), ..Package::default() };
    let events = [("/usr/bin/git", "git status", None), ("/bin/sh", "sh -c id", Some(&worm))];
    for (file, command_line, package) in events {
        let fields = [("file", Value::Text(file)), ("command_line", Value::Text(command_line))];
        let event = Event { id: schema::event::PROCESS_SPAWN, name: "", fields: &fields };
        let verdict = evaluator.evaluate_event(&event, package);
        let response = verdict.response.map_or("none", |response| response.as_str());
        println!("{response:<5} {command_line}");
        for rule in verdict.matched.iter().filter_map(|&rule| rules.rules().get(rule as usize)) {
            println!("      {} [{}]", rule.title, rule.id);
        }
    }
    Ok(())
}
