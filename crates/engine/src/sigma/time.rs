//! Parts of a date and time, for the modifiers `minute`, `hour`, `day`, `week`, `month` and `year`.
//!
//! The specification applies them to "date values", takes a number from them, and warns that they
//! do no conversion of time zones or formats. So the value of the field itself is read, as ISO 8601
//! and RFC 3339 write it (`2025-08-02T13:45:10.5Z`, `2025-08-02 13:45`, `2025-08-02`), and the part
//! is the one that is written there, whatever the zone: the engine has no clock and no zone of its
//! own. A value in another form, and an hour or minute of a date without a time, matches nothing.
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

mod date;

use date::DateTime;

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

    /// The least number that it can be, and the greatest.
    pub(crate) fn range(self) -> (u32, u32) {
        match self {
            Self::Minute => (0, 59),
            Self::Hour => (0, 23),
            Self::Day => (1, 31),
            Self::Week => (1, 53),
            Self::Month => (1, 12),
            Self::Year => (0, 9999),
        }
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
            "2025-08-02T13:45+23",
            "2025-08-02T13:45-23:59",
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
            "2025-08-02T13:45+24",
            "2025-08-02T13:45+24:00",
            "2025-08-02T13:45-2360",
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
