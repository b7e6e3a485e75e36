//! The end of the process, where a rule's response is `kill`.

use crate::Exports;
use napi_derive::napi;

pub(crate) const EXPORTS: Exports = &[("kill", kill_c_callback)];

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
