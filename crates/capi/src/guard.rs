//! No panic crosses the boundary: it would be undefined behaviour in a host that is not Rust.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// Runs `work`; `fallback` if it panics. (Where panics abort, as in WebAssembly, the host sees a trap instead.)
pub(crate) fn guarded<T>(fallback: T, work: impl FnOnce() -> T) -> T {
    // INVARIANT: what `work` changes is either dropped with it or an evaluator, which starts every event from nothing.
    catch_unwind(AssertUnwindSafe(work)).unwrap_or(fallback)
}
