//! V8's own stack: which scripts called. The application cannot influence it: not by `Error.stackTraceLimit`, nor by `prepareStackTrace`.

use crate::Local;
use crate::symbols::{Missing, table};
use core::ffi::{c_char, c_int, c_uint, c_void};
use core::ops::ControlFlow;
use core::ptr;

table! {
    /// V8's functions on stacks, and what Node-API gives to read a string of theirs.
    Table {
        current_isolate: unsafe extern "C" fn() -> *mut c_void = c"_ZN2v87Isolate10GetCurrentEv",
        current_trace: unsafe extern "C" fn(*mut c_void, c_int, c_int) -> Local = c"_ZN2v810StackTrace17CurrentStackTraceEPNS_7IsolateEiNS0_17StackTraceOptionsE",
        frame_count: unsafe extern "C" fn(Local) -> c_int = c"_ZNK2v810StackTrace13GetFrameCountEv",
        frame: unsafe extern "C" fn(Local, *mut c_void, c_uint) -> Local = c"_ZNK2v810StackTrace8GetFrameEPNS_7IsolateEj",
        script_id: unsafe extern "C" fn(Local) -> c_int = c"_ZNK2v810StackFrame11GetScriptIdEv",
        script_name: unsafe extern "C" fn(Local) -> Local = c"_ZNK2v810StackFrame13GetScriptNameEv",
        script_source: unsafe extern "C" fn(Local) -> Local = c"_ZNK2v810StackFrame15GetScriptSourceEv",
        is_eval: unsafe extern "C" fn(Local) -> bool = c"_ZNK2v810StackFrame6IsEvalEv",
        is_user_javascript: unsafe extern "C" fn(Local) -> bool = c"_ZNK2v810StackFrame16IsUserJavaScriptEv",
        open_scope: unsafe extern "C" fn(*mut c_void, *mut *mut c_void) -> c_int = c"napi_open_handle_scope",
        close_scope: unsafe extern "C" fn(*mut c_void, *mut c_void) -> c_int = c"napi_close_handle_scope",
        string: unsafe extern "C" fn(*mut c_void, Local, *mut c_char, usize, *mut usize) -> c_int = c"napi_get_value_string_utf8",
    }
}

/// kScriptId | kExposeFramesAcrossSecurityOrigins: a context with a security token of its own must not hide its frames.
const OPTIONS: c_int = 1 << 7 | 1 << 8;

/// The most frames that are read to name who calls.
pub const MOST_FRAMES: usize = 200;
/// More frames than a stack of V8's usual size holds; reading so many takes milliseconds.
pub const DEEPEST: usize = 32_768;

/// One frame of JavaScript (or WebAssembly), valid only while it is visited.
pub struct Frame<'a> {
    table: &'a Table,
    env: *mut c_void,
    local: Local,
}

impl Frame<'_> {
    /// The script's id: unique in its isolate for the isolate's life, ascending in the order of compilation.
    #[must_use]
    pub fn script_id(&self) -> i32 {
        // SAFETY: `local` is a StackFrame in the handle scope that `visit` holds open.
        unsafe { (self.table.script_id)(self.local) }
    }

    /// Whether the script was made by `eval`, `Function` or their kin.
    #[must_use]
    pub fn is_eval(&self) -> bool {
        // SAFETY: as for `script_id`.
        unsafe { (self.table.is_eval)(self.local) }
    }

    /// False for what V8 brings itself, and for WebAssembly.
    #[must_use]
    pub fn is_user_javascript(&self) -> bool {
        // SAFETY: as for `script_id`.
        unsafe { (self.table.is_user_javascript)(self.local) }
    }

    /// The resource name that the script was compiled with, a path or a URL; `None` where it has none.
    ///
    /// This is `GetScriptName`, never `GetScriptNameOrSourceURL`: the latter believes a `//# sourceURL=` comment.
    #[must_use]
    pub fn script_name(&self) -> Option<String> {
        // SAFETY: as for `script_id`.
        let name = unsafe { (self.table.script_name)(self.local) };
        text(self.table, self.env, name)
    }

    /// The text that the script was compiled from; `None` where it has none.
    #[must_use]
    pub fn script_source(&self) -> Option<String> {
        // SAFETY: as for `script_id`.
        let source = unsafe { (self.table.script_source)(self.local) };
        text(self.table, self.env, source)
    }
}

/// A string of V8's as UTF-8; `None` for what is no string.
fn text(table: &Table, env: *mut c_void, value: Local) -> Option<String> {
    if value.is_null() {
        return None;
    }
    let mut length = 0;
    // SAFETY: a null buffer asks for the length only; a value that is no string is answered with a status.
    let status = unsafe { (table.string)(env, value, ptr::null_mut(), 0, &raw mut length) };
    if status != 0 {
        return None;
    }
    let mut bytes = vec![0_u8; length + 1];
    // SAFETY: the buffer has `bytes.len()` bytes, the last for the NUL that Node-API writes.
    let status = unsafe { (table.string)(env, value, bytes.as_mut_ptr().cast(), bytes.len(), &raw mut length) };
    if status != 0 {
        return None;
    }
    bytes.truncate(length);
    String::from_utf8(bytes).ok()
}

/// A handle scope, which is closed on each way out, a panic of whoever visits included: Node counts them around each call of an addon, and ends the process where one
/// was left open.
struct Scope<'a> {
    table: &'a Table,
    env: *mut c_void,
    opened: *mut c_void,
}

impl<'a> Scope<'a> {
    /// `HandleScope`'s own constructor is not exported by every version; Node-API's function is. `None` where it opens none.
    ///
    /// # Safety
    /// `env` is the `napi_env` of the calling thread.
    unsafe fn open(table: &'a Table, env: *mut c_void) -> Option<Self> {
        let mut opened = ptr::null_mut();
        // SAFETY: as above.
        let status = unsafe { (table.open_scope)(env, &raw mut opened) };
        (status == 0).then(|| Self { table, env, opened })
    }
}

impl Drop for Scope<'_> {
    fn drop(&mut self) {
        // SAFETY: opened by `open`, on the same thread; scopes that were opened since are closed, for they were dropped before.
        unsafe { (self.table.close_scope)(self.env, self.opened) };
    }
}

/// Whether this runtime's stack can be read.
///
/// # Errors
/// [`Missing`] names the first symbol that is not there.
pub fn available() -> Result<(), Missing> {
    Table::find().map(drop)
}

/// Visits up to `limit` frames of the current stack, innermost first, until `visit` breaks. Returns how many frames were read in all,
/// so that the caller knows whether the limit cut the stack.
///
/// # Errors
/// [`Missing`] where the runtime lacks a symbol; nothing was visited.
///
/// # Safety
/// `env` is the `napi_env` of the calling thread, and the call comes from JavaScript (a Node-API callback or a callback of V8).
pub unsafe fn visit(env: *mut c_void, limit: usize, visit: impl FnMut(&Frame<'_>) -> ControlFlow<()>) -> Result<usize, Missing> {
    let table = Table::find()?;
    // SAFETY: the caller's promise.
    Ok(unsafe { visited(&table, env, limit, visit) })
}

/// [`visit`] with V8's functions at hand.
///
/// # Safety
/// As for [`visit`].
unsafe fn visited(table: &Table, env: *mut c_void, limit: usize, mut visit: impl FnMut(&Frame<'_>) -> ControlFlow<()>) -> usize {
    let limit = c_int::try_from(limit.min(DEEPEST)).unwrap_or(c_int::MAX);
    // SAFETY: `env` is of this thread.
    let Some(_scope) = (unsafe { Scope::open(table, env) }) else { return 0 };
    // SAFETY: called from JavaScript, so the thread has a current isolate, and a handle scope is open.
    let (isolate, trace) = unsafe {
        let isolate = (table.current_isolate)();
        (isolate, if isolate.is_null() { ptr::null_mut() } else { (table.current_trace)(isolate, limit, OPTIONS) })
    };
    let mut count = 0;
    if !trace.is_null() {
        // SAFETY: `trace` is a StackTrace in the open scope.
        count = unsafe { (table.frame_count)(trace) };
        for index in 0..count.max(0) {
            // SAFETY: `index` is below the trace's frame count.
            let local = unsafe { (table.frame)(trace, isolate, index.unsigned_abs()) };
            if local.is_null() || visit(&Frame { table, env, local }).is_break() {
                break;
            }
        }
    }
    usize::try_from(count).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use core::cell::Cell;
    use std::panic::{AssertUnwindSafe, catch_unwind};

    thread_local! {
        static OPEN: Cell<i32> = const { Cell::new(0) };
    }

    fn somewhere() -> Local {
        ptr::without_provenance_mut(8)
    }

    /// A runtime with three frames, of which nothing can be asked.
    fn runtime() -> Table {
        unsafe extern "C" fn isolate() -> *mut c_void {
            somewhere()
        }
        unsafe extern "C" fn trace(_: *mut c_void, _: c_int, _: c_int) -> Local {
            somewhere()
        }
        unsafe extern "C" fn three(_: Local) -> c_int {
            3
        }
        unsafe extern "C" fn frame(_: Local, _: *mut c_void, _: c_uint) -> Local {
            somewhere()
        }
        unsafe extern "C" fn value(_: Local) -> Local {
            ptr::null_mut()
        }
        unsafe extern "C" fn no(_: Local) -> bool {
            false
        }
        unsafe extern "C" fn open(_: *mut c_void, _: *mut *mut c_void) -> c_int {
            OPEN.set(OPEN.get() + 1);
            0
        }
        unsafe extern "C" fn close(_: *mut c_void, _: *mut c_void) -> c_int {
            OPEN.set(OPEN.get() - 1);
            0
        }
        unsafe extern "C" fn string(_: *mut c_void, _: Local, _: *mut c_char, _: usize, _: *mut usize) -> c_int {
            1
        }
        Table {
            current_isolate: isolate,
            current_trace: trace,
            frame_count: three,
            frame,
            script_id: three,
            script_name: value,
            script_source: value,
            is_eval: no,
            is_user_javascript: no,
            open_scope: open,
            close_scope: close,
            string,
        }
    }

    #[test]
    fn the_scope_is_closed_on_each_way_out() {
        let visited = |limit, visit: &mut dyn FnMut() -> ControlFlow<()>| {
            // SAFETY: the functions look at none of what they are given.
            unsafe { visited(&runtime(), ptr::null_mut(), limit, |_| visit()) }
        };
        let mut seen = 0;
        let count = visited(8, &mut || {
            seen += 1;
            assert_eq!(OPEN.get(), 1);
            ControlFlow::Continue(())
        });
        assert_eq!((count, seen, OPEN.get()), (3, 3, 0));
        assert_eq!((visited(8, &mut || ControlFlow::Break(())), OPEN.get()), (3, 0));
        let panicked = catch_unwind(AssertUnwindSafe(|| visited(8, &mut || panic!("a fault of whoever visits"))));
        assert_eq!((panicked.is_err(), OPEN.get()), (true, 0));
    }

    #[test]
    fn where_no_scope_can_be_opened_none_is_closed() {
        unsafe extern "C" fn refuses(_: *mut c_void, _: *mut *mut c_void) -> c_int {
            1
        }
        let table = Table { open_scope: refuses, ..runtime() };
        // SAFETY: as above.
        let count = unsafe { super::visited(&table, ptr::null_mut(), 8, |_| panic!("no frame can be visited")) };
        assert_eq!((count, OPEN.get()), (0, 0));
    }

    #[test]
    fn outside_a_runtime_the_stack_is_unavailable() {
        let missing = available().expect_err("a test binary is no JavaScript runtime");
        assert!(!missing.name().is_empty());
        // SAFETY: the table is not there, so `env` is not looked at.
        let visited = unsafe { visit(ptr::null_mut(), 8, |_| panic!("no frame can be visited")) };
        assert_eq!(visited, Err(missing));
    }
}
