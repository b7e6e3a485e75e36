//! `add_condition`: what a step adds to a rule.

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

/// A template with `$category`, `$product` and `$service` put in; what the rule does not name stays, as for pySigma's `safe_substitute`.
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
