//! What correlations have seen: one memory for each set of rules, shared by the threads that judge by it, and kept in a file where the user asks.

pub(crate) mod memory;
pub mod state_file;
pub mod time_source;

use std::sync::Arc;

use engine::{Completed, Evaluator, Package, SnapshotError};
use memory::Seen;
pub(crate) use time_source::now;

use crate::force;

/// Ends a judgement by rules with correlations; false where others have taken their place meanwhile: then the event was not counted, and is to be judged by those.
pub(crate) fn complete(evaluator: &mut Evaluator, event: Option<&[u8]>, frame: &mut [u8], package: &Package<'_>) -> bool {
    let rules = Arc::clone(evaluator.rules());
    let time = time_source::of(event.unwrap_or(frame));
    let own = force::own();
    let mut stale = false;
    evaluator.complete_correlated(event, frame, package, |matched, values| {
        let mut held = own.as_ref().map(|own| own.memory.lock());
        // Under this lock what was seen goes to the rules that take the place of these.
        stale = own.as_ref().is_some_and(|own| own.epoch != force::epoch());
        if stale {
            return Completed { response: None, forgot: false };
        }
        let strictest = |matched: &[u32]| matched.first().and_then(|rule| rules.rules().get(*rule as usize)).map(|rule| rule.response);
        let seen = held.as_mut().and_then(|held| held.as_mut());
        let Some(Seen { correlator, changed }) = seen.filter(|seen| Arc::ptr_eq(seen.correlator.rules(), &rules)) else {
            return Completed { response: strictest(matched), forgot: false };
        };
        *changed = true;
        let before = correlator.forgotten();
        let response = correlator.judge(time, matched, values);
        Completed { response, forgot: correlator.forgotten() != before }
    });
    !stale
}

/// What the process's current rules have seen; `None` where none of them is a correlation. Judgements that come to a correlation wait meanwhile.
fn look<T>(at: impl FnOnce(&mut Seen) -> T) -> Option<T> {
    force::current()?.memory.lock().as_mut().map(at)
}

/// Whether any rule in force is a correlation.
fn any() -> bool {
    look(|_| ()).is_some()
}

/// All that was seen; `None` where no rule is a correlation.
fn state() -> Option<Vec<u8>> {
    look(|seen| seen.correlator.save())
}

/// As [`state`], but only where something was seen since it was last called.
fn changed_state() -> Option<Vec<u8>> {
    look(|seen| std::mem::take(&mut seen.changed).then(|| seen.correlator.save())).flatten()
}

/// What [`changed_state`] gave came to nothing.
fn mark_changed() {
    let _ = look(|seen| seen.changed = true);
}

/// Takes up a state. `None`, also where no rule is a correlation; or what is wrong with it, and then nothing has changed.
fn restore(state: &[u8]) -> Option<SnapshotError> {
    look(|seen| seen.correlator.restore(state).err()).flatten()
}

#[cfg(test)]
mod tests;
