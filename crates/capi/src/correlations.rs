//! Correlations: what the evaluators of a handle of rules have seen together.

use std::sync::{Arc, Mutex, PoisonError};

use engine::{Completed, Correlator, Evaluator, Package, RuleSet};

use crate::clock;

/// What was seen, shared by the evaluators of one handle of rules.
pub(crate) type Seen = Arc<Mutex<Correlator>>;

/// The memory of a set's correlations; `None` where it has none.
pub(crate) fn seen(rules: &Arc<RuleSet>) -> Option<Seen> {
    rules.correlates().then(|| Arc::new(Mutex::new(Correlator::new(Arc::clone(rules)))))
}

/// Ends a judgement. `event` is the event, where it came in a buffer of its own.
#[inline]
pub(crate) fn complete(evaluator: &mut Evaluator, seen: Option<&Seen>, event: Option<&[u8]>, frame: &mut [u8], package: &Package<'_>) {
    match seen {
        None => evaluator.complete(frame, package),
        Some(seen) => complete_correlated(evaluator, seen, event, frame, package),
    }
}

#[inline(never)]
fn complete_correlated(evaluator: &mut Evaluator, seen: &Seen, event: Option<&[u8]>, frame: &mut [u8], package: &Package<'_>) {
    evaluator.complete_correlated(event, frame, package, |matched, values| {
        let mut correlator = seen.lock().unwrap_or_else(PoisonError::into_inner);
        let before = correlator.forgotten();
        // INVARIANT: rules with correlations are refused where there is no time ([`clock::timed`]).
        let response = correlator.judge(clock::now().unwrap_or_default(), matched, values);
        Completed { response, forgot: correlator.forgotten() != before }
    });
}
