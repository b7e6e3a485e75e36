//! fs-verity: what the kernel itself says of a file whose bytes nothing can change any more.
//!
//! The digest is the root of a hash tree over the file's bytes, with the tree's parameters, and no digest of a manifest's kind; so it is said beside that, and does
//! not take its place. <https://docs.kernel.org/filesystems/fsverity.html>

use std::fmt;
use std::fs::File;

/// A file's digest as fs-verity measures it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Verity {
    algorithm: Algorithm,
    digest: Vec<u8>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Algorithm {
    Sha256,
    Sha512,
}

/// Asks the kernel for the digest of an open file; `None` where the file is not protected. Asking takes a system call that needs `unsafe`, so it is brought by whoever
/// has it.
pub type Measure = fn(&File) -> Option<Verity>;

impl Verity {
    /// Reads the kernel's `struct fsverity_digest`: algorithm (u16), size (u16), digest. `None` for an algorithm that is not known here, or another size than its own.
    ///
    /// ```
    /// let mut answer = vec![0xab; 36];
    /// answer[..2].copy_from_slice(&1_u16.to_ne_bytes());
    /// answer[2..4].copy_from_slice(&32_u16.to_ne_bytes());
    /// let verity = integrity::Verity::parse(&answer).unwrap();
    /// assert_eq!(verity.to_string(), format!("sha256:{}", "ab".repeat(32)));
    /// ```
    #[must_use]
    pub fn parse(answer: &[u8]) -> Option<Self> {
        let (algorithm, rest) = answer.split_first_chunk()?;
        let (size, rest) = rest.split_first_chunk()?;
        // `FS_VERITY_HASH_ALG_SHA256`, `FS_VERITY_HASH_ALG_SHA512`
        let (algorithm, length) = match u16::from_ne_bytes(*algorithm) {
            1 => (Algorithm::Sha256, 32),
            2 => (Algorithm::Sha512, 64),
            _ => return None,
        };
        if usize::from(u16::from_ne_bytes(*size)) != length {
            return None;
        }
        Some(Self { algorithm, digest: rest.get(..length)?.to_vec() })
    }
}

/// `sha256:` or `sha512:` and the digest, as `fsverity measure` prints it.
impl fmt::Display for Verity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.algorithm {
            Algorithm::Sha256 => "sha256:",
            Algorithm::Sha512 => "sha512:",
        })?;
        self.digest.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(algorithm: u16, size: u16, length: usize) -> Vec<u8> {
        [&algorithm.to_ne_bytes()[..], &size.to_ne_bytes(), &vec![1; length]].concat()
    }

    #[test]
    fn what_the_kernel_answers() {
        // The kernel fills the front of the memory that it is given.
        assert_eq!(Verity::parse(&answer(1, 32, 64)).unwrap().to_string(), format!("sha256:{}", "01".repeat(32)));
        assert_eq!(Verity::parse(&answer(2, 64, 64)).unwrap().to_string(), format!("sha512:{}", "01".repeat(64)));
    }

    #[test]
    fn what_it_would_not_answer_is_no_digest() {
        for wrong in [
            answer(3, 32, 64),
            answer(0, 32, 64),
            answer(1, 64, 64),
            answer(2, 32, 64),
            answer(1, 32, 31),
            answer(1, 0, 64),
            vec![],
            vec![1],
        ] {
            assert_eq!(Verity::parse(&wrong), None, "{wrong:?}");
        }
    }
}
