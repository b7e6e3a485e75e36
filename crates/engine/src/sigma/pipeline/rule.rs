//! What a step may ask about a rule: when pySigma's conditions on rules hold.
//!
//! In go the condition and its [`Subject`], a rule as the steps before left it or a correlation;
//! nothing is changed, and nothing can fail: what a subject does not have answers no.
//!
//! | condition | of a rule | of a correlation |
//! |---|---|---|
//! | `logsource` | each part that it names is the rule's | is so of any rule that it refers to |
//! | `contains_field`, `contains_detection_item` | an item of it or of its filters is such | never |
//! | `processing_item_applied` | a step with the id applied | the same |
//! | `processing_state` | a step set the key, and it compares so | the same |
//! | `rule_attribute` | a step, or the rule, has the key, and it compares so | some of its keys |
//! | `tag` | it has the tag | the same |
//!
//! Traps:
//!
//! - All texts are compared to the letter; levels and statuses alone by their rank, whatever their
//!   case.
//! - `rule_attribute` with `ne` or `not_in` does not hold where the attribute is absent.
//! - Of a custom attribute and a key of the rule with one name, what a step has set counts; pySigma
//!   asks the rule first.
//! - A date is text, and text is compared by its characters, which for `2024-01-31` is the order of
//!   dates. For `gt` and `lt` over other text pySigma raises an error, and here that order is
//!   taken.
//!
//! `contains_field` and `contains_detection_item` visit all items; any other takes a few look-ups.

use super::super::correlation::Correlation;
use super::super::draft::Draft;
use super::super::rule::{LEVELS, Logsource};
use super::super::yaml::{Node, Value};
use super::compared::{Operator, Scalar};
use super::condition::{Progress, RuleCondition, StateCondition};

/// A rule or a correlation, as conditions see it.
pub(super) enum Subject<'r> {
    /// A rule, as the steps so far have left it.
    Rule {
        draft: &'r Draft,
        /// Its document, for attributes: as its author wrote it, since steps change no keys.
        node: Option<&'r Node>,
    },
    /// A correlation, as the steps so far have left it.
    Correlation {
        correlation: &'r Correlation,
        /// The log sources of the rules that it refers to, through other correlations too; as these
        /// were before any step.
        logsources: &'r [Logsource],
    },
}

impl RuleCondition {
    /// Whether the condition holds. `set` has the custom attributes that steps have set, the latest
    /// last.
    pub(super) fn holds(&self, subject: &Subject<'_>, progress: &Progress, set: &[(String, Scalar)]) -> bool {
        match (self, subject) {
            (Self::Logsource(wanted), Subject::Rule { draft, .. }) => wanted.contains(&draft.rule.logsource),
            (Self::Logsource(wanted), Subject::Correlation { logsources, .. }) => logsources.iter().any(|one| wanted.contains(one)),
            (Self::ContainsField(field), Subject::Rule { draft, .. }) => draft.any_item(|item| item.field.as_deref() == Some(field)),
            (Self::ContainsItem { field, value }, Subject::Rule { draft, .. }) => {
                draft.any_item(|item| item.field.as_deref() == Some(field) && item.values.iter().any(|one| value.is(one)))
            }
            (Self::ContainsField(_) | Self::ContainsItem { .. }, Subject::Correlation { .. }) => false,
            (Self::Applied(id), _) => progress.applied.contains(id),
            (Self::State(StateCondition { key, value, operator }), _) => {
                progress.state.get(key).is_some_and(|state| operator.holds(state, value))
            }
            (Self::IsRule, _) => matches!(subject, Subject::Rule { .. }),
            (Self::IsCorrelation, _) => matches!(subject, Subject::Correlation { .. }),
            (Self::Attribute { name, value, operator }, _) => set.iter().rev().find(|(known, _)| known == name).map_or_else(
                || attribute(subject, name).is_some_and(|found| found.holds(name, value, *operator)),
                |(_, found)| operator.holds(found, value),
            ),
            (Self::Tag(tag), Subject::Rule { draft, .. }) => draft.rule.tags.contains(tag),
            (Self::Tag(tag), Subject::Correlation { correlation, .. }) => correlation.tags.contains(tag),
        }
    }
}

/// An attribute of a rule: one value, or a list.
enum Attribute {
    /// Text, a number or a boolean.
    One(Scalar),
    /// Of a list its scalars; maps, lists and nulls in it are left out.
    List(Vec<Scalar>),
}

/// The attribute of this name; `None` where there is none, or it is a map or null.
///
/// Of a rule it is any key at the top of its document (`status`, `author`, `date`, one of the
/// author's own), and `level` as it counts, so `medium` where it is not written. Of a correlation
/// it is one of `id`, `name`, `title`, `level`, `author` and `tags`.
fn attribute(subject: &Subject<'_>, name: &str) -> Option<Attribute> {
    let text = |text: &str| Some(Attribute::One(Scalar::Text(text.to_owned())));
    match subject {
        Subject::Rule { draft, .. } if name == "level" => text(&draft.rule.level),
        Subject::Rule { node, .. } => {
            let (_, node) = (*node)?.at(name)?;
            match &node.value {
                Value::List(items) => Some(Attribute::List(items.iter().filter_map(Scalar::of).collect())),
                _ => Scalar::of(node).map(Attribute::One),
            }
        }
        Subject::Correlation { correlation, .. } => match name {
            "id" => text(&correlation.id.as_ref()?.0),
            "name" => text(correlation.name.as_deref()?),
            "title" => text(&correlation.title),
            "level" => text(&correlation.level),
            "author" => text(correlation.author.as_deref()?),
            "tags" => Some(Attribute::List(correlation.tags.iter().cloned().map(Scalar::Text).collect())),
            _ => None,
        },
    }
}

/// The statuses of a rule, from the least to the most trusted, as pySigma orders them.
const STATUSES: &[&str] = &["unsupported", "deprecated", "experimental", "test", "stable"];

impl Attribute {
    /// Whether the attribute stands in the relation to `value`; `name` tells levels and statuses
    /// from other text.
    ///
    /// A list may only be asked for a member: it is unequal to each single value, and neither more
    /// nor less. `in` and `not_in` of one value are `eq` and `ne`.
    fn holds(&self, name: &str, value: &Scalar, operator: Operator) -> bool {
        match (self, operator) {
            (Self::List(all), Operator::In) => all.contains(value),
            (Self::List(all), Operator::NotIn) => !all.contains(value),
            (Self::List(_), other) => other == Operator::NotEqual,
            (Self::One(one), _) => match name {
                "level" => operator.holds(&rank(LEVELS, one), &rank(LEVELS, value)),
                "status" => operator.holds(&rank(STATUSES, one), &rank(STATUSES, value)),
                _ => operator.holds(one, value),
            },
        }
    }
}

/// The place of a word in its order, whatever its case; what is no word of it stays as it is, and
/// is then unequal to each that is one.
fn rank(order: &[&str], word: &Scalar) -> Scalar {
    let Scalar::Text(text) = word else { return word.clone() };
    let at = order.iter().position(|one| one.eq_ignore_ascii_case(text)).and_then(|at| u32::try_from(at).ok());
    at.map_or_else(|| word.clone(), |at| Scalar::Number(f64::from(at)))
}

impl Draft {
    /// Whether an item of the rule, or of a filter of it, is such. All are visited, also after one
    /// that is.
    fn any_item(&self, is: impl Fn(&super::super::item::Item) -> bool) -> bool {
        let mut found = false;
        let mut visit = |item: &super::super::item::Item| found |= is(item);
        self.detection.items(&mut visit);
        self.filters.iter().for_each(|filter| filter.detection.items(&mut visit));
        found
    }
}
