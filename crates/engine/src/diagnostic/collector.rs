//! Where errors and warnings go while a file is read.
//!
//! Reading goes on after an error, so that one run names all that is wrong;
//! [`limits::DIAGNOSTICS_PER_FILE`] are kept, and one more says that there were others. Warnings
//! count towards that number, and not as errors: a set with warnings is loaded.
//!
//! Whoever reads a part of a file reports through it and goes on, and compares
//! [`Collector::errors`] before and after to know whether what it read can be used:
//!
//! ```text
//! before = collector.errors()
//! read the detection, the log source, the response ...      each reports what is wrong
//! collector.errors() > before  =>  no rule comes of it
//! ```

use super::{Diagnostic, Severity, Span};
use crate::code::Code;
use crate::limits;

/// Collects the diagnostics of one file.
pub(crate) struct Collector<'a> {
    /// The name of the file, as diagnostics show it.
    file: &'a str,
    /// All of its text, of which each diagnostic shows a line.
    text: &'a str,
    /// Errors so far, those that were not kept included.
    errors: usize,
    /// What was reported, in the order in which it was found.
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// How many large regular expressions may still be compiled to see whether they fit.
    pub(crate) large_regexes: usize,
}

impl<'a> Collector<'a> {
    /// A collector of a file about which nothing was said yet.
    pub(crate) fn new(file: &'a str, text: &'a str) -> Self {
        Self { file, text, errors: 0, diagnostics: Vec::new(), large_regexes: limits::FILE_LARGE_REGEXES }
    }

    /// Reports what makes the file's part unusable: what is wrong, and what to do.
    pub(crate) fn error(&mut self, code: Code, span: Span, message: impl Into<String>, hint: impl Into<String>) {
        self.errors += 1;
        self.push(code, Severity::Error, span, message.into(), hint.into());
    }

    /// Reports what can be used, and is hardly meant so.
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

#[cfg(test)]
mod tests {
    use super::*;

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
