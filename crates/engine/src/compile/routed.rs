//! Which events a rule is given, by its log source: those that are offered as each part that it names.
//!
//! A product that no event is offered under (of the options, [`CompileOptions::products`]) gives the
//! rule none; it is an archive's then.

use super::CompileOptions;
use crate::diagnostic::Span;
use crate::expression::Expression;
use crate::plan;
use crate::rule_set::CompiledRule;
use crate::sigma::rule::Logsource;

/// Whether events are offered under the product that the log source names, if any.
pub(super) fn is_offered(logsource: &Logsource, options: &CompileOptions) -> bool {
    logsource.product.as_ref().is_none_or(|(product, _)| options.products.iter().any(|one| one.eq_ignore_ascii_case(product)))
}

/// The events that a rule for this log source judges.
pub(crate) fn events_of(logsource: &Logsource, options: &CompileOptions) -> Vec<u16> {
    fn text(part: Option<&(String, Span)>) -> Option<&str> {
        part.map(|(text, _)| text.as_str())
    }
    if !is_offered(logsource, options) {
        return Vec::new();
    }
    plan::events_of(text(logsource.category.as_ref()), text(logsource.service.as_ref()))
}

/// A rule for a log source and these events.
pub(crate) fn routed(logsource: &Logsource, events: Vec<u16>, expression: Expression<u32>) -> CompiledRule {
    let text = |part: &Option<(String, Span)>| part.as_ref().map(|(text, _)| text.clone());
    CompiledRule {
        targets: Vec::new(),
        category: text(&logsource.category),
        product: text(&logsource.product).map(|product| product.to_ascii_lowercase()),
        service: text(&logsource.service),
        events,
        expression,
    }
}
