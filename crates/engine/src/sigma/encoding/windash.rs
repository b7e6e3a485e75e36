//! `windash`: a dash that begins a word is any of the dashes that Windows programs take.
//!
//! A dash begins a word where a letter, a digit or `_` follows it and none stands before it
//! (`\B[-/]\b`, as in pySigma): the first of ` -enc` does, those of `a-b` and of a lone `-` do not.
//! Each such dash stands for five, so that three of them make 125 patterns; the product is checked
//! before it is built.

use super::part::{Part, length, text};
use super::{Problem, too_long};
use crate::code::Code;
use crate::limits;

/// The dashes that Windows programs take for each other.
const DASHES: [&str; 5] = ["-", "/", "\u{2013}", "\u{2014}", "\u{2015}"];

/// Each `-` and `/` that begins a word (`\B[-/]\b`) as each of the five dashes, in all
/// combinations.
pub(super) fn windash(value: &[Part]) -> Result<Vec<Vec<Part>>, Problem> {
    let mut values: Vec<Vec<Part>> = vec![Vec::new()];
    let whole = length(value);
    for part in value {
        let Part::Bytes(bytes) = part else {
            for value in &mut values {
                value.push(part.clone());
            }
            continue;
        };
        let mut variants = vec![String::new()];
        let mut before: Option<char> = None;
        let mut characters = text(bytes)?.chars().peekable();
        while let Some(character) = characters.next() {
            let dash = matches!(character, '-' | '/') && !before.is_some_and(is_word) && characters.peek().copied().is_some_and(is_word);
            if dash {
                if variants.len() * values.len() * DASHES.len() > limits::RULE_TESTS {
                    let message = "the value has too many dashes for `windash`: each stands for five";
                    return Err(Problem { code: Code::RuleLimit, ..Problem::new(message, "split the value") });
                }
                if (variants.len() * values.len() * DASHES.len()).saturating_mul(whole) > limits::RULE_BYTES {
                    return Err(too_long());
                }
                variants = variants.iter().flat_map(|variant| DASHES.map(|dash| format!("{variant}{dash}"))).collect();
            } else {
                for variant in &mut variants {
                    variant.push(character);
                }
            }
            before = Some(character);
        }
        let extended = |value: &Vec<Part>| {
            let with = |variant: &String| value.iter().cloned().chain([Part::Bytes(variant.clone().into_bytes())]).collect();
            variants.iter().map(with).collect::<Vec<_>>()
        };
        values = values.iter().flat_map(extended).collect();
    }
    Ok(values)
}

/// A character of a word, as `\b` of pySigma's regular expression means it.
fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}
