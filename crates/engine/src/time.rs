//! Times of events as text: RFC 3339, and the form with a blank and without a zone that Windows tools write, which counts as UTC.

/// Microseconds since 1970-01-01T00:00:00Z; what is finer is cut. `None` where the text is no time.
///
/// ```
/// assert_eq!(engine::time::microseconds("1970-01-01T01:00:00.5+01:00"), Some(500_000));
/// ```
#[must_use]
pub fn microseconds(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    let number = |range: std::ops::Range<usize>| -> Option<i64> {
        let digits = bytes.get(range)?;
        digits.iter().try_fold(0_i64, |value, byte| byte.is_ascii_digit().then(|| value * 10 + i64::from(byte - b'0')))
    };
    let is = |at: usize, allowed: &[u8]| bytes.get(at).is_some_and(|byte| allowed.contains(byte));
    let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
    let (hour, minute, second) = (number(11..13)?, number(14..16)?, number(17..19)?);
    let separated = is(4, b"-") && is(7, b"-") && is(10, b"Tt ") && is(13, b":") && is(16, b":");
    let real = (1..=12).contains(&month) && (1..=31).contains(&day) && hour < 24 && minute < 60 && second <= 60;
    if !separated || !real {
        return None;
    }
    let (fraction, zone) = fraction(bytes.get(19..)?)?;
    let offset = offset(zone)?;
    let seconds = days(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second - offset;
    Some(seconds * 1_000_000 + fraction)
}

/// The microseconds behind a point, and what follows.
fn fraction(text: &[u8]) -> Option<(i64, &[u8])> {
    let Some(digits) = text.strip_prefix(b".") else { return Some((0, text)) };
    let count = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (digits, rest) = digits.split_at_checked(count).filter(|(digits, _)| !digits.is_empty())?;
    let shown = digits.iter().chain(std::iter::repeat(&b'0')).take(6);
    Some((shown.fold(0, |value, byte| value * 10 + i64::from(byte - b'0')), rest))
}

/// Seconds east of UTC.
fn offset(zone: &[u8]) -> Option<i64> {
    let two =
        |tens: u8, ones: u8| (tens.is_ascii_digit() && ones.is_ascii_digit()).then(|| i64::from(tens - b'0') * 10 + i64::from(ones - b'0'));
    match *zone {
        [] | [b'Z' | b'z'] => Some(0),
        [sign @ (b'+' | b'-'), a, b, b':', c, d] => {
            let seconds = two(a, b).filter(|hours| *hours < 24)? * 3_600 + two(c, d).filter(|minutes| *minutes < 60)? * 60;
            Some(if sign == b'-' { -seconds } else { seconds })
        }
        _ => None,
    }
}

/// Days since 1970-01-01 in the Gregorian calendar.
fn days(year: i64, month: i64, day: i64) -> i64 {
    // Years begin in March, so that the day that leap years add is their last.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * month + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::microseconds;

    #[test]
    fn reads_rfc_3339() {
        for (text, expected) in [
            ("1970-01-01T00:00:00Z", Some(0)),
            ("2000-02-29T12:00:00.5Z", Some(951_825_600_500_000)),
            ("2026-11-23T18:00:00.123456789Z", Some(1_795_456_800_123_456)),
            ("2026-11-23T19:00:00.123456+01:00", Some(1_795_456_800_123_456)),
            ("2026-11-23t17:30:00.123456-00:30", Some(1_795_456_800_123_456)),
            ("2026-11-23 18:00:00.123", Some(1_795_456_800_123_000)),
            ("1969-12-31T23:59:59Z", Some(-1_000_000)),
            ("2026-13-23T18:00:00Z", None),
            ("2026-11-23T24:00:00Z", None),
            ("2026-11-23T18:00:00.Z", None),
            ("2026-11-23T18:00:00+1:00", None),
            ("2026-11-23", None),
            ("", None),
            ("yesterday at the same time", None),
        ] {
            assert_eq!(microseconds(text), expected, "{text}");
        }
    }
}
