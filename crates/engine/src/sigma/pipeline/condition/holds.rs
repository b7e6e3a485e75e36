//! Whether conditions on items and on names of fields hold.
//!
//! A condition on an item asks its values, or what steps have done to it; one on a name asks the name
//! alone, or the steps that made it. What an item is asked by its name it is asked by each name that
//! it has to do with: its field's, and those of fields that its values refer to.
//!
//! ```text
//! CommandLine|fieldref: ParentCommandLine       asked of `CommandLine` and of `ParentCommandLine`
//! keywords                                      asked of no name: `exclude_fields` holds, `include_fields` does not
//! ```
//!
//! Nothing can fail here. Each question takes one pass over the values of an item or the names of a
//! list; what joins conditions is as deep as the parser of expressions allows
//! (`limits::CONDITION_DEPTH`).

use super::super::super::Test;
use super::super::super::item::Item;
use super::super::super::pattern::{Pattern, Piece};
use super::super::super::value::{Content, Kind, Value};
use super::super::text;
use super::{Conditions, FieldCondition, ItemCondition, Names, Progress, Question, StateCondition, Written};

impl StateCondition {
    /// Whether it holds; not where no step has set the key, whatever the operator.
    pub(in crate::sigma::pipeline) fn holds(&self, progress: &Progress) -> bool {
        progress.state.get(&self.key).is_some_and(|state| self.operator.holds(state, &self.value))
    }
}

impl Conditions {
    /// Whether the step applies to the item: by the item itself, and by its field or one that a
    /// value refers to.
    ///
    /// Each condition on names is asked for all of these names and holds if it does for one, before
    /// conditions are joined: so two of them may hold by different names, as in pySigma.
    pub(in crate::sigma::pipeline) fn hold_for_item(&self, item: &Item, progress: &Progress) -> bool {
        let by_item = |condition: &ItemCondition| match condition {
            ItemCondition::Values { question, all: false } => item.values.iter().any(|value| question.holds(value)),
            ItemCondition::Values { question, all: true } => item.values.iter().all(|value| question.holds(value)),
            ItemCondition::Applied(id) => item.applied.contains(id),
            ItemCondition::State(state) => state.holds(progress),
        };
        let by_field = |condition: &FieldCondition| match condition {
            FieldCondition::Applied(id) => item.applied.contains(id),
            other => other.holds(item.field.as_deref(), progress) || referred(item).any(|name| other.holds(Some(name), progress)),
        };
        self.item.holds(&by_item) && self.field.holds(&by_field)
    }

    /// Whether the step applies to a name; `None` is that of a keyword.
    pub(in crate::sigma::pipeline) fn hold_for_name(&self, name: Option<&str>, progress: &Progress) -> bool {
        self.field.holds(&|condition| condition.holds(name, progress))
    }
}

/// The fields that the item's values refer to.
fn referred(item: &Item) -> impl Iterator<Item = &str> {
    let tests = item.values.iter().flat_map(|value| match &value.content {
        Content::Tests(tests) => tests.as_slice(),
        Content::Placeholders(_) => &[],
    });
    tests.filter_map(|test| if let Test::Field { other, .. } = test { Some(other.as_str()) } else { None })
}

impl FieldCondition {
    /// Whether it holds for a name, or for a keyword.
    fn holds(&self, name: Option<&str>, progress: &Progress) -> bool {
        match self {
            Self::Named { names, included } => name.is_some_and(|name| names.contain(name)) == *included,
            Self::Applied(id) => name.and_then(|name| progress.names.get(name)).is_some_and(|ids| ids.contains(id)),
            Self::State(state) => state.holds(progress),
        }
    }
}

impl Names {
    /// Whether the name is one of these.
    fn contain(&self, name: &str) -> bool {
        match self {
            Self::Plain(names) => names.iter().any(|one| one == name),
            Self::Matching(all) => all.iter().any(|regex| regex.is_match(name)),
        }
    }
}

impl Question {
    /// Whether the answer for this value is yes.
    fn holds(&self, value: &Value) -> bool {
        match self {
            Self::Matches { regex, negated } => plain(value).is_some_and(|text| regex.is_match(&text)) != *negated,
            Self::Is(written) => written.is(value),
            Self::HasWildcard => pattern(value).is_some_and(|pattern| pattern.pieces().iter().any(|one| !matches!(one, Piece::Literal(_)))),
            Self::IsNull => value.kind == Kind::Null,
        }
    }
}

impl Written {
    /// Whether the value is this one, of the same kind.
    pub(in crate::sigma::pipeline) fn is(&self, value: &Value) -> bool {
        let same = match &value.content {
            Content::Tests(tests) => matches!(tests.as_slice(), [Test::Text { pattern, .. }] if *pattern == self.pattern),
            Content::Placeholders(_) => false,
        };
        value.kind == self.kind && same
    }
}

/// The pattern of a value that is text; `None` for one of several tests, and for text with
/// placeholders.
fn pattern(value: &Value) -> Option<&Pattern> {
    match &value.content {
        Content::Tests(tests) if value.kind == Kind::Text => match tests.as_slice() {
            [Test::Text { pattern, .. }] => Some(pattern),
            _ => None,
        },
        _ => None,
    }
}

/// The plain form of a value that is text, placeholders as they were written.
fn plain(value: &Value) -> Option<String> {
    match &value.content {
        Content::Placeholders(text) => Some(text.clone()),
        Content::Tests(_) => pattern(value).map(text::plain),
    }
}
