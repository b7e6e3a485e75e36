//! The names that the application compiled scripts under, as hashes: there may be many, and they may be long.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};

/// Names that are remembered one by one; an application that makes a new one for each script may have millions.
const MOST_EXACT: usize = 65_536;
/// Bits of a Bloom filter that holds any number of names, two bits each: 2 MB. With a million names one name in seventy is wrongly taken for one of them.
const BITS: usize = 1 << 24;

/// INVARIANT: a name that was claimed is claimed for good. Another may be taken for it, which is one more script without a package, never one with a wrong one.
#[derive(Debug, Default)]
pub(super) struct Claims {
    exact: HashSet<u64>,
    /// Instead of them, where there were too many.
    filter: Box<[u64]>,
    /// Nobody can choose names that are taken for another.
    hasher: RandomState,
}

impl Claims {
    pub(super) fn insert(&mut self, name: &str) {
        let hash = self.hasher.hash_one(name);
        if self.filter.is_empty() {
            self.exact.insert(hash);
            if self.exact.len() <= MOST_EXACT {
                return;
            }
            self.filter = vec![0; BITS / 64].into();
        }
        for hash in std::mem::take(&mut self.exact).into_iter().chain([hash]) {
            for (word, bit) in places(hash) {
                if let Some(word) = self.filter.get_mut(word) {
                    *word |= bit;
                }
            }
        }
    }

    pub(super) fn has(&self, name: &str) -> bool {
        let hash = self.hasher.hash_one(name);
        if self.filter.is_empty() {
            return self.exact.contains(&hash);
        }
        places(hash).into_iter().all(|(word, bit)| self.filter.get(word).is_none_or(|word| word & bit != 0))
    }
}

/// Two bits, by the halves of the hash.
#[expect(clippy::cast_possible_truncation, reason = "each half has 32 bits, and 24 of them count")]
fn places(hash: u64) -> [(usize, u64); 2] {
    [hash as usize % BITS, (hash >> 32) as usize % BITS].map(|place| (place / 64, 1 << (place % 64)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_claimed_stays_claimed_however_many_follow() {
        let mut claims = Claims::default();
        assert!(!claims.has("first"));
        claims.insert("first");
        assert!(claims.has("first") && !claims.has("second"));
        for name in 0..=MOST_EXACT {
            claims.insert(&name.to_string());
        }
        assert!(claims.exact.is_empty(), "they are kept in the filter");
        assert!(claims.has("first"));
        assert!((0..=MOST_EXACT).all(|name| claims.has(&name.to_string())));
        let wrong = (0..10_000).filter(|name| claims.has(&format!("other {name}"))).count();
        assert!(wrong < 100, "{wrong} of 10,000 names that nobody claimed");
    }
}
