//! Functions of JavaScript that are asked while a stack is read.

use napi::bindgen_prelude::{Env, Error, FromNapiValue, JsValue, Result, Unknown, check_status, sys};
use std::cell::Cell;
use std::ptr;
use std::thread::LocalKey;

/// Where a thread keeps such a function.
pub(super) type Held = Cell<Option<(sys::napi_env, sys::napi_ref)>>;

/// What was answered.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// Nobody can be asked.
    Nobody,
    /// Asking failed, at the end of the stack for one.
    Failed,
    /// What it returned; none where that is no text.
    Text(Option<String>),
}

/// Keeps the function, once a thread.
pub(super) fn keep(held: &'static LocalKey<Held>, env: Env, callback: Unknown<'_>) -> Result<()> {
    if held.get().is_some() {
        return Err(Error::from_reason("the function is known already"));
    }
    let mut reference = ptr::null_mut();
    // SAFETY: a value of this scope; the reference lives until the hook below runs.
    check_status!(unsafe { sys::napi_create_reference(env.raw(), callback.raw(), 1, &raw mut reference) })?;
    let raw = env.raw();
    held.set(Some((raw, reference)));
    env.add_env_cleanup_hook((raw, reference), |(raw, reference)| {
        held.set(None);
        // SAFETY: the environment is alive while its hooks run.
        unsafe {
            sys::napi_delete_reference(raw, reference);
        }
    })?;
    Ok(())
}

/// Calls the function with `name`.
pub(super) fn text_for(held: &'static LocalKey<Held>, name: &str) -> Answer {
    let Some((env, reference)) = held.get() else { return Answer::Nobody };
    let Ok(length) = isize::try_from(name.len()) else { return Answer::Failed };
    let (mut callback, mut this, mut argument, mut answer) = (ptr::null_mut(), ptr::null_mut(), ptr::null_mut(), ptr::null_mut());
    // SAFETY: `env` is this thread's, and a handle scope is open while a stack is visited; each value is used only where its call succeeded.
    unsafe {
        let made = [
            sys::napi_get_reference_value(env, reference, &raw mut callback),
            sys::napi_get_undefined(env, &raw mut this),
            sys::napi_create_string_utf8(env, name.as_ptr().cast(), length, &raw mut argument),
        ];
        if made.iter().any(|status| *status != sys::Status::napi_ok) {
            return Answer::Failed;
        }
        if sys::napi_call_function(env, this, callback, 1, &raw const argument, &raw mut answer) != sys::Status::napi_ok {
            // What it threw is not the application's to see.
            let mut thrown = ptr::null_mut();
            sys::napi_get_and_clear_last_exception(env, &raw mut thrown);
            return Answer::Failed;
        }
    }
    // SAFETY: a value of this scope.
    Answer::Text(unsafe { String::from_napi_value(env, answer) }.ok())
}
