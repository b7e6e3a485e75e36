//! Fuzzing with a stable compiler: `cargo run --release -- [TARGET] [--seconds N] [--seed N]`.
//!
//! Runs the corpus of each target, then changes its files at random, from a seed, for so many seconds of processor time (2 without the option). It sees
//! no coverage; cargo-fuzz does, where there is a nightly compiler. An input that panics is written to `artifacts/`.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use targets::TARGETS;

/// xorshift64*: small, and the same everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % (limit.max(1) as u64)).unwrap_or_default()
    }
}

/// Changes an input in one to eight places.
fn mutate(random: &mut Random, corpus: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = corpus.get(random.below(corpus.len())).cloned().unwrap_or_default();
    for _ in 0..=random.below(8) {
        let at = random.below(bytes.len() + 1);
        match random.below(7) {
            0 if at < bytes.len() => bytes[at] ^= 1 << random.below(8),
            1 if at < bytes.len() => bytes[at] = u8::try_from(random.below(256)).unwrap_or_default(),
            2 => bytes.insert(at, u8::try_from(random.below(256)).unwrap_or_default()),
            3 => {
                let end = (at + random.below(32)).min(bytes.len());
                bytes.drain(at..end);
            }
            4 => {
                let other = corpus.get(random.below(corpus.len())).map(Vec::as_slice).unwrap_or_default();
                let from = random.below(other.len() + 1);
                let part = &other[from..(from + random.below(64)).min(other.len())];
                bytes.splice(at..at, part.iter().copied());
            }
            5 => {
                let end = (at + random.below(64)).min(bytes.len());
                let part = bytes[at..end].to_vec();
                for _ in 0..random.below(if random.below(50) == 0 { 2_000 } else { 4 }) {
                    bytes.splice(at..at, part.iter().copied());
                }
            }
            _ if at + 4 <= bytes.len() => {
                let value = [0_u32, 1, 0xffff, 0x1_0000, u32::MAX, u32::MAX / 2][random.below(6)];
                bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
            }
            _ => {}
        }
    }
    bytes
}

fn corpus(name: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(name);
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).map(|entries| entries.flatten().map(|entry| entry.path()).collect()).unwrap_or_default();
    files.sort();
    files.iter().filter_map(|file| std::fs::read(file).ok()).collect()
}

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

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let (mut only, mut seconds, mut seed) = (None, 2, 1);
    while let Some(argument) = arguments.next() {
        let mut number = || arguments.next().and_then(|text| text.parse::<u64>().ok());
        match argument.as_str() {
            "--seconds" => seconds = number().expect("--seconds N"),
            "--seed" => seed = number().expect("--seed N"),
            name => only = Some(name.to_owned()),
        }
    }
    let mut failed = false;
    for (name, target) in TARGETS.iter().filter(|(name, _)| only.as_deref().is_none_or(|only| only == *name)) {
        let mut corpus = corpus(name);
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
        println!("{name}: {} files, {runs} inputs, the slowest {} ms", corpus.len() - 1, slowest.as_millis());
    }
    if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
