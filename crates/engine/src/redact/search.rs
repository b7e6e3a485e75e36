//! The expressions of [`REDACTED`], behind what tells that nearly no text has a match of any.

use std::ops::Range;
use std::sync::OnceLock;

use memchr::memmem::Finder;
use regex::Regex;

use super::REDACTED;
use crate::fold::fold_into;
use crate::index::regex::required_literals;

/// All expressions, and one that finds whether there is anything to search for: nearly no text has
/// it.
pub(super) struct Searches {
    pub(super) all: Vec<Search>,
    /// Finds the literals of all of them, in folded text; `None` where one of them has none.
    pub(super) any: Option<Regex>,
}

impl Searches {
    pub(super) fn get() -> &'static Self {
        static SEARCHES: OnceLock<Searches> = OnceLock::new();
        SEARCHES.get_or_init(|| {
            let literals: Option<Vec<Vec<String>>> = REDACTED.iter().map(|(_, source)| required_literals(source)).collect();
            let any = literals.and_then(|literals| {
                let escaped: Vec<String> = literals.concat().iter().map(|literal| regex::escape(literal)).collect();
                Regex::new(&escaped.join("|")).ok()
            });
            Self { all: REDACTED.iter().filter_map(|(_, source)| Search::new(source)).collect(), any }
        })
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

/// An expression, and texts of which every match holds one: most texts hold none, and to look for
/// them costs a fraction of what the expression does.
pub(super) struct Search {
    pub(super) expression: Regex,
    /// Whether only its group `secret` is masked.
    grouped: bool,
    /// Folded; `None` where nothing must be there.
    pub(super) literals: Option<Vec<Finder<'static>>>,
}

impl Search {
    fn new(source: &str) -> Option<Self> {
        let expression = Regex::new(source).ok()?;
        let grouped = expression.capture_names().flatten().any(|name| name == "secret");
        let literals = required_literals(source);
        let literals = literals.map(|all| all.iter().map(|text| Finder::new(text).into_owned()).collect());
        Some(Self { expression, grouped, literals })
    }

    pub(super) fn may_match(&self, folded: &str) -> bool {
        self.literals.as_ref().is_none_or(|all| all.iter().any(|one| one.find(folded.as_bytes()).is_some()))
    }

    /// Adds what is to be masked.
    pub(super) fn collect(&self, text: &str, secrets: &mut Vec<Range<usize>>) {
        if !self.grouped {
            secrets.extend(self.expression.find_iter(text).map(|found| found.range()));
        } else if self.expression.is_match(text) {
            secrets.extend(self.expression.captures_iter(text).filter_map(|found| found.name("secret").map(|secret| secret.range())));
        }
    }
}
