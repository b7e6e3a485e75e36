//! Judging events: one evaluator a thread, with the frame that the host writes events to.

use std::sync::Arc;
use std::{ptr, slice};

use engine::{Evaluator, Outcome, Package, frame, limits};

use crate::bytes::lent;
use crate::correlations::{self, Seen};
use crate::guard::guarded;
use crate::pending::Pending;
use crate::rules::OvertRules;

/// 64-bit words of a frame: as such they are aligned for every view that a host may want of it.
const FRAME_WORDS: usize = limits::FRAME_BYTES / size_of::<u64>();

/// Flag of what judging answers, above the flags of a frame: nothing is decided before [`overt_package`](crate::package::overt_package) says who asked. The frame holds the event still.
pub const OVERT_NEEDS_PACKAGE: u32 = 1 << 31;

/// No package can be named: the host's stack is out of reach.
pub(crate) const UNAVAILABLE: Package<'static> =
    Package { name: None, version: None, path: None, direct: false, chain: &[], reason: "unavailable", claims: None };

/// Judges events, one after the other.
#[derive(Debug)]
pub struct OvertEvaluator {
    evaluator: Evaluator,
    /// What the correlations of its rules have seen, where there are any.
    seen: Option<Seen>,
    /// INVARIANT: the boxed words that `overt_evaluator_new` leaked. A pointer, not a box, because the host writes there between the calls.
    frame: *mut u64,
    /// The event that is being written (`event.rs`).
    pub(crate) pending: Pending,
    /// Whether the host names packages (`package.rs`).
    pub(crate) tells_packages: bool,
}

impl OvertEvaluator {
    /// A word of the frame; 0 past its end.
    pub(crate) fn word(&self, index: usize) -> u32 {
        if index >= FRAME_WORDS * 2 {
            return 0;
        }
        // SAFETY: the frame has twice as many 32-bit words as 64-bit ones, and lives as long as the evaluator.
        u32::from_le(unsafe { self.frame.cast::<u32>().add(index).read() })
    }
}

/// Makes an evaluator of these rules. Null if they cannot be used. It keeps the rules alive.
///
/// # Safety
/// `rules` is null or a live handle.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn overt_evaluator_new(rules: *const OvertRules) -> *mut OvertEvaluator {
    // SAFETY: the caller vouches for the handle.
    let rules = unsafe { rules.as_ref() };
    guarded(ptr::null_mut(), || {
        let Some((rules, set)) = rules.and_then(|rules| Some((rules, rules.set()?))) else { return ptr::null_mut() };
        let frame = Box::into_raw(vec![0_u64; FRAME_WORDS].into_boxed_slice()).cast();
        let (evaluator, seen) = (Evaluator::new(Arc::clone(set)), rules.seen().cloned());
        Box::into_raw(Box::new(OvertEvaluator { evaluator, seen, frame, pending: Pending::default(), tells_packages: false }))
    })
}

/// The evaluator's frame: 65,536 bytes, aligned to 8, at the same place for as long as the evaluator lives.
///
/// # Safety
/// `evaluator` is null or a live handle.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn overt_evaluator_frame(evaluator: *const OvertEvaluator) -> *mut u8 {
    // SAFETY: the caller vouches for the handle.
    unsafe { evaluator.as_ref() }.map_or(ptr::null_mut(), |evaluator| evaluator.frame.cast())
}

/// Lets the evaluator judge by other rules from now on; its frame stays where it is. False, and nothing changes, if the rules cannot be used.
///
/// # Safety
/// Both are null or live handles, and no other thread uses the evaluator during the call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn overt_evaluator_use(evaluator: *mut OvertEvaluator, rules: *const OvertRules) -> bool {
    // SAFETY: the caller vouches for the handles.
    let (evaluator, rules) = unsafe { (evaluator.as_mut(), rules.as_ref()) };
    let (Some(evaluator), Some((rules, set))) = (evaluator, rules.and_then(|rules| Some((rules, rules.set()?)))) else { return false };
    guarded(false, || {
        evaluator.evaluator = Evaluator::new(Arc::clone(set));
        evaluator.seen = rules.seen().cloned();
        true
    })
}

/// Judges the event in the frame; the answer is in the frame, and its first word is answered. A frame that cannot be read is answered with the flag
/// `malformed`. Of a host that tells packages: [`OVERT_NEEDS_PACKAGE`], and the frame as it was.
///
/// # Safety
/// `evaluator` is null or a live handle, and no other thread uses it or its frame during the call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn overt_evaluate(evaluator: *mut OvertEvaluator) -> u32 {
    // SAFETY: the caller vouches for the handle.
    unsafe { judge(evaluator, |evaluator, _, frame| (evaluator.evaluate(frame), None)) }
}

/// Judges an event of any size, in the frame's layout at `at`; the answer is that of [`overt_evaluate`].
///
/// # Safety
/// As for [`overt_evaluate`]; and `at` is null or points to `length` readable bytes outside the frame.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn overt_evaluate_large(evaluator: *mut OvertEvaluator, at: *const u8, length: usize) -> u32 {
    // SAFETY: the caller vouches for the bytes.
    let event = unsafe { lent(at, length) };
    // SAFETY: the caller vouches for the handle.
    unsafe { judge(evaluator, |evaluator, _, frame| (evaluator.evaluate_large(event, frame), Some(event))) }
}

/// Judges, and answers the first word of the answer. `work` judges, and hands back the event where it is in a buffer of its own.
///
/// # Safety
/// `evaluator` is null or a live handle that nothing else uses during the call.
pub(crate) unsafe fn judge<'e>(
    evaluator: *mut OvertEvaluator,
    work: impl FnOnce(&mut Evaluator, &'e mut Pending, &mut [u8]) -> (Outcome, Option<&'e [u8]>),
) -> u32 {
    // SAFETY: the caller vouches for the handle.
    let tells = unsafe { evaluator.as_ref() }.is_some_and(|evaluator| evaluator.tells_packages);
    // SAFETY: as above.
    unsafe {
        answered(evaluator, |evaluator, seen, pending, frame| {
            pending.forget();
            if let (Outcome::NeedsPackage, event) = work(evaluator, pending, frame) {
                if tells {
                    return false;
                }
                correlations::complete(evaluator, seen, event, frame, &UNAVAILABLE);
            }
            true
        })
    }
}

/// Answers the first word of the answer that `work` leaves in the frame, or [`OVERT_NEEDS_PACKAGE`] where it leaves none.
///
/// # Safety
/// `evaluator` is null or a live handle that nothing else uses during the call.
pub(crate) unsafe fn answered<'e>(
    evaluator: *mut OvertEvaluator,
    work: impl FnOnce(&mut Evaluator, Option<&Seen>, &'e mut Pending, &mut [u8]) -> bool,
) -> u32 {
    // SAFETY: the caller vouches for the handle.
    let Some(OvertEvaluator { evaluator, seen, frame: words, pending, .. }) = (unsafe { evaluator.as_mut() }) else {
        return frame::MALFORMED;
    };
    let words = *words;
    // SAFETY: the frame is `FRAME_BYTES` long and initialised (see `overt_evaluator_new`), and the caller lets nobody else touch it during the call.
    let frame = unsafe { slice::from_raw_parts_mut(words.cast::<u8>(), limits::FRAME_BYTES) };
    match guarded(None, || Some(work(evaluator, seen.as_ref(), pending, frame))) {
        Some(true) => {}
        Some(false) => return OVERT_NEEDS_PACKAGE,
        None => {
            // SAFETY: as above; the slice that a panic left is gone.
            let frame = unsafe { slice::from_raw_parts_mut(words.cast::<u8>(), limits::FRAME_BYTES) };
            for (place, word) in frame.chunks_exact_mut(4).zip([frame::MALFORMED, 0, 0, 0]) {
                place.copy_from_slice(&word.to_le_bytes());
            }
        }
    }
    // SAFETY: as above.
    u32::from_le(unsafe { words.cast::<u32>().read() })
}

/// Gives the evaluator and its frame back. Null is allowed and does nothing.
///
/// # Safety
/// `evaluator` came from [`overt_evaluator_new`], and neither it nor its frame is used again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn overt_evaluator_free(evaluator: *mut OvertEvaluator) {
    if evaluator.is_null() {
        return;
    }
    // SAFETY: by the contract above this is the box that `overt_evaluator_new` made, and it holds the frame that was leaked there.
    unsafe {
        let evaluator = Box::from_raw(evaluator);
        drop(Box::from_raw(ptr::slice_from_raw_parts_mut(evaluator.frame, FRAME_WORDS)));
    }
}
