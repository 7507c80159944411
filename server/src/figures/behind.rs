//! The people behind a figure: for whoever may open their records.
//!
//! Owns which figure is meant, and the list. The same counting that made the figure says who counts
//! for it, so that a list is as long as its number. Must not know SQL, or who may ask.

use std::collections::BTreeMap;

use serde::Serialize;
use sync_core::record::Day;

use super::table::Measure;
use super::{Ask, FiguresError, Freshness, Read, read};
use crate::authority::Reach;
use crate::store::Store;
use crate::store::facts::people::BehindRow;

/// The most that one list tells.
const MOST: usize = 500;
/// Days without anything new, by which a list is summed up.
const QUIET: [i64; 3] = [7, 14, 28];
const DAY: i64 = 86_400;

/// A figure, as the JSON of a report names it.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// `completed`, …; `enrolments`: everybody.
    pub figure: String,
    /// Which item of a list: `course`, `lesson`, `week`, `currency`, `reason`.
    pub item: BTreeMap<String, String>,
}

/// Which measure a figure is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Measured {
    /// None that is counted: who is in the report at all.
    Everybody,
    /// This one.
    At(usize),
    /// One of an item that there is not.
    Nobody,
}

impl Wanted {
    /// Which of these it is.
    pub(super) fn measure(&self, measures: &[Measure]) -> Measured {
        if ["enrolments", "persons"].contains(&self.figure.as_str()) {
            return Measured::Everybody;
        }
        let is_item = |measure: &Measure| {
            let keys = measure.item.as_ref().map_or(&[][..], |item| &item.keys);
            keys.len() == self.item.len()
                && keys.iter().all(|(name, key)| self.item.get(*name) == Some(&key.text()))
        };
        measures
            .iter()
            .position(|measure| measure.name == self.figure && is_item(measure))
            .map_or(Measured::Nobody, Measured::At)
    }
}

/// People behind a figure.
#[derive(Clone, Debug, Serialize)]
pub struct Behind {
    report: &'static str,
    figure: String,
    /// Seconds since 1970.
    as_of: i64,
    /// Enrolments that count for it, as the figure says.
    enrolments: usize,
    /// Of them, how many went where whoever asks does not reach.
    elsewhere: usize,
    /// Of so many nothing came for these days or longer, as the list stands without `quiet`.
    quiet: BTreeMap<String, usize>,
    /// How many the list would have; it ends after 500.
    listed: usize,
    people: Vec<PersonBehind>,
}

/// One enrolment with its person.
#[derive(Clone, Debug, Serialize)]
struct PersonBehind {
    id: String,
    label: String,
    name: String,
    cohort: String,
    cohort_title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    center: Option<String>,
    state: &'static str,
    /// Since when it stands so.
    since: String,
    /// Day of the last thing that she did in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_activity: Option<String>,
    /// When a phone of hers was last heard from, in seconds; absent: never.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_data: Option<i64>,
    /// How much she counts for it.
    amount: u64,
    /// Since when nothing came: since she is in it, where nothing ever did.
    #[serde(skip)]
    quiet_since: i64,
}

/// Lists who counts for a figure; of them, with `quiet`, those from whom nothing came for so many
/// days, the longest first.
pub async fn behind(
    store: &Store,
    ask: Ask,
    (figures_reach, people_reach): (&Reach, &Reach),
    quiet: Option<u32>,
    now: i64,
) -> Result<Behind, FiguresError> {
    let wanted = ask.wanted.clone().unwrap_or_default();
    let named = ask.kind.definitions().iter().any(|(name, _)| *name == wanted.figure);
    if !named {
        return Err(FiguresError::NoFigure(wanted.figure));
    }
    let Read { facts, counted, .. } =
        read(store, &ask, figures_reach, Freshness::InTime, now).await?;
    let learners = counted.behind.iter().map(|(place, _)| facts.rows[*place].learner);
    let known = store.people_behind(learners.collect(), people_reach).await?;
    let mut elsewhere = 0;
    let mut people: Vec<PersonBehind> = Vec::with_capacity(counted.behind.len());
    for (place, amount) in &counted.behind {
        let fact = &facts.rows[*place];
        let Some(BehindRow { name, last_data }) = known.get(&fact.learner) else {
            elsewhere += 1;
            continue;
        };
        let cohort = &facts.cohorts[fact.cohort as usize];
        people.push(PersonBehind {
            id: name.id.to_string(),
            label: name.label.clone(),
            name: name.name.clone(),
            cohort: cohort.id.clone(),
            cohort_title: cohort.title.clone(),
            center: cohort.center.clone(),
            state: fact.state.word(),
            since: Day(fact.day).to_string(),
            last_activity: fact.last_day.map(|day| Day(day).to_string()),
            last_data: *last_data,
            amount: *amount,
            quiet_since: last_data.unwrap_or(i64::from(fact.since) * DAY),
        });
    }
    let is_quiet = |person: &PersonBehind, days: i64| now - person.quiet_since >= days * DAY;
    let counts = QUIET.map(|days| {
        (days.to_string(), people.iter().filter(|person| is_quiet(person, days)).count())
    });
    if let Some(days) = quiet {
        people.retain(|person| is_quiet(person, i64::from(days)));
        people.sort_by(|a, b| (a.last_data, &a.label).cmp(&(b.last_data, &b.label)));
    } else {
        people.sort_by(|a, b| a.label.cmp(&b.label));
    }
    let listed = people.len();
    people.truncate(MOST);
    Ok(Behind {
        report: ask.kind.word(),
        figure: wanted.figure,
        as_of: now,
        enrolments: counted.behind.len(),
        elsewhere,
        quiet: counts.into_iter().collect(),
        listed,
        people,
    })
}
