//! Which modifier may follow which.
//!
//! Modifiers apply in their order. Those that say what a value is come before all that depend on
//! it; those that encode text come before those that say where it stands, if Base64 is among them,
//! for Base64 of a part is no part of the Base64. `all` and `neq` are about the whole list and
//! stand anywhere. pySigma's type checks draw the same lines, with the exceptions that
//! `docs/design/engine.md` names.
//!
//! `startswith` and `endswith` together are `contains`, as in pySigma: each opens one end of the
//! pattern.
//!
//! ```
//! # mod shared { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/doctest.rs")); } use shared::*;
//! # use engine::Code;
//! assert!(matches("Port|gte: 1024", &[("Port", "8080")]));
//! assert!(matches("Seen|hour|lt: 6", &[("Seen", "2025-08-02T03:10:00Z")]));
//! assert!(matches("Name|startswith|endswith: b", &[("Name", "abc")]));
//! for wrong in ["Port|contains|gt: 1", "A|exists|all: true", "A|all|all: x", "A|i: x", "A|startwith: x"] {
//!     assert_eq!(refused(wrong), Code::RuleModifier, "{wrong}");
//! }
//! ```

use super::{Comparison, KNOWN, Modifiers};
use crate::code::Code;
use crate::diagnostic::{Collector, Span, suggestion};
use crate::sigma::Place;
use crate::sigma::encoding::Encoding;
use crate::sigma::number::Relation;
use crate::sigma::time::TimePart;

/// Splits `field|modifier|modifier`; the field is trimmed and empty for keywords. `None` after an
/// error, which is reported.
pub(crate) fn parse<'k>(key: &'k str, span: Span, collector: &mut Collector<'_>) -> Option<(&'k str, Modifiers)> {
    let mut parts = key.split('|');
    let field = parts.next().unwrap_or_default().trim();
    let mut modifiers = Modifiers::default();
    let mut seen: Vec<&str> = Vec::new();
    for name in parts.map(str::trim) {
        if !KNOWN.contains(&name) {
            let hint = suggestion(name, KNOWN.iter().copied());
            collector.error(Code::RuleModifier, span, format!("the modifier `{name}` is unknown"), hint);
            return None;
        }
        if seen.contains(&name) {
            collector.error(Code::RuleModifier, span, format!("the modifier `{name}` stands twice"), "remove one of them");
            return None;
        }
        if let Err(hint) = modifiers.apply(name) {
            let place = if seen.is_empty() { "first".to_owned() } else { format!("behind `{}`", seen.join("|")) };
            collector.error(Code::RuleModifier, span, format!("the modifier `{name}` cannot stand {place}"), hint);
            return None;
        }
        seen.push(name);
    }
    Some((field, modifiers))
}

const ALONE: &str = "it says what the value is, so it comes first; `all` and `neq` go with it";
const FLAG: &str = "`i`, `m` and `s` stand behind `re`, each once";
const TEXT: &str =
    "it changes text, so it goes with `contains`, `startswith`, `endswith`, `cased` and other encodings, but not with what is no text";
const PLACE: &str = "`contains`, `startswith` and `endswith` say where a text, a regular expression or another field's value stands";
const WILDCARDS: &str = "Base64 encodes the value itself: write it before `contains`, `startswith` and `endswith`";
const CASED: &str = "`cased` goes with text and `fieldref`; a regular expression is case-sensitive unless `i` follows it";
const COMPARED: &str = "`lt`, `lte`, `gt` and `gte` come first, or behind a part of a time such as `hour`";
const EXISTS: &str = "`exists` stands alone, or with `neq` behind it";

impl Modifiers {
    /// Takes one modifier in; the error says where it may stand.
    ///
    /// What was there before decides: `plain` is a chain of which nothing has been said but `all`,
    /// `neq` or `expand`, and only there may a value be declared to be something other than text.
    fn apply(&mut self, name: &str) -> Result<(), &'static str> {
        use Comparison::{Cidr, Exists, Field, Number, Regex, Text, Time};
        let text = self.comparison == Text;
        let untouched = text && self.encodings.is_empty() && self.place == Place::Whole;
        let plain = untouched && !self.cased;
        if self.comparison == Exists && name != "neq" {
            return Err(EXISTS);
        }
        match (&mut self.comparison, name) {
            (_, "all") => self.all = true,
            (_, "neq") => self.negated = true,
            (Text | Regex { .. } | Field, "startswith") if matches!(self.place, Place::Whole) => self.place = Place::Start,
            (Text | Regex { .. } | Field, "endswith") if matches!(self.place, Place::Whole) => self.place = Place::End,
            (Text | Regex { .. } | Field, "startswith" | "endswith" | "contains") => self.place = Place::Anywhere,
            (_, "startswith" | "endswith" | "contains") => return Err(PLACE),
            (Text | Regex { .. }, "expand") => self.expand = true,
            (Text | Field, "cased") => self.cased = true,
            (_, "cased") => return Err(CASED),
            (comparison, "re") if plain => *comparison = Regex { ignore_case: false, multi_line: false, dot_all: false },
            (comparison, "cidr") if plain && !self.expand => *comparison = Cidr,
            (comparison, "exists") if plain && !self.expand && !self.all && !self.negated => *comparison = Exists,
            (_, "exists") => return Err(EXISTS),
            (comparison, "fieldref") if untouched && !self.expand => *comparison = Field,
            (Regex { ignore_case, .. }, "i" | "ignorecase") if !*ignore_case => *ignore_case = true,
            (Regex { multi_line, .. }, "m" | "multiline") if !*multi_line => *multi_line = true,
            (Regex { dot_all, .. }, "s" | "dotall") if !*dot_all => *dot_all = true,
            (_, "i" | "ignorecase" | "m" | "multiline" | "s" | "dotall") => return Err(FLAG),
            (comparison, name) => {
                if let Some(encoding) = Encoding::of(name) {
                    return self.encode(encoding);
                }
                match (TimePart::of(name), Relation::of(name), *comparison) {
                    (Some(part), ..) if plain && !self.expand => *comparison = Time(part, Relation::Equal),
                    (_, Some(relation), Text) if plain && !self.expand => *comparison = Number(relation),
                    (_, Some(relation), Time(part, Relation::Equal)) => *comparison = Time(part, relation),
                    (_, Some(_), _) => return Err(COMPARED),
                    _ => return Err(ALONE),
                }
            }
        }
        Ok(())
    }

    /// Takes an encoding in, which goes with text alone and, if it is Base64, before the text has a
    /// place.
    fn encode(&mut self, encoding: Encoding) -> Result<(), &'static str> {
        if self.comparison != Comparison::Text {
            return Err(TEXT);
        }
        if encoding.is_base64() && self.place != Place::Whole {
            return Err(WILDCARDS);
        }
        self.encodings.push(encoding);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(key: &str) -> Result<Modifiers, Code> {
        let mut collector = Collector::new("t", "");
        parse(key, Span::default(), &mut collector).map(|(_, modifiers)| modifiers).ok_or_else(|| collector.diagnostics[0].code)
    }

    #[test]
    fn chains() {
        let comparison = |key| outcome(key).map(|one| one.comparison);
        assert_eq!(outcome("Image | contains|all").map(|one| (one.all, one.place)), Ok((true, Place::Anywhere)));
        assert_eq!(outcome("a|cased|endswith").map(|one| (one.cased, one.place)), Ok((true, Place::End)));
        assert_eq!(comparison("a|re|i|s"), Ok(Comparison::Regex { ignore_case: true, multi_line: false, dot_all: true }));
        assert_eq!(outcome("a|wide|base64offset|contains").map(|one| one.encodings), Ok(vec![Encoding::Utf16Le, Encoding::Base64Offset]));
        assert_eq!(outcome("a|contains|windash|all").map(|one| one.encodings), Ok(vec![Encoding::Windash]));
        assert_eq!(comparison("a|gte"), Ok(Comparison::Number(Relation::AtLeast)));
        assert_eq!(comparison("a|hour|gte|neq"), Ok(Comparison::Time(TimePart::Hour, Relation::AtLeast)));
        assert_eq!(comparison("a|cased|fieldref|endswith|neq"), Ok(Comparison::Field));
        assert_eq!(outcome("a|exists|neq").map(|one| one.negated), Ok(true));
        assert_eq!(outcome("a|expand|re").map(|one| one.expand), Ok(true));
    }

    #[test]
    fn refusals() {
        for wrong in [
            "a|i",
            "a|contains|re",
            "a|cased|re",
            "a|wide|re",
            "a|exists|all",
            "a|all|exists",
            "a|neq|exists",
            "a|all|all",
            "a|cidr|cased",
            "a|cidr|contains",
            "a|contains|cidr",
            "a|re|i|ignorecase",
            "a|re|cased",
            "a|re|windash",
            "a|contains|base64",
            "a|endswith|base64offset",
            "a|contains|fieldref",
            "a|fieldref|gt",
            "a|lt|gt",
            "a|gte|hour",
            "a|hour|day",
            "a|hour|lt|gt",
            "a|lt|contains",
            "a|hour|expand",
            "a|expand|cidr",
            "a|base64|lt",
            "a|",
            "a|nonsense",
        ] {
            assert_eq!(outcome(wrong), Err(Code::RuleModifier), "{wrong}");
        }
    }
}
