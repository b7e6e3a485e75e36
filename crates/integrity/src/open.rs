//! Verified open: one call from a path to the bytes that were compared with the manifest.

use crate::manifest::head::Head;
use crate::manifest::index::Listed;
use crate::manifest::{Files, Trust, Trusted};
use crate::read::{Opening, Source, open_below};
#[cfg(target_os = "linux")]
use crate::sealed::{self, Identity, Kept};
use crate::{Code, Digest, Error, Measure, Platform, Verity, platform};
use std::path::{Path, PathBuf};
#[cfg(target_os = "linux")]
use std::sync::Arc;

/// Bytes that a manifest lists. Only [`Opened::verified`] makes one, and only it gives bytes away.
///
/// ```compile_fail,E0451
/// let (bytes, digest) = (b"other".to_vec(), integrity::Digest::of(b"other"));
/// let forged = integrity::Verified { bytes, digest, verity: None };
/// ```
///
/// Nor is one made of bytes, of nothing, or of another:
///
/// ```compile_fail,E0277
/// fn made<T: From<Vec<u8>>>() {}
/// made::<integrity::Verified>();
/// ```
///
/// ```compile_fail,E0277
/// fn made<T: Default>() {}
/// made::<integrity::Verified>();
/// ```
#[derive(Debug)]
pub struct Verified {
    bytes: Vec<u8>,
    digest: Digest,
    verity: Option<Verity>,
}

impl Verified {
    /// The file's bytes, as they were hashed.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// Their digest, which is the manifest's.
    #[must_use]
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// What the file system holds the file to, where that was asked for ([`Opened::measured`]) and the file is protected.
    #[must_use]
    pub fn verity(&self) -> Option<&Verity> {
        self.verity.as_ref()
    }

    /// How many bytes.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.bytes.len() as u64
    }
}

/// Why a file may not run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// `OVERT_NOT_LISTED`, `OVERT_DIGEST`, `OVERT_NOT_REGULAR`, `OVERT_READ` or `OVERT_NOT_EXECUTABLE`, with the words for a person.
    pub error: Error,
    /// What the manifest lists, if it lists the file.
    pub expected: Option<Digest>,
    /// What the file holds, if it was read.
    pub actual: Option<Digest>,
    /// The file's size in bytes, if it was opened.
    pub size: Option<u64>,
}

/// A manifest that is believed, and the root that its paths are relative to.
#[derive(Debug)]
pub struct Opened {
    root: Source,
    manifest: Trusted,
    platform: Option<Box<dyn Platform>>,
    measure: Option<Measure>,
}

impl Opened {
    /// Opens the manifest whose text is at `manifest`, for the files below `root`, or below the manifest's own folder.
    ///
    /// # Errors
    /// Those of [`Trusted::read`]; `OVERT_READ` where the root cannot be opened.
    pub fn at(manifest: &Path, root: Option<&Path>, trust: &Trust) -> Result<Self, Error> {
        let files = Files::of(manifest);
        let folder = root.map_or_else(|| files.folder(), Ok)?;
        Ok(Self { root: Source::at(folder)?, manifest: Trusted::read(files, trust)?, platform: None, measure: None })
    }

    /// The same, where the system's own verdict counts too: listed code that it would not execute is refused.
    #[must_use]
    pub fn asking(self, platform: Box<dyn Platform>) -> Self {
        Self { platform: Some(platform), ..self }
    }

    /// The same, where fs-verity digests can be had.
    #[must_use]
    pub fn measuring(self, measure: Measure) -> Self {
        Self { measure: Some(measure), ..self }
    }

    /// The manifest's head.
    #[must_use]
    pub fn head(&self) -> Head {
        self.manifest.head()
    }

    /// The manifest: its sections and its cache.
    #[must_use]
    pub fn manifest(&self) -> &Trusted {
        &self.manifest
    }

    /// The root, absolute and without links.
    #[must_use]
    pub fn root(&self) -> &Path {
        self.root.path()
    }

    /// The root as a descriptor, through which every file is opened.
    #[cfg(unix)]
    #[must_use]
    pub fn folder(&self) -> rustix::fd::BorrowedFd<'_> {
        self.root.descriptor()
    }

    /// Opens `path` (absolute, or below the root), reads it once into private memory, and compares size and BLAKE3 with the manifest. No link
    /// is followed below the root, nothing is waited for, and what is no regular file or has another size is not read.
    ///
    /// # Errors
    /// [`Refusal`], for a file that may not run.
    pub fn verified(&self, path: &Path) -> Result<Verified, Box<Refusal>> {
        self.taken(path, None, Vec::new())
    }

    /// The same, read into the memory of `spare`: [`Verified::into_bytes`] gives it back, for the next file. What it held is gone.
    ///
    /// # Errors
    /// [`Refusal`], for a file that may not run.
    pub fn verified_into(&self, path: &Path, spare: Vec<u8>) -> Result<Verified, Box<Refusal>> {
        self.taken(path, None, spare)
    }

    /// The same, with the fs-verity digest of the very file that is read.
    ///
    /// # Errors
    /// [`Refusal`], for a file that may not run.
    pub fn measured(&self, path: &Path) -> Result<Verified, Box<Refusal>> {
        self.taken(path, self.measure, Vec::new())
    }

    fn taken(&self, path: &Path, measure: Option<Measure>, spare: Vec<u8>) -> Result<Verified, Box<Refusal>> {
        self.compared(path, |opening, below, listed, actual| {
            let verity = measure.and_then(|measure| measure(opening.file()));
            let Some(bytes) = opening.bytes(listed.size, spare)? else { return Err(resized(below)) };
            let digest = Digest::of(&bytes);
            *actual = Some(digest);
            same(below, digest, listed.digest)?;
            Ok(Verified { bytes, digest, verity })
        })
    }

    /// The same for what the system's loader has to open once more: the file's bytes go straight into a memory file, which is sealed and then hashed.
    /// `kept` is asked first for a copy of the very same file that was sealed before; a file is one image, however often it is loaded.
    ///
    /// # Errors
    /// [`Refusal`], for a file that may not run; with `OVERT_READ` also where the system has no sealed memory.
    #[cfg(target_os = "linux")]
    pub(crate) fn sealed(&self, path: &Path, kept: impl FnOnce(Identity, Digest) -> Option<Kept>) -> Result<Taken, Box<Refusal>> {
        self.compared(path, |opening, below, listed, actual| {
            let verity = self.measure.and_then(|measure| measure(opening.file()));
            let identity = sealed::identity(&opening).ok_or_else(|| resized(below))?;
            if let Some(kept) = kept(identity, listed.digest) {
                return Ok(Taken { kept, identity, verity });
            }
            let name = below.rsplit('/').next().unwrap_or(below);
            let Some(copied) = sealed::copied(&opening, name, listed.size)? else { return Err(resized(below)) };
            let digest = copied.digest()?;
            *actual = Some(digest);
            same(below, digest, listed.digest)?;
            Ok(Taken { kept: Arc::new(copied.verified(digest, listed.size)), identity, verity })
        })
    }

    /// Opens what is at `path`, finds a regular file of the listed size, and has `take` read and compare it.
    fn compared<T>(
        &self,
        path: &Path,
        take: impl FnOnce(Opening, &str, Listed, &mut Option<Digest>) -> Result<T, Error>,
    ) -> Result<T, Box<Refusal>> {
        let refused =
            |code, message: String| Box::new(Refusal { error: Error::new(code, message), expected: None, actual: None, size: None });
        let below = self.below(path).ok_or_else(|| {
            refused(Code::NotListed, format!("`{}` is not below `{}`, the manifest's root", path.display(), self.root().display()))
        })?;
        let Some(listed) = self.manifest.find(&below) else {
            return Err(refused(
                Code::NotListed,
                format!("the manifest does not list `{below}`; if it belongs to the application, make the manifest anew"),
            ));
        };
        let (mut size, mut actual) = (None, None);
        let outcome = (|| {
            let opening = open_below(&self.root, &below)?;
            size = opening.regular()?;
            match size {
                None => Err(Error::new(Code::NotRegular, format!("`{below}` is not a regular file"))),
                Some(size) if size != listed.size => {
                    Err(Error::new(Code::Digest, format!("`{below}` has {size} bytes, the manifest lists {}", listed.size)))
                }
                Some(_) => {
                    self.executable(&opening, &below)?;
                    take(opening, &below, listed, &mut actual)
                }
            }
        })();
        outcome.map_err(|error| Box::new(Refusal { error, expected: Some(listed.digest), actual, size }))
    }

    /// Asks the system about the very file that is read afterwards.
    fn executable(&self, opening: &Opening, below: &str) -> Result<(), Error> {
        let Some(platform) = self.platform.as_ref().filter(|_| platform::is_code(below)) else { return Ok(()) };
        platform.may_execute(opening.file()).map_err(|why| {
            Error::new(
                Code::NotExecutable,
                format!("the system does not let `{below}` be executed: {why}; if it may run, mark it (`chmod +x`)"),
            )
        })
    }

    /// `path` relative to the root, with `/`, as the manifest has it.
    fn below(&self, path: &Path) -> Option<String> {
        let relative: PathBuf = if path.is_absolute() { path.strip_prefix(self.root()).ok()?.to_path_buf() } else { path.to_path_buf() };
        let text = relative.to_str()?;
        Some(if cfg!(windows) { text.replace('\\', "/") } else { text.to_owned() })
    }
}

/// A sealed copy, and what is known of the file that it was made of.
#[cfg(target_os = "linux")]
pub(crate) struct Taken {
    pub(crate) kept: Kept,
    pub(crate) identity: Identity,
    pub(crate) verity: Option<Verity>,
}

fn resized(below: &str) -> Error {
    Error::new(Code::Digest, format!("`{below}` changed its size while it was read"))
}

fn same(below: &str, found: Digest, listed: Digest) -> Result<(), Error> {
    if found == listed {
        return Ok(());
    }
    Err(Error::new(Code::Digest, format!("`{below}` has BLAKE3 {found}, the manifest lists {listed}")))
}

#[cfg(test)]
mod tests;
