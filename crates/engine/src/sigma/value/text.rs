//! Values that are compared as text: patterns, regular expressions, and what placeholders make of
//! either.
//!
//! The order is that of modifiers: placeholders are put in first, then escapes and wildcards are
//! read, then encodings apply, and the place comes last, as wildcards at the ends. So a value of a
//! placeholder may hold wildcards, and `contains` behind Base64 finds the encoded text within a
//! longer one.
//!
//! ```text
//! CommandLine|expand|wide|base64offset|contains: '%command%'      with `command: [IEX, iwr]`
//!
//! IEX                         iwr                      placeholders put in: two texts
//! I E X                       i w r                    read as patterns, without wildcards
//! 49 00 45 00 58 00           ...                      `wide`: UTF-16
//! SQBFAFgA  kARQBYA  JAEUAWA  ...                      `base64offset`: one of each of three offsets
//! *SQBFAFgA*  ...             ...                      `contains`: six patterns in all, of which any may match
//! ```

use super::Reader;
use crate::code::Code;
use crate::limits;
use crate::sigma::encoding;
use crate::sigma::modifier::Comparison;
use crate::sigma::pattern::Pattern;
use crate::sigma::placeholder::{self, Placeholders};
use crate::sigma::{Place, Test};

impl Reader<'_, '_> {
    /// Patterns of a text: encodings first, each of which may make several, then the place.
    pub(super) fn patterns(&mut self, text: &str) -> Option<Vec<Test>> {
        let modifiers = self.modifiers;
        let placed = |mut pattern: Pattern| {
            if matches!(modifiers.place, Place::End | Place::Anywhere) {
                pattern = pattern.open_start();
            }
            if matches!(modifiers.place, Place::Start | Place::Anywhere) {
                pattern = pattern.open_end();
            }
            Test::Text { pattern, cased: modifiers.cased }
        };
        let pattern = Pattern::parse(text);
        // Most values are one pattern.
        if modifiers.encodings.is_empty() && pattern.bytes() <= limits::PATTERN_BYTES {
            return Some(vec![placed(pattern)]);
        }
        let patterns = match encoding::encode(pattern, &modifiers.encodings) {
            Ok(patterns) => patterns,
            Err(problem) => return self.fail(problem.code, problem.message, problem.hint),
        };
        if let Some(longest) = patterns.iter().map(Pattern::bytes).find(|bytes| *bytes > limits::PATTERN_BYTES) {
            return self.too_long(longest);
        }
        Some(patterns.into_iter().map(placed).collect())
    }

    /// A search finds a match anywhere, so that `contains` changes nothing; `startswith` and
    /// `endswith` bind it to the value's start and end.
    pub(super) fn regex(&mut self, text: &str) -> Option<Test> {
        let flags = match self.modifiers.comparison {
            Comparison::Regex { ignore_case, multi_line, dot_all } => [ignore_case, multi_line, dot_all],
            _ => [false; 3],
        };
        let flags: String = flags.into_iter().zip("ims".chars()).filter(|(on, _)| *on).map(|(_, flag)| flag).collect();
        let source = match self.modifiers.place {
            Place::Start => format!("\\A(?:{text})"),
            Place::End => format!("(?:{text})\\z"),
            Place::Whole | Place::Anywhere => text.to_owned(),
        };
        let source = if flags.is_empty() { source } else { format!("(?{flags}){source}") };
        match crate::index::regex::examine(&source, &mut self.collector.large_regexes) {
            Ok(required) => Some(Test::Regex { source, required }),
            Err(error) => {
                let hint = "the syntax is that of Rust's crate `regex`: no look-around and no back-references";
                self.fail(Code::RuleRegex, format!("the regular expression cannot be compiled: {error}"), hint)
            }
        }
    }

    /// Puts values in the place of `%names%`; as many texts as there are combinations.
    pub(super) fn expand(&mut self, text: &str, placeholders: &Placeholders) -> Option<Vec<String>> {
        match placeholder::expand(text, placeholders) {
            Ok(texts) => Some(texts),
            Err(placeholder::Problem::Unknown(names)) => {
                let names = names.iter().map(|name| format!("`%{name}%`")).collect::<Vec<_>>().join(", ");
                let hint = "give its values under `placeholders:` in the configuration, or write them here, without `expand`";
                self.fail(Code::RulePlaceholder, format!("the placeholder is not configured: {names}"), hint)
            }
            Err(placeholder::Problem::TooMany) => {
                let message = format!(
                    "the placeholders stand for more than {} values, or more than {} bytes of them",
                    limits::RULE_TESTS,
                    limits::RULE_BYTES
                );
                self.fail(Code::RuleLimit, message, "give fewer values")
            }
        }
    }

    pub(super) fn too_long<T>(&mut self, bytes: usize) -> Option<T> {
        let message = format!("the value has {bytes} bytes; at most {} are allowed", limits::PATTERN_BYTES);
        self.fail(Code::RuleLimit, message, "shorten it")
    }
}
