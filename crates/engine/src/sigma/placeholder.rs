//! The modifier `expand`: `%name%` in a value stands for each of the values that the options give
//! for the name.
//!
//! As in pySigma, a placeholder is what stands between two `%`; `\%` is the character itself; with
//! several placeholders in a value all combinations count.
//!
//! ```
//! use std::collections::BTreeMap;
//! use engine::{Code, CompileOptions, RuleSet, Source};
//!
//! let text = "
//! title: An administrator from elsewhere
//! logsource: { category: process_creation }
//! detection: { selection: { User|expand: '%admins%' }, condition: selection }
//! ";
//! let sources = [Source { name: "r.yml", text }];
//! let placeholders = BTreeMap::from([("admins".to_owned(), vec!["root".to_owned(), "toor".to_owned()])]);
//! assert!(RuleSet::compile(&sources, &CompileOptions { placeholders, ..CompileOptions::default() }).rules.is_some());
//! // What a rule without its values would match is not known, so it is refused by the placeholder's name.
//! let refused = RuleSet::compile(&sources, &CompileOptions::default()).errors();
//! assert_eq!(refused[0].code, Code::RulePlaceholder);
//! assert!(refused[0].message.contains("`%admins%`"));
//! ```
//!
//! INVARIANT: never more values, or bytes of them, than a rule may have; the product is checked
//! before it is built.

use std::collections::BTreeMap;

use crate::limits;

/// The values of placeholders by name.
pub(crate) type Placeholders = BTreeMap<String, Vec<String>>;

/// Why a value cannot be expanded.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Problem {
    /// These names have no values.
    Unknown(Vec<String>),
    /// There are more combinations than a rule may have tests, or they are longer than it may be.
    TooMany,
}

/// All values that `text` stands for.
pub(crate) fn expand(text: &str, placeholders: &Placeholders) -> Result<Vec<String>, Problem> {
    let mut expanded = vec![String::new()];
    let mut unknown: Vec<String> = Vec::new();
    for part in parts(text) {
        let name = match part {
            Part::Text(text) => {
                for one in &mut expanded {
                    one.push_str(&text);
                }
                continue;
            }
            Part::Placeholder(name) => name,
        };
        match placeholders.get(name).filter(|values| !values.is_empty()) {
            Some(values) if is_too_much(&expanded, values, text.len()) => return Err(Problem::TooMany),
            Some(values) => expanded = expanded.iter().flat_map(|one| values.iter().map(move |value| format!("{one}{value}"))).collect(),
            None if unknown.iter().any(|known| known == name) => {}
            None => unknown.push(name.to_owned()),
        }
    }
    if unknown.is_empty() { Ok(expanded) } else { Err(Problem::Unknown(unknown)) }
}

/// Whether all of `values` behind each of `expanded`, and `rest` bytes behind those, would be more
/// values or more bytes than a rule may have.
fn is_too_much(expanded: &[String], values: &[String], rest: usize) -> bool {
    let longest = |texts: &[String]| texts.iter().map(String::len).max().unwrap_or_default();
    let count = expanded.len().saturating_mul(values.len());
    count > limits::RULE_TESTS || count.saturating_mul(longest(expanded) + longest(values) + rest) > limits::RULE_BYTES
}

/// The names of the placeholders in `text`, each once.
pub(crate) fn names(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for part in parts(text) {
        if let Part::Placeholder(name) = part
            && !names.iter().any(|known| known == name)
        {
            names.push(name.to_owned());
        }
    }
    names
}

/// All values that `text` stands for where some of its placeholders have values: the others stay as
/// they are. `None` where there are too many.
pub(crate) fn expand_some(text: &str, placeholders: &Placeholders) -> Option<Vec<String>> {
    let mut expanded = vec![String::new()];
    for part in parts(text) {
        let values = match part {
            // A `%` that is no placeholder's must not become one's.
            Part::Text(text) => vec![text.replace('%', "\\%")],
            Part::Placeholder(name) => match placeholders.get(name) {
                Some(values) => values.iter().map(|value| value.replace('%', "\\%")).collect(),
                None => vec![format!("%{name}%")],
            },
        };
        if is_too_much(&expanded, &values, text.len()) {
            return None;
        }
        expanded = expanded.iter().flat_map(|one| values.iter().map(move |value| format!("{one}{value}"))).collect();
    }
    Some(expanded)
}

/// A part of a value: text, or the name of a placeholder.
enum Part<'t> {
    Text(String),
    Placeholder(&'t str),
}

/// pySigma's `(?<!\\)%(?P<name>[^%]+)%`, and `\%` in what lies between.
fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let (mut plain, mut rest) = (String::new(), text);
    while let Some((before, behind)) = rest.split_once('%') {
        let escaped = before.ends_with('\\');
        let name = behind.split_once('%').filter(|(name, _)| !escaped && !name.is_empty());
        plain.push_str(if escaped { before.strip_suffix('\\').unwrap_or(before) } else { before });
        if let Some((name, after)) = name {
            parts.push(Part::Text(std::mem::take(&mut plain)));
            parts.push(Part::Placeholder(name));
            rest = after;
        } else {
            plain.push('%');
            rest = behind;
        }
    }
    plain.push_str(rest);
    parts.push(Part::Text(plain));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_of_them() {
        let placeholders = Placeholders::from([("a".into(), vec!["1%".into(), "2".into()])]);
        let some = expand_some(r"%a%-%b%-\%c", &placeholders).expect("few");
        assert_eq!(some, [r"1\%-%b%-\%c", r"2-%b%-\%c"]);
        let rest = Placeholders::from([("b".into(), vec!["x".into()])]);
        assert_eq!(some.iter().map(|one| expand(one, &rest)).collect::<Vec<_>>(), [Ok(vec!["1%-x-%c".into()]), Ok(vec!["2-x-%c".into()])]);
        assert_eq!(names("%a%%b%%a%"), ["a", "b"]);
    }

    #[test]
    fn every_combination() {
        let placeholders =
            Placeholders::from([("a".into(), vec!["1".into(), "2".into()]), ("b c".into(), vec!["x*".into()]), ("none".into(), vec![])]);
        let expanded = |text| expand(text, &placeholders);
        assert_eq!(expanded("-%a%-%b c%-"), Ok(vec!["-1-x*-".into(), "-2-x*-".into()]));
        assert_eq!(expanded("%a%%a%").map(|all| all.len()), Ok(4));
        assert_eq!(expanded(r"100\%a%"), Ok(vec!["100%a%".into()]));
        assert_eq!(expanded("%% 5"), Ok(vec!["%% 5".into()]));
        assert_eq!(expanded("%x% %none% %x%"), Err(Problem::Unknown(vec!["x".into(), "none".into()])));
        assert_eq!(expanded(&"%a%".repeat(17)), Err(Problem::TooMany));
        // A few long ones are too much as well.
        let long = Placeholders::from([("l".into(), vec!["x".repeat(10_000); 10]), ("o".into(), vec!["x".repeat(10_000); 5])]);
        assert_eq!(expand("%l%%l%%l%", &long), Err(Problem::TooMany));
        assert_eq!(expand_some("%l%%l%%l%", &long), None);
        assert_eq!(expand("%l%%l%%o%", &long).map(|all| all.len()), Ok(500));
    }
}
