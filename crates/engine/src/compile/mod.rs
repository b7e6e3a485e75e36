//! From sources to a rule set: parse, check what rules say of each other, route them to events.
//!
//! ```text
//! sources ── documents ──> rules, filters, correlations ──> expressions over tests
//! options ── policy ─────> responses
//!                              │ checks: identities, references, events, fields
//!                              v
//!                          CompiledRule, by number ── RuleSet::assemble ──> RuleSet
//! ```
//!
//! A rule's *number* is its place among the rules of all sources, in their order; correlations
//! follow. It is what verdicts speak of.
//!
//! All of a load is read before it is refused, up to a limit, so that one run tells everything:
//! each diagnostic has its place, and those of a file are sorted by it. One error anywhere, and
//! there is no set.
//!
//! **Cost**: linear in the sources and in what conditions are once `1 of` and lists are spelt out,
//! which [`limits`] bound; names are looked up and not searched.

mod checks;
pub(crate) mod documents;
mod info;
mod input;
mod policy;
mod routed;

use std::collections::HashMap;

use foldhash::fast::FixedState;

use crate::code::Code;
use crate::correlate;
use crate::diagnostic::{Collector, Diagnostic, Severity, Span};
use crate::expression::Expression;
use crate::limits;
use crate::order;
use crate::plan::Fields;
use crate::response::Response;
use crate::rule_info::RuleInfo;
use crate::rule_set::{CompiledRule, RuleSet};
use crate::sigma::FieldTest;
use crate::sigma::called::Called;
use crate::sigma::correlation::Correlation;
use crate::sigma::draft::Lowered;
use crate::sigma::rule::Rule;
use documents::Documents;
use info::{correlation_info, info};
pub use input::{CompileOptions, Report, Source};
use policy::Policy;
use routed::is_offered;
pub(crate) use routed::{events_of, routed};

/// For so many different tests room is made at most before they are numbered: many may be equal.
const RESERVED: usize = 1 << 16;

impl RuleSet {
    /// Compiles rules. Any error means that nothing is loaded; warnings do not. What is refused,
    /// and why, is in [`Report::diagnostics`], each with its code, place and hint. It is
    /// deterministic: the same sources and options give the same set.
    #[must_use]
    pub fn compile(sources: &[Source<'_>], options: &CompileOptions) -> Report {
        compile(sources, options, false)
    }

    /// Compiles rules and correlations, for a host that has a [`Correlator`](crate::Correlator) and
    /// ends judgements with
    /// [`Evaluator::complete_correlated`](crate::Evaluator::complete_correlated). Elsewhere a
    /// correlation is an error, for it would never match and its rules would not answer. An image
    /// keeps them, so who loads one asks [`correlates`](Self::correlates).
    #[must_use]
    pub fn compile_with_correlations(sources: &[Source<'_>], options: &CompileOptions) -> Report {
        compile(sources, options, true)
    }
}

/// Compiles rules; the report has the set only where no error was found.
///
/// In this order, since each needs what is before it: documents are read and joined with filters
/// and pipelines; responses are taken from the rules and the policy; equal tests become one;
/// correlations are resolved to the numbers of their rules; then what can be said only of the whole
/// is checked: fields and log sources that nothing has, rules that never match or search every
/// event, limits.
fn compile(sources: &[Source<'_>], options: &CompileOptions, correlate: bool) -> Report {
    let Documents { files, rules, lowered, filters, alone, correlations, .. } = documents::read(sources, options, correlate, false);
    let mut set = Builder { sources, options, files, policy: Policy::default(), tests: HashMap::default() };
    let sound: Vec<bool> = lowered.iter().map(Option::is_some).collect();
    let (infos, compiled) = set.rules(&rules, lowered, &correlations);
    let responses: Vec<Response> = infos.iter().skip(rules.len()).map(|info| info.response).collect();
    let resolved = correlate::resolve(&correlations, &responses, &rules, &mut set.files);
    // A pipeline may have changed what a filter names, so a filter is asked about its own log
    // source and fields only where there is none.
    if options.pipelines.is_empty() {
        for (file, filter) in &filters {
            set.events(*file, &filter.logsource);
        }
        for filter in &alone {
            set.fields(&filter.fields, &events_of(&filter.logsource, options));
        }
    }
    // By number: the order in which rules asked first, so the same rules give the same set.
    let mut places: Vec<Option<FieldTest>> = Vec::new();
    places.resize_with(set.tests.len(), || None);
    for (test, number) in std::mem::take(&mut set.tests) {
        if let Some(place) = places.get_mut(number as usize) {
            *place = Some(test);
        }
    }
    let mut tests: Vec<FieldTest> = Vec::with_capacity(places.len());
    tests.extend(places.into_iter().flatten());
    let mut fields = Fields::new(&tests);
    for (((file, rule), compiled), _) in rules.iter().zip(&compiled).zip(&sound).filter(|(_, sound)| **sound) {
        set.vain(*file, rule, compiled, &tests, &mut fields);
    }
    for collector in &mut set.files {
        order::sort_by(&mut collector.diagnostics, |a, b| (a.span.line, a.span.column).cmp(&(b.span.line, b.span.column)));
        // A filter's fault is found again in every rule that it is added to.
        collector.diagnostics.dedup();
    }
    let mut diagnostics: Vec<Diagnostic> = set.files.into_iter().flat_map(|collector| collector.diagnostics).collect();
    let failed = diagnostics.iter().any(|one| one.severity == Severity::Error);
    if let Some(message) = limits::beyond(tests.len(), fields.count()) {
        diagnostics.push(unplaced(Code::RuleLimit, Severity::Error, message));
        return Report { rules: None, diagnostics };
    }
    let rules = (!failed).then(|| {
        let mut set = RuleSet::assemble(infos, compiled, tests, fields);
        set.correlate(resolved);
        set
    });
    Report { rules, diagnostics }
}

/// A diagnostic about the options or the set as a whole.
fn unplaced(code: Code, severity: Severity, message: String) -> Diagnostic {
    let hint = String::new();
    Diagnostic { code, severity, message, file: "(options)".into(), span: Span::START, hint, source: String::new() }
}

/// A diagnostic among those of files.
fn beside<'a>(one: Diagnostic) -> Collector<'a> {
    let mut collector = Collector::new("(options)", "");
    collector.diagnostics.push(one);
    collector
}

/// What has been made of the rules so far, and where each complaint goes.
struct Builder<'s> {
    /// As they were given: names of files for what is said of two rules.
    sources: &'s [Source<'s>],
    options: &'s CompileOptions,
    files: Vec<Collector<'s>>,
    /// Which responses of the configuration fitted a rule.
    policy: Policy,
    /// The number of each different test.
    tests: HashMap<FieldTest, u32, FixedState>,
}

impl Builder<'_> {
    /// What answers say of the rules and correlations, and the rules ready to be planned; in their
    /// order.
    fn rules(
        &mut self,
        rules: &[(usize, Rule)],
        lowered: Vec<Option<Lowered>>,
        correlations: &[(usize, Correlation)],
    ) -> (Vec<RuleInfo>, Vec<CompiledRule>) {
        self.identities(rules, correlations);
        let called = checks::takable(rules);
        let (policy, problems) = Policy::read(&self.options.responses);
        self.policy = policy;
        self.files.extend(problems.into_iter().map(beside));
        let tests: usize = lowered.iter().flatten().map(|lowered| lowered.size.tests).sum();
        self.tests.reserve(tests.min(RESERVED));
        let mut infos = Vec::with_capacity(rules.len());
        let mut compiled = Vec::with_capacity(rules.len());
        for ((file, rule), lowered) in rules.iter().zip(lowered) {
            let own = [rule.id.as_ref().map(|(id, _)| id), Some(&rule.level), rule.author.as_ref()];
            infos.push(info(rule, self.policy.response(rule.response, own, &rule.tags)));
            compiled.push(self.rule(*file, rule, lowered, &called));
        }
        for (_, correlation) in correlations {
            let own = [correlation.id.as_ref().map(|(id, _)| id), Some(&correlation.level), correlation.author.as_ref()];
            infos.push(correlation_info(correlation, self.policy.response(correlation.response, own, &correlation.tags)));
        }
        if !rules.is_empty() {
            for key in self.policy.unused() {
                let message = format!("`responses`: no rule has the id, level, tag or author `{key}`");
                self.files.push(beside(unplaced(Code::RuleResponse, Severity::Warning, message)));
            }
        }
        (infos, compiled)
    }

    /// An error at a place of a file.
    fn error(&mut self, file: usize, code: Code, span: Span, message: String, hint: &str) {
        if let Some(collector) = self.files.get_mut(file) {
            collector.error(code, span, message, hint);
        }
    }

    /// A warning at a place of a file.
    fn warning(&mut self, file: usize, code: Code, span: Span, message: String, hint: &str) {
        if let Some(collector) = self.files.get_mut(file) {
            collector.warning(code, span, message, hint);
        }
    }

    /// One rule: the events of its log source, its tests by their numbers, and whom it takes out.
    fn rule(&mut self, file: usize, rule: &Rule, lowered: Option<Lowered>, called: &Called<'_>) -> CompiledRule {
        let events = self.events(file, &rule.logsource);
        let expression = lowered.map_or(Expression::Constant(false), |lowered| {
            self.fields(&lowered.fields, &events);
            self.number(lowered.expression())
        });
        CompiledRule { targets: self.targets(file, rule, called), ..routed(&rule.logsource, events, expression) }
    }

    /// The expression over the numbers of its tests; a test that another rule has already has that
    /// one's number.
    fn number(&mut self, expression: Expression<FieldTest>) -> Expression<u32> {
        expression.into_map(&mut |test| {
            let next = u32::try_from(self.tests.len()).unwrap_or(u32::MAX);
            Expression::Test(*self.tests.entry(test).or_insert(next))
        })
    }
}
