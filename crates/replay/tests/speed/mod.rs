//! How fast archives are judged: `cargo test --release -p overt-replay --test replay speed -- --ignored --nocapture`. The rules that ship, and the public ones of Sigma where a copy
//! of them lies beside the repository; events as an archive has them, one in a hundred of which matches. Every round's answer is compared.
#![expect(clippy::cast_precision_loss, reason = "figures are for people")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use engine::{CompileOptions, RuleSet, Source};

use crate::support::replayed;

const EVENTS: usize = 200_000;

fn archive() -> String {
    let mut text = String::new();
    for at in 0..EVENTS {
        let image = if at % 100 == 0 { "/usr/bin/nc" } else { "/usr/bin/node" };
        let _ = writeln!(
            text,
            r#"{{"time":"2026-11-28T01:{:02}:{:02}Z","logsource":{{"category":"process_creation","product":"linux"}},"fields":{{"Image":"{image}","CommandLine":"{image} --conditions production /srv/app/node_modules/.bin/server-{at} -e /bin/sh","ParentImage":"/usr/bin/bash","ParentCommandLine":"bash -lc npm start","User":"app","CurrentDirectory":"/srv/app","ProcessId":{at}}}}}"#,
            at / 60 % 60,
            at % 60,
        );
    }
    text
}

fn rule_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            rule_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "yml") {
            found.push(path);
        }
    }
}

#[test]
#[ignore = "a measurement"]
fn speed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = [("the rules that ship", root.join("../../rules")), ("SigmaHQ's rules", root.join("../../../shared/corpora/sigma"))];
    let text = archive();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    for (name, folder) in folders {
        let mut files = Vec::new();
        rule_files(&folder, &mut files);
        files.sort();
        // Those with placeholders do not load; a file is left out as a whole.
        let texts: Vec<String> =
            files.iter().map(|file| std::fs::read_to_string(file).unwrap()).filter(|text| !text.contains("|expand")).collect();
        if texts.is_empty() {
            println!("{name}: skipped, there are none at {}", folder.display());
            continue;
        }
        let sources: Vec<_> = texts.iter().map(|text| Source { name: "r.yml", text }).collect();
        let options = CompileOptions { products: vec!["linux".into(), "nodejs".into()], ..CompileOptions::default() };
        let rules = Arc::new(RuleSet::compile(&sources, &options).rules.expect("usable rules"));
        let mut answer = None;
        for threads in [1, cores] {
            let mut best = f64::INFINITY;
            for _ in 0..3 {
                let begun = Instant::now();
                let (summary, kept) = replayed(&rules, &[replay::Input::Bytes(text.as_bytes().into())], threads);
                best = best.min(begun.elapsed().as_secs_f64());
                assert_eq!((summary.events, summary.bad), (EVENTS as u64, 0));
                assert_eq!(*answer.get_or_insert_with(|| (summary.matched, kept.lines.clone())), (summary.matched, kept.lines));
            }
            let (matched, _) = answer.as_ref().unwrap();
            println!(
                "{name} ({}), {threads} threads: {:.0} events/s, {:.0} MB/s; {matched} of {EVENTS} matched",
                rules.rules().len(),
                EVENTS as f64 / best,
                text.len() as f64 / best / 1e6
            );
        }
    }
}
