//! Writing an event value by value, for hosts that have no writer of frames of their own. The layout is that of the frame (docs/design/frame.md).

use engine::{Evaluator, schema};

use crate::bytes::lent;
use crate::evaluator::{OvertEvaluator, judge};
use crate::guard::guarded;
use crate::pending::Pending;

/// The id of the events that applications name themselves.
const APPLICATION: u32 = schema::event::APPLICATION_EVENT as u32;

const KIND_TEXT: u32 = 0;
const KIND_INTEGER: u32 = 1;
const KIND_BOOLEAN: u32 = 2;
const KIND_NAME: u32 = 4;

/// The id of an event of the schema by its name (`process.spawn`); 0 where there is none: then it is an application's own, see
/// [`overt_event_begin_named`].
///
/// # Safety
/// `name` is null or points to `length` readable bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn overt_event_id(name: *const u8, length: usize) -> u32 {
    // SAFETY: the caller vouches for the bytes.
    let name = unsafe { lent(name, length) };
    guarded(0, || str::from_utf8(name).ok().and_then(schema::event_by_name).map_or(0, |event| event.id.into()))
}

/// The number of a field of an event by its name, also of those that every event may have (`package.name`); -1 where there is none.
///
/// # Safety
/// `name` is null or points to `length` readable bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn overt_field_id(event: u32, name: *const u8, length: usize) -> i32 {
    // SAFETY: the caller vouches for the bytes.
    let name = unsafe { lent(name, length) };
    guarded(-1, || {
        let event = u16::try_from(event).ok().and_then(schema::event_by_id);
        let found = event
            .zip(str::from_utf8(name).ok())
            .and_then(|(event, name)| schema::field_of(event, name).or_else(|| schema::common_field(name)));
        found.map_or(-1, |field| i32::from(field.bit))
    })
}

/// Begins an event; what was begun before and not evaluated is dropped.
///
/// # Safety
/// `evaluator` is null or a live handle, and no other thread uses it during the call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn overt_event_begin(evaluator: *mut OvertEvaluator, event: u32) {
    // SAFETY: the caller vouches for the handle.
    if let Some(evaluator) = unsafe { evaluator.as_mut() } {
        evaluator.pending.begin(event);
    }
}

/// Begins an event of the application's own, which the schema does not have. Its fields are free: [`overt_event_named_text`].
///
/// # Safety
/// As for [`overt_event_begin`]; and `name` is null or points to `length` readable bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn overt_event_begin_named(evaluator: *mut OvertEvaluator, name: *const u8, length: usize) {
    // SAFETY: the caller vouches for the bytes and the handle.
    let (name, evaluator) = unsafe { (lent(name, length), evaluator.as_mut()) };
    if let Some(OvertEvaluator { pending, .. }) = evaluator {
        guarded((), || {
            pending.begin(APPLICATION);
            pending.put(0, KIND_TEXT, name);
        });
    }
}

/// Adds a text (UTF-8) as a field's value; again with the same field: the next element of a list.
///
/// # Safety
/// As for [`overt_event_begin`]; and `at` is null or points to `length` readable bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn overt_event_text(evaluator: *mut OvertEvaluator, field: u32, at: *const u8, length: usize) {
    // SAFETY: the caller vouches for the bytes and the handle.
    unsafe { put(evaluator, |pending| pending.put(field, KIND_TEXT, lent(at, length))) };
}

/// Adds an integer as a field's value.
///
/// # Safety
/// As for [`overt_event_begin`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn overt_event_integer(evaluator: *mut OvertEvaluator, field: u32, value: i64) {
    // SAFETY: the caller vouches for the handle.
    unsafe { put(evaluator, |pending| pending.put(field, KIND_INTEGER, value.to_string().as_bytes())) };
}

/// Adds a boolean as a field's value.
///
/// # Safety
/// As for [`overt_event_begin`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn overt_event_boolean(evaluator: *mut OvertEvaluator, field: u32, value: bool) {
    // SAFETY: the caller vouches for the handle.
    unsafe { put(evaluator, |pending| pending.put(field, KIND_BOOLEAN, value.to_string().as_bytes())) };
}

/// Adds a free field of an application's own event: its name and its text.
///
/// # Safety
/// As for [`overt_event_begin`]; and both texts are null or point to as many readable bytes as their lengths say.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn overt_event_named_text(
    evaluator: *mut OvertEvaluator,
    name: *const u8,
    name_length: usize,
    at: *const u8,
    length: usize,
) {
    // SAFETY: the caller vouches for the bytes and the handle.
    unsafe {
        put(evaluator, |pending| {
            pending.put(0, KIND_NAME, lent(name, name_length));
            pending.put(0, KIND_TEXT, lent(at, length));
        });
    }
}

/// Judges the event that was written, and answers the first word of the answer: the response in bits 0 to 7 (0 none, 1 log, 2 alert, 3 block, 4 kill),
/// flags above; or [`OVERT_NEEDS_PACKAGE`](crate::evaluator::OVERT_NEEDS_PACKAGE). The whole answer is in the frame until the next event; [`overt_answer_rule`] reads the rules from it.
///
/// # Safety
/// As for [`overt_event_begin`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn overt_event_evaluate(evaluator: *mut OvertEvaluator) -> u32 {
    // SAFETY: the caller vouches for the handle.
    unsafe {
        judge(evaluator, |evaluator: &mut Evaluator, pending, frame: &mut [u8]| {
            if pending.write(frame) {
                return (evaluator.evaluate(frame), None);
            }
            let event = pending.large();
            (evaluator.evaluate_large(event, frame), Some(event))
        })
    }
}

/// The number of the rule at a place of the last answer: those that matched first, then the `allow` rules that took others out. -1 past the last.
///
/// # Safety
/// As for [`overt_event_begin`].
#[unsafe(no_mangle)]
pub unsafe extern "C" fn overt_answer_rule(evaluator: *const OvertEvaluator, place: u32) -> i32 {
    // SAFETY: the caller vouches for the handle.
    unsafe { evaluator.as_ref() }.map_or(-1, |evaluator| {
        let rules = evaluator.word(1).saturating_add(evaluator.word(3));
        if place < rules { i32::try_from(evaluator.word(4 + place as usize)).unwrap_or(-1) } else { -1 }
    })
}

/// # Safety
/// `evaluator` is null or a live handle that nothing else uses during the call.
unsafe fn put(evaluator: *mut OvertEvaluator, work: impl FnOnce(&mut Pending)) {
    // SAFETY: the caller vouches for the handle.
    if let Some(OvertEvaluator { pending, .. }) = unsafe { evaluator.as_mut() } {
        guarded((), || work(pending));
    }
}
