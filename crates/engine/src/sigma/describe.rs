//! A test as a rule would write it, for people: `overt rules explain` prints these.
//!
//! What is printed is not what was written but what it came to mean: modifiers are spent, and
//! pipelines have changed names and values. So `CommandLine|contains` with the value `a*b` and
//! `CommandLine: '*a*b*'` are the same line, and one that a rule may be written with again.
//!
//! ```text
//! a pattern open at both ends      CommandLine|contains: curl
//! open at one                      Image|endswith: /sh         Image|startswith: /tmp/
//! with a wildcard inside           Image: /home/*/x            `\*` is a star that is text
//! a number, a network, a time      Port|gte: 1024              Ip|cidr: 10.0.0.0/8      Seen|hour|lt: 6
//! null, exists                     User: null                  User|exists: true
//! any field                        (any field)|contains: mimikatz
//! ```

use std::fmt;

use super::number::{Number, Relation};
use super::pattern::Piece;
use super::{FieldTest, Place, Test};

impl fmt::Display for FieldTest {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let field = self.field.as_deref().unwrap_or("(any field)");
        match &self.test {
            Test::Null => write!(out, "{field}: null"),
            Test::Exists => write!(out, "{field}|exists: true"),
            Test::Text { pattern, cased } => {
                let pieces = pattern.pieces();
                let (modifier, pieces) = match pieces {
                    [Piece::Any, inner @ .., Piece::Any] if !inner.is_empty() => ("|contains", inner),
                    [Piece::Any, inner @ ..] if !inner.is_empty() => ("|endswith", inner),
                    [inner @ .., Piece::Any] if !inner.is_empty() => ("|startswith", inner),
                    _ => ("", pieces),
                };
                write!(out, "{field}{modifier}{}: ", if *cased { "|cased" } else { "" })?;
                pieces.iter().try_for_each(|piece| write_piece(out, piece))?;
                if pieces.is_empty() { out.write_str("''") } else { Ok(()) }
            }
            Test::Regex { source, .. } => write!(out, "{field}|re: {source}"),
            Test::Cidr(network) => write!(out, "{field}|cidr: {network}"),
            Test::Number { relation, number } => write!(out, "{field}{}: {number}", name(*relation)),
            Test::Time { part, relation, number } => write!(out, "{field}|{}{}: {number}", part.name(), name(*relation)),
            Test::Field { other, place, cased } => {
                let place = match place {
                    Place::Whole => "",
                    Place::Start => "|startswith",
                    Place::End => "|endswith",
                    Place::Anywhere => "|contains",
                };
                write!(out, "{field}|fieldref{place}{}: {other}", if *cased { "|cased" } else { "" })
            }
        }
    }
}

/// The modifier of a relation; nothing for equality.
fn name(relation: Relation) -> &'static str {
    match relation {
        Relation::Equal => "",
        Relation::Less => "|lt",
        Relation::AtMost => "|lte",
        Relation::Greater => "|gt",
        Relation::AtLeast => "|gte",
    }
}

/// A piece of a pattern, wildcards that stand for themselves escaped.
fn write_piece(out: &mut fmt::Formatter<'_>, piece: &Piece) -> fmt::Result {
    match piece {
        Piece::Any => out.write_str("*"),
        Piece::One => out.write_str("?"),
        Piece::Literal(text) => text.chars().try_for_each(|character| match character {
            '*' | '?' => write!(out, "\\{character}"),
            other => write!(out, "{other}"),
        }),
    }
}

impl fmt::Display for Number {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, size) = (if self.0 < 0 { "-" } else { "" }, self.0.unsigned_abs());
        let (whole, places) = (size / Self::ONE, size % Self::ONE);
        let places = format!("{places:018}");
        let places = places.trim_end_matches('0');
        write!(out, "{sign}{whole}{}{places}", if places.is_empty() { "" } else { "." })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sigma::pattern::Pattern;

    #[test]
    fn as_a_rule_writes_it() {
        let text = |source: &str, cased| {
            FieldTest { field: Some("a".into()), test: Test::Text { pattern: Pattern::parse(source), cased } }.to_string()
        };
        assert_eq!(text("*x*", false), "a|contains: x");
        assert_eq!(text("*x", true), "a|endswith|cased: x");
        assert_eq!(text("x?y*", false), "a|startswith: x?y");
        assert_eq!(text(r"\*", false), r"a: \*");
        assert_eq!(text("", false), "a: ''");
        assert_eq!(text("*", false), "a: *");
        for number in ["0", "-1.5", "1024", "0.000000000000000001"] {
            assert_eq!(Number::parse(number.as_bytes()).unwrap().to_string(), number);
        }
    }
}
