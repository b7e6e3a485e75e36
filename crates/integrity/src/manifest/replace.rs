//! A new manifest in the place of an old one, so that at every moment one of the two can be used.
//!
//! Everything is written beside its place (`.new`) and is on disk before the head is renamed: that is the moment at which the new manifest
//! begins. A reader that finds a file that is not the one its head names looks beside it as well. What is beside its place while there is a
//! `overt.lock.head.new` belongs to a manifest that never began, and is removed; without one, it belongs to the head, and is moved into its
//! place. So a head is the first that is written there; what it says is known last, and written over it.

use super::head::Head;
use super::{Files, incoming};
use crate::{Code, Error};
use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::thread;

/// A manifest's place, kept from other writers until it is dropped.
#[derive(Debug)]
pub(crate) struct Place<'a> {
    files: &'a Files,
    folder: &'a Path,
    _kept: Option<File>,
}

/// One change of a folder.
#[derive(Debug)]
pub(crate) enum Step<'a> {
    Write(PathBuf, &'a [u8]),
    Rename(&'a Path),
    Remove(PathBuf),
    /// What was done to names before is on disk before what is done after.
    Sync(&'a Path),
}

impl<'a> Place<'a> {
    /// Waits for other writers of the folder, and completes or removes what an interrupted one left.
    ///
    /// # Errors
    /// `OVERT_WRITE`.
    pub(crate) fn of(files: &'a Files) -> Result<Self, Error> {
        let folder = files.folder()?;
        let place = Self { files, folder, _kept: kept(folder) };
        perform(&place.settling())?;
        Ok(place)
    }

    /// The head of the manifest that is there, if there is one.
    ///
    /// # Errors
    /// `OVERT_MANIFEST` where it cannot be read: nobody could say which serial number comes next.
    pub(crate) fn head(&self) -> Result<Option<Head>, Error> {
        let path = &self.files.head;
        let unknown = |why: &str| {
            let message =
                format!("`{}` cannot be used: {why}; its serial number is not known: give the next with `--serial`", path.display());
            Error::new(Code::Manifest, message)
        };
        match fs::read(path) {
            Ok(bytes) => Head::parse(&bytes).map(Some).map_err(|why| unknown(&why)),
            Err(why) if why.kind() == ErrorKind::NotFound => Ok(None),
            Err(why) => Err(unknown(&why.to_string())),
        }
    }

    pub(super) fn files(&self) -> &Files {
        self.files
    }

    /// Before text and index are written beside their places.
    pub(super) fn beginning(&self) -> [Step<'_>; 2] {
        [Step::Write(incoming(&self.files.head), b""), Step::Sync(self.folder)]
    }

    /// After they were, and are on disk.
    pub(super) fn ending<'b>(&'b self, said: &'b [u8], signed: Option<&'b [u8]>, cached: Option<&'b [u8]>) -> Vec<Step<'b>> {
        let Files { text, index, head, signature, cache } = self.files;
        let others = [(signature, signed), (cache, cached)];
        let mut steps = vec![Step::Write(incoming(head), said)];
        steps.extend(others.iter().filter_map(|(path, bytes)| Some(Step::Write(incoming(path), (*bytes)?))));
        steps.extend([Step::Sync(self.folder), Step::Rename(head), Step::Sync(self.folder), Step::Rename(text), Step::Rename(index)]);
        steps.extend(others.iter().map(|(path, bytes)| if bytes.is_some() { Step::Rename(path) } else { Step::Remove((*path).clone()) }));
        steps.push(Step::Sync(self.folder));
        steps
    }

    pub(super) fn settling(&self) -> Vec<Step<'_>> {
        let Files { text, index, head, signature, cache } = self.files;
        let others = [text, index, signature, cache].into_iter().filter(|path| incoming(path).exists());
        let mut steps: Vec<_> = if incoming(head).exists() {
            let mut steps: Vec<_> = others.map(|path| Step::Remove(incoming(path))).collect();
            steps.extend([Step::Sync(self.folder), Step::Remove(incoming(head))]);
            steps
        } else {
            others.map(|path| Step::Rename(path)).collect()
        };
        if !steps.is_empty() {
            steps.push(Step::Sync(self.folder));
        }
        steps
    }
}

/// A lock on the folder. A file system without locks has one writer at a time.
pub(crate) fn kept(folder: &Path) -> Option<File> {
    let folder = File::open(folder).ok()?;
    #[cfg(unix)]
    rustix::fs::flock(&folder, rustix::fs::FlockOperation::LockExclusive).ok()?;
    Some(folder)
}

/// Does one step after the other; files that are written one after the other are written at the same time, for most of it is waiting for the disk, and those
/// that are renamed likewise, which gives back the memory and the blocks of what was there.
pub(crate) fn perform(steps: &[Step<'_>]) -> Result<(), Error> {
    let are_alike = |a: &Step, b: &Step| matches!((a, b), (Step::Write(..), Step::Write(..)) | (Step::Rename(_), Step::Rename(_)));
    steps.chunk_by(are_alike).try_for_each(|together| match together {
        [step] => step.perform(),
        _ => thread::scope(|scope| {
            let running: Vec<_> = together.iter().map(|step| scope.spawn(|| step.perform())).collect();
            let failed = |_| Err(Error::new(Code::Write, "a thread that writes a file failed"));
            running.into_iter().try_for_each(|step| step.join().unwrap_or_else(failed))
        }),
    })
}

impl Step<'_> {
    fn perform(&self) -> Result<(), Error> {
        match self {
            Step::Write(path, bytes) => {
                let written = File::create(path).and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()));
                written.map_err(|why| Error::unwritable(path, &why))
            }
            Step::Rename(path) => fs::rename(incoming(path), path).map_err(|why| Error::unwritable(path, &why)),
            Step::Remove(path) => match fs::remove_file(path) {
                Err(why) if why.kind() != ErrorKind::NotFound => Err(Error::unwritable(path, &why)),
                _ => Ok(()),
            },
            // A system that cannot sync a folder loses nothing that was verified.
            Step::Sync(folder) => {
                let _ = File::open(folder).and_then(|folder| folder.sync_all());
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::filling::Filling;
    use super::*;
    use crate::manifest::{Trust, Trusted};
    use crate::tree::scratch::Scratch;
    use crate::{Digest, manifest::index};

    struct Whole {
        text: Vec<u8>,
        index: Vec<u8>,
        head: Vec<u8>,
        cache: Option<Vec<u8>>,
    }

    fn made(serial: u64, cache: Option<&[u8]>) -> Whole {
        let text = format!("{serial}").into_bytes();
        let index = index::built(&[], &[(index::Kind::RESOLUTION, vec![u8::try_from(serial).unwrap(); 8])]).unwrap();
        let head = Head { serial, count: 0, text: Digest::of(&text), index: Digest::of(&index), cache: cache.map(Digest::of) };
        Whole { text, index, head: head.to_string().into_bytes(), cache: cache.map(<[u8]>::to_vec) }
    }

    impl Whole {
        /// What [`Filling`] does, step by step.
        fn steps<'a>(&'a self, place: &'a Place<'a>) -> Vec<Step<'a>> {
            let written = [(&place.files.text, &self.text), (&place.files.index, &self.index)];
            let written = written.map(|(path, bytes)| Step::Write(incoming(path), bytes.as_slice()));
            place.beginning().into_iter().chain(written).chain(place.ending(&self.head, None, self.cache.as_deref())).collect()
        }

        fn fill(&self, place: &Place) {
            let filling = Filling::of(place).unwrap();
            assert_eq!(filling.text(|out| out.write_all(&self.text)).unwrap(), Digest::of(&self.text));
            assert_eq!(filling.index(|out| out.write_all(&self.index)).unwrap(), Digest::of(&self.index));
            filling.finish(&self.head, None, self.cache.as_deref()).unwrap();
        }
    }

    /// The serial number of the manifest that a reader finds, all of whose files must be its own.
    fn found(files: &Files) -> u64 {
        let trusted = Trusted::read(files.clone(), &Trust::default()).unwrap();
        trusted.text().unwrap();
        trusted.cache().unwrap();
        trusted.head().serial
    }

    #[test]
    fn after_each_step_the_old_manifest_or_the_new_one_is_whole() {
        let caches: [Option<&[u8]>; 2] = [None, Some(b"cache")];
        for (before, after) in [(0, 0), (0, 1), (1, 0), (1, 1)].map(|(a, b)| (caches[a], caches[b])) {
            let count = {
                let tree = Scratch::with(&[]);
                let files = Files::of(&tree.path().join("overt.lock"));
                made(2, after).steps(&Place::of(&files).unwrap()).len()
            };
            for done in 0..=count {
                let tree = Scratch::with(&[]);
                let files = Files::of(&tree.path().join("overt.lock"));
                made(1, before).fill(&Place::of(&files).unwrap());
                let new = made(2, after);
                perform(&new.steps(&Place::of(&files).unwrap())[..done]).unwrap();
                let serial = found(&files);
                // The next writer settles what it finds, and may be interrupted in that as well.
                let steps = Place { files: &files, folder: tree.path(), _kept: None };
                for settled in 0..=steps.settling().len() {
                    perform(&steps.settling()[..settled.min(steps.settling().len())]).unwrap();
                    assert_eq!(found(&files), serial, "{done} steps, {settled} of settling");
                }
                let place = Place::of(&files).unwrap();
                assert_eq!(place.head().unwrap().map(|head| head.serial), Some(serial));
                assert!(!files.all().into_iter().any(|path| incoming(path).exists()));
                made(3, before).fill(&place);
                assert_eq!(found(&files), 3);
            }
        }
    }

    #[test]
    fn what_was_begun_and_given_up_is_removed() {
        let tree = Scratch::with(&[]);
        let files = Files::of(&tree.path().join("overt.lock"));
        let place = Place::of(&files).unwrap();
        made(1, None).fill(&place);
        let filling = Filling::of(&place).unwrap();
        filling.text(|out| out.write_all(b"another")).unwrap();
        assert!(filling.index(|_| Err(ErrorKind::StorageFull.into())).is_err_and(|why| why.code() == Code::Write));
        assert!(incoming(&files.text).exists());
        drop(filling);
        assert!(!files.all().into_iter().any(|path| incoming(path).exists()));
        assert_eq!(found(&files), 1);
    }
}
