//! The folders that a thread keeps open while it walks: what is below one of them is opened from there and not from the root, from which a folder at a depth of ten
//! thousand is ten thousand steps of the system's.

use super::folder::Folder;
use crate::Error;
use crate::read::Source;

#[cfg(not(unix))]
pub(super) use other::Trail;
#[cfg(unix)]
pub(super) use unix::Trail;

#[cfg(unix)]
mod unix {
    use super::{Error, Folder, Source};
    use crate::read::beneath;
    use rustix::fd::OwnedFd;
    use rustix::fs::OFlags;
    use std::io;

    /// Folders that a thread keeps open.
    pub(super) const MOST: usize = 64;
    /// Bytes of a path that the system is given at once.
    const LONGEST: usize = 3 << 10;

    /// INVARIANT: each folder was opened below the one before it, the first below the root, through no link; its own path is the beginning of `path` of its length.
    #[derive(Default)]
    pub(in crate::tree) struct Trail {
        path: String,
        pub(super) held: Vec<(usize, Folder)>,
    }

    impl Trail {
        /// Opens a folder below the root, at a path of any length, without following links.
        pub(in crate::tree) fn open(&mut self, source: &Source, path: &str) -> Result<Folder, Error> {
            self.reach(source, path).and_then(Folder::of).map_err(|why| source.unreadable(path, &why))
        }

        /// Keeps the folder that was opened last.
        pub(in crate::tree) fn keep(&mut self, path: &str, folder: Folder) {
            path.clone_into(&mut self.path);
            self.held.push((path.len(), folder));
            if self.held.len() > MOST {
                // What stays lies about evenly between the root and the last, so that none of the others is far from one.
                let distance = |near: &[(usize, Folder)]| near.last().zip(near.first()).map(|(below, above)| below.0 - above.0);
                let nearest = self.held.windows(3).enumerate().min_by_key(|(_, near)| distance(near));
                if let Some(at) = nearest.map(|(at, _)| at + 1) {
                    self.held.remove(at);
                }
            }
        }

        fn reach(&mut self, source: &Source, path: &str) -> io::Result<OwnedFd> {
            let mut reached = self.leave(path);
            loop {
                let rest = path.get(reached..).unwrap_or_default().trim_start_matches('/');
                let part = part(rest);
                let from = self.held.last().map_or(Ok(source.descriptor()), |(_, folder)| folder.descriptor())?;
                let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC | OFlags::NOFOLLOW;
                let opened = beneath(from, if part.is_empty() { "." } else { part }, flags)?;
                reached = path.len() - rest.len() + part.len();
                if reached == path.len() {
                    return Ok(opened);
                }
                self.keep(path.get(..reached).unwrap_or_default(), Folder::of(opened)?);
            }
        }

        /// Closes what `path` is not below; says how much of it is the path of what is left.
        fn leave(&mut self, path: &str) -> usize {
            while let Some((length, _)) = self.held.last() {
                let is_below = *length == 0 || matches!(path.as_bytes().get(*length), None | Some(b'/'));
                if is_below && self.path.get(..*length) == path.get(..*length) {
                    return *length;
                }
                self.held.pop();
            }
            0
        }
    }

    /// As much of a path's beginning as the system takes at once.
    fn part(path: &str) -> &str {
        let Some(head) = path.as_bytes().get(..LONGEST) else { return path };
        // A name is shorter than this, so there is a `/`.
        let end = head.iter().rposition(|byte| *byte == b'/').unwrap_or_default();
        path.get(..end).unwrap_or_default()
    }
}

#[cfg(not(unix))]
mod other {
    use super::{Error, Folder, Source};

    #[derive(Default)]
    pub(in crate::tree) struct Trail;

    impl Trail {
        #[expect(clippy::unused_self, reason = "as on unix")]
        pub(in crate::tree) fn open(&mut self, source: &Source, path: &str) -> Result<Folder, Error> {
            Folder::open(source, path)
        }

        #[expect(clippy::unused_self, reason = "as on unix")]
        pub(in crate::tree) fn keep(&mut self, _path: &str, _folder: Folder) {}
    }
}

#[cfg(all(test, unix))]
mod tests;
