//! A thread's evaluator: both steps of a judgement, the second with the package that the stack names.

use crate::rules;
use engine::{Evaluator, Outcome};
use napi::sys;
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Bytes of a frame.
pub(crate) const FRAME: usize = 65_536;

thread_local! {
    /// With the epoch of the rules that it judges by.
    static EVALUATOR: RefCell<Option<(u32, Evaluator)>> = const { RefCell::new(None) };
}

/// Judges what is in `frame`, or `large` where it is given; the answer is in `frame`. An internal fault is answered as a malformed frame, so that
/// the caller knows that nothing was judged.
#[inline]
pub(crate) fn judge(env: sys::napi_env, frame: &mut [u8], large: Option<&[u8]>) {
    let judged = catch_unwind(AssertUnwindSafe(|| {
        EVALUATOR.with(|slot| {
            let mut slot = slot.try_borrow_mut().ok()?;
            let evaluator = current(&mut slot)?;
            let outcome = match large {
                Some(event) => evaluator.evaluate_large(event, frame),
                None => evaluator.evaluate(frame),
            };
            if outcome == Outcome::NeedsPackage {
                complete(env, evaluator, frame);
            }
            Some(())
        })
    }));
    if !matches!(judged, Ok(Some(()))) {
        EVALUATOR.with(|slot| {
            if let Ok(mut slot) = slot.try_borrow_mut() {
                *slot = None;
            }
        });
        malformed(frame);
    }
}

fn current(slot: &mut Option<(u32, Evaluator)>) -> Option<&mut Evaluator> {
    let epoch = rules::epoch();
    if slot.as_ref().is_none_or(|(of, _)| *of != epoch) {
        *slot = Some((epoch, Evaluator::new(rules::current()?)));
    }
    slot.as_mut().map(|(_, evaluator)| evaluator)
}

fn malformed(frame: &mut [u8]) {
    for (word, value) in frame.as_chunks_mut::<4>().0.iter_mut().zip([engine::frame::MALFORMED, 0, 0, 0]) {
        *word = value.to_le_bytes();
    }
}

#[cfg(not(target_family = "wasm"))]
fn complete(env: sys::napi_env, evaluator: &mut Evaluator, frame: &mut [u8]) {
    let named = crate::caller::named(env);
    evaluator.complete(frame, &named.package());
}

#[cfg(target_family = "wasm")]
fn complete(_env: sys::napi_env, evaluator: &mut Evaluator, frame: &mut [u8]) {
    evaluator.complete(frame, &engine::Package { reason: "unavailable", ..engine::Package::default() });
}
