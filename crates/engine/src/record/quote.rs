//! JSON strings, as JavaScript writes them: the line that is made here and the line that the host
//! would make are the same bytes.
//!
//! | character | written |
//! |---|---|
//! | `"`, `\` | with a backslash |
//! | U+0008, U+0009, U+000A, U+000C, U+000D | `\b`, `\t`, `\n`, `\f`, `\r` |
//! | any other below U+0020 | `\u00` and two digits, in lower case |
//! | all others, U+007F among them | as they are |
//!
//! `json.rs` writes strings for other readers and escapes more: the two are not to be joined.

/// Appends `text` as `JSON.stringify` writes it. The text is ASCII, which the caller has checked.
///
/// One pass; what needs no escape is copied in runs.
pub(super) fn quote(text: &str, out: &mut Vec<u8>) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    out.push(b'"');
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        let escape = match byte {
            b'"' => b'"',
            b'\\' => b'\\',
            0x08 => b'b',
            0x0c => b'f',
            b'\n' => b'n',
            b'\r' => b'r',
            b'\t' => b't',
            0..0x20 => b'u',
            _ => continue,
        };
        out.extend_from_slice(text.as_bytes().get(from..at).unwrap_or_default());
        from = at + 1;
        out.extend_from_slice(&[b'\\', escape]);
        if escape == b'u' {
            let digit = |value: u8| DIGITS.get(usize::from(value & 15)).copied().unwrap_or(b'0');
            out.extend_from_slice(&[b'0', b'0', digit(byte >> 4), digit(byte)]);
        }
    }
    out.extend_from_slice(text.as_bytes().get(from..).unwrap_or_default());
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::quote;
    use proptest::prelude::*;

    #[test]
    fn each_character_is_written_as_javascript_writes_it() {
        let mut out = Vec::new();
        quote("\0\u{1}\u{8}\t\n\u{b}\u{c}\r\u{1b}\u{1f} \"\\/~\u{7f}", &mut out);
        assert_eq!(out, b"\"\\u0000\\u0001\\b\\t\\n\\u000b\\f\\r\\u001b\\u001f \\\"\\\\/~\x7f\"");
    }

    /// The text that a JSON string of ASCII stands for.
    fn read_back(quoted: &str) -> Option<String> {
        let mut rest = quoted.strip_prefix('"')?.strip_suffix('"')?.chars();
        let mut text = String::new();
        while let Some(character) = rest.next() {
            text.push(match character {
                '\\' => match rest.next()? {
                    'b' => '\u{8}',
                    'f' => '\u{c}',
                    'n' => '\n',
                    'r' => '\r',
                    't' => '\t',
                    'u' => char::from_u32(u32::from_str_radix(&rest.by_ref().take(4).collect::<String>(), 16).ok()?)?,
                    other => other,
                },
                '"' | '\0'..='\u{1f}' => return None,
                other => other,
            });
        }
        Some(text)
    }

    proptest! {
        #[test]
        fn quoted_text_reads_back(text in "[\\x00-\\x7f]{0,40}") {
            let mut out = Vec::new();
            quote(&text, &mut out);
            prop_assert_eq!(read_back(std::str::from_utf8(&out).unwrap()), Some(text));
        }
    }
}
