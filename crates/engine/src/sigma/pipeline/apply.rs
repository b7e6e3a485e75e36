//! A pipeline's steps, applied to one rule after the other.
//!
//! A step changes a rule in place: its items before these are lowered to expressions, its log
//! source, its condition, its response. What a step asks about the rule (`rule_conditions`) is
//! asked of the rule as the steps before left it; only which log sources a correlation has is taken
//! from before them.
//!
//! | state | lives as long as | read by |
//! |---|---|---|
//! | `progress` | one rule | `processing_item_applied`, `processing_state` |
//! | `set` | one rule | `rule_attribute`, which sees the latest value first |
//! | `failed` | one rule | the loop: a rule that was refused once is not changed any further |
//!
//! Filters of a rule go through the same steps as its own items, since they become part of its
//! expression. Correlations have no items: steps change the fields of `group-by` and of conditions.

mod addition;
mod correlation;
mod items;

use correlation::sources;

use super::super::correlation::Correlation;
use super::super::draft::Draft;
use super::super::placeholder::Placeholders;
use super::super::yaml::Node;
use super::Step;
use super::compared::Scalar;
use super::condition::Progress;
use super::rule::Subject;
use super::transformation::Transformation;
use crate::code::Code;
use crate::diagnostic::{Collector, Span};

/// Applies steps to all rules and correlations.
pub(super) fn to_all(
    steps: &[Step],
    vars: &Placeholders,
    nodes: &[Node],
    drafts: &mut [Draft],
    correlations: &mut [(usize, Correlation)],
    files: &mut [Collector<'_>],
) {
    // As pySigma does: the rules that a correlation refers to are asked for their log sources before they are changed.
    let logsources = sources(drafts, correlations);
    for draft in drafts {
        let node = nodes.get(draft.document);
        let mut run = Run { vars, files, progress: Progress::default(), set: Vec::new(), failed: false };
        run.rule(steps, draft, node);
    }
    for ((file, correlation), logsources) in correlations.iter_mut().zip(&logsources) {
        let mut run = Run { vars, files, progress: Progress::default(), set: Vec::new(), failed: false };
        run.correlation(steps, *file, correlation, logsources);
    }
}

/// What is known while one rule is changed.
struct Run<'r, 'f> {
    /// Values of all pipelines' `vars`, for steps that put placeholders in.
    vars: &'r Placeholders,
    /// By file, where its errors go.
    files: &'r mut [Collector<'f>],
    /// Which steps were applied to the rule, and what they noted.
    progress: Progress,
    /// Custom attributes that steps set, the latest last.
    set: Vec<(String, Scalar)>,
    /// Whether an error was reported of the rule.
    failed: bool,
}

impl Run<'_, '_> {
    /// Reports an error in a file; the rule is not changed any further.
    fn error(&mut self, file: usize, code: Code, span: Span, message: String, hint: &str) {
        self.failed = true;
        if let Some(collector) = self.files.get_mut(file) {
            collector.error(code, span, message, hint);
        }
    }

    /// Applies each step whose conditions hold to one rule, in the order of the pipeline.
    fn rule(&mut self, steps: &[Step], draft: &mut Draft, node: Option<&Node>) {
        for step in steps {
            let subject = Subject::Rule { draft, node };
            let holds = step.conditions.rule.holds(&|condition| condition.holds(&subject, &self.progress, &self.set));
            if !holds || self.failed {
                continue;
            }
            self.step(step, draft, node);
            self.progress.applied.extend(step.id.clone());
        }
    }

    /// Applies one step whose conditions hold.
    fn step(&mut self, step: &Step, draft: &mut Draft, node: Option<&Node>) {
        match &step.transformation {
            Transformation::Nest(steps) => self.rule(steps, draft, node),
            Transformation::AddCondition(addition) => self.add(addition, step, draft),
            Transformation::ChangeLogsource(logsource) => draft.rule.logsource = logsource.clone(),
            Transformation::ListedFields => {}
            Transformation::SetState { key, value } => {
                self.progress.state.insert(key.clone(), value.clone());
            }
            Transformation::RuleFailure(message) => self.refused(message, draft.file, draft.rule.span),
            Transformation::StrictMapping => self.strict(draft),
            Transformation::SetResponse(response) => draft.rule.response = Some(*response),
            Transformation::SetAttribute { name, value } => self.set.push((name.clone(), value.clone())),
            Transformation::Field(_)
            | Transformation::DropItem
            | Transformation::Placeholders(_)
            | Transformation::Value(_)
            | Transformation::ItemFailure(_) => {
                self.items(step, draft.file, &mut draft.detection);
                for filter in &mut draft.filters {
                    self.items(step, filter.file, &mut filter.detection);
                }
            }
        }
        if let Transformation::SetResponse(response) = &step.transformation {
            self.set.push(("response".to_owned(), Scalar::Text(response.as_str().to_owned())));
        }
    }

    /// A step that says that a rule cannot be used.
    fn refused(&mut self, message: &str, file: usize, span: Span) {
        let message = format!("a pipeline refuses the rule: {message}");
        self.error(file, Code::PipelineFailure, span, message, "change the rule, leave it out, or change the pipeline");
    }
}
