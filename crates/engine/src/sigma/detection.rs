//! A section of selections and a condition: the `detection` of a rule, and of whatever else is written in the same way.

use super::FieldTest;
use super::condition;
use super::placeholder::Placeholders;
use super::selection::Selections;
use super::yaml::{Key, Node, Value};
use crate::code::Code;
use crate::diagnostic::{Collector, Span};
use crate::expression::Expression;
use crate::limits;

/// What was detected, as one expression.
#[derive(Debug)]
pub(crate) struct Detection {
    pub(crate) expression: Expression<FieldTest>,
    /// The fields and where each is first named.
    pub(crate) fields: Vec<(String, Span)>,
}

/// The same as its author wrote it.
#[derive(Debug)]
pub(crate) struct Written {
    pub(crate) selections: Vec<(String, Expression<FieldTest>)>,
    /// Over the selections, by number.
    pub(crate) condition: Expression<usize>,
    pub(crate) fields: Vec<(String, Span)>,
}

/// Reads the section `node` under `key`, a map, as one expression; keys in `reserved` are no selections. `None` after an error, which is reported.
pub(crate) fn parse(
    section: (&Key, &Node),
    reserved: &[&str],
    placeholders: &Placeholders,
    collector: &mut Collector<'_>,
) -> Option<Detection> {
    let Written { selections, condition, fields } = read(section, reserved, placeholders, collector)?;
    let selection = |index: usize| selections.get(index).map_or(Expression::Constant(false), |(_, selection)| selection.clone());
    Some(Detection { expression: condition.map(&mut |index| selection(*index)), fields })
}

/// Reads a section and leaves selections and condition apart.
pub(crate) fn read(
    (key, node): (&Key, &Node),
    reserved: &[&str],
    placeholders: &Placeholders,
    collector: &mut Collector<'_>,
) -> Option<Written> {
    let Value::Map(pairs) = &node.value else { return None };
    let mut selections = Selections { collector, placeholders, fields: Vec::new() };
    let mut names = Vec::new();
    let mut lowered = Vec::new();
    for (name, value) in pairs {
        match name.text.as_str() {
            "condition" => {}
            reserved_key if reserved.contains(&reserved_key) => {}
            "timeframe" => {
                let hint = "write a correlation rule";
                selections.collector.error(Code::RuleUnsupported, name.span, "`timeframe` is not part of Sigma 2", hint);
            }
            _ => {
                names.push(name.text.as_str());
                lowered.push(selections.selection(value));
            }
        }
    }
    let fields = selections.fields;
    let Some((_, written)) = node.at("condition") else {
        let message = format!("`{}` lacks `condition`", key.text);
        collector.error(Code::RuleMissing, key.span, message, "add `condition:` with the names of the selections");
        return None;
    };
    let condition = conditions(written, &names, collector)?;
    let lowered = lowered.into_iter().collect::<Option<Vec<_>>>()?;
    let sizes: Vec<usize> = lowered.iter().map(Expression::tests).collect();
    let mut tests = 0_usize;
    condition.each(&mut |index| tests = tests.saturating_add(sizes.get(*index).copied().unwrap_or_default()));
    if tests > limits::RULE_TESTS {
        let message = format!("the rule has {tests} patterns once its condition is spelt out; at most {} are allowed", limits::RULE_TESTS);
        collector.error(Code::RuleLimit, written.span, message, "split the rule");
        return None;
    }
    Some(Written { selections: names.into_iter().map(str::to_owned).zip(lowered).collect(), condition, fields })
}

/// A condition, or a list of conditions of which any may hold; the tests of the result are indexes into `names`.
fn conditions(node: &Node, names: &[&str], collector: &mut Collector<'_>) -> Option<Expression<usize>> {
    let items = match &node.value {
        Value::List(items) if !items.is_empty() => items.as_slice(),
        _ => std::slice::from_ref(node),
    };
    let mut parts = Vec::new();
    for item in items {
        if let Some(text) = item.text() {
            parts.push(condition::parse(text, item.span, names, collector));
        } else {
            let message = format!("a condition must be text, not {}", item.kind());
            collector.error(Code::RuleType, item.span, message, "write it as text");
            parts.push(None);
        }
    }
    parts.into_iter().collect::<Option<Vec<_>>>().map(Expression::any)
}
