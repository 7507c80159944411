//! Single things that people did, each with the enrolment it counts for: for files that tell of each.
//!
//! Owns of whom may be told, and what a deed is; `done` finds them. Times are by clocks that are put
//! right where they are known to be off. What a file makes of it is `handout`'s.

mod done;

use std::collections::BTreeSet;

use rusqlite::{Connection, named_params};
use serde_json::Value;
use sync_core::ids::LearnerId;
use sync_core::record::Day;

use super::world::World;
use crate::authority::Reach;
use crate::store::scope::{COHORT_IN_REACH, Filter, LEARNER_IN_REACH};
use crate::store::{Store, StoreError};
use done::deeds_of;

/// One thing that somebody did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deed {
    /// What.
    pub what: What,
    /// The lesson, session, entry or certificate, by its id.
    pub entity: String,
    /// The cohort for which it counts.
    pub cohort: String,
    /// When.
    pub when: When,
}

/// What somebody did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// Opened a lesson.
    Began,
    /// Is in a lesson, which she has not finished, at this page from 0.
    CameTo {
        /// The page.
        place: u32,
        /// So far.
        seconds: u32,
    },
    /// Finished a lesson.
    Finished {
        /// All told.
        seconds: u32,
        /// Her best.
        score_percent: Option<u8>,
    },
    /// Was at a session.
    Attended,
    /// Logged work.
    Logged(Work),
    /// Had work approved.
    Approved(Work),
    /// Was given a certificate, as the programme names it, that stands.
    Earned(String),
}

/// How much, of what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Work {
    /// The task.
    pub task: String,
    /// Nothing: it is not measured so.
    pub minutes: u64,
    /// Nothing: it is not measured so.
    pub units: u64,
}

/// When something was done, as finely as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum When {
    /// A day where she was.
    Day(Day),
    /// Seconds since 1970.
    Second(i64),
}

impl When {
    /// A moment that a phone named, brought into the days that are counted.
    fn second(seconds: i64) -> Self {
        Self::Second(seconds.clamp(0, (i64::from(Day::LATEST.0) + 1) * 86_400 - 1))
    }

    /// Its day, of a moment that of Greenwich.
    pub fn day(self) -> Day {
        match self {
            Self::Day(day) => day,
            Self::Second(seconds) => Day::of_seconds(seconds),
        }
    }
}

/// What a learner did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeedsOf {
    /// Under which id.
    pub learner: LearnerId,
    /// Which person that is.
    pub person: i64,
    /// The person's id.
    pub person_id: LearnerId,
    /// The person's name.
    pub name: String,
    /// The first begun first, by lesson, entry, session and certificate.
    pub deeds: Vec<Deed>,
}

/// Somebody of whom may be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    /// The number of her row.
    pub learner: i64,
    /// Which person that is.
    pub person: i64,
}

/// How much of people a file tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Telling {
    /// By pseudonym: what counts for cohorts in reach.
    Nameless,
    /// By name: all that those did who are in reach themselves.
    Named,
}

impl Store {
    /// Of whom may be told: those in reach who agreed to be counted in reports, since nobody agreed
    /// to be told of thing by thing who did not agree to that.
    pub async fn told_of(&self, reach: &Reach, telling: Telling) -> Result<Vec<Told>, StoreError> {
        let filter = Filter::from(reach);
        self.read(move |conn| {
            let learners = learners(conn, &filter, telling, None)?;
            Ok(learners
                .into_iter()
                .map(|it| Told { learner: it.number, person: it.person })
                .collect())
        })
        .await
    }

    /// What these learners did, by number, as far as may be told of them.
    pub async fn deeds(
        &self,
        wanted: Vec<i64>,
        reach: &Reach,
        telling: Telling,
    ) -> Result<Vec<DeedsOf>, StoreError> {
        let filter = Filter::from(reach);
        self.read(move |conn| {
            let world = World::read(conn)?;
            let cohorts = cohorts_in_reach(conn, &filter)?;
            let mut all = Vec::with_capacity(wanted.len());
            for learner in learners(conn, &filter, telling, Some(&wanted))? {
                let mut deeds = deeds_of(conn, &world, learner.number)?;
                if telling == Telling::Nameless && !learner.is_reached {
                    deeds.retain(|deed| cohorts.contains(&deed.cohort));
                }
                all.push(DeedsOf {
                    learner: learner.id,
                    person: learner.person,
                    person_id: learner.person_id,
                    name: learner.name,
                    deeds,
                });
            }
            Ok(all)
        })
        .await
    }
}

struct Learner {
    number: i64,
    id: LearnerId,
    person: i64,
    person_id: LearnerId,
    name: String,
    /// By her own id, whatever her cohort.
    is_reached: bool,
}

fn learners(
    conn: &Connection,
    filter: &Filter,
    telling: Telling,
    wanted: Option<&[i64]>,
) -> Result<Vec<Learner>, StoreError> {
    let elsewhere = match telling {
        Telling::Named => String::new(),
        Telling::Nameless => format!(
            "OR EXISTS (SELECT 1 FROM enrolment JOIN cohort ON cohort.id = enrolment.cohort
                        WHERE enrolment.learner = learner.number AND {COHORT_IN_REACH})"
        ),
    };
    let mut statement = conn.prepare_cached(&format!(
        "SELECT learner.number, learner.id, person.number, person.id, person.name,
                :all OR lower(hex(learner.id)) IN (SELECT value FROM json_each(:learners))
         FROM learner
         JOIN cohort ON cohort.number = learner.cohort
         JOIN learner AS person ON person.number = COALESCE(learner.same_as, learner.number)
         WHERE learner.erased_at IS NULL
           AND COALESCE((SELECT instr(' ' || covers || ' ', ' reports ') > 0 FROM consent
                         WHERE consent.learner = learner.number
                         ORDER BY consent.number DESC LIMIT 1), 1)
           AND (:wanted IS NULL OR learner.number IN (SELECT value FROM json_each(:wanted)))
           AND (({LEARNER_IN_REACH}) {elsewhere})
         ORDER BY learner.number"
    ))?;
    let wanted = wanted.map(|wanted| Value::from(wanted).to_string());
    let mut rows = statement.query(named_params! {
        ":all": filter.all, ":centers": filter.centers,
        ":cohorts": filter.cohorts, ":learners": filter.learners, ":wanted": wanted,
    })?;
    let mut learners = Vec::new();
    while let Some(row) = rows.next()? {
        learners.push(Learner {
            number: row.get(0)?,
            id: LearnerId(row.get(1)?),
            person: row.get(2)?,
            person_id: LearnerId(row.get(3)?),
            name: row.get(4)?,
            is_reached: row.get(5)?,
        });
    }
    Ok(learners)
}

fn cohorts_in_reach(conn: &Connection, filter: &Filter) -> Result<BTreeSet<String>, StoreError> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT id FROM cohort WHERE {COHORT_IN_REACH} AND :learners IS NOT NULL"
    ))?;
    let ids = statement.query_map(
        named_params! {
            ":all": filter.all, ":centers": filter.centers,
            ":cohorts": filter.cohorts, ":learners": filter.learners,
        },
        |row| row.get(0),
    )?;
    Ok(ids.collect::<Result<_, _>>()?)
}
