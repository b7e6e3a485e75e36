//! Checking a tree against its manifest.

mod agreement;
mod rows;

use crate::manifest::head::Head;
use crate::manifest::index::{Key, key};
use crate::manifest::places::{Places, TOGETHER};
use crate::manifest::{Files, NAME, Trust, Trusted, malformed, text};
use crate::read::Source;
use crate::tree::{Found, walk};
use crate::{Digest, Error, Progress, System, Verity};
use rows::Rows;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

/// Bytes of the paths that [`Differences`] names. What differs beyond is counted.
pub const NAMED: usize = 64 << 20;

/// How a tree differs from its manifest. Paths are relative to the root, in the order of their bytes.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Differences {
    /// Files that the manifest does not list, with their digests.
    pub added: Vec<(String, Digest)>,
    /// Listed files that are not there, or no longer regular files, with the digests that are listed.
    pub removed: Vec<(String, Digest)>,
    /// Path, listed digest, digest now.
    pub changed: Vec<(String, Digest, Digest)>,
    /// What cannot be read, or has a name that no manifest can hold, and why.
    pub unreadable: Vec<(String, String)>,
    /// Differences whose paths are not named here, because the named ones take [`NAMED`] bytes.
    pub unnamed: u64,
    /// Files that fs-verity protects, with what the kernel measured, where that was asked for. No difference; named as far as [`NAMED`] goes.
    pub protected: Vec<(String, Verity)>,
    /// How many there are.
    pub protected_count: u64,
}

impl Differences {
    /// Whether the tree is what the manifest lists.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let Self { added, removed, changed, unreadable, unnamed, protected: _, protected_count: _ } = self;
        added.is_empty() && removed.is_empty() && changed.is_empty() && unreadable.is_empty() && *unnamed == 0
    }
}

/// Checks head, index and text against each other, then the tree against them, and asks about each file's fs-verity digest where `system` measures it.
///
/// Memory: the manifest's text and index, one bit a listed file, [`NAMED`] bytes of paths, and what the walk (`tree`) needs; nothing that
/// grows with the tree.
///
/// # Errors
/// Those of [`Trusted::read`]; `OVERT_MANIFEST` where text and index do not say the same; `OVERT_READ` where the root cannot be read.
pub fn verify(
    root: &Path,
    manifest: Option<&Path>,
    trust: &Trust,
    system: System,
    progress: &Progress,
) -> Result<(Head, Differences), Error> {
    let manifest = Trusted::read(Files::of(&manifest.map_or_else(|| root.join(NAME), Path::to_path_buf)), trust)?;
    let places = Places::of(manifest.index());
    let source = Source::at(root)?;
    let excluded = manifest.files().below(source.path());
    let checked = Checked { places: &places, named: AtomicUsize::new(0), refused: AtomicBool::new(false) };
    // The text is looked at while the tree is; where it is not the index's, there is nothing to compare the tree with.
    let (text, walked) = thread::scope(|scope| {
        let text = scope.spawn(|| {
            let text = manifest.text().and_then(|text| match agreement::agree(&text, &places) {
                Ok(()) => Ok(text),
                Err(why) => Err(malformed(&manifest.files().text, &why)),
            });
            checked.refused.store(text.is_err(), Ordering::Relaxed);
            text
        });
        let walked = walk(&source, &excluded, system, progress, |found, path, it| checked.file(found, path, it));
        let failed = |_| Err(malformed(&manifest.files().text, "the thread that reads it failed"));
        (text.join().unwrap_or_else(failed), walked)
    });
    let text = text?;
    let (mut all, mut seen) = (Differences::default(), Rows::default());
    for mut gathered in walked? {
        checked.compare(&mut gathered);
        let Gathered { differences: part, seen: rows, .. } = gathered;
        seen.join(&rows);
        all.added.extend(part.added);
        all.changed.extend(part.changed);
        all.unreadable.extend(part.unreadable);
        all.unnamed += part.unnamed;
        all.protected.extend(part.protected);
        all.protected_count += part.protected_count;
    }
    checked.removed(&mut all, &seen, &text);
    all.added.sort_unstable();
    all.changed.sort_unstable();
    all.unreadable.sort_unstable();
    all.protected.sort_unstable();
    Ok((manifest.head(), all))
}

/// What one thread of the walk found.
#[derive(Default)]
struct Gathered {
    differences: Differences,
    /// Rows of the index whose paths are there.
    seen: Rows,
    /// What is to be compared, together.
    waiting: Vec<(Key, Found)>,
    /// Their paths, one behind the other, and where each ends.
    paths: String,
    ends: Vec<usize>,
}

struct Checked<'a> {
    places: &'a Places<'a>,
    named: AtomicUsize,
    /// Whether the manifest cannot be believed after all.
    refused: AtomicBool,
}

impl Checked<'_> {
    fn file(&self, gathered: &mut Gathered, path: &str, found: Found) -> ControlFlow<()> {
        gathered.waiting.push((key(path), found));
        gathered.paths.push_str(path);
        gathered.ends.push(gathered.paths.len());
        if gathered.waiting.len() >= TOGETHER {
            self.compare(gathered);
        }
        if self.refused.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    /// Compares what waits.
    fn compare(&self, Gathered { differences, seen, waiting, paths, ends }: &mut Gathered) {
        self.places.fetch(waiting.iter().map(|(key, _)| key));
        let mut start = 0;
        for ((key, found), end) in waiting.drain(..).zip(ends.drain(..)) {
            let path = paths.get(start..end).unwrap_or_default();
            let listed = self.places.find(&key);
            if let Some((row, _)) = listed {
                seen.meet(row);
            }
            self.one(differences, path, found, listed.map(|(_, listed)| listed.digest));
            start = end;
        }
        paths.clear();
    }

    fn one(&self, differences: &mut Differences, path: &str, mut found: Found, listed: Option<Digest>) {
        if let Found::File { verity, .. } = &mut found
            && let Some(verity) = verity.take()
        {
            differences.protected_count += 1;
            if self.is_named(path) {
                differences.protected.push((path.to_owned(), verity));
            }
        }
        match (found, listed) {
            (Found::File { digest, .. }, Some(listed)) if digest == listed => {}
            _ if !self.is_named(path) => differences.unnamed += 1,
            (Found::Failed(why), _) => differences.unreadable.push((path.to_owned(), why.message().to_owned())),
            (Found::File { digest, .. }, None) => differences.added.push((path.to_owned(), digest)),
            (Found::File { digest, .. }, Some(listed)) => differences.changed.push((path.to_owned(), listed, digest)),
        }
    }

    fn is_named(&self, path: &str) -> bool {
        self.named.fetch_add(path.len(), Ordering::Relaxed).saturating_add(path.len()) <= NAMED
    }

    /// What is listed and was not met. Files below a folder that cannot be read were not met either.
    fn removed(&self, differences: &mut Differences, seen: &Rows, text: &str) {
        if seen.count() == self.places.len() {
            return;
        }
        for (path, digest) in text::lines(text).flatten() {
            if self.places.find(&key(&path)).is_some_and(|(row, _)| !seen.has(row)) {
                if self.is_named(&path) {
                    differences.removed.push((path.into_owned(), digest));
                } else {
                    differences.unnamed += 1;
                }
            }
        }
    }
}
