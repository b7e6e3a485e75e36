//! The modifier `expand`: `%name%` in a value stands for each of the values that the options give for the name.
//!
//! As in pySigma, a placeholder is what stands between two `%`; `\%` is the character itself; with several placeholders in a value all combinations count. A
//! rule whose placeholder has no values is refused, with its name: what it would match is not known.

use std::collections::BTreeMap;

use crate::limits;

/// The values of placeholders by name.
pub(crate) type Placeholders = BTreeMap<String, Vec<String>>;

/// Why a value cannot be expanded.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Problem {
    /// These names have no values.
    Unknown(Vec<String>),
    /// There are more combinations than a rule may have tests.
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
            Some(values) if expanded.len().saturating_mul(values.len()) > limits::RULE_TESTS => return Err(Problem::TooMany),
            Some(values) => expanded = expanded.iter().flat_map(|one| values.iter().map(move |value| format!("{one}{value}"))).collect(),
            None if unknown.iter().any(|known| known == name) => {}
            None => unknown.push(name.to_owned()),
        }
    }
    if unknown.is_empty() { Ok(expanded) } else { Err(Problem::Unknown(unknown)) }
}

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
    }
}
