//! What compiling is given, and what it says.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Severity};
use crate::rule_set::RuleSet;

/// One file of rules.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// Its name, for diagnostics.
    pub name: &'a str,
    /// YAML with one or more documents.
    pub text: &'a str,
}

/// What decides how rules are compiled.
#[derive(Debug, Clone, Default)]
pub struct CompileOptions {
    /// The products that events are offered under, besides none: `linux` and `nodejs`, say.
    pub products: Vec<String>,
    /// Responses by rule id, level, tag or author, as pairs of key and response. Of all that fit a rule, its own `response` included, the strictest applies.
    pub responses: Vec<(String, String)>,
    /// The values that stand for placeholders (`%name%` in a value with the modifier `expand`), by name. A rule with any other placeholder is refused.
    pub placeholders: BTreeMap<String, Vec<String>>,
    /// Processing pipelines in pySigma's YAML format, as pairs of name and text. They change the rules before these are routed; by priority, then in their order.
    pub pipelines: Vec<(String, String)>,
}

/// What [`RuleSet::compile`] says.
#[derive(Debug)]
pub struct Report {
    /// The rules; `None` after any error.
    pub rules: Option<RuleSet>,
    /// All errors and warnings, by file and place.
    pub diagnostics: Vec<Diagnostic>,
}

impl Report {
    /// What stops the load.
    #[must_use]
    pub fn errors(self) -> Vec<Diagnostic> {
        self.diagnostics.into_iter().filter(|one| one.severity == Severity::Error).collect()
    }
}
