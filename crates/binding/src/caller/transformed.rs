//! Code that a tool changed while it was loaded: whose it is, is known where the same tool makes the same of the file once more, in a thread that the application does not reach
//! (docs/design/attribution.md).

use super::asked::{self, Answer, Held};
use napi::bindgen_prelude::{Env, Result, Unknown};
use std::cell::Cell;
use std::path::Path;

thread_local! {
    static TRANSFORMERS: Held = const { Cell::new(None) };
}

/// Keeps the function that is asked what the launcher's transformers make of a file.
pub(super) fn ask(env: Env, callback: Unknown<'_>) -> Result<()> {
    asked::keep(&TRANSFORMERS, env, callback)
}

/// Whether the launcher's transformers make `source` of `file` where it is loaded under `name`. False where nobody can be asked; `None` where asking failed.
pub(super) fn is_made_of(name: &str, source: &str, file: &Path) -> Option<bool> {
    // A pipe would be waited for.
    if TRANSFORMERS.get().is_none() || !std::fs::metadata(file).is_ok_and(|found| found.is_file()) {
        return Some(false);
    }
    match asked::text_for(&TRANSFORMERS, name) {
        Answer::Nobody => Some(false),
        Answer::Failed => None,
        Answer::Text(text) => Some(text.is_some_and(|text| text == source)),
    }
}
