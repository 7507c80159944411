//! How enrolments stand: the funnel, and what became of them.

use std::collections::{BTreeSet, HashMap};

use sync_core::record::{Day, EnrolmentState};

use super::compared::Compared;
use super::{Meant, Measures, began_in, item};
use crate::figures::Ask;
use crate::figures::count::{Grouping, count};
use crate::figures::table::{Counted, Family, ItemKey};
use crate::store::facts::read::Facts;

/// Days without anything of hers after which somebody is called silent: no dropout.
const SILENT_DAYS: i32 = 28;

pub(super) fn funnel(ask: &Ask, facts: &Facts, groupings: &[Grouping<'_>], today: Day) -> Counted {
    let mut measures = Measures::default();
    measures.family(Family::Own);
    let [started, active, silent, paused, left, ended, completed] =
        ["started", "active", "silent", "paused", "left", "ended", "completed"]
            .map(|name| measures.count(name));
    let [certified, placed] = ["certified", "placed"].map(|name| measures.count(name));
    let completed_placed = measures.within("completed_placed", None, completed);
    let persons = [
        ("started_persons", started),
        ("left_persons", left),
        ("ended_persons", ended),
        ("completed_persons", completed),
        ("certified_persons", certified),
        ("placed_persons", placed),
        ("completed_placed_persons", completed_placed),
    ];
    let persons = persons.map(|(name, of)| (measures.count(name), of)).to_vec();
    count(ask, facts, measures.done(), &persons, groupings, began_in(ask, facts), |fact, marks| {
        if fact.first_day.is_some() {
            marks.push((started, 1));
        }
        if fact.certified.is_some() {
            marks.push((certified, 1));
        }
        if fact.placed.is_some() {
            marks.push((placed, 1));
            if fact.state == EnrolmentState::Completed {
                marks.push((completed_placed, 1));
            }
        }
        let heard = fact.last_day.unwrap_or(fact.since);
        let is_silent = today.0 - heard > SILENT_DAYS;
        marks.push(match fact.state {
            EnrolmentState::Enrolled if is_silent => (silent, 1),
            EnrolmentState::Enrolled => (active, 1),
            EnrolmentState::Paused => (paused, 1),
            EnrolmentState::Left => (left, 1),
            EnrolmentState::Completed => (completed, 1),
            EnrolmentState::Ended => (ended, 1),
        });
    })
}

pub(super) fn outcomes(
    ask: &Ask,
    facts: &Facts,
    meant: &Meant,
    groupings: &[Grouping<'_>],
) -> Counted {
    let mut measures = Measures::default();
    measures.family(Family::Own);
    let [completed, left, ended, going_on] =
        ["completed", "left", "ended", "going_on"].map(|name| measures.count(name));
    let persons = ["completed_persons", "left_persons", "ended_persons", "going_on_persons"];
    let persons = persons.map(|name| measures.count(name));
    let persons: Vec<_> = persons.into_iter().zip([completed, left, ended, going_on]).collect();
    // Reasons of those who left; those who gave none have none.
    let takes = began_in(ask, facts);
    let reasons: BTreeSet<Option<u32>> = facts
        .rows
        .iter()
        .filter(|fact| takes(fact) && fact.state == EnrolmentState::Left)
        .map(|fact| fact.reason)
        .collect();
    let reasons: HashMap<Option<u32>, usize> = reasons
        .into_iter()
        .map(|reason| {
            let word = facts.word(reason).unwrap_or_default().to_owned();
            (reason, measures.add("left", item("reasons", "reason", ItemKey::Word(word)), true))
        })
        .collect();
    let compared = Compared::new(meant, facts, &mut measures);
    count(ask, facts, measures.done(), &persons, groupings, takes, |fact, marks| {
        compared.mark(facts.part(fact), marks);
        marks.push(match fact.state {
            EnrolmentState::Enrolled | EnrolmentState::Paused => (going_on, 1),
            EnrolmentState::Left => (left, 1),
            EnrolmentState::Completed => (completed, 1),
            EnrolmentState::Ended => (ended, 1),
        });
        if fact.state == EnrolmentState::Left {
            marks.extend(reasons.get(&fact.reason).map(|index| (*index, 1)));
        }
    })
}
