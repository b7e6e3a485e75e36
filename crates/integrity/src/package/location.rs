//! From a script's name to a file: a path, or a `file:` URL as ES modules have it.

use std::path::{Component, Path, PathBuf};

/// The absolute, normalised path that a script's name stands for; `None` for every other name (`node:fs`, `data:`, `[eval]`, relative paths,
/// paths with `..`), since it says nothing about a file.
///
/// ```
/// use integrity::package::file_of_script;
/// use std::path::Path;
/// # #[cfg(unix)] {
/// assert_eq!(file_of_script("file:///srv/a%20b/x.mjs?v=1").as_deref(), Some(Path::new("/srv/a b/x.mjs")));
/// assert_eq!(file_of_script("/srv/app.js").as_deref(), Some(Path::new("/srv/app.js")));
/// # }
/// assert_eq!(file_of_script("node:fs"), None);
/// ```
#[must_use]
pub fn file_of_script(name: &str) -> Option<PathBuf> {
    let path = match name.strip_prefix("file://") {
        Some(rest) => PathBuf::from(decoded(rest)?),
        None => PathBuf::from(name),
    };
    (path.is_absolute() && is_normalised(&path)).then_some(path)
}

fn is_normalised(path: &Path) -> bool {
    path.components().all(|part| !matches!(part, Component::ParentDir | Component::CurDir))
}

/// The path of a `file:` URL, after `file://`. A host, an encoded slash or NUL, and text that is not UTF-8 stand for no file.
fn decoded(rest: &str) -> Option<String> {
    let rest = rest.split(['?', '#']).next()?;
    if !rest.starts_with('/') {
        return None;
    }
    let mut bytes = Vec::with_capacity(rest.len());
    let mut at = rest.bytes();
    while let Some(byte) = at.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let high = char::from(at.next()?).to_digit(16)?;
        let low = char::from(at.next()?).to_digit(16)?;
        let byte = u8::try_from(high << 4 | low).ok()?;
        if matches!(byte, 0 | b'/') || (cfg!(windows) && byte == b'\\') {
            return None;
        }
        bytes.push(byte);
    }
    let path = String::from_utf8(bytes).ok()?;
    // A drive comes after the URL's slash: /C:/app/x.mjs
    if cfg!(windows) { path.strip_prefix('/').map(str::to_owned) } else { Some(path) }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn names_that_stand_for_no_file() {
        for name in ["", "node:fs", "data:text/javascript,1", "[eval]", "evalmachine.<anonymous>", "app.js", "./app.js", "wasm://wasm/1f"] {
            assert_eq!(file_of_script(name), None, "{name}");
        }
        for name in
            ["file://host/x.js", "file:///a%2Fb.js", "file:///a%00.js", "file:///a%ff.js", "file:///a%4", "file:///a%", "file:///a%zz"]
        {
            assert_eq!(file_of_script(name), None, "{name}");
        }
    }

    #[test]
    fn dots_are_not_resolved_but_refused() {
        assert_eq!(file_of_script("/app/node_modules/evil/../good/x.js"), None);
        assert_eq!(file_of_script("file:///app/node_modules/evil/%2e%2e/good/x.js"), None);
    }

    #[test]
    fn urls_are_decoded() {
        assert_eq!(file_of_script("file:///a/%C3%A9%23.mjs#x"), Some(PathBuf::from("/a/é#.mjs")));
        assert_eq!(file_of_script("/a/%41.cjs"), Some(PathBuf::from("/a/%41.cjs")), "a path is no URL");
    }
}
