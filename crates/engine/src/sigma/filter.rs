//! A filter document: a condition that is added to other rules, so that what is known to be
//! harmless need not be written into each of them.
//!
//! Sigma specification 2.1, Filters. The condition is joined to the rule's **as it is written**,
//! with AND, as pySigma does: a filter that takes events out says `not selection`. (The
//! specification's example writes `selection`; the filters that exist mean pySigma's reading.)
//!
//! ```
//! use engine::{CompileOptions, Evaluator, Event, RuleSet, Source, Value, schema};
//!
//! let rule = "
//! title: A shell is started
//! id: 6ffc6a0e-8f0c-4a2f-9e7d-3d6b0d3c9b10
//! logsource: { category: process_creation }
//! detection: { selection: { Image|endswith: /sh }, condition: selection }
//! ";
//! let filter = "
//! title: The build may
//! logsource: { category: process_creation }
//! filter:
//!   rules: any
//!   build: { User: build }
//!   condition: not build
//! ";
//! let sources = [Source { name: "rule.yml", text: rule }, Source { name: "filter.yml", text: filter }];
//! let rules = RuleSet::compile(&sources, &CompileOptions::default()).rules.expect("no errors");
//! let mut evaluator = Evaluator::new(std::sync::Arc::new(rules));
//! let mut matched = |user| {
//!     let fields = [("file", Value::Text("/bin/sh")), ("user", Value::Text(user))];
//!     evaluator.evaluate_event(&Event { id: schema::event::PROCESS_SPAWN, name: "", fields: &fields }, None).matched.len()
//! };
//! assert_eq!(matched("anna"), 1);
//! ```
//!
//! A filter takes nothing away from a rule beyond what its condition says: one that names a rule
//! that is not there is a warning, and the rule is loaded as it is.

use super::called::Called;
use super::detection::Detection;
use super::draft::{Draft, Filtering};
use super::item::Lowering;
use super::placeholder::Placeholders;
use super::rule::{Logsource, Reader};
use super::size::Size;
use super::yaml::{Node, Value};
use crate::code::Code;
use crate::diagnostic::{Collector, Span};
use crate::order;

/// A filter as its author wrote it.
#[derive(Debug)]
pub(crate) struct Filter {
    pub(crate) title: String,
    /// The ids or names of the rules that it is added to; `None` for all (`any`).
    pub(crate) rules: Option<Vec<(String, Span)>>,
    pub(crate) logsource: Logsource,
    pub(crate) detection: Detection,
    /// Where `filter` stands.
    pub(crate) span: Span,
}

/// Whether a document is a filter.
pub(crate) fn is_filter(document: &Node) -> bool {
    document.at("filter").is_some()
}

/// Reads a filter. `None` after an error, which is reported.
pub(crate) fn parse(document: &Node, collector: &mut Collector<'_>) -> Option<Filter> {
    let before = collector.errors();
    let mut reader = Reader { document, collector };
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
    let detection = reader.detection("filter", &["rules"])?;
    if collector.errors() > before {
        return None;
    }
    Some(Filter { title: title?, rules: rules?, logsource: logsource?, detection, span })
}

/// What the filter is added to. An empty list means `any`, as for pySigma; a filter that does not
/// say is an error.
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

/// Adds the filters to the rules that they concern, and answers which were added to none, by
/// number. What is wrong is reported where it stands, in the file of the filter: a rule that is not
/// there takes nothing from the rest of the filter, and nothing from other filters. `size` is that
/// of all rules so far.
pub(crate) fn apply(filters: &[(usize, Filter)], drafts: &mut [Draft], size: &mut Size, files: &mut [Collector<'_>]) -> Vec<usize> {
    if filters.is_empty() {
        return Vec::new();
    }
    let called = Called::of_set(drafts.iter().map(|draft| &draft.rule), &[]);
    let concerned: Vec<Vec<usize>> = filters
        .iter()
        .map(|(file, filter)| files.get_mut(*file).map(|collector| filter.concerns(drafts, &called, collector)).unwrap_or_default())
        .collect();
    let mut alone = Vec::new();
    for ((at, (file, filter)), concerned) in filters.iter().enumerate().zip(concerned) {
        if concerned.is_empty() {
            alone.push(at);
        }
        for at in concerned {
            *size = size.plus(filter.detection.size);
            if let Some((what, _, most)) = size.beyond(Size::SET) {
                if let Some(collector) = files.get_mut(*file) {
                    let message = format!("with this filter the rules have more than {most} {what} together");
                    collector.error(Code::RuleLimit, filter.span, message, "load fewer rules, or add the filter to fewer");
                }
                return alone;
            }
            if let Some(draft) = drafts.get_mut(at) {
                let Filter { title, detection, span, .. } = filter;
                draft.filters.push(Filtering { file: *file, title: title.clone(), detection: detection.clone(), span: *span });
            }
        }
    }
    alone
}

/// A filter that no rule has.
#[derive(Debug)]
pub(crate) struct Alone {
    pub(crate) logsource: Logsource,
    /// The fields that it names, the file that names each, and where.
    pub(crate) fields: Vec<(usize, String, Span)>,
}

/// Filters that no rule has, by number; what is wrong with their detections, which nothing else
/// would see, is reported.
pub(crate) fn alone(filters: &[(usize, Filter)], which: &[usize], placeholders: &Placeholders, files: &mut [Collector<'_>]) -> Vec<Alone> {
    let mut fields = Vec::new();
    for (file, filter) in which.iter().filter_map(|at| filters.get(*at)) {
        if let Some(collector) = files.get_mut(*file) {
            let mut lowering = Lowering { placeholders, collector, fields: Vec::new() };
            // The error is in the collector.
            let _ = filter.detection.clone().lower(&mut lowering);
            let named = lowering.fields.into_iter().map(|(field, span)| (*file, field, span)).collect();
            fields.push(Alone { logsource: filter.logsource.clone(), fields: named });
        }
    }
    fields
}

impl Filter {
    /// The rules that the filter is added to, by number: every dimension of the filter's log source
    /// is theirs, and they are listed. References to rules that are not there, and a filter that
    /// concerns no rule at all, are reported.
    fn concerns(&self, drafts: &[Draft], called: &Called<'_>, collector: &mut Collector<'_>) -> Vec<usize> {
        let fits = |at: &usize| drafts.get(*at).is_some_and(|draft| self.logsource.contains(&draft.rule.logsource));
        let Some(references) = &self.rules else {
            let concerned: Vec<usize> = (0..drafts.len()).filter(fits).collect();
            if concerned.is_empty() {
                let message = format!("no rule is for the log source of the filter `{}`", self.title);
                collector.warning(Code::RuleReference, self.span, message, "the filter is loaded, but added to nothing");
            }
            return concerned;
        };
        let mut concerned = Vec::new();
        for (name, span) in references {
            let named = called.named(name);
            let fitting: Vec<usize> = named.iter().copied().filter(fits).collect();
            if named.is_empty() {
                let message = format!("the filter names the rule `{name}`, which is not there");
                let hint = "load the rule too, or correct the id or name; the filter is not added to it";
                collector.warning(Code::RuleReference, *span, message, hint);
            } else if fitting.is_empty() {
                let message = format!("the rule `{name}` is for another log source than the filter");
                let hint = "make the filter's log source the rule's, or leave dimensions out; the filter is not added to it";
                collector.warning(Code::RuleReference, *span, message, hint);
            }
            concerned.extend(fitting);
        }
        // A rule that two references name has the filter once.
        order::sort_unstable_by(&mut concerned, Ord::cmp);
        concerned.dedup();
        concerned
    }
}
