//! Which backups of a folder are kept.
//!
//! Owns the names that the schedule gives, and the rule: the newest of each of the last days, weeks
//! and months that have any. Pure. Files with other names are somebody's own and are left alone.

use std::collections::BTreeSet;

use sync_core::record::Day;

/// How many to keep of each kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// Days, each with its newest.
    pub daily: usize,
    /// Weeks (from Monday), each with its newest.
    pub weekly: usize,
    /// Months, each with its newest.
    pub monthly: usize,
}

impl Default for Retention {
    fn default() -> Self {
        Self { daily: 7, weekly: 4, monthly: 12 }
    }
}

const SECONDS_PER_DAY: i64 = 86_400;

/// The number of the day, week or month that a moment is in.
type Period = fn(i64) -> i64;

/// `20261121T070000Z`.
pub fn stamp(at: i64) -> String {
    let day = Day::of_seconds(at).to_string().replace('-', "");
    let second = at.rem_euclid(SECONDS_PER_DAY);
    format!("{day}T{:02}{:02}{:02}Z", second / 3600, second / 60 % 60, second % 60)
}

/// The name of the backup that is begun at a moment: `chaski-20261121T070000Z.db`.
pub fn name(at: i64) -> String {
    format!("chaski-{}.db", stamp(at))
}

/// When the backup of this name was begun; `None` for a name that is not ours.
pub fn moment(name: &str) -> Option<i64> {
    let text = name.strip_prefix("chaski-")?.strip_suffix("Z.db")?;
    let (day, time) = text.split_once('T')?;
    let is_digits =
        |text: &str, length| text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_digits(day, 8) || !is_digits(time, 6) {
        return None;
    }
    let day = Day::parse(&format!("{}-{}-{}", &day[..4], &day[4..6], &day[6..]))?;
    let part = |from: usize| time[from..from + 2].parse::<i64>().ok();
    let (hour, minute, second) = (part(0)?, part(2)?, part(4)?);
    let at = i64::from(day.0) * SECONDS_PER_DAY + hour * 3600 + minute * 60 + second;
    (hour < 24 && minute < 60 && second < 60).then_some(at)
}

/// Of these names, the ones to remove, oldest first. The newest is never among them.
pub fn superfluous(names: &[String], keep: Retention) -> Vec<String> {
    let mut ours: Vec<(i64, &String)> =
        names.iter().filter_map(|name| Some((moment(name)?, name))).collect();
    ours.sort_unstable();
    let mut kept: BTreeSet<&String> = ours.last().map(|(_, name)| *name).into_iter().collect();
    let periods: [(usize, Period); 3] =
        [(keep.daily, day_of), (keep.weekly, week_of), (keep.monthly, month_of)];
    for (count, period) in periods {
        let mut seen = BTreeSet::new();
        for (at, name) in ours.iter().rev() {
            if seen.len() < count && seen.insert(period(*at)) {
                kept.insert(name);
            }
        }
    }
    ours.iter().filter(|(_, name)| !kept.contains(name)).map(|(_, name)| (*name).clone()).collect()
}

fn day_of(at: i64) -> i64 {
    at.div_euclid(SECONDS_PER_DAY)
}

/// Weeks since the Monday before 1970.
fn week_of(at: i64) -> i64 {
    (day_of(at) + 3).div_euclid(7)
}

/// `YYYYMM`.
fn month_of(at: i64) -> i64 {
    Day::of_seconds(at).to_string().replace('-', "")[..6].parse().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: &str, hour: i64) -> i64 {
        i64::from(Day::parse(day).unwrap().0) * SECONDS_PER_DAY + hour * 3600
    }

    fn left(days: impl IntoIterator<Item = i64>, keep: Retention) -> Vec<String> {
        let mut names: Vec<String> = days.into_iter().map(name).collect();
        let gone = superfluous(&names, keep);
        names.retain(|name| !gone.contains(name));
        names
    }

    #[test]
    fn a_name_says_when() {
        let moment_of = at("2026-11-21", 7) + 5 * 60 + 9;
        assert_eq!(name(moment_of), "chaski-20261121T070509Z.db");
        assert_eq!(moment("chaski-20261121T070509Z.db"), Some(moment_of));
        for other in [
            "chaski.db",
            "chaski-20261121.db",
            "chaski-20261121T070509Z.db.gz",
            "chaski-20261321T070509Z.db",
            "chaski-20261121T250509Z.db",
            "chaski-2026+121T070509Z.db",
            "mine.db",
        ] {
            assert_eq!(moment(other), None, "{other}");
        }
    }

    #[test]
    fn a_year_of_nights_leaves_days_weeks_and_months() {
        let last = at("2026-11-21", 7);
        let nights = (0..365).rev().map(|n| last - n * SECONDS_PER_DAY);
        let left = left(nights, Retention::default());
        let dates: Vec<&str> = left.iter().map(|name| &name[7..15]).collect();
        assert_eq!(
            dates,
            [
                // The newest of each of twelve months …
                "20251231", "20260131", "20260228", "20260331", "20260430", "20260531", "20260630",
                "20260731", "20260831", "20260930", "20261031",
                // … of four weeks (Sundays, and this one's newest) …
                "20261101", "20261108", "20261115",
                // … and of seven days, where not there already.
                "20261116", "20261117", "20261118", "20261119", "20261120", "20261121",
            ]
        );
    }

    #[test]
    fn several_a_day_leave_the_newest_of_each() {
        let keep = Retention { daily: 2, weekly: 0, monthly: 0 };
        let hours = ["2026-11-20", "2026-11-21"].into_iter();
        let hours = hours.flat_map(|day| [3, 9, 23].map(|hour| at(day, hour)));
        assert_eq!(left(hours, keep), [name(at("2026-11-20", 23)), name(at("2026-11-21", 23))]);
    }

    #[test]
    fn gaps_do_not_cost_backups_and_the_newest_always_stays() {
        let keep = Retention { daily: 3, weekly: 0, monthly: 0 };
        let days = ["2024-01-01", "2025-06-01", "2026-01-01", "2026-11-21"].map(|day| at(day, 7));
        assert_eq!(left(days, keep).len(), 3, "the last three days that have any");
        let none = Retention { daily: 0, weekly: 0, monthly: 0 };
        assert_eq!(left(days, none), [name(at("2026-11-21", 7))]);
    }

    #[test]
    fn names_that_are_not_ours_are_left_alone() {
        let names = ["chaski.db", "notes.txt", "chaski-2026.db"].map(str::to_owned);
        let none = Retention { daily: 0, weekly: 0, monthly: 0 };
        assert_eq!(superfluous(&names, none), Vec::<String>::new());
    }
}
