//! What JavaScript gets, once per isolate.
//!
//! INVARIANT: only the first load in an isolate, which is the preload's, receives functions. Whoever loads the file again gets what it passed in,
//! untouched. So no function is registered with `#[napi]` itself, which would set properties on the second loader's object, a Proxy perhaps.

use crate::{Callback, Exports, correlations, frame, guard, rules, shared};
use napi::bindgen_prelude::{Env, JsValue, Object, Result, check_status, sys};
use napi_derive::napi;
use std::cell::Cell;
use std::ptr;

thread_local! {
    static GIVEN: Cell<bool> = const { Cell::new(false) };
}

#[cfg(not(target_family = "wasm"))]
const NATIVE: &[Exports] = &[
    crate::addon::EXPORTS,
    crate::caller::EXPORTS,
    crate::caller::behalf::EXPORTS,
    crate::code::EXPORTS,
    crate::inspect::EXPORTS,
    crate::manifest::EXPORTS,
    crate::platform::EXPORTS,
    crate::process::EXPORTS,
    crate::record::EXPORTS,
    crate::release::EXPORTS,
    crate::replay::EXPORTS,
    crate::shell::EXPORTS,
    crate::swap::EXPORTS,
    crate::tree::EXPORTS,
    crate::warm::EXPORTS,
    crate::wasm::EXPORTS,
];
#[cfg(target_family = "wasm")]
const NATIVE: &[Exports] = &[];

/// Defines the exports on the object of the isolate's first loader.
///
/// # Errors
/// A property cannot be defined.
#[napi(module_exports)]
pub fn register(exports: Object<'_>, env: Env) -> Result<()> {
    if GIVEN.replace(true) {
        return Ok(());
    }
    for (name, callback) in [
        correlations::state_file::EXPORTS,
        correlations::time_source::EXPORTS,
        frame::EXPORTS,
        guard::EXPORTS,
        rules::EXPORTS,
        shared::EXPORTS,
    ]
    .iter()
    .chain(NATIVE)
    .copied()
    .flatten()
    {
        define(&exports, env, name, *callback)?;
    }
    Ok(())
}

/// Defines an own property that is neither writable nor configurable; no setter of the object's prototypes sees it.
fn define(exports: &Object<'_>, env: Env, name: &str, callback: Callback) -> Result<()> {
    let (mut key, mut function) = (ptr::null_mut(), ptr::null_mut());
    let length = name.len().cast_signed();
    // SAFETY: `env` is the environment being set up; name and length belong together; `callback` has Node-API's type.
    check_status!(unsafe { sys::napi_create_string_utf8(env.raw(), name.as_ptr().cast(), length, &raw mut key) })?;
    // SAFETY: as above.
    check_status!(unsafe {
        sys::napi_create_function(env.raw(), name.as_ptr().cast(), length, Some(callback), ptr::null_mut(), &raw mut function)
    })?;
    let property = sys::napi_property_descriptor {
        utf8name: ptr::null(),
        name: key,
        method: None,
        getter: None,
        setter: None,
        value: function,
        attributes: sys::PropertyAttributes::enumerable,
        data: ptr::null_mut(),
    };
    // SAFETY: one descriptor, with a key and a value of this scope.
    check_status!(unsafe { sys::napi_define_properties(env.raw(), exports.raw(), 1, &raw const property) })
}
