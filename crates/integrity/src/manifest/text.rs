//! The text of a manifest, in `b3sum`'s form: `<64 hexadecimal digits>  <path>`. A path that holds a backslash or a line break is escaped as
//! `b3sum` does it: `\\` and `\n`, and a backslash before the whole line.

use crate::Digest;
use crate::tree::Entry;
use std::fmt::Write;

/// The text of some files, in their order.
pub(crate) fn written(entries: &[Entry]) -> String {
    let mut text = String::new();
    for Entry { path, digest, .. } in entries {
        let escaped = path.contains(['\\', '\n']);
        let (mark, path) = if escaped { ("\\", path.replace('\\', "\\\\").replace('\n', "\\n")) } else { ("", path.clone()) };
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{mark}{digest}  {path}");
    }
    text
}

/// The paths and digests of a manifest's text, in its order.
///
/// # Errors
/// What is wrong, and in which line.
pub fn parse(text: &str) -> Result<Vec<(String, Digest)>, String> {
    if !text.is_empty() && !text.ends_with('\n') {
        return Err("its last line is cut off".to_owned());
    }
    let line =
        |(number, line): (usize, &str)| parsed(line).ok_or_else(|| format!("line {} is not `<64 hexadecimal digits>  <path>`", number + 1));
    text.split_terminator('\n').enumerate().map(line).collect()
}

fn parsed(line: &str) -> Option<(String, Digest)> {
    let (escaped, line) = line.strip_prefix('\\').map_or((false, line), |rest| (true, rest));
    let (digest, rest) = line.split_at_checked(64)?;
    let path = rest.strip_prefix("  ").filter(|path| !path.is_empty())?;
    let path = if escaped { unescaped(path)? } else { path.to_owned() };
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
