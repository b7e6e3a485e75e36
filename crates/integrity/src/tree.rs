//! The files of a tree, and their digests: walked and hashed by several threads at once.

mod file_system;
mod folder;
mod name;
mod piece;
mod pool;
#[cfg(test)]
pub(crate) mod scratch;
mod trail;

use crate::read::Source;
use crate::{Code, Digest, Error, Progress, System, Verity};
use folder::{Folder, Kind};
use piece::Piece;
use pool::Pool;
use std::ffi::{OsStr, OsString};
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use trail::Trail;

/// Folders of version control: nothing is run from them, and each command changes them.
const VERSION_CONTROL: [&str; 3] = [".git", ".hg", ".svn"];
/// Files of one folder that are handed to another thread at a time.
const BATCH: usize = 64;
/// Bytes of paths of folders that wait to be walked. With them, and a piece for each thread, a walk's memory is bounded, whatever the tree.
const WAITING: usize = 64 << 20;

/// What a walk found at a path.
#[derive(Debug)]
pub(crate) enum Found {
    /// A regular file, and what fs-verity holds it to, where that is asked.
    File { digest: Digest, size: u64, verity: Option<Verity> },
    /// A file or a folder that cannot be read: `OVERT_READ`; or whose name a manifest cannot hold: `OVERT_MANIFEST_NAME`.
    Failed(Error),
}

enum Work {
    /// The path of a folder.
    Folder(String),
    /// The path of a folder, and some files of it.
    Files(String, Vec<OsString>),
}

struct Walk<'a, S> {
    source: &'a Source,
    excluded: &'a [String],
    system: System,
    progress: &'a Progress,
    each: &'a (dyn Fn(&mut S, &str, Found) -> ControlFlow<()> + Sync),
    pool: Pool<Work>,
    stopped: AtomicBool,
}

/// What a thread has to itself.
struct Hand<S> {
    found: S,
    piece: Piece,
    path: String,
    trail: Trail,
}

/// Calls `each` with every regular file below the root, in no order, until it breaks off, and answers what each thread gathered. Paths are below the root, with `/`.
/// Symbolic links are not followed, devices, pipes and sockets left out; so are folders of version control and what `excluded` names.
///
/// # Errors
/// `OVERT_READ` where a thread fails. What concerns one file goes to `each`.
pub(crate) fn walk<S: Default + Send>(
    source: &Source,
    excluded: &[String],
    system: System,
    progress: &Progress,
    each: impl Fn(&mut S, &str, Found) -> ControlFlow<()> + Sync,
) -> Result<Vec<S>, Error> {
    let threads = thread::available_parallelism().map_or(2, usize::from);
    let walk = Walk {
        source,
        excluded,
        system,
        progress,
        each: &each,
        pool: Pool::new(Work::Folder(String::new())),
        stopped: AtomicBool::new(false),
    };
    thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(|| walk.thread())).collect();
        let joined = running.into_iter().map(thread::ScopedJoinHandle::join);
        joined.collect::<Result<_, _>>().map_err(|_| Error::new(Code::Read, "a thread that hashes files failed"))
    })
}

impl<S: Default> Walk<'_, S> {
    /// INVARIANT: no descriptor goes from one thread to another: each may have a table of its own, in which the same number is another file.
    fn thread(&self) -> S {
        // Threads that share a table wait for each other at every file, and count its users; where it cannot be had, they do.
        let _ = self.system.own_descriptors.is_some_and(|own| own());
        let mut hand = Hand { found: S::default(), piece: Piece::new(), path: String::new(), trail: Trail::default() };
        while let Some((work, _running)) = self.pool.next() {
            match work {
                _ if self.is_stopped() => {}
                Work::Folder(path) => {
                    if let Err(why) = self.folder(&mut hand, &path) {
                        self.tell(&mut hand.found, &path, Found::Failed(why));
                    }
                }
                Work::Files(path, names) => match hand.trail.open(self.source, &path) {
                    Ok(folder) => self.files(&mut hand, &folder, &path, &names),
                    Err(why) => self.tell(&mut hand.found, &path, Found::Failed(why)),
                },
            }
        }
        hand.found
    }

    fn tell(&self, to: &mut S, path: &str, found: Found) {
        if (self.each)(to, path, found).is_break() {
            self.stopped.store(true, Ordering::Relaxed);
        }
    }

    fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }

    fn folder(&self, hand: &mut Hand<S>, path: &str) -> Result<(), Error> {
        let mut folder = hand.trail.open(self.source, path)?;
        let (mut names, mut has_below) = (Vec::with_capacity(BATCH), false);
        while let Some(entry) = folder.next() {
            let (name, kind) = entry.map_err(|why| self.source.unreadable(path, &why))?;
            match kind {
                Kind::Other => {}
                Kind::File => names.push(name),
                Kind::Folder => {
                    has_below = true;
                    self.below(hand, path, &name)?;
                }
            }
            if names.len() == BATCH {
                self.batch(hand, &folder, path, &mut names);
            }
        }
        self.files(hand, &folder, path, &names);
        if has_below {
            hand.trail.keep(path, folder);
        }
        Ok(())
    }

    /// Hands the files to a thread that has nothing to do, if there is one.
    fn batch(&self, hand: &mut Hand<S>, folder: &Folder, path: &str, names: &mut Vec<OsString>) {
        if self.pool.hungry() {
            let names = std::mem::replace(names, Vec::with_capacity(BATCH));
            self.pool.add(Work::Files(path.to_owned(), names), 0, usize::MAX);
        } else {
            self.files(hand, folder, path, names);
            names.clear();
        }
    }

    fn below(&self, hand: &mut Hand<S>, path: &str, name: &OsStr) -> Result<(), Error> {
        let below = match name::joined(path, name) {
            Ok(below) => below,
            Err((below, why)) => {
                self.tell(&mut hand.found, &below, Found::Failed(name::unnameable(self.source, &below, why)));
                return Ok(());
            }
        };
        if VERSION_CONTROL.iter().any(|excluded| name == *excluded) || self.excluded.contains(&below) {
            return Ok(());
        }
        let length = below.len();
        if self.pool.add(Work::Folder(below), length, WAITING) {
            return Ok(());
        }
        let place = self.source.path().join(path);
        Err(Error::new(
            Code::Read,
            format!("`{}` and what is beside it hold too many folders: their names take more than {WAITING} bytes", place.display()),
        ))
    }

    fn files(&self, hand: &mut Hand<S>, folder: &Folder, path: &str, names: &[OsString]) {
        let (mut files, mut bytes) = (0, 0);
        for name in names {
            if self.is_stopped() {
                break;
            }
            let Hand { found, piece, path: whole, .. } = &mut *hand;
            if let Err(why) = name::join(whole, path, name) {
                let why = name::unnameable(self.source, whole, why);
                self.tell(found, whole, Found::Failed(why));
                continue;
            }
            if self.excluded.contains(whole) {
                continue;
            }
            let opened = folder.file(self.source, whole, name);
            let verity = opened.as_ref().ok().zip(self.system.measure).and_then(|(opening, measure)| measure(opening.file()));
            match opened.and_then(|file| file.hashed(piece.bytes(), folder.reads_to_the_end())) {
                Ok(None) => {}
                Ok(Some((digest, size))) => {
                    files += 1;
                    bytes += size;
                    self.tell(found, whole, Found::File { digest, size, verity });
                }
                Err(why) => self.tell(found, whole, Found::Failed(why)),
            }
        }
        self.progress.add(files, bytes);
    }
}

#[cfg(test)]
mod tests;
