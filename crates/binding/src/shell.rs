//! What a shell line runs, for `process.command`.

use crate::Exports;
use napi_derive::napi;
use serde_json::{Value, json};
use shell::{Command, commands};

pub(crate) const EXPORTS: Exports = &[("shellCommands", shell_commands_c_callback)];

/// The commands that a program runs besides itself, by its arguments after the name, as a list in JSON: `{"words","text","parent","unknown"}`, the last two null
/// where there is none. Null for a program that runs no other.
#[napi(no_export, catch_unwind)]
pub fn shell_commands(program: String, arguments: Vec<String>) -> Option<String> {
    let found = commands(&program, &arguments);
    (!found.is_empty()).then(|| found.iter().map(described).collect::<Value>().to_string())
}

fn described(command: &Command) -> Value {
    json!({ "words": command.words, "text": command.text, "parent": command.parent, "unknown": command.unknown.map(shell::Unknown::name) })
}
