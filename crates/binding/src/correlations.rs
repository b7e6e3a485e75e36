//! What correlations have seen: one memory a process, shared by its threads, and kept in a file where the user asks.

use std::io;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use engine::{Completed, Correlator, Evaluator, Package, RuleSet};
use napi_derive::napi;

use crate::Exports;

pub(crate) const EXPORTS: Exports =
    &[("restoreCorrelations", restore_correlations_c_callback), ("keepCorrelations", keep_correlations_c_callback)];

/// `None` where no rule is a correlation.
static CORRELATOR: Mutex<Option<Correlator>> = Mutex::new(None);

/// Puts new rules in force: what was seen under those before is forgotten.
pub(crate) fn begin(rules: &Arc<RuleSet>) {
    let correlator = rules.correlates().then(|| Correlator::new(Arc::clone(rules)));
    *CORRELATOR.lock().unwrap_or_else(PoisonError::into_inner) = correlator;
}

/// Microseconds since 1970. The clock is read once; from then on time passes as the monotonic clock says, so that nobody who sets the clock empties windows.
fn now() -> i64 {
    static BEGUN: OnceLock<(i64, Instant)> = OnceLock::new();
    let micros = |time: u128| i64::try_from(time).unwrap_or(i64::MAX);
    let since = || SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| micros(since.as_micros()));
    let (begun, at) = BEGUN.get_or_init(|| (since(), Instant::now()));
    begun.saturating_add(micros(at.elapsed().as_micros()))
}

/// Ends a judgement by rules with correlations: a live event's time is that of its arrival.
pub(crate) fn complete(evaluator: &mut Evaluator, event: Option<&[u8]>, frame: &mut [u8], package: &Package<'_>) {
    let rules = Arc::clone(evaluator.rules());
    evaluator.complete_correlated(event, frame, package, |matched, values| {
        let mut held = CORRELATOR.lock().unwrap_or_else(PoisonError::into_inner);
        let strictest = |matched: &[u32]| matched.first().and_then(|rule| rules.rules().get(*rule as usize)).map(|rule| rule.response);
        let Some(correlator) = held.as_mut().filter(|correlator| Arc::ptr_eq(correlator.rules(), &rules)) else {
            return Completed { response: strictest(matched), forgot: false };
        };
        let before = correlator.forgotten();
        let response = correlator.judge(now(), matched, values);
        Completed { response, forgot: correlator.forgotten() != before }
    });
}

/// Takes up what [`keep_correlations`] left in a file. Null, also where there is no file yet; or why it cannot be taken up: then all begins anew.
#[napi(no_export, catch_unwind)]
pub fn restore_correlations(file: String) -> Option<String> {
    let mut held = CORRELATOR.lock().unwrap_or_else(PoisonError::into_inner);
    let correlator = held.as_mut()?;
    match std::fs::read(&file) {
        Err(why) if why.kind() == io::ErrorKind::NotFound => None,
        Err(why) => Some(format!("`{file}` cannot be read: {why}")),
        Ok(state) => correlator.restore(&state).err().map(|why| format!("`{file}`: {why}")),
    }
}

/// Leaves what was seen in a file, whole or not at all. Null, also where no rule is a correlation; or why it could not be written.
#[napi(no_export, catch_unwind)]
pub fn keep_correlations(file: String) -> Option<String> {
    let state = CORRELATOR.lock().unwrap_or_else(PoisonError::into_inner).as_ref().map(Correlator::save)?;
    let beside = format!("{file}.{}", std::process::id());
    let written = std::fs::write(&beside, state).and_then(|()| std::fs::rename(&beside, &file));
    written.err().map(|why| format!("`{file}` cannot be written: {why}"))
}
