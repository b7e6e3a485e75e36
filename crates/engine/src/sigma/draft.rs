//! A rule on its way from its document to an expression: filters are added to it, and pipelines change it.

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
#[derive(Debug)]
pub(crate) struct Draft {
    /// The number of its file.
    pub(crate) file: usize,
    /// The number of its document, counted over all files.
    pub(crate) document: usize,
    pub(crate) rule: Rule,
    pub(crate) detection: Detection,
    pub(crate) filters: Vec<Filtering>,
}

/// What a filter adds to a rule.
#[derive(Debug, Clone)]
pub(crate) struct Filtering {
    pub(crate) file: usize,
    pub(crate) title: String,
    pub(crate) detection: Detection,
    /// Where `filter` stands.
    pub(crate) span: Span,
}

/// What a rule detects, as expressions.
#[derive(Debug)]
pub(crate) struct Lowered {
    /// The rule's own part.
    pub(crate) detection: detection::Lowered,
    /// Those of its filters, by title.
    pub(crate) filters: Vec<(String, detection::Lowered)>,
    /// All of them, joined by AND.
    pub(crate) expression: Expression<FieldTest>,
    /// The fields, the file that names each first, and where.
    pub(crate) fields: Vec<(usize, String, Span)>,
    /// How much the expression holds.
    pub(crate) size: Size,
}

impl Draft {
    /// Lowers the rule's detection and those of its filters; the errors are reported in the file where each stands.
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
        let (mut parts, mut lowered) = (Vec::from_iter(detection.joined()), Vec::new());
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
            parts.extend(one.joined());
            lowered.push((filter, one));
        }
        if parts.is_empty()
            && let Some(collector) = files.get_mut(file)
        {
            let message = format!("pipelines have dropped everything that the rule `{title}` detects");
            collector.error(Code::PipelineFailure, place, message, "restrict `drop_detection_item`, or leave the rule out");
            return (file, rule, None);
        }
        let expression = Expression::all(parts);
        (file, rule, Some(Lowered { detection, filters: lowered, expression, fields, size }))
    }
}
