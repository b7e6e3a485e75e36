//! What a condition compares with: expressions, log sources, states, values as a rule would write them.

use crate::code::Code;
use crate::sigma::pattern::Pattern;
use crate::sigma::pipeline::compared::Operator;
use crate::sigma::pipeline::condition::{StateCondition, Written};
use crate::sigma::pipeline::parameters::Parameters;
use crate::sigma::pipeline::python;
use crate::sigma::rule::Logsource;
use crate::sigma::value::Kind;
use crate::sigma::yaml::Value;

/// An expression as Python's `re.match` takes it.
pub(super) fn regex(condition: &mut Parameters<'_, '_, '_>, key: &str, source: &str) -> Option<regex::Regex> {
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
pub(in crate::sigma::pipeline) fn logsource(parameters: &mut Parameters<'_, '_, '_>) -> Option<Logsource> {
    let mut part = |key: &str| {
        let span = parameters.at(key).map_or(parameters.span, |node| node.span);
        parameters.optional_text(key).ok().map(|text| text.map(|text| (text, span)))
    };
    Some(Logsource { category: part("category")?, product: part("product")?, service: part("service")? })
}

pub(super) fn state(condition: &mut Parameters<'_, '_, '_>) -> Option<StateCondition> {
    let (key, value) = (condition.text("key")?.to_owned(), condition.scalar("val")?);
    // `in` and `not_in` are about lists, which a state has not.
    Some(StateCondition { key, value, operator: operator(condition, Operator::NAMES.len() - 2)? })
}

/// The operator, one of the first `most`; `eq` where there is none.
pub(super) fn operator(condition: &mut Parameters<'_, '_, '_>, most: usize) -> Option<Operator> {
    let names: Vec<&'static str> = Operator::NAMES.iter().take(most).map(|(name, _)| *name).collect();
    let name = condition.word("op", &names)?;
    Operator::NAMES.iter().find(|(known, _)| *known == name).map(|(_, operator)| *operator)
}

/// A value as a rule would write it.
pub(in crate::sigma::pipeline) fn written(parameters: &mut Parameters<'_, '_, '_>, key: &str) -> Option<Written> {
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
