//! Making a manifest of a tree.

mod gathered;
mod order;

use crate::key::SecretKey;
use crate::manifest::head::Head;
use crate::manifest::index::Kind;
use crate::manifest::{Entry, Files, Filling, NAME, Place, code, index, text};
use crate::read::Source;
use crate::tree::{Found, walk};
use crate::{Code, Digest, Error, Progress, System};
use gathered::Gathered;
use order::in_order;
use std::collections::BTreeMap;
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::thread;

/// What to make a manifest of.
#[derive(Debug)]
pub struct Request {
    /// The root of the tree.
    pub root: PathBuf,
    /// Where the manifest's text goes; `overt.lock` in the root if absent.
    pub output: Option<PathBuf>,
    /// The serial number; one more than that of the manifest there if absent.
    pub serial: Option<u64>,
    /// What the head is signed with; not signed if absent.
    pub key: Option<SecretKey>,
    /// The start-up cache.
    pub cache: Option<Cache>,
    /// Further sections of the index, in the order of their kinds. Zeros are added to each up to a multiple of eight bytes.
    pub sections: Vec<(Kind, Vec<u8>)>,
    /// Digests of code that is in no file and may run all the same.
    pub code: Vec<Digest>,
    /// What [`listing`] answered before, its digest: another listing is not written.
    pub expected: Option<Digest>,
    /// What the system offers for walking the tree.
    pub system: System,
}

/// A start-up cache, and what it was made of.
#[derive(Debug)]
pub struct Cache {
    /// The cache's bytes.
    pub bytes: Vec<u8>,
    /// The files below the root that were compiled into it, with their digests of that moment: the manifest must list these very digests.
    pub sources: Vec<(String, Digest)>,
}

impl Cache {
    /// The cache in a file.
    ///
    /// # Errors
    /// `OVERT_READ`.
    pub fn read(path: &Path, sources: Vec<(String, Digest)>) -> Result<Self, Error> {
        let failed = |why| Error::new(Code::Read, format!("`{}` cannot be read: {why}", path.display()));
        Ok(Self { bytes: fs::read(path).map_err(failed)?, sources })
    }
}

impl Request {
    /// A manifest of `root`, in it, with the next serial number, not signed.
    #[must_use]
    pub fn of(root: &Path) -> Self {
        Self {
            root: root.to_path_buf(),
            output: None,
            serial: None,
            key: None,
            cache: None,
            sections: Vec::new(),
            code: Vec::new(),
            expected: None,
            system: System::default(),
        }
    }

    fn files(&self) -> Files {
        Files::of(&self.output.clone().unwrap_or_else(|| self.root.join(NAME)))
    }
}

/// Hashes the tree and puts its manifest in place; whenever it is interrupted, the old manifest or the new one is whole.
///
/// Memory: about 250 bytes a file besides its path, and what the walk (`tree`) needs.
///
/// # Errors
/// `OVERT_READ`, `OVERT_WRITE`; `OVERT_MANIFEST_NAME` for files whose names a manifest cannot hold; `OVERT_MANIFEST` where the manifest there
/// does not tell its serial number and none was given; `OVERT_DIGEST` where the tree is not as expected.
pub fn lock(request: &Request, progress: &Progress) -> Result<Head, Error> {
    let files = request.files();
    let gathered = gathered(request, &files, progress)?;
    let entries: Vec<_> = gathered.iter().flat_map(Gathered::entries).collect();
    if let Some(cache) = &request.cache {
        unchanged(&cache.sources, &entries)?;
    }
    let sections: Vec<_> = request.sections.iter().cloned().chain(code::section(&request.code)).collect();
    let place = Place::of(&files)?;
    let serial = request.serial.map_or_else(|| Ok(place.head()?.map_or(0, |head| head.serial).saturating_add(1)), Ok)?;
    let filling = Filling::of(&place)?;
    let same = || Error::new(Code::Manifest, "two paths have the same hash; rename one of them");
    let (text, index) = thread::scope(|scope| {
        let index = scope.spawn(|| {
            let rows = index::Rows::of(&entries, &sections).ok_or_else(same)?;
            filling.index(|to| rows.write(to))
        });
        let text = filling.text(|to| text::write(in_order(&entries), to));
        (text, index.join().unwrap_or_else(|_| Err(Error::new(Code::Write, "the thread that writes the index failed"))))
    });
    let (text, index) = (text?, index?);
    if request.expected.is_some_and(|expected| expected != text) {
        return Err(Error::new(Code::Digest, format!("`{}` changed while it was looked at; nothing was written", request.root.display())));
    }
    let (count, cache) = (entries.len() as u64, request.cache.as_ref().map(|cache| cache.bytes.as_slice()));
    let head = Head { serial, count, text, index, cache: cache.map(Digest::of) };
    let said = head.to_string();
    let signature = request.key.as_ref().map(|key| key.sign(said.as_bytes(), &format!("overt manifest, serial {serial}")));
    let signature = signature.as_deref().map(str::as_bytes);
    filling.finish(said.as_bytes(), signature, cache)?;
    Ok(head)
}

/// V8 compares code from a cache with its source by length only: that they belong together is seen to here.
fn unchanged(sources: &[(String, Digest)], entries: &[Entry]) -> Result<(), Error> {
    let now: BTreeMap<&str, Digest> = entries.iter().map(|entry| (entry.path, entry.digest)).collect();
    match sources.iter().find(|(path, digest)| now.get(path.as_str()) != Some(digest)) {
        None => Ok(()),
        Some((path, _)) => Err(Error::new(
            Code::Read,
            format!("`{path}` was changed after the start-up cache was made of it; let nothing write into the tree meanwhile"),
        )),
    }
}

/// The text that a manifest of the tree would have.
///
/// # Errors
/// Those of [`lock`] that reading has.
pub fn listing(request: &Request, progress: &Progress) -> Result<String, Error> {
    let gathered = gathered(request, &request.files(), progress)?;
    let entries: Vec<_> = gathered.iter().flat_map(Gathered::entries).collect();
    Ok(text::written(in_order(&entries)))
}

/// The tree's files, in no order.
fn gathered(Request { root, system, .. }: &Request, files: &Files, progress: &Progress) -> Result<Vec<Gathered>, Error> {
    let source = Source::at(root)?;
    let gather = |(files, failed): &mut (Gathered, Vec<Error>), path: &str, found: Found| {
        match found {
            Found::File { digest, size, .. } => files.add(path, digest, size),
            Found::Failed(why) => failed.push(why),
        }
        ControlFlow::Continue(())
    };
    let (gathered, failed): (Vec<_>, Vec<_>) = walk(&source, &files.below(source.path()), *system, progress, gather)?.into_iter().unzip();
    together(failed.into_iter().flatten().collect()).map_or(Ok(gathered), Err)
}

/// Many errors as one, which has the first one's code and names some.
fn together(mut errors: Vec<Error>) -> Option<Error> {
    const NAMED: usize = 10;
    errors.sort_unstable_by(|a, b| a.message().cmp(b.message()));
    let code = errors.first()?.code();
    let named: Vec<_> = errors.iter().take(NAMED).map(Error::message).collect();
    let more = errors.len().saturating_sub(NAMED);
    let more = if more > 0 { format!("\nand {more} more") } else { String::new() };
    Some(Error::new(code, named.join("\n") + &more))
}

#[cfg(test)]
mod tests;
