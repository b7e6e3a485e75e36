//! Functions in front of the runtime's own that stand in no stack trace.
//!
//! Code of JavaScript that is put before a function is a frame of each stack that goes through it. A function of the addon's is none: V8 shows functions of JavaScript only.

use super::run;
use crate::Exports;
use napi::bindgen_prelude::{Env, JsValue, Result, Unknown, check_status, sys};
use napi_derive::napi;
use neon_shims::call;
use std::cell::RefCell;
use std::ffi::c_void;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr;
use std::rc::Rc;

pub(crate) const EXPORTS: Exports = &[("unframed", unframed_c_callback)];

/// What stands behind one function.
struct Held {
    original: sys::napi_ref,
    before: sys::napi_ref,
    /// What the name of a script of the runtime's begins with whose calls are passed on at once.
    unasked: Rc<str>,
}

thread_local! {
    /// A function is given its place here. INVARIANT: it only grows, until the environment ends and all go.
    static HELD: RefCell<Vec<Held>> = const { RefCell::new(Vec::new()) };
}

/// A function that calls `before` with what it is given and then `original`, which alone stands on the stack meanwhile. Where the nearest script on the stack is certainly the runtime's own, and
/// its name begins with `unasked`, `before` is not called. What either throws goes on as it was thrown. Null where this runtime does not let functions be called so.
///
/// # Errors
/// Node-API cannot make the function.
#[napi(no_export, catch_unwind)]
pub fn unframed<'env>(env: Env, original: Unknown<'env>, before: Unknown<'env>, unasked: String) -> Result<Option<Unknown<'env>>> {
    if call::available().is_err() {
        return Ok(None);
    }
    let raw = env.raw();
    let held = Held { original: reference(raw, original.raw())?, before: reference(raw, before.raw())?, unasked: unasked.into() };
    let place = HELD.with_borrow_mut(|all| {
        all.push(held);
        all.len()
    });
    if place == 1 {
        env.add_env_cleanup_hook((), |()| HELD.set(Vec::new()))?;
    }
    let mut function = ptr::null_mut();
    // SAFETY: called from JavaScript with this thread's environment; the data is a number, not an address.
    check_status!(unsafe {
        sys::napi_create_function(raw, ptr::null(), 0, Some(on_call), ptr::without_provenance_mut::<c_void>(place), &raw mut function)
    })?;
    // SAFETY: a value of this scope, which is the caller's.
    Ok(Some(unsafe { Unknown::from_raw_unchecked(raw, function) }))
}

/// Keeps a value until the environment ends, which frees its references itself.
fn reference(env: sys::napi_env, value: sys::napi_value) -> Result<sys::napi_ref> {
    let mut held = ptr::null_mut();
    // SAFETY: a value of an open scope.
    check_status!(unsafe { sys::napi_create_reference(env, value, 1, &raw mut held) })?;
    Ok(held)
}

unsafe extern "C" fn on_call(env: sys::napi_env, info: sys::napi_callback_info) -> sys::napi_value {
    // A null without an exception is `undefined` to JavaScript.
    passed_on(env, info).unwrap_or(ptr::null_mut())
}

/// `None` where something was thrown.
fn passed_on(env: sys::napi_env, info: sys::napi_callback_info) -> Option<sys::napi_value> {
    let (mut count, mut receiver, mut data) = (0, ptr::null_mut(), ptr::null_mut());
    // SAFETY: called from a callback of Node-API; without room for arguments it says how many there are.
    unsafe { sys::napi_get_cb_info(env, info, &raw mut count, ptr::null_mut(), &raw mut receiver, &raw mut data) };
    let mut arguments = vec![ptr::null_mut(); count];
    // SAFETY: as above; room for `count` of them.
    unsafe { sys::napi_get_cb_info(env, info, &raw mut count, arguments.as_mut_ptr(), ptr::null_mut(), ptr::null_mut()) };
    let (original, before, unasked) = HELD.with(|all| {
        let all = all.try_borrow().ok()?;
        let held = all.get(data.addr().checked_sub(1)?)?;
        Some((value(env, held.original)?, value(env, held.before)?, Rc::clone(&held.unasked)))
    })?;
    // INVARIANT: nothing is borrowed from here on; what is called may come back.
    let mut arguments: Vec<neon_shims::Local> = arguments.into_iter().map(<*mut _>::cast).collect();
    // No unwinding into V8: where the stack cannot be read for a fault of ours, `before` is asked.
    if !catch_unwind(AssertUnwindSafe(|| run::is_nearest(env, &unasked))).unwrap_or(false) {
        // SAFETY: called from JavaScript; values of this callback's scope, and a function.
        unsafe { call::call(before.cast(), receiver.cast(), &mut arguments) }?;
    }
    // SAFETY: as above.
    unsafe { call::call(original.cast(), receiver.cast(), &mut arguments) }.map(<*mut _>::cast)
}

fn value(env: sys::napi_env, held: sys::napi_ref) -> Option<sys::napi_value> {
    let mut value = ptr::null_mut();
    // SAFETY: the reference lives as long as the environment.
    unsafe { sys::napi_get_reference_value(env, held, &raw mut value) };
    (!value.is_null()).then_some(value)
}
