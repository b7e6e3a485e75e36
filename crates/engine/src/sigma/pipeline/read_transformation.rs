//! The transformations, by their names.

use super::super::pattern::Pattern;
use super::super::selection::Selections;
use super::super::value::Kind;
use super::super::yaml::Value;
use super::condition::Written;
use super::parameters::Parameters;
use super::python::{self, Replacement};
use super::read::steps;
use super::read_condition::{logsource, written};
use super::transformation::{Addition, FieldChange, Placeholders, Transformation, ValueChange};
use crate::code::Code;
use crate::diagnostic::suggestion;
use crate::response::Response;

/// Each with its parameters.
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

/// Those of pySigma that are refused, and why.
const REFUSED: &[(&str, &str)] = &[
    ("query_expression_placeholders", "it writes a query, and overt judges by the rule itself"),
    ("file_placeholders", "it reads a file while rules are loaded"),
    ("http_placeholders", "it asks a host while rules are loaded"),
    ("command_placeholders", "it runs a command while rules are loaded"),
    ("regex", "it is for query languages that cannot compare without regard to case"),
    ("hashes_fields", "no event of overt has fields of hashes"),
    ("extract_fields", "it takes values apart into fields that events do not have"),
];

/// The parameters of a transformation that is known.
pub(super) fn keys(name: &str) -> &'static [&'static str] {
    KNOWN.iter().find(|(known, _)| *known == name).map_or(&[], |(_, keys)| keys)
}

/// Reads what a step does: its name, and the transformation unless a parameter is wrong. Errors are reported.
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

fn fields(name: &str, step: &mut Parameters<'_, '_, '_>) -> Option<FieldChange> {
    Some(match name {
        "field_name_mapping" => FieldChange::Mapping(mapping(step)?),
        "field_name_prefix_mapping" => {
            let mapping = mapping(step)?;
            FieldChange::Prefixes(mapping.into_iter().map(|(from, to)| (from.unwrap_or_default(), to)).collect())
        }
        "field_name_prefix" => FieldChange::Prefix(step.text("prefix")?.to_owned()),
        "field_name_suffix" => FieldChange::Suffix(step.text("suffix")?.to_owned()),
        _ => {
            step.required("transform_func")?;
            let upper = step.word("transform_func", &["lower", "upper"])? == "upper";
            let mapping = if step.at("mapping").is_some() { mapping(step)? } else { Vec::new() };
            FieldChange::Case { upper, mapping }
        }
    })
}

/// A mapping of names, none of which vanishes.
fn mapping(step: &mut Parameters<'_, '_, '_>) -> Option<Vec<(Option<String>, Vec<String>)>> {
    let mapping = step.mapping("mapping")?;
    let span = step.at("mapping").map_or(step.span, |node| node.span);
    if let Some((from, _)) = mapping.iter().find(|(_, to)| to.is_empty() || to.iter().any(String::is_empty)) {
        let message = format!("`{}` is mapped to nothing", from.as_deref().unwrap_or("null"));
        return step.fail(span, message, "name a field, or drop items with `drop_detection_item`");
    }
    Some(mapping)
}

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

fn addition(step: &mut Parameters<'_, '_, '_>) -> Option<Transformation> {
    let node = step.required("conditions")?;
    let name = step.optional_text("name").ok()?;
    let (template, negated) = (step.boolean("template")?, step.boolean("negated")?);
    let selection = Selections::new(step.collector).selection(node)?;
    let template = template.then(|| node.clone());
    Some(Transformation::AddCondition(Addition { name, selection, template, negated }))
}

fn change_logsource(step: &mut Parameters<'_, '_, '_>) -> Option<Transformation> {
    let logsource = logsource(step)?;
    if logsource.category.is_none() && logsource.product.is_none() && logsource.service.is_none() {
        let span = step.span;
        return step.fail(span, "the new log source is empty", "name a category, a product or a service");
    }
    Some(Transformation::ChangeLogsource(logsource))
}

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

fn values(name: &str, step: &mut Parameters<'_, '_, '_>) -> Option<ValueChange> {
    Some(match name {
        "replace_string" => replace(step)?,
        "map_string" => {
            let mapping = step.mapping("mapping")?;
            ValueChange::Map(mapping.into_iter().map(|(from, to)| (from.unwrap_or_default(), to)).collect())
        }
        "set_value" => set_value(step)?,
        "convert_type" => {
            step.required("target_type")?;
            if step.word("target_type", &["str", "num"])? == "str" { ValueChange::ToText } else { ValueChange::ToNumber }
        }
        _ => ValueChange::Case { upper: step.word("method", &["lower", "upper"])? == "upper" },
    })
}

fn replace(step: &mut Parameters<'_, '_, '_>) -> Option<ValueChange> {
    let (source, with) = (step.text("regex")?, step.text("replacement")?);
    let (skip_special, interpret_special) = (step.boolean("skip_special")?, step.boolean("interpret_special")?);
    let place = |key: &str| step.at(key).map_or(step.span, |node| node.span);
    let (regex_place, with_place) = (place("regex"), place("replacement"));
    let regex = match python::compile(source, false) {
        Ok(regex) => regex,
        Err(why) => {
            let hint = "the syntax is that of Rust's crate `regex`: no look-around and no back-references";
            let message = format!("the regular expression cannot be compiled: {why}");
            step.collector.error(Code::RuleRegex, regex_place, message, hint);
            return None;
        }
    };
    let with = match Replacement::parse(with) {
        Ok(with) => with,
        Err(why) => return step.fail(with_place, why, "write `\\1` or `\\g<name>` for a group, `\\\\` for a backslash"),
    };
    if let Some(group) = with.missing(&regex) {
        return step.fail(with_place, format!("the expression has no group `{group}`"), "name a group that it has");
    }
    Some(ValueChange::Replace { regex, with, skip_special, interpret_special })
}

/// `set_value`; a value that is null asks that the field be absent.
fn set_value(step: &mut Parameters<'_, '_, '_>) -> Option<ValueChange> {
    let null = step.pairs.iter().any(|(key, node)| key.text == "value" && matches!(node.value, Value::Null));
    if null {
        return Some(ValueChange::Set(Written { kind: Kind::Null, pattern: Pattern::default() }));
    }
    let mut written = written(step, "value")?;
    if step.at("force_type").is_some() {
        let kind = if step.word("force_type", &["str", "num"])? == "str" { Kind::Text } else { Kind::Number };
        let span = step.at("value").map_or(step.span, |node| node.span);
        let number = |written: &Written| super::text::plain(&written.pattern).parse::<f64>().is_ok();
        if written.kind == Kind::Boolean || kind == Kind::Number && !number(&written) {
            return step.fail(span, "the value cannot be of the type that `force_type` names", "write a number, or text");
        }
        written.kind = kind;
    }
    Some(ValueChange::Set(written))
}
