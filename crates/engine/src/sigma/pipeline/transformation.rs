//! What a step does: pySigma's transformations by their meaning, several names of which are one
//! variant here.

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
    /// `drop_detection_item`: the item is gone, and what was made of such items only counts neither
    /// way.
    DropItem,
    /// `value_placeholders` and `wildcard_placeholders`.
    Placeholders(Placeholders),
    /// `add_condition`: the rule must hold, and this.
    AddCondition(Addition),
    /// `change_logsource`: the rule is for these events instead.
    ChangeLogsource(Logsource),
    /// `add_field`, `remove_field`, `set_field`: they change the rule's `fields`, a list for people
    /// that overt does not judge by.
    ListedFields,
    /// Those that change values.
    Value(ValueChange),
    /// `set_state`: what later steps may ask for with `processing_state`.
    SetState { key: String, value: Scalar },
    /// `rule_failure`: the rule is refused, with this message.
    RuleFailure(String),
    /// `detection_item_failure`: a rule that has such an item is refused.
    ItemFailure(String),
    /// `strict_field_mapping_failure`: a rule with a field that nothing mapped is refused.
    StrictMapping,
    /// `set_custom_attribute` of overt's own attribute `response`.
    SetResponse(Response),
    /// Any other custom attribute: it changes nothing but what `rule_attribute` sees.
    SetAttribute { name: String, value: Scalar },
    /// `nest`: steps that apply where this one's conditions hold.
    Nest(Vec<Step>),
}

/// A change of names.
#[derive(Debug)]
pub(super) enum FieldChange {
    /// `field_name_mapping`; several names are alternatives. `None` stands for keywords.
    Mapping(Vec<(Option<String>, Vec<String>)>),
    /// `field_name_prefix_mapping`: the beginning of a name gives way to others.
    Prefixes(Vec<(String, Vec<String>)>),
    /// `field_name_prefix`.
    Prefix(String),
    /// `field_name_suffix`.
    Suffix(String),
    /// To lower or upper case, but for those names that are mapped.
    Case { upper: bool, mapping: Vec<(Option<String>, Vec<String>)> },
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
    /// `replace_string`, by Python's rules for what replaces.
    Replace { regex: Regex, with: Replacement, skip_special: bool, interpret_special: bool },
    /// From the plain form of a value.
    Map(Vec<(String, Vec<String>)>),
    /// `set_value`.
    Set(Written),
    /// `convert_type` to text.
    ToText,
    /// `convert_type` to a number; text that is none stays text.
    ToNumber,
    /// `case`.
    Case { upper: bool },
}
