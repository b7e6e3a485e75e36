//! V8's callback on WebAssembly that is about to be compiled, in every context of the isolate; V8 hands over neither bytes nor size. It is installed per
//! isolate, and an isolate is a thread. A refusal is V8's `CompileError`, with V8's words.

use crate::Local;
use crate::symbols::{Missing, table};
use core::cell::Cell;
use core::ffi::c_void;

type Callback = unsafe extern "C" fn(Local, Local) -> bool;

table! {
    /// V8's setter, and the callback that Node itself installs: a vm context's `wasm: false` lives there.
    Table {
        current_isolate: unsafe extern "C" fn() -> *mut c_void = c"_ZN2v87Isolate10GetCurrentEv",
        set_callback: unsafe extern "C" fn(*mut c_void, Callback) = c"_ZN2v87Isolate34SetAllowWasmCodeGenerationCallbackEPFbNS_5LocalINS_7ContextEEENS1_INS_6StringEEEE",
        runtime_callback: Callback = c"_ZN4node31AllowWasmCodeGenerationCallbackEN2v85LocalINS0_7ContextEEENS1_INS0_6StringEEE",
    }
}

/// Asked before each compilation: whether it may be. It runs inside a handle scope and may call JavaScript; it must not unwind.
pub type Watcher = fn() -> bool;

thread_local! {
    static WATCHER: Cell<Option<Watcher>> = const { Cell::new(None) };
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
    // SAFETY: called from JavaScript, so the thread has a current isolate; `on_wasm` has the type that the setter's name demands.
    unsafe { (table.set_callback)((table.current_isolate)(), on_wasm) };
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

unsafe extern "C" fn on_wasm(context: Local, source: Local) -> bool {
    let Ok(table) = Table::find() else { return false };
    // SAFETY: V8 calls with its own values; they are passed on as they came.
    unsafe { (table.runtime_callback)(context, source) && WATCHER.get().is_none_or(|watcher| watcher()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_runtime_the_first_symbol_is_missing_and_nothing_crashes() {
        // SAFETY: where a symbol is missing nothing is called.
        let answer = unsafe { watch(|| true) };
        assert_eq!(answer.map_err(Missing::name), Err("_ZN2v87Isolate10GetCurrentEv"));
        assert!(WATCHER.get().is_none());
    }
}
