//! From files to rules whose detections are expressions: documents are read, filters added,
//! pipelines applied, items lowered.
//!
//! ```text
//! text ── yaml ──> documents ──> drafts ── filter::apply ──> ── pipeline::apply ──> ── lower ──> expressions
//!                                          with filters         with other fields
//! ```
//!
//! In this order, since a filter is part of the rule that it is added to, and a pipeline changes
//! that as a whole; only then are items read as tests, for a pipeline may change a field's name or
//! value.
//!
//! How much a set holds is counted while it is read ([`Size`]), so that what would take too much
//! memory is refused before it takes it; the rest of the sources is not read then.

use super::{CompileOptions, Source};
use crate::code::Code;
use crate::diagnostic::{Collector, Span};
use crate::sigma::correlation::{self, Correlation};
use crate::sigma::draft::{Draft, Lowered};
use crate::sigma::filter::{self, Alone, Filter};
use crate::sigma::pipeline;
use crate::sigma::rule::{self, Rule};
use crate::sigma::size::Size;
use crate::sigma::yaml::{self, Node};

/// What stands in the files of a set.
pub(crate) struct Documents<'s> {
    /// Of each source, and behind them of each pipeline.
    pub(crate) files: Vec<Collector<'s>>,
    /// The documents of the rules, by their number; empty where they were not to be kept.
    pub(crate) nodes: Vec<Node>,
    /// The rules, with the number of their file.
    pub(crate) rules: Vec<(usize, Rule)>,
    /// What each rule detects; `None` after an error.
    pub(crate) lowered: Vec<Option<Lowered>>,
    /// The document of each rule.
    pub(crate) places: Vec<usize>,
    /// The filters, with the number of their file.
    pub(crate) filters: Vec<(usize, Filter)>,
    /// Those of them that no rule has.
    pub(crate) alone: Vec<Alone>,
    /// The correlations, with the number of their file.
    pub(crate) correlations: Vec<(usize, Correlation)>,
    /// The documents of the correlations, in their order; empty where they were not to be kept.
    pub(crate) correlation_nodes: Vec<Node>,
}

/// Reads sources. With `keep` the documents are kept beside what was made of them.
pub(crate) fn read<'s>(sources: &'s [Source<'s>], options: &'s CompileOptions, correlate: bool, keep: bool) -> Documents<'s> {
    let pipelines = options.pipelines.iter().map(|(name, text)| Collector::new(name, text));
    let mut files: Vec<Collector<'s>> = sources.iter().map(|source| Collector::new(source.name, source.text)).chain(pipelines).collect();
    let keep = keep || !options.pipelines.is_empty();
    let (mut drafts, mut filters, mut correlations, mut nodes) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut correlation_nodes = Vec::new();
    let mut size = Size::default();
    for (file, (source, collector)) in sources.iter().zip(&mut files).enumerate() {
        let documents = yaml::read(source.text, Code::RuleYaml, collector);
        if documents.is_empty() && collector.errors() == 0 {
            collector.error(Code::RuleMissing, Span::START, "the file holds no rule", "write one, or remove the file");
        }
        let broken = collector.diagnostics.iter().any(|one| one.code == Code::RuleYaml);
        for node in documents.into_iter().filter(|_| !broken) {
            if filter::is_filter(&node) {
                if let Some(filter) = filter::parse(&node, collector) {
                    size = size.plus(filter.detection.size);
                    filters.push((file, filter));
                }
            } else if correlate && correlation::is_correlation(&node) {
                if let Some(correlation) = correlation::parse(&node, collector) {
                    correlations.push((file, correlation));
                    if keep {
                        correlation_nodes.push(node);
                    }
                }
            } else if let Some((rule, detection)) = rule::parse(&node, collector) {
                size = size.plus(detection.size);
                drafts.push(Draft { file, document: nodes.len(), rule, detection, filters: Vec::new() });
                if keep {
                    nodes.push(node);
                }
            }
            if size.beyond(Size::SET).is_some() {
                break;
            }
        }
        if let Some(beyond) = size.beyond(Size::SET) {
            too_much(beyond, Span::START, collector);
            break;
        }
    }
    let lonely = filter::apply(&filters, &mut drafts, &mut size, &mut files);
    if !pipeline::apply(&options.pipelines, sources.len(), &nodes, &mut drafts, &mut correlations, &mut files) {
        // What rules are without the pipelines that they need would only distract.
        (drafts, filters, correlations) = (Vec::new(), Vec::new(), Vec::new());
    }
    let alone = filter::alone(&filters, &lonely, &options.placeholders, &mut files);
    let places = drafts.iter().map(|draft| draft.document).collect();
    let mut documents =
        Documents { files, nodes, rules: Vec::new(), lowered: Vec::new(), places, filters, alone, correlations, correlation_nodes };
    let mut size = Size::default();
    for draft in drafts {
        let (file, rule, lowered) = draft.lower(&options.placeholders, &mut documents.files);
        size = size.plus(lowered.as_ref().map_or_else(Size::default, |lowered| lowered.size));
        if let (Some(beyond), Some(collector)) = (size.beyond(Size::SET), documents.files.get_mut(file)) {
            too_much(beyond, rule.span, collector);
            break;
        }
        documents.rules.push((file, rule));
        documents.lowered.push(lowered);
    }
    documents
}

/// All rules together hold more than a set may: what is behind the place was not read.
fn too_much((what, _, most): (&str, usize, usize), span: Span, collector: &mut Collector<'_>) {
    let message = format!("the rules up to here have more than {most} {what} together, each counted as often as conditions name it");
    collector.error(Code::RuleLimit, span, message, "load fewer rules, or name large selections less often");
}
