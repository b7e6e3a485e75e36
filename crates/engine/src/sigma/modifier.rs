//! The modifiers behind a field's name (Sigma specification, appendix Modifiers), and which may follow which.
//!
//! Modifiers apply in their order. Those that say what a value is (`re`, `cidr`, `exists`, the numeric ones, the parts of a time, `fieldref`) come before
//! all that depend on it; those that encode text come before those that say where it stands, if Base64 is among them. `all` and `neq` are about the
//! whole list and stand anywhere. pySigma's type checks draw the same lines.

use super::Place;
use super::encoding::Encoding;
use super::number::Relation;
use super::time::TimePart;
use crate::code::Code;
use crate::diagnostic::{Collector, Span, suggestion};

/// What a field's values are compared by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparison {
    /// Text patterns.
    Text,
    /// Regular expressions.
    Regex { ignore_case: bool, multi_line: bool, dot_all: bool },
    /// IP networks.
    Cidr,
    /// Whether the field is there.
    Exists,
    /// Numbers.
    Number(Relation),
    /// A part of a date and time.
    Time(TimePart, Relation),
    /// The values of another field.
    Field,
}

/// The modifiers of one field.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a modifier that stands or does not")]
pub(crate) struct Modifiers {
    pub(crate) comparison: Comparison,
    /// How a text is changed first.
    pub(crate) encodings: Vec<Encoding>,
    /// Where the value stands: `startswith`, `endswith`, `contains`; both of the first two together are the third.
    pub(crate) place: Place,
    /// Case matters.
    pub(crate) cased: bool,
    /// All values must match instead of any.
    pub(crate) all: bool,
    /// `neq`: the field must not match.
    pub(crate) negated: bool,
    /// `expand`: the values hold placeholders.
    pub(crate) expand: bool,
}

/// Every modifier that there is.
pub(crate) const KNOWN: &[&str] = &[
    "contains",
    "startswith",
    "endswith",
    "all",
    "exists",
    "cased",
    "neq",
    "windash",
    "re",
    "i",
    "m",
    "s",
    "ignorecase",
    "multiline",
    "dotall",
    "base64",
    "base64offset",
    "utf16le",
    "wide",
    "utf16be",
    "utf16",
    "lt",
    "lte",
    "gt",
    "gte",
    "minute",
    "hour",
    "day",
    "week",
    "month",
    "year",
    "cidr",
    "expand",
    "fieldref",
];

/// Splits `field|modifier|modifier`; the field is trimmed and empty for keywords. `None` after an error, which is reported.
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

impl Default for Modifiers {
    /// None at all: a text that is compared as a whole, without regard to case.
    fn default() -> Self {
        Self {
            comparison: Comparison::Text,
            encodings: Vec::new(),
            place: Place::Whole,
            cased: false,
            all: false,
            negated: false,
            expand: false,
        }
    }
}

impl Modifiers {
    /// Takes one modifier in. The error says where it may stand.
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
