//! `add_condition`: what a step adds to a rule, as pySigma's `AddConditionTransformation`.
//!
//! ```text
//! rule       selection: { Image: a }    condition: selection
//! step       conditions: { User: b }
//! becomes    selection: { Image: a }    condition: _cond_1 and (selection)
//!            _cond_1: { User: b }       with `negated`: not _cond_1 and (selection)
//! ```
//!
//! The new selection has the step's `name`, or `_cond_` and its number where the step has none
//! (pySigma draws letters at random: here the same rules and pipelines always give the same set).
//!
//! Traps:
//!
//! - Only the rule's own detection is added to; its filters are joined with it by AND in any case.
//! - `1 of` and `all of` were spelt out when the rule was read, so they do not count what is added,
//!   whatever its name. Conditions are over numbers: a selection of the same name is another one,
//!   where pySigma replaces the first.
//! - A template is read once for each rule. What is wrong with it only once it is filled in is
//!   reported in the pipeline's file, with the codes of a selection; the rule is not loaded then,
//!   nor is any other.

use super::Run;
use crate::expression::Expression;
use crate::sigma::detection::Detection;
use crate::sigma::draft::Draft;
use crate::sigma::pipeline::Step;
use crate::sigma::pipeline::item::{Change, each};
use crate::sigma::pipeline::transformation::Addition;
use crate::sigma::rule::Logsource;
use crate::sigma::selection::Selections;
use crate::sigma::yaml::{Node, Value};

impl Run<'_, '_> {
    /// `add_condition`: everything that the rule asks, and this.
    ///
    /// The items that are added are marked with the step's id, for `processing_item_applied`.
    pub(super) fn add(&mut self, addition: &Addition, step: &Step, draft: &mut Draft) {
        let Addition { name, selection, template, negated } = addition;
        let selection = match template {
            None => Some(selection.clone()),
            Some(node) => {
                let written = filled(node, &draft.rule.logsource);
                self.files.get_mut(step.file).and_then(|collector| Selections::new(collector).selection(&written))
            }
        };
        let Some(mut selection) = selection else { return };
        each(&mut selection, &mut |item| {
            item.mark(step);
            Change::Kept
        });
        let Detection { selections, condition, .. } = &mut draft.detection;
        let number = selections.len();
        selections.push((name.clone().unwrap_or_else(|| format!("_cond_{number}")), selection));
        let added = if *negated { Expression::Test(number).not() } else { Expression::Test(number) };
        let before = std::mem::replace(condition, Expression::Constant(true));
        *condition = Expression::all([added, before]);
    }
}

/// A template with `$category`, `$product` and `$service` put in, also as `${category}` and so on;
/// in texts and in lists and maps of texts, not in keys. Linear in the template.
///
/// It follows Python's `string.Template.safe_substitute`, which pySigma uses, with three
/// differences. What the rule's log source does not name stays as it is written, where pySigma
/// writes `None`. `$$` is nothing special. And a name that only begins with one of the three is
/// taken for it: `$products` is the product and an `s`.
fn filled(node: &Node, logsource: &Logsource) -> Node {
    let value = match &node.value {
        Value::String(text) => {
            let mut text = text.clone();
            let parts = [("category", &logsource.category), ("product", &logsource.product), ("service", &logsource.service)];
            for (name, part) in parts {
                if let Some((part, _)) = part {
                    text = text.replace(&format!("${{{name}}}"), part).replace(&format!("${name}"), part);
                }
            }
            Value::String(text)
        }
        Value::List(items) => Value::List(items.iter().map(|item| filled(item, logsource)).collect()),
        Value::Map(pairs) => Value::Map(pairs.iter().map(|(key, value)| (key.clone(), filled(value, logsource))).collect()),
        other => other.clone(),
    };
    Node { span: node.span, value }
}
