//! A folder that is being walked: its entries, and its files, opened by their names in it, so that renaming a folder above changes nothing.

use crate::Error;
use crate::read::{Opening, Source};
use std::ffi::{OsStr, OsString};
use std::io;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    File,
    Folder,
    /// A link, a pipe, a socket, a device.
    Other,
}

#[cfg(unix)]
pub(super) use unix::Folder;

#[cfg(unix)]
mod unix {
    use super::super::file_system::reads_to_the_end;
    use super::{Kind, OsStr, OsString, io};
    use rustix::fd::{AsFd, BorrowedFd, OwnedFd};
    use rustix::fs::{AtFlags, Dir, FileType, Mode, openat, statat};
    use std::os::unix::ffi::OsStringExt;

    /// A folder and how far its entries were read.
    pub(in crate::tree) struct Folder {
        entries: Dir,
        reads_to_the_end: bool,
    }

    impl Folder {
        /// A folder that was opened.
        pub(in crate::tree) fn of(folder: OwnedFd) -> io::Result<Self> {
            let reads_to_the_end = reads_to_the_end(folder.as_fd());
            Ok(Self { entries: Dir::new(folder)?, reads_to_the_end })
        }

        pub(in crate::tree) fn descriptor(&self) -> io::Result<BorrowedFd<'_>> {
            Ok(self.entries.fd()?)
        }

        /// The next entry and what it is.
        pub(in crate::tree) fn next(&mut self) -> Option<io::Result<(OsString, Kind)>> {
            loop {
                let entry = match self.entries.read()? {
                    Ok(entry) => entry,
                    Err(why) => return Some(Err(why.into())),
                };
                let name = entry.file_name();
                if matches!(name.to_bytes(), b"." | b"..") {
                    continue;
                }
                let kind = match entry.file_type() {
                    // Some file systems tell only when they are asked for each.
                    FileType::Unknown => self
                        .entries
                        .fd()
                        .and_then(|folder| statat(folder, name, AtFlags::SYMLINK_NOFOLLOW))
                        .map(|it| FileType::from_raw_mode(it.st_mode)),
                    kind => Ok(kind),
                };
                let kind = match kind {
                    Ok(FileType::RegularFile) => Kind::File,
                    Ok(FileType::Directory) => Kind::Folder,
                    Ok(_) => Kind::Other,
                    Err(why) => return Some(Err(why.into())),
                };
                return Some(Ok((OsString::from_vec(name.to_bytes().to_vec()), kind)));
            }
        }

        /// See `file_system.rs`.
        pub(in crate::tree) fn reads_to_the_end(&self) -> bool {
            self.reads_to_the_end
        }

        pub(super) fn at(&self, name: &OsStr) -> io::Result<std::fs::File> {
            Ok(openat(self.entries.fd()?, name, crate::read::FLAGS, Mode::empty())?.into())
        }
    }
}

#[cfg(not(unix))]
pub(super) use other::Folder;

#[cfg(not(unix))]
mod other {
    use super::{Error, Kind, OsStr, OsString, Source, io};
    use std::fs::{File, ReadDir, read_dir};
    use std::path::PathBuf;

    pub(in crate::tree) struct Folder(PathBuf, ReadDir);

    impl Folder {
        pub(in crate::tree) fn open(source: &Source, path: &str) -> Result<Self, Error> {
            let whole = source.path().join(path);
            let entries = read_dir(&whole).map_err(|why| source.unreadable(path, &why))?;
            Ok(Self(whole, entries))
        }

        pub(in crate::tree) fn next(&mut self) -> Option<io::Result<(OsString, Kind)>> {
            let entry = |entry: std::fs::DirEntry| {
                let kind = entry.file_type()?;
                let kind = if kind.is_dir() {
                    Kind::Folder
                } else if kind.is_file() {
                    Kind::File
                } else {
                    Kind::Other
                };
                Ok((entry.file_name(), kind))
            };
            Some(self.1.next()?.and_then(entry))
        }

        #[expect(clippy::unused_self, reason = "as on unix")]
        pub(in crate::tree) fn reads_to_the_end(&self) -> bool {
            false
        }

        pub(super) fn at(&self, name: &OsStr) -> io::Result<File> {
            File::open(self.0.join(name))
        }
    }
}

impl Folder {
    /// Opens a file of this folder, which is at `path` below the root. A link is an error.
    pub(super) fn file<'a>(&self, source: &'a Source, path: &'a str, name: &OsStr) -> Result<Opening<'a>, Error> {
        self.at(name).map(|file| Opening::of(file, source, path)).map_err(|why| source.unreadable(path, &why))
    }
}
