//! Whether the text of a manifest says what its index says.

use super::rows::Rows;
use crate::Digest;
use crate::manifest::index::{Key, key};
use crate::manifest::places::{Places, TOGETHER};
use crate::manifest::text;
use std::borrow::Cow;
use std::thread;

/// Each line of the text is another row of the index, with the same digest, and there are as many.
///
/// # Errors
/// Where they differ, in words.
pub(super) fn agree(text: &str, places: &Places) -> Result<(), String> {
    let parts = text::parts(text, thread::available_parallelism().map_or(2, usize::from));
    let (mut met, mut lines) = (Rows::default(), 0);
    thread::scope(|scope| -> Result<(), String> {
        let running: Vec<_> = parts.into_iter().map(|part| scope.spawn(move || part_agrees(part, places))).collect();
        for part in running {
            let rows = part.join().unwrap_or_else(|_| Err("a thread that reads it failed".to_owned()))?;
            lines += rows.count();
            met.join(&rows);
        }
        Ok(())
    })?;
    // Each part has no row twice; nor have two of them, if together they have as many as one by one.
    if met.count() != lines {
        return Err("it lists a file twice".to_owned());
    }
    if lines == places.len() { Ok(()) } else { Err("the index lists more files than the text".to_owned()) }
}

/// The rows of a part's lines.
fn part_agrees(part: &str, places: &Places) -> Result<Rows, String> {
    let mut met = Rows::default();
    let mut together: Vec<(Key, Digest, Cow<str>)> = Vec::with_capacity(TOGETHER);
    let mut lines = text::lines(part);
    loop {
        for line in lines.by_ref().take(TOGETHER) {
            let (path, digest) = line?;
            together.push((key(&path), digest, path));
        }
        if together.is_empty() {
            return Ok(met);
        }
        places.fetch(together.iter().map(|(key, ..)| key));
        for (key, digest, path) in together.drain(..) {
            match places.find(&key) {
                Some((row, listed)) if listed.digest == digest && met.meet(row) => {}
                _ => return Err(format!("the index does not say of `{path}` what the text says")),
            }
        }
    }
}
