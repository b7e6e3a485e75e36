//! The hot path: the pinned frame of a thread, judged in place by a function without arguments.

use crate::Exports;
use crate::judge::{FRAME, answer, judge};
use crate::text::{AS_IT_IS_NOT, put_argument};
use napi::bindgen_prelude::{ArrayBuffer, Env, Error, JsValue, Result, check_status, sys};
use napi_derive::napi;
use std::cell::Cell;
use std::{ptr, slice};

pub(crate) const EXPORTS: Exports =
    &[("pin", pin_c_callback), ("evaluate", evaluate), ("evaluateText", evaluate_text), ("evaluateLarge", evaluate_large_c_callback)];

thread_local! {
    static PINNED: Cell<*mut u8> = const { Cell::new(ptr::null_mut()) };
}

/// Makes `memory` this thread's frame: the buffer of `new WebAssembly.Memory({ initial: 1, maximum: 1 })`, which nothing can detach. It is held
/// until the environment ends. As WebAssembly the binding cannot share memory with JavaScript: use `overt_frame`.
///
/// # Errors
/// The memory is smaller than a frame, or the thread has its frame already.
#[napi(no_export, catch_unwind)]
pub fn pin(env: Env, memory: ArrayBuffer<'_>) -> Result<()> {
    let (mut data, mut length, mut held) = (ptr::null_mut(), 0, ptr::null_mut());
    // SAFETY: `memory` is an ArrayBuffer of this scope.
    check_status!(unsafe { sys::napi_get_arraybuffer_info(env.raw(), memory.raw(), &raw mut data, &raw mut length) })?;
    if length < FRAME || data.is_null() {
        return Err(Error::from_reason(format!("a frame has {FRAME} bytes, the memory has {length}")));
    }
    if !PINNED.get().is_null() {
        return Err(Error::from_reason("the thread has its frame already"));
    }
    // SAFETY: as above; the reference keeps the memory until the hook below runs.
    check_status!(unsafe { sys::napi_create_reference(env.raw(), memory.raw(), 1, &raw mut held) })?;
    PINNED.set(data.cast());
    let raw = env.raw();
    env.add_env_cleanup_hook((raw, held), |(raw, held)| {
        PINNED.set(ptr::null_mut());
        // SAFETY: the environment is alive while its hooks run, and the reference is deleted only here.
        unsafe { sys::napi_delete_reference(raw, held) };
    })?;
    Ok(())
}

/// The thread's frame, where it has one.
pub(crate) fn pinned<'a>() -> Option<&'a mut [u8]> {
    let frame = PINNED.get();
    // SAFETY: `pin` saw that there are FRAME bytes and holds them; only this thread uses them, and no JavaScript runs while they are borrowed.
    (!frame.is_null()).then(|| unsafe { slice::from_raw_parts_mut(frame, FRAME) })
}

/// Judges the event in the frame; the answer is in the frame.
unsafe extern "C" fn evaluate(env: sys::napi_env, _info: sys::napi_callback_info) -> sys::napi_value {
    if let Some(frame) = pinned() {
        judge(env, frame, None);
    }
    ptr::null_mut()
}

/// Judges the event in the frame, whose last entry's text is the argument; the answer is in the frame. Where the text cannot be judged as it is, nothing
/// is judged, and the answer says so.
unsafe extern "C" fn evaluate_text(env: sys::napi_env, info: sys::napi_callback_info) -> sys::napi_value {
    if let Some(frame) = pinned() {
        let (mut count, mut text) = (1, ptr::null_mut());
        // SAFETY: room for one argument, as `count` says; Node-API fills it with undefined where there is none.
        unsafe { sys::napi_get_cb_info(env, info, &raw mut count, &raw mut text, ptr::null_mut(), ptr::null_mut()) };
        if put_argument(env, text, frame).is_some() {
            judge(env, frame, None);
        } else {
            answer(frame, AS_IT_IS_NOT);
        }
    }
    ptr::null_mut()
}

/// Judges an event of any size in the frame's layout; the answer is in the frame.
///
/// # Errors
/// The thread has no frame.
#[napi(no_export, catch_unwind)]
pub fn evaluate_large(env: Env, event: &[u8]) -> Result<()> {
    let frame = pinned().ok_or_else(|| Error::from_reason("the thread has no frame; call `pin` first"))?;
    judge(env.raw(), frame, Some(event));
    Ok(())
}

/// The frame of the WebAssembly build: a block of its own memory.
#[cfg(target_family = "wasm")]
#[unsafe(no_mangle)]
pub extern "C" fn overt_frame() -> *mut u8 {
    if PINNED.get().is_null() {
        // 64-bit words, so that the frame is aligned for every view of it.
        PINNED.set(Box::leak(vec![0_u64; FRAME / 8].into_boxed_slice()).as_mut_ptr().cast());
    }
    PINNED.get()
}

/// Judges the event in the frame of the WebAssembly build, without Node-API in between.
#[cfg(target_family = "wasm")]
#[unsafe(no_mangle)]
pub extern "C" fn overt_evaluate() {
    if let Some(frame) = pinned() {
        judge(ptr::null_mut(), frame, None);
    }
}

/// Judges an event of any size, in the frame's layout at `at`, without Node-API in between; the answer is in the frame.
///
/// # Safety
/// `at` points to `length` readable bytes outside the frame.
#[cfg(target_family = "wasm")]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn overt_evaluate_large(at: *const u8, length: usize) {
    if let Some(frame) = pinned() {
        // SAFETY: by the contract above.
        judge(ptr::null_mut(), frame, Some(unsafe { slice::from_raw_parts(at, length) }));
    }
}
