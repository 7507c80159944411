//! The review queue: what waits, what it would be worth, and what is odd about it.
//!
//! Owns the JSON of the queue. What is odd, `flags` says: a flag refuses nothing, and keeps an entry
//! out of what is approved at once.

use std::collections::BTreeMap;

use serde::Serialize;
use sync_core::record::{Day, PayTerms, Quantity, terms_on};

use super::flags::{Flag, flags};
use super::shapes::LearnerName;
use crate::programme::BulkLimits;
use crate::store::{ReviewRows, ReviewVersion, WorkTerms, Worked};

const DAY_SECONDS: i64 = 24 * 3600;

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
    /// Where the phone's date was wrong when it was written: what day she then meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    corrected_day: Option<String>,
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
    let (none, no_terms) = (Vec::new(), WorkTerms::default());
    let entries = rows.entries.iter().map(|entry| {
        let person = persons.get(&entry.number).copied().unwrap_or(entry.number);
        let others = by_person.get(&person).unwrap_or(&none);
        let terms = rows.terms.get(&entry.definition).unwrap_or(&no_terms);
        let (flags, with) = flags(entry, others, &terms.caps);
        let first = entry.versions.iter().find(|version| version.live);
        let pay = first.and_then(|version| {
            let rules = terms.pay.get(&version.work.task)?;
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
        corrected_day: meant(work.day, version.shift).map(|day| day.to_string()),
        minutes: work.minutes,
        units: work.units,
        start: work.start,
        note: work.note.clone(),
        withdrawn: work.is_withdrawn(),
    }
}

/// On a phone whose date is wrong, days are counted from a wrong today: by as many they are off.
pub(super) fn meant(day: Day, shift: i64) -> Option<Day> {
    let days = i32::try_from(shift.saturating_add(DAY_SECONDS / 2).div_euclid(DAY_SECONDS)).ok()?;
    (days != 0).then(|| day.0.checked_add(days).map(Day)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_she_meant_is_as_far_off_as_the_clock_was() {
        let day = Day(20_000);
        assert_eq!(meant(day, 0), None);
        assert_eq!(meant(day, 11 * 3600), None);
        assert_eq!(meant(day, -11 * 3600), None);
        assert_eq!(meant(day, 13 * 3600), Some(Day(20_001)));
        assert_eq!(meant(day, -13 * 3600), Some(Day(19_999)));
        assert_eq!(meant(day, 2_000 * 86_400 + 300), Some(Day(22_000)));
        assert_eq!(meant(day, i64::MAX), None, "beyond all days");
    }
}
