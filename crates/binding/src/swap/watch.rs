//! The thread that looks at the file.

use super::refusals::{self, Refused};
use super::threads;
use crate::force;
use crate::release::{LIMIT, origin};
use engine::RuleSet;
use integrity::release;
use integrity::signature::PublicKey;
use std::fs::Metadata;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Once;
use std::time::Duration;
use std::{io, thread};

static BEGUN: Once = Once::new();

/// Starts the thread, once a process. It lives as long as the process.
pub(super) fn begin(file: PathBuf, pubkey: PublicKey, interval: Duration) -> io::Result<()> {
    let mut begun = Ok(());
    BEGUN.call_once(|| {
        let mut watch = Watch { file, pubkey, settled: None, doubted: None };
        begun = thread::Builder::new()
            .name("overt-rules".to_owned())
            .spawn(move || {
                loop {
                    thread::sleep(interval);
                    watch.look();
                }
            })
            .map(drop);
    });
    begun
}

struct Watch {
    file: PathBuf,
    pubkey: PublicKey,
    /// What was there when the file was last dealt with.
    settled: Option<Identity>,
    /// What was there when it could not be used: it may have been half written.
    doubted: Option<Identity>,
}

impl Watch {
    /// Looks whether something else is there now, and deals with it. What cannot be used is refused when it is still the same at the next look: until then it may be
    /// on its way.
    fn look(&mut self) {
        // Before anything is read: what comes later is another identity.
        let now = Identity::of(&self.file);
        if self.settled.as_ref() == Some(&now) {
            return;
        }
        let fault = |_| Err(Refused { code: "OVERT_FAULT", message: "an internal fault while the rules were loaded".to_owned() });
        let done = catch_unwind(AssertUnwindSafe(|| self.replaced())).unwrap_or_else(fault);
        if let Err(why) = done {
            if self.doubted.as_ref() != Some(&now) {
                self.doubted = Some(now);
                return;
            }
            refusals::put(why);
            threads::tell();
        }
        self.settled = Some(now);
        self.doubted = None;
    }

    /// Puts what is in the file in force, where it is another, and newer. The bytes that are verified are those that are loaded.
    fn replaced(&self) -> Result<(), Refused> {
        let release = release::read(&self.file, &self.pubkey, 0, LIMIT)?;
        let found = origin(&release);
        let current = force::current().and_then(|current| current.origin.clone());
        if current.as_ref() == Some(&found) {
            return Ok(());
        }
        let floor = current.map_or(0, |current| current.serial);
        if found.serial <= floor {
            let (path, serial) = (self.file.display(), found.serial);
            let message = format!("`{path}` has serial number {serial}, {floor} is in force: build newer rules with a higher one");
            return Err(Refused { code: integrity::Code::Serial.as_str(), message });
        }
        let rules = RuleSet::load(release.bytes());
        let rules =
            rules.map_err(|why| Refused { code: why.code.as_str(), message: format!("`{}`: {}", self.file.display(), why.message) })?;
        force::replace(rules, Some(found));
        threads::tell();
        Ok(())
    }
}

/// Which files are there, in which state: the rules, their signature, and a signature on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Identity([Option<State>; 3]);

impl Identity {
    fn of(file: &Path) -> Self {
        let signature = release::signature_of(file);
        let mut coming = signature.clone().into_os_string();
        coming.push(".new");
        Self([state(file), state(&signature), state(Path::new(&coming))])
    }
}

#[cfg(unix)]
type State = [i64; 7];
#[cfg(not(unix))]
type State = (u64, Option<std::time::SystemTime>);

fn state(path: &Path) -> Option<State> {
    path.metadata().ok().map(|metadata| of(&metadata))
}

#[cfg(unix)]
fn of(metadata: &Metadata) -> State {
    use std::os::unix::fs::MetadataExt;
    let (device, inode, size) = (metadata.dev().cast_signed(), metadata.ino().cast_signed(), metadata.size().cast_signed());
    [device, inode, size, metadata.mtime(), metadata.mtime_nsec(), metadata.ctime(), metadata.ctime_nsec()]
}

#[cfg(not(unix))]
fn of(metadata: &Metadata) -> State {
    (metadata.len(), metadata.modified().ok())
}
