//! Opening a file below a root without following links or waiting, and reading it once.

use crate::{Code, Digest, Error};
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
        let failed = |why: std::io::Error| Error::new(Code::Read, format!("the folder `{}` cannot be opened: {why}", path.display()));
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

    /// The root, without links.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

/// A file that is open, regular or not.
pub(crate) struct Opening {
    file: File,
    path: PathBuf,
}

/// Opens `path` below `source`. A link anywhere in `path`, and a way out of the root, is an error: the path of a listed file holds none.
pub(crate) fn open_below(source: &Source, path: &str) -> Result<Opening, Error> {
    let whole = source.path.join(path);
    match opened(source, path) {
        Ok(file) => Ok(Opening { file, path: whole }),
        Err(why) => Err(Error::new(Code::Read, format!("`{}` cannot be opened: {why}", whole.display()))),
    }
}

/// `O_NONBLOCK`: opening a pipe must not wait for a writer.
#[cfg(unix)]
fn opened(source: &Source, path: &str) -> std::io::Result<File> {
    use rustix::fs::{Mode, OFlags, openat};
    let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::NOFOLLOW;
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{ResolveFlags, openat2};
        use rustix::io::Errno;
        let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS | ResolveFlags::NO_MAGICLINKS;
        match openat2(&source.folder, path, flags, Mode::empty(), resolve) {
            // Kernels before 5.6, and sandboxes that do not know the call.
            Err(Errno::NOSYS | Errno::PERM) => {}
            result => return Ok(result?.into()),
        }
    }
    let mut parts = path.split('/').peekable();
    let mut folder: Option<rustix::fd::OwnedFd> = None;
    while let Some(part) = parts.next() {
        if matches!(part, "" | "." | "..") {
            return Err(ErrorKind::InvalidInput.into());
        }
        let at = folder.as_ref().unwrap_or(&source.folder);
        if parts.peek().is_none() {
            return Ok(openat(at, part, flags, Mode::empty())?.into());
        }
        folder = Some(openat(at, part, flags | OFlags::DIRECTORY, Mode::empty())?);
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

impl Opening {
    fn failed(&self, why: &std::io::Error) -> Error {
        Error::new(Code::Read, format!("`{}` cannot be read: {why}", self.path.display()))
    }

    /// The size of a regular file, in bytes; `None` for everything else.
    pub(crate) fn regular(&self) -> Result<Option<u64>, Error> {
        let metadata = self.file.metadata().map_err(|why| self.failed(&why))?;
        Ok(metadata.is_file().then_some(metadata.len()))
    }

    /// Reads exactly `size` bytes, and looks for one more: `None` if the file is shorter or longer by now.
    pub(crate) fn bytes(mut self, size: u64) -> Result<Option<Vec<u8>>, Error> {
        let too_large = |()| Error::new(Code::Read, format!("`{}` does not fit into memory ({size} bytes)", self.path.display()));
        let length = usize::try_from(size).map_err(|_| ()).map_err(too_large)?;
        let mut bytes = Vec::new();
        bytes.try_reserve_exact(length.saturating_add(1)).map_err(|_| ()).map_err(too_large)?;
        let read = (&mut self.file).take(size.saturating_add(1)).read_to_end(&mut bytes);
        read.map_err(|why| self.failed(&why))?;
        Ok((bytes.len() == length).then_some(bytes))
    }

    /// Digest and size of a regular file, read in pieces; `None` for everything else.
    pub(crate) fn hashed(mut self) -> Result<Option<(Digest, u64)>, Error> {
        if self.regular()?.is_none() {
            return Ok(None);
        }
        let (mut hasher, mut size, mut piece) = (blake3::Hasher::new(), 0, vec![0; 64 << 10]);
        loop {
            match self.file.read(&mut piece) {
                Ok(0) => return Ok(Some((Digest::from_bytes(*hasher.finalize().as_bytes()), size))),
                Ok(length) => {
                    hasher.update(piece.get(..length).unwrap_or_default());
                    size += length as u64;
                }
                Err(why) if why.kind() == ErrorKind::Interrupted => {}
                Err(why) => return Err(self.failed(&why)),
            }
        }
    }
}
