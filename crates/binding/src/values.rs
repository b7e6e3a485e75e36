//! Values for JavaScript that nothing on the way can see or change: properties are defined, not set, so that no setter on a prototype is called.

use napi::bindgen_prelude::{Result, check_status, sys};
use std::ptr;

/// An object with exactly these own properties.
pub(crate) fn object(env: sys::napi_env, properties: &[(&str, sys::napi_value)]) -> Result<sys::napi_value> {
    let mut object = ptr::null_mut();
    // SAFETY: called from a callback of Node-API.
    check_status!(unsafe { sys::napi_create_object(env, &raw mut object) })?;
    for (name, value) in properties {
        let property = sys::napi_property_descriptor {
            utf8name: ptr::null(),
            name: string(env, name)?,
            method: None,
            getter: None,
            setter: None,
            value: *value,
            attributes: sys::PropertyAttributes::enumerable,
            data: ptr::null_mut(),
        };
        // SAFETY: one descriptor, with a key and a value of this scope.
        check_status!(unsafe { sys::napi_define_properties(env, object, 1, &raw const property) })?;
    }
    Ok(object)
}

/// A string.
pub(crate) fn string(env: sys::napi_env, text: &str) -> Result<sys::napi_value> {
    source(env, text.as_bytes())
}

/// The text of a source file: a one-byte string where it is ASCII; else decoded as UTF-8, what is invalid as U+FFFD.
pub(crate) fn source(env: sys::napi_env, bytes: &[u8]) -> Result<sys::napi_value> {
    let mut value = ptr::null_mut();
    let (data, length) = (bytes.as_ptr().cast(), bytes.len().cast_signed());
    // SAFETY: data and length belong together; both calls copy.
    check_status!(unsafe {
        if bytes.is_ascii() {
            sys::napi_create_string_latin1(env, data, length, &raw mut value)
        } else {
            sys::napi_create_string_utf8(env, data, length, &raw mut value)
        }
    })?;
    Ok(value)
}

/// A string, or null.
pub(crate) fn optional(env: sys::napi_env, text: Option<&str>) -> Result<sys::napi_value> {
    if let Some(text) = text {
        return string(env, text);
    }
    let mut value = ptr::null_mut();
    // SAFETY: called from a callback of Node-API.
    check_status!(unsafe { sys::napi_get_null(env, &raw mut value) })?;
    Ok(value)
}
