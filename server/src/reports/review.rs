//! The review queue: what waits, what it would be worth, and what is odd about it.
//!
//! Owns the flags and the JSON of the queue. A flag refuses nothing: it says what to look at, and
//! keeps an entry out of what is approved at once.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use sync_core::record::{Day, PayTerms, Quantity, terms_on};

use super::shapes::LearnerName;
use crate::programme::BulkLimits;
use crate::store::{ReviewEntry, ReviewRows, ReviewVersion, Worked};

/// More than this in one day is odd.
const MAX_DAY_MINUTES: u32 = 16 * 60;
/// The day begins so much earlier than in UTC at the eastern edge of the world.
const EARLIEST_ZONE_SECONDS: i64 = 14 * 3600;

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
    /// Its day had not begun anywhere when it came.
    Future,
    /// It came before so much of its day had passed anywhere.
    TooSoon,
    /// Written again on a later day than at first, or after a decision.
    Edited,
    /// More than one version is live.
    TwoVersions,
}

/// The queue.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ReviewQueue {
    as_of: i64,
    bulk: BulkLimits,
    entries: Vec<QueueEntry>,
}

#[derive(Clone, Debug, Serialize)]
struct QueueEntry {
    learner: LearnerName,
    entry: String,
    state: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    question: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    answered: bool,
    flags: Vec<Flag>,
    /// Entries that an overlap or a repetition is with.
    with: Vec<String>,
    /// May be approved with others at once.
    bulk: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pay: Option<Pay>,
    live: Vec<Version>,
    earlier: Vec<Version>,
    decisions: Vec<Decided>,
}

/// What the programme pays for the first live version.
#[derive(Clone, Debug, Serialize)]
struct Pay {
    basis: &'static str,
    rate: u64,
    currency: String,
    rounding: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    amount: Option<u64>,
}

#[derive(Clone, Debug, Serialize)]
struct Version {
    version: String,
    by: &'static str,
    at: i64,
    task: String,
    day: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    minutes: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    units: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    start: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    withdrawn: bool,
}

#[derive(Clone, Debug, Serialize)]
struct Decided {
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    at: i64,
}

/// Makes the queue.
pub(crate) fn review_queue(rows: ReviewRows, now: i64) -> ReviewQueue {
    let persons: BTreeMap<i64, i64> =
        rows.worked.iter().map(|work| (work.learner, work.person)).collect();
    let mut by_person: BTreeMap<i64, Vec<&Worked>> = BTreeMap::new();
    for work in &rows.worked {
        by_person.entry(work.person).or_default().push(work);
    }
    let none = Vec::new();
    let entries = rows.entries.iter().map(|entry| {
        let person = persons.get(&entry.number).copied().unwrap_or(entry.number);
        let others = by_person.get(&person).unwrap_or(&none);
        let (flags, with) = flags(entry, others);
        let first = entry.versions.iter().find(|version| version.live);
        let pay = first.and_then(|version| {
            let rules = rows.rules.get(&version.work.task)?;
            Some(pay(terms_on(rules, version.work.day)?, version))
        });
        let bulk = flags.is_empty() && entry.state == "waiting" && pay.is_some();
        let (live, earlier) = entry.versions.iter().partition(|version| version.live);
        let shown = |versions: Vec<&ReviewVersion>| versions.into_iter().map(version).collect();
        let learner = LearnerName {
            id: entry.learner.id.to_string(),
            label: entry.learner.label.clone(),
            name: entry.learner.name.clone(),
        };
        QueueEntry {
            learner,
            entry: entry.entry.clone(),
            state: entry.state.clone(),
            question: entry.question.clone(),
            reason: entry.reason.clone(),
            answered: entry.answered,
            flags: flags.into_iter().collect(),
            with: with.into_iter().collect(),
            bulk,
            pay,
            live: shown(live),
            earlier: shown(earlier),
            decisions: entry
                .decisions
                .iter()
                .map(|(outcome, reason, at)| Decided {
                    outcome: outcome.word(),
                    reason: reason.clone(),
                    at: *at,
                })
                .collect(),
        }
    });
    ReviewQueue { as_of: now, bulk: rows.limits, entries: entries.collect() }
}

fn pay(terms: &PayTerms, version: &ReviewVersion) -> Pay {
    let quantity = Quantity::of(version.work.minutes, version.work.units);
    Pay {
        basis: terms.basis.word(),
        rate: terms.rate,
        currency: terms.currency.clone(),
        rounding: terms.rounding,
        amount: quantity.and_then(|quantity| terms.amount(quantity)),
    }
}

fn version(version: &ReviewVersion) -> Version {
    let work = &version.work;
    Version {
        version: version.version.clone(),
        by: if version.by_staff { "staff" } else { "learner" },
        at: version.at,
        task: work.task.clone(),
        day: work.day.to_string(),
        minutes: work.minutes,
        units: work.units,
        start: work.start,
        note: work.note.clone(),
        withdrawn: work.is_withdrawn(),
    }
}

/// What is odd about an entry, among all that its person did.
fn flags(entry: &ReviewEntry, all: &[&Worked]) -> (BTreeSet<Flag>, BTreeSet<String>) {
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
        flags.extend(hurry(own, all));
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

/// Did it come before what it says can have happened? Whatever the phone's clock says, it was
/// written before it came, and that moment is by our clock. No more than this is certain: a day
/// may be written down long after, and in which zone she is we do not know.
fn hurry(own: &Worked, all: &[&Worked]) -> Option<Flag> {
    let latest = own.received_at + EARLIEST_ZONE_SECONDS;
    if own.day > Day::of_seconds(latest) {
        return Some(Flag::Future);
    }
    let passed = (latest - i64::from(own.day.0) * 24 * 3600) / 60;
    let had_come = |work: &&&Worked| work.received_at <= own.received_at;
    let said: Vec<&Worked> = all.iter().filter(had_come).copied().collect();
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

/// Minutes of one day; of an entry said twice, the longer.
fn minutes_of_day(all: &[&Worked], day: Day) -> u32 {
    let mut by_entry: BTreeMap<&str, u32> = BTreeMap::new();
    for work in all.iter().filter(|work| work.day == day) {
        let minutes = by_entry.entry(&work.entry).or_default();
        *minutes = (*minutes).max(work.minutes.unwrap_or(0));
    }
    by_entry.values().sum()
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
            received_at: 20_000 * 86_400,
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
        flags(&waiting(entry), &all).0.into_iter().collect()
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
            received_at: began + after * 60,
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
}
