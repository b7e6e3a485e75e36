//! A rule on its way from its document to an expression: filters are added to it, and pipelines
//! change it.
//!
//! ```text
//! Draft { rule, detection, filters }            as its author wrote it
//!    filter::apply      appends to `filters`    one entry for each filter that concerns the rule
//!    pipeline::apply    changes items, values, names, the log source
//!    Draft::lower       spends placeholders, makes tests, joins
//! Lowered                                       what is planned, as one expression
//! ```
//!
//! The rule and each of its filters are lowered by themselves and joined by AND, filters as they
//! are written: a filter that takes events out says `not selection` in its own condition (see
//! [`super::filter`]).
//!
//! Parts stay apart after that ([`Lowered::detection`], [`Lowered::filters`]), since
//! `overt rules explain` shows them under their names; the plan is made of
//! [`Lowered::expression`] alone.
//!
//! Of the rule and its filters together there is at most [`Size::RULE`], and of what pipelines
//! dropped nothing counts either way: a rule of which nothing is left is an error
//! ([`Code::PipelineFailure`]), for it would match every event.

use super::FieldTest;
use super::detection::{self, Detection};
use super::item::{Lowering, Reported};
use super::placeholder::Placeholders;
use super::rule::Rule;
use super::size::Size;
use crate::code::Code;
use crate::diagnostic::{Collector, Span};
use crate::expression::Expression;

/// A rule with what it detects.
///
/// Errors need the file that each part came from: the rule's and its filters' may differ.
#[derive(Debug)]
pub(crate) struct Draft {
    /// The number of its file.
    pub(crate) file: usize,
    /// The number of its document, counted over all files.
    pub(crate) document: usize,
    /// What it is called, how bad it is, which events it is for.
    pub(crate) rule: Rule,
    /// What it looks for, as items.
    pub(crate) detection: Detection,
    /// In the order of the filters' documents.
    pub(crate) filters: Vec<Filtering>,
}

/// What a filter adds to a rule.
#[derive(Debug, Clone)]
pub(crate) struct Filtering {
    /// The number of the filter's file.
    pub(crate) file: usize,
    /// The filter's title, under which `explain` shows it.
    pub(crate) title: String,
    /// A copy of the filter's: pipelines change it as a part of this rule, and by this rule's
    /// conditions.
    pub(crate) detection: Detection,
    /// Where `filter` stands.
    pub(crate) span: Span,
}

/// What a rule detects, as expressions.
#[derive(Debug, Clone)]
pub(crate) struct Lowered {
    /// The rule's own part.
    pub(crate) detection: detection::Lowered,
    /// Those of its filters, by title.
    pub(crate) filters: Vec<(String, detection::Lowered)>,
    /// The fields, the file that names each first, and where.
    pub(crate) fields: Vec<(usize, String, Span)>,
    /// How much the expression of all holds.
    pub(crate) size: Size,
}

impl Draft {
    /// Lowers the rule's detection and those of its filters: the file, the rule, and `None` for
    /// what it detects after an error.
    ///
    /// Errors are reported in the file where each stands, a filter's in the filter's. They are
    /// [`Code::RulePlaceholder`] (a name without values), [`Code::RuleRegex`] (an expression made
    /// of a placeholder's value), [`Code::RuleLimit`] (more than [`Size::RULE`] once spelt out) and
    /// [`Code::PipelineFailure`] (nothing left). All parts are lowered before one of them ends it,
    /// so that all errors are seen at once.
    pub(crate) fn lower(self, placeholders: &Placeholders, files: &mut [Collector<'_>]) -> (usize, Rule, Option<Lowered>) {
        let Self { file, rule, detection, filters, .. } = self;
        let (place, title) = (detection.span, rule.title.clone());
        let mut fields = Vec::new();
        let mut lower = |file: usize, detection: Detection| {
            let mut lowering = Lowering { placeholders, collector: files.get_mut(file).ok_or(Reported)?, fields: Vec::new() };
            let lowered = detection.lower(&mut lowering);
            fields.extend(lowering.fields.into_iter().map(|(field, span)| (file, field, span)));
            lowered
        };
        let own = lower(file, detection);
        let joined: Vec<_> = filters.into_iter().map(|one| (one.file, one.span, one.title, lower(one.file, one.detection))).collect();
        let Ok(detection) = own else { return (file, rule, None) };
        let (mut dropped, mut lowered) = (detection.kept().is_none(), Vec::new());
        let mut size = detection.size();
        for (file, span, filter, one) in joined {
            let Ok(one) = one else { return (file, rule, None) };
            size = size.plus(one.size());
            if let Some((what, many, most)) = size.beyond(Size::RULE) {
                if let Some(collector) = files.get_mut(file) {
                    let message = format!("with the filter the rule `{title}` has {many} {what}; at most {most} are allowed");
                    collector.error(Code::RuleLimit, span, message, "split the rule, or make the filter smaller");
                }
                return (file, rule, None);
            }
            dropped &= one.kept().is_none();
            lowered.push((filter, one));
        }
        if dropped && let Some(collector) = files.get_mut(file) {
            let message = format!("pipelines have dropped everything that the rule `{title}` detects");
            collector.error(Code::PipelineFailure, place, message, "restrict `drop_detection_item`, or leave the rule out");
            return (file, rule, None);
        }
        (file, rule, Some(Lowered { detection, filters: lowered, fields, size }))
    }
}

impl Lowered {
    /// All parts, joined by AND.
    pub(crate) fn expression(self) -> Expression<FieldTest> {
        let filters = self.filters.into_iter().filter_map(|(_, filter)| filter.joined());
        Expression::all(self.detection.joined().into_iter().chain(filters))
    }
}
