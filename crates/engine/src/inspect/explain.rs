//! Asking the engine itself about each part of a condition: every test of a rule becomes a rule of its own, and one evaluation answers them all.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::given::Given;
use super::sequence;
use super::{Explanation, Node};
use crate::code::Code;
use crate::compile::documents::{self, Documents};
use crate::compile::{CompileOptions, Source};
use crate::compile::{START, events_of, routed};
use crate::diagnostic::{Collector, Diagnostic, Severity};
use crate::evaluate::Evaluator;
use crate::event::Event;
use crate::expression::Expression;
use crate::response::Response;
use crate::rule_info::RuleInfo;
use crate::rule_set::RuleSet;
use crate::sigma::detection;
use crate::sigma::draft::Lowered;
use crate::sigma::rule::{Logsource, Rule};
use crate::sigma::{FieldTest, yaml};

/// Why each rule of `sources` matched the event, or did not: as pipelines changed it, with the filters that are added to it.
///
/// # Errors
/// What is wrong with the rules or the event.
pub fn explain(sources: &[Source<'_>], options: &CompileOptions, event: &Source<'_>) -> Result<Vec<Explanation>, Vec<Diagnostic>> {
    let report = RuleSet::compile_with_correlations(sources, options);
    let set = report.rules.map(Arc::new);
    let mut problems: Vec<Diagnostic> = report.diagnostics.into_iter().filter(|one| one.severity == Severity::Error).collect();
    let mut collector = Collector::new(event.name, event.text);
    let nodes = yaml::read(event.text, Code::RuleYaml, &mut collector);
    if nodes.is_empty() && collector.errors() == 0 {
        collector.error(Code::RuleMissing, START, "the file holds no event", "write one");
    }
    let given = nodes.first().and_then(|node| Given::read(node, &mut collector));
    problems.extend(collector.diagnostics);
    let given = given.filter(|_| problems.is_empty()).ok_or(problems)?;
    let Documents { rules, lowered, correlations, .. } = documents::read(sources, options, true, false);
    let rules_explained = rules.iter().zip(&lowered).filter_map(|((_, rule), lowered)| explained(rule, lowered.as_ref()?, options, &given));
    let mut explanations: Vec<Explanation> = rules_explained.collect();
    if let Some(set) = set {
        let numbers = (rules.len()..).zip(&correlations);
        explanations.extend(numbers.map(|(number, (_, correlation))| sequence::explained(&set, number, correlation, &[(0, &given)])));
    }
    Ok(explanations)
}

/// Explains one rule.
pub(super) fn explained(rule: &Rule, lowered: &Lowered, options: &CompileOptions, given: &Given) -> Option<Explanation> {
    let answers = Answers::of(rule, &lowered.expression, options, given)?;
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
    matched: bool,
    logsource: bool,
    tests: BTreeMap<FieldTest, bool>,
}

impl Answers {
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
        let set = Arc::new(RuleSet::assemble(infos, asked, tests.into_iter().map(|(test, _)| test.clone()).collect()));
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

    /// A detection's condition over what pipelines have left of it.
    fn condition(&self, lowered: &detection::Lowered, given: &Given) -> Node {
        node(&lowered.kept(), &mut |index| {
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

    fn test(&self, test: &FieldTest, given: &Given) -> Node {
        let holds = self.tests.get(test).copied().unwrap_or_default();
        Node { label: test.to_string(), holds, values: Some(given.values(test.field.as_deref())), parts: Vec::new() }
    }
}

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
