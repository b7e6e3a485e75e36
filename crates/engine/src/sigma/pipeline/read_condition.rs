//! When a step of a pipeline applies, read from its YAML: the twelve keys of a step that are about
//! conditions become [`Conditions`], one [`Group`] for each of the three kinds.
//!
//! It follows pySigma's `ProcessingItem`: `_parse_conditions`, `_check_conditions` and
//! `_resolve_condition_expression`, with the keys that its YAML has.
//!
//! | key, behind `rule`, `detection_item` or `field_name` | is | absent |
//! |---|---|---|
//! | `_conditions` | a list of conditions, or a map that gives each a name | none |
//! | `_cond_op` | `and` or `or` | `and` |
//! | `_cond_not` | a boolean: whether the whole is turned round | `false` |
//! | `_cond_expr` | text over the names of a map, instead of `_cond_op` | |
//!
//! ```yaml
//! rule_conditions:
//!   windows: { type: logsource, product: windows }
//!   old: { type: rule_attribute, attribute: status, value: deprecated }
//! rule_cond_expr: windows and not old
//! ```
//!
//! `kinds` reads each condition by its `type`, `values` what conditions compare with.
//!
//! Errors are [`Code::Pipeline`](crate::code::Code::Pipeline) at their place in the pipeline's
//! file; an expression may also be too long or too deep
//! ([`Code::RuleLimit`](crate::code::Code::RuleLimit)) or ask for what no condition can here, as
//! `2 of` ([`Code::RuleUnsupported`](crate::code::Code::RuleUnsupported)), and a regular expression
//! may be none ([`Code::RuleRegex`](crate::code::Code::RuleRegex)). After one the rest of the step
//! is read all the same.
//!
//! Traps:
//!
//! - A group without conditions holds, and `_cond_not` turns that round: such a step applies to no
//!   item, or to no name. For conditions on rules pySigma looks first whether there are any, and so
//!   does [`conditions`].
//! - Nor does `_cond_op: or` over no conditions hold for any item or name, as with Python's `any`.
//! - A name in a map that the expression does not use is an error, as in pySigma: a condition that
//!   was written was meant to count.
//!
//! Linear in the text of a step; the parser of expressions has its own bounds
//! (`sigma/condition.rs`).

mod kinds;
mod values;

use kinds::{field_condition, item_condition, rule};
pub(super) use values::{logsource, written};

use super::super::condition;
use super::super::yaml::{Node, Value};
use super::condition::{Conditions, Group};
use super::parameters::Parameters;
use crate::diagnostic::Span;
use crate::expression::Expression;

/// The keys of a step that are about conditions; `read.rs` takes any other for a parameter, or
/// reports it.
pub(super) const KEYS: &[&str] = &[
    "rule_conditions",
    "rule_cond_expr",
    "rule_cond_op",
    "rule_cond_not",
    "detection_item_conditions",
    "detection_item_cond_expr",
    "detection_item_cond_op",
    "detection_item_cond_not",
    "field_name_conditions",
    "field_name_cond_expr",
    "field_name_cond_op",
    "field_name_cond_not",
];

/// Reads the conditions of a step: all three groups, so that what is wrong with each is said.
/// `None` after an error, which is reported.
pub(super) fn conditions(step: &mut Parameters<'_, '_, '_>) -> Option<Conditions> {
    let rule = group(step, ["rule_conditions", "rule_cond_expr", "rule_cond_op", "rule_cond_not"], rule);
    let item = ["detection_item_conditions", "detection_item_cond_expr", "detection_item_cond_op", "detection_item_cond_not"];
    let item = group(step, item, item_condition);
    let field = ["field_name_conditions", "field_name_cond_expr", "field_name_cond_op", "field_name_cond_not"];
    let field = group(step, field, field_condition);
    let (mut rule, item, field) = (rule?, item?, field?);
    // For pySigma a step without conditions on the rule applies, negated or not.
    if rule.conditions.is_empty() {
        rule.joined = Expression::Constant(true);
    }
    Some(Conditions { rule, item, field })
}

/// Reads the conditions of one kind. The four keys are its list, expression, operator and negation;
/// `read` is given a condition with its `type`.
///
/// The tests of what joins them are places in [`Group::conditions`]. Each condition is read even
/// after one that is wrong, and the operator and the negation as well.
fn group<T>(
    step: &mut Parameters<'_, '_, '_>,
    [list, expression, operator, not]: [&str; 4],
    read: fn(&mut Parameters<'_, '_, '_>, &str) -> Option<T>,
) -> Option<Group<T>> {
    let mut names: Vec<(&str, Span)> = Vec::new();
    let nodes: Vec<&Node> = match step.at(list).map(|node| (node, &node.value)) {
        None => Vec::new(),
        Some((_, Value::List(items))) => items.iter().collect(),
        Some((_, Value::Map(pairs))) => {
            names.extend(pairs.iter().map(|(key, _)| (key.text.as_str(), key.span)));
            pairs.iter().map(|(_, node)| node).collect()
        }
        Some((node, _)) => {
            let message = format!("`{list}` must be a list or a map, not {}", node.kind());
            return step.fail(node.span, message, "write `- type: ..`, or `name: { type: .. }`");
        }
    };
    let read: Vec<Option<T>> = nodes
        .into_iter()
        .map(|node| {
            let mut condition = Parameters::of(node, "a condition", step.collector)?;
            let name = condition.text("type")?;
            read(&mut condition, name)
        })
        .collect();
    let negated = step.boolean(not);
    let any = step.word(operator, &["and", "or"]);
    let parts = || (0..read.len()).map(Expression::Test);
    let joined = match (step.at(expression), step.at(operator)) {
        (Some(node), Some(_)) => step.fail(node.span, format!("`{expression}` and `{operator}` exclude each other"), "remove one of them"),
        (Some(node), None) => expression_of(step, node, list, expression, &names),
        (None, _) => Some(if any? == "or" { Expression::any(parts()) } else { Expression::all(parts()) }),
    };
    let (joined, conditions) = (joined?, read.into_iter().collect::<Option<Vec<_>>>()?);
    Some(Group { conditions, joined: if negated? { joined.not() } else { joined } })
}

/// An expression over the names of conditions; each of them must stand in it. `list` and
/// `expression` are the keys, for messages; `names` are those of the map with their places, empty
/// where the conditions are a list.
///
/// The grammar is that of a rule's condition (`and`, `or`, `not`, parentheses, `1 of`, `all of`),
/// which is more than pySigma's expressions have.
fn expression_of(
    step: &mut Parameters<'_, '_, '_>,
    node: &Node,
    list: &str,
    expression: &str,
    names: &[(&str, Span)],
) -> Option<Expression<usize>> {
    let Some(text) = node.text() else {
        return step.fail(node.span, format!("`{expression}` must be text, not {}", node.kind()), "write `one and not two`, say");
    };
    if names.is_empty() {
        let message = format!("`{expression}` needs names, and `{list}` has none");
        return step.fail(node.span, message, format!("write `{list}` as a map: `name: {{ type: .. }}`"));
    }
    let plain: Vec<&str> = names.iter().map(|(name, _)| *name).collect();
    let parsed = condition::parse(text, node.span, &plain, &condition::PIPELINE, step.collector)?;
    let mut used = vec![false; names.len()];
    parsed.each(&mut |number| used.iter_mut().skip(*number).take(1).for_each(|one| *one = true));
    if let Some(((name, span), _)) = names.iter().zip(&used).find(|(_, used)| !**used) {
        return step.fail(*span, format!("`{expression}` does not name the condition `{name}`"), "name it, or remove it");
    }
    Some(parsed)
}
