//! Dates and times as ISO 8601 and RFC 3339 write them, and the weeks of ISO 8601.
//!
//! The calendar is the proleptic Gregorian one, from the year 0 to 9999. A leap second (`:60`) is
//! read in any minute.
//!
//! ```text
//! 2025-12-29T03:10:00+01:00     year 2025, month 12, day 29, clock 03:10, and its week is 1: its Thursday is in 2026
//! 2025-12-29                    the same without a clock: `hour` and `minute` have nothing to read
//! ```
//!
//! The zone is read and means nothing: parts of a time are compared as they are written, which the
//! specification warns of.

/// A date, and the hour and minute where they are written.
pub(super) struct DateTime {
    pub(super) year: u32,
    pub(super) month: u32,
    pub(super) day: u32,
    /// Hour and minute.
    pub(super) clock: Option<(u32, u32)>,
}

impl DateTime {
    /// Reads a date, or a date with a time behind it; `None` for anything else, and for days that are
    /// not.
    pub(super) fn parse(text: &[u8]) -> Option<Self> {
        let (date, behind) = text.split_at_checked(10)?;
        let (year, month, day) = match date {
            [year @ .., b'-', m1, m2, b'-', d1, d2] => (digits(year)?, digits(&[*m1, *m2])?, digits(&[*d1, *d2])?),
            _ => return None,
        };
        if !(1..=12).contains(&month) || day < 1 || day > days_in(year, month) {
            return None;
        }
        let clock = match behind {
            [] => None,
            [b'T' | b't' | b' ', clock @ ..] => Some(clock_of(clock)?),
            _ => return None,
        };
        Some(Self { year, month, day, clock })
    }

    /// From 1 on.
    fn day_of_year(&self) -> u32 {
        (1..self.month).map(|month| days_in(self.year, month)).sum::<u32>() + self.day
    }

    /// ISO 8601's week: that of the same week's Thursday, counted from its own year's first.
    pub(super) fn week(&self) -> u32 {
        let weekday = weekday(self.year, self.day_of_year());
        let week = (self.day_of_year() + 9 - weekday) / 7;
        match week {
            0 => weeks_in(self.year.saturating_sub(1)),
            53 if weeks_in(self.year) == 52 => 1,
            week => week,
        }
    }
}

/// `HH:MM`, then seconds, a fraction and a zone, which may be absent.
fn clock_of(text: &[u8]) -> Option<(u32, u32)> {
    let (hour, minute, rest) = match text {
        [h1, h2, b':', m1, m2, rest @ ..] => (digits(&[*h1, *h2])?, digits(&[*m1, *m2])?, rest),
        _ => return None,
    };
    let rest = match rest {
        [b':', s1, s2, rest @ ..] if digits(&[*s1, *s2])? <= 60 => match rest {
            [b'.' | b',', fraction @ ..] => {
                let length = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
                fraction.get(length..).filter(|_| length > 0)?
            }
            _ => rest,
        },
        _ => rest,
    };
    let zone = match rest {
        [] | [b'Z' | b'z'] => true,
        [b'+' | b'-', h1, h2] => digits(&[*h1, *h2])? < 24,
        [b'+' | b'-', h1, h2, m1, m2] | [b'+' | b'-', h1, h2, b':', m1, m2] => digits(&[*h1, *h2])? < 24 && digits(&[*m1, *m2])? < 60,
        _ => false,
    };
    (zone && hour < 24 && minute < 60).then_some((hour, minute))
}

/// A few decimal digits and nothing else.
fn digits(text: &[u8]) -> Option<u32> {
    text.iter().try_fold(0, |value, byte| byte.is_ascii_digit().then(|| value * 10 + u32::from(byte - b'0')))
}

fn is_leap(year: u32) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

fn days_in(year: u32, month: u32) -> u32 {
    match month {
        2 => 28 + u32::from(is_leap(year)),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// 0 for a Monday: of the proleptic Gregorian calendar, whose 1 January of the year 1 was one.
fn weekday(year: u32, day_of_year: u32) -> u32 {
    // 400 years are a whole number of weeks, so that the year 0 counts as the year 400.
    let before = (year + 399) % 400;
    (before * 365 + before / 4 - before / 100 + day_of_year - 1) % 7
}

/// A year has 53 weeks where its first or its last day is a Thursday.
fn weeks_in(year: u32) -> u32 {
    let last = 365 + u32::from(is_leap(year));
    if weekday(year, 1) == 3 || weekday(year, last) == 3 { 53 } else { 52 }
}
