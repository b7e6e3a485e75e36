//! Verified start-up: the cache that stands under a manifest's head, sources without ceremony, and what `overt lock --warm` keeps.

use crate::manifest::opened;
use crate::{Exports, json, values};
use napi::bindgen_prelude::{Buffer, Either3, Env, Function, JsValue, Null, Result, Unknown};
use napi_derive::napi;
use std::cell::Cell;
use std::path::Path;

pub(crate) const EXPORTS: Exports = &[("openCache", open_cache_c_callback), ("verifiedText", verified_text_c_callback)];
pub(crate) const COMMANDS: Exports = &[("codeCache", code_cache_c_callback)];

/// Memory that is kept for the next file, in bytes.
const LARGEST: usize = 1 << 20;

thread_local! {
    /// What the last file was read into: memory that the system would have to give, page by page, for each file anew.
    static SPARE: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// The manifest's cache, as it was compared with the head: its bytes, null where the head names none, or an error as JSON.
#[napi(no_export, catch_unwind)]
pub fn open_cache() -> Either3<Buffer, String, Null> {
    let Some(opened) = opened() else { return Either3::C(Null) };
    match opened.manifest().cache() {
        Ok(Some(bound)) => Either3::A(bound.into_bytes().into()),
        Ok(None) => Either3::C(Null),
        Err(why) => Either3::B(json::error(why.code().as_str(), why.message())),
    }
}

/// The text of a file that the manifest lists with these very bytes; null for every other, of which `verifiedRead` says more.
///
/// # Errors
/// A JavaScript value cannot be made.
#[napi(no_export, catch_unwind)]
pub fn verified_text(env: Env, path: String) -> Result<Option<Unknown<'static>>> {
    let spare = SPARE.take();
    let Some(Ok(verified)) = opened().map(|opened| opened.verified_into(Path::new(&path), spare)) else { return Ok(None) };
    let bytes = verified.into_bytes();
    let value = values::source(env.raw(), &bytes)?;
    if bytes.capacity() <= LARGEST {
        SPARE.set(bytes);
    }
    // SAFETY: a value of this callback's scope, handed to its caller.
    Ok(Some(unsafe { Unknown::from_raw_unchecked(env.raw(), value) }))
}

/// V8's code cache of a function that `vm.compileFunction` made; null where this runtime gives none.
#[napi(no_export, catch_unwind)]
pub fn code_cache(function: Function<'_, (), Unknown<'static>>) -> Option<Buffer> {
    // SAFETY: a function of this callback's scope; the caller's promise is where it comes from.
    let cache = unsafe { neon_shims::code_cache::code_cache(function.raw().cast()) };
    cache.ok().filter(|bytes| !bytes.is_empty()).map(Buffer::from)
}
