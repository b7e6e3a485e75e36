//! A thread's evaluator: both steps of a judgement, the second with the package that the stack names.

use crate::{correlations, force};
use engine::frame::{MALFORMED, STALE};
use engine::{Evaluator, Outcome};
use napi::sys;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Bytes of a frame.
pub(crate) const FRAME: usize = 65_536;

thread_local! {
    /// With the epoch of the rules that it judges by. It is taken out while an event is judged: WebAssembly can be broken off there (a time limit, stack
    /// exhaustion) without any code running, and then the next event finds no evaluator and makes one, instead of one that is in use for ever.
    static EVALUATOR: Cell<Option<Box<(u32, Evaluator)>>> = const { Cell::new(None) };
}

/// Judges what is in `frame`, or `large` where it is given; the answer is in `frame`. An internal fault is answered as a malformed frame, so that
/// the caller knows that nothing was judged.
#[inline]
pub(crate) fn judge(env: sys::napi_env, frame: &mut [u8], large: Option<&[u8]>) {
    #[cfg(not(target_family = "wasm"))]
    crate::caller::behalf::begin();
    let judged = catch_unwind(AssertUnwindSafe(|| {
        let mut held = match EVALUATOR.take() {
            Some(held) if held.0 == force::epoch() => held,
            other => renewed(other)?,
        };
        let (_, evaluator) = &mut *held;
        let outcome = match large {
            Some(event) => evaluator.evaluate_large(event, frame),
            None => evaluator.evaluate(frame),
        };
        if outcome == Outcome::NeedsPackage {
            complete(env, evaluator, large, frame);
        }
        EVALUATOR.set(Some(held));
        Ok(())
    }));
    match judged {
        Ok(Ok(())) => {}
        Ok(Err(flags)) => answer(frame, flags),
        Err(_) => answer(frame, MALFORMED),
    }
}

/// An evaluator of this thread's set; the flags of an answer where there is none to judge by. The event is stale where the process has other rules by now
/// (docs/design/hot-swap.md).
#[cold]
fn renewed(held: Option<Box<(u32, Evaluator)>>) -> Result<Box<(u32, Evaluator)>, u32> {
    let own = force::own().map_or(0, |own| own.epoch);
    if own != force::epoch() {
        EVALUATOR.set(held);
        return Err(MALFORMED | STALE);
    }
    let rules = force::own_rules().ok_or(MALFORMED)?;
    Ok(Box::new((own, Evaluator::new(rules))))
}

/// Writes an answer that is nothing but flags.
pub(crate) fn answer(frame: &mut [u8], flags: u32) {
    for (word, value) in frame.as_chunks_mut::<4>().0.iter_mut().zip([flags, 0, 0, 0]) {
        *word = value.to_le_bytes();
    }
}

#[cfg(not(target_family = "wasm"))]
fn complete(env: sys::napi_env, evaluator: &mut Evaluator, large: Option<&[u8]>, frame: &mut [u8]) {
    finish(evaluator, large, frame, &crate::caller::behalf::judged(env).package());
}

#[cfg(target_family = "wasm")]
fn complete(_env: sys::napi_env, evaluator: &mut Evaluator, large: Option<&[u8]>, frame: &mut [u8]) {
    finish(evaluator, large, frame, &engine::Package { reason: "unavailable", ..engine::Package::default() });
}

fn finish(evaluator: &mut Evaluator, large: Option<&[u8]>, frame: &mut [u8], package: &engine::Package<'_>) {
    if evaluator.rules().correlates() {
        if !correlations::complete(evaluator, large, frame, package) {
            answer(frame, MALFORMED | STALE);
        }
    } else {
        evaluator.complete(frame, package);
    }
}
