//! The time by which correlations count: when an event arrived, or when it says that it happened.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use napi_derive::napi;

use crate::Exports;

pub(crate) const EXPORTS: Exports = &[("correlateByEventTime", correlate_by_event_time_c_callback)];

static BY_EVENT: AtomicBool = AtomicBool::new(false);

/// From now on an event of the application's own counts at the time in its field `time`, where it has one (RFC 3339).
#[napi(no_export, catch_unwind)]
pub fn correlate_by_event_time() {
    BY_EVENT.store(true, Ordering::Relaxed);
}

/// The time of an event in the frame's layout, in microseconds since 1970. None is later than now: an event that says so would move the window away from all
/// others.
pub(super) fn of(event: &[u8]) -> i64 {
    let arrival = now();
    let own = if BY_EVENT.load(Ordering::Relaxed) { engine::frame::time(event) } else { None };
    own.map_or(arrival, |own| own.min(arrival))
}

/// Microseconds since 1970. The clock is read once; from then on time passes as the monotonic clock says, so that nobody who sets the clock empties windows.
pub(crate) fn now() -> i64 {
    static BEGUN: OnceLock<(i64, Instant)> = OnceLock::new();
    let micros = |time: u128| i64::try_from(time).unwrap_or(i64::MAX);
    let since = || SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| micros(since.as_micros()));
    let (begun, at) = BEGUN.get_or_init(|| (since(), Instant::now()));
    begun.saturating_add(micros(at.elapsed().as_micros()))
}
