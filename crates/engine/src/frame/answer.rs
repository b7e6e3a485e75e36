//! Answers, as they are written over the event that they answer.
//!
//! ```text
//! word 0   response | FINAL | MORE | MALFORMED | FORGOT | STALE
//! word 1   rules that matched      word 2   bytes of the package's JSON      word 3   rules that allowed
//! word 4   the numbers of all of them, the strictest of those that matched first
//! ```
//!
//! At most [`limits::ANSWER_RULES`] numbers are written, of those that matched before those that
//! allowed; what is left out is told by [`MORE`]. JSON that does not fit the frame is left out
//! whole.

use super::{FINAL, MALFORMED, MORE, TEXT};
use crate::evaluate::Verdict;
use crate::limits;

/// Writes the answer. `package` is its JSON, for the record; it is left out where it does not fit.
#[inline(always)]
#[expect(clippy::inline_always, reason = "a call is a fifth of what it costs, and the compiler made one in some programs only")]
pub(crate) fn write(frame: &mut [u8], verdict: &Verdict<'_>, package: Option<&str>) {
    let mut flags = verdict.response.map_or(0, |response| response as u32);
    if verdict.complete {
        flags |= FINAL;
    }
    let matched = verdict.matched.len().min(limits::ANSWER_RULES);
    let allowed = verdict.allowed_by.len().min(limits::ANSWER_RULES - matched);
    if matched < verdict.matched.len() || allowed < verdict.allowed_by.len() {
        flags |= MORE;
    }
    let json = package.map(str::as_bytes).unwrap_or_default();
    let json = match frame.get_mut(TEXT..TEXT + json.len()) {
        Some(place) => {
            place.copy_from_slice(json);
            json.len()
        }
        None => 0,
    };
    let count = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
    let head = [flags, count(matched), count(json), count(allowed)];
    let (words, _) = frame.as_chunks_mut::<4>();
    for (place, value) in words.iter_mut().zip(head) {
        *place = value.to_le_bytes();
    }
    let rules = verdict.matched.iter().take(matched).chain(verdict.allowed_by.iter().take(allowed));
    for (place, rule) in words.iter_mut().skip(head.len()).zip(rules) {
        *place = rule.to_le_bytes();
    }
}

/// Sets a flag of an answer that is written already.
pub(crate) fn mark(frame: &mut [u8], flag: u32) {
    if let Some(place) = frame.first_chunk_mut::<4>() {
        *place = (u32::from_le_bytes(*place) | flag).to_le_bytes();
    }
}

/// Writes the answer to a frame that could not be read.
pub(crate) fn write_malformed(frame: &mut [u8]) {
    for (place, value) in frame.chunks_exact_mut(4).zip([MALFORMED, 0, 0, 0]) {
        place.copy_from_slice(&value.to_le_bytes());
    }
}
