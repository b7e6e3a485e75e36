//! A manifest: which files may run. Files beside each other:
//!
//! - `overt.lock`: one line a file, as `b3sum` writes it; `b3sum --check overt.lock` accepts it. For people and other tools.
//! - `overt.lock.index`: the same, sorted and binary; further sections may follow ([`index`]).
//! - `overt.lock.head`: version, serial number, count, and the digests of the others. What a signature covers.
//! - `overt.lock.head.minisig`: the signature, if there is one, in minisign's format.
//! - `overt.lock.cache`: V8's code cache, if there is one.
//!
//! A run trusts the head and, through it, index and cache; the text is checked against both by [`crate::verify`].
//! docs/manifest.md has the formats byte by byte.

pub(crate) mod code;
pub mod head;
pub mod index;
pub(crate) mod places;
pub mod text;

mod filling;
mod kind;
mod replace;
mod trusted;

pub(crate) use filling::Filling;
pub(crate) use replace::{Place, Step, kept, perform};
pub use trusted::{Bound, Trust, Trusted};

use crate::{Code, Digest, Error};
use std::fs;
use std::path::{Path, PathBuf};

/// The manifest's usual name.
pub const NAME: &str = "overt.lock";

/// Where the files of a manifest are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Files {
    /// The text: `overt.lock`.
    pub text: PathBuf,
    /// `overt.lock.index`.
    pub index: PathBuf,
    /// `overt.lock.head`.
    pub head: PathBuf,
    /// `overt.lock.head.minisig`.
    pub signature: PathBuf,
    /// `overt.lock.cache`.
    pub cache: PathBuf,
}

impl Files {
    /// The files of the manifest whose text is at `text`.
    #[must_use]
    pub fn of(text: &Path) -> Self {
        let with = |suffix: &str| with_suffix(text, suffix);
        Self {
            text: text.to_path_buf(),
            index: with(".index"),
            head: with(".head"),
            signature: with(".head.minisig"),
            cache: with(".cache"),
        }
    }

    /// All of them.
    #[must_use]
    pub fn all(&self) -> [&Path; 5] {
        [&self.text, &self.index, &self.head, &self.signature, &self.cache]
    }

    /// The manifest's own files, as paths below the root: they are never listed.
    pub(crate) fn below(&self, root: &Path) -> Vec<String> {
        let folder = self.folder().ok().and_then(|folder| folder.canonicalize().ok()).unwrap_or_default();
        let below = |path: PathBuf| Some(folder.join(path.file_name()?).strip_prefix(root).ok()?.to_str()?.replace('\\', "/"));
        self.all().into_iter().flat_map(|path| [path.to_path_buf(), incoming(path)]).filter_map(below).collect()
    }

    /// The folder that they are in.
    pub(crate) fn folder(&self) -> Result<&Path, Error> {
        match self.text.parent() {
            Some(parent) if parent.as_os_str().is_empty() => Ok(Path::new(".")),
            Some(parent) => Ok(parent),
            None => Err(Error::new(Code::Manifest, format!("`{}` is no file", self.text.display()))),
        }
    }
}

/// Where a file is written before it takes its place; a reader looks there too, see [`replace`].
pub(crate) fn incoming(path: &Path) -> PathBuf {
    with_suffix(path, ".new")
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// A file that a manifest lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Entry<'a> {
    /// Below the root, with `/`.
    pub(crate) path: &'a str,
    /// The path's in the index.
    pub(crate) key: [u8; 16],
    pub(crate) digest: Digest,
    pub(crate) size: u64,
}

#[cfg(test)]
impl<'a> Entry<'a> {
    pub(crate) fn new(path: &'a str, digest: Digest, size: u64) -> Self {
        Self { key: index::key(path), path, digest, size }
    }
}

pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Error> {
    fs::read(path)
        .map_err(|why| Error::new(Code::Manifest, format!("`{}` cannot be read: {why}; make a manifest with `overt lock`", path.display())))
}

pub(crate) fn malformed(path: &Path, why: &str) -> Error {
    Error::new(Code::Manifest, format!("`{}` cannot be used: {why}; make it anew with `overt lock`", path.display()))
}

#[cfg(test)]
mod tests;
