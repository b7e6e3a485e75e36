//! What a step does.

use regex::Regex;

use super::super::item::Selection;
use super::super::rule::Logsource;
use super::super::yaml::Node;
use super::Step;
use super::compared::Scalar;
use super::condition::Written;
use super::python::Replacement;
use crate::response::Response;

/// A transformation.
#[derive(Debug)]
pub(super) enum Transformation {
    /// The five that change names of fields.
    Field(FieldChange),
    DropItem,
    Placeholders(Placeholders),
    AddCondition(Addition),
    ChangeLogsource(Logsource),
    /// `add_field`, `remove_field`, `set_field`: they change the rule's `fields`, a list for people that overt does not judge by.
    ListedFields,
    Value(ValueChange),
    SetState {
        key: String,
        value: Scalar,
    },
    RuleFailure(String),
    ItemFailure(String),
    StrictMapping,
    SetResponse(Response),
    /// Any other custom attribute: it changes nothing but what `rule_attribute` sees.
    SetAttribute {
        name: String,
        value: Scalar,
    },
    Nest(Vec<Step>),
}

/// A change of names.
#[derive(Debug)]
pub(super) enum FieldChange {
    /// `None` stands for keywords.
    Mapping(Vec<(Option<String>, Vec<String>)>),
    Prefixes(Vec<(String, Vec<String>)>),
    Prefix(String),
    Suffix(String),
    /// To lower or upper case, but for those names that are mapped.
    Case {
        upper: bool,
        mapping: Vec<(Option<String>, Vec<String>)>,
    },
}

/// What placeholders become, and which of them.
#[derive(Debug)]
pub(super) struct Placeholders {
    /// The values of `vars`; else a wildcard.
    pub(super) from_vars: bool,
    pub(super) include: Option<Vec<String>>,
    pub(super) exclude: Option<Vec<String>>,
}

impl Placeholders {
    /// Whether the placeholder is one of those that the step is for.
    pub(super) fn concern(&self, name: &str) -> bool {
        let listed = |names: &Vec<String>| names.iter().any(|one| one == name);
        self.include.as_ref().is_none_or(listed) && !self.exclude.as_ref().is_some_and(listed)
    }
}

/// `add_condition`.
#[derive(Debug)]
pub(super) struct Addition {
    pub(super) name: Option<String>,
    /// What is added; with `template` it is read anew for each rule.
    pub(super) selection: Selection,
    pub(super) template: Option<Node>,
    pub(super) negated: bool,
}

/// A change of values.
#[derive(Debug)]
pub(super) enum ValueChange {
    Replace {
        regex: Regex,
        with: Replacement,
        skip_special: bool,
        interpret_special: bool,
    },
    /// From the plain form of a value.
    Map(Vec<(String, Vec<String>)>),
    Set(Written),
    ToText,
    ToNumber,
    Case {
        upper: bool,
    },
}
