//! Memory that passes between the host and the library.

use std::{ptr, slice};

use crate::guard::guarded;

/// Bytes that the library hands over; `overt_bytes_free` takes them back.
#[repr(C)]
#[derive(Debug)]
pub struct OvertBytes {
    /// The first byte. Never null, also where `length` is 0.
    pub data: *mut u8,
    /// How many bytes.
    pub length: usize,
}

/// Hands bytes over to the host.
pub(crate) fn hand_over(bytes: Vec<u8>) -> *mut OvertBytes {
    let bytes = Box::leak(bytes.into_boxed_slice());
    Box::into_raw(Box::new(OvertBytes { data: bytes.as_mut_ptr(), length: bytes.len() }))
}

/// The `length` bytes at `at` that the host lends for the time of a call; null counts as no bytes.
///
/// # Safety
/// `at` is null, or points to `length` readable bytes that nobody writes for `'a`.
pub(crate) unsafe fn lent<'a>(at: *const u8, length: usize) -> &'a [u8] {
    if at.is_null() || length == 0 || isize::try_from(length).is_err() {
        return &[];
    }
    // SAFETY: the caller vouches for the bytes, and the length fits.
    unsafe { slice::from_raw_parts(at, length) }
}

/// Allocates `length` zeroed bytes for the host to write to. Null if `length` is 0 or there is no memory.
#[unsafe(no_mangle)]
pub extern "C" fn overt_alloc(length: usize) -> *mut u8 {
    let mut bytes: Vec<u8> = Vec::new();
    if length == 0 || bytes.try_reserve_exact(length).is_err() {
        return ptr::null_mut();
    }
    bytes.resize(length, 0);
    Box::into_raw(bytes.into_boxed_slice()).cast()
}

/// Gives back what [`overt_alloc`] gave. Null is allowed and does nothing.
///
/// # Safety
/// `at` came from `overt_alloc(length)` with the same `length`, and is given back once.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn overt_free(at: *mut u8, length: usize) {
    if !at.is_null() {
        // SAFETY: by the contract above this is the boxed slice that `overt_alloc` made.
        drop(unsafe { Box::from_raw(ptr::slice_from_raw_parts_mut(at, length)) });
    }
}

/// Gives back bytes that the library handed over. Null is allowed and does nothing.
///
/// # Safety
/// `bytes` came from a function of this library that hands bytes over, and is given back once.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn overt_bytes_free(bytes: *mut OvertBytes) {
    if bytes.is_null() {
        return;
    }
    guarded((), || {
        // SAFETY: by the contract above this is the box that `hand_over` made, and it holds the slice that `hand_over` leaked.
        unsafe {
            let bytes = Box::from_raw(bytes);
            drop(Box::from_raw(ptr::slice_from_raw_parts_mut(bytes.data, bytes.length)));
        }
    });
}
