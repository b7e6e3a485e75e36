//! The conditions of a step.

use super::super::condition;
use super::super::pattern::Pattern;
use super::super::rule::Logsource;
use super::super::value::Kind;
use super::super::yaml::{Node, Value};
use super::compared::Operator;
use super::condition::{Conditions, FieldCondition, Group, ItemCondition, Names, Question, RuleCondition, StateCondition, Written};
use super::parameters::Parameters;
use super::python;
use crate::code::Code;
use crate::diagnostic::{Span, suggestion};
use crate::expression::Expression;

/// The keys of a step that are about conditions.
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

/// Reads the conditions of a step. `None` after an error, which is reported.
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

/// An expression over the names of conditions; each of them must stand in it.
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

const RULE: &[(&str, &[&str])] = &[
    ("logsource", &["category", "product", "service"]),
    ("contains_field", &["field"]),
    ("contains_detection_item", &["field", "value"]),
    ("processing_item_applied", &["processing_item_id"]),
    ("processing_state", &["key", "val", "op"]),
    ("is_sigma_rule", &[]),
    ("is_sigma_correlation_rule", &[]),
    ("rule_attribute", &["attribute", "value", "op"]),
    ("tag", &["tag"]),
];

fn rule(condition: &mut Parameters<'_, '_, '_>, name: &str) -> Option<RuleCondition> {
    known(condition, name, RULE)?;
    Some(match name {
        "logsource" => RuleCondition::Logsource(logsource(condition)?),
        "contains_field" => RuleCondition::ContainsField(condition.text("field")?.to_owned()),
        "contains_detection_item" => {
            RuleCondition::ContainsItem { field: condition.text("field")?.to_owned(), value: written(condition, "value")? }
        }
        "processing_item_applied" => RuleCondition::Applied(condition.text("processing_item_id")?.to_owned()),
        "processing_state" => RuleCondition::State(state(condition)?),
        "is_sigma_rule" => RuleCondition::IsRule,
        "is_sigma_correlation_rule" => RuleCondition::IsCorrelation,
        "tag" => RuleCondition::Tag(condition.text("tag")?.to_owned()),
        _ => RuleCondition::Attribute {
            name: condition.text("attribute")?.to_owned(),
            value: condition.scalar("value")?,
            operator: operator(condition, Operator::NAMES.len())?,
        },
    })
}

const ITEM: &[(&str, &[&str])] = &[
    ("match_string", &["cond", "pattern", "negate"]),
    ("match_value", &["cond", "value"]),
    ("contains_wildcard", &["cond"]),
    ("is_null", &["cond"]),
    ("processing_item_applied", &["processing_item_id"]),
    ("processing_state", &["key", "val", "op"]),
];

fn item_condition(condition: &mut Parameters<'_, '_, '_>, name: &str) -> Option<ItemCondition> {
    known(condition, name, ITEM)?;
    let question = match name {
        "processing_item_applied" => return Some(ItemCondition::Applied(condition.text("processing_item_id")?.to_owned())),
        "processing_state" => return state(condition).map(ItemCondition::State),
        "match_string" => {
            let pattern = condition.text("pattern")?;
            Question::Matches { regex: regex(condition, "pattern", pattern)?, negated: condition.boolean("negate")? }
        }
        "match_value" => Question::Is(written(condition, "value")?),
        "contains_wildcard" => Question::HasWildcard,
        _ => Question::IsNull,
    };
    condition.required("cond")?;
    Some(ItemCondition::Values { question, all: condition.word("cond", &["any", "all"])? == "all" })
}

const FIELD: &[(&str, &[&str])] = &[
    ("include_fields", &["fields", "mode"]),
    ("exclude_fields", &["fields", "mode"]),
    ("processing_item_applied", &["processing_item_id"]),
    ("processing_state", &["key", "val", "op"]),
];

fn field_condition(condition: &mut Parameters<'_, '_, '_>, name: &str) -> Option<FieldCondition> {
    known(condition, name, FIELD)?;
    Some(match name {
        "processing_item_applied" => FieldCondition::Applied(condition.text("processing_item_id")?.to_owned()),
        "processing_state" => FieldCondition::State(state(condition)?),
        _ => {
            let fields = condition.texts("fields")?;
            let names = if condition.word("mode", &["plain", "re"])? == "re" {
                Names::Matching(fields.iter().map(|source| regex(condition, "fields", source)).collect::<Option<_>>()?)
            } else {
                Names::Plain(fields)
            };
            FieldCondition::Named { names, included: name == "include_fields" }
        }
    })
}

/// Whether the condition is one of these, with the keys that it may have.
fn known(condition: &mut Parameters<'_, '_, '_>, name: &str, kinds: &[(&str, &[&str])]) -> Option<()> {
    let Some((_, keys)) = kinds.iter().find(|(kind, _)| *kind == name) else {
        let span = condition.at("type").map_or(condition.span, |node| node.span);
        let hint = suggestion(name, kinds.iter().map(|(kind, _)| *kind));
        return condition.fail(span, format!("the condition `{name}` is unknown here"), hint);
    };
    condition.known(&format!("`{name}`"), &[&["type"], keys]);
    Some(())
}

/// An expression as Python's `re.match` takes it.
fn regex(condition: &mut Parameters<'_, '_, '_>, key: &str, source: &str) -> Option<regex::Regex> {
    match python::compile(source, true) {
        Ok(regex) => Some(regex),
        Err(why) => {
            let span = condition.at(key).map_or(condition.span, |node| node.span);
            let hint = "the syntax is that of Rust's crate `regex`: no look-around and no back-references";
            condition.collector.error(Code::RuleRegex, span, format!("the regular expression cannot be compiled: {why}"), hint);
            None
        }
    }
}

/// The parts of a log source.
pub(super) fn logsource(parameters: &mut Parameters<'_, '_, '_>) -> Option<Logsource> {
    let mut part = |key: &str| {
        let span = parameters.at(key).map_or(parameters.span, |node| node.span);
        parameters.optional_text(key).ok().map(|text| text.map(|text| (text, span)))
    };
    Some(Logsource { category: part("category")?, product: part("product")?, service: part("service")? })
}

fn state(condition: &mut Parameters<'_, '_, '_>) -> Option<StateCondition> {
    let (key, value) = (condition.text("key")?.to_owned(), condition.scalar("val")?);
    // `in` and `not_in` are about lists, which a state has not.
    Some(StateCondition { key, value, operator: operator(condition, Operator::NAMES.len() - 2)? })
}

/// The operator, one of the first `most`; `eq` where there is none.
fn operator(condition: &mut Parameters<'_, '_, '_>, most: usize) -> Option<Operator> {
    let names: Vec<&'static str> = Operator::NAMES.iter().take(most).map(|(name, _)| *name).collect();
    let name = condition.word("op", &names)?;
    Operator::NAMES.iter().find(|(known, _)| *known == name).map(|(_, operator)| *operator)
}

/// A value as a rule would write it.
pub(super) fn written(parameters: &mut Parameters<'_, '_, '_>, key: &str) -> Option<Written> {
    let node = parameters.required(key)?;
    let (kind, text) = match &node.value {
        Value::String(text) => (Kind::Text, text.as_str()),
        Value::Integer(text) | Value::Float(text) => (Kind::Number, text.as_str()),
        Value::Boolean(value) => (Kind::Boolean, if *value { "true" } else { "false" }),
        Value::Null | Value::List(_) | Value::Map(_) => {
            return parameters.fail(
                node.span,
                format!("`{key}` must be one value, not {}", node.kind()),
                "write text, a number or a boolean",
            );
        }
    };
    Some(Written { kind, pattern: Pattern::parse(text) })
}
