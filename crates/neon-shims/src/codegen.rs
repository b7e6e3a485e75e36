//! V8's callback on code that is made from a string: `eval` (direct ones with their scope intact), `Function` and its kin, in every context
//! of the isolate. It is installed per isolate, and an isolate is a thread: what it needs lies in thread-local state.
//!
//! A refusal is always V8's `EvalError`; [`Verdict::Refuse`] puts a message on it.

use crate::Local;
use crate::symbols::{Missing, table};
use core::cell::Cell;
use core::ffi::c_void;
use core::ptr;

/// `v8::ModifyCodeGenerationFromStringsResult`: a bool, padding, and a Local, in two registers. The first word's upper bytes are padding.
#[repr(C)]
#[derive(Clone, Copy)]
struct Outcome {
    allowed: u64,
    source: Local,
}

const REFUSED: Outcome = Outcome { allowed: 0, source: ptr::null_mut() };

type Callback = unsafe extern "C" fn(Local, Local, bool) -> Outcome;

table! {
    /// V8's setters, and the callback that Node itself installs: a vm context's `strings: false` lives there.
    Table {
        current_isolate: unsafe extern "C" fn() -> *mut c_void = c"_ZN2v87Isolate10GetCurrentEv",
        set_callback: unsafe extern "C" fn(*mut c_void, Callback) = c"_ZN2v87Isolate42SetModifyCodeGenerationFromStringsCallbackEPFNS_37ModifyCodeGenerationFromStringsResultENS_5LocalINS_7ContextEEENS2_INS_5ValueEEEbE",
        runtime_callback: Callback = c"_ZN4node31ModifyCodeGenerationFromStringsEN2v85LocalINS0_7ContextEEENS1_INS0_5ValueEEEb",
        is_terminating: unsafe extern "C" fn(*mut c_void) -> bool =
            c"_ZN2v87Isolate22IsExecutionTerminatingEv",
        terminate: unsafe extern "C" fn(*mut c_void) = c"_ZN2v87Isolate18TerminateExecutionEv",
        set_message: unsafe extern "C" fn(Local, Local) = c"_ZN2v87Context43SetErrorMessageForCodeGenerationFromStringsENS_5LocalINS_6StringEEE",
    }
}

/// What the watcher says to a string that is about to become code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It may become code.
    Allow,
    /// It may not; the `EvalError` carries this message, a string of V8's. A null pointer leaves the message as it is.
    Refuse(Local),
    /// It may not, and the watcher's own JavaScript was terminated (`worker.terminate()`, a `vm` timeout): the termination goes on. Without this
    /// V8 would put the `EvalError` in its place, and a `catch` would end the termination.
    Terminate,
}

/// Asked before each string becomes code. `source` is the value that V8 was given; a Function's is the whole text that V8 put together.
/// It runs inside a handle scope and may call JavaScript; it must not unwind.
pub type Watcher = fn(source: Local) -> Verdict;

thread_local! {
    static WATCHER: Cell<Option<Watcher>> = const { Cell::new(None) };
}

/// Whether this runtime's code generation can be watched.
///
/// # Errors
/// [`Missing`] names the first symbol that is not there.
pub fn available() -> Result<(), Missing> {
    Table::find().map(drop)
}

/// Installs `watcher` in the current isolate. The runtime's own callback is asked first, and what it refuses stays refused.
///
/// # Errors
/// [`Missing`] where the runtime lacks a symbol; nothing was installed.
///
/// # Safety
/// The call comes from JavaScript on the thread of the isolate, and [`release`] is called before the isolate's environment goes.
pub unsafe fn watch(watcher: Watcher) -> Result<(), Missing> {
    let table = Table::find()?;
    WATCHER.set(Some(watcher));
    // SAFETY: called from JavaScript, so the thread has a current isolate; `on_code` has the type that the setter's name demands.
    unsafe { (table.set_callback)((table.current_isolate)(), on_code) };
    Ok(())
}

/// Gives the current isolate its runtime's own callback back. For the end of an environment: nothing else may stop watching.
///
/// # Safety
/// The call comes from the thread of the isolate, while the isolate is alive.
pub unsafe fn release() {
    WATCHER.set(None);
    if let Ok(table) = Table::find() {
        // SAFETY: as above; an isolate that is no longer current is left alone.
        unsafe {
            let isolate = (table.current_isolate)();
            if !isolate.is_null() {
                (table.set_callback)(isolate, table.runtime_callback);
            }
        }
    }
}

unsafe extern "C" fn on_code(context: Local, source: Local, is_code_like: bool) -> Outcome {
    let Ok(table) = Table::find() else { return REFUSED };
    // SAFETY: V8 calls with its own values; they are passed on as they came.
    let runtime = unsafe { (table.runtime_callback)(context, source, is_code_like) };
    let Some(watcher) = WATCHER.get() else { return runtime };
    if runtime.allowed.to_le_bytes()[0] == 0 {
        return runtime;
    }
    // The runtime may have put another text in place of the source: judge what will become code.
    let source = if runtime.source.is_null() { source } else { runtime.source };
    match watcher(source) {
        Verdict::Allow => runtime,
        Verdict::Refuse(message) => {
            if !message.is_null() {
                // SAFETY: `context` is V8's, `message` a string in an open handle scope, as the watcher promises.
                unsafe { (table.set_message)(context, message) };
            }
            REFUSED
        }
        Verdict::Terminate => {
            terminate();
            REFUSED
        }
    }
}

/// Whether the current isolate's execution is being terminated.
#[must_use]
pub fn is_terminating() -> bool {
    let Ok(table) = Table::find() else { return false };
    // SAFETY: an isolate that is not there is not asked.
    unsafe {
        let isolate = (table.current_isolate)();
        !isolate.is_null() && (table.is_terminating)(isolate)
    }
}

/// Terminates the current isolate's execution, once more.
fn terminate() {
    let Ok(table) = Table::find() else { return };
    // SAFETY: TerminateExecution may be called from any thread and state, while the isolate lives; it is the current one.
    unsafe {
        let isolate = (table.current_isolate)();
        if !isolate.is_null() {
            (table.terminate)(isolate);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outside_a_runtime_nothing_is_installed() {
        let missing = available().expect_err("a test binary is no JavaScript runtime");
        // SAFETY: the table is not there, so no isolate is looked for.
        assert_eq!(unsafe { watch(|_| Verdict::Allow) }, Err(missing));
        assert!(WATCHER.get().is_none());
        // SAFETY: as above.
        unsafe { release() };
    }
}
