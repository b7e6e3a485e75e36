//! A manifest: which files may run. Three files beside each other:
//!
//! - `overt.lock`: one line a file, as `b3sum` writes it; `b3sum --check overt.lock` accepts it. For people and other tools.
//! - `overt.lock.index`: the same, sorted and binary: 56 bytes an entry: the first 16 bytes of BLAKE3(path), the file's digest, its size (u64).
//! - `overt.lock.head`: version, serial number, count, and the digests of the two. What a signature covers.
//!
//! A run trusts the head and, through it, the index; the text is checked against both by [`crate::lock::verify`].

pub mod head;
pub mod index;
pub mod text;

use crate::{Code, Error};
use head::Head;
use index::Index;
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
        let with = |suffix: &str| {
            let mut name = text.as_os_str().to_owned();
            name.push(suffix);
            PathBuf::from(name)
        };
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
}

/// What must hold for a manifest to be believed, besides its digests.
#[derive(Debug, Clone, Default)]
pub struct Trust {
    /// A public key: the head must be signed with it.
    pub pubkey: Option<String>,
    /// The smallest serial number that is accepted, against an older manifest in a newer one's place.
    pub min_serial: u64,
}

/// Reads the head and the index and believes them as far as `trust` demands.
///
/// # Errors
/// `OVERT_MANIFEST` where a file is missing, malformed, does not fit the other, or is not what `trust` demands.
pub fn trusted(files: &Files, trust: &Trust) -> Result<(Head, Index), Error> {
    if trust.pubkey.is_some() {
        return Err(Error::new(
            Code::Manifest,
            "signatures cannot be checked by this version; leave the public key out, or use a version that can",
        ));
    }
    let head = Head::parse(&read(&files.head)?).map_err(|why| malformed(&files.head, &why))?;
    if head.serial < trust.min_serial {
        return Err(Error::new(
            Code::Manifest,
            format!(
                "`{}` has serial number {}, at least {} is demanded: an older manifest stands in its place",
                files.head.display(),
                head.serial,
                trust.min_serial
            ),
        ));
    }
    let index = Index::parse(read(&files.index)?, &head).map_err(|why| malformed(&files.index, &why))?;
    Ok((head, index))
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
