//! Names of fields: in items, in values that refer to a field, and in correlations.
//!
//! In go an item or a correlation and a [`FieldChange`], out comes what stands in the item's place
//! where one name became several. It follows pySigma's `FieldMappingTransformationBase` and the
//! five classes below it (`read_transformation/fields.rs` lists them).
//!
//! ```text
//! mapping: { Image: [file, executable] }
//!
//! Image|endswith: /sh             becomes   file|endswith: /sh, or executable|endswith: /sh
//! Parent|fieldref: Image          becomes   Parent|fieldref: file, or Parent|fieldref: executable
//! ```
//!
//! What was done is kept in [`Progress`], by names and not by items, as pySigma's
//! `track_field_processing_items` and `FieldMappingTracking` keep it: later steps ask with
//! `processing_item_applied` whether a step made a name, and `strict_field_mapping_failure` whether
//! all names were mapped.
//!
//! Traps:
//!
//! - The conditions on names are asked for each name by itself. An item is visited where they hold
//!   for its field or for one that a value refers to; only those names are changed for which they
//!   hold.
//! - A keyword has no name: only `field_name_mapping` with the key `null` gives it one. Its text
//!   may then stand anywhere in the field, as it could stand anywhere in the event; text with
//!   placeholders is not opened in this way.
//! - Of a mapping the first entry that fits counts, in the order of the file.
//!
//! Only a correlation can make an error here, where a name becomes several and one is needed; the
//! caller reports it. Each name costs one pass over the mapping.

use super::super::Test;
use super::super::correlation::Correlation;
use super::super::item::{Item, Selection};
use super::super::value::{Content, Value};
use super::Step;
use super::condition::Progress;
use super::transformation::FieldChange;

/// What a name becomes; `None` where it stays. Never empty, for a mapping to nothing is refused
/// when it is read.
type Mapped = Option<Vec<String>>;

impl FieldChange {
    /// What the name becomes; `None` where it stays. A keyword has no name.
    ///
    /// Conditions are not asked, and nothing is tracked. The rest of a name behind a prefix stays;
    /// a name that is changed in case but is in the mapping becomes what that says.
    fn of(&self, name: Option<&str>) -> Mapped {
        match (self, name) {
            (Self::Mapping(mapping), _) => look_up(mapping, name),
            (_, None) => None,
            (Self::Prefixes(mapping), Some(name)) => mapping.iter().find_map(|(prefix, becomes)| {
                let rest = name.strip_prefix(prefix.as_str())?;
                Some(becomes.iter().map(|one| format!("{one}{rest}")).collect())
            }),
            (Self::Prefix(prefix), Some(name)) => Some(vec![format!("{prefix}{name}")]),
            (Self::Suffix(suffix), Some(name)) => Some(vec![format!("{name}{suffix}")]),
            (Self::Case { upper, mapping }, Some(text)) => {
                let changed = if *upper { text.to_uppercase() } else { text.to_lowercase() };
                look_up(mapping, name).or_else(|| Some(vec![changed]))
            }
        }
    }

    /// What the step makes of a name, where its conditions hold for it; the name is tracked.
    fn name(&self, name: &str, step: &Step, progress: &mut Progress) -> Mapped {
        let mapped = self.of(Some(name)).filter(|_| step.conditions.hold_for_name(Some(name), progress))?;
        progress.track(name, &mapped, step);
        Some(mapped)
    }

    /// Changes an item: what replaces it, where it does not stay.
    ///
    /// One new name is written into the item. Of several, the item once for each stand in its
    /// place, of which any may answer; each keeps the item's modifiers, values and marks. The item
    /// is marked where its own name or one that a value refers to was changed.
    pub(super) fn item(&self, item: &mut Item, step: &Step, progress: &mut Progress) -> Option<Selection> {
        let mut changed = false;
        for value in &mut item.values {
            changed |= self.references(value, step, progress);
        }
        let mapped = self.of(item.field.as_deref()).filter(|_| step.conditions.hold_for_name(item.field.as_deref(), progress));
        let Some(mapped) = mapped else {
            if changed {
                item.mark(step);
            }
            return None;
        };
        match &item.field {
            Some(name) => progress.track(name, &mapped, step),
            // A keyword stands anywhere; so it must in the field.
            None => item.values.iter_mut().for_each(open),
        }
        item.mark(step);
        match <[String; 1]>::try_from(mapped) {
            Ok([only]) => {
                item.field = Some(only);
                None
            }
            Err(several) => {
                let each = |field: String| Selection::Item(Item { field: Some(field), ..item.clone() });
                Some(Selection::Any(several.into_iter().map(each).collect()))
            }
        }
    }

    /// Changes the names that a value refers to (`fieldref`): whether any was. One that becomes
    /// several is several tests, of which any may hold.
    fn references(&self, value: &mut Value, step: &Step, progress: &mut Progress) -> bool {
        let Content::Tests(tests) = &mut value.content else { return false };
        let mut changed = false;
        for test in std::mem::take(tests) {
            match &test {
                Test::Field { other, place, cased } => match self.name(other, step, progress) {
                    Some(mapped) => {
                        changed = true;
                        tests.extend(mapped.into_iter().map(|other| Test::Field { other, place: *place, cased: *cased }));
                    }
                    None => tests.push(test),
                },
                _ => tests.push(test),
            }
        }
        changed
    }

    /// Changes the names in a correlation: those of `group-by` that are no aliases, those that
    /// aliases stand for, those of the condition. The error says what cannot be mapped to several
    /// names: what an alias stands for and what the condition reads; in `group-by` several stand
    /// side by side.
    ///
    /// After an error some names are changed already; the load ends then.
    pub(super) fn correlation(&self, correlation: &mut Correlation, step: &Step, progress: &mut Progress) -> Result<(), String> {
        let mut one = |name: &mut String| {
            match self.name(name, step, progress).as_deref() {
                None => {}
                Some([mapped]) => name.clone_from(mapped),
                Some(_) => return Err(name.clone()),
            }
            Ok(())
        };
        for (_, _, field) in correlation.aliases.iter_mut().flat_map(|alias| &mut alias.of) {
            one(field)?;
        }
        correlation.fields.iter_mut().try_for_each(&mut one)?;
        let groups = std::mem::take(&mut correlation.group_by);
        for name in groups {
            let alias = correlation.aliases.iter().any(|alias| alias.name == name);
            match self.name(&name, step, progress).filter(|_| !alias) {
                Some(mapped) => correlation.group_by.extend(mapped),
                None => correlation.group_by.push(name),
            }
        }
        Ok(())
    }
}

/// What a mapping makes of a name, or with `None` of keywords.
fn look_up(mapping: &[(Option<String>, Vec<String>)], name: Option<&str>) -> Mapped {
    mapping.iter().find(|(from, _)| from.as_deref() == name).map(|(_, becomes)| becomes.clone())
}

/// Lets a text stand anywhere. What is no text stays: a regular expression is searched for anywhere
/// as it is.
fn open(value: &mut Value) {
    if let Content::Tests(tests) = &mut value.content {
        for test in tests {
            if let Test::Text { pattern, .. } = test {
                *pattern = std::mem::take(pattern).open_start().open_end();
            }
        }
    }
}

impl Progress {
    /// Notes that a name became others by a step.
    ///
    /// The ids of the steps that made the old name go over to the new ones, with this step's. A
    /// name that became itself was mapped, and has not changed.
    fn track(&mut self, name: &str, mapped: &[String], step: &Step) {
        self.mapped.insert(name.to_owned());
        self.mapped.extend(mapped.iter().cloned());
        if mapped == [name] {
            return;
        }
        let mut ids = self.names.remove(name).unwrap_or_default();
        ids.extend(step.id.clone());
        for one in mapped {
            self.names.insert(one.clone(), ids.clone());
        }
    }
}
