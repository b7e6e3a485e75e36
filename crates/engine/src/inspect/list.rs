//! What there is to know of each rule without an event.

use crate::cost::{self, Cost};
use crate::rule_info::RuleInfo;
use crate::rule_set::RuleSet;
use crate::schema;

/// A rule, where it listens, and what it costs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The rule.
    pub info: RuleInfo,
    /// The parts of its log source that it names: category, product, service.
    pub logsource: [Option<String>; 3],
    /// The names of the live events that it judges.
    pub events: Vec<&'static str>,
    /// What it costs an event that has nothing to do with it.
    pub cost: Cost,
}

/// The rules of a set that was compiled, in its order; an image holds their plans only.
#[must_use]
pub fn list(rules: &RuleSet) -> Vec<Listed> {
    let Some(lowered) = &rules.lowered else { return Vec::new() };
    let one = |(info, rule): (&RuleInfo, &crate::rule_set::CompiledRule)| Listed {
        info: info.clone(),
        logsource: [rule.category.clone(), rule.product.clone(), rule.service.clone()],
        events: rule.events.iter().filter_map(|id| schema::event_by_id(*id)).map(|event| event.name).collect(),
        cost: cost::of(rule, &lowered.tests),
    };
    let correlation =
        |info: &RuleInfo| Listed { info: info.clone(), logsource: [None, None, None], events: Vec::new(), cost: Cost::Indexed };
    let correlations = rules.rules().iter().skip(lowered.rules.len()).map(correlation);
    rules.rules().iter().zip(&lowered.rules).map(one).chain(correlations).collect()
}
