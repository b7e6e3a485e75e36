//! Diagnostics for programs.

use std::fmt::Write as _;

use super::Diagnostic;
use crate::json;

impl Diagnostic {
    /// Appends the diagnostic as a JSON object with the keys `code severity title message file line column length hint`.
    pub fn write_json(&self, out: &mut String) {
        for (key, text) in [
            ("{\"code\":", self.code.as_str()),
            (",\"severity\":", self.severity.as_str()),
            (",\"title\":", self.code.title()),
            (",\"message\":", &self.message),
            (",\"file\":", &self.file),
            (",\"hint\":", &self.hint),
        ] {
            out.push_str(key);
            json::string(out, text);
        }
        let _ = write!(out, ",\"line\":{},\"column\":{},\"length\":{}}}", self.span.line, self.span.column, self.span.length);
    }
}

/// A JSON array of diagnostics.
#[must_use]
pub fn to_json(diagnostics: &[Diagnostic]) -> String {
    let mut out = String::from("[");
    for (index, diagnostic) in diagnostics.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        diagnostic.write_json(&mut out);
    }
    out.push(']');
    out
}
