//! BLAKE3 of bytes that are all there ([`overt_digest`]), and of those that arrive in pieces: a file that a host reads, or that comes over the network, without having
//! all of it in memory.

use std::ptr;

use integrity::{Digest, Hasher};

use crate::bytes::lent;
use crate::guard::guarded;

/// Hexadecimal digits of a BLAKE3 digest.
pub const OVERT_DIGEST_LENGTH: usize = 64;

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

/// What was given so far. It belongs to one thread at a time.
#[derive(Debug)]
pub struct OvertBlake3(Hasher);

/// Begins with no bytes. [`overt_blake3_free`] gives it back.
#[unsafe(no_mangle)]
pub extern "C" fn overt_blake3_new() -> *mut OvertBlake3 {
    guarded(ptr::null_mut(), || Box::into_raw(Box::new(OvertBlake3(Hasher::new()))))
}

/// Adds the `length` bytes at `at` to what was given so far. A null handle is allowed and does nothing.
///
/// # Safety
/// `hasher` is null or a live handle that no other thread uses meanwhile; `at` is null or points to `length` readable bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn overt_blake3_update(hasher: *mut OvertBlake3, at: *const u8, length: usize) {
    // SAFETY: the caller vouches for the handle and for the bytes.
    let (hasher, bytes) = unsafe { (hasher.as_mut(), lent(at, length)) };
    if let Some(OvertBlake3(hasher)) = hasher {
        hasher.update(bytes);
    }
}

/// Writes the digest of what was given so far to `out`, as 64 lower-case hexadecimal digits without a terminating zero. More may be given afterwards. Of a null handle
/// nothing is written.
///
/// # Safety
/// `hasher` is null or a live handle that no other thread uses meanwhile; `out` is null or points to 64 writable bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn overt_blake3_digest(hasher: *const OvertBlake3, out: *mut u8) {
    // SAFETY: the caller vouches for the handle.
    let Some(OvertBlake3(hasher)) = (unsafe { hasher.as_ref() }) else { return };
    let text = hasher.digest().to_string();
    let length = text.len().min(OVERT_DIGEST_LENGTH);
    if !out.is_null() {
        // SAFETY: the caller vouches for 64 bytes at `out`; a text that was just made does not overlap them.
        unsafe { ptr::copy_nonoverlapping(text.as_ptr(), out, length) };
    }
}

/// Gives a handle back. Null is allowed and does nothing.
///
/// # Safety
/// `hasher` is null, or came from [`overt_blake3_new`] and is given back once.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn overt_blake3_free(hasher: *mut OvertBlake3) {
    if !hasher.is_null() {
        // SAFETY: by the contract above this is the box that `overt_blake3_new` made.
        drop(unsafe { Box::from_raw(hasher) });
    }
}
