//! Times of events as text: RFC 3339, and the form with a blank and without a zone that Windows
//! tools write, which counts as UTC.
//!
//! | text | read as |
//! |---|---|
//! | `2026-03-01T08:00:00Z` | that moment |
//! | `2026-03-01 08:00:00.123` | UTC, 123,000 microseconds behind the second |
//! | `2026-03-01T08:00:00.1234567+01:00` | an hour earlier in UTC; cut to 123,456 microseconds |
//! | `2026-03-01`, `08:00`, `1772352000` | no time |
//!
//! A leap second (`:60`) is the first second of the next minute. A day that its month has not is
//! counted on: the 30th of February is the second of March, or the first.

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

/// Bytes of a time as text: `2026-11-23T18:00:00.123000Z`.
pub const TEXT: usize = 27;

/// The time so many milliseconds after 1970-01-01T00:00:00Z as RFC 3339 with six digits of a
/// second; `None` before the year 0 and after 9999.
///
/// ```
/// assert_eq!(engine::time::text(1_795_456_800_123).as_ref().map(|text| &text[..]), Some(&b"2026-11-23T18:00:00.123000Z"[..]));
/// ```
#[must_use]
pub fn text(milliseconds: i64) -> Option<[u8; TEXT]> {
    let (day, of_day) = (milliseconds.div_euclid(86_400_000), milliseconds.rem_euclid(86_400_000));
    let (year, month, day) = date(day);
    let (seconds, milliseconds) = (of_day / 1000, of_day % 1000);
    if !(0..=9999).contains(&year) {
        return None;
    }
    let mut out = *b"0000-00-00T00:00:00.000000Z";
    let parts = [
        (0, 4, year),
        (5, 2, month),
        (8, 2, day),
        (11, 2, seconds / 3600),
        (14, 2, seconds / 60 % 60),
        (17, 2, seconds % 60),
        (20, 3, milliseconds),
    ];
    for (at, digits, value) in parts {
        let mut rest = value;
        for place in out.get_mut(at..at + digits).unwrap_or_default().iter_mut().rev() {
            *place = b'0' + u8::try_from(rest % 10).unwrap_or(0);
            rest /= 10;
        }
    }
    Some(out)
}

/// Year, month and day of a number of days since 1970-01-01: the inverse of [`days`].
fn date(days: i64) -> (i64, i64, i64) {
    let since = days + 719_468;
    let (era, of_era) = (since.div_euclid(146_097), since.rem_euclid(146_097));
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let year = year + era * 400;
    if month < 10 { (year, month + 3, day) } else { (year + 1, month - 9, day) }
}

#[cfg(test)]
mod tests {
    use super::{date, days, microseconds, text};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_written_reads_back(milliseconds in -62_167_219_200_000_i64..=253_402_300_799_999) {
            let written = text(milliseconds).unwrap();
            prop_assert_eq!(microseconds(std::str::from_utf8(&written).unwrap()), Some(milliseconds * 1000));
        }

        #[test]
        fn dates_and_days_agree(day in -1_000_000_i64..3_000_000) {
            let (year, month, of_month) = date(day);
            prop_assert_eq!(days(year, month, of_month), day);
            prop_assert!((1..=12).contains(&month) && (1..=31).contains(&of_month));
        }
    }

    #[test]
    fn no_year_has_more_than_four_digits() {
        assert_eq!(text(253_402_300_800_000), None);
        assert_eq!(text(-62_167_219_200_001), None);
        assert_eq!(text(i64::MAX), None);
        assert_eq!(text(i64::MIN), None);
    }

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
