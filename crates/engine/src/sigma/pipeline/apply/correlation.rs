//! Steps over a correlation: a rule over the matches of other rules has no items and no log source
//! of its own, but names of fields, a response, and what conditions ask about.
//!
//! | transformation | of a correlation |
//! |---|---|
//! | those that change names of fields | `group-by`, the fields of aliases, the field of the condition |
//! | `set_custom_attribute` | its response; others are seen by `rule_attribute` |
//! | `set_state`, `nest`, `rule_failure` | as of a rule |
//! | any other | nothing, but it counts as applied |
//!
//! It follows pySigma's `FieldMappingTransformationBase.apply` and `LogsourceCondition.match`.
//! Conditions on items are not asked, for there are none; conditions on names are, for each name.
//!
//! Errors are [`Code::PipelineFailure`] in the correlation's file, at the first rule that it refers
//! to, and end the steps of this correlation.

use std::collections::BTreeSet;

use super::Run;
use crate::code::Code;
use crate::diagnostic::Span;
use crate::response::Response;
use crate::sigma::called::Called;
use crate::sigma::correlation::Correlation;
use crate::sigma::draft::Draft;
use crate::sigma::pipeline::Step;
use crate::sigma::pipeline::compared::Scalar;
use crate::sigma::pipeline::rule::Subject;
use crate::sigma::pipeline::transformation::Transformation;
use crate::sigma::rule::Logsource;

/// The log sources of the rules that each correlation refers to, through other correlations too;
/// each rule's once. Circles are reported elsewhere.
///
/// A name that no rule has refers to nothing here, which is reported elsewhere as well. For each
/// correlation one walk that visits each rule and each correlation once.
pub(super) fn sources(drafts: &[Draft], correlations: &[(usize, Correlation)]) -> Vec<Vec<Logsource>> {
    let first = drafts.len();
    let called = Called::of_set(drafts.iter().map(|draft| &draft.rule), correlations);
    let below = |at: usize| {
        let (mut seen, mut left) = (BTreeSet::new(), vec![at]);
        seen.insert(first + at);
        while let Some((_, one)) = left.pop().and_then(|at| correlations.get(at)) {
            for number in one.rules.iter().flat_map(|(name, _)| called.named(name)) {
                if seen.insert(*number) {
                    left.extend(number.checked_sub(first));
                }
            }
        }
        seen.iter().filter_map(|at| drafts.get(*at)).map(|draft| draft.rule.logsource.clone()).collect()
    };
    (0..correlations.len()).map(below).collect()
}

impl Run<'_, '_> {
    /// Takes a correlation through the steps, as [`Run::rule`] takes a rule. `file` is that of the
    /// correlation, `logsources` those of the rules that it refers to, as they were before steps
    /// changed these.
    pub(super) fn correlation(&mut self, steps: &[Step], file: usize, correlation: &mut Correlation, logsources: &[Logsource]) {
        for step in steps {
            let subject = Subject::Correlation { correlation, logsources };
            let holds = step.conditions.rule.holds(&|condition| condition.holds(&subject, &self.progress, &self.set));
            if !holds || self.failed {
                continue;
            }
            let place = correlation.rules.first().map_or_else(Span::default, |(_, span)| *span);
            match &step.transformation {
                Transformation::Nest(steps) => self.correlation(steps, file, correlation, logsources),
                Transformation::SetState { key, value } => {
                    self.progress.state.insert(key.clone(), value.clone());
                }
                Transformation::RuleFailure(message) => self.refused(message, file, place),
                Transformation::SetResponse(response) => {
                    correlation.response = Some(*response);
                    self.set.push(("response".to_owned(), Scalar::Text(Response::as_str(*response).to_owned())));
                }
                Transformation::SetAttribute { name, value } => self.set.push((name.clone(), value.clone())),
                Transformation::Field(change) => {
                    if let Err(name) = change.correlation(correlation, step, &mut self.progress) {
                        let message = format!("a pipeline maps `{name}` to several fields, which a correlation cannot read as one");
                        self.error(file, Code::PipelineFailure, place, message, "map it to one field for correlations");
                    }
                }
                // The rest is about detections and log sources, which a correlation has not.
                _ => {}
            }
            self.progress.applied.extend(step.id.clone());
        }
    }
}
