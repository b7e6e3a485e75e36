//! A digest of pieces is the digest of the whole, wherever it is cut.

use std::ptr;

use capi::blake3::*;
use proptest::prelude::*;

fn whole(bytes: &[u8]) -> [u8; 64] {
    let mut out = [0; 64];
    // SAFETY: the pointers and lengths are slices'.
    unsafe { overt_digest(bytes.as_ptr(), bytes.len(), out.as_mut_ptr()) };
    out
}

/// The digest after each piece.
fn pieces<'a>(all: impl Iterator<Item = &'a [u8]>) -> Vec<[u8; 64]> {
    let hasher = overt_blake3_new();
    let found = all
        .map(|piece| {
            let mut out = [0; 64];
            // SAFETY: the handle is live, and the pointers and lengths are slices'.
            unsafe {
                overt_blake3_update(hasher, piece.as_ptr(), piece.len());
                overt_blake3_digest(hasher, out.as_mut_ptr());
            }
            out
        })
        .collect();
    // SAFETY: given back once.
    unsafe { overt_blake3_free(hasher) };
    found
}

#[test]
fn of_no_bytes_it_is_blake3s() {
    let [digest] = pieces(std::iter::once([].as_slice()))[..] else { panic!("one piece") };
    assert_eq!(&digest, b"af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262");
}

#[test]
fn null_does_nothing() {
    let mut out = [b'-'; 64];
    // SAFETY: null is allowed everywhere.
    unsafe {
        overt_blake3_update(ptr::null_mut(), ptr::null(), 3);
        overt_blake3_digest(ptr::null(), out.as_mut_ptr());
        overt_blake3_free(ptr::null_mut());
        let hasher = overt_blake3_new();
        overt_blake3_update(hasher, ptr::null(), 3);
        overt_blake3_digest(hasher, ptr::null_mut());
        overt_blake3_free(hasher);
    }
    assert_eq!(out, [b'-'; 64]);
}

proptest! {
    // Blocks have 64 bytes and chunks 1,024: what is cut in the midst of either, and many chunks, are what could go wrong.
    #[test]
    fn a_digest_of_pieces_is_that_of_the_whole(bytes in proptest::collection::vec(any::<u8>(), 0..9_000), size in 1_usize..2_100) {
        for (at, digest) in pieces(bytes.chunks(size)).into_iter().enumerate() {
            let end = bytes.len().min((at + 1) * size);
            prop_assert_eq!(digest, whole(&bytes[..end]));
        }
    }
}
