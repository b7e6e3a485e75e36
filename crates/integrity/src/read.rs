//! Opening a file below a root without following links or waiting, and reading it once.

mod hashed;

use crate::{Code, Error};
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

/// A root folder, opened once, so that renaming it or putting a link in its place changes nothing.
#[derive(Debug)]
pub(crate) struct Source {
    path: PathBuf,
    #[cfg(unix)]
    folder: rustix::fd::OwnedFd,
}

impl Source {
    pub(crate) fn at(path: &Path) -> Result<Self, Error> {
        let failed = |why: std::io::Error| {
            Error::new(Code::Read, format!("the folder `{}` cannot be opened: {why}; check its path", path.display()))
        };
        let path = path.canonicalize().map_err(failed)?;
        #[cfg(unix)]
        {
            use rustix::fs::{Mode, OFlags, open};
            let folder = open(&path, OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty()).map_err(|e| failed(e.into()))?;
            Ok(Self { path, folder })
        }
        #[cfg(not(unix))]
        Ok(Self { path })
    }

    #[cfg(unix)]
    pub(crate) fn descriptor(&self) -> rustix::fd::BorrowedFd<'_> {
        rustix::fd::AsFd::as_fd(&self.folder)
    }

    /// The root, without links.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// `OVERT_READ` for what is at `path` below the root.
    pub(crate) fn unreadable(&self, path: &str, why: &std::io::Error) -> Error {
        Error::new(Code::Read, format!("`{}` cannot be read: {why}", self.path.join(path).display()))
    }
}

/// A file that is open, regular or not.
pub(crate) struct Opening<'a> {
    file: File,
    source: &'a Source,
    /// Below the root, for whoever reads an error.
    path: &'a str,
}

/// Opens `path` below `source`. A link anywhere in `path`, and a way out of the root, is an error: the path of a listed file holds none.
pub(crate) fn open_below<'a>(source: &'a Source, path: &'a str) -> Result<Opening<'a>, Error> {
    match opened(source, path) {
        Ok(file) => Ok(Opening { file, source, path }),
        Err(why) => Err(Error::new(Code::Read, format!("`{}` cannot be opened: {why}", source.path.join(path).display()))),
    }
}

/// `O_NONBLOCK`: opening a pipe must not wait for a writer.
#[cfg(unix)]
pub(crate) const FLAGS: rustix::fs::OFlags = rustix::fs::OFlags::RDONLY
    .union(rustix::fs::OFlags::CLOEXEC)
    .union(rustix::fs::OFlags::NONBLOCK)
    .union(rustix::fs::OFlags::NOCTTY)
    .union(rustix::fs::OFlags::NOFOLLOW);

#[cfg(unix)]
fn opened(source: &Source, path: &str) -> std::io::Result<File> {
    Ok(beneath(source.descriptor(), path, FLAGS)?.into())
}

/// Opens what is at `path` below `folder`, through no link and no `..`.
#[cfg(unix)]
pub(crate) fn beneath(folder: rustix::fd::BorrowedFd<'_>, path: &str, flags: rustix::fs::OFlags) -> std::io::Result<rustix::fd::OwnedFd> {
    use rustix::fd::AsFd;
    use rustix::fs::{Mode, OFlags, openat};
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{ResolveFlags, openat2};
        use rustix::io::Errno;
        let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS | ResolveFlags::NO_MAGICLINKS;
        match openat2(folder, path, flags, Mode::empty(), resolve) {
            // Kernels before 5.6, and sandboxes that do not know the call.
            Err(Errno::NOSYS | Errno::PERM) => {}
            result => return Ok(result?),
        }
    }
    if path == "." {
        return Ok(openat(folder, path, flags, Mode::empty())?);
    }
    let mut parts = path.split('/').peekable();
    let mut above: Option<rustix::fd::OwnedFd> = None;
    while let Some(part) = parts.next() {
        if matches!(part, "" | "." | "..") {
            return Err(ErrorKind::InvalidInput.into());
        }
        let at = above.as_ref().map_or(folder, AsFd::as_fd);
        if parts.peek().is_none() {
            return Ok(openat(at, part, flags, Mode::empty())?);
        }
        above = Some(openat(at, part, flags | OFlags::DIRECTORY, Mode::empty())?);
    }
    Err(ErrorKind::InvalidInput.into())
}

#[cfg(not(unix))]
fn opened(source: &Source, path: &str) -> std::io::Result<File> {
    if path.split('/').any(|part| matches!(part, "" | "." | "..") || part.contains(['\\', ':'])) {
        return Err(ErrorKind::InvalidInput.into());
    }
    File::open(source.path.join(path))
}

impl<'a> Opening<'a> {
    /// A file that was opened at `path` below the root.
    pub(crate) fn of(file: File, source: &'a Source, path: &'a str) -> Self {
        Self { file, source, path }
    }

    pub(crate) fn file(&self) -> &File {
        &self.file
    }

    fn failed(&self, why: &std::io::Error) -> Error {
        self.source.unreadable(self.path, why)
    }

    /// The size of a regular file, in bytes; `None` for everything else.
    pub(crate) fn regular(&self) -> Result<Option<u64>, Error> {
        #[cfg(unix)]
        {
            use rustix::fs::{FileType, fstat};
            let metadata = fstat(&self.file).map_err(|why| self.failed(&why.into()))?;
            let is_file = FileType::from_raw_mode(metadata.st_mode).is_file();
            Ok(u64::try_from(metadata.st_size).ok().filter(|_| is_file))
        }
        #[cfg(not(unix))]
        {
            let metadata = self.file.metadata().map_err(|why| self.failed(&why))?;
            Ok(metadata.is_file().then_some(metadata.len()))
        }
    }

    /// Reads exactly `size` bytes into the memory of `spare`, and looks for one more: `None` if the file is shorter or longer by now.
    pub(crate) fn bytes(mut self, size: u64, spare: Vec<u8>) -> Result<Option<Vec<u8>>, Error> {
        let too_large = |()| {
            Error::new(Code::Read, format!("`{}` does not fit into memory ({size} bytes)", self.source.path.join(self.path).display()))
        };
        let length = usize::try_from(size).map_err(|_| ()).map_err(too_large)?;
        let mut bytes = spare;
        bytes.clear();
        bytes.try_reserve_exact(length.saturating_add(1)).map_err(|_| ()).map_err(too_large)?;
        let read = (&mut self.file).take(size.saturating_add(1)).read_to_end(&mut bytes);
        read.map_err(|why| self.failed(&why))?;
        Ok((bytes.len() == length).then_some(bytes))
    }
}
