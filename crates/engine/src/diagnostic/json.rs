//! Diagnostics for programs: what `--json` prints, and what hosts hand on.
//!
//! | key | is |
//! |---|---|
//! | `code`, `title` | [`Code`](crate::Code): its name, which stays, and what it is about in a few words |
//! | `severity` | `error` or `warning` |
//! | `message`, `hint` | what is wrong here, and what to do; the hint may be empty |
//! | `file`, `line`, `column`, `length` | where; lines and columns from 1 on, columns and length in characters |
//!
//! Keys stand in one order, and each is always there. Nothing can fail.

use std::fmt::Write as _;

use super::Diagnostic;
use crate::json;

impl Diagnostic {
    /// Appends the diagnostic as a JSON object with the keys
    /// `code severity title message file line column length hint`.
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
///
/// ```
/// use engine::diagnostic::to_json;
/// use engine::{CompileOptions, RuleSet, Source};
///
/// let report = RuleSet::compile(&[Source { name: "r.yml", text: "title: [" }], &CompileOptions::default());
/// let json = to_json(&report.diagnostics);
/// assert!(json.starts_with(r#"[{"code":"OVERT_RULE_YAML","severity":"error","title":""#), "{json}");
/// assert!(json.contains(r#","file":"r.yml","#) && json.ends_with("}]"), "{json}");
/// assert_eq!(to_json(&[]), "[]");
/// ```
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
