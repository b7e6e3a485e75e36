//! The runtime's own scripts that it compiles late: known by their text, for anybody can give a script the name `node:fs`.

use napi::bindgen_prelude::{Env, Error, FromNapiValue, JsValue, Result, Unknown, check_status, sys};
use std::cell::Cell;
use std::ptr;

thread_local! {
    static ASKED: Cell<Option<(sys::napi_env, sys::napi_ref)>> = const { Cell::new(None) };
}

/// Keeps the function that is asked for the runtime's sources.
pub(super) fn ask(env: Env, callback: Unknown<'_>) -> Result<()> {
    if ASKED.get().is_some() {
        return Err(Error::from_reason("the runtime's sources are known already"));
    }
    let mut held = ptr::null_mut();
    // SAFETY: a value of this scope; the reference lives until the hook below runs.
    check_status!(unsafe { sys::napi_create_reference(env.raw(), callback.raw(), 1, &raw mut held) })?;
    let raw = env.raw();
    ASKED.set(Some((raw, held)));
    env.add_env_cleanup_hook((raw, held), |(raw, held)| {
        ASKED.set(None);
        // SAFETY: the environment is alive while its hooks run.
        unsafe {
            sys::napi_delete_reference(raw, held);
        }
    })?;
    Ok(())
}

/// Whether `source` is the text of the runtime's module `name` (`child_process`). True where nobody can be asked; `None` where asking failed, at the end of the
/// stack for one.
pub(super) fn is_builtin(name: &str, source: &str) -> Option<bool> {
    let Some((env, held)) = ASKED.get() else { return Some(true) };
    let (mut callback, mut this, mut argument, mut answer) = (ptr::null_mut(), ptr::null_mut(), ptr::null_mut(), ptr::null_mut());
    let length = isize::try_from(name.len()).ok()?;
    // SAFETY: `env` is this thread's, and a handle scope is open while a stack is visited; each value is used only where its call succeeded.
    unsafe {
        let made = [
            sys::napi_get_reference_value(env, held, &raw mut callback),
            sys::napi_get_undefined(env, &raw mut this),
            sys::napi_create_string_utf8(env, name.as_ptr().cast(), length, &raw mut argument),
        ];
        if made.iter().any(|status| *status != sys::Status::napi_ok) {
            return None;
        }
        if sys::napi_call_function(env, this, callback, 1, &raw const argument, &raw mut answer) != sys::Status::napi_ok {
            // What it threw is not the application's to see.
            let mut thrown = ptr::null_mut();
            sys::napi_get_and_clear_last_exception(env, &raw mut thrown);
            return None;
        }
    }
    // SAFETY: a value of this scope. What is no text is the text of no module.
    let text = unsafe { String::from_napi_value(env, answer) };
    Some(text.is_ok_and(|text| text == source))
}
