//! A cohort's rows: who is in it, and what she has done.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, Row, named_params};
use sync_core::ids::LearnerId;
use sync_core::record::Day;

use super::learner::{WorkRow, work_versions};
use super::phones::{Whose, phones};
use super::{LearnerNameRow, count, learner_id};
use crate::store::Store;
use crate::store::error::StoreError;

/// A cohort.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CohortRow {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// Its first day.
    pub starts: Day,
    /// How many weeks it is planned for.
    pub weeks: u32,
    /// How many learners it has.
    pub learners: u64,
}

/// All that a cohort's page is made of.
#[derive(Clone, Debug)]
pub struct CohortRows {
    /// Which.
    pub cohort: CohortRow,
    /// How many lessons the catalogue has.
    pub lessons_total: u64,
    /// Its learners, by label.
    pub learners: Vec<LearnerCounts>,
    /// What they worked, by day.
    pub work: Vec<DayCount>,
}

/// What is counted for one learner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LearnerCounts {
    /// Who.
    pub learner: LearnerNameRow,
    /// Lessons of the catalogue that she finished.
    pub lessons_done: u64,
    /// When she last did something.
    pub last_activity: Option<i64>,
    /// When a phone of hers was last heard from.
    pub last_data: Option<i64>,
    /// Entries with more than one live version.
    pub open_questions: u64,
    /// Phones.
    pub phones: u64,
    /// Changes known to exist that have not come.
    pub missing: u64,
}

/// One learner's work on one day: what its entries count for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayCount {
    /// Whose.
    pub learner: LearnerId,
    /// When.
    pub day: Day,
    /// Minutes.
    pub minutes: u64,
    /// Units.
    pub units: u64,
}

/// A version of an entry that is an open question, and whose it is.
#[derive(Clone, Debug)]
pub struct QuestionRow {
    /// Whose.
    pub learner: LearnerNameRow,
    /// One of the versions.
    pub version: WorkRow,
}

impl Store {
    /// All cohorts, the latest first.
    pub async fn cohorts(&self) -> Result<Vec<CohortRow>, StoreError> {
        self.read(|conn| {
            let mut statement = conn.prepare_cached(
                "select cohort.id, cohort.title, cohort.starts, cohort.weeks,
                        (select count(*) from learner where learner.cohort = cohort.number)
                 from cohort order by cohort.starts desc, cohort.number desc",
            )?;
            let rows = statement.query_map([], cohort_row)?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// What a cohort's page is made of.
    pub async fn cohort_rows(&self, id: String) -> Result<Option<CohortRows>, StoreError> {
        self.read(move |conn| {
            let Some((number, cohort)) = find_cohort(conn, &id)? else { return Ok(None) };
            let lessons_total = conn.query_row(
                "select count(distinct counts_as) from catalogue_lesson",
                [],
                |row| count(row, 0),
            )?;
            let learners = learner_counts(conn, number)?;
            let work = day_counts(conn, number)?;
            Ok(Some(CohortRows { cohort, lessons_total, learners, work }))
        })
        .await
    }

    /// Every version of every entry of a cohort that has more than one live version, by learner.
    pub async fn question_rows(&self, id: String) -> Result<Option<Vec<QuestionRow>>, StoreError> {
        self.read(move |conn| {
            let Some((number, _)) = find_cohort(conn, &id)? else { return Ok(None) };
            let mut statement = conn.prepare_cached(
                "select learner.number, learner.id, learner.label, learner.name, work_entry.entry
                 from learner join work_entry on work_entry.learner = learner.number
                 where learner.cohort = ?1 and work_entry.live_versions > 1
                 order by learner.label, work_entry.day, work_entry.entry",
            )?;
            let mut entries = statement.query([number])?;
            let mut questions = Vec::new();
            while let Some(row) = entries.next()? {
                let (holder, entry): (i64, String) = (row.get(0)?, row.get(4)?);
                let learner = name_row(row)?;
                let versions = work_versions(conn, holder, Some(&entry))?;
                questions.extend(
                    versions
                        .into_iter()
                        .map(|version| QuestionRow { learner: learner.clone(), version }),
                );
            }
            Ok(Some(questions))
        })
        .await
    }
}

fn find_cohort(conn: &Connection, id: &str) -> Result<Option<(i64, CohortRow)>, StoreError> {
    Ok(conn
        .prepare_cached(
            "select cohort.id, cohort.title, cohort.starts, cohort.weeks,
                    (select count(*) from learner where learner.cohort = cohort.number),
                    cohort.number
             from cohort where cohort.id = ?1",
        )?
        .query_row([id], |row| Ok((row.get(5)?, cohort_row(row)?)))
        .optional()?)
}

fn cohort_row(row: &Row<'_>) -> rusqlite::Result<CohortRow> {
    Ok(CohortRow {
        id: row.get(0)?,
        title: row.get(1)?,
        starts: Day(row.get(2)?),
        weeks: row.get(3)?,
        learners: count(row, 4)?,
    })
}

/// Reads `id, label, name` from a row's second column on.
pub(super) fn name_row(row: &Row<'_>) -> Result<LearnerNameRow, StoreError> {
    let id: Vec<u8> = row.get(1)?;
    Ok(LearnerNameRow { id: learner_id(&id)?, label: row.get(2)?, name: row.get(3)? })
}

fn learner_counts(conn: &Connection, cohort: i64) -> Result<Vec<LearnerCounts>, StoreError> {
    let last_activity = last_activity(conn, cohort)?;
    let mut missing: HashMap<i64, u64> = HashMap::new();
    for phone in phones(conn, Whose::Cohort(cohort))? {
        *missing.entry(phone.learner).or_default() += phone.missing;
    }
    let mut statement = conn.prepare_cached(
        "select learner.number, learner.id, learner.label, learner.name,
                (select count(distinct counts_as) from lesson_progress
                 join catalogue_lesson on catalogue_lesson.id = lesson_progress.lesson
                 where lesson_progress.learner = learner.number and lesson_progress.state = 1),
                (select max(device.last_seen) from device where device.learner = learner.number),
                (select count(*) from work_entry
                 where work_entry.learner = learner.number and work_entry.live_versions > 1),
                (select count(*) from device where device.learner = learner.number)
         from learner where learner.cohort = ?1 order by learner.label",
    )?;
    let mut rows = statement.query([cohort])?;
    let mut learners = Vec::new();
    while let Some(row) = rows.next()? {
        let number: i64 = row.get(0)?;
        learners.push(LearnerCounts {
            learner: name_row(row)?,
            lessons_done: count(row, 4)?,
            last_activity: last_activity.get(&number).copied(),
            last_data: row.get(5)?,
            open_questions: count(row, 6)?,
            phones: count(row, 7)?,
            missing: missing.get(&number).copied().unwrap_or(0),
        });
    }
    Ok(learners)
}

/// For each learner's number the moment of her last change: hers, not what staff wrote for her.
fn last_activity(conn: &Connection, cohort: i64) -> Result<HashMap<i64, i64>, StoreError> {
    let mut statement = conn.prepare_cached(
        "select learner.number, max(change.corrected_at)
         from learner
         join writer on writer.learner = learner.number and writer.holder = 0
         join actor on actor.writer = writer.number
         join change on change.actor = actor.number
         where learner.cohort = :cohort
         group by learner.number",
    )?;
    let rows = statement
        .query_map(named_params! { ":cohort": cohort }, |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn day_counts(conn: &Connection, cohort: i64) -> Result<Vec<DayCount>, StoreError> {
    let mut statement = conn.prepare_cached(
        "select learner.id, work_entry.day, sum(work_entry.minutes), sum(work_entry.units)
         from learner join work_entry on work_entry.learner = learner.number
         where learner.cohort = ?1 and work_entry.withdrawn = 0
         group by learner.number, work_entry.day",
    )?;
    let mut rows = statement.query([cohort])?;
    let mut counts = Vec::new();
    while let Some(row) = rows.next()? {
        let id: Vec<u8> = row.get(0)?;
        counts.push(DayCount {
            learner: learner_id(&id)?,
            day: Day(row.get(1)?),
            minutes: count(row, 2)?,
            units: count(row, 3)?,
        });
    }
    Ok(counts)
}
