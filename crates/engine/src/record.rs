//! The part of a record's line that says what happened, made of the event in a frame: for the
//! events that nearly all are, in ASCII, without a secret in them and short enough to be shown
//! whole. The host makes the lines of all others (docs/record.md).
//!
//! In goes a frame as a host filled it (`frame.rs`), out come bytes behind those that are there
//! already. They are the bytes that JavaScript's `JSON.stringify` makes of the same values, so that
//! it makes no difference who wrote a line.
//!
//! | in a frame | in the line |
//! |---|---|
//! | text of a field | a JSON string |
//! | entries of one field that is a list | one array |
//! | an integer, a boolean | the text as it came |
//! | null, the name of a free field, an integer in a field of another kind | left to the host |
//! | text outside ASCII, a secret, more than 8,192 characters of a field | left to the host |
//!
//! Leaving it to the host is no error: nothing is lost, and it is as if nobody had asked here.
//!
//! Traps:
//!
//! - A list may be harmless word by word and a secret as a whole (`--password`, `hunter2`). So all
//!   text values are searched together, one a line, as JavaScript searches a list.
//! - Entries of one field stand side by side, as hosts write them. That is not checked: where they
//!   do not, the line names the field twice.
//!
//! One pass over the entries, and one search over a copy of their text, which is linear as well.

mod quote;

use crate::fold::is_ascii;
use crate::frame::{Entry, Head};
use crate::redact::holds_secret;
use crate::schema::{Field, FieldKind};
use quote::quote;

/// The longest value, and the longest list in all, that is shown whole: in bytes, which in ASCII
/// are characters. A longer one is cut, which the host does and says (`truncated`).
const LONGEST: usize = 8192;

/// An entry's kind, as [`crate::frame`] numbers them: an integer. Text is 0.
const INTEGER: u32 = 1;
/// A boolean.
const BOOLEAN: u32 = 2;

/// Appends the event's name and its fields, as a record has them. `None`, and `out` as it was,
/// where the host has to make the line: text that is not ASCII, that may hold a secret or is to be
/// cut, and what is no value of a field of this event, or no frame at all.
///
/// The text is the one that JavaScript's `JSON.stringify` makes of the same values, and the middle
/// of an object: the host writes what stands before and behind.
///
/// ```text
/// "fs.open","fields":{"path":"/x","flags":577,"create":true}
/// ```
#[must_use]
pub fn append_event(frame: &[u8], out: &mut Vec<u8>) -> Option<()> {
    let start = out.len();
    let appended = append(frame, out);
    if appended.is_none() {
        out.truncate(start);
    }
    appended
}

/// The same, but that `out` may have been appended to where the answer is `None`.
fn append(frame: &[u8], out: &mut Vec<u8>) -> Option<()> {
    let head = Head::read(frame)?;
    let text = head.text(frame);
    if !is_ascii(text) {
        return None;
    }
    let own = |bit: u32| head.event.fields.iter().find(|field| u32::from(field.bit) == bit);
    // What secrets are looked for in: all text values, one a line, for a list is masked as one text of
    // such lines.
    let mut shown = String::with_capacity(text.len() + 16);
    let (mut at, mut before, mut listed) = (0_usize, None::<&Field>, 0);
    out.push(b'"');
    out.extend_from_slice(head.event.name.as_bytes());
    out.extend_from_slice(b"\",\"fields\":{");
    for entry in head.heads(frame) {
        let Entry { field, kind, length } = entry?;
        let end = at.checked_add(length)?;
        let value = std::str::from_utf8(text.get(at..end)?).ok()?;
        at = end;
        let field = own(field)?;
        if before.is_some_and(|before| before.bit == field.bit) {
            if field.kind != FieldKind::Strings {
                return None;
            }
            out.push(b',');
        } else {
            close(before, out);
            out.extend_from_slice(if before.is_some() { b",\"" } else { b"\"" });
            out.extend_from_slice(field.name.as_bytes());
            out.extend_from_slice(if field.kind == FieldKind::Strings { b"\":[" } else { b"\":" });
            listed = 0;
        }
        before = Some(field);
        match (kind, field.kind) {
            (0, _) => {
                listed += length;
                if listed > LONGEST {
                    return None;
                }
                shown.push_str(value);
                shown.push('\n');
                quote(value, out);
            }
            (INTEGER, FieldKind::Integer) if is_number(value) => out.extend_from_slice(value.as_bytes()),
            (BOOLEAN, _) if matches!(value, "true" | "false") => out.extend_from_slice(value.as_bytes()),
            _ => return None,
        }
    }
    close(before, out);
    out.push(b'}');
    (at == text.len() && !holds_secret(&shown)).then_some(())
}

/// Ends what stands behind a field's name: of a list the array.
fn close(field: Option<&Field>, out: &mut Vec<u8>) {
    if field.is_some_and(|field| field.kind == FieldKind::Strings) {
        out.push(b']');
    }
}

/// Not `Infinity`, nor `NaN`, which JSON does not have. The host made the text of a number, so that
/// these characters are enough to tell; the grammar of a number is not checked.
fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::TEXT;
    use proptest::prelude::*;

    /// A frame with such an event: field, kind and text of each entry.
    fn frame(event: u32, entries: &[(u32, u32, &str)]) -> Vec<u8> {
        let texts: usize = entries.iter().map(|(.., text)| text.len()).sum();
        let words = [event, u32::try_from(entries.len()).unwrap(), u32::try_from(texts).unwrap(), 0].into_iter();
        let heads = entries.iter().flat_map(|(field, kind, text)| [field | kind << 8, u32::try_from(text.len()).unwrap()]);
        let mut bytes: Vec<u8> = words.chain(heads).flat_map(u32::to_le_bytes).collect();
        bytes.resize(TEXT, 0);
        for (.., text) in entries {
            bytes.extend_from_slice(text.as_bytes());
        }
        bytes
    }

    fn event(name: &str) -> &'static crate::schema::Event {
        crate::schema::event_by_name(name).unwrap()
    }

    fn bit(name: &str, field: &str) -> u32 {
        u32::from(crate::schema::field_of(event(name), field).unwrap().bit)
    }

    fn line(name: &str, entries: &[(&str, u32, &str)]) -> Option<String> {
        let entries: Vec<_> = entries.iter().map(|(field, kind, text)| (bit(name, field), *kind, *text)).collect();
        let mut out = b"before ".to_vec();
        let done = append_event(&frame(u32::from(event(name).id), &entries), &mut out);
        let text = String::from_utf8(out).unwrap();
        if done.is_none() {
            assert_eq!(text, "before ");
        }
        done.map(|()| text.strip_prefix("before ").unwrap().to_owned())
    }

    #[test]
    fn fields_stand_as_they_came() {
        assert_eq!(
            line("fs.open", &[("path", 0, "/a \"b\"\\\n\u{1}\u{7f}"), ("flags", 1, "577"), ("create", 2, "true")]).as_deref(),
            Some("\"fs.open\",\"fields\":{\"path\":\"/a \\\"b\\\"\\\\\\n\\u0001\u{7f}\",\"flags\":577,\"create\":true}")
        );
        assert_eq!(line("fs.open", &[]).as_deref(), Some("\"fs.open\",\"fields\":{}"));
        assert_eq!(
            line("process.spawn", &[("file", 0, "ls"), ("args", 0, "-l"), ("args", 0, ""), ("command_line", 0, "ls -l ")]).as_deref(),
            Some("\"process.spawn\",\"fields\":{\"file\":\"ls\",\"args\":[\"-l\",\"\"],\"command_line\":\"ls -l \"}")
        );
    }

    #[test]
    fn what_is_masked_cut_or_no_plain_value_is_left_to_the_host() {
        let long = "x".repeat(LONGEST);
        assert!(line("fs.open", &[("path", 0, &long)]).is_some());
        for entries in [
            &[("path", 0, "/é")][..],
            &[("path", 0, &format!("{long}y"))],
            &[("path", 0, "/npm_0123456789abcdef01")],
            &[("flags", 1, "NaN")],
            &[("flags", 1, "Infinity")],
            &[("flags", 1, "")],
            &[("create", 2, "maybe")],
            &[("path", 3, "")],
            &[("path", 0, "/a"), ("path", 0, "/b")],
        ] {
            assert_eq!(line("fs.open", entries), None, "{entries:?}");
        }
        assert_eq!(line("process.spawn", &[("args", 0, "--password"), ("args", 0, "hunter2")]), None);
        assert_eq!(line("process.spawn", &[("args", 0, &long), ("args", 0, "y")]), None);
        let mut out = Vec::new();
        assert_eq!(append_event(&[], &mut out), None);
        assert_eq!(append_event(&frame(60_000, &[]), &mut out), None);
        assert_eq!(append_event(&frame(u32::from(event("fs.open").id), &[(23, 0, "x")]), &mut out), None);
        assert_eq!(append_event(&frame(u32::from(event("fs.open").id), &[(24, 0, "x")]), &mut out), None);
    }

    proptest! {
        #[test]
        fn any_bytes_are_a_line_or_nothing(bytes in proptest::collection::vec(any::<u8>(), 0..200), event in 0_u32..120, entries in 0_u32..6) {
            let mut frame: Vec<u8> = [event, entries, 8, 0].into_iter().flat_map(u32::to_le_bytes).chain(bytes).collect();
            frame.resize(TEXT + 8, b'1');
            let mut out = Vec::new();
            if append_event(&frame, &mut out).is_some() {
                let is_whole = out.is_ascii() && out.ends_with(b"}");
                prop_assert!(is_whole);
            } else {
                prop_assert!(out.is_empty());
            }
        }
    }
}
