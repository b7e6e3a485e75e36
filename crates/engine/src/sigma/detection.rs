//! A section of selections and a condition: the `detection` of a rule, and of whatever else is
//! written in the same way (a filter).
//!
//! ```text
//! detection:
//!   selection: { Image|endswith: /curl }      a name and what it means
//!   filter: { User: backup }
//!   condition: selection and not filter       how the names are joined; a list of conditions is an OR
//! ```
//!
//! It is kept in two forms. A [`Detection`] is what its author wrote: selections of items, on which
//! pipelines work. [`Lowered`] is the same as expressions over tests, which is what is planned and
//! what `overt rules explain` shows, selection by selection.
//!
//! A pipeline may drop items, and with them whole selections. What was dropped counts neither as
//! true nor as false: `a and b` without `b` is `a`, and a condition of which nothing is left is an
//! error of the rule ([`Lowered::joined`] is `None`), as for pySigma.
//!
//! INVARIANT: once lowered, a rule has at most [`Size::RULE`] of tests and bytes, counted with the
//! condition spelt out, so that neither `1 of` over many selections nor the same large selection
//! named ten times makes a plan explode.

use super::FieldTest;
use super::condition;
use super::item::{Lowering, Reported, Selection};
use super::selection::Selections;
use super::size::Size;
use super::yaml::{Key, Node, Value};
use crate::code::Code;
use crate::diagnostic::{Collector, Span};
use crate::expression::Expression;

/// What is detected, as its author wrote it, and as pipelines changed it.
#[derive(Debug, Clone)]
pub(crate) struct Detection {
    pub(crate) selections: Vec<(String, Selection)>,
    /// Over the selections, by number.
    pub(crate) condition: Expression<usize>,
    /// Where the condition stands.
    pub(crate) span: Span,
    /// How much the selections hold as they were read.
    pub(crate) size: Size,
}

/// The same as expressions.
#[derive(Debug, Clone)]
pub(crate) struct Lowered {
    /// `None` where a pipeline has dropped all of the selection.
    pub(crate) selections: Vec<(String, Option<Expression<FieldTest>>)>,
    pub(crate) condition: Expression<usize>,
}

/// Reads the section `node` under `key`, a map; keys in `reserved` are no selections. `None` after
/// an error, which is reported.
pub(crate) fn read((key, node): (&Key, &Node), reserved: &[&str], collector: &mut Collector<'_>) -> Option<Detection> {
    let Value::Map(pairs) = &node.value else { return None };
    let mut reader = Selections::new(collector);
    let mut names = Vec::new();
    let mut selections = Vec::new();
    for (name, value) in pairs {
        match name.text.as_str() {
            "condition" => {}
            reserved_key if reserved.contains(&reserved_key) => {}
            "timeframe" => {
                let hint = "write a correlation rule";
                reader.collector().error(Code::RuleUnsupported, name.span, "`timeframe` is not part of Sigma 2", hint);
            }
            _ => {
                names.push(name.text.as_str());
                selections.push(reader.selection(value));
            }
        }
    }
    let size = reader.size();
    let Some((_, written)) = node.at("condition") else {
        let message = format!("`{}` lacks `condition`", key.text);
        collector.error(Code::RuleMissing, key.span, message, "add `condition:` with the names of the selections");
        return None;
    };
    let condition = conditions(written, &names, collector)?;
    let selections = selections.into_iter().collect::<Option<Vec<_>>>()?;
    let selections = names.into_iter().map(str::to_owned).zip(selections).collect();
    Some(Detection { selections, condition, span: written.span, size })
}

impl Detection {
    /// Calls `visit` with every item.
    pub(crate) fn items(&self, visit: &mut impl FnMut(&super::item::Item)) {
        self.selections.iter().for_each(|(_, selection)| selection.each(visit));
    }

    /// The detection as expressions; the error is reported.
    pub(crate) fn lower(self, lowering: &mut Lowering<'_, '_>) -> Result<Lowered, Reported> {
        let lowered: Vec<_> = self.selections.into_iter().map(|(name, selection)| (name, selection.lower(lowering))).collect();
        let selections =
            lowered.into_iter().map(|(name, selection)| selection.map(|selection| (name, selection))).collect::<Result<Vec<_>, _>>()?;
        let lowered = Lowered { selections, condition: self.condition };
        if let Some((what, many, most)) = lowered.size().beyond(Size::RULE) {
            let message = format!("the rule has {many} {what} once its condition is spelt out; at most {most} are allowed");
            lowering.collector.error(Code::RuleLimit, self.span, message, "split the rule");
            return Err(Reported);
        }
        Ok(lowered)
    }
}

impl Lowered {
    /// How much there is once the condition is spelt out.
    pub(crate) fn size(&self) -> Size {
        let sizes: Vec<Size> = self.selections.iter().map(|(_, one)| one.as_ref().map_or_else(Size::default, size)).collect();
        let mut all = Size::default();
        self.condition.each(&mut |index| all = all.plus(sizes.get(*index).copied().unwrap_or_default()));
        all
    }

    /// The condition without the selections of which pipelines have left nothing; `None` where they have
    /// dropped everything.
    pub(crate) fn kept(&self) -> Option<Expression<usize>> {
        let there = |index: usize| self.selections.get(index).is_some_and(|(_, selection)| selection.is_some());
        spelt_out(&self.condition, &mut |index| there(index).then_some(Expression::Test(index)))
    }

    /// All of it as one expression; `None` where pipelines have dropped everything. A selection is copied
    /// only where the condition names it again.
    pub(crate) fn joined(self) -> Option<Expression<FieldTest>> {
        let Self { mut selections, condition } = self;
        let mut uses = vec![0_usize; selections.len()];
        condition.each(&mut |index| uses.get_mut(*index).into_iter().for_each(|uses| *uses += 1));
        spelt_out(&condition, &mut |index| {
            let ((_, selection), uses) = selections.get_mut(index).zip(uses.get_mut(index))?;
            *uses -= 1;
            if *uses == 0 { selection.take() } else { selection.clone() }
        })
    }
}

/// How much an expression holds.
fn size(expression: &Expression<FieldTest>) -> Size {
    let mut all = Size::default();
    expression.each(&mut |test| all = all.plus(Size::of_test(test)));
    all
}

/// A condition with its selections put in. What is not there any more counts neither way.
fn spelt_out<T>(condition: &Expression<usize>, of: &mut impl FnMut(usize) -> Option<Expression<T>>) -> Option<Expression<T>> {
    let mut all = |parts: &[Expression<usize>]| -> Vec<Expression<T>> { parts.iter().filter_map(|part| spelt_out(part, of)).collect() };
    match condition {
        Expression::Constant(value) => Some(Expression::Constant(*value)),
        Expression::Test(index) => of(*index),
        Expression::Not(inner) => spelt_out(inner, of).map(Expression::not),
        Expression::And(parts) => Some(all(parts)).filter(|parts| !parts.is_empty()).map(Expression::all),
        Expression::Or(parts) => Some(all(parts)).filter(|parts| !parts.is_empty()).map(Expression::any),
    }
}

/// A condition, or a list of conditions of which any may hold; the tests of the result are indexes
/// into `names`.
fn conditions(node: &Node, names: &[&str], collector: &mut Collector<'_>) -> Option<Expression<usize>> {
    let items = match &node.value {
        Value::List(items) if !items.is_empty() => items.as_slice(),
        _ => std::slice::from_ref(node),
    };
    let mut parts = Vec::new();
    for item in items {
        if let Some(text) = item.text() {
            parts.push(condition::parse(text, item.span, names, &condition::RULE, collector));
        } else {
            let message = format!("a condition must be text, not {}", item.kind());
            collector.error(Code::RuleType, item.span, message, "write it as text");
            parts.push(None);
        }
    }
    parts.into_iter().collect::<Option<Vec<_>>>().map(Expression::any)
}
