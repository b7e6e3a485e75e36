//! The time by which correlations count.

use std::cell::Cell;

thread_local! {
    /// The time that the host gave, in microseconds since 1970.
    static GIVEN: Cell<Option<i64>> = const { Cell::new(None) };
}

/// Sets the time of the events that this thread judges from now on, in microseconds since 1970, until it is called again: the time by which correlations
/// count. A host calls it before each event, with the time of arrival (from a clock that nobody can set back) or with the event's own.
///
/// Without it the shared library takes the system's clock. The WebAssembly module has none: there a correlation is an error when rules are compiled or loaded
/// before this was called.
#[unsafe(no_mangle)]
pub extern "C" fn overt_clock(microseconds: i64) {
    GIVEN.set(Some(microseconds));
}

/// The time of the event at hand; `None` where there is no clock.
pub(crate) fn now() -> Option<i64> {
    GIVEN.get().or_else(system)
}

/// The system's clock is read once; from then on time passes as the monotonic clock says, so that nobody who sets the clock empties windows.
#[cfg(not(target_family = "wasm"))]
#[expect(clippy::unnecessary_wraps, reason = "the module for WebAssembly has no clock")]
fn system() -> Option<i64> {
    use std::sync::OnceLock;
    use std::time::{Instant, SystemTime, UNIX_EPOCH};

    static BEGUN: OnceLock<(i64, Instant)> = OnceLock::new();
    let micros = |time: u128| i64::try_from(time).unwrap_or(i64::MAX);
    let since = || SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| micros(since.as_micros()));
    let (begun, at) = BEGUN.get_or_init(|| (since(), Instant::now()));
    Some(begun.saturating_add(micros(at.elapsed().as_micros())))
}

#[cfg(target_family = "wasm")]
fn system() -> Option<i64> {
    None
}

/// Whether correlations can count here at all.
pub(crate) fn timed() -> bool {
    now().is_some()
}
