//! Calling a function of JavaScript so that what it throws goes on as it was thrown.
//!
//! `napi_call_function` catches what is thrown and throws it again, and V8 then takes the place where that is done for the place of the error: the line and the arrow that a
//! runtime prints of an error that nobody catches are the caller's. V8's own function leaves it as it is.

use crate::Local;
use crate::symbols::{Missing, table};
use core::ffi::{c_int, c_void};

table! {
    /// What is needed for a call.
    Table {
        current_isolate: unsafe extern "C" fn() -> *mut c_void = c"_ZN2v87Isolate10GetCurrentEv",
        current_context: unsafe extern "C" fn(*mut c_void) -> Local = c"_ZN2v87Isolate17GetCurrentContextEv",
        call: unsafe extern "C" fn(Local, Local, Local, c_int, *mut Local) -> Local = c"_ZN2v88Function4CallENS_5LocalINS_7ContextEEENS1_INS_5ValueEEEiPS5_",
    }
}

/// Whether functions can be called so in this runtime.
///
/// # Errors
/// [`Missing`] names the first symbol that is not there.
pub fn available() -> Result<(), Missing> {
    Table::find().map(drop)
}

/// Calls `function` with this receiver and these arguments. `None` where it threw, or was terminated: the caller has to return to V8 at once, without a value, and what was thrown goes on
/// from there. `None` too where [`available`] says so; then nothing was called.
///
/// # Safety
/// The call comes from JavaScript, in a callback of Node-API on this thread; all are values of an open handle scope, and `function` is a function.
pub unsafe fn call(function: Local, receiver: Local, arguments: &mut [Local]) -> Option<Local> {
    let table = Table::find().ok()?;
    let count = c_int::try_from(arguments.len()).ok()?;
    // SAFETY: called from JavaScript, so the thread has a current isolate, which has a current context; the rest is the caller's to keep.
    let result =
        unsafe { (table.call)(function, (table.current_context)((table.current_isolate)()), receiver, count, arguments.as_mut_ptr()) };
    (!result.is_null()).then_some(result)
}

#[cfg(test)]
mod tests {
    use super::*;
    use core::ptr;

    #[test]
    fn outside_a_runtime_nothing_is_called() {
        let missing = available().expect_err("a test binary is no JavaScript runtime");
        assert!(!missing.name().is_empty());
        // SAFETY: the table is not there, so no value is looked at.
        assert_eq!(unsafe { call(ptr::null_mut(), ptr::null_mut(), &mut []) }, None);
    }
}
