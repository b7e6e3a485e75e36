//! Plain lines of a thread's record, made where the event is: what happened, who did it, the chain. No JavaScript string is made of them. Lines of any other kind
//! (a rule matched, a secret is masked, text is not ASCII) JavaScript makes, on the same chain and in the same memory (packages/core/src/record/waiting.ts).

mod end;

use crate::Exports;
use crate::caller::behalf;
use crate::frame::pinned;
use napi::bindgen_prelude::{ArrayBuffer, Env, Error, JsValue, Result, check_status, sys};
use napi_derive::napi;
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};
use std::{ptr, slice};

pub(crate) const EXPORTS: Exports = &[("pinLines", pin_lines_c_callback), ("nameCaller", name_caller), ("addLine", add_line)];

/// Places in the memory, in bytes: words for the bytes that wait, the lines that wait, those that were lost, and whether the digest is the last line's; then when the
/// oldest came and how many lines the stream has, as JavaScript's numbers; the digest; how many lines were lost and told; and the lines.
const USED: usize = 0;
const WAITING: usize = 4;
const LOST: usize = 8;
const KNOWN: usize = 12;
const OLDEST: usize = 16;
const LENGTH: usize = 24;
const HEAD: usize = 32;
const DROPPED: usize = 96;
const LINES: usize = 104;
/// Bytes that wait at most.
const CAPACITY: usize = 64 * 1024;

/// Milliseconds that a line waits at most.
const LONGEST_WAIT: f64 = 1000.0;

/// What became of an event.
#[repr(u32)]
enum Added {
    /// JavaScript makes its line.
    Not = 0,
    Yes = 1,
    /// Not yet: what waits must be written first, or what was lost be told.
    Full = 2,
    /// And what waits has waited long enough.
    AndDue = 3,
}

/// A stream's own parts.
struct Lines {
    memory: *mut u8,
    /// `{"v":1,"stream":"...","seq":`
    start: String,
    /// `,"pid":7,...,"event":`
    origin: String,
    /// The time of the last line, and its text.
    time: (i64, [u8; engine::time::TEXT]),
    line: Vec<u8>,
    /// The file that they are for.
    path: PathBuf,
}

thread_local! {
    static LINES_OF: RefCell<Option<Lines>> = const { RefCell::new(None) };
}

/// Whether this thread's plain lines are made here.
fn is_on() -> bool {
    LINES_OF.with(|lines| lines.try_borrow().is_ok_and(|lines| lines.is_some()))
}

/// Makes `memory` the place where this thread's lines wait. It is held until the environment ends, and nobody but the caller has it: nothing can detach it.
///
/// # Errors
/// The memory is smaller than what is to be in it, or the thread has one already.
#[napi(no_export, catch_unwind)]
pub fn pin_lines(env: Env, memory: ArrayBuffer<'_>, start: String, origin: String, path: String) -> Result<()> {
    let (mut data, mut length, mut held) = (ptr::null_mut(), 0, ptr::null_mut());
    // SAFETY: `memory` is an ArrayBuffer of this scope.
    check_status!(unsafe { sys::napi_get_arraybuffer_info(env.raw(), memory.raw(), &raw mut data, &raw mut length) })?;
    if length < LINES + CAPACITY || data.is_null() {
        return Err(Error::from_reason(format!("lines wait in {} bytes, the memory has {length}", LINES + CAPACITY)));
    }
    if is_on() {
        return Err(Error::from_reason("the thread has such memory already"));
    }
    // SAFETY: as above; the reference keeps the memory until the hook below runs.
    check_status!(unsafe { sys::napi_create_reference(env.raw(), memory.raw(), 1, &raw mut held) })?;
    LINES_OF.set(Some(Lines {
        memory: data.cast(),
        start,
        origin,
        time: (i64::MIN, [0; engine::time::TEXT]),
        line: Vec::new(),
        path: path.into(),
    }));
    let raw = env.raw();
    env.add_env_cleanup_hook((raw, held), |(raw, held)| {
        if let Some(mut lines) = LINES_OF.take() {
            lines.end();
        }
        // SAFETY: the environment is alive while its hooks run, and the reference is deleted only here.
        unsafe { sys::napi_delete_reference(raw, held) };
    })?;
    Ok(())
}

/// Reads the stack for the event that was judged just now: V8 takes some 3,000 instructions for each frame, and here there are few of overt's own.
unsafe extern "C" fn name_caller(env: sys::napi_env, _info: sys::napi_callback_info) -> sys::napi_value {
    // What is not found out here is found out where it is needed.
    drop(catch_unwind(AssertUnwindSafe(|| behalf::judged(env))));
    ptr::null_mut()
}

/// Makes the line of the event in the frame, which was allowed and that no rule matched; answers what became of it, as a number.
unsafe extern "C" fn add_line(env: sys::napi_env, _info: sys::napi_callback_info) -> sys::napi_value {
    let added = catch_unwind(AssertUnwindSafe(|| LINES_OF.with(|lines| lines.try_borrow_mut().ok()?.as_mut()?.add(env, pinned()?))));
    let mut answer = ptr::null_mut();
    // SAFETY: called by Node-API with this thread's environment.
    unsafe { sys::napi_create_uint32(env, added.ok().flatten().unwrap_or(Added::Not) as u32, &raw mut answer) };
    answer
}

impl Lines {
    /// `None` where JavaScript has to make the line; nothing has changed then.
    fn add(&mut self, env: sys::napi_env, frame: &[u8]) -> Option<Added> {
        let (used, waiting, lost, oldest, length) = {
            let memory = self.memory();
            (word(memory, USED)? as usize, word(memory, WAITING)?, word(memory, LOST)?, double(memory, OLDEST)?, double(memory, LENGTH)?)
        };
        if lost > 0 {
            return Some(Added::Full);
        }
        let time = self.look_at_clock()?;
        let mut line = std::mem::take(&mut self.line);
        line.clear();
        self.begin(&mut line, length);
        let made = engine::record::append_event(frame, &mut line);
        if made.is_some() {
            line.extend_from_slice(b",\"package\":");
            line.extend_from_slice(behalf::judged(env).json().as_bytes());
            line.extend_from_slice(b",\"outcome\":\"allowed\",\"prev\":\"");
            line.extend_from_slice(self.memory().get(HEAD..DROPPED)?);
            line.extend_from_slice(b"\"}");
        }
        let added = match made {
            Some(()) if used + line.len() < CAPACITY => {
                let head = integrity::Digest::of(&line).to_string();
                line.push(b'\n');
                #[expect(clippy::cast_precision_loss, reason = "JavaScript's clock is a number too, and exact for 285,000 years")]
                let now = time as f64;
                let oldest = if used == 0 { now } else { oldest };
                let all = u32::try_from(used + line.len()).ok()?;
                let memory = self.memory();
                // INVARIANT: the lines, their number and the end of the chain agree: nothing fails between these, and no JavaScript runs.
                set(memory, LINES + used, &line);
                set(memory, HEAD, head.as_bytes());
                set(memory, USED, &all.to_ne_bytes());
                set(memory, WAITING, &(waiting + 1).to_ne_bytes());
                set(memory, OLDEST, &oldest.to_ne_bytes());
                set(memory, LENGTH, &(length + 1.0).to_ne_bytes());
                Some(if now - oldest >= LONGEST_WAIT { Added::AndDue } else { Added::Yes })
            }
            Some(()) => (line.len() < CAPACITY).then_some(Added::Full),
            None => None,
        };
        self.line = line;
        added
    }

    /// What the time is, in milliseconds since 1970, and from now on that of lines. Many events share a millisecond, and its text.
    fn look_at_clock(&mut self) -> Option<i64> {
        let time = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_millis()).ok()?;
        if self.time.0 != time {
            self.time = (time, engine::time::text(time)?);
        }
        Some(time)
    }

    /// What each line begins with, up to the name of its event.
    fn begin(&self, line: &mut Vec<u8>, length: f64) {
        line.extend_from_slice(self.start.as_bytes());
        append_count(line, length);
        line.extend_from_slice(b",\"time\":\"");
        line.extend_from_slice(&self.time.1);
        line.push(b'"');
        line.extend_from_slice(self.origin.as_bytes());
    }

    /// All of the memory. INVARIANT: no JavaScript runs while it is borrowed.
    fn memory(&mut self) -> &mut [u8] {
        // SAFETY: `pin_lines` saw that there are so many bytes and holds them; only this thread uses them.
        unsafe { slice::from_raw_parts_mut(self.memory, LINES + CAPACITY) }
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count of lines, which JavaScript keeps as a whole number")]
fn append_count(out: &mut Vec<u8>, count: f64) {
    append_number(out, count as u64);
}

fn append_number(out: &mut Vec<u8>, value: u64) {
    let mut digits = [0; 20];
    let (mut at, mut rest) = (digits.len(), value);
    loop {
        at -= 1;
        if let Some(place) = digits.get_mut(at) {
            *place = b'0' + u8::try_from(rest % 10).unwrap_or(0);
        }
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    out.extend_from_slice(digits.get(at..).unwrap_or_default());
}

fn word(memory: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_ne_bytes(*memory.get(at..)?.first_chunk()?))
}

fn double(memory: &[u8], at: usize) -> Option<f64> {
    Some(f64::from_ne_bytes(*memory.get(at..)?.first_chunk()?))
}

fn set(memory: &mut [u8], at: usize, bytes: &[u8]) {
    if let Some(place) = memory.get_mut(at..at + bytes.len()) {
        place.copy_from_slice(bytes);
    }
}
