//! The conditions by their names: those of rules, of items, and of names of fields.

use super::values::{logsource, operator, regex, state, written};
use crate::diagnostic::suggestion;
use crate::sigma::pipeline::compared::Operator;
use crate::sigma::pipeline::condition::{FieldCondition, ItemCondition, Names, Question, RuleCondition};
use crate::sigma::pipeline::parameters::Parameters;

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

pub(super) fn rule(condition: &mut Parameters<'_, '_, '_>, name: &str) -> Option<RuleCondition> {
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

pub(super) fn item_condition(condition: &mut Parameters<'_, '_, '_>, name: &str) -> Option<ItemCondition> {
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

pub(super) fn field_condition(condition: &mut Parameters<'_, '_, '_>, name: &str) -> Option<FieldCondition> {
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
