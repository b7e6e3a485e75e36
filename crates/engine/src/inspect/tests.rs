//! A rule's own events: `tests:`, a list of events with `match: true` or `match: false`.
//!
//! ```yaml
//! tests:
//!   - { event: process.spawn, fields: { file: /bin/sh }, match: true }
//!   - { logsource: { product: windows }, fields: { EventID: 1 }, match: false }
//! ```
//!
//! and of a correlation a list of events in the order of time, which match if the correlation does
//! at any:
//!
//! ```yaml
//! tests:
//!   - { events: [{ event: a.b }, { after: 5, event: a.b }], match: true }      # the second 5 seconds later
//! ```
//!
//! `tests` is overt's own key; the specification has none. A test is judged as the rule was
//! compiled, pipelines and filters with it, by `explain` or `sequence`: a rule alone, a correlation
//! with all rules of the set.
//!
//! Errors of a test are [`Code::RuleType`], at its place in the rule's file. All tests are read, so
//! that all errors are said at once; with any, there are no outcomes.
//!
//! Traps: an event that overt does not know is an error for a rule that hears no application's own;
//! a field that overt's event does not have is one too, and one that an archive's event
//! does not have cannot be; `package.name` and its kin are fields of each event as well. A test
//! that fails is an outcome and no error.

use std::sync::Arc;

use super::TestOutcome;
use super::explain::explained;
use super::given::Given;
use super::sequence;
use crate::code::Code;
use crate::compile::documents::{self, Documents};
use crate::compile::{CompileOptions, Source, events_of};
use crate::diagnostic::{Collector, Diagnostic, Severity, suggestion};
use crate::rule_set::RuleSet;
use crate::schema;
use crate::sigma::correlation::Correlation;
use crate::sigma::draft::Lowered;
use crate::sigma::rule::Rule;
use crate::sigma::yaml;

/// Runs the tests that stand in rules. A rule without tests is not named.
///
/// The outcomes are in the order of the files; of each file the rules' come before the
/// correlations'. [`TestOutcome::passed`](crate::inspect::TestOutcome::passed) says whether a rule
/// answered as expected.
///
/// # Errors
/// What is wrong with the rules (all errors of a compilation, without its warnings) or their tests
/// (`RuleType`).
pub fn run_tests(sources: &[Source<'_>], options: &CompileOptions) -> Result<Vec<TestOutcome>, Vec<Diagnostic>> {
    let report = RuleSet::compile_with_correlations(sources, options);
    let Some(set) = report.rules else {
        return Err(report.diagnostics.into_iter().filter(|one| one.severity == Severity::Error).collect());
    };
    let (set, mut problems) = (Arc::new(set), Vec::new());
    let Documents { rules, lowered, nodes, places, correlations, correlation_nodes, .. } = documents::read(sources, options, true, true);
    let mut outcomes = Vec::new();
    for (at, source) in sources.iter().enumerate() {
        let mut collector = Collector::new(source.name, source.text);
        let of_file = rules.iter().zip(&lowered).zip(&places).filter(|(((file, _), _), _)| *file == at);
        for (((_, rule), lowered), place) in of_file {
            let (Some(lowered), Some(document)) = (lowered, nodes.get(*place)) else { continue };
            for item in tests(document, &mut collector) {
                outcomes.extend(outcome((rule, lowered), item, options, source.name, &mut collector));
            }
        }
        let numbered = (rules.len()..).zip(correlations.iter().zip(&correlation_nodes));
        for (number, ((_, correlation), document)) in numbered.filter(|(_, ((file, _), _))| *file == at) {
            for item in tests(document, &mut collector) {
                outcomes.extend(sequence_outcome(&set, number, correlation, item, source.name, &mut collector));
            }
        }
        problems.extend(collector.diagnostics);
    }
    if problems.is_empty() { Ok(outcomes) } else { Err(problems) }
}

/// The tests of a document; none where it has none, or where they are no list, which is reported.
fn tests<'n>(document: &'n yaml::Node, collector: &mut Collector<'_>) -> &'n [yaml::Node] {
    let Some((key, tests)) = document.at("tests") else { return &[] };
    let yaml::Value::List(items) = &tests.value else {
        let hint = "write `- { event: .., fields: { .. }, match: true }`";
        collector.error(Code::RuleType, key.span, "`tests` must be a list of events", hint);
        return &[];
    };
    items
}

/// What one test of a rule came to. `None` after an error, which is reported.
fn outcome(
    (rule, lowered): (&Rule, &Lowered),
    item: &yaml::Node,
    options: &CompileOptions,
    file: &str,
    collector: &mut Collector<'_>,
) -> Option<TestOutcome> {
    let given = event(item, collector)?;
    if given.is_misspelt(item, &events_of(&rule.logsource, options), collector) {
        return None;
    }
    let expected = expected(item, collector)?;
    let explanation = explained(rule, lowered, options, &given)?;
    let title = explanation.title.clone();
    Some(TestOutcome { file: file.to_owned(), line: item.span.line, title, expected, explanation })
}

/// The event of a test. A field that its kind does not have is an error: a test with a misspelt one
/// would pass, for the rule does not match it.
fn event(node: &yaml::Node, collector: &mut Collector<'_>) -> Option<Given> {
    let given = Given::read(node, collector)?;
    let Some(kind) = schema::event_by_name(&given.name) else { return Some(given) };
    let Some((_, yaml::Node { value: yaml::Value::Map(fields), .. })) = node.at("fields") else { return Some(given) };
    let Some((key, _)) = fields.iter().find(|(key, _)| schema::field_of(kind, &key.text).is_none()) else { return Some(given) };
    let known = kind.fields.iter().flat_map(|field| std::iter::once(field.name).chain(field.sigma.iter().copied()));
    collector.error(Code::RuleType, key.span, format!("`{}` has no field `{}`", given.name, key.text), suggestion(&key.text, known));
    None
}

/// What a test expects; it has to say so.
fn expected(item: &yaml::Node, collector: &mut Collector<'_>) -> Option<bool> {
    let Some((_, yaml::Node { value: yaml::Value::Boolean(expected), .. })) = item.at("match") else {
        collector.error(Code::RuleType, item.span, "a test says whether its event must match", "add `match: true` or `match: false`");
        return None;
    };
    Some(*expected)
}

/// A correlation's test: `events`, each with the seconds `after` the one before, and whether the
/// correlation matches at any of them.
///
/// `number` is the correlation's among the rules of the set. `after` is from 0 to 10^9 and may have
/// a fraction; without it an event is at the same time as the one before. The first is at 0, or
/// `after` that.
fn sequence_outcome(
    set: &Arc<RuleSet>,
    number: usize,
    correlation: &Correlation,
    item: &yaml::Node,
    file: &str,
    collector: &mut Collector<'_>,
) -> Option<TestOutcome> {
    let Some((_, yaml::Node { value: yaml::Value::List(nodes), .. })) = item.at("events") else {
        let hint = "write `- { events: [{ event: .., fields: { .. } }, { after: 5, event: .. }], match: true }`";
        collector.error(Code::RuleType, item.span, "a correlation's test has a list of `events`", hint);
        return None;
    };
    let (mut events, mut time) = (Vec::new(), 0_i64);
    for node in nodes {
        let after = match node.at("after").map(|(_, after)| (after, &after.value)) {
            None => 0.0,
            Some((after, yaml::Value::Integer(text) | yaml::Value::Float(text))) => match text.parse::<f64>() {
                Ok(seconds) if (0.0..=1e9).contains(&seconds) => seconds,
                _ => {
                    collector.error(Code::RuleType, after.span, "`after` is a number of seconds from 0 on", "write `after: 5`, say");
                    return None;
                }
            },
            Some((after, _)) => {
                collector.error(Code::RuleType, after.span, "`after` is a number of seconds from 0 on", "write `after: 5`, say");
                return None;
            }
        };
        #[expect(clippy::cast_possible_truncation, reason = "at most 10^15 microseconds")]
        let after = (after * 1e6) as i64;
        time = time.saturating_add(after);
        events.push((time, event(node, collector)?));
    }
    let expected = expected(item, collector)?;
    let events: Vec<(i64, &Given)> = events.iter().map(|(time, given)| (*time, given)).collect();
    let explanation = sequence::explained(set, number, correlation, &events);
    Some(TestOutcome { file: file.to_owned(), line: item.span.line, title: correlation.title.clone(), expected, explanation })
}
