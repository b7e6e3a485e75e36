//! Inputs made from a corpus by random changes, from a seed.

use std::path::{Path, PathBuf};

/// xorshift64*: small, and the same everywhere.
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % (limit.max(1) as u64)).unwrap_or_default()
    }
}

/// Changes an input in one to eight places.
pub fn mutate(random: &mut Random, corpus: &[Vec<u8>]) -> Vec<u8> {
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
                let most = if random.below(50) == 0 { 2_000 } else { 4 };
                for _ in 0..random.below(most) {
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

/// The files of a target's corpus, in the order of their names; `folder` is that of the targets.
pub fn corpus(folder: &Path, name: &str) -> Vec<Vec<u8>> {
    let folder = folder.join("corpus").join(name);
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).map(|entries| entries.flatten().map(|entry| entry.path()).collect()).unwrap_or_default();
    files.sort();
    files.iter().filter_map(|file| std::fs::read(file).ok()).collect()
}
