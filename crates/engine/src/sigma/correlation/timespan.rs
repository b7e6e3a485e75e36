//! The timespan of a correlation: a whole number and a unit.
//!
//! `s`, `m`, `h` and `d` are those of the specification; `w`, a week, is pySigma's. There are no
//! months and no years: they have no fixed length. From one second to
//! [`limits::CORRELATION_SECONDS`].

use crate::code::Code;
use crate::diagnostic::Span;
use crate::limits;
use crate::sigma::rule::Reader;

const SPAN_HINT: &str = "write a whole number and `s`, `m`, `h` or `d`, as in `90m`";

/// The timespan in microseconds. `None` after an error, which is reported: [`Code::RuleMissing`],
/// or [`Code::RuleType`].
pub(super) fn timespan(reader: &mut Reader<'_, '_, '_>) -> Option<i64> {
    if reader.document.at("timespan").is_none() {
        let span = Span { length: 1, ..reader.document.span };
        reader.collector.error(Code::RuleMissing, span, "the correlation lacks `timespan`", SPAN_HINT);
        return None;
    }
    let (text, span) = reader.text("timespan")?;
    let seconds = text.char_indices().last().and_then(|(at, unit)| {
        let unit = match unit {
            's' => 1,
            'm' => 60,
            'h' => 3_600,
            'd' => 86_400,
            'w' => 604_800,
            _ => return None,
        };
        let count = text.get(..at).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?.parse::<i64>().ok()?;
        count.checked_mul(unit).filter(|seconds| (1..=limits::CORRELATION_SECONDS).contains(seconds))
    });
    if seconds.is_none() {
        let message = format!("`{text}` is not a timespan from 1 second to {} days", limits::CORRELATION_SECONDS / 86_400);
        reader.collector.error(Code::RuleType, span, message, SPAN_HINT);
    }
    seconds.map(|seconds| seconds * 1_000_000)
}
