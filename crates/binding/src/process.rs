//! The end of the process, where a rule's response is `kill`; and what a program is, for a name that is looked up through PATH.

use crate::Exports;
use napi_derive::napi;

pub(crate) const EXPORTS: Exports = &[("kill", kill_c_callback), ("isProgram", is_program_c_callback)];

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

#[cfg(unix)]
fn executable(found: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    found.permissions().mode() & 0o111 != 0
}

#[cfg(not(unix))]
fn executable(_found: &std::fs::Metadata) -> bool {
    true
}
