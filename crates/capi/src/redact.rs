//! Masking secrets, as records have it.

use std::ptr;

use crate::bytes::{OvertBytes, hand_over, lent};
use crate::guard::guarded;

/// The text with secrets replaced by `[redacted]`. Null if it is not UTF-8.
///
/// # Safety
/// `at` is null or points to `length` readable bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn overt_redact(at: *const u8, length: usize) -> *mut OvertBytes {
    // SAFETY: the caller vouches for the bytes.
    let bytes = unsafe { lent(at, length) };
    guarded(ptr::null_mut(), || match std::str::from_utf8(bytes) {
        Ok(text) => hand_over(engine::redact(text).into_owned().into_bytes()),
        Err(_) => ptr::null_mut(),
    })
}
