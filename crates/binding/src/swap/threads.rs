//! The threads whose JavaScript is told of new rules.

use crate::force;
use napi::bindgen_prelude::{ArrayBuffer, Env, Error, JsValue, Result, Unknown, check_status, sys};
use std::cell::Cell;
use std::ptr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};

struct Told {
    function: sys::napi_threadsafe_function,
    /// In memory that JavaScript reads too.
    epoch: *const AtomicU32,
}

// SAFETY: Node-API lets any thread call a thread-safe function, and the word is only ever written atomically. Both live as long as the entry: `add`'s hook.
unsafe impl Send for Told {}

static TOLD: Mutex<Vec<Told>> = Mutex::new(Vec::new());

thread_local! {
    static ADDED: Cell<bool> = const { Cell::new(false) };
}

/// Adds this thread until its environment ends.
pub(super) fn add(env: &Env, memory: &ArrayBuffer<'_>, callback: &Unknown<'_>) -> Result<()> {
    if ADDED.replace(true) {
        return Err(Error::from_reason("the thread is told of new rules already"));
    }
    let (raw, mut data, mut length) = (env.raw(), ptr::null_mut(), 0);
    // SAFETY: `memory` is an ArrayBuffer of this scope.
    check_status!(unsafe { sys::napi_get_arraybuffer_info(raw, memory.raw(), &raw mut data, &raw mut length) })?;
    if length < size_of::<AtomicU32>() || data.is_null() {
        return Err(Error::from_reason("the memory has no room for a word"));
    }
    let (mut held, mut name, mut function) = (ptr::null_mut(), ptr::null_mut(), ptr::null_mut());
    // SAFETY: as above; the reference keeps the memory until the hook below runs.
    check_status!(unsafe { sys::napi_create_reference(raw, memory.raw(), 1, &raw mut held) })?;
    // SAFETY: text and length belong together.
    check_status!(unsafe { sys::napi_create_string_utf8(raw, c"overt".as_ptr(), 5, &raw mut name) })?;
    // One call waits at most: it tells of all that has happened. Without a function of its own Node-API calls `callback` without arguments.
    // SAFETY: values of this scope; no data, no context.
    check_status!(unsafe {
        sys::napi_create_threadsafe_function(
            raw,
            callback.raw(),
            ptr::null_mut(),
            name,
            1,
            1,
            ptr::null_mut(),
            None,
            ptr::null_mut(),
            None,
            &raw mut function,
        )
    })?;
    // The thread ends when the application has nothing more to do.
    // SAFETY: this thread made it.
    check_status!(unsafe { sys::napi_unref_threadsafe_function(raw, function) })?;
    // Memory of WebAssembly is aligned to its pages.
    let epoch: *const AtomicU32 = data.cast_const().cast();
    {
        let mut told = TOLD.lock().unwrap_or_else(PoisonError::into_inner);
        write(epoch);
        told.push(Told { function, epoch });
    }
    // It runs before Node-API's own, which was added by `napi_create_threadsafe_function`.
    env.add_env_cleanup_hook((raw, held, function), |(raw, held, function)| {
        // INVARIANT: whoever calls holds the lock, so that nobody calls after this.
        TOLD.lock().unwrap_or_else(PoisonError::into_inner).retain(|one| one.function != function);
        // SAFETY: the environment is alive while its hooks run; nobody else has the function any more, and the reference is deleted only here.
        unsafe {
            sys::napi_release_threadsafe_function(function, sys::ThreadsafeFunctionReleaseMode::abort);
            sys::napi_delete_reference(raw, held);
        }
    })?;
    Ok(())
}

fn write(epoch: *const AtomicU32) {
    // SAFETY: the memory is held as long as its entry, and aligned.
    if let Some(word) = unsafe { epoch.as_ref() } {
        word.store(force::epoch(), Ordering::Release);
    }
}

/// Tells every thread: its word at once, its JavaScript when it comes back to its event loop.
pub(super) fn tell() {
    for Told { function, epoch } in TOLD.lock().unwrap_or_else(PoisonError::into_inner).iter() {
        write(*epoch);
        // A call that waits already tells of this as well.
        // SAFETY: the function is alive while its entry is there.
        let _ = unsafe { sys::napi_call_threadsafe_function(*function, ptr::null_mut(), sys::ThreadsafeFunctionCallMode::nonblocking) };
    }
}
