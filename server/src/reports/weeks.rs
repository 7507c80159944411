//! Weeks: which Mondays a cohort's page shows, and which of them a day belongs to.
//!
//! Owns that rule. A week is Monday to Sunday; the first is the one in which the cohort starts.

use sync_core::record::Day;

/// A year and a half: a date typed wrongly must not make a page of a thousand columns.
const MOST: i32 = 78;

/// The weeks of a cohort's page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Weeks {
    first: Day,
    count: i32,
}

impl Weeks {
    /// The weeks that have begun by `today`: those of the cohort, and beyond its end as far as
    /// there is work.
    pub(super) fn of(starts: Day, planned: u32, last_work: Option<Day>, today: Day) -> Self {
        let first = starts.monday();
        let begun = week_number(first, today) + 1;
        let worked = last_work.map_or(0, |day| week_number(first, day) + 1);
        let shown = i32::try_from(planned).unwrap_or(MOST).max(worked);
        Self { first, count: begun.min(shown).clamp(0, MOST) }
    }

    /// How many.
    pub(super) fn len(self) -> usize {
        usize::try_from(self.count).unwrap_or(0)
    }

    /// Their Mondays, oldest first.
    pub(super) fn mondays(self) -> impl Iterator<Item = Day> {
        (0..self.count).map(move |week| Day(self.first.0 + 7 * week))
    }

    /// Which of them a day belongs to; none when it lies outside.
    pub(super) fn index_of(self, day: Day) -> Option<usize> {
        let week = week_number(self.first, day);
        (0..self.count).contains(&week).then(|| usize::try_from(week).ok()).flatten()
    }
}

fn week_number(first: Day, day: Day) -> i32 {
    day.0.saturating_sub(first.0).div_euclid(7)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn mondays(weeks: Weeks) -> Vec<String> {
        weeks.mondays().map(|day| day.to_string()).collect()
    }

    #[test]
    fn weeks_begin_on_the_monday_of_the_start() {
        // A cohort that starts on a Wednesday.
        let weeks = Weeks::of(day("2026-09-30"), 12, None, day("2026-10-12"));
        assert_eq!(mondays(weeks), ["2026-09-28", "2026-10-05", "2026-10-12"]);
        assert_eq!(weeks.index_of(day("2026-09-28")), Some(0));
        assert_eq!(weeks.index_of(day("2026-10-11")), Some(1));
        assert_eq!(weeks.index_of(day("2026-09-27")), None, "before");
        assert_eq!(weeks.index_of(day("2026-10-19")), None, "a week that has not begun");
    }

    #[test]
    fn after_the_end_as_far_as_there_is_work() {
        let today = day("2027-06-01");
        assert_eq!(Weeks::of(day("2026-09-28"), 12, None, today).len(), 12);
        let late = Weeks::of(day("2026-09-28"), 12, Some(day("2026-12-25")), today);
        assert_eq!(late.len(), 13);
        assert_eq!(Weeks::of(day("2026-09-28"), 12, None, day("2026-09-01")).len(), 0);
        let typo = Weeks::of(day("2026-09-28"), 12, Some(day("2199-12-31")), day("2199-12-31"));
        assert_eq!(typo.len(), 78);
    }
}
