//! The guard against re-entry: a hook's own operations are judged and recorded, and other hooks see them, but the hook is not called inside itself.
//!
//! The marks are set and cleared by the native function that makes the call, because a `vm` timeout and `worker.terminate()` skip JavaScript's
//! `finally`.

use crate::Exports;
use napi::sys;
use std::cell::Cell;
use std::ptr;

pub(crate) const EXPORTS: Exports = &[("enter", enter), ("inside", inside)];

thread_local! {
    /// One bit a slot.
    static ACTIVE: Cell<u64> = const { Cell::new(0) };
}

fn boolean(env: sys::napi_env, value: bool) -> sys::napi_value {
    let mut result = ptr::null_mut();
    // SAFETY: called from a callback of Node-API.
    unsafe { sys::napi_get_boolean(env, value, &raw mut result) };
    result
}

/// `enter(fn, slot)`: calls `fn` and answers true, or answers false without a call where one with the same slot is under way. Slots from 63 on are one.
/// What `fn` throws is thrown on.
unsafe extern "C" fn enter(env: sys::napi_env, info: sys::napi_callback_info) -> sys::napi_value {
    let (mut count, mut given, mut receiver, mut ignored, mut slot) = (2, [ptr::null_mut(); 2], ptr::null_mut(), ptr::null_mut(), 0);
    // SAFETY: room for two arguments, as `count` says; Node-API fills it with undefined where there are fewer. What is no number leaves `slot` at 0.
    unsafe {
        sys::napi_get_cb_info(env, info, &raw mut count, given.as_mut_ptr(), ptr::null_mut(), ptr::null_mut());
        sys::napi_get_undefined(env, &raw mut receiver);
        sys::napi_get_value_uint32(env, given[1], &raw mut slot);
    }
    let mark = 1_u64 << slot.min(63);
    if ACTIVE.get() & mark != 0 {
        return boolean(env, false);
    }
    ACTIVE.set(ACTIVE.get() | mark);
    // SAFETY: values of this scope; what is no function is answered with a status.
    let status = unsafe { sys::napi_call_function(env, receiver, given[0], 0, ptr::null(), &raw mut ignored) };
    ACTIVE.set(ACTIVE.get() & !mark);
    if status != sys::Status::napi_ok {
        return refused(env);
    }
    boolean(env, true)
}

/// An exception that waits is thrown by Node-API on return; where none waits (no function, an environment that ends), one is thrown here.
fn refused(env: sys::napi_env) -> sys::napi_value {
    let mut pending = false;
    // SAFETY: called from a callback of Node-API; the strings end in NUL.
    unsafe {
        sys::napi_is_exception_pending(env, &raw mut pending);
        if !pending {
            sys::napi_throw_type_error(env, ptr::null(), c"the function could not be called".as_ptr());
        }
    }
    ptr::null_mut()
}

/// Whether a call of [`enter`] is under way.
unsafe extern "C" fn inside(env: sys::napi_env, _info: sys::napi_callback_info) -> sys::napi_value {
    boolean(env, ACTIVE.get() != 0)
}
