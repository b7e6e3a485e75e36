//! `SigmaHQ`'s regression samples, where a copy lies beside the repository (or where `OVERT_SIGMA_CORPUS` says): each sample is matched by its rule.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use engine::{CompileOptions, RuleSet, Source};
use replay::Input;

use crate::support;

fn files(folder: &Path, extension: &str, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, extension, found);
        } else if path.extension().is_some_and(|one| one == extension) {
            found.push(path);
        }
    }
}

#[test]
fn every_sample_is_matched_by_its_rule() {
    let default = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpora/sigma");
    let corpus = std::env::var_os("OVERT_SIGMA_CORPUS").map_or(default, PathBuf::from);
    let mut samples = Vec::new();
    files(&corpus.join("regression_data"), "json", &mut samples);
    samples.sort();
    if samples.is_empty() {
        eprintln!("skipped: no regression samples at {}", corpus.display());
        return;
    }
    let mut rules = Vec::new();
    for folder in ["rules", "rules-emerging-threats", "rules-threat-hunting"] {
        files(&corpus.join(folder), "yml", &mut rules);
    }
    rules.sort();
    let texts: Vec<String> = rules.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect();
    let usable = |text: &&String| RuleSet::compile(&[Source { name: "r", text }], &CompileOptions::default()).rules.is_some();
    let sources: Vec<Source<'_>> = texts.iter().filter(usable).map(|text| Source { name: "r.yml", text }).collect();
    let set = Arc::new(RuleSet::compile(&sources, &CompileOptions::default()).rules.expect("rules that load alone load together"));
    let mut missed = Vec::new();
    let mut asked = 0;
    for sample in &samples {
        let id = sample.file_stem().unwrap().to_string_lossy().into_owned();
        if !set.rules().iter().any(|rule| rule.id == id) {
            continue;
        }
        asked += 1;
        let (_, kept) = support::replayed(&set, &[Input::File(sample.clone())], 1);
        if !kept.lines.contains(&format!("\"{id}\"")) || !kept.problems.is_empty() {
            missed.push(format!("{}: {:?} {}", sample.display(), kept.problems.first(), kept.lines.trim()));
        }
    }
    eprintln!("{} samples, {asked} with a rule that loads: {} matched", samples.len(), asked - missed.len());
    assert!(missed.is_empty(), "{} are not matched by their rule:\n{}", missed.len(), missed.join("\n"));
    assert!(asked * 10 >= samples.len() * 9, "only {asked} of {} samples have a rule that loads", samples.len());
}
