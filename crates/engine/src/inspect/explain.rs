//! Why a rule matched an event or did not: the engine itself is asked about each part of a
//! condition, and its answers are put into the shape of the condition. No second evaluator could
//! disagree with it.
//!
//! ```text
//! rule 0        the whole expression                 for the rule's log source    matched
//! rule 1        nothing                              for the rule's log source    logsource
//! rule 2 ...    each different test of the rule      for any log source           holds, of that test
//! ```
//!
//! This is a rule set of its own for each rule that is explained, and one evaluation answers for
//! all of it. A selection, `and`, `or` and `not` then follow from the tests.
//!
//! In go rules, options and an event; what pipelines changed and filters added is explained as it
//! was compiled. Traps:
//!
//! - `matched` can be false where the condition holds: the event is of another log source.
//! - Each rule stands alone. What an `allow` rule would take out is not taken out, and responses
//!   play no part.
//! - Under a `not`, and in an OR that holds already, all tests are asked all the same.
//!
//! A set is compiled for each rule: this is for people who write rules, not for events as they
//! come.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::given::Given;
use super::sequence;
use super::{Explanation, Node};
use crate::code::Code;
use crate::compile::documents::{self, Documents};
use crate::compile::{CompileOptions, Source};
use crate::compile::{events_of, routed};
use crate::diagnostic::{Collector, Diagnostic, Severity, Span};
use crate::evaluate::Evaluator;
use crate::event::Event;
use crate::expression::Expression;
use crate::plan::Fields;
use crate::response::Response;
use crate::rule_info::RuleInfo;
use crate::rule_set::RuleSet;
use crate::sigma::detection;
use crate::sigma::draft::Lowered;
use crate::sigma::rule::{Logsource, Rule};
use crate::sigma::{FieldTest, yaml};

/// Why each rule of `sources` matched the event, or did not: as pipelines changed it, with the
/// filters that are added to it. The rules are in their order, and behind them the correlations,
/// each of which is given this one event.
///
/// `event` is a file of one event, in one of the two forms
///
/// ```json
/// { "event": "process.spawn", "fields": { "file": "/bin/sh", "args": ["-c", "id"] } }
/// ```
///
/// and, as in an archive,
///
/// ```json
/// { "logsource": { "product": "windows", "service": "security" }, "fields": { "EventID": 4625 } }
/// ```
///
/// What stands behind the first document is not read.
///
/// # Errors
/// What is wrong with the rules (all errors of a compilation, without its warnings) or the event:
/// `RuleYaml` where it cannot be read, `RuleMissing` where the file is empty, `RuleType` where it
/// is no event, or one that none of the rules can hear.
pub fn explain(sources: &[Source<'_>], options: &CompileOptions, event: &Source<'_>) -> Result<Vec<Explanation>, Vec<Diagnostic>> {
    let report = RuleSet::compile_with_correlations(sources, options);
    let set = report.rules.map(Arc::new);
    let mut problems: Vec<Diagnostic> = report.diagnostics.into_iter().filter(|one| one.severity == Severity::Error).collect();
    let mut collector = Collector::new(event.name, event.text);
    let nodes = yaml::read(event.text, Code::RuleYaml, &mut collector);
    if nodes.is_empty() && collector.errors() == 0 {
        collector.error(Code::RuleMissing, Span::START, "the file holds no event", "write one");
    }
    let given = nodes.first().and_then(|node| Given::read(node, &mut collector));
    problems.append(&mut collector.diagnostics);
    let given = given.filter(|_| problems.is_empty()).ok_or(problems)?;
    let Documents { rules, lowered, correlations, .. } = documents::read(sources, options, true, false);
    let heard: Vec<u16> = rules.iter().flat_map(|(_, rule)| events_of(&rule.logsource, options)).collect();
    if nodes.first().is_some_and(|node| given.is_misspelt(node, &heard, &mut collector)) {
        return Err(collector.diagnostics);
    }
    let rules_explained = rules.iter().zip(&lowered).filter_map(|((_, rule), lowered)| explained(rule, lowered.as_ref()?, options, &given));
    let mut explanations: Vec<Explanation> = rules_explained.collect();
    if let Some(set) = set {
        let numbers = (rules.len()..).zip(&correlations);
        explanations.extend(numbers.map(|(number, (_, correlation))| sequence::explained(&set, number, correlation, &[(0, &given)])));
    }
    Ok(explanations)
}

/// Explains one rule: its own condition, or with filters an `and` of it and of each filter's.
///
/// `None` only where the rule has more tests than there are numbers, which limits rule out.
pub(super) fn explained(rule: &Rule, lowered: &Lowered, options: &CompileOptions, given: &Given) -> Option<Explanation> {
    let answers = Answers::of(rule, &lowered.clone().expression(), options, given)?;
    let own = answers.condition(&lowered.detection, given);
    let filtered: Vec<Node> = lowered.filters.iter().map(|(title, filter)| answers.filter(title, filter, given)).collect();
    let condition = if filtered.is_empty() {
        own
    } else {
        let parts: Vec<Node> = std::iter::once(own).chain(filtered).collect();
        Node { label: "and".to_owned(), holds: parts.iter().all(|part| part.holds), values: None, parts }
    };
    let id = rule.id.as_ref().map(|(id, _)| id.clone()).or_else(|| rule.name.clone()).unwrap_or_else(|| rule.title.clone());
    Some(Explanation { id, title: rule.title.clone(), logsource: answers.logsource, matched: answers.matched, condition })
}

/// What the engine says of a rule and of each of its tests.
struct Answers {
    /// Whether the rule matches: the log source and the condition.
    matched: bool,
    /// Whether the event is of the rule's log source.
    logsource: bool,
    /// Whether each test holds for the event, of whatever log source that is.
    tests: BTreeMap<FieldTest, bool>,
}

impl Answers {
    /// Asks the engine. `expression` is the rule's with its filters, so that its tests are all
    /// there are.
    ///
    /// A live event is judged by its kind; the rules for tests are given that kind, so that they
    /// are asked whatever the rule's own log source. An archived one is routed by its log source,
    /// of which a rule without one is a part in any case.
    fn of(rule: &Rule, expression: &Expression<FieldTest>, options: &CompileOptions, given: &Given) -> Option<Self> {
        let mut numbers: BTreeMap<FieldTest, u32> = BTreeMap::new();
        let expression = expression.map(&mut |test| {
            let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
            Expression::Test(*numbers.entry(test.clone()).or_insert(next))
        });
        let named = |expression| routed(&rule.logsource, events_of(&rule.logsource, options), expression);
        let mut asked = vec![named(expression), named(Expression::Constant(true))];
        let events = given.id().into_iter().collect::<Vec<_>>();
        let anywhere = |expression| routed(&Logsource::default(), events.clone(), expression);
        asked.extend((0..u32::try_from(numbers.len()).ok()?).map(|number| anywhere(Expression::Test(number))));
        let mut tests: Vec<(&FieldTest, &u32)> = numbers.iter().collect();
        tests.sort_unstable_by_key(|(_, number)| **number);
        let infos = asked.iter().map(|_| info()).collect();
        let tests: Vec<FieldTest> = tests.into_iter().map(|(test, _)| test.clone()).collect();
        let fields = Fields::new(&tests);
        let set = Arc::new(RuleSet::assemble(infos, asked, tests, fields));
        let mut evaluator = Evaluator::new(Arc::clone(&set));
        let fields = given.fields();
        let matched = if let Some(id) = given.id() {
            let event = Event { id, name: &given.name, fields: &fields };
            given.with_package(|package| evaluator.evaluate_event(&event, Some(package)).matched.to_vec())
        } else {
            let fields: Vec<_> = fields.iter().map(|(name, value)| (set.field(name), *value)).collect();
            evaluator.evaluate_archived(set.route(&given.logsource()), &fields).matched.to_vec()
        };
        let tests = numbers.into_iter().map(|(test, number)| (test, matched.contains(&(number + 2)))).collect();
        Some(Self { matched: matched.contains(&0), logsource: matched.contains(&1), tests })
    }

    /// A detection's condition over what pipelines have left of it. A selection is a node under its
    /// name, with what it is made of below it.
    fn condition(&self, lowered: &detection::Lowered, given: &Given) -> Node {
        node(&lowered.kept().unwrap_or(Expression::Constant(true)), &mut |index| {
            let Some((name, Some(selection))) = lowered.selections.get(*index) else { return Node::default() };
            let inner = node(selection, &mut |test| self.test(test, given));
            Node { label: name.clone(), holds: inner.holds, values: None, parts: vec![inner] }
        })
    }

    /// A filter's condition under its title.
    fn filter(&self, title: &str, lowered: &detection::Lowered, given: &Given) -> Node {
        let inner = self.condition(lowered, given);
        Node { label: format!("filter `{title}`"), holds: inner.holds, values: None, parts: vec![inner] }
    }

    /// A test as a rule would write it, the engine's answer, and the values that the event has for
    /// its field.
    fn test(&self, test: &FieldTest, given: &Given) -> Node {
        let holds = self.tests.get(test).copied().unwrap_or_default();
        Node { label: test.to_string(), holds, values: Some(given.values(test.field.as_deref())), parts: Vec::new() }
    }
}

/// An expression as a node; `leaf` makes those of its tests. As deep as the expression, which
/// limits bound.
fn node<T>(expression: &Expression<T>, leaf: &mut impl FnMut(&T) -> Node) -> Node {
    let mut joined = |label: &str, parts: &[Expression<T>], all: bool| {
        let parts: Vec<Node> = parts.iter().map(|part| node(part, leaf)).collect();
        let holds = if all { parts.iter().all(|part| part.holds) } else { parts.iter().any(|part| part.holds) };
        Node { label: label.to_owned(), holds, values: None, parts }
    };
    match expression {
        Expression::Constant(value) => Node { label: value.to_string(), holds: *value, values: None, parts: Vec::new() },
        Expression::And(parts) => joined("and", parts, true),
        Expression::Or(parts) => joined("or", parts, false),
        Expression::Not(inner) => {
            let inner = node(inner, leaf);
            Node { label: "not".to_owned(), holds: !inner.holds, values: None, parts: vec![inner] }
        }
        Expression::Test(test) => leaf(test),
    }
}

/// What is said of a rule that is only asked: nothing, for nobody reads it.
fn info() -> RuleInfo {
    let text = String::new;
    RuleInfo {
        id: text(),
        name: None,
        title: text(),
        level: text(),
        response: Response::Log,
        message: text(),
        author: None,
        tags: Vec::new(),
    }
}
