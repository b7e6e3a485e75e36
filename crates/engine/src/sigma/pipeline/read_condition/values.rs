//! What a condition compares with: expressions, log sources, states, values as a rule would write
//! them. Transformations read their log sources and values here as well.
//!
//! A function answers `None` after an error, which is reported: [`Code::Pipeline`], or
//! [`Code::RuleRegex`] for an expression.

use crate::code::Code;
use crate::sigma::pattern::Pattern;
use crate::sigma::pipeline::compared::Operator;
use crate::sigma::pipeline::condition::{StateCondition, Written};
use crate::sigma::pipeline::parameters::Parameters;
use crate::sigma::pipeline::python;
use crate::sigma::rule::Logsource;
use crate::sigma::value::Kind;
use crate::sigma::yaml::Value;

/// An expression as Python's `re.match` takes it: it must match from the start, and need not reach
/// the end. `key` is where it stands, for the error; of a list that is the list.
///
/// The syntax is that of Rust's crate `regex`, which has neither look-around nor back-references,
/// and takes time linear in the text that it looks at.
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

/// The parts of a log source, each with its place, or with that of the whole where it is not named.
/// None of them has to be there: a condition without any holds for every rule, and
/// `change_logsource` asks for one itself.
pub(in crate::sigma::pipeline) fn logsource(parameters: &mut Parameters<'_, '_, '_>) -> Option<Logsource> {
    let mut part = |key: &str| {
        let span = parameters.at(key).map_or(parameters.span, |node| node.span);
        parameters.optional_text(key).ok().map(|text| text.map(|text| (text, span)))
    };
    Some(Logsource { category: part("category")?, product: part("product")?, service: part("service")? })
}

/// `processing_state`: a key, what it is compared with, and one of the six operators that compare
/// two values.
pub(super) fn state(condition: &mut Parameters<'_, '_, '_>) -> Option<StateCondition> {
    let (key, value) = (condition.text("key")?.to_owned(), condition.scalar("val")?);
    // `in` and `not_in` are about lists, which a state has not.
    Some(StateCondition { key, value, operator: operator(condition, Operator::NAMES.len() - 2)? })
}

/// The operator `op`, one of the first `most` of [`Operator::NAMES`]; `eq` where there is none.
pub(super) fn operator(condition: &mut Parameters<'_, '_, '_>, most: usize) -> Option<Operator> {
    let names: Vec<&'static str> = Operator::NAMES.iter().take(most).map(|(name, _)| *name).collect();
    let name = condition.word("op", &names)?;
    Operator::NAMES.iter().find(|(known, _)| *known == name).map(|(_, operator)| *operator)
}

/// A value as a rule would write it, of the kind that YAML says it is: `443` is a number, `'443'`
/// is text.
///
/// It is a pattern, so that `*` and `?` are wildcards and a backslash escapes them: `match_value`
/// with `a*` is for items whose value is `a` and a wildcard (`a*`, or `startswith: a`), and for no
/// other. Null, lists and maps are errors.
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
