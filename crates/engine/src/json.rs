//! Writing JSON text: strings with their escapes, nothing else. Diagnostics, explanations,
//! configurations and packages are written with it; objects are put together where they are made.
//!
//! What is written is JSON (RFC 8259), and a literal of JavaScript as well. It is not the bytes
//! that `JSON.stringify` makes: U+0008, U+000C, U+007F, U+2028 and U+2029 are written as `\u0008`
//! and so on. Where bytes count, in a record, `record/quote.rs` writes.
//!
//! Nothing can fail. Linear in the text.

use std::fmt::Write as _;

/// Appends `text` as a JSON string. U+2028 and U+2029 are escaped too, so that the text is also a
/// JavaScript string.
pub(crate) fn string(out: &mut String, text: &str) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\0'..='\u{1f}' | '\u{7f}' | '\u{2028}' | '\u{2029}' => {
                let _ = write!(out, "\\u{:04x}", u32::from(character));
            }
            _ => out.push(character),
        }
    }
    out.push('"');
}

/// `text` as a JSON string, for hosts that write lines about rules.
///
/// Of the text `a "b"`, a new line behind it:
///
/// ```
/// assert_eq!(engine::json_string("a \"b\"\n"), r#""a \"b\"\n""#);
/// // A literal of JavaScript too, where these end a line.
/// assert_eq!(engine::json_string("\u{2028}"), r#""\u2028""#);
/// ```
#[must_use]
pub fn json_string(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    string(&mut out, text);
    out
}

/// Appends a JSON string, or `null`.
pub(crate) fn optional(out: &mut String, text: Option<&str>) {
    match text {
        Some(text) => string(out, text),
        None => out.push_str("null"),
    }
}

/// Appends a JSON array of strings.
pub(crate) fn strings<'a>(out: &mut String, texts: impl IntoIterator<Item = &'a str>) {
    out.push('[');
    for (index, text) in texts.into_iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        string(out, text);
    }
    out.push(']');
}

#[cfg(test)]
mod tests {
    #[test]
    fn escapes_what_json_and_javascript_cannot_hold() {
        let mut out = String::new();
        super::string(&mut out, "a\"\\\n\u{1}\u{2028}é");
        assert_eq!(out, "\"a\\\"\\\\\\n\\u0001\\u2028é\"");
    }
}
