//! What compiling is given, and what it says.

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Severity};
use crate::rule_set::RuleSet;

/// One file of rules. The engine opens none: who compiles reads them, and names them for
/// diagnostics.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// Its name, as diagnostics show it.
    pub name: &'a str,
    /// YAML with one or more documents, at most [`limits::FILE_BYTES`](crate::limits::FILE_BYTES)
    /// bytes.
    pub text: &'a str,
}

/// What decides how rules are compiled. By default nothing: events are offered under no product,
/// and each rule has its own response, or `alert`.
///
/// ```
/// use engine::{CompileOptions, Response, RuleSet, Source};
///
/// let text = "
/// title: A tool of attackers is started
/// level: high
/// logsource: { category: process_creation, product: linux }
/// detection: { selection: { CommandLine|expand: '*%tool%*' }, condition: selection }
/// ";
/// let sources = [Source { name: "tools.yml", text }];
/// // The placeholder has no value: an error.
/// assert!(RuleSet::compile(&sources, &CompileOptions::default()).rules.is_none());
/// let options = CompileOptions {
///     products: vec!["linux".to_owned()],
///     responses: vec![("high".to_owned(), "block".to_owned())],
///     placeholders: [("tool".to_owned(), vec!["xmrig".to_owned(), "linpeas".to_owned()])].into(),
///     ..CompileOptions::default()
/// };
/// let rules = RuleSet::compile(&sources, &options).rules.expect("no errors");
/// assert_eq!(rules.rules()[0].response, Response::Block);
/// assert!(rules.interest(engine::schema::event::PROCESS_SPAWN).judged);
/// ```
#[derive(Debug, Clone, Default)]
pub struct CompileOptions {
    /// The products that events are offered under, besides none: `linux` and `nodejs`, say.
    pub products: Vec<String>,
    /// Responses by rule id, level, tag or author, as pairs of key and response. Of all that fit a
    /// rule, its own `response` included, the strictest applies.
    pub responses: Vec<(String, String)>,
    /// The values that stand for placeholders (`%name%` in a value with the modifier `expand`), by
    /// name. A rule with any other placeholder is refused.
    pub placeholders: BTreeMap<String, Vec<String>>,
    /// Processing pipelines in pySigma's YAML format, as pairs of name and text. They change the
    /// rules before these are routed; by priority, then in their order.
    pub pipelines: Vec<(String, String)>,
}

/// What [`RuleSet::compile`] says.
///
/// ```
/// use engine::{Code, CompileOptions, RuleSet, Source};
///
/// let text = "{ title: t, logsource: { category: file_access }, detection: { selection: { Path|contian: /tmp }, condition: selection } }";
/// let report = RuleSet::compile(&[Source { name: "r.yml", text }], &CompileOptions::default());
/// assert!(report.rules.is_none());
/// let [error] = &report.errors()[..] else { panic!("one error") };
/// assert_eq!((error.code, error.file.as_str(), error.span.line), (Code::RuleModifier, "r.yml", 1));
/// ```
#[derive(Debug)]
pub struct Report {
    /// The rules; `None` after any error.
    pub rules: Option<RuleSet>,
    /// All errors and warnings, by file and place.
    pub diagnostics: Vec<Diagnostic>,
}

impl Report {
    /// What stops the load, by file and place; warnings are left out.
    #[must_use]
    pub fn errors(self) -> Vec<Diagnostic> {
        self.diagnostics.into_iter().filter(|one| one.severity == Severity::Error).collect()
    }
}
