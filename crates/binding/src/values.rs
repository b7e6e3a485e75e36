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
    // V8 decodes character by character, and twice, for it counts them first.
    let units = if bytes.is_ascii() { None } else { std::str::from_utf8(bytes).ok().map(utf16) };
    // SAFETY: data and length belong together; each call copies.
    check_status!(unsafe {
        if let Some(units) = units {
            sys::napi_create_string_utf16(env, units.as_ptr(), units.len().cast_signed(), &raw mut value)
        } else if bytes.is_ascii() {
            sys::napi_create_string_latin1(env, data, length, &raw mut value)
        } else {
            sys::napi_create_string_utf8(env, data, length, &raw mut value)
        }
    })?;
    Ok(value)
}

/// The units of `text`, most of which is ASCII.
fn utf16(text: &str) -> Vec<u16> {
    let mut units = Vec::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let run = rest.bytes().position(|byte| !byte.is_ascii()).unwrap_or(rest.len());
        let (ascii, other) = rest.split_at_checked(run).unwrap_or((rest, ""));
        units.extend(ascii.bytes().map(u16::from));
        let end = other.find(|character: char| character.is_ascii()).unwrap_or(other.len());
        let (wide, after) = other.split_at_checked(end).unwrap_or((other, ""));
        units.extend(wide.encode_utf16());
        rest = after;
    }
    units
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

#[cfg(test)]
mod tests {
    use super::utf16;

    #[test]
    fn units_are_those_of_the_standard_library() {
        for text in ["", "plain", "é", "aé", "éa", "\u{feff}x", "a→b→→c", "\u{1f600}", "x\u{1f600}\u{10ffff}y\u{7f}\u{80}"] {
            assert_eq!(utf16(text), text.encode_utf16().collect::<Vec<_>>(), "{text:?}");
        }
    }
}
