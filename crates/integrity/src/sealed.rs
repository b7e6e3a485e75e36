//! Verified open for what the system's own loader must open again: a sealed copy in memory that nothing can change any more.

use crate::read::Opening;
use crate::{Code, Digest, Error};
use rustix::fs::{FileType, MemfdFlags, SealFlags, fcntl_add_seals, fstat, memfd_create, sendfile};
use rustix::io::Errno;
use std::fs::File;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::fs::FileExt;
use std::sync::Arc;

/// A file's bytes in a memory file under all seals, and a digest that a manifest lists. Only `Opened::sealed` makes one.
///
/// ```compile_fail,E0451
/// fn forged(file: std::fs::File) -> integrity::Sealed {
///     integrity::Sealed { file, digest: integrity::Digest::of(b"other"), size: 5 }
/// }
/// ```
#[derive(Debug)]
pub struct Sealed {
    file: File,
    digest: Digest,
    size: u64,
}

impl Sealed {
    /// The digest of the sealed bytes.
    #[must_use]
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// How many bytes.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    pub(crate) fn file(&self) -> &File {
        &self.file
    }
}

impl AsFd for Sealed {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.file.as_fd()
    }
}

/// A sealed copy that is held for as long as something may open it.
pub(crate) type Kept = Arc<Sealed>;

/// Which file it is, whatever its name: device and inode.
pub(crate) type Identity = (u64, u64);

/// Bytes under seals that nobody has compared with anything yet.
pub(crate) struct Copied(File);

/// Copies `opening` into a memory file of exactly `size` bytes, within the kernel, and seals it: `None` if the file is shorter or longer by now.
pub(crate) fn copied(opening: &Opening, name: &str, size: u64) -> Result<Option<Copied>, Error> {
    let failed = |why: Errno| Error::new(Code::Read, format!("`{name}` cannot be copied into sealed memory: {why}"));
    let memory = memory(name).map_err(failed)?;
    let mut left = size;
    loop {
        // The byte behind the last is asked for as well.
        let most = usize::try_from(left.saturating_add(1)).unwrap_or(usize::MAX);
        match sendfile(&memory, opening.file(), None, most) {
            Ok(0) => break,
            Ok(more) if more as u64 <= left => left -= more as u64,
            Ok(_) => return Ok(None),
            Err(Errno::INTR | Errno::AGAIN) => {}
            Err(why) => return Err(failed(why)),
        }
    }
    if left != 0 {
        return Ok(None);
    }
    fcntl_add_seals(&memory, SealFlags::WRITE | SealFlags::GROW | SealFlags::SHRINK | SealFlags::SEAL).map_err(failed)?;
    Ok(Some(Copied(memory.into())))
}

/// `MFD_EXEC`: on a system whose `vm.memfd_noexec` is set, a memory file is otherwise made so that it can never be mapped as code.
pub(crate) fn memory(name: &str) -> Result<OwnedFd, Errno> {
    let flags = MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING;
    match memfd_create(name, flags | MemfdFlags::EXEC) {
        // Kernels before 6.3 do not know the flag, and need none.
        Err(Errno::INVAL) => memfd_create(name, flags),
        made => made,
    }
}

impl Copied {
    /// Hashes what is sealed. Between the copy and the seals somebody may have written to it; from here on nobody can.
    pub(crate) fn digest(&self) -> Result<Digest, Error> {
        let mut piece = vec![0; PIECE];
        let mut hasher = blake3::Hasher::new();
        let mut at = 0;
        loop {
            let length =
                self.0.read_at(&mut piece, at).map_err(|why| Error::new(Code::Read, format!("sealed memory cannot be read: {why}")))?;
            if length == 0 {
                return Ok(Digest::from_bytes(*hasher.finalize().as_bytes()));
            }
            hasher.update(piece.get(..length).unwrap_or_default());
            at += length as u64;
        }
    }

    /// INVARIANT: `digest` is [`Self::digest`], and a manifest lists it.
    pub(crate) fn verified(self, digest: Digest, size: u64) -> Sealed {
        Sealed { file: self.0, digest, size }
    }
}

/// The second-level cache holds it.
const PIECE: usize = 128 << 10;

/// The file's identity, where it is a regular one.
pub(crate) fn identity(opening: &Opening) -> Option<Identity> {
    let found = fstat(opening.file()).ok()?;
    FileType::from_raw_mode(found.st_mode).is_file().then_some((found.st_dev, found.st_ino))
}
