//! The end of the process, where a rule's response is `kill`; what a program is, for a name that is looked up through PATH; the digest of a library; which
//! path a descriptor stands for.

use crate::Exports;
use integrity::Digest;
use napi_derive::napi;
use std::path::Path;

pub(crate) const EXPORTS: Exports = &[
    ("kill", kill_c_callback),
    ("isProgram", is_program_c_callback),
    ("digestOf", digest_of_c_callback),
    ("pathOfDescriptor", path_of_descriptor_c_callback),
];

/// Ends the process at once and for certain: SIGKILL to itself (status 137). The record is written and synced before this is called.
#[napi(no_export, catch_unwind)]
pub fn kill() {
    #[cfg(unix)]
    // SAFETY: a signal to the own process has no memory effects.
    unsafe {
        libc::kill(libc::getpid(), libc::SIGKILL);
    }
    // Not reached where SIGKILL exists.
    std::process::abort();
}

/// Whether the path leads to a regular file that somebody may execute. Asked natively: what `fs` is given the application can replace.
#[napi(no_export, catch_unwind)]
#[must_use]
pub fn is_program(path: String) -> bool {
    std::fs::metadata(path).is_ok_and(|found| found.is_file() && executable(&found))
}

/// The BLAKE3 of a file's content; null where it is no regular file, or cannot be read. Read natively: it is no `fs.open` of the application's.
#[napi(no_export, catch_unwind)]
#[must_use]
pub fn digest_of(path: String) -> Option<String> {
    Digest::of_file(Path::new(&path)).ok().map(|digest| digest.to_string())
}

/// The path of an open file as the system knows it, links resolved; null where it has none: a pipe, a socket, a file that was removed. Linux only.
#[napi(no_export, catch_unwind)]
#[must_use]
pub fn path_of_descriptor(descriptor: i32) -> Option<String> {
    if !cfg!(target_os = "linux") {
        return None;
    }
    let path = std::fs::read_link(format!("/proc/self/fd/{descriptor}")).ok()?;
    path.is_absolute().then(|| path.to_string_lossy().into_owned())
}

#[cfg(unix)]
fn executable(found: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    found.permissions().mode() & 0o111 != 0
}

#[cfg(not(unix))]
fn executable(_found: &std::fs::Metadata) -> bool {
    true
}
