//! The condition of a correlation: comparisons with numbers, the fields that are counted or added
//! up, and which percentile.
//!
//! | written | for which types | means |
//! |---|---|---|
//! | `gte: 10`, `lt: 5`, ... | all | a comparison with what the window comes to; several are joined by AND |
//! | `field: User`, or a list | those that count or add up values | whose values |
//! | `percentile: 95` | `value_percentile` | which percentile of them |
//! | nothing at all | temporal ones | each rule of `rules` must have matched: `gte` as many as there are |
//!
//! Whether the type has what it asks for (a sum its field, a percentile its number) is judged one
//! level up, where the type is known. Comparisons are kept as they stand, also where two of them
//! can never hold together.

use super::super::rule::Reader;
use super::super::yaml::{Node, Value};
use super::kind::Comparison;
use crate::code::Code;
use crate::diagnostic::{Collector, Span, suggestion};

/// What stands under `condition`.
#[derive(Debug, Default)]
pub(super) struct Condition {
    /// The comparisons; at least one, unless an error was reported.
    pub(super) conditions: Vec<(Comparison, f64)>,
    /// The fields whose values are counted or added up, in their order.
    pub(super) fields: Vec<String>,
    /// From 0 to 100.
    pub(super) percentile: Option<f64>,
}

impl Condition {
    /// Without a condition a temporal correlation asks for all of its `rules`.
    pub(super) fn read(section: &Node, rules: Option<usize>, collector: &mut Collector<'_>) -> Self {
        let mut condition = Self::default();
        let before = collector.errors();
        let hint = "write `gte: 10`, say; two of them are joined by AND";
        let pairs = match (section.at("condition").map(|(_, node)| (node, &node.value)), rules) {
            (Some((_, Value::Map(pairs))), _) => pairs.as_slice(),
            (None, Some(_)) => &[],
            (None, None) => {
                let span = Span { length: 1, ..section.span };
                collector.error(Code::RuleMissing, span, "the correlation lacks `condition`", hint);
                return condition;
            }
            (Some((node, Value::String(_))), Some(_)) => {
                let hint = "list the rules, and write how many of them must match";
                collector.error(Code::RuleUnsupported, node.span, "a condition over names of rules is not part of Sigma 2.1", hint);
                return condition;
            }
            (Some((node, _)), _) => {
                collector.error(Code::RuleType, node.span, format!("the condition must be a map, not {}", node.kind()), hint);
                return condition;
            }
        };
        for (key, value) in pairs {
            match (key.text.as_str(), Comparison::from_name(&key.text)) {
                (_, Some(comparison)) => condition.conditions.extend(number(value, collector).map(|limit| (comparison, limit))),
                ("field", _) => {
                    condition.fields =
                        Reader { document: section_of(section), collector }.texts("field").into_iter().map(|(text, _)| text).collect();
                }
                ("percentile", _) => {
                    condition.percentile = number(value, collector);
                    if condition.percentile.is_some_and(|percentile| !(0.0..=100.0).contains(&percentile)) {
                        collector.error(
                            Code::RuleType,
                            value.span,
                            "a percentile is a number from 0 to 100",
                            "write `percentile: 95`, say",
                        );
                    }
                }
                (other, _) => {
                    let known = ["gt", "gte", "lt", "lte", "eq", "neq", "field", "percentile"];
                    collector.error(
                        Code::RuleType,
                        key.span,
                        format!("a correlation's condition has no `{other}`"),
                        suggestion(other, known),
                    );
                }
            }
        }
        if condition.conditions.is_empty() {
            match rules {
                #[expect(clippy::cast_precision_loss, reason = "a number of rules")]
                Some(rules) => condition.conditions.push((Comparison::GreaterOrEqual, rules as f64)),
                None if collector.errors() > before => {}
                None => collector.error(Code::RuleMissing, section_of(section).span, "the condition compares with nothing", hint),
            }
        }
        condition
    }
}

/// What stands under `condition`; the whole section where that is missing, so that an error has a
/// place.
fn section_of(section: &Node) -> &Node {
    section.at("condition").map_or(section, |(_, node)| node)
}

/// A finite number, written without quotes. [`Code::RuleType`] for anything else.
fn number(node: &Node, collector: &mut Collector<'_>) -> Option<f64> {
    let parsed = match &node.value {
        Value::Integer(text) | Value::Float(text) => text.parse::<f64>().ok().filter(|number| number.is_finite()),
        _ => None,
    };
    if parsed.is_none() {
        collector.error(Code::RuleType, node.span, format!("a condition compares with a number, not {}", node.kind()), "write a number");
    }
    parsed
}
