//! How far a walk through a tree is, for whoever shows it.

use std::sync::atomic::{AtomicU64, Ordering};

/// Counts that only rise while a tree is walked. Another thread may read them at any time.
#[derive(Debug, Default)]
pub struct Progress {
    files: AtomicU64,
    bytes: AtomicU64,
}

impl Progress {
    /// Nothing done yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { files: AtomicU64::new(0), bytes: AtomicU64::new(0) }
    }

    /// Files that were hashed, and their bytes.
    #[must_use]
    pub fn done(&self) -> (u64, u64) {
        (self.files.load(Ordering::Relaxed), self.bytes.load(Ordering::Relaxed))
    }

    pub(crate) fn add(&self, files: u64, bytes: u64) {
        self.files.fetch_add(files, Ordering::Relaxed);
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
    }
}
