//! What is odd about an entry that waits.
//!
//! Owns the flags. A flag refuses nothing: it says what to look at. Must not say what follows.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use sync_core::record::Day;

use crate::programme::Caps;
use crate::store::{ReviewEntry, Worked};

/// More than this in one day is odd.
const MAX_DAY_MINUTES: u32 = 16 * 60;
/// The day begins so much earlier than in UTC at the eastern edge of the world.
const EARLIEST_ZONE_SECONDS: i64 = 14 * 3600;
/// A clock that is off by more may have put work on another day.
const CLOCK_MATTERS_SECONDS: i64 = 3600;

/// What is odd about an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Flag {
    /// Its time intersects another entry's.
    Overlap,
    /// Another entry has the same day, task and quantity.
    Repeated,
    /// More than sixteen hours in its day.
    LongDay,
    /// With it there is more of its task in its week, Monday to Sunday, than the programme means
    /// one person to do.
    OverCap,
    /// Its day had not begun anywhere when it was written.
    Future,
    /// It was written before so much of its day had passed anywhere.
    TooSoon,
    /// The phone's clock was wrong when it was written, or it cannot be told when that was.
    Clock,
    /// Written again on a later day than at first, or after a decision.
    Edited,
    /// More than one version is live.
    TwoVersions,
}

/// What is odd about an entry, among all that its person did.
/// `caps`: task → how much of it is meant to be done at most, by the version that she goes by.
pub(super) fn flags(
    entry: &ReviewEntry,
    all: &[&Worked],
    caps: &BTreeMap<String, Caps>,
) -> (BTreeSet<Flag>, BTreeSet<String>) {
    let (mut flags, mut with) = (BTreeSet::new(), BTreeSet::new());
    let is_this = |work: &&Worked| work.learner == entry.number && work.entry == entry.entry;
    for own in all.iter().copied().filter(is_this) {
        for other in all.iter().copied().filter(|other| other.entry != own.entry) {
            if let Some(flag) = alike(own, other) {
                flags.insert(flag);
                with.insert(other.entry.clone());
            }
        }
        if minutes_of_day(all, own.day) > MAX_DAY_MINUTES {
            flags.insert(Flag::LongDay);
        }
        if caps.get(&own.task).is_some_and(|caps| is_over(*caps, own, all)) {
            flags.insert(Flag::OverCap);
        }
        flags.extend(hurry(own, all));
        if !is_clock_right(own) {
            flags.insert(Flag::Clock);
        }
    }
    if entry.versions.iter().filter(|version| version.live).count() > 1 {
        flags.insert(Flag::TwoVersions);
    }
    let first = entry.versions.iter().map(|version| version.at).min();
    let last = entry.versions.iter().map(|version| version.at).max();
    let is_later = first.zip(last).is_some_and(|(a, b)| Day::of_seconds(a) < Day::of_seconds(b));
    // What was decided no longer speaks: it was on other words.
    let was_decided = entry.state == "waiting" && !entry.decisions.is_empty();
    if entry.versions.len() > 1 && (is_later || was_decided) {
        flags.insert(Flag::Edited);
    }
    (flags, with)
}

/// Two entries of one person: do their times intersect, or, where not both say when they began, do
/// they say the same?
fn alike(one: &Worked, other: &Worked) -> Option<Flag> {
    match (span(one), span(other)) {
        (Some((from, to)), Some((other_from, other_to))) => {
            (from < other_to && other_from < to).then_some(Flag::Overlap)
        }
        _ => {
            let same = (one.day, &one.task, one.minutes, one.units)
                == (other.day, &other.task, other.minutes, other.units);
            same.then_some(Flag::Repeated)
        }
    }
}

/// Does the moment at which the phone says that it was written lie where it can, between the making
/// of its key and its first coming to a server, and did its clock show about that moment?
fn is_clock_right(own: &Worked) -> bool {
    let can_be = own.since.saturating_sub(CLOCK_MATTERS_SECONDS)
        ..=own.met_at.saturating_add(CLOCK_MATTERS_SECONDS);
    own.written_at.abs_diff(own.claimed_at) <= CLOCK_MATTERS_SECONDS.unsigned_abs()
        && can_be.contains(&own.written_at)
}

/// By when it was written, at the latest: when it first came to a server, wherever that was; earlier,
/// where its phone's clock tells and is right.
fn written_by(own: &Worked) -> i64 {
    match is_clock_right(own) {
        true => own.met_at.min(own.written_at.saturating_add(CLOCK_MATTERS_SECONDS)),
        false => own.met_at,
    }
}

/// Was it written before what it says can have happened? No more than this is certain: a day may be
/// written down long after, and in which zone she is we do not know.
fn hurry(own: &Worked, all: &[&Worked]) -> Option<Flag> {
    let latest = written_by(own).saturating_add(EARLIEST_ZONE_SECONDS);
    if own.day > Day::of_seconds(latest) {
        return Some(Flag::Future);
    }
    let passed = (latest - i64::from(own.day.0) * 24 * 3600) / 60;
    let was_said = |work: &&&Worked| written_by(work) <= written_by(own);
    let said: Vec<&Worked> = all.iter().filter(was_said).copied().collect();
    let claimed = own.minutes.map(|minutes| i64::from(minutes_of_day(&said, own.day).max(minutes)));
    let ends =
        own.start.zip(own.minutes).map(|(start, minutes)| i64::from(start) + i64::from(minutes));
    (claimed.max(ends) > Some(passed)).then_some(Flag::TooSoon)
}

/// From when to when, in minutes since 1970 where she is.
fn span(work: &Worked) -> Option<(i64, i64)> {
    let from = i64::from(work.day.0) * 24 * 60 + i64::from(work.start?);
    Some((from, from + i64::from(work.minutes?)))
}

/// Is there more of its task in its week than is meant to be?
fn is_over(caps: Caps, own: &Worked, all: &[&Worked]) -> bool {
    let is_of_week = |work: &Worked| work.task == own.task && work.day.monday() == own.day.monday();
    let is_more = |cap: Option<u32>, of: fn(&Worked) -> Option<u32>| {
        cap.is_some_and(|cap| sum(all, is_of_week, of) > u64::from(cap))
    };
    is_more(caps.minutes_per_week, |work| work.minutes)
        || is_more(caps.units_per_week, |work| work.units)
}

fn minutes_of_day(all: &[&Worked], day: Day) -> u32 {
    let minutes = sum(all, |work| work.day == day, |work| work.minutes);
    u32::try_from(minutes).unwrap_or(u32::MAX)
}

/// Of an entry said twice, the larger.
fn sum(
    all: &[&Worked],
    counts: impl Fn(&Worked) -> bool,
    of: impl Fn(&Worked) -> Option<u32>,
) -> u64 {
    let mut by_entry: BTreeMap<&str, u32> = BTreeMap::new();
    for work in all.iter().filter(|work| counts(work)) {
        let most = by_entry.entry(&work.entry).or_default();
        *most = (*most).max(of(work).unwrap_or(0));
    }
    by_entry.values().copied().map(u64::from).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn worked(entry: &str, day: i32, minutes: u32, start: Option<u16>) -> Worked {
        Worked {
            learner: 1,
            person: 1,
            entry: entry.into(),
            task: "etiquetar".into(),
            day: Day(day),
            minutes: Some(minutes),
            units: None,
            start,
            claimed_at: 20_000 * 86_400,
            written_at: 20_000 * 86_400,
            met_at: 20_000 * 86_400,
            since: 0,
        }
    }

    fn waiting(entry: &str) -> ReviewEntry {
        let id = sync_core::ids::LearnerId([1; 16]);
        ReviewEntry {
            number: 1,
            learner: crate::store::reports::LearnerNameRow {
                id,
                label: "P-0001".into(),
                name: "Ana".into(),
            },
            definition: 1,
            entry: entry.into(),
            state: "waiting".into(),
            question: None,
            reason: None,
            answered: false,
            versions: Vec::new(),
            decisions: Vec::new(),
        }
    }

    fn found(all: &[Worked], entry: &str) -> Vec<Flag> {
        let all: Vec<&Worked> = all.iter().collect();
        flags(&waiting(entry), &all, &BTreeMap::new()).0.into_iter().collect()
    }

    #[test]
    fn more_of_a_task_in_a_week_than_is_meant_is_flagged_on_each_entry_of_it() {
        // 19,000 days after 1970 is a Saturday.
        let all = [
            worked("saturday", 19_000, 300, None),
            worked("sunday", 19_001, 301, None),
            worked("monday", 19_002, 600, None),
            Worked { task: "otra".into(), ..worked("other", 19_000, 400, None) },
            // Said twice: the longer counts, once.
            worked("saturday", 19_000, 299, None),
        ];
        let all: Vec<&Worked> = all.iter().collect();
        let caps = |minutes_per_week, units_per_week| {
            let caps = Caps { minutes_per_week, units_per_week, amount_per_period: None };
            BTreeMap::from([("etiquetar".to_owned(), caps)])
        };
        let is_flagged = |entry: &str, caps: &BTreeMap<String, Caps>| {
            flags(&waiting(entry), &all, caps).0.contains(&Flag::OverCap)
        };
        let narrow = caps(Some(600), None);
        assert!(is_flagged("saturday", &narrow) && is_flagged("sunday", &narrow));
        assert!(!is_flagged("monday", &narrow), "as much as is meant is not more");
        assert!(!is_flagged("other", &narrow));
        assert!(!is_flagged("saturday", &caps(Some(601), Some(1))), "these have no units");
    }

    #[test]
    fn what_is_flagged() {
        let morning = worked("a", 19_000, 120, Some(8 * 60));
        let touching = worked("b", 19_000, 60, Some(10 * 60));
        assert_eq!(found(&[morning.clone(), touching], "a"), []);
        let within = worked("b", 19_000, 30, Some(9 * 60));
        assert_eq!(found(&[morning.clone(), within], "a"), [Flag::Overlap]);
        let over_midnight = worked("b", 18_999, 10 * 60, Some(23 * 60));
        assert_eq!(found(&[morning.clone(), over_midnight], "a"), [Flag::Overlap]);
        // The same hours on paper, without a start.
        let on_paper = worked("b", 19_000, 120, None);
        assert_eq!(found(&[morning.clone(), on_paper], "b"), [Flag::Repeated]);
        let other_day = worked("b", 19_001, 120, None);
        assert_eq!(found(&[morning.clone(), other_day], "b"), []);
        let long = [worked("a", 19_000, 600, None), worked("b", 19_000, 361, None)];
        assert_eq!(found(&long, "a"), [Flag::LongDay]);
        assert_eq!(found(&[worked("a", 20_000, 60, None)], "a"), []);
        assert_eq!(found(&[worked("a", 20_001, 60, None)], "a"), [Flag::Future]);
        // By another id of the same person.
        let mut merged = worked("b", 19_000, 120, None);
        merged.learner = 2;
        assert_eq!(found(&[morning, merged], "a"), [Flag::Repeated]);
    }

    #[test]
    fn what_cannot_have_happened_when_it_came_stays_flagged() {
        // When the day 19,000 begins in the easternmost zone.
        let began = 19_000 * 86_400 - EARLIEST_ZONE_SECONDS;
        let came = |entry: &str, minutes: u32, start: Option<u16>, after: i64| Worked {
            // By a phone whose clock is right, at once.
            claimed_at: began + after * 60,
            written_at: began + after * 60,
            met_at: began + after * 60,
            ..worked(entry, 19_000, minutes, start)
        };
        assert_eq!(found(&[came("a", 60, None, -1)], "a"), [Flag::Future]);
        assert_eq!(found(&[came("a", 60, None, 59)], "a"), [Flag::TooSoon]);
        assert_eq!(found(&[came("a", 60, None, 60)], "a"), []);
        // With a start it must be over.
        assert_eq!(found(&[came("a", 60, Some(120), 179)], "a"), [Flag::TooSoon]);
        assert_eq!(found(&[came("a", 60, Some(120), 180)], "a"), []);
        // Two that each might be, and not both: the one that came second is looked at.
        let both = [came("a", 60, None, 60), came("b", 50, None, 100)];
        assert_eq!(found(&both, "a"), []);
        assert_eq!(found(&both, "b"), [Flag::TooSoon]);
        let both = [came("a", 60, None, 60), came("b", 50, None, 110)];
        assert_eq!(found(&both, "b"), []);
        // What says no time says nothing about time.
        let mut units = came("a", 0, None, 0);
        (units.minutes, units.units) = (None, Some(40));
        assert_eq!(found(&[units], "a"), []);
    }
    #[test]
    fn hours_must_fit_before_the_moment_at_which_they_were_written() {
        let began = 19_000 * 86_400 - EARLIEST_ZONE_SECONDS;
        // It came long after: only when it was written tells.
        let written = |after: i64| Worked {
            claimed_at: began + after * 60,
            written_at: began + after * 60,
            ..worked("a", 19_000, 300, None)
        };
        assert_eq!(found(&[written(239)], "a"), [Flag::TooSoon], "an hour is forgiven");
        assert_eq!(found(&[written(240)], "a"), []);
        assert_eq!(found(&[written(-61)], "a"), [Flag::Future]);
    }

    #[test]
    fn a_clock_that_was_wrong_is_said_whether_it_could_be_put_right_or_not() {
        let (since, met) = (19_000 * 86_400, 20_000 * 86_400);
        let written = |claimed_at: i64, written_at: i64| Worked {
            claimed_at,
            written_at,
            since,
            ..worked("a", 19_000, 60, None)
        };
        assert_eq!(found(&[written(met - 500, met - 500)], "a"), []);
        assert_eq!(found(&[written(since + 86_400, since + 86_400)], "a"), []);
        // Put right: by ten minutes nobody's day is another, by years it is.
        assert_eq!(found(&[written(met - 1100, met - 500)], "a"), []);
        assert_eq!(found(&[written(met - 300_000_000, met - 500)], "a"), [Flag::Clock]);
        // Not to be put right: before its key was made, or after it came.
        assert_eq!(found(&[written(since - 3601, since - 3601)], "a"), [Flag::Clock]);
        assert_eq!(found(&[written(met + 3601, met + 3601)], "a"), [Flag::Clock]);
        assert_eq!(found(&[written(i64::MAX, i64::MIN)], "a"), [Flag::Clock]);
    }
}
