//! The version of the interface, and the functions that need no handle.

use std::ptr;

use integrity::Digest;

use crate::bytes::{OvertBytes, hand_over, lent};
use crate::guard::guarded;

/// The version of this interface. A host refuses any other.
pub const OVERT_ABI_VERSION: u32 = 1;

/// Hexadecimal digits of a BLAKE3 digest.
pub const OVERT_DIGEST_LENGTH: usize = 64;

/// The version of this interface: [`OVERT_ABI_VERSION`].
#[unsafe(no_mangle)]
pub extern "C" fn overt_abi_version() -> u32 {
    OVERT_ABI_VERSION
}

/// Writes the BLAKE3 digest of the `length` bytes at `at` to `out`, as 64 lower-case hexadecimal digits without a terminating zero.
///
/// # Safety
/// `at` is null or points to `length` readable bytes, `out` to 64 writable ones.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn overt_digest(at: *const u8, length: usize, out: *mut u8) {
    // SAFETY: the caller vouches for the bytes.
    let bytes = unsafe { lent(at, length) };
    let text = Digest::of(bytes).to_string();
    let length = text.len().min(OVERT_DIGEST_LENGTH);
    if !out.is_null() {
        // SAFETY: the caller vouches for 64 bytes at `out`; a text that was just made does not overlap them.
        unsafe { ptr::copy_nonoverlapping(text.as_ptr(), out, length) };
    }
}

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
