//! Regular expressions as Python writes them: `re.match` begins at the start, and a replacement
//! names groups as `\1` and `\g<name>`. pySigma uses Python's `re` for `match_string`,
//! `include_fields` and `replace_string`.
//!
//! | in a replacement | is |
//! |---|---|
//! | `\1` to `\99` | the text of this group, empty where the group took no part |
//! | `\g<1>`, `\g<name>`, `\g<0>` | the same by number or name; 0 is the whole match |
//! | `\n`, `\t`, `\r`, `\\` | a line feed, a tab, a carriage return, a backslash |
//! | `\` and no letter or digit, as `\.` | both characters, as in Python |
//! | `$1` | itself, though the crate `regex` would put a group there |
//!
//! Differences from Python: `\a`, `\b`, `\f`, `\v` and octal numbers are errors or groups (`\0` is
//! an error, and of `\123` the group is 12); look-around and back-references in the expression are
//! errors.
//!
//! Errors are texts without a place, which the callers report at the parameter: [`compile`]'s with
//! `Code::RuleRegex`, the others with `Code::Pipeline`. An expression takes at most
//! `limits::REGEX_BYTES` of memory, and to match it takes time linear in the text; a replacement
//! may make a text longer than it was.

use regex::{Captures, Regex};

/// A replacement of `re.sub`: its text and its groups, in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Replacement(Vec<Part>);

/// A part of a replacement.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    /// This text, escapes spent.
    Text(String),
    /// The group of this number.
    Number(usize),
    /// The group of this name.
    Name(String),
}

impl Replacement {
    /// Reads a replacement. The error says what cannot be used: an escape that there is not, or a
    /// backslash at the end. Whether the expression has the groups is not asked here, see
    /// [`Self::missing`].
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut parts = Vec::new();
        let (mut plain, mut rest) = (String::new(), text);
        while let Some((before, behind)) = rest.split_once('\\') {
            plain.push_str(before);
            let digits = behind.bytes().take(2).take_while(u8::is_ascii_digit).count();
            let (group, after) = if let Some((name, after)) = behind.strip_prefix("g<").and_then(|name| name.split_once('>')) {
                (name.parse().map_or_else(|_| Part::Name(name.to_owned()), Part::Number), after)
            } else if digits > 0 && !behind.starts_with('0') {
                let (number, after) = behind.split_at(digits);
                (Part::Number(number.parse().unwrap_or_default()), after)
            } else {
                let mut characters = behind.chars();
                match characters.next() {
                    Some('n') => plain.push('\n'),
                    Some('t') => plain.push('\t'),
                    Some('r') => plain.push('\r'),
                    Some('\\') => plain.push('\\'),
                    Some(other) if other.is_ascii_alphanumeric() => return Err(format!("`\\{other}` is no escape of a replacement")),
                    Some(other) => plain.extend(['\\', other]),
                    None => return Err("the replacement ends in a backslash".to_owned()),
                }
                rest = characters.as_str();
                continue;
            };
            parts.extend([Part::Text(std::mem::take(&mut plain)), group]);
            rest = after;
        }
        plain.push_str(rest);
        parts.push(Part::Text(plain));
        Ok(Self(parts))
    }

    /// The first group that the expression does not have.
    pub(super) fn missing(&self, regex: &Regex) -> Option<String> {
        self.0.iter().find_map(|part| match part {
            Part::Number(number) if *number >= regex.captures_len() => Some(number.to_string()),
            Part::Name(name) if !regex.capture_names().flatten().any(|known| known == name) => Some(name.clone()),
            _ => None,
        })
    }

    /// `re.sub`: the text with each match replaced, from left to right, none of which overlap.
    pub(super) fn replace(&self, regex: &Regex, text: &str) -> String {
        regex.replace_all(text, |found: &Captures<'_>| self.expand(found)).into_owned()
    }

    /// What stands in the place of one match.
    fn expand(&self, found: &Captures<'_>) -> String {
        let group = |part: &Part| match part {
            Part::Text(text) => text.clone(),
            Part::Number(number) => found.get(*number).map_or("", |group| group.as_str()).to_owned(),
            Part::Name(name) => found.name(name).map_or("", |group| group.as_str()).to_owned(),
        };
        self.0.iter().map(group).collect()
    }
}

/// An expression for `re.sub`, which may match anywhere; with `start` for `re.match`. The error
/// says in one line why it cannot be compiled.
///
/// Examined first as rules' expressions are (`index/regex.rs`), so that a pipeline may use what a
/// rule may, in every build.
pub(super) fn compile(source: &str, start: bool) -> Result<Regex, String> {
    let whole = if start { format!("\\A(?:{source})") } else { source.to_owned() };
    crate::index::regex::examine(&whole, &mut 1)?;
    regex::RegexBuilder::new(&whole).size_limit(crate::limits::REGEX_BYTES).build().map_err(|error| {
        let text = error.to_string();
        text.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replacements_are_pythons() {
        let replaced = |source: &str, with: &str, text: &str| {
            Replacement::parse(with).map(|replacement| replacement.replace(&compile(source, false).expect("an expression"), text))
        };
        assert_eq!(replaced(r"^\*\\(.*)$", r"*/\1", r"*\cmd.exe"), Ok("*/cmd.exe".to_owned()));
        assert_eq!(replaced("(?P<a>b)", r"[\g<a>\g<1>$1\\]", "abc"), Ok(r"a[bb$1\]c".to_owned()));
        assert_eq!(replaced("b", r"\*\n", "abc"), Ok("a\\*\nc".to_owned()));
        assert_eq!(Replacement::parse(r"\q"), Err("`\\q` is no escape of a replacement".to_owned()));
        assert!(Replacement::parse("a\\").is_err());
        let regex = compile("(x)", false).expect("an expression");
        assert_eq!(Replacement::parse(r"\2").expect("a replacement").missing(&regex), Some("2".to_owned()));
        assert_eq!(Replacement::parse(r"\g<n>").expect("a replacement").missing(&regex), Some("n".to_owned()));
        assert_eq!(Replacement::parse(r"\0\1").map(|one| one.missing(&regex)), Err("`\\0` is no escape of a replacement".to_owned()));
    }

    #[test]
    fn matches_begin_at_the_start() {
        assert!(compile("b|c", true).expect("an expression").is_match("cab"));
        assert!(!compile("b|c", true).expect("an expression").is_match("abc"));
        assert!(compile("(?=x)", true).is_err());
    }
}
