//! A diagnostic for people: as a compiler prints it, and in one line.

use std::fmt::Write as _;

use super::{Diagnostic, Span};

impl Diagnostic {
    /// The message as a compiler prints it, several lines long:
    ///
    /// ```text
    /// error[OVERT_RULE_MODIFIER]: the modifier `startwith` is unknown
    ///   --> rules/spawn.yml:7:5
    ///    |
    ///  7 |     Image|startwith: /tmp/
    ///    |     ^^^^^^^^^^^^^^^
    ///    = help: did you mean `startswith`?
    /// ```
    ///
    /// The first of such lines name what is wrong, the last what to do:
    ///
    /// ```
    /// use engine::{CompileOptions, RuleSet, Source};
    ///
    /// let text = "
    /// title: A shell
    /// logsource: { category: process_creation }
    /// detection: { selection: { Image|endwith: /sh }, condition: selection }
    /// ";
    /// let report = RuleSet::compile(&[Source { name: "r.yml", text }], &CompileOptions::default());
    /// let shown = report.diagnostics[0].render();
    /// assert!(shown.starts_with("error[OVERT_RULE_MODIFIER]: the modifier `endwith` is unknown\n"), "{shown}");
    /// assert!(shown.ends_with("= help: did you mean `endswith`?\n"), "{shown}");
    /// ```
    #[must_use]
    pub fn render(&self) -> String {
        let Span { line, column, length } = self.span;
        let number = line.to_string();
        let gutter = " ".repeat(number.len() + 1);
        let mut out = String::new();
        let _ = writeln!(out, "{}[{}]: {}", self.severity.as_str(), self.code.as_str(), self.message);
        let _ = writeln!(out, "{gutter}--> {}:{line}:{column}", self.file);
        if !self.source.is_empty() {
            let (shown, indent) = self.excerpt();
            let _ = writeln!(out, "{gutter} |\n {number} | {shown}");
            let _ = writeln!(out, "{gutter} | {indent}{}", "^".repeat((length.max(1) as usize).min(160)));
        }
        if !self.hint.is_empty() {
            let _ = writeln!(out, "{gutter} = help: {}", self.hint);
        }
        out
    }

    /// The source line as shown (at most 160 characters from some way before the place) and the
    /// blanks that lead to the place.
    fn excerpt(&self) -> (String, String) {
        let column = (self.span.column as usize).saturating_sub(1);
        let skip = if column > 120 { column - 40 } else { 0 };
        let visible = |character: char| if character == '\t' || !character.is_control() { character } else { '\u{fffd}' };
        let shown: String = self.source.chars().skip(skip).take(160).map(visible).collect();
        let indent =
            self.source.chars().skip(skip).take(column - skip).map(|character| if character == '\t' { '\t' } else { ' ' }).collect();
        (shown, indent)
    }

    /// The message in one line: `file:line:column: error[CODE]: message; hint`.
    ///
    /// ```
    /// use engine::{CompileOptions, RuleSet, Source};
    ///
    /// let report = RuleSet::compile(&[Source { name: "r.yml", text: "title: [" }], &CompileOptions::default());
    /// let line = report.diagnostics[0].line();
    /// assert!(line.starts_with("r.yml:2:1: error[OVERT_RULE_YAML]: "), "{line}");
    /// ```
    #[must_use]
    pub fn line(&self) -> String {
        let Span { line, column, .. } = self.span;
        let mut out = format!("{}:{line}:{column}: {}[{}]: {}", self.file, self.severity.as_str(), self.code.as_str(), self.message);
        if !self.hint.is_empty() {
            let _ = write!(out, "; {}", self.hint);
        }
        out
    }
}
