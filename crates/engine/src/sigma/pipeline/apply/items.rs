//! A step over the items of a rule and of its filters.

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
    /// Applies a step to each item for which its conditions hold.
    pub(super) fn items(&mut self, step: &Step, file: usize, detection: &mut Detection) {
        for (_, selection) in &mut detection.selections {
            each(selection, &mut |item| {
                if step.conditions.hold_for_item(item, &self.progress) { self.item(step, file, item) } else { Change::Kept }
            });
        }
    }

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

    /// `strict_field_mapping_failure`: every field of the rule was mapped.
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
