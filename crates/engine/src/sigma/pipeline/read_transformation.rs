//! What a step of a pipeline does, read from its YAML: the transformation that its `type` names,
//! with the parameters of that one. In go the keys of a step, out comes a [`Transformation`].
//!
//! It follows pySigma's `ProcessingItem._instantiate_transformation` and the classes that its
//! `type` names. `fields` reads those that change names, `values` those that change values; here
//! are the others:
//!
//! | `type` | pySigma's class |
//! |---|---|
//! | `drop_detection_item` | `DropDetectionItemTransformation` |
//! | `wildcard_placeholders` | `WildcardPlaceholderTransformation` |
//! | `value_placeholders` | `ValueListPlaceholderTransformation` |
//! | `add_condition` | `AddConditionTransformation` |
//! | `change_logsource` | `ChangeLogsourceTransformation` |
//! | `add_field` | `AddFieldTransformation` |
//! | `remove_field` | `RemoveFieldTransformation` |
//! | `set_field` | `SetFieldTransformation` |
//! | `set_state` | `SetStateTransformation` |
//! | `rule_failure` | `RuleFailureTransformation` |
//! | `detection_item_failure` | `DetectionItemFailureTransformation` |
//! | `strict_field_mapping_failure` | `StrictFieldMappingFailure` |
//! | `set_custom_attribute` | `SetCustomAttributeTransformation` |
//! | `nest` | `NestedProcessingTransformation` |
//!
//! Errors, at their place in the pipeline's file:
//!
//! | code | what |
//! |---|---|
//! | `Code::PipelineUnsupported` | a `type` that is not known, or one of pySigma's that is refused |
//! | `Code::Pipeline` | a parameter that is missing, of another type, or not a value of its list |
//! | `Code::RuleRegex` | a regular expression that cannot be compiled |
//! | `Code::RuleResponse` | a `response` that is none, or `allow` |
//! | those of a selection | what `add_condition` adds is read as a rule's selection is |
//!
//! What is refused is for query languages, would read a file, ask a host or run a command while
//! rules are loaded, or makes fields that events do not have; the message says which.
//!
//! Reading is linear in the text of the step. Steps in steps (`nest`) are as deep as the YAML
//! reader lets maps and lists be.

mod fields;
mod values;

use fields::fields;
use values::values;

use super::super::selection::Selections;
use super::parameters::Parameters;
use super::read::steps;
use super::read_condition::logsource;
use super::transformation::{Addition, Placeholders, Transformation};
use crate::code::Code;
use crate::diagnostic::suggestion;
use crate::response::Response;

/// Each transformation that is known, with its parameters; what they are is asked by who reads
/// them.
const KNOWN: &[(&str, &[&str])] = &[
    ("field_name_mapping", &["mapping"]),
    ("field_name_prefix_mapping", &["mapping"]),
    ("field_name_prefix", &["prefix"]),
    ("field_name_suffix", &["suffix"]),
    ("field_name_transform", &["transform_func", "mapping"]),
    ("drop_detection_item", &[]),
    ("wildcard_placeholders", &["include", "exclude"]),
    ("value_placeholders", &["include", "exclude"]),
    ("add_condition", &["conditions", "name", "template", "negated"]),
    ("change_logsource", &["category", "product", "service"]),
    ("add_field", &["field"]),
    ("remove_field", &["field"]),
    ("set_field", &["fields"]),
    ("replace_string", &["regex", "replacement", "skip_special", "interpret_special"]),
    ("map_string", &["mapping"]),
    ("set_value", &["value", "force_type"]),
    ("convert_type", &["target_type"]),
    ("case", &["method"]),
    ("set_state", &["key", "val"]),
    ("rule_failure", &["message"]),
    ("detection_item_failure", &["message"]),
    ("strict_field_mapping_failure", &[]),
    ("set_custom_attribute", &["attribute", "value"]),
    ("nest", &["items"]),
];

/// Those of pySigma that are refused, and why: the message says the second behind the first.
const REFUSED: &[(&str, &str)] = &[
    ("query_expression_placeholders", "it writes a query, and overt judges by the rule itself"),
    ("file_placeholders", "it reads a file while rules are loaded"),
    ("http_placeholders", "it asks a host while rules are loaded"),
    ("command_placeholders", "it runs a command while rules are loaded"),
    ("regex", "it is for query languages that cannot compare without regard to case"),
    ("hashes_fields", "no event of overt has fields of hashes"),
    ("extract_fields", "it takes values apart into fields that events do not have"),
];

/// The parameters of a transformation that is known; none for any other name.
pub(super) fn keys(name: &str) -> &'static [&'static str] {
    KNOWN.iter().find(|(known, _)| *known == name).map_or(&[], |(_, keys)| keys)
}

/// Reads what a step does: its name, and the transformation unless a parameter is wrong. Errors are
/// reported.
///
/// The name alone is answered as well, since it tells which keys the step may have: so a misspelt
/// parameter is said beside one that is missing. `file` is the number of the pipeline's file,
/// `depth` how many `nest` are around the step.
pub(super) fn transformation(
    step: &mut Parameters<'_, '_, '_>,
    file: usize,
    depth: usize,
) -> Option<(&'static str, Option<Transformation>)> {
    let text = step.text("type")?;
    let span = step.at("type").map_or(step.span, |node| node.span);
    if let Some((name, why)) = REFUSED.iter().find(|(name, _)| *name == text) {
        let message = format!("the transformation `{name}` cannot be used: {why}");
        step.collector.error(Code::PipelineUnsupported, span, message, "remove it from the pipeline that overt reads");
        return None;
    }
    let Some((name, _)) = KNOWN.iter().find(|(name, _)| *name == text) else {
        let hint = suggestion(text, KNOWN.iter().map(|(name, _)| *name));
        step.collector.error(Code::PipelineUnsupported, span, format!("the transformation `{text}` is unknown"), hint);
        return None;
    };
    Some((name, parameters(name, step, file, depth)))
}

/// The transformation of this name, which is one of [`KNOWN`].
fn parameters(name: &str, step: &mut Parameters<'_, '_, '_>, file: usize, depth: usize) -> Option<Transformation> {
    Some(match name {
        "field_name_mapping" | "field_name_prefix_mapping" | "field_name_prefix" | "field_name_suffix" | "field_name_transform" => {
            Transformation::Field(fields(name, step)?)
        }
        "drop_detection_item" => Transformation::DropItem,
        "wildcard_placeholders" | "value_placeholders" => placeholders(name == "value_placeholders", step)?,
        "add_condition" => addition(step)?,
        "change_logsource" => change_logsource(step)?,
        "add_field" | "remove_field" => step.texts("field").map(|_| Transformation::ListedFields)?,
        "set_field" => step.texts("fields").map(|_| Transformation::ListedFields)?,
        "set_state" => Transformation::SetState { key: step.text("key")?.to_owned(), value: step.scalar("val")? },
        "rule_failure" => Transformation::RuleFailure(step.text("message")?.to_owned()),
        "detection_item_failure" => Transformation::ItemFailure(step.text("message")?.to_owned()),
        "strict_field_mapping_failure" => Transformation::StrictMapping,
        "set_custom_attribute" => attribute(step)?,
        "nest" => {
            let node = step.required("items")?;
            Transformation::Nest(steps(node, file, depth + 1, step.collector)?)
        }
        _ => Transformation::Value(values(name, step)?),
    })
}

/// `wildcard_placeholders` and `value_placeholders`: which of a rule's placeholders the step is
/// for.
///
/// ```yaml
/// - type: value_placeholders
///   include: [admins]           # or `exclude`, not both; without either: all of them
/// ```
fn placeholders(from_vars: bool, step: &mut Parameters<'_, '_, '_>) -> Option<Transformation> {
    let mut names = |key: &str| match step.at(key) {
        None => Some(None),
        Some(_) => step.texts(key).map(Some),
    };
    let (include, exclude) = (names("include")?, names("exclude")?);
    if include.is_some() && exclude.is_some() {
        let span = step.at("exclude").map_or(step.span, |node| node.span);
        return step.fail(span, "`include` and `exclude` exclude each other", "remove one of them");
    }
    Some(Transformation::Placeholders(Placeholders { from_vars, include, exclude }))
}

/// `add_condition`: a selection that the rule must meet as well, or must not (`negated`).
///
/// ```yaml
/// - type: add_condition
///   conditions: { Channel: Security, Provider|startswith: Microsoft }
/// ```
///
/// With `template` the selection is read here as it stands, only so that what is wrong with it is
/// said once and not for each rule; what is added is read anew for each rule that the step applies
/// to.
fn addition(step: &mut Parameters<'_, '_, '_>) -> Option<Transformation> {
    let node = step.required("conditions")?;
    let name = step.optional_text("name").ok()?;
    let (template, negated) = (step.boolean("template")?, step.boolean("negated")?);
    let selection = Selections::new(step.collector).selection(node)?;
    let template = template.then(|| node.clone());
    Some(Transformation::AddCondition(Addition { name, selection, template, negated }))
}

/// `change_logsource`: the whole log source, not the named parts of it; so it must name one.
fn change_logsource(step: &mut Parameters<'_, '_, '_>) -> Option<Transformation> {
    let logsource = logsource(step)?;
    if logsource.category.is_none() && logsource.product.is_none() && logsource.service.is_none() {
        let span = step.span;
        return step.fail(span, "the new log source is empty", "name a category, a product or a service");
    }
    Some(Transformation::ChangeLogsource(logsource))
}

/// `set_custom_attribute`. Of overt's own attribute `response` it is the rule's response: `log`,
/// `alert`, `block` or `kill`. `allow` would need the list of what it takes out, which a pipeline
/// does not have.
fn attribute(step: &mut Parameters<'_, '_, '_>) -> Option<Transformation> {
    let (name, value) = (step.text("attribute")?, step.scalar("value")?);
    if name != "response" {
        return Some(Transformation::SetAttribute { name: name.to_owned(), value });
    }
    let span = step.at("value").map_or(step.span, |node| node.span);
    let text = step.text("value")?;
    let response = Response::from_name(text).filter(|response| *response != Response::Allow);
    if response.is_none() {
        let hint = suggestion(text, ["log", "alert", "block", "kill"]);
        step.collector.error(Code::RuleResponse, span, format!("`{text}` cannot be the response that a pipeline sets"), hint);
    }
    response.map(Transformation::SetResponse)
}
