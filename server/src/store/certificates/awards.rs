//! What certificates open: who may take which award, who took it, and how many were taken.
//!
//! Owns these questions. Must not refuse anything: that somebody took one is staff's word in her
//! record, and holds also where more took it than there are places.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension, named_params, params};
use sync_core::ids::LearnerId;
use sync_core::record::Day;

use super::{definition, giving};
use crate::authority::Reach;
use crate::programme::{Award, Definition};
use crate::store::definitions::version_of;
use crate::store::reports::LearnerNameRow;
use crate::store::same_person::members;
use crate::store::scope::{Filter, LEARNER_IN_REACH};
use crate::store::{Store, StoreError};

/// An award of the programme, whoever takes it.
#[derive(Clone, Debug)]
pub struct AwardRow {
    /// As the definition has it; of several versions the latest.
    pub award: Award,
    /// How many people took it; absent on a hub, which knows its own centre's alone.
    pub taken: Option<u32>,
}

/// An award as it stands for one learner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenedRow {
    /// Which.
    pub award: String,
    /// The day on which she took it; absent: she may.
    pub taken: Option<Day>,
}

/// Somebody for whom awards are open.
#[derive(Clone, Debug)]
pub struct OpenedTo {
    /// Who.
    pub learner: LearnerNameRow,
    /// The cohort in which she is.
    pub cohort: String,
    /// What she may take, and what she took.
    pub awards: Vec<OpenedRow>,
}

impl Store {
    /// The programme's awards, and everybody for whom one is open or who took it, each person once,
    /// as far as the reach goes.
    pub async fn awards(
        &self,
        reach: &Reach,
        now: i64,
    ) -> Result<(Vec<AwardRow>, Vec<OpenedTo>), StoreError> {
        let is_hub = self.replica().await?.is_hub();
        let filter = Filter::from(reach);
        self.read(move |conn| {
            let mut statement = conn.prepare_cached(&format!(
                "SELECT learner.number, learner.id, learner.label, learner.name, cohort.id,
                        COALESCE(learner.same_as, learner.number)
                 FROM learner JOIN cohort ON cohort.number = learner.cohort
                 WHERE {LEARNER_IN_REACH} AND (
                     learner.number IN (SELECT learner FROM certificate_issued)
                     OR learner.number IN (SELECT learner FROM outcome WHERE kind = 'award'))
                 ORDER BY cohort.id, learner.label"
            ))?;
            let mut rows = statement.query(named_params! {
                ":all": filter.all, ":centers": filter.centers,
                ":cohorts": filter.cohorts, ":learners": filter.learners,
            })?;
            let (mut people, mut told) = (Vec::new(), BTreeSet::new());
            let mut definitions = BTreeMap::new();
            while let Some(row) = rows.next()? {
                let number: i64 = row.get(0)?;
                let of_version = by_version(conn, &mut definitions, version_of(conn, number)?)?;
                let mut awards = opened(conn, number, of_version, now)?;
                let person: i64 = row.get(5)?;
                awards.retain(|one| told.insert((person, one.award.clone())));
                if awards.is_empty() {
                    continue;
                }
                let id = LearnerId(row.get(1)?);
                let learner = LearnerNameRow { id, label: row.get(2)?, name: row.get(3)? };
                people.push(OpenedTo { learner, cohort: row.get(4)?, awards });
            }
            let in_force: u32 =
                conn.query_row("SELECT version FROM programme", [], |row| row.get(0))?;
            by_version(conn, &mut definitions, in_force)?;
            Ok((named(conn, &definitions, is_hub)?, people))
        })
        .await
    }
}

fn by_version<'known>(
    conn: &Connection,
    known: &'known mut BTreeMap<u32, Option<Definition>>,
    version: u32,
) -> Result<&'known [Award], StoreError> {
    let found = match known.entry(version) {
        Entry::Occupied(place) => place.into_mut(),
        Entry::Vacant(place) => place.insert(definition(conn, version)?),
    };
    Ok(found.as_ref().map_or(&[], |definition| &definition.form.awards))
}

/// The awards that some versions name, and how many took each.
pub(super) fn named(
    conn: &Connection,
    definitions: &BTreeMap<u32, Option<Definition>>,
    is_hub: bool,
) -> Result<Vec<AwardRow>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT COUNT(DISTINCT COALESCE(learner.same_as, learner.number)) FROM outcome
         JOIN put ON put.number = outcome.put JOIN learner ON learner.number = outcome.learner
         WHERE award = ?1 AND put.live AND withdrawn = 0",
    )?;
    let mut told = BTreeSet::new();
    let mut named = Vec::new();
    for definition in definitions.values().rev().flatten() {
        for award in &definition.form.awards {
            if told.insert(award.id.clone()) {
                let taken = (!is_hub)
                    .then(|| statement.query_row([award.id.as_str()], |row| row.get(0)))
                    .transpose()?;
                named.push(AwardRow { award: award.clone(), taken });
            }
        }
    }
    Ok(named)
}

/// What stands open for a learner, by all ids of her person, and what she took.
pub(super) fn opened(
    conn: &Connection,
    learner: i64,
    awards: &[Award],
    now: i64,
) -> Result<Vec<OpenedRow>, StoreError> {
    let mut opened = Vec::new();
    for award in awards {
        let taken = taken(conn, learner, award.id.as_str())?;
        let stands = || giving::standing(conn, learner, award.after.as_str(), None, now);
        if taken.is_some() || stands()?.is_some() {
            opened.push(OpenedRow { award: award.id.to_string(), taken });
        }
    }
    Ok(opened)
}

/// The first day on which staff recorded that she took it, and did not take that back.
fn taken(conn: &Connection, learner: i64, award: &str) -> Result<Option<Day>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT day FROM outcome JOIN put ON put.number = outcome.put
         WHERE outcome.learner = ?1 AND award = ?2 AND put.live AND withdrawn = 0
         ORDER BY day LIMIT 1",
    )?;
    let mut first: Option<Day> = None;
    for id in members(conn, learner)? {
        let day = statement.query_row(params![id, award], |row| row.get(0)).optional()?.map(Day);
        first = first.into_iter().chain(day).min();
    }
    Ok(first)
}
