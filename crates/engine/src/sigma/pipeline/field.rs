//! Names of fields: in items, in values that refer to a field, and in correlations.

use super::super::Test;
use super::super::correlation::Correlation;
use super::super::item::{Item, Selection};
use super::super::value::{Content, Value};
use super::Step;
use super::condition::Progress;
use super::transformation::FieldChange;

/// What a name becomes.
type Mapped = Option<Vec<String>>;

impl FieldChange {
    /// What the name becomes; `None` where it stays. A keyword has no name.
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

    /// Changes the names that a value refers to.
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

    /// Changes the names in a correlation: those of `group-by` that are no aliases, those that aliases stand for, those of the condition. The error says what
    /// cannot be mapped to several names.
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

fn look_up(mapping: &[(Option<String>, Vec<String>)], name: Option<&str>) -> Mapped {
    mapping.iter().find(|(from, _)| from.as_deref() == name).map(|(_, becomes)| becomes.clone())
}

/// Lets a text stand anywhere.
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
