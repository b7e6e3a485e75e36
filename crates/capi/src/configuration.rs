//! Reading a configuration file, which every host reads alike: strictly, so that a misspelt key is an error.

use std::{ptr, str};

use engine::{Diagnostic, config, diagnostic};

use crate::bytes::{OvertBytes, hand_over, lent};
use crate::guard::guarded;

/// Reads a configuration (YAML): JSON with only the keys that it names, or `{"error":{"code","message","diagnostics"}}`. Null if the name or the text is
/// not UTF-8. The host decides what holds for keys that are not named, and what paths are relative to.
///
/// # Safety
/// `name` and `text` are null or point to as many readable bytes as their lengths say.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn overt_configuration(name: *const u8, name_length: usize, text: *const u8, text_length: usize) -> *mut OvertBytes {
    // SAFETY: the caller vouches for the bytes.
    let (name, text) = unsafe { (lent(name, name_length), lent(text, text_length)) };
    guarded(ptr::null_mut(), || {
        let (Ok(name), Ok(text)) = (str::from_utf8(name), str::from_utf8(text)) else { return ptr::null_mut() };
        let json = config::parse(name, text).map_or_else(|found| refused(&found), |configuration| configuration.to_json());
        hand_over(json.into_bytes())
    })
}

fn refused(diagnostics: &[Diagnostic]) -> String {
    let message = engine::json_string(&diagnostics.first().map(Diagnostic::line).unwrap_or_default());
    format!(r#"{{"error":{{"code":"OVERT_CONFIG","message":{message},"diagnostics":{}}}}}"#, diagnostic::to_json(diagnostics))
}
