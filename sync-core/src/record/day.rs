//! A calendar day at the learner's place, without clock or zone.
//!
//! Owns the conversion between a day's number and its text. Source of the arithmetic: the
//! proleptic Gregorian calendar in 400-year eras (146,097 days each).

use std::fmt;

use minicbor::{Decode, Encode};

/// Days since 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(transparent)]
pub struct Day(pub i32);

impl Day {
    /// The earliest day that a record may name: 2000-01-01.
    pub const EARLIEST: Day = Day(10_957);
    /// The latest day that a record may name: 2199-12-31.
    pub const LATEST: Day = Day(84_005);

    /// The UTC day of a moment, in seconds since 1970.
    pub fn of_seconds(seconds: i64) -> Self {
        Day(seconds.div_euclid(86_400).clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32)
    }

    /// Parses `YYYY-MM-DD`.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
            return None;
        }
        let number = |part: &str| {
            part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse::<i32>().ok()).flatten()
        };
        let (year, month, day) =
            (number(text.get(..4)?)?, number(text.get(5..7)?)?, number(text.get(8..)?)?);
        let parsed = Self::from_civil(year, month, day);
        ((1..=12).contains(&month) && day >= 1 && parsed.civil() == (year, month, day))
            .then_some(parsed)
    }

    /// The Monday of this day's week.
    pub fn monday(self) -> Self {
        // 1970-01-01 was a Thursday, the fourth day of its week.
        Day(self.0 - (self.0 + 3).rem_euclid(7))
    }

    /// Its year and month, `(2026, 11)`.
    pub fn month(self) -> (i32, i32) {
        let (year, month, _) = self.civil();
        (year, month)
    }

    fn from_civil(year: i32, month: i32, day: i32) -> Self {
        let year = if month <= 2 { year - 1 } else { year };
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        Day(era * 146_097 + day_of_era - 719_468)
    }

    fn civil(self) -> (i32, i32, i32) {
        let shifted = self.0 + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
        let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
        (year_of_era + era * 400 + i32::from(month <= 2), month, day)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.civil();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_their_text() {
        for (text, number) in [
            ("1970-01-01", 0),
            ("2000-01-01", 10_957),
            ("2000-02-29", 11_016),
            ("2026-11-21", 20_778),
            ("2199-12-31", 84_005),
        ] {
            assert_eq!(Day::parse(text), Some(Day(number)));
            assert_eq!(Day(number).to_string(), text);
        }
        for number in (Day::EARLIEST.0..Day::LATEST.0).step_by(17) {
            assert_eq!(Day::parse(&Day(number).to_string()), Some(Day(number)));
        }
        for text in ["2026-02-29", "2026-13-01", "2026-00-10", "2026-1-01", "2026-01-+1", "", "x"] {
            assert_eq!(Day::parse(text), None, "{text}");
        }
    }

    #[test]
    fn weeks_begin_on_monday() {
        let saturday = Day::parse("2026-11-21").unwrap();
        assert_eq!(saturday.monday().to_string(), "2026-11-16");
        assert_eq!(saturday.monday().monday(), saturday.monday());
    }
}
