//! What is wrong, or suspicious, in a file that a person wrote: where, why, and what to do.

mod collector;
mod json;
mod render;
mod suggestion;

pub(crate) use collector::Collector;
pub use json::to_json;
pub(crate) use suggestion::{nearest, suggestion};

use crate::code::Code;

/// Whether a diagnostic stops the load.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// Nothing is loaded.
    Error,
    /// The rule is loaded, but will hardly do what its author expects.
    Warning,
}

impl Severity {
    /// `error` or `warning`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
        }
    }
}

/// A place in a file. Lines and columns count from 1; columns and lengths are in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Span {
    /// The line.
    pub line: u32,
    /// The column.
    pub column: u32,
    /// How many characters of that line.
    pub length: u32,
}

impl Span {
    /// The first character of a file, where what is said concerns all of it.
    pub(crate) const START: Self = Self { line: 1, column: 1, length: 1 };
}

/// One message about one place in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The code, from a closed list.
    pub code: Code,
    /// Whether it stops the load.
    pub severity: Severity,
    /// What is wrong, in lower case, naming the thing in backticks.
    pub message: String,
    /// The name of the file, as the caller gave it.
    pub file: String,
    /// Where.
    pub span: Span,
    /// What to do.
    pub hint: String,
    /// The line of the file, without its end.
    pub source: String,
}
