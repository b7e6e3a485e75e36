//! The conditions by their names: those of rules, of items, and of names of fields. In goes the map
//! of one condition, out what it asks; `condition.rs` and `rule.rs` say when it holds.
//!
//! | `type` | of | pySigma's class | parameters |
//! |---|---|---|---|
//! | `logsource` | rule | `LogsourceCondition` | `category`, `product`, `service` |
//! | `contains_field` | rule | `RuleContainsFieldCondition` | `field` |
//! | `contains_detection_item` | rule | `RuleContainsDetectionItemCondition` | `field`, `value` |
//! | `is_sigma_rule` | rule | `IsSigmaRuleCondition` | |
//! | `is_sigma_correlation_rule` | rule | `IsSigmaCorrelationRuleCondition` | |
//! | `rule_attribute` | rule | `RuleAttributeCondition` | `attribute`, `value`, `op` |
//! | `tag` | rule | `RuleTagCondition` | `tag` |
//! | `match_string` | item | `MatchStringCondition` | `cond`, `pattern`, `negate` |
//! | `match_value` | item | `MatchValueCondition` | `cond`, `value` |
//! | `contains_wildcard` | item | `ContainsWildcardCondition` | `cond` |
//! | `is_null` | item | `IsNullCondition` | `cond` |
//! | `include_fields` | name | `IncludeFieldCondition` | `fields`, `mode` |
//! | `exclude_fields` | name | `ExcludeFieldCondition` | `fields`, `mode` |
//! | `processing_item_applied` | each | `...ProcessingItemAppliedCondition` | `processing_item_id` |
//! | `processing_state` | each | `...ProcessingStateCondition` | `key`, `val`, `op` |
//!
//! The last two are a class of their own for each of the three kinds in pySigma. No type is missing
//! that pySigma has; one that stands under the wrong key (`match_string` in `rule_conditions`) is
//! as unknown there as a misspelt one.
//!
//! Errors are [`Code::Pipeline`](crate::code::Code::Pipeline), and
//! [`Code::RuleRegex`](crate::code::Code::RuleRegex) for `pattern` and for `fields` with
//! `mode: re`. A key that the type does not have is an error and does not end the reading of the
//! condition.

use super::values::{logsource, operator, regex, state, written};
use crate::diagnostic::suggestion;
use crate::sigma::pipeline::compared::Operator;
use crate::sigma::pipeline::condition::{FieldCondition, ItemCondition, Names, Question, RuleCondition};
use crate::sigma::pipeline::parameters::Parameters;

/// Conditions on rules, each with its parameters.
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

/// Reads a condition on a rule, whose `type` is `name`.
///
/// `rule_attribute` may have any operator, since an attribute may be a list. What its `attribute`
/// names is not looked at: a rule may have any key, and steps may set others.
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

/// Conditions on items, each with its parameters.
const ITEM: &[(&str, &[&str])] = &[
    ("match_string", &["cond", "pattern", "negate"]),
    ("match_value", &["cond", "value"]),
    ("contains_wildcard", &["cond"]),
    ("is_null", &["cond"]),
    ("processing_item_applied", &["processing_item_id"]),
    ("processing_state", &["key", "val", "op"]),
];

/// Reads a condition on an item, whose `type` is `name`.
///
/// `cond`, whether `any` or `all` values must answer, has no default, as in pySigma.
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

/// Conditions on names of fields, each with its parameters.
const FIELD: &[(&str, &[&str])] = &[
    ("include_fields", &["fields", "mode"]),
    ("exclude_fields", &["fields", "mode"]),
    ("processing_item_applied", &["processing_item_id"]),
    ("processing_state", &["key", "val", "op"]),
];

/// Reads a condition on the name of a field, whose `type` is `name`.
///
/// `mode` is `plain` (names are equal to the letter) or `re`: expressions that match from the start
/// of a name and need not reach its end, so that `src` is for `src_ip` too and `src$` is not.
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

/// Whether the condition is one of these, with the keys that it may have. `None` where its type is
/// unknown, which is reported at `type`; a key too many is reported, and is no reason to stop.
fn known(condition: &mut Parameters<'_, '_, '_>, name: &str, kinds: &[(&str, &[&str])]) -> Option<()> {
    let Some((_, keys)) = kinds.iter().find(|(kind, _)| *kind == name) else {
        let span = condition.at("type").map_or(condition.span, |node| node.span);
        let hint = suggestion(name, kinds.iter().map(|(kind, _)| *kind));
        return condition.fail(span, format!("the condition `{name}` is unknown here"), hint);
    };
    condition.known(&format!("`{name}`"), &[&["type"], keys]);
    Some(())
}
