//! Fuzzing with a stable compiler: `cargo run --release -- [TARGET] [--seconds N] [--seed N]`.
//!
//! Runs the corpus of each target, then changes its files at random, from a seed, for so many seconds (2 without the option). It sees
//! no coverage; libFuzzer does (README.md). An input that panics is written to `artifacts/`.
//!
//! `cargo run --release -- TARGET --write-corpus FOLDER` leaves what such a run would begin with in a folder, for libFuzzer: the files, and the inputs that are made.

mod mutate;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use mutate::{Random, mutate};
use targets::TARGETS;

/// Runs one input: false where it panics.
fn run(name: &str, target: fn(&[u8]), bytes: &[u8]) -> bool {
    if catch_unwind(AssertUnwindSafe(|| target(bytes))).is_ok() {
        return true;
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("artifacts").join(name);
    let file = folder.join(blake3::hash(bytes).to_hex().as_str());
    if std::fs::create_dir_all(&folder).and_then(|()| std::fs::write(&file, bytes)).is_ok() {
        eprintln!("{name}: panics with {}", file.display());
    }
    false
}

fn write(folder: &Path, corpus: &[Vec<u8>]) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    corpus.iter().try_for_each(|bytes| std::fs::write(folder.join(blake3::hash(bytes).to_hex().as_str()), bytes))
}

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let (mut only, mut seconds, mut seed, mut folder) = (None, 2, 1, None);
    while let Some(argument) = arguments.next() {
        let mut number = || arguments.next().and_then(|text| text.parse::<u64>().ok());
        match argument.as_str() {
            "--seconds" => seconds = number().expect("--seconds N"),
            "--seed" => seed = number().expect("--seed N"),
            "--write-corpus" => folder = Some(arguments.next().expect("--write-corpus FOLDER")),
            name => only = Some(name.to_owned()),
        }
    }
    let mut failed = false;
    for (name, target) in TARGETS.iter().filter(|(name, _)| only.as_deref().is_none_or(|only| only == *name)) {
        let mut corpus = mutate::corpus(Path::new(env!("CARGO_MANIFEST_DIR")), name);
        let files = corpus.len();
        corpus.extend(targets::made(name));
        if let Some(folder) = &folder {
            write(Path::new(folder), &corpus).expect("a folder that can be written");
            continue;
        }
        corpus.push(Vec::new());
        let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        let (begun, mut runs, mut slowest) = (Instant::now(), 0_u64, Duration::ZERO);
        let mut all: Vec<Vec<u8>> = corpus.clone();
        while begun.elapsed() < Duration::from_secs(seconds) || !all.is_empty() {
            let bytes = all.pop().unwrap_or_else(|| mutate(&mut random, &corpus));
            let start = Instant::now();
            failed |= !run(name, *target, &bytes);
            slowest = slowest.max(start.elapsed());
            runs += 1;
        }
        println!("{name}: {} files, {runs} inputs, the slowest {} ms", files, slowest.as_millis());
    }
    if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
