//! The files that a thread of the walk found.

use crate::Digest;
use crate::manifest::Entry;
use crate::manifest::index::{Key, key};

/// The paths lie behind each other in one piece of memory: a piece for each was 4 % of what `lock` does.
#[derive(Default)]
pub(super) struct Gathered {
    paths: String,
    files: Vec<File>,
}

struct File {
    /// Where the path ends; it begins where the one before ends.
    end: usize,
    key: Key,
    digest: Digest,
    size: u64,
}

impl Gathered {
    pub(super) fn add(&mut self, path: &str, digest: Digest, size: u64) {
        self.paths.push_str(path);
        self.files.push(File { end: self.paths.len(), key: key(path), digest, size });
    }

    pub(super) fn entries(&self) -> impl Iterator<Item = Entry<'_>> {
        let starts = std::iter::once(0).chain(self.files.iter().map(|file| file.end));
        let path = |start, end| self.paths.get(start..end).unwrap_or_default();
        starts.zip(&self.files).map(move |(start, &File { end, key, digest, size })| Entry { path: path(start, end), key, digest, size })
    }
}
