//! What correlations have seen: one memory a process, shared by its threads, and kept in a file where the user asks.

pub mod state_file;
pub mod time_source;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use engine::{Completed, Correlator, Evaluator, Package, RuleSet, SnapshotError};
pub(crate) use time_source::now;

/// `None` where no rule is a correlation.
static CORRELATOR: Mutex<Option<Seen>> = Mutex::new(None);

struct Seen {
    correlator: Correlator,
    /// Since the state was last given out.
    changed: bool,
}

fn seen() -> MutexGuard<'static, Option<Seen>> {
    CORRELATOR.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Puts new rules in force: what was seen under those before is forgotten.
pub(crate) fn begin(rules: &Arc<RuleSet>) {
    *seen() = rules.correlates().then(|| Seen { correlator: Correlator::new(Arc::clone(rules)), changed: false });
}

/// Ends a judgement by rules with correlations.
pub(crate) fn complete(evaluator: &mut Evaluator, event: Option<&[u8]>, frame: &mut [u8], package: &Package<'_>) {
    let rules = Arc::clone(evaluator.rules());
    let time = time_source::of(event.unwrap_or(frame));
    evaluator.complete_correlated(event, frame, package, |matched, values| {
        let mut held = seen();
        let strictest = |matched: &[u32]| matched.first().and_then(|rule| rules.rules().get(*rule as usize)).map(|rule| rule.response);
        let Some(Seen { correlator, changed }) = held.as_mut().filter(|seen| Arc::ptr_eq(seen.correlator.rules(), &rules)) else {
            return Completed { response: strictest(matched), forgot: false };
        };
        *changed = true;
        let before = correlator.forgotten();
        let response = correlator.judge(time, matched, values);
        Completed { response, forgot: correlator.forgotten() != before }
    });
}

/// Whether any rule in force is a correlation.
fn any() -> bool {
    seen().is_some()
}

/// All that was seen; `None` where no rule is a correlation. Judgements that come to a correlation wait meanwhile.
fn state() -> Option<Vec<u8>> {
    seen().as_ref().map(|seen| seen.correlator.save())
}

/// As [`state`], but only where something was seen since it was last called.
fn changed_state() -> Option<Vec<u8>> {
    let mut held = seen();
    let seen = held.as_mut().filter(|seen| seen.changed)?;
    seen.changed = false;
    Some(seen.correlator.save())
}

/// What [`changed_state`] gave came to nothing.
fn mark_changed() {
    if let Some(seen) = seen().as_mut() {
        seen.changed = true;
    }
}

/// Takes up a state. `None`, also where no rule is a correlation; or what is wrong with it, and then nothing has changed.
fn restore(state: &[u8]) -> Option<SnapshotError> {
    seen().as_mut()?.correlator.restore(state).err()
}
