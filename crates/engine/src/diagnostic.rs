//! What is wrong, or suspicious, in a file that a person wrote: where, why, and what to do.

use std::fmt::Write as _;

use crate::code::Code;
use crate::json;
use crate::limits;

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

    /// The source line as shown (at most 160 characters from some way before the place) and the blanks that lead to the place.
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
    #[must_use]
    pub fn line(&self) -> String {
        let Span { line, column, .. } = self.span;
        let mut out = format!("{}:{line}:{column}: {}[{}]: {}", self.file, self.severity.as_str(), self.code.as_str(), self.message);
        if !self.hint.is_empty() {
            let _ = write!(out, "; {}", self.hint);
        }
        out
    }

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

/// Collects the diagnostics of one file.
pub(crate) struct Collector<'a> {
    file: &'a str,
    text: &'a str,
    errors: usize,
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// How many large regular expressions may still be compiled to see whether they fit.
    pub(crate) large_regexes: usize,
}

impl<'a> Collector<'a> {
    pub(crate) fn new(file: &'a str, text: &'a str) -> Self {
        Self { file, text, errors: 0, diagnostics: Vec::new(), large_regexes: limits::FILE_LARGE_REGEXES }
    }

    pub(crate) fn error(&mut self, code: Code, span: Span, message: impl Into<String>, hint: impl Into<String>) {
        self.errors += 1;
        self.push(code, Severity::Error, span, message.into(), hint.into());
    }

    pub(crate) fn warning(&mut self, code: Code, span: Span, message: impl Into<String>, hint: impl Into<String>) {
        self.push(code, Severity::Warning, span, message.into(), hint.into());
    }

    /// How many errors there were so far.
    pub(crate) fn errors(&self) -> usize {
        self.errors
    }

    fn push(&mut self, code: Code, severity: Severity, span: Span, message: String, hint: String) {
        let kept = self.diagnostics.len();
        if kept > limits::DIAGNOSTICS_PER_FILE {
            return;
        }
        let file = self.file.to_owned();
        if kept == limits::DIAGNOSTICS_PER_FILE {
            let message = format!("more than {} problems in this file; the others are not shown", limits::DIAGNOSTICS_PER_FILE);
            let severity = if self.errors > 0 { Severity::Error } else { Severity::Warning };
            self.diagnostics.push(Diagnostic {
                code: Code::RuleLimit,
                severity,
                message,
                file,
                span,
                hint: String::new(),
                source: String::new(),
            });
            return;
        }
        let number = (span.line as usize).saturating_sub(1);
        let source = self.text.lines().nth(number).unwrap_or_default().chars().take(2_000).collect();
        self.diagnostics.push(Diagnostic { code, severity, message, file, span, hint, source });
    }
}

/// Characters of a name that is compared with others; a longer one is no slip of the pen, and comparing takes the product of both lengths.
const COMPARED: usize = 64;

/// Names that a hint lists.
const LISTED: usize = 48;

/// The known name that is nearest to `name`, if any is near enough to be what was meant.
pub(crate) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = name.chars().take(COMPARED + 1).count();
    let limit = length.div_ceil(3).min(3);
    known
        .into_iter()
        .filter(|candidate| length <= COMPARED && candidate.chars().take(COMPARED + 4).count().abs_diff(length) <= limit)
        .map(|candidate| (distance(name, candidate), candidate))
        .filter(|(far, _)| *far <= limit)
        .min()
        .map(|(_, candidate)| candidate)
}

/// Levenshtein's distance, in characters, without regard to case.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().map(crate::fold::fold_char).collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (line, one) in left.chars().map(crate::fold::fold_char).enumerate() {
        let mut diagonal = line;
        let mut before = line + 1;
        if let Some(first) = row.first_mut() {
            *first = before;
        }
        for (cell, other) in row.iter_mut().skip(1).zip(&right) {
            let cost = (*cell + 1).min(before + 1).min(diagonal + usize::from(one != *other));
            diagonal = *cell;
            *cell = cost;
            before = cost;
        }
    }
    row.last().copied().unwrap_or_default()
}

/// A hint that names what was probably meant, or else lists what there is.
pub(crate) fn suggestion<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    suggested(name, &known.into_iter().collect::<Vec<_>>())
}

/// One function for all lists of names: an instance for each is half a kilobyte of a module of WebAssembly.
fn suggested(name: &str, known: &[&str]) -> String {
    if let Some(near) = nearest(name, known.iter().copied()) {
        return format!("did you mean `{near}`?");
    }
    let listed: Vec<String> = known.iter().take(LISTED).map(|one| format!("`{one}`")).collect();
    match known.len() - listed.len() {
        0 => format!("known are {}", listed.join(", ")),
        more => format!("known are {} and {more} more", listed.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_meant() {
        assert_eq!(nearest("startwith", ["contains", "startswith", "endswith"]), Some("startswith"));
        assert_eq!(nearest("Contain", ["contains", "startswith"]), Some("contains"));
        assert_eq!(nearest("xyz", ["contains"]), None);
        assert_eq!(distance("kitten", "sitting"), 3);
        // Of long names nothing is said, and of many a part.
        let (name, other) = ("x".repeat(COMPARED), "x".repeat(COMPARED + 1));
        assert_eq!(nearest(&name, [other.as_str()]), Some(other.as_str()));
        assert_eq!(nearest(&other, [name.as_str()]), None);
        let many: Vec<String> = (0..50).map(|number| format!("name{number}")).collect();
        let hint = suggestion("other", many.iter().map(String::as_str));
        assert!(hint.starts_with("known are `name0`, `name1`") && hint.ends_with("`name47` and 2 more"), "{hint}");
    }

    #[test]
    fn a_flood_of_problems_is_cut_and_says_so() {
        let mut collector = Collector::new("f", "x");
        for _ in 0..500 {
            collector.error(Code::RuleType, Span { line: 1, column: 1, length: 1 }, "m", "h");
        }
        assert_eq!(collector.diagnostics.len(), limits::DIAGNOSTICS_PER_FILE + 1);
        assert_eq!(collector.diagnostics.last().map(|last| last.code), Some(Code::RuleLimit));
    }
}
