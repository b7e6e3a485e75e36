//! What the operating system itself says of a file that is about to run.

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

/// Whether a file is code, so that the system is asked: `package.json` and other JSON are data, and nobody marks them as executable.
pub(crate) fn is_code(path: &str) -> bool {
    path.rsplit_once('.').is_none_or(|(_, extension)| extension != "json")
}
