//! Parts of a date and time, for the modifiers `minute`, `hour`, `day`, `week`, `month` and `year`.
//!
//! The specification applies them to "date values", takes a number from them, and warns that they do no conversion of time
//! zones or formats. So the value of the field itself is read, as ISO 8601 and RFC 3339 write it
//! (`2025-08-02T13:45:10.5Z`, `2025-08-02 13:45`, `2025-08-02`), and the part is the one that is written there, whatever the
//! zone: the engine has no clock and no zone of its own. A value in another form, and an hour or minute of a date without a
//! time, matches nothing.
//!
//! ```
//! # mod shared { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/doctest.rs")); } use shared::*;
//! assert!(matches("Seen|hour: 23", &[("Seen", "2025-08-02T23:59:59+09:00")]));
//! assert!(matches("Seen|hour|gte: 22", &[("Seen", "2025-08-02 23:59")]));
//! // 1 January 2027 is a Friday, and so belongs to the last week of 2026.
//! assert!(matches("Seen|week: 53", &[("Seen", "2027-01-01")]));
//! assert!(!matches("Seen|hour: 0", &[("Seen", "2025-08-02")]));
//! assert!(!matches("Seen|day: 31", &[("Seen", "2025-02-31")]));
//! ```

/// A part of a date and time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum TimePart {
    Minute,
    Hour,
    Day,
    /// The week of ISO 8601, 1 to 53: week 1 has the year's first Thursday.
    Week,
    Month,
    Year,
}

impl TimePart {
    /// All of them, in the order of their numbers in an image.
    pub(crate) const ALL: [Self; 6] = [Self::Minute, Self::Hour, Self::Day, Self::Week, Self::Month, Self::Year];

    /// The modifier that asks for it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Minute => "minute",
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Year => "year",
        }
    }

    /// The part that a modifier asks for.
    pub(crate) fn of(modifier: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.name() == modifier)
    }

    /// The part of the date and time that `text` holds.
    pub(crate) fn read(self, text: &[u8]) -> Option<u32> {
        let time = DateTime::parse(text)?;
        match self {
            Self::Minute => time.clock.map(|(_, minute)| minute),
            Self::Hour => time.clock.map(|(hour, _)| hour),
            Self::Day => Some(time.day),
            Self::Week => Some(time.week()),
            Self::Month => Some(time.month),
            Self::Year => Some(time.year),
        }
    }
}

/// A date, and the hour and minute where they are written.
struct DateTime {
    year: u32,
    month: u32,
    day: u32,
    clock: Option<(u32, u32)>,
}

impl DateTime {
    fn parse(text: &[u8]) -> Option<Self> {
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

    fn day_of_year(&self) -> u32 {
        (1..self.month).map(|month| days_in(self.year, month)).sum::<u32>() + self.day
    }

    /// ISO 8601's week: that of the same week's Thursday, counted from its own year's first.
    fn week(&self) -> u32 {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn part(part: TimePart, text: &str) -> Option<u32> {
        part.read(text.as_bytes())
    }

    #[test]
    fn parts_are_those_that_are_written() {
        for text in [
            "2025-08-02T13:45:10Z",
            "2025-08-02 13:45:10.123",
            "2025-08-02t13:45+14:00",
            "2025-08-02T13:45:60,5-0330",
            "2025-08-02T13:45-03",
        ] {
            let parts = TimePart::ALL.map(|one| part(one, text));
            assert_eq!(parts, [Some(45), Some(13), Some(2), Some(31), Some(8), Some(2025)], "{text}");
        }
        assert_eq!(part(TimePart::Day, "2025-08-02"), Some(2));
        assert_eq!(part(TimePart::Hour, "2025-08-02"), None);
    }

    #[test]
    fn anything_else_is_no_date() {
        for text in [
            "",
            "1754142310",
            "2025-8-2",
            "2025-13-01",
            "2025-00-10",
            "2025-02-29",
            "2025-08-02x",
            "2025-08-02T",
            "2025-08-02T24:00",
            "2025-08-02T13:60",
            "2025-08-02T13:45:61",
            "2025-08-02T13:45:10.",
            "2025-08-02T13:45:10 UTC",
            "2025-08-02T13:45+99",
            "+025-08-02",
            "02/08/2025 13:45",
        ] {
            assert_eq!(part(TimePart::Day, text), None, "{text}");
        }
        assert_eq!(part(TimePart::Day, "2024-02-29"), Some(29));
    }

    /// Dates and weeks as ISO 8601 and `date +%V` give them.
    #[test]
    fn weeks_are_those_of_iso_8601() {
        for (date, week) in [
            ("2005-01-01", 53),
            ("2005-01-03", 1),
            ("2006-01-01", 52),
            ("2007-12-31", 1),
            ("2008-12-28", 52),
            ("2009-12-31", 53),
            ("2010-01-03", 53),
            ("2020-12-31", 53),
            ("2021-01-04", 1),
            ("2024-12-30", 1),
            ("2026-11-27", 48),
            ("0000-01-01", 52),
            ("2000-02-29", 9),
        ] {
            assert_eq!(part(TimePart::Week, date), Some(week), "{date}");
        }
    }
}
