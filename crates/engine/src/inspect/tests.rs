//! A rule's own events: `tests:`, a list of events with `match: true` or `match: false`.

use super::TestOutcome;
use super::explain::explained;
use super::given::Given;
use crate::code::Code;
use crate::diagnostic::{Collector, Diagnostic};
use crate::rule_set::{CompileOptions, RuleSet, Source};
use crate::sigma::{filter, yaml};

/// Runs the tests that stand in rules. A rule without tests is not named.
///
/// # Errors
/// What is wrong with the rules or their tests.
pub fn run_tests(sources: &[Source<'_>], options: &CompileOptions) -> Result<Vec<TestOutcome>, Vec<Diagnostic>> {
    let mut problems = RuleSet::compile(sources, options).errors();
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut outcomes = Vec::new();
    for source in sources {
        let mut collector = Collector::new(source.name, source.text);
        for document in yaml::read(source.text, Code::RuleYaml, &mut collector).iter().filter(|document| !filter::is_filter(document)) {
            let Some((key, tests)) = document.at("tests") else { continue };
            let yaml::Value::List(items) = &tests.value else {
                collector.error(
                    Code::RuleType,
                    key.span,
                    "`tests` must be a list of events",
                    "write `- { event: .., fields: { .. }, match: true }`",
                );
                continue;
            };
            for item in items {
                outcomes.extend(outcome(document, item, options, source.name, &mut collector));
            }
        }
        problems.extend(collector.diagnostics);
    }
    if problems.is_empty() { Ok(outcomes) } else { Err(problems) }
}

fn outcome(
    document: &yaml::Node,
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
    let explanation = explained(document, options, &given, collector)?;
    let title = explanation.title.clone();
    Some(TestOutcome { file: file.to_owned(), line: item.span.line, title, expected: *expected, explanation })
}
