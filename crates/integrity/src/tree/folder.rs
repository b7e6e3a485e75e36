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
pub(super) use unix::{Folder, Place};

#[cfg(unix)]
mod unix {
    use super::{Error, Kind, OsStr, OsString, Source, io};
    use rustix::fd::OwnedFd;
    use rustix::fs::{AtFlags, Dir, FileType, Mode, openat, statat};
    use std::os::unix::ffi::OsStringExt;

    /// Where files are opened.
    pub(in crate::tree) struct Place(OwnedFd);

    /// A folder and how far its entries were read.
    pub(in crate::tree) struct Folder(Dir);

    impl Folder {
        pub(in crate::tree) fn open(source: &Source, path: &str) -> Result<(Place, Self), Error> {
            let open = || -> io::Result<_> {
                let folder = source.folder(path)?;
                let place = Place(folder.try_clone()?);
                Ok((place, Self(Dir::new(folder)?)))
            };
            open().map_err(|why| source.unreadable(path, &why))
        }

        /// The next entry and what it is.
        pub(in crate::tree) fn next(&mut self) -> Option<io::Result<(OsString, Kind)>> {
            loop {
                let entry = match self.0.read()? {
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
                        .0
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
    }

    impl Place {
        pub(in crate::tree) fn again(&self) -> io::Result<Self> {
            self.0.try_clone().map(Self)
        }

        pub(super) fn file(&self, name: &OsStr) -> io::Result<std::fs::File> {
            Ok(openat(&self.0, name, crate::read::FLAGS, Mode::empty())?.into())
        }
    }
}

#[cfg(not(unix))]
pub(super) use other::{Folder, Place};

#[cfg(not(unix))]
mod other {
    use super::{Error, Kind, OsStr, OsString, Source, io};
    use std::fs::{File, ReadDir, read_dir};
    use std::path::PathBuf;

    pub(in crate::tree) struct Place(PathBuf);

    pub(in crate::tree) struct Folder(ReadDir);

    impl Folder {
        pub(in crate::tree) fn open(source: &Source, path: &str) -> Result<(Place, Self), Error> {
            let whole = source.path().join(path);
            let entries = read_dir(&whole).map_err(|why| source.unreadable(path, &why))?;
            Ok((Place(whole), Self(entries)))
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
            Some(self.0.next()?.and_then(entry))
        }
    }

    impl Place {
        pub(in crate::tree) fn again(&self) -> io::Result<Self> {
            Ok(Self(self.0.clone()))
        }

        pub(super) fn file(&self, name: &OsStr) -> io::Result<File> {
            File::open(self.0.join(name))
        }
    }
}

impl Place {
    /// Opens a file, which is at `path` below the root. A link is an error.
    pub(super) fn open(&self, source: &Source, path: &str, name: &OsStr) -> Result<Opening, Error> {
        self.file(name).map(|file| Opening::of(file, source, path)).map_err(|why| source.unreadable(path, &why))
    }
}
