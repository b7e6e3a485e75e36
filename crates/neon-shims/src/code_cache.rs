//! V8's code cache of a function that was compiled from a whole source (`CompileFunction`): what of it, and of the functions in it, is compiled by now.

use crate::Local;
use crate::symbols::{Missing, table};
use core::ffi::c_int;
use core::slice;

/// The beginning of `v8::ScriptCompiler::CachedData`, which has no virtual functions: the same in 20, 22, 24 and 26.
#[repr(C)]
struct CachedData {
    data: *const u8,
    length: c_int,
}

table! {
    Table {
        create: unsafe extern "C" fn(Local) -> *const CachedData = c"_ZN2v814ScriptCompiler26CreateCodeCacheForFunctionENS_5LocalINS_8FunctionEEE",
    }
}

/// The code cache of `function`, empty where V8 makes none. V8's own copy of it stays allocated: this is called once a file, at the end of a process.
///
/// # Errors
/// [`Missing`] where the runtime lacks the symbol.
///
/// # Safety
/// `function` is a `v8::Function` of the current isolate, in an open handle scope, and was made by `v8::ScriptCompiler::CompileFunction`
/// (`vm.compileFunction`).
pub unsafe fn code_cache(function: Local) -> Result<&'static [u8], Missing> {
    let table = Table::find()?;
    // SAFETY: the caller's promise.
    let made = unsafe { (table.create)(function) };
    if made.is_null() {
        return Ok(&[]);
    }
    // SAFETY: V8 hands over what it made, and nobody frees it.
    let CachedData { data, length } = unsafe { made.read() };
    if data.is_null() {
        return Ok(&[]);
    }
    // SAFETY: `length` bytes at `data`, which live as long as the process.
    Ok(unsafe { slice::from_raw_parts(data, usize::try_from(length).unwrap_or(0)) })
}
