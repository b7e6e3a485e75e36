//! What is left of `wasm.compile` for native code: a compilation that no function of the main context's `WebAssembly` began, such as one in a context of
//! `vm`, which has a `WebAssembly` of its own.

use crate::Exports;
use napi::bindgen_prelude::{Env, Error, JsValue, Result, Unknown, check_status, sys};
use napi_derive::napi;
use neon_shims::wasm;
use std::cell::Cell;
use std::panic::catch_unwind;
use std::ptr;

pub(crate) const EXPORTS: Exports = &[("watchWasm", watch_wasm_c_callback)];

thread_local! {
    static WATCHED: Cell<Option<(sys::napi_env, sys::napi_ref)>> = const { Cell::new(None) };
}

/// Watches WebAssembly that is compiled in this isolate, for good: `callback()` answers true to allow it; anything else, and what it throws, refuses.
/// Answers null, or the symbol for want of which nothing can be watched.
///
/// # Errors
/// The isolate is watched already.
#[napi(no_export, catch_unwind)]
pub fn watch_wasm(env: Env, callback: Unknown<'_>) -> Result<Option<&'static str>> {
    if WATCHED.get().is_some() {
        return Err(Error::from_reason("WebAssembly is watched already"));
    }
    let mut held = ptr::null_mut();
    // SAFETY: a value of this scope; the reference lives until the hook below runs.
    check_status!(unsafe { sys::napi_create_reference(env.raw(), callback.raw(), 1, &raw mut held) })?;
    let raw = env.raw();
    WATCHED.set(Some((raw, held)));
    env.add_env_cleanup_hook((raw, held), |(raw, held)| {
        WATCHED.set(None);
        // SAFETY: the environment and its isolate are alive while the environment's hooks run.
        unsafe {
            wasm::release();
            sys::napi_delete_reference(raw, held);
        }
    })?;
    // SAFETY: called from JavaScript; the hook above releases it in time.
    Ok(unsafe { wasm::watch(on_wasm) }.err().map(neon_shims::Missing::name))
}

/// No unwinding into V8: a panic refuses.
fn on_wasm() -> bool {
    catch_unwind(|| WATCHED.get().is_none_or(|(env, callback)| allowed(env, callback))).unwrap_or(false)
}

fn allowed(env: sys::napi_env, callback: sys::napi_ref) -> bool {
    let (mut function, mut undefined, mut answer, mut ignored) = (ptr::null_mut(), ptr::null_mut(), ptr::null_mut(), ptr::null_mut());
    let mut allowed = false;
    // SAFETY: V8 calls inside a handle scope, so values may be made; the reference is alive while WATCHED holds it. Each failure is a status; what the
    // callback threw is cleared, for V8 throws the refusal itself.
    unsafe {
        let called = sys::napi_get_reference_value(env, callback, &raw mut function) == sys::Status::napi_ok
            && sys::napi_get_undefined(env, &raw mut undefined) == sys::Status::napi_ok
            && sys::napi_call_function(env, undefined, function, 0, ptr::null(), &raw mut answer) == sys::Status::napi_ok;
        if !called {
            sys::napi_get_and_clear_last_exception(env, &raw mut ignored);
            return false;
        }
        sys::napi_get_value_bool(env, answer, &raw mut allowed);
    }
    allowed
}
