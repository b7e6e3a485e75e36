//! Regular expressions: compiled once, and run only where a literal that every match must hold has
//! been found.
//!
//! The crate `regex` takes time that is linear in the value, whatever the expression, so no event
//! makes a rule dear; but it reads each byte of it, for each rule. So three things stand before a
//! run, each cheaper than the next:
//!
//! | before | file | `curl\s+.*http` |
//! |---|---|---|
//! | a literal that every match holds was found by the index | [`literals`] | `http` (and `curl`; the longest of a sequence, of two alike the last) |
//! | the value has the length of the shortest match | [`needs`] | nine bytes |
//! | and a byte that every match holds | [`needs`] | the rarest one |
//!
//! Of `(foo|bar)+` every match holds one of two literals. Of `[a-z]{3}` there is nothing to look
//! for: its rule is asked at every event, and `overt rules check` warns of it.
//!
//! Literals are taken from the syntax tree and folded as values are, so that `(?i)` and letters in
//! classes such as `[cC]url` change nothing.
//!
//! # When what is done
//! ```text
//! rules are loaded     read: syntax, classes (unicode), size by the tree; automata compiled only if they might be too large
//! first run            compiled, by whichever thread comes first; the set keeps it for all
//! every run            needs, then the machine of the crate
//! ```
//!
//! To compile an expression takes twenty times as long as to read it, and most are never run. An
//! image holds the source alone.
//!
//! **Bounds**: a compiled expression takes at most [`limits::REGEX_BYTES`], groups stand at most
//! 100 deep in each other, and one file has at most [`limits::FILE_LARGE_REGEXES`] that must be
//! compiled to know their size; each is `OVERT_RULE_REGEX` beyond.

mod automata;
mod literals;
mod needs;
mod size;

use regex::bytes::{Regex, RegexBuilder};
use regex_syntax::ast::parse::ParserBuilder;
use regex_syntax::hir::Hir;
use regex_syntax::hir::translate::Translator;

use needs::Needs;

use super::unicode;
use crate::limits;

/// How deep groups may stand in each other.
const DEPTH: u32 = 100;

/// Whether an expression can be read and compiled, and what every match of it holds
/// ([`literals`]); the error says what is wrong in one line.
///
/// To compile it takes twenty times as long as to read it, and most rules' expressions are never
/// run. So it is compiled only where it might be too large, and that as often as `large` says,
/// which is counted down.
pub(crate) fn examine(source: &str, large: &mut usize) -> Result<Option<Vec<String>>, String> {
    let expression = read(source)?;
    if !size::fits(&expression) {
        *large = large.checked_sub(1).ok_or_else(|| {
            let most = limits::FILE_LARGE_REGEXES;
            format!("the file has more than {most} that may take {} bytes of memory or more", limits::REGEX_BYTES / 2)
        })?;
        automata::compile(&expression)?;
    }
    Ok(literals::of(&expression))
}

/// How many bytes a value has at least that holds a match; `None` where the expression cannot be
/// read.
pub(crate) fn shortest(source: &str) -> Option<u32> {
    let least = read(source).ok()?.properties().minimum_len().unwrap_or(0);
    Some(u32::try_from(least).unwrap_or(u32::MAX))
}

/// An expression that is ready to run.
#[derive(Debug)]
pub(crate) struct Compiled {
    needs: Needs,
    regex: Regex,
}

impl Compiled {
    /// Compiles an expression as Sigma means it: case-sensitive, unanchored, over Unicode
    /// characters. The error says what is wrong in one line.
    pub(crate) fn new(source: &str) -> Result<Self, String> {
        Ok(Self { needs: Needs::of(&read(source)?), regex: built(source)? })
    }

    /// Whether it matches somewhere in the value, which is UTF-8.
    #[inline]
    pub(crate) fn is_match(&self, value: &[u8]) -> bool {
        self.needs.may_match(value) && self.regex.is_match(value)
    }
}

/// The syntax tree of an expression that names only such classes as every build knows.
fn read(source: &str) -> Result<Hir, String> {
    let parsed = ParserBuilder::new().nest_limit(DEPTH).build().parse(source).map_err(|error| error.kind().to_string())?;
    unicode::check(&parsed)?;
    Translator::new().translate(source, &parsed).map_err(|error| error.kind().to_string())
}

fn built(source: &str) -> Result<Regex, String> {
    let built = RegexBuilder::new(source).size_limit(limits::REGEX_BYTES).nest_limit(DEPTH).build();
    built.map_err(|error| match error {
        regex::Error::CompiledTooBig(bytes) => format!("it takes more than {bytes} bytes of memory"),
        other => other.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_what_is_dear() {
        for source in [r"\w{1000}{100}", "(", r"(?=x)", &"(".repeat(1000)] {
            assert!(Compiled::new(source).is_err() && examine(source, &mut 9).is_err(), "{source}");
        }
    }
}
