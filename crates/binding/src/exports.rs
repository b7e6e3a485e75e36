//! What JavaScript gets, once per isolate.
//!
//! INVARIANT: only the first load in an isolate, which is the preload's, receives functions. Whoever loads the file again gets what it passed in,
//! untouched. So no function is registered with `#[napi]` itself, which would set properties on the second loader's object, a Proxy perhaps.
//!
//! What few starts need is in groups. A group is a function among the exports, which makes those of the group when it is called: to make one takes a start
//! some 14,000 instructions and 600 bytes of V8's first young generation (docs/design/start-up.md).

use crate::{Callback, Exports, correlations, frame, guard, rules, shared};
use napi::JsError;
use napi::bindgen_prelude::{Env, JsValue, Object, Result, check_status, sys};
use napi_derive::napi;
use std::cell::Cell;
use std::ptr;

thread_local! {
    static GIVEN: Cell<bool> = const { Cell::new(false) };
}

#[cfg(not(target_family = "wasm"))]
const NATIVE: &[Exports] = &[
    crate::caller::EXPORTS,
    crate::caller::behalf::EXPORTS,
    crate::caller::unframed::EXPORTS,
    crate::code::EXPORTS,
    crate::platform::EXPORTS,
    crate::process::EXPORTS,
    crate::record::EXPORTS,
    crate::shell::EXPORTS,
    crate::wasm::EXPORTS,
];
#[cfg(target_family = "wasm")]
const NATIVE: &[Exports] = &[];

/// A group's name and its functions.
type Group = (&'static str, &'static [Exports]);

/// `correlations`: what they have seen is kept, or they go by an event's own time. `signed`: rules that are signed, and replaced. `verified`: a process with a manifest.
/// `commands`: `overt`, and its preload that makes a start-up cache.
#[cfg(not(target_family = "wasm"))]
const GROUPS: &[Group] = &[
    CORRELATIONS,
    ("signed", &[crate::release::SIGNED, crate::swap::EXPORTS]),
    ("verified", &[crate::addon::EXPORTS, crate::manifest::EXPORTS, crate::warm::EXPORTS]),
    (
        "commands",
        &[
            crate::inspect::EXPORTS,
            crate::release::EXPORTS,
            crate::replay::EXPORTS,
            crate::tree::EXPORTS,
            crate::warm::COMMANDS,
            shared::COMMANDS,
        ],
    ),
];
#[cfg(target_family = "wasm")]
const GROUPS: &[Group] = &[CORRELATIONS];

const CORRELATIONS: Group = ("correlations", &[correlations::state_file::EXPORTS, correlations::time_source::EXPORTS]);

/// Defines the exports on the object of the isolate's first loader.
///
/// # Errors
/// A property cannot be defined.
#[napi(module_exports)]
pub fn register(exports: Object<'_>, env: Env) -> Result<()> {
    if GIVEN.replace(true) {
        return Ok(());
    }
    let always = [frame::EXPORTS, guard::EXPORTS, rules::EXPORTS, shared::EXPORTS];
    for (name, callback) in always.iter().chain(NATIVE).copied().flatten() {
        define(env.raw(), exports.raw(), name, *callback, ptr::null())?;
    }
    for group in GROUPS {
        define(env.raw(), exports.raw(), group.0, give, group)?;
    }
    Ok(())
}

/// Answers a new object with the functions of the group that this was made for. Called once by whoever needs them.
extern "C" fn give(env: sys::napi_env, info: sys::napi_callback_info) -> sys::napi_value {
    given(env, info).unwrap_or_else(|why| {
        // SAFETY: called from a callback of Node-API.
        unsafe { JsError::from(why).throw_into(env) };
        ptr::null_mut()
    })
}

fn given(env: sys::napi_env, info: sys::napi_callback_info) -> Result<sys::napi_value> {
    let (mut data, mut object) = (ptr::null_mut(), ptr::null_mut());
    // SAFETY: called from a callback of Node-API; what is not asked for may be null.
    check_status!(unsafe { sys::napi_get_cb_info(env, info, ptr::null_mut(), ptr::null_mut(), ptr::null_mut(), &raw mut data) })?;
    // SAFETY: as above.
    check_status!(unsafe { sys::napi_create_object(env, &raw mut object) })?;
    // SAFETY: `register` gave an element of GROUPS, which is constant.
    let (_, exports) = unsafe { &*data.cast::<Group>() };
    for (name, callback) in exports.iter().copied().flatten() {
        define(env, object, name, *callback, ptr::null())?;
    }
    Ok(object)
}

/// Defines an own property that is neither writable nor configurable; no setter of the object's prototypes sees it. The callback is given `group`.
fn define(env: sys::napi_env, object: sys::napi_value, name: &str, callback: Callback, group: *const Group) -> Result<()> {
    let (mut key, mut function) = (ptr::null_mut(), ptr::null_mut());
    let (text, length, data) = (name.as_ptr().cast(), name.len().cast_signed(), group.cast_mut().cast());
    // SAFETY: `env` is the environment that calls; name and length belong together.
    check_status!(unsafe { sys::napi_create_string_utf8(env, text, length, &raw mut key) })?;
    // SAFETY: as above; `callback` has Node-API's type.
    check_status!(unsafe { sys::napi_create_function(env, text, length, Some(callback), data, &raw mut function) })?;
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
    check_status!(unsafe { sys::napi_define_properties(env, object, 1, &raw const property) })
}
