//! A pipeline's steps, applied to one rule after the other.

use std::collections::{BTreeMap, BTreeSet};

use super::super::called::Called;
use super::super::correlation::Correlation;
use super::super::detection::Detection;
use super::super::draft::Draft;
use super::super::item::Item;
use super::super::placeholder::Placeholders;
use super::super::rule::Logsource;
use super::super::selection::Selections;
use super::super::yaml::{Node, Value};
use super::Step;
use super::compared::Scalar;
use super::condition::Progress;
use super::item::{Change, each};
use super::rule::Subject;
use super::transformation::{Addition, Transformation};
use crate::code::Code;
use crate::diagnostic::{Collector, Span};
use crate::expression::Expression;
use crate::response::Response;

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

/// The log sources of the rules that each correlation refers to, through other correlations too; each rule's once. Circles are reported elsewhere.
fn sources(drafts: &[Draft], correlations: &[(usize, Correlation)]) -> Vec<Vec<Logsource>> {
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

/// What is known while one rule is changed.
struct Run<'r, 'f> {
    vars: &'r Placeholders,
    files: &'r mut [Collector<'f>],
    progress: Progress,
    /// Custom attributes that steps set, the latest last.
    set: Vec<(String, Scalar)>,
    failed: bool,
}

impl Run<'_, '_> {
    fn error(&mut self, file: usize, code: Code, span: Span, message: String, hint: &str) {
        self.failed = true;
        if let Some(collector) = self.files.get_mut(file) {
            collector.error(code, span, message, hint);
        }
    }

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

    /// Applies a step to each item for which its conditions hold.
    fn items(&mut self, step: &Step, file: usize, detection: &mut Detection) {
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

    /// A step that says that a rule cannot be used.
    fn refused(&mut self, message: &str, file: usize, span: Span) {
        let message = format!("a pipeline refuses the rule: {message}");
        self.error(file, Code::PipelineFailure, span, message, "change the rule, leave it out, or change the pipeline");
    }

    /// `add_condition`: everything that the rule asks, and this.
    fn add(&mut self, addition: &Addition, step: &Step, draft: &mut Draft) {
        let Addition { name, selection, template, negated } = addition;
        let selection = match template {
            None => Some(selection.clone()),
            Some(node) => {
                let written = filled(node, &draft.rule.logsource);
                self.files.get_mut(step.file).and_then(|collector| Selections::new(collector).selection(&written))
            }
        };
        let Some(mut selection) = selection else { return };
        each(&mut selection, &mut |item| {
            item.mark(step);
            Change::Kept
        });
        let Detection { selections, condition, .. } = &mut draft.detection;
        let number = selections.len();
        selections.push((name.clone().unwrap_or_else(|| format!("_cond_{number}")), selection));
        let added = if *negated { Expression::Test(number).not() } else { Expression::Test(number) };
        let before = std::mem::replace(condition, Expression::Constant(true));
        *condition = Expression::all([added, before]);
    }

    /// `strict_field_mapping_failure`: every field of the rule was mapped.
    fn strict(&mut self, draft: &Draft) {
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

    fn correlation(&mut self, steps: &[Step], file: usize, correlation: &mut Correlation, logsources: &[Logsource]) {
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

/// A template with `$category`, `$product` and `$service` put in; what the rule does not name stays, as for pySigma's `safe_substitute`.
fn filled(node: &Node, logsource: &Logsource) -> Node {
    let value = match &node.value {
        Value::String(text) => {
            let mut text = text.clone();
            let parts = [("category", &logsource.category), ("product", &logsource.product), ("service", &logsource.service)];
            for (name, part) in parts {
                if let Some((part, _)) = part {
                    text = text.replace(&format!("${{{name}}}"), part).replace(&format!("${name}"), part);
                }
            }
            Value::String(text)
        }
        Value::List(items) => Value::List(items.iter().map(|item| filled(item, logsource)).collect()),
        Value::Map(pairs) => Value::Map(pairs.iter().map(|(key, value)| (key.clone(), filled(value, logsource))).collect()),
        other => other.clone(),
    };
    Node { span: node.span, value }
}
