//! When a step applies: to a rule, to an item, to a name of a field. The types of all conditions;
//! those on items and names are asked in [`holds`], those on rules in `rule.rs`.
//!
//! They are pySigma's (`read_condition/kinds.rs` lists the classes), and so are the three levels:
//!
//! ```text
//! rule_conditions             once for a rule: not at all where they do not hold
//! detection_item_conditions   for each item
//! field_name_conditions       for each item, by its field or a field that a value refers to,
//!                             and for each name that would be changed
//! ```
//!
//! Traps:
//!
//! - `negate` and `exclude_fields` hold where there is nothing to ask: for a value that is no text,
//!   and for a keyword, which has no name.
//! - `cond: all` holds for an item without values, `cond: any` does not.
//! - `processing_item_applied` is about the rule, the item, or the name, by where it stands. Under
//!   `field_name_conditions` it asks the item where items are chosen, and the name where a name is.

mod holds;

use std::collections::{BTreeMap, BTreeSet};

use regex::Regex;

use super::super::pattern::Pattern;
use super::super::rule::Logsource;
use super::super::value::Kind;
use super::compared::{Operator, Scalar};
use crate::expression::Expression;

/// All conditions of a step. A group without conditions holds, unless it is negated.
#[derive(Debug)]
pub(super) struct Conditions {
    /// On the rule.
    pub(super) rule: Group<RuleCondition>,
    /// On items.
    pub(super) item: Group<ItemCondition>,
    /// On names of fields.
    pub(super) field: Group<FieldCondition>,
}

/// Conditions of one kind, and how they are joined: over their numbers.
#[derive(Debug)]
pub(super) struct Group<T> {
    /// In the order of the file.
    pub(super) conditions: Vec<T>,
    /// The tests are places in `conditions`; negation is in it.
    pub(super) joined: Expression<usize>,
}

impl<T> Group<T> {
    /// Whether the group holds, where `holds` answers for one condition. No more are asked than it
    /// takes.
    pub(super) fn holds(&self, holds: &impl Fn(&T) -> bool) -> bool {
        self.part(&self.joined, holds)
    }

    /// The same of a part of what joins them.
    fn part(&self, part: &Expression<usize>, holds: &impl Fn(&T) -> bool) -> bool {
        match part {
            Expression::Constant(value) => *value,
            Expression::Test(number) => self.conditions.get(*number).is_some_and(holds),
            Expression::And(parts) => parts.iter().all(|part| self.part(part, holds)),
            Expression::Or(parts) => parts.iter().any(|part| self.part(part, holds)),
            Expression::Not(inner) => !self.part(inner, holds),
        }
    }
}

/// A condition on a rule.
#[derive(Debug)]
pub(super) enum RuleCondition {
    /// `logsource`: each part that it names is the rule's.
    Logsource(Logsource),
    /// `contains_field`.
    ContainsField(String),
    /// `contains_detection_item`: the field with this very value.
    ContainsItem { field: String, value: Written },
    /// `processing_item_applied`: the step with this id changed the rule.
    Applied(String),
    /// `processing_state`.
    State(StateCondition),
    /// `is_sigma_rule`.
    IsRule,
    /// `is_sigma_correlation_rule`.
    IsCorrelation,
    /// `rule_attribute`: one of the rule's own keys, or of those that a step has set.
    Attribute { name: String, value: Scalar, operator: Operator },
    /// `tag`.
    Tag(String),
}

/// `processing_state`: what a step set with `set_state` under the key stands in the relation to the
/// value.
#[derive(Debug)]
pub(super) struct StateCondition {
    pub(super) key: String,
    pub(super) value: Scalar,
    pub(super) operator: Operator,
}

/// A condition on an item.
#[derive(Debug)]
pub(super) enum ItemCondition {
    /// Of any value, or of all.
    Values {
        /// What is asked of a value.
        question: Question,
        /// Whether each value must answer with yes; else one is enough.
        all: bool,
    },
    /// `processing_item_applied`: the step with this id changed the item.
    Applied(String),
    /// `processing_state`: the same for every item of a rule.
    State(StateCondition),
}

/// A question about a value.
#[derive(Debug)]
pub(super) enum Question {
    /// `match_string`: the plain form of a text matches from its start; placeholders stand in it as
    /// written.
    Matches { regex: Regex, negated: bool },
    /// `match_value`: the very value, and of the same kind.
    Is(Written),
    /// `contains_wildcard`: a text with a `*` or `?` that is one, also one that a modifier put
    /// there.
    HasWildcard,
    /// `is_null`.
    IsNull,
}

/// A value as a pipeline writes it: of its kind, and as a pattern.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Written {
    pub(super) kind: Kind,
    pub(super) pattern: Pattern,
}

/// A condition on the name of a field.
#[derive(Debug)]
pub(super) enum FieldCondition {
    /// `include_fields`, and with `included: false` `exclude_fields`.
    Named {
        /// The names that the condition lists.
        names: Names,
        /// Whether it holds for these names; else for all others.
        included: bool,
    },
    /// `processing_item_applied`: the step with this id changed the item, or made the name.
    Applied(String),
    /// `processing_state`.
    State(StateCondition),
}

/// Names, or expressions that match from the start of a name.
#[derive(Debug)]
pub(super) enum Names {
    /// Equal to the letter.
    Plain(Vec<String>),
    /// Any of these matches.
    Matching(Vec<Regex>),
}

/// What pipelines have done to a rule so far. A rule begins with none, and no rule sees another's.
#[derive(Debug, Default)]
pub(super) struct Progress {
    /// The ids of the steps that applied.
    pub(super) applied: BTreeSet<String>,
    /// The ids of the steps that changed a name, by the name that came of it.
    pub(super) names: BTreeMap<String, BTreeSet<String>>,
    /// What `set_state` has set, the last of each key.
    pub(super) state: BTreeMap<String, Scalar>,
    /// The names that were mapped, and those that they were mapped to.
    pub(super) mapped: BTreeSet<String>,
}
