//! The text of a manifest, in `b3sum`'s form: `<64 hexadecimal digits>  <path>`. A path that holds a backslash or a line break is escaped as
//! `b3sum` does it: `\\` and `\n`, and a backslash before the whole line.

use super::Entry;
use crate::Digest;
use std::borrow::Cow;
use std::io::{self, Write};

/// Writes the text of some files, in their order.
pub(crate) fn write<'a>(entries: impl IntoIterator<Item = &'a Entry<'a>>, to: &mut impl Write) -> io::Result<()> {
    for Entry { path, digest, .. } in entries {
        let escaped = path.contains(['\\', '\n']);
        if escaped {
            to.write_all(b"\\")?;
        }
        to.write_all(&digest.digits())?;
        to.write_all(b"  ")?;
        if escaped {
            to.write_all(path.replace('\\', "\\\\").replace('\n', "\\n").as_bytes())?;
        } else {
            to.write_all(path.as_bytes())?;
        }
        to.write_all(b"\n")?;
    }
    Ok(())
}

/// The text that [`write()`] writes.
pub(crate) fn written<'a>(entries: impl IntoIterator<Item = &'a Entry<'a>>) -> String {
    let mut text = Vec::new();
    // Memory takes whatever is written; paths and digits are UTF-8.
    write(entries, &mut text).ok().and_then(|()| String::from_utf8(text).ok()).unwrap_or_default()
}

/// The paths and digests of a manifest's text, in its order.
///
/// # Errors
/// What is wrong, and in which line.
pub fn parse(text: &str) -> Result<Vec<(String, Digest)>, String> {
    lines(text).map(|line| line.map(|(path, digest)| (path.into_owned(), digest))).collect()
}

/// [`parse`], line by line.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = Result<(Cow<'_, str>, Digest), String>> {
    let whole = text.is_empty() || text.ends_with('\n');
    let malformed = |number| format!("line {number} is not `<64 hexadecimal digits>  <path>`");
    let line = move |(number, line)| parsed(line).ok_or_else(|| malformed(number + 1));
    let cut = (!whole).then(|| Err("its last line is cut off".to_owned()));
    cut.into_iter().chain(text.split_terminator('\n').enumerate().map(line))
}

/// The text in parts of whole lines, about equally long.
pub(crate) fn parts(mut text: &str, count: usize) -> Vec<&str> {
    let length = text.len().div_ceil(count.max(1)).max(1);
    let mut parts = Vec::with_capacity(count);
    while !text.is_empty() {
        let end = text
            .as_bytes()
            .get(length - 1..)
            .and_then(|rest| rest.iter().position(|byte| *byte == b'\n'))
            .map_or(text.len(), |at| length + at);
        let (part, rest) = text.split_at_checked(end).unwrap_or((text, ""));
        parts.push(part);
        text = rest;
    }
    parts
}

fn parsed(line: &str) -> Option<(Cow<'_, str>, Digest)> {
    let (escaped, line) = line.strip_prefix('\\').map_or((false, line), |rest| (true, rest));
    let (digest, rest) = line.split_at_checked(64)?;
    let path = rest.strip_prefix("  ").filter(|path| !path.is_empty())?;
    let path = if escaped { Cow::Owned(unescaped(path)?) } else { Cow::Borrowed(path) };
    Some((path, Digest::parse(digest)?))
}

fn unescaped(path: &str) -> Option<String> {
    let (mut whole, mut characters) = (String::with_capacity(path.len()), path.chars());
    while let Some(character) = characters.next() {
        whole.push(match character {
            '\\' => match characters.next()? {
                'n' => '\n',
                '\\' => '\\',
                _ => return None,
            },
            other => other,
        });
    }
    Some(whole)
}
