//! What the operating system itself says of a file that is about to run.

use crate::Measure;
use std::fmt::Debug;
use std::fs::File;
use std::io;

/// The system's verdict about files. Asking takes system calls that need `unsafe`, so whoever opens a manifest brings it
/// ([`crate::Opened::asking`]); tests bring one of their own.
pub trait Platform: Debug + Send + Sync {
    /// Whether the system would execute this file: on Linux the execute bit, the mount, and what security modules say (`AT_EXECVE_CHECK`, execveat(2));
    /// on Windows the application control policy (`WldpCanExecuteFile`).
    ///
    /// # Errors
    /// What the system answers for a file that it would not.
    fn may_execute(&self, file: &File) -> io::Result<()>;
}

/// What a walk through a tree can use of the system, where whoever walks brings it: each takes system calls that need `unsafe`.
#[derive(Debug, Clone, Copy, Default)]
pub struct System {
    /// The fs-verity digest of an open file; without it, nobody asks.
    pub measure: Option<Measure>,
    /// Gives the calling thread a table of descriptors of its own, with what is open now, and says whether it could. Each of the walk's threads calls it first, and holds no
    /// descriptor that another opened.
    pub own_descriptors: Option<fn() -> bool>,
}

/// Whether a file is code, so that the system is asked: `package.json` and other JSON are data, and nobody marks them as executable.
pub(crate) fn is_code(path: &str) -> bool {
    path.rsplit_once('.').is_none_or(|(_, extension)| extension != "json")
}
