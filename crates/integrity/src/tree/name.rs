//! Names that a manifest can hold.

use crate::read::Source;
use crate::{Code, Error};
use std::ffi::OsStr;

/// Puts `folder/name` into `whole`; where a manifest cannot hold it, says why, and `whole` is near enough for a person.
pub(super) fn join(whole: &mut String, folder: &str, name: &OsStr) -> Result<(), &'static str> {
    whole.clear();
    whole.push_str(folder);
    if !folder.is_empty() {
        whole.push('/');
    }
    let Some(text) = name.to_str() else {
        whole.push_str(&name.to_string_lossy());
        return Err("it is not UTF-8");
    };
    whole.push_str(text);
    // What is above was looked at when it was the last part.
    nameable(text, whole)
}

/// [`join`] into a text of its own.
pub(super) fn joined(folder: &str, name: &OsStr) -> Result<String, (String, &'static str)> {
    let mut whole = String::new();
    match join(&mut whole, folder, name) {
        Ok(()) => Ok(whole),
        Err(why) => Err((whole, why)),
    }
}

/// Refuses what `b3sum --check` would take for another file, or for none.
fn nameable(name: &str, path: &str) -> Result<(), &'static str> {
    if name.contains(char::REPLACEMENT_CHARACTER) {
        return Err("it holds U+FFFD, which stands for bytes that are not UTF-8");
    }
    if name.ends_with('\r') {
        return Err("it ends in a carriage return");
    }
    if path == "-" {
        return Err("`-` means standard input");
    }
    Ok(())
}

pub(super) fn unnameable(source: &Source, path: &str, why: &str) -> Error {
    let path = source.path().join(path);
    Error::new(Code::ManifestName, format!("a manifest cannot hold the name of `{}`: {why}; rename the file or remove it", path.display()))
}
