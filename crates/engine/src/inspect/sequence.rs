//! A correlation over a sequence of events: which rules each of them matched, and where the
//! correlation did.
//!
//! In go events with their times, out an [`Explanation`] whose parts are the events:
//!
//! ```text
//! correlation                               whether it matched at any event
//!   event 1 does not complete it
//!     rule `a`                              the rules that the event matched
//!   event 2 completes it
//!     rule `a`
//! ```
//!
//! The engine's own evaluator and correlator are asked, as a host asks them, with nothing seen
//! before: windows and groups are those of these events. All rules of the set take part, so that a
//! correlation over correlations is explained as well, and a rule that an `allow` rule took out
//! does not count.
//!
//! Nothing can fail. Each event is judged once; the correlator's own bounds hold (`limits`).

use std::sync::Arc;

use super::given::Given;
use super::{Explanation, Node};
use crate::correlate::Correlator;
use crate::evaluate::Evaluator;
use crate::event::Event;
use crate::rule_set::RuleSet;
use crate::sigma::correlation::Correlation;

/// Judges events, each with its time in microseconds, by all rules of the set; `number` is the
/// correlation's.
///
/// `tests` gives times that ascend. The id is the correlation's, or its name or title.
pub(super) fn explained(set: &Arc<RuleSet>, number: usize, correlation: &Correlation, events: &[(i64, &Given)]) -> Explanation {
    let (mut evaluator, mut correlator) = (Evaluator::new(Arc::clone(set)), Correlator::new(Arc::clone(set)));
    let title = |rule: u32| set.rules().get(rule as usize).map_or("", |info| info.title.as_str());
    let mut parts = Vec::new();
    for (at, (time, given)) in events.iter().enumerate() {
        let rules = matched(&mut evaluator, set, given);
        let values: Vec<(u32, String)> = (0..)
            .zip(set.correlated_fields())
            .flat_map(|(field, name)| given.values(Some(name)).into_iter().flatten().map(move |value| (field, value)))
            .collect();
        let values: Vec<(u32, &str)> = values.iter().map(|(field, value)| (*field, value.as_str())).collect();
        let fired = correlator.event(*time, &rules, &values).iter().any(|fired| *fired as usize == number);
        let label = if fired { format!("event {} completes it", at + 1) } else { format!("event {} does not complete it", at + 1) };
        let rules = rules.iter().map(|rule| Node { label: format!("rule `{}`", title(*rule)), holds: true, ..Node::default() }).collect();
        parts.push(Node { label, holds: fired, values: None, parts: rules });
    }
    let matched = parts.iter().any(|part| part.holds);
    let id = correlation.id.as_ref().map(|(id, _)| id.clone()).or_else(|| correlation.name.clone());
    let condition = Node { label: "correlation".to_owned(), holds: matched, values: None, parts };
    Explanation {
        id: id.unwrap_or_else(|| correlation.title.clone()),
        title: correlation.title.clone(),
        logsource: true,
        matched,
        condition,
    }
}

/// The rules that an event matches, without correlations: by their numbers, the strictest first.
fn matched(evaluator: &mut Evaluator, set: &RuleSet, given: &Given) -> Vec<u32> {
    let fields = given.fields();
    if let Some(id) = given.id() {
        let event = Event { id, name: &given.name, fields: &fields };
        return given.with_package(|package| evaluator.evaluate_event(&event, Some(package)).matched.to_vec());
    }
    let fields: Vec<_> = fields.iter().map(|(name, value)| (set.field(name), *value)).collect();
    evaluator.evaluate_archived(set.route(&given.logsource()), &fields).matched.to_vec()
}
