//! The system calls behind [`integrity::Platform`] and [`integrity::Measure`]: whether the system itself would execute a file that is about to run, and whether the
//! file system keeps it from being changed.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(windows)]
mod windows;

#[cfg(target_os = "linux")]
use linux as system;
#[cfg(windows)]
use windows as system;

use crate::Exports;
use integrity::{Measure, Opened, Platform, System};
use napi_derive::napi;

pub(crate) const EXPORTS: Exports = &[("deniesInteractive", denies_interactive_c_callback)];

/// Every file that is interpreted must pass the system's check.
const SECBIT_EXEC_RESTRICT_FILE: i32 = 1 << 8;
/// Nothing may be interpreted that is in no file.
const SECBIT_EXEC_DENY_INTERACTIVE: i32 = 1 << 10;

/// The manifest, with the system's verdict where it counts: it was asked for, or this process is held to it (`SECBIT_EXEC_RESTRICT_FILE`).
///
/// # Errors
/// It was asked for, and this system has none: why.
pub(crate) fn heeded(opened: Opened, asked: bool) -> Result<Opened, String> {
    let opened = match MEASURE {
        Some(measure) => opened.measuring(measure),
        None => opened,
    };
    if !asked && !demands() {
        return Ok(opened);
    }
    verdict(&opened).map(|platform| opened.asking(platform))
}

/// fs-verity digests, where this system has them.
#[cfg(target_os = "linux")]
const MEASURE: Option<Measure> = Some(linux::verity);
#[cfg(not(target_os = "linux"))]
const MEASURE: Option<Measure> = None;

#[cfg(target_os = "linux")]
const OWN_DESCRIPTORS: Option<fn() -> bool> = Some(linux::own_descriptors);
#[cfg(not(target_os = "linux"))]
const OWN_DESCRIPTORS: Option<fn() -> bool> = None;

/// What this system offers for walking a tree; fs-verity digests only where they are asked for.
pub(crate) fn system(measures: bool) -> System {
    System { measure: MEASURE.filter(|_| measures), own_descriptors: OWN_DESCRIPTORS }
}

#[cfg(any(target_os = "linux", windows))]
fn verdict(opened: &Opened) -> Result<Box<dyn Platform>, String> {
    system::verdict(opened)
}

#[cfg(not(any(target_os = "linux", windows)))]
fn verdict(_: &Opened) -> Result<Box<dyn Platform>, String> {
    Err("this system gives no verdict about scripts".to_owned())
}

/// Whether this process is held to the system's verdict about files, whatever the settings say.
fn demands() -> bool {
    has_securebit(SECBIT_EXEC_RESTRICT_FILE)
}

/// Whether this process must not run what is in no file: `SECBIT_EXEC_DENY_INTERACTIVE` (Linux 6.14).
#[napi(no_export, catch_unwind)]
pub fn denies_interactive() -> bool {
    has_securebit(SECBIT_EXEC_DENY_INTERACTIVE)
}

#[cfg(target_os = "linux")]
fn has_securebit(bit: i32) -> bool {
    linux::securebits() & bit != 0
}

#[cfg(not(target_os = "linux"))]
fn has_securebit(_: i32) -> bool {
    false
}
