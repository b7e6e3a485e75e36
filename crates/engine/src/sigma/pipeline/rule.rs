//! What a step may ask about a rule.

use super::super::correlation::Correlation;
use super::super::draft::Draft;
use super::super::rule::{LEVELS, Logsource};
use super::super::yaml::{Node, Value};
use super::compared::{Operator, Scalar};
use super::condition::{Progress, RuleCondition, StateCondition};

/// A rule or a correlation, as conditions see it.
pub(super) enum Subject<'r> {
    Rule {
        draft: &'r Draft,
        /// Its document.
        node: Option<&'r Node>,
    },
    Correlation {
        correlation: &'r Correlation,
        /// The log sources of the rules that it refers to, through other correlations too.
        logsources: &'r [Logsource],
    },
}

impl RuleCondition {
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
    One(Scalar),
    List(Vec<Scalar>),
}

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

/// The place of a word in its order; what is no word of it stays as it is.
fn rank(order: &[&str], word: &Scalar) -> Scalar {
    let Scalar::Text(text) = word else { return word.clone() };
    let at = order.iter().position(|one| one.eq_ignore_ascii_case(text)).and_then(|at| u32::try_from(at).ok());
    at.map_or_else(|| word.clone(), |at| Scalar::Number(f64::from(at)))
}

impl Draft {
    /// Whether an item of the rule, or of a filter of it, is such.
    fn any_item(&self, is: impl Fn(&super::super::item::Item) -> bool) -> bool {
        let mut found = false;
        let mut visit = |item: &super::super::item::Item| found |= is(item);
        self.detection.items(&mut visit);
        self.filters.iter().for_each(|filter| filter.detection.items(&mut visit));
        found
    }
}
