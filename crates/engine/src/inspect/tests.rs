//! A rule's own events: `tests:`, a list of events with `match: true` or `match: false`.

use super::TestOutcome;
use super::explain::explained;
use super::given::Given;
use crate::code::Code;
use crate::compile::documents::{self, Documents};
use crate::diagnostic::{Collector, Diagnostic};
use crate::rule_set::{CompileOptions, RuleSet, Source};
use crate::sigma::draft::Lowered;
use crate::sigma::rule::Rule;
use crate::sigma::yaml;

/// Runs the tests that stand in rules. A rule without tests is not named.
///
/// # Errors
/// What is wrong with the rules or their tests.
pub fn run_tests(sources: &[Source<'_>], options: &CompileOptions) -> Result<Vec<TestOutcome>, Vec<Diagnostic>> {
    let mut problems = RuleSet::compile(sources, options).errors();
    if !problems.is_empty() {
        return Err(problems);
    }
    let Documents { rules, lowered, nodes, places, .. } = documents::read(sources, options, false, true);
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
        problems.extend(collector.diagnostics);
    }
    if problems.is_empty() { Ok(outcomes) } else { Err(problems) }
}

/// The tests of a document.
fn tests<'n>(document: &'n yaml::Node, collector: &mut Collector<'_>) -> &'n [yaml::Node] {
    let Some((key, tests)) = document.at("tests") else { return &[] };
    let yaml::Value::List(items) = &tests.value else {
        let hint = "write `- { event: .., fields: { .. }, match: true }`";
        collector.error(Code::RuleType, key.span, "`tests` must be a list of events", hint);
        return &[];
    };
    items
}

fn outcome(
    (rule, lowered): (&Rule, &Lowered),
    item: &yaml::Node,
    options: &CompileOptions,
    file: &str,
    collector: &mut Collector<'_>,
) -> Option<TestOutcome> {
    let given = Given::read(item, collector)?;
    let Some((_, yaml::Node { value: yaml::Value::Boolean(expected), .. })) = item.at("match") else {
        collector.error(Code::RuleType, item.span, "a test says whether its event must match", "add `match: true` or `match: false`");
        return None;
    };
    let explanation = explained(rule, lowered, options, &given)?;
    let title = explanation.title.clone();
    Some(TestOutcome { file: file.to_owned(), line: item.span.line, title, expected: *expected, explanation })
}
