//! A step over the items of a rule and of its filters: pySigma's
//! `DetectionItemTransformation.apply_detection`, and `StrictFieldMappingFailure`, which looks at
//! all of them at once.
//!
//! In goes a detection, which is changed where it is. A step sees each item as the steps before
//! left it, and an item that it puts in the place of another is not looked at by the same step
//! again.
//!
//! | code | when |
//! |---|---|
//! | `Code::RulePlaceholder` | `vars` has no value for a placeholder, or too many combinations of values |
//! | `Code::PipelineFailure` | `detection_item_failure` meets an item; a field that must be is not mapped |
//!
//! They are reported at the item, in the file of the rule or the filter. The step is applied to the
//! items that are left, and no other step to this rule; other rules are taken through all steps, so
//! that what is wrong with each is said.
//!
//! Linear in the values of a rule, for each step; how many a rule has is bounded when it is read
//! (`limits::RULE_TESTS`), and so is what placeholders make of one value.

use std::collections::BTreeMap;

use super::Run;
use crate::code::Code;
use crate::diagnostic::Span;
use crate::sigma::detection::Detection;
use crate::sigma::draft::Draft;
use crate::sigma::item::Item;
use crate::sigma::pipeline::Step;
use crate::sigma::pipeline::item::{Change, each};
use crate::sigma::pipeline::transformation::Transformation;

impl Run<'_, '_> {
    /// Applies a step to each item for which its conditions hold. `file` is that of the detection,
    /// for errors: a filter's is its own.
    pub(super) fn items(&mut self, step: &Step, file: usize, detection: &mut Detection) {
        for (_, selection) in &mut detection.selections {
            each(selection, &mut |item| {
                if step.conditions.hold_for_item(item, &self.progress) { self.item(step, file, item) } else { Change::Kept }
            });
        }
    }

    /// Applies a step to an item, and says what becomes of it.
    ///
    /// The item is marked with the step's id, for `processing_item_applied`, only where the step
    /// was for its name or for one of its values; of the rule the step counts as applied either
    /// way.
    fn item(&mut self, step: &Step, file: usize, item: &mut Item) -> Change {
        match &step.transformation {
            Transformation::Field(change) => match change.item(item, step, &mut self.progress) {
                Some(selection) => return Change::Replaced(selection),
                None => return Change::Kept,
            },
            Transformation::DropItem => return Change::Dropped,
            Transformation::Value(change) => {
                let changed = change.item(item);
                if changed {
                    item.mark(step);
                }
            }
            Transformation::Placeholders(change) => match change.item(item, self.vars) {
                Ok(true) => item.mark(step),
                Ok(false) => {}
                Err(name) => {
                    let message = if name.is_empty() {
                        format!("the placeholders stand for more than {} values", crate::limits::RULE_TESTS)
                    } else {
                        format!("the pipelines' `vars` have no value for the placeholder `%{name}%`")
                    };
                    let hint = "add it to `vars:`, or list in `include:` what the step is for";
                    self.error(file, Code::RulePlaceholder, item.span, message, hint);
                }
            },
            Transformation::ItemFailure(message) => self.refused(message, file, item.span),
            _ => {}
        }
        Change::Kept
    }

    /// `strict_field_mapping_failure`: every field of the rule and of its filters was mapped, or is
    /// one that a name was mapped to.
    ///
    /// Each field that was not is an error at the first item that has it, in the order of their
    /// names. Fields that values refer to (`fieldref`) and keywords are not looked at, as in
    /// pySigma.
    pub(super) fn strict(&mut self, draft: &Draft) {
        let mut unmapped: BTreeMap<String, (usize, Span)> = BTreeMap::new();
        let mapped = &self.progress.mapped;
        let mut visit = |file: usize, item: &Item| {
            if let Some(field) = item.field.as_ref().filter(|field| !mapped.contains(*field)) {
                unmapped.entry(field.clone()).or_insert((file, item.span));
            }
        };
        draft.detection.items(&mut |item| visit(draft.file, item));
        draft.filters.iter().for_each(|filter| filter.detection.items(&mut |item| visit(filter.file, item)));
        for (field, (file, span)) in unmapped {
            let message = format!("no pipeline maps the field `{field}`, and one asks that all be mapped");
            self.error(file, Code::PipelineFailure, span, message, "map the field, or leave the rule out");
        }
    }
}
