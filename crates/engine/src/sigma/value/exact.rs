//! Values that are more than text: networks, numbers, parts of a time, other fields, null.
//!
//! Each takes its values as YAML has them: `gte: '5'` is refused, since a text that looks like a
//! number is mostly a slip. Errors are [`Code::RuleCidr`] for what is no network,
//! [`Code::RuleModifier`] for `null` behind a modifier, and [`Code::RuleType`] for the rest.
//!
//! | modifier | value | becomes |
//! |---|---|---|
//! | `cidr` | `10.0.0.0/8`, `fe80::/10` | a network |
//! | `lt lte gt gte` | `1024`, `0.5` | a relation and an exact decimal |
//! | `minute hour day week month year` | `22` | a part of a time, compared with a whole number |
//! | `fieldref` | `ParentUser` | another field's name, and at which place of the value it stands |
//! | none | `null` | the question whether there is no value |

use super::Reader;
use crate::code::Code;
use crate::sigma::Test;
use crate::sigma::modifier::Modifiers;
use crate::sigma::network::Network;
use crate::sigma::number::{Number, Relation};
use crate::sigma::pattern::{Pattern, Piece};
use crate::sigma::time::TimePart;
use crate::sigma::yaml::{self, Node};

impl Reader<'_, '_> {
    /// A network; [`Code::RuleCidr`] for anything else.
    pub(super) fn network(&mut self, text: &str) -> Option<Test> {
        match Network::parse(text) {
            Ok(network) => Some(Test::Cidr(network)),
            Err(why) => {
                let hint = "write a network such as `10.0.0.0/8` or `fe80::/10`";
                self.fail(Code::RuleCidr, format!("`{text}` is not a network: {why}"), hint)
            }
        }
    }

    /// A comparison with a number that is written without quotes.
    pub(super) fn number(&mut self, node: &Node, text: &str, relation: Relation) -> Option<Test> {
        let written = matches!(node.value, yaml::Value::Integer(_) | yaml::Value::Float(_));
        match Number::parse(text.as_bytes()).filter(|_| written) {
            Some(number) => Some(Test::Number { relation, number }),
            None => self.fail(
                Code::RuleType,
                format!("`lt`, `lte`, `gt` and `gte` take a number, not {}", kind(node)),
                "write a number without quotes, such as `1024` or `0.5`",
            ),
        }
    }

    /// A comparison of a part of a time with a whole number; one that no time answers is a warning, [`Code::RuleNever`].
    pub(super) fn time(&mut self, node: &Node, text: &str, part: TimePart, relation: Relation) -> Option<Test> {
        let written = matches!(node.value, yaml::Value::Integer(_));
        if let Some(number) = text.parse().ok().filter(|_| written) {
            self.answerable(part, relation, number);
            return Some(Test::Time { part, relation, number });
        }
        let message = format!("`{}` takes a whole number that is not negative, not {}", part.name(), kind(node));
        self.fail(Code::RuleType, message, "write it without quotes, such as `22`")
    }

    fn answerable(&mut self, part: TimePart, relation: Relation, number: u32) {
        let (least, greatest) = part.range();
        let possible = match relation {
            Relation::Equal => (least..=greatest).contains(&number),
            Relation::Less => number > least,
            Relation::AtMost => number >= least,
            Relation::Greater => number < greatest,
            Relation::AtLeast => number <= greatest,
        };
        if !possible {
            let name = part.name();
            let message = format!("`{name}` is from {least} to {greatest}: no time answers a comparison with {number}");
            self.collector.warning(Code::RuleNever, self.span, message, "correct the number; until then nothing matches by this value");
        }
    }

    /// A comparison with another field, whose name has no wildcard.
    pub(super) fn field(&mut self, node: &Node, text: &str) -> Option<Test> {
        let pattern = Pattern::parse(text.trim());
        match pattern.pieces() {
            [Piece::Literal(other)] if matches!(node.value, yaml::Value::String(_)) => {
                Some(Test::Field { other: other.clone(), place: self.modifiers.place, cased: self.modifiers.cased })
            }
            _ => {
                let message = "`fieldref` takes the name of a field, without wildcards";
                self.fail(Code::RuleType, message, "write the other field's name as the rule would write it before a `:`")
            }
        }
    }

    /// Whether the field has no value, which goes with `neq` alone.
    pub(super) fn null(&mut self) -> Option<Test> {
        if *self.modifiers != (Modifiers { negated: self.modifiers.negated, ..Modifiers::default() }) {
            return self.fail(Code::RuleModifier, "`null` cannot be combined with a modifier other than `neq`", "remove the modifier");
        }
        Some(Test::Null)
    }
}

/// What the node is; of a number, that it is not one that this modifier takes.
fn kind(node: &Node) -> &'static str {
    match node.value {
        yaml::Value::Integer(_) => "a negative or very large one",
        yaml::Value::Float(_) => "one with a fraction",
        _ => node.kind(),
    }
}
