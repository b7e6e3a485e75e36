//! The thread that holds sealed copies in a table of descriptors of its own.

use integrity::Opened;
use integrity::addon::{Addons, Library};
use serde_json::{Value, json};
use std::ffi::{CStr, CString};
use std::os::fd::{AsFd, AsRawFd};
use std::path::PathBuf;
use std::sync::OnceLock;
use std::sync::mpsc::{Sender, channel};

/// A file to seal, and who waits for the answer.
struct Request {
    path: PathBuf,
    answer: Sender<Value>,
}

/// The thread's door, or why there is none.
static KEEPER: OnceLock<Result<Sender<Request>, String>> = OnceLock::new();

/// The decisions about an addon and what it needs, as JavaScript gets them.
pub(super) fn seal(opened: &'static Opened, path: PathBuf) -> Result<Value, String> {
    let keeper = KEEPER.get_or_init(|| start(opened)).as_ref().map_err(Clone::clone)?;
    let (answer, answered) = channel();
    let gone = |()| "the thread that holds sealed copies has ended".to_owned();
    keeper.send(Request { path, answer }).map_err(|_| gone(()))?;
    answered.recv().map_err(|_| gone(()))
}

fn start(opened: &'static Opened) -> Result<Sender<Request>, String> {
    let (door, requests) = channel::<Request>();
    let (ready, is_ready) = channel();
    let body = move || {
        let begun = own_table(opened).and_then(|()| seals());
        let stop = begun.is_err();
        drop(ready.send(begun));
        if stop {
            return;
        }
        let mut addons = Addons::default();
        for Request { path, answer } in requests {
            // Who asked may have been ended meanwhile, as a worker can be.
            drop(answer.send(addons.seal(opened, &path).iter().map(described).collect()));
        }
    };
    std::thread::Builder::new().name("overt-addons".to_owned()).spawn(body).map_err(|why| why.to_string())?;
    is_ready.recv().map_err(|why| why.to_string())?.map(|()| door)
}

/// Gives this thread a table of descriptors of its own, with nothing in it but the manifest's root.
fn own_table(opened: &Opened) -> Result<(), String> {
    let root = opened.folder().as_raw_fd().cast_unsigned();
    let close = |first: u32, last: u32, flags: libc::c_uint| {
        // SAFETY: a system call without pointers. The table is this thread's alone from the first call on, and the thread holds no descriptor but the root's.
        match unsafe { libc::syscall(libc::SYS_close_range, first, last, flags) } {
            0 => Ok(()),
            _ => Err(format!("a thread cannot have descriptors of its own: {}", std::io::Error::last_os_error())),
        }
    };
    close(root.saturating_add(1), u32::MAX, libc::CLOSE_RANGE_UNSHARE)?;
    if root == 0 { Ok(()) } else { close(0, root - 1, 0) }
}

/// Whether this system seals memory, and shows it where it can be opened.
fn seals() -> Result<(), String> {
    integrity::addon::seals().map_err(|why| format!("this system does not seal memory: {why}"))?;
    std::fs::metadata(folder()).map(drop).map_err(|why| format!("`{}`: {why}", folder()))
}

/// Where the descriptors of this thread can be opened, by any thread of the process.
fn folder() -> String {
    // SAFETY: a system call without arguments.
    let thread = unsafe { libc::syscall(libc::SYS_gettid) };
    format!("/proc/self/task/{thread}/fd")
}

fn described(Library { path, name, outcome, verity }: &Library) -> Value {
    let path = path.to_string_lossy();
    let verity = verity.as_ref().map(ToString::to_string);
    match outcome {
        Ok(sealed) => {
            let digest = sealed.digest().to_string();
            let open = format!("{}/{}", folder(), sealed.as_fd().as_raw_fd());
            json!({ "path": path, "name": name, "allowed": true, "reason": null, "message": null, "digest": digest, "expected": digest, "size": sealed.size(), "verity": verity, "open": open })
        }
        Err(refusal) => {
            let text = |digest: Option<integrity::Digest>| digest.map(|digest| digest.to_string());
            json!({
                "path": path, "name": name, "allowed": false, "reason": refusal.error.code().as_str(), "message": refusal.error.message(),
                "digest": text(refusal.actual), "expected": text(refusal.expected), "size": refusal.size, "verity": verity, "open": null,
            })
        }
    }
}

/// Opens a sealed copy as the library `name`, unless the system's loader knows that name already: then it takes that one.
pub(super) fn open(name: &str, path: &str) -> Result<(), String> {
    let text = |text: &str| CString::new(text).map_err(|why| why.to_string());
    let (name, path) = (text(name)?, text(path)?);
    // SAFETY: a text with its end; with this flag nothing is loaded, and no code runs.
    if !unsafe { libc::dlopen(name.as_ptr(), libc::RTLD_LAZY | libc::RTLD_NOLOAD) }.is_null() {
        return Ok(());
    }
    // SAFETY: a text with its end. The library's initializers run, as they would have for the addon that needs it.
    if !unsafe { libc::dlopen(path.as_ptr(), libc::RTLD_LAZY) }.is_null() {
        return Ok(());
    }
    // SAFETY: called on the thread of the call that failed; the text is this thread's until its next call.
    let why = unsafe { libc::dlerror() };
    if why.is_null() {
        return Err("it cannot be opened".to_owned());
    }
    // SAFETY: `dlerror` gives a text with its end.
    Err(unsafe { CStr::from_ptr(why) }.to_string_lossy().into_owned())
}
