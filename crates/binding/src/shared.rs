//! What the main thread tells its workers, and what this build is.

use crate::Exports;
use napi_derive::napi;
use std::sync::OnceLock;

pub(crate) const EXPORTS: Exports = &[("share", share_c_callback), ("shared", shared_c_callback)];
pub(crate) const COMMANDS: Exports = &[("version", version_c_callback)];

static SHARED: OnceLock<String> = OnceLock::new();

/// Sets the process's text, once: the configuration that workers start with. False where it was set before, and then nothing changed.
#[napi(no_export, catch_unwind)]
pub fn share(text: String) -> bool {
    SHARED.set(text).is_ok()
}

/// The text that [`share`] set.
#[napi(no_export, catch_unwind)]
pub fn shared() -> Option<String> {
    SHARED.get().cloned()
}

/// The version of this build.
#[napi(no_export, catch_unwind)]
pub fn version() -> &'static str {
    env!("CARGO_PKG_VERSION")
}
