//! Values of items, and items as a whole: what the transformations of values and placeholders do to
//! one item.
//!
//! It follows pySigma's `ValueTransformation`, `StringValueTransformation` and
//! `BasePlaceholderTransformation`. What they change are values whose modifiers are spent but for
//! `expand`: `endswith: x` is the pattern `*x` here, and so it is for pySigma.
//!
//! | | text | number | with placeholders | null, boolean | anything else |
//! |---|---|---|---|---|---|
//! | `replace_string` | yes | yes, and is text then | as text | no | no |
//! | `map_string` | yes | no | no | no | no |
//! | `set_value` | yes | yes | yes | yes | yes |
//! | `convert_type` | to a number, if it is one | to text | no | no | no |
//! | `case` | yes | no | as text | no | no |
//!
//! Anything else is a regular expression, a network, a comparison, a reference to a field, or the
//! several patterns that an encoding made of one value. What a transformation is not for stays as
//! it is, and nothing is reported: a step is for the items that it fits.
//!
//! What pySigma calls the plain form of a value, and which `replace_string` and `map_string` see,
//! is the value as a rule would write it (`text.rs`): a wildcard is `*`, a star of the text itself
//! is `\*`.

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
    /// Notes that a step changed the item; a step without an id leaves no trace, and one id is
    /// noted once.
    pub(super) fn mark(&mut self, step: &Step) {
        if let Some(id) = &step.id
            && !self.applied.contains(id)
        {
            self.applied.push(id.clone());
        }
    }
}

/// Changes the items of a selection by `change`: what it answers stands in an item's place, nothing
/// where it is empty.
///
/// Each item is visited once, and not what was put in its place. A selection that is one item
/// becomes an empty one where that is dropped; an empty one counts neither way later
/// (`Selection::lower`). As deep as the selection, which the YAML reader bounds.
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
    /// It stays, whether it was changed or not.
    Kept,
    /// It is gone, and counts neither as true nor as false.
    Dropped,
    /// This stands in its place: the same item once for each name that its field became.
    Replaced(Selection),
}

impl ValueChange {
    /// Changes the values of an item: whether any was. One value may become several, in its place
    /// and with its span; whether it is negated stays as it was.
    ///
    /// A value that becomes what it was counts as changed.
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

    /// What a value becomes; `None` where it stays. `cased` is the item's: text that is made here
    /// is compared as the item's other text is.
    ///
    /// - `replace_string` without `skip_special` works on the plain form, so that a replacement may
    ///   bring wildcards and an expression may take them away. With it each literal between
    ///   wildcards is searched alone, and `*` in what comes of it is a star unless
    ///   `interpret_special` is given.
    /// - `map_string` compares the whole plain form, upper and lower case being different; what it
    ///   maps to is read as a pattern.
    /// - `case` changes literals only, by Unicode's full mapping (`ß` in upper case is `SS`).
    /// - `convert_type` to a number changes the kind and not the text, so that a value is still
    ///   compared by its text; text that is no finite number stays text, where pySigma refuses the
    ///   rule.
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

/// The text in upper or lower case.
fn in_case(text: &str, upper: bool) -> String {
    if upper { text.to_uppercase() } else { text.to_lowercase() }
}

impl Placeholders {
    /// Gives the placeholders of an item's values what they stand for: whether there were any. With
    /// `wildcard_placeholders` that is `*`, or `.*` in a regular expression; else the values that
    /// `vars` has, all combinations of them where a value has several placeholders.
    ///
    /// ```text
    /// vars: { host: [a, b] }     User|expand: '%host%-%user%'     becomes  a-%user%, b-%user%
    /// ```
    ///
    /// Values stay texts with placeholders, since a later step, or the configuration, may be for
    /// what is left; a `%` that a value brings is escaped, so that it does not become a
    /// placeholder's.
    ///
    /// The error names one that has no value, or is empty where the combinations are more than a
    /// rule may have tests, or longer than it may be. The item has lost its values then, and what
    /// becomes of it is never used: the error ends the load.
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
