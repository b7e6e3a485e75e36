//! The runtime's own scripts that it compiles late: known by their text, for anybody can give a script the name `node:fs`.

use super::asked::{self, Answer, Held};
use napi::bindgen_prelude::{Env, Result, Unknown};
use std::cell::Cell;

thread_local! {
    static SOURCES: Held = const { Cell::new(None) };
}

/// Keeps the function that is asked for the runtime's sources.
pub(super) fn ask(env: Env, callback: Unknown<'_>) -> Result<()> {
    asked::keep(&SOURCES, env, callback)
}

/// Whether `source` is the text of the runtime's module `name` (`child_process`). True where nobody can be asked; `None` where asking failed, at the end of the
/// stack for one.
pub(super) fn is_builtin(name: &str, source: &str) -> Option<bool> {
    match asked::text_for(&SOURCES, name) {
        Answer::Nobody => Some(true),
        Answer::Failed => None,
        // What is no text is the text of no module.
        Answer::Text(text) => Some(text.is_some_and(|text| text == source)),
    }
}
