//! A filter document: a condition that is added to other rules, so that what is known to be harmless need not be written into each of them.
//!
//! Sigma specification 2.1, Filters. The condition is joined to the rule's **as it is written**, with AND, as pySigma does: a filter that takes
//! events out says `not selection`. (The specification's example writes `selection`; the filters that exist mean pySigma's reading.)

use super::FieldTest;
use super::detection::Detection;
use super::placeholder::Placeholders;
use super::rule::{Logsource, Reader, Rule};
use super::yaml::{Node, Value};
use crate::code::Code;
use crate::diagnostic::{Collector, Span};
use crate::expression::Expression;
use crate::limits;

/// A filter as its author wrote it.
#[derive(Debug)]
pub(crate) struct Filter {
    pub(crate) title: String,
    /// The ids or names of the rules that it is added to; `None` for all (`any`).
    pub(crate) rules: Option<Vec<(String, Span)>>,
    pub(crate) logsource: Logsource,
    pub(crate) expression: Expression<FieldTest>,
    /// The fields and where each is first named.
    pub(crate) fields: Vec<(String, Span)>,
    /// Where `filter` stands.
    pub(crate) span: Span,
}

/// Whether a document is a filter.
pub(crate) fn is_filter(document: &Node) -> bool {
    document.at("filter").is_some()
}

/// Reads a filter. `None` after an error, which is reported.
pub(crate) fn parse(document: &Node, placeholders: &Placeholders, collector: &mut Collector<'_>) -> Option<Filter> {
    let before = collector.errors();
    let mut reader = Reader { document, placeholders, collector };
    let title = reader.required_text("title");
    let logsource = reader.logsource();
    let (key, section) = reader.section("filter")?;
    let span = key.span;
    let rules = rules(section, span, reader.collector);
    if let Some((_, condition)) = section.at("condition")
        && !matches!(condition.value, Value::String(_))
    {
        let message = format!("the condition of a filter must be text, not {}", condition.kind());
        reader.collector.error(Code::RuleType, condition.span, message, "join the conditions by `or`");
        return None;
    }
    let Detection { expression, fields } = reader.detection("filter", &["rules"])?;
    if collector.errors() > before {
        return None;
    }
    Some(Filter { title: title?, rules: rules?, logsource: logsource?, expression, fields, span })
}

/// What the filter is added to. An empty list means `any`, as for pySigma; a filter that does not say is an error.
#[expect(clippy::option_option, reason = "the outer `None` is an error, the inner one means all rules")]
fn rules(section: &Node, span: Span, collector: &mut Collector<'_>) -> Option<Option<Vec<(String, Span)>>> {
    let hint = "write `rules: any`, or list ids or names of rules";
    let Some((_, node)) = section.at("rules") else {
        collector.error(Code::RuleMissing, span, "the filter lacks `rules`", hint);
        return None;
    };
    match &node.value {
        Value::String(text) if text.eq_ignore_ascii_case("any") => return Some(None),
        Value::List(items) if items.is_empty() => return Some(None),
        _ => {}
    }
    let items = if let Value::List(items) = &node.value { items.as_slice() } else { std::slice::from_ref(node) };
    let mut names = Vec::with_capacity(items.len());
    for item in items {
        match item.text() {
            Some(text) => names.push((text.to_owned(), item.span)),
            None => collector.error(Code::RuleType, item.span, format!("`rules` lists ids or names, not {}", item.kind()), hint),
        }
    }
    Some(Some(names))
}

impl Filter {
    /// Whether the filter is added to the rule: every dimension of the filter's log source is the rule's, and the rule is listed.
    fn concerns(&self, rule: &Rule) -> bool {
        self.logsource.contains(&rule.logsource)
            && self.rules.as_ref().is_none_or(|names| names.iter().any(|(name, _)| rule.is_called(name)))
    }
}

/// Adds the filters to the rules that they concern. What is wrong is reported where it stands, in the file of the filter: a rule that is not there
/// takes nothing from the rest of the filter, and nothing from other filters.
pub(crate) fn apply(filters: &[(usize, Filter)], rules: &mut [(usize, Rule)], files: &mut [Collector<'_>]) {
    for (file, filter) in filters {
        let Some(collector) = files.get_mut(*file) else { continue };
        filter.report(rules, collector);
        for (_, rule) in rules.iter_mut().filter(|(_, rule)| filter.concerns(rule)) {
            let whole = Expression::all([rule.expression.clone(), filter.expression.clone()]);
            if whole.tests() > limits::RULE_TESTS {
                let message = format!(
                    "with the filter the rule `{}` has {} patterns; at most {} are allowed",
                    rule.title,
                    whole.tests(),
                    limits::RULE_TESTS
                );
                collector.error(Code::RuleLimit, filter.span, message, "split the rule, or make the filter smaller");
                continue;
            }
            rule.expression = whole;
        }
    }
}

impl Filter {
    /// References to rules that are not there, and a filter that concerns no rule at all.
    fn report(&self, rules: &[(usize, Rule)], collector: &mut Collector<'_>) {
        let hint = "load the rule too, or correct the id or name; the filter is not added to it";
        for (name, span) in self.rules.iter().flatten() {
            let mut named = rules.iter().filter(|(_, rule)| rule.is_called(name)).peekable();
            if named.peek().is_none() {
                let message = format!("the filter names the rule `{name}`, which is not there");
                collector.warning(Code::RuleReference, *span, message, hint);
            } else if !named.any(|(_, rule)| self.logsource.contains(&rule.logsource)) {
                let message = format!("the rule `{name}` is for another log source than the filter");
                let hint = "make the filter's log source the rule's, or leave dimensions out; the filter is not added to it";
                collector.warning(Code::RuleReference, *span, message, hint);
            }
        }
        if self.rules.is_none() && !rules.iter().any(|(_, rule)| self.concerns(rule)) {
            let message = format!("no rule is for the log source of the filter `{}`", self.title);
            collector.warning(Code::RuleReference, self.span, message, "the filter is loaded, but added to nothing");
        }
    }
}
