//! The expressions of [`REDACTED`], behind what tells that nearly no text has a match of any.
//!
//! A process that writes a record asks for them in its first line, and mostly needs none: all of
//! them compiled, and their literals found, took a start of Node 70 million instructions, a third
//! of what plain Node takes. So the literals are written down, and each expression is compiled when
//! a text first holds one of its own.

use std::ops::Range;
use std::sync::OnceLock;

use memchr::memmem::Finder;
use regex::Regex;

use super::REDACTED;
use crate::fold::fold_into;

/// Words that name a secret, folded: of options and query parameters one is in every match. `ſ` is
/// a case of `s` and does not fold to it, so those with an `s` are cut there.
const NAMES: &[&str] = &["word", "wd", "phra", "ecret", "token", "key", "auth", "ignature", "credential"];

/// For each of [`REDACTED`], sets of literals: every match holds, folded, one of each set. The first
/// is the rarest.
pub(super) const LITERALS: [&[&[&str]]; REDACTED.len()] = [
    &[&["private key-----"]],
    &[&["://"], &["@"]],
    &[&["word", "wd", "ecret", "token", "key", "auth", "ignature", "credential", "sig=", "ſig="], &["="]],
    &[&["earer", "basic", "baſic"]],
    &[&["authorization"]],
    &[NAMES, &["-"]],
    &[NAMES, &["-"], &["="]],
    &[NAMES, &["="]],
    &[&["npm_"]],
    &[&["gho_", "ghp_", "ghr_", "ghs_", "ghu_", "github_pat_"]],
    &[&["akia", "asia"]],
    &[&["xox"]],
    &[&["sk-", "sk_"]],
    &[&["eyj"]],
];

/// All expressions, and one that finds whether there is anything to search for: nearly no text has
/// it.
pub(super) struct Searches {
    pub(super) all: Vec<Search>,
    /// Finds the first literals of all of them, in folded text.
    pub(super) any: Option<Regex>,
}

impl Searches {
    pub(super) fn get() -> &'static Self {
        static SEARCHES: OnceLock<Searches> = OnceLock::new();
        SEARCHES.get_or_init(Self::new)
    }

    pub(super) fn new() -> Self {
        let first: Vec<String> =
            LITERALS.iter().filter_map(|sets| sets.first()).flat_map(|set| set.iter().map(|literal| regex::escape(literal))).collect();
        let all = REDACTED.iter().zip(LITERALS).map(|((_, source), sets)| Search::new(source, sets)).collect();
        Self { all, any: Regex::new(&first.join("|")).ok() }
    }

    /// Gives those whose expression may match to `take`, until that is false; whether it never was.
    pub(super) fn each(&self, text: &str, mut take: impl FnMut(&Search) -> bool) -> bool {
        let mut lower = Vec::new();
        let range = fold_into(text, &mut lower);
        // What is folded is text; were it not, every expression is tried on the text itself.
        let folded = std::str::from_utf8(lower.get(range).unwrap_or_default()).unwrap_or(text);
        if self.any.as_ref().is_some_and(|any| !any.is_match(folded)) {
            return true;
        }
        self.all.iter().filter(|search| search.may_match(folded)).all(&mut take)
    }
}

/// An expression, and texts of which every match holds some: most texts hold none, and to look for
/// them costs a fraction of what the expression does.
pub(super) struct Search {
    source: &'static str,
    /// Compiled when a text first may match.
    compiled: OnceLock<Option<Regex>>,
    /// Those of [`LITERALS`].
    finders: Vec<Vec<Finder<'static>>>,
}

impl Search {
    fn new(source: &'static str, literals: &[&'static [&'static str]]) -> Self {
        let finders = literals.iter().map(|set| set.iter().map(|literal| Finder::new(*literal)).collect()).collect();
        Self { source, compiled: OnceLock::new(), finders }
    }

    /// `None` never: a test compiles each.
    pub(super) fn expression(&self) -> Option<&Regex> {
        self.compiled.get_or_init(|| Regex::new(self.source).ok()).as_ref()
    }

    #[cfg(test)]
    pub(super) fn is_compiled(&self) -> bool {
        self.compiled.get().is_some()
    }

    pub(super) fn may_match(&self, folded: &str) -> bool {
        self.finders.iter().all(|set| set.iter().any(|one| one.find(folded.as_bytes()).is_some()))
    }

    /// Whether only its group `secret` is masked.
    fn is_grouped(&self) -> bool {
        self.source.contains("(?P<secret>")
    }

    /// Adds what is to be masked.
    pub(super) fn collect(&self, text: &str, secrets: &mut Vec<Range<usize>>) {
        let Some(expression) = self.expression() else { return };
        if !self.is_grouped() {
            secrets.extend(expression.find_iter(text).map(|found| found.range()));
        } else if expression.is_match(text) {
            secrets.extend(expression.captures_iter(text).filter_map(|found| found.name("secret").map(|secret| secret.range())));
        }
    }
}
