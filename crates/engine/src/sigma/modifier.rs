//! The modifiers behind a field's name (Sigma specification, appendix Modifiers).

use crate::code::Code;
use crate::diagnostic::{Collector, Span, suggestion};

/// What a field's values are compared by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparison {
    /// Text patterns; `contains`, `startswith` and `endswith` open their ends.
    Text { open_start: bool, open_end: bool, cased: bool },
    /// Regular expressions.
    Regex { ignore_case: bool, multi_line: bool, dot_all: bool },
    /// IP networks.
    Cidr,
    /// Whether the field is there.
    Exists,
}

/// The modifiers of one field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Modifiers {
    pub(crate) comparison: Comparison,
    /// All values must match instead of any.
    pub(crate) all: bool,
    /// `expand`: the values hold placeholders.
    pub(crate) expand: bool,
}

const KNOWN: &[&str] =
    &["contains", "startswith", "endswith", "all", "exists", "cased", "re", "i", "m", "s", "ignorecase", "multiline", "dotall", "cidr"];

/// Modifiers of the specification that this version refuses.
const LATER: &[&str] = &[
    "neq",
    "windash",
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
    "fieldref",
    "minute",
    "hour",
    "day",
    "week",
    "month",
    "year",
];

/// Splits `field|modifier|modifier`; the field is trimmed and empty for keywords. `None` after an error, which is reported.
pub(crate) fn parse<'k>(key: &'k str, span: Span, collector: &mut Collector<'_>) -> Option<(&'k str, Modifiers)> {
    let mut parts = key.split('|');
    let field = parts.next().unwrap_or_default().trim();
    let mut modifiers = Modifiers { comparison: TEXT, all: false, expand: false };
    let mut seen: Vec<&str> = Vec::new();
    for name in parts.map(str::trim) {
        let fail = |collector: &mut Collector<'_>, message: String, hint: &str| {
            collector.error(Code::RuleModifier, span, message, hint);
        };
        if LATER.contains(&name) {
            let message = format!("the modifier `{name}` is part of Sigma, but this version cannot evaluate it");
            collector.error(Code::RuleUnsupported, span, message, "remove the rule from the set, or write the condition without it");
            return None;
        }
        if name != "expand" && !KNOWN.contains(&name) {
            collector.error(
                Code::RuleModifier,
                span,
                format!("the modifier `{name}` is unknown"),
                suggestion(name, KNOWN.iter().chain(LATER).copied()),
            );
            return None;
        }
        if seen.contains(&name) {
            fail(collector, format!("the modifier `{name}` stands twice"), "remove one of them");
            return None;
        }
        if !modifiers.apply(name, seen.is_empty() || seen.iter().all(|one| matches!(*one, "all" | "expand"))) {
            let place = if seen.is_empty() { "first".to_owned() } else { format!("behind `{}`", seen.join("|")) };
            fail(collector, format!("the modifier `{name}` cannot stand {place}"), ORDER);
            return None;
        }
        seen.push(name);
    }
    Some((field, modifiers))
}

const TEXT: Comparison = Comparison::Text { open_start: false, open_end: false, cased: false };

const ORDER: &str = "`re` (with `i`, `m`, `s` behind it), `cidr` and `exists` stand alone or with `all`; `cased` goes with `contains`, `startswith` and `endswith`";

impl Modifiers {
    /// Takes one modifier in; false where it cannot stand behind the others. `first` tells that no other one changed the comparison yet.
    fn apply(&mut self, name: &str, first: bool) -> bool {
        match (&mut self.comparison, name) {
            (Comparison::Exists, _) => return false,
            (_, "all") => self.all = true,
            (Comparison::Text { .. }, "expand") => self.expand = true,
            (Comparison::Text { open_end, .. }, "startswith") => *open_end = true,
            (Comparison::Text { open_start, .. }, "endswith") => *open_start = true,
            (Comparison::Text { open_start, open_end, .. }, "contains") => (*open_start, *open_end) = (true, true),
            (Comparison::Text { cased, .. }, "cased") => *cased = true,
            (Comparison::Text { .. }, "re") if first => {
                self.comparison = Comparison::Regex { ignore_case: false, multi_line: false, dot_all: false }
            }
            (Comparison::Text { .. }, "cidr") if first => self.comparison = Comparison::Cidr,
            (Comparison::Text { .. }, "exists") if first && !self.all => self.comparison = Comparison::Exists,
            (Comparison::Regex { ignore_case, .. }, "i" | "ignorecase") if !*ignore_case => *ignore_case = true,
            (Comparison::Regex { multi_line, .. }, "m" | "multiline") if !*multi_line => *multi_line = true,
            (Comparison::Regex { dot_all, .. }, "s" | "dotall") if !*dot_all => *dot_all = true,
            _ => return false,
        }
        true
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
        assert_eq!(outcome("Image | contains|all").map(|one| one.all), Ok(true));
        assert_eq!(
            outcome("a|cased|endswith").map(|one| one.comparison),
            Ok(Comparison::Text { open_start: true, open_end: false, cased: true })
        );
        assert_eq!(
            outcome("a|re|i|s").map(|one| one.comparison),
            Ok(Comparison::Regex { ignore_case: true, multi_line: false, dot_all: true })
        );
        for wrong in
            ["a|i", "a|re|contains", "a|contains|re", "a|exists|all", "a|all|all", "a|cidr|cased", "a|re|i|ignorecase", "a|", "a|nonsense"]
        {
            assert_eq!(outcome(wrong), Err(Code::RuleModifier), "{wrong}");
        }
        for later in LATER {
            assert_eq!(outcome(&format!("a|{later}")), Err(Code::RuleUnsupported), "{later}");
        }
    }
}
