//! The file in which what correlations have seen outlives the process: taken up at the start, written at the end, and in between where the user asks.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use napi_derive::napi;

use super::{any, changed_state, mark_changed, restore, state};
use crate::Exports;

pub(crate) const EXPORTS: Exports = &[
    ("restoreCorrelations", restore_correlations_c_callback),
    ("keepCorrelations", keep_correlations_c_callback),
    ("keepCorrelationsEvery", keep_correlations_every_c_callback),
];

/// Whether the process has written for the last time. It is held while the file is written: one writer at a time, and none that the process's end breaks off.
static ENDED: Mutex<bool> = Mutex::new(false);

/// Takes up what [`keep_correlations`] left in a file. Null, also where there is no file yet; or why it cannot be taken up: then all begins anew.
#[napi(no_export, catch_unwind)]
pub fn restore_correlations(file: String) -> Option<String> {
    if !any() {
        return None;
    }
    match fs::read(&file) {
        Err(why) if why.kind() == io::ErrorKind::NotFound => None,
        Err(why) => Some(format!("`{file}` cannot be read: {why}")),
        Ok(bytes) => restore(&bytes).map(|why| format!("`{file}`: {why}")),
    }
}

/// Leaves what was seen in a file for the last time, whole or not at all. Null, also where no rule is a correlation; or why it could not be written.
#[napi(no_export, catch_unwind)]
pub fn keep_correlations(file: String) -> Option<String> {
    let mut ended = ENDED.lock().unwrap_or_else(PoisonError::into_inner);
    *ended = true;
    write(&file, &state()?)
}

/// Leaves what was seen in a file every so many seconds, where it has changed, until [`keep_correlations`] is called: what is lost by a signal is no more than
/// that. A thread of its own does it, so that no timer of the application's and no busy loop delays it. Null, or why it cannot. Where no rule is a correlation nothing
/// is begun, unless `replaceable`: others, which are, may take the place of these rules.
///
/// Where a write fails, standard error says so, once until one succeeds, and it is tried again after the same time.
#[napi(no_export, catch_unwind)]
pub fn keep_correlations_every(file: String, seconds: u32, replaceable: bool) -> Option<String> {
    if !replaceable && !any() {
        return None;
    }
    let period = Duration::from_secs(seconds.max(1).into());
    let body = move || {
        let mut failed = false;
        loop {
            thread::sleep(period);
            let why = {
                let ended = ENDED.lock().unwrap_or_else(PoisonError::into_inner);
                if *ended {
                    return;
                }
                let Some(state) = changed_state() else { continue };
                write(&file, &state)
            };
            // Not while the file's lock is held: standard error may take nothing, and the process's end waits for the lock.
            if let Some(why) = &why {
                mark_changed();
                if !failed {
                    drop(writeln!(io::stderr(), "overt: OVERT_CONFIG: what correlations saw is not kept: {why}"));
                }
            }
            failed = why.is_some();
        }
    };
    let begun = thread::Builder::new().name("overt-state".to_owned()).spawn(body);
    begun.err().map(|why| format!("it cannot be kept while the process runs: {why}"))
}

/// Puts the state into the file: a reader sees the file before or the one after, also where the machine stops in between. Only its owner can read it: values of
/// events stand in it, as they were. What failed, if anything did.
pub(crate) fn write(file: &str, state: &[u8]) -> Option<String> {
    let beside = format!("{file}.{}", std::process::id());
    let whole = || {
        // What a process of this number left, and a link that somebody put there.
        match fs::remove_file(&beside) {
            Err(why) if why.kind() != io::ErrorKind::NotFound => return Err(why),
            _ => {}
        }
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut out = options.open(&beside)?;
        out.write_all(state)?;
        out.sync_all()?;
        fs::rename(&beside, file)
    };
    whole().err().map(|why| {
        drop(fs::remove_file(&beside));
        format!("`{file}` cannot be written: {why}")
    })
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    #[test]
    fn the_file_is_its_owners_alone_and_no_link_is_followed() {
        let folder = std::env::temp_dir().join(format!("overt-state-file-{}", std::process::id()));
        fs::create_dir(&folder).expect("a folder");
        let (state, other) = (folder.join("state"), folder.join("other"));
        fs::write(&state, "before").expect("a file that others can read");
        fs::write(&other, "other").expect("a file");
        symlink(&other, folder.join(format!("state.{}", std::process::id()))).expect("a link");
        assert_eq!(write(state.to_str().expect("UTF-8"), b"after"), None);
        assert_eq!(fs::read(&state).expect("the state"), b"after");
        assert_eq!(fs::metadata(&state).expect("the state").permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read(&other).expect("the other"), b"other");
        fs::remove_dir_all(&folder).expect("the folder goes");
    }
}
