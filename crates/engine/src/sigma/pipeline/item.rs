//! Values of items, and items as a whole.

use super::super::Test;
use super::super::item::{Item, Selection};
use super::super::modifier::Comparison;
use super::super::pattern::{Pattern, Piece};
use super::super::placeholder::{self, Placeholders as Vars};
use super::super::value::{Content, Kind, Value};
use super::Step;
use super::condition::Written;
use super::text;
use super::transformation::{Placeholders, ValueChange};

impl Item {
    /// Notes that a step changed the item.
    pub(super) fn mark(&mut self, step: &Step) {
        if let Some(id) = &step.id
            && !self.applied.contains(id)
        {
            self.applied.push(id.clone());
        }
    }
}

/// Changes the items of a selection by `change`: what it answers stands in an item's place, nothing where it is empty.
pub(super) fn each(selection: &mut Selection, change: &mut impl FnMut(&mut Item) -> Change) {
    if let Selection::All(parts) | Selection::Any(parts) = selection {
        parts.retain_mut(|part| match part {
            Selection::Item(item) => match change(item) {
                Change::Kept => true,
                Change::Dropped => false,
                Change::Replaced(other) => {
                    *part = other;
                    true
                }
            },
            nested => {
                each(nested, change);
                true
            }
        });
    } else if let Selection::Item(item) = selection {
        match change(item) {
            Change::Kept => {}
            Change::Dropped => *selection = Selection::All(Vec::new()),
            Change::Replaced(other) => *selection = other,
        }
    }
}

/// What becomes of an item.
pub(super) enum Change {
    Kept,
    Dropped,
    Replaced(Selection),
}

impl ValueChange {
    /// Changes the values of an item: whether any was.
    pub(super) fn item(&self, item: &mut Item) -> bool {
        let cased = item.modifiers.cased;
        let mut changed = false;
        for value in std::mem::take(&mut item.values) {
            match self.value(&value, cased) {
                None => item.values.push(value),
                Some(values) => {
                    changed = true;
                    let Value { span, negated, .. } = value;
                    item.values.extend(values.into_iter().map(|(kind, content)| Value { span, kind, negated, content }));
                }
            }
        }
        changed
    }

    /// What a value becomes; `None` where it stays.
    fn value(&self, value: &Value, cased: bool) -> Option<Vec<(Kind, Content)>> {
        let text = |pattern: Pattern| (Kind::Text, Content::Tests(vec![Test::Text { pattern, cased }]));
        if let Self::Set(Written { kind, pattern }) = self {
            let set = if *kind == Kind::Null { Test::Null } else { Test::Text { pattern: pattern.clone(), cased } };
            return Some(vec![(*kind, Content::Tests(vec![set]))]);
        }
        let pattern = match &value.content {
            // A text that still holds placeholders is changed as text.
            Content::Placeholders(written) => {
                let changed = match self {
                    Self::Replace { regex, with, .. } => with.replace(regex, written),
                    Self::Case { upper } => in_case(written, *upper),
                    _ => return None,
                };
                return Some(vec![(value.kind, Content::Placeholders(changed))]);
            }
            Content::Tests(tests) => match tests.as_slice() {
                [Test::Text { pattern, .. }] => pattern,
                _ => return None,
            },
        };
        match (self, value.kind) {
            (Self::Replace { regex, with, skip_special: false, .. }, Kind::Text | Kind::Number) => {
                Some(vec![text(text::pattern(&with.replace(regex, &text::plain(pattern))))])
            }
            (Self::Replace { regex, with, interpret_special, .. }, Kind::Text | Kind::Number) => {
                let pieces = pattern.pieces().iter().flat_map(|piece| match piece {
                    Piece::Literal(literal) => {
                        let replaced = with.replace(regex, literal);
                        if *interpret_special { Pattern::parse(&replaced).pieces().to_vec() } else { vec![Piece::Literal(replaced)] }
                    }
                    special => vec![special.clone()],
                });
                Some(vec![text(Pattern::from_pieces(pieces))])
            }
            (Self::Map(mapping), Kind::Text) => {
                let plain = text::plain(pattern);
                let (_, becomes) = mapping.iter().find(|(from, _)| *from == plain)?;
                Some(becomes.iter().map(|one| text(Pattern::parse(one))).collect())
            }
            (Self::Case { upper }, Kind::Text) => {
                let pieces = pattern.pieces().iter().map(|piece| match piece {
                    Piece::Literal(literal) => Piece::Literal(in_case(literal, *upper)),
                    special => special.clone(),
                });
                Some(vec![text(Pattern::from_pieces(pieces))])
            }
            (Self::ToText, Kind::Number) => Some(vec![text(pattern.clone())]),
            (Self::ToNumber, Kind::Text) => {
                text::plain(pattern).parse::<f64>().ok().filter(|number| number.is_finite())?;
                Some(vec![(Kind::Number, value.content.clone())])
            }
            _ => None,
        }
    }
}

fn in_case(text: &str, upper: bool) -> String {
    if upper { text.to_uppercase() } else { text.to_lowercase() }
}

impl Placeholders {
    /// Gives the placeholders of an item's values what they stand for: whether there were any. The error names one that has no value.
    pub(super) fn item(&self, item: &mut Item, vars: &Vars) -> Result<bool, String> {
        let regex = matches!(item.modifiers.comparison, Comparison::Regex { .. });
        let mut changed = false;
        let mut values = Vec::with_capacity(item.values.len());
        for value in std::mem::take(&mut item.values) {
            let Content::Placeholders(written) = &value.content else {
                values.push(value);
                continue;
            };
            let mut given = Vars::new();
            for name in placeholder::names(written).into_iter().filter(|name| self.concern(name)) {
                let becomes = match vars.get(&name) {
                    _ if !self.from_vars => vec![if regex { ".*" } else { "*" }.to_owned()],
                    Some(values) => values.clone(),
                    None => return Err(name),
                };
                given.insert(name, becomes);
            }
            if given.is_empty() {
                values.push(value);
                continue;
            }
            changed = true;
            let texts = placeholder::expand_some(written, &given).ok_or_else(String::new)?;
            values.extend(texts.into_iter().map(|text| Value { content: Content::Placeholders(text), ..value.clone() }));
        }
        item.values = values;
        Ok(changed)
    }
}
