//! A cohort's rows: who is in it, and what she has done.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, Row, named_params};
use sync_core::ids::LearnerId;
use sync_core::record::Day;

use super::learner::{WorkRow, work_versions};
use super::phones::{Whose, phones};
use super::{LearnerNameRow, count, learner_id};
use crate::authority::Reach;
use crate::store::Store;
use crate::store::definitions::is_hers_to_complete;
use crate::store::error::StoreError;
use crate::store::scope::{COHORT_IN_REACH, Filter, LEARNER_IN_REACH};

/// Parameters of a question about one cohort's learners in reach.
macro_rules! of_cohort {
    ($cohort:expr, $filter:expr) => {
        named_params! {
            ":cohort": $cohort, ":all": $filter.all, ":centers": $filter.centers,
            ":cohorts": $filter.cohorts, ":learners": $filter.learners,
        }
    };
}

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
    /// Where it meets.
    pub center: Option<String>,
    /// How many learners it has, as far as the reach goes.
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
    /// Lessons that she finished, of those that are hers to complete.
    pub lessons_done: u64,
    /// Those: by her version of the programme and her track.
    pub lessons_total: u64,
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
    /// The cohorts in reach, the latest first. Who reaches some learners of a cohort sees it, with
    /// so many learners as she reaches.
    pub async fn cohorts(&self, reach: &Reach) -> Result<Vec<CohortRow>, StoreError> {
        let filter = Filter::from(reach);
        self.read(move |conn| {
            let sql = format!("{} order by cohort.starts desc, cohort.number desc", in_reach(""));
            let mut statement = conn.prepare_cached(&sql)?;
            let rows = statement.query_map(
                named_params! {
                    ":all": filter.all, ":centers": filter.centers,
                    ":cohorts": filter.cohorts, ":learners": filter.learners,
                },
                |row| Ok(cohort_row(row)?.1),
            )?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// What a cohort's page is made of, as far as the reach goes; `None` when the cohort is not
    /// there or out of it.
    pub async fn cohort_rows(
        &self,
        id: String,
        reach: &Reach,
    ) -> Result<Option<CohortRows>, StoreError> {
        let filter = Filter::from(reach);
        self.read(move |conn| {
            let Some((number, cohort)) = find_cohort(conn, &id, &filter)? else {
                return Ok(None);
            };
            let lessons_total = conn.query_row(
                "select count(distinct counts_as) from version_lesson
                 where version = (select version from programme)
                   and tracks is null and not optional",
                [],
                |row| count(row, 0),
            )?;
            let learners = learner_counts(conn, number, &filter)?;
            let work = day_counts(conn, number, &filter)?;
            Ok(Some(CohortRows { cohort, lessons_total, learners, work }))
        })
        .await
    }

    /// Every version of every entry of a cohort that has more than one live version, by learner;
    /// as far as the reach goes.
    pub async fn question_rows(
        &self,
        id: String,
        reach: &Reach,
    ) -> Result<Option<Vec<QuestionRow>>, StoreError> {
        let filter = Filter::from(reach);
        self.read(move |conn| {
            let Some((number, _)) = find_cohort(conn, &id, &filter)? else { return Ok(None) };
            let mut statement = conn.prepare_cached(&format!(
                "select learner.number, learner.id, learner.label, learner.name, work_entry.entry
                 from learner join cohort on cohort.number = learner.cohort
                 join work_entry on work_entry.learner = learner.number
                 where learner.cohort = :cohort and work_entry.live_versions > 1
                   and {LEARNER_IN_REACH}
                 order by learner.label, work_entry.day, work_entry.entry"
            ))?;
            let mut entries = statement.query(of_cohort!(number, filter))?;
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

/// Reads cohorts in reach for `cohort_row`; `filter` narrows further.
fn in_reach(filter: &str) -> String {
    format!(
        "select cohort.number, cohort.id, cohort.title, cohort.starts, cohort.weeks, center.id,
                count(learner.number)
         from cohort
         left join center on center.number = cohort.center
         left join learner on learner.cohort = cohort.number and {LEARNER_IN_REACH}
         where true {filter}
         group by cohort.number
         having {COHORT_IN_REACH} or count(learner.number) > 0"
    )
}

/// A cohort, where it or somebody of it is in reach.
pub(in crate::store) fn find_cohort(
    conn: &Connection,
    id: &str,
    filter: &Filter,
) -> Result<Option<(i64, CohortRow)>, StoreError> {
    Ok(conn
        .prepare_cached(&in_reach("and cohort.id = :id"))?
        .query_row(
            named_params! {
                ":id": id, ":all": filter.all, ":centers": filter.centers,
                ":cohorts": filter.cohorts, ":learners": filter.learners,
            },
            cohort_row,
        )
        .optional()?)
}

fn cohort_row(row: &Row<'_>) -> rusqlite::Result<(i64, CohortRow)> {
    let cohort = CohortRow {
        id: row.get(1)?,
        title: row.get(2)?,
        starts: Day(row.get(3)?),
        weeks: row.get(4)?,
        center: row.get(5)?,
        learners: count(row, 6)?,
    };
    Ok((row.get(0)?, cohort))
}

/// Reads `id, label, name` from a row's second column on.
pub(super) fn name_row(row: &Row<'_>) -> Result<LearnerNameRow, StoreError> {
    let id: Vec<u8> = row.get(1)?;
    Ok(LearnerNameRow { id: learner_id(&id)?, label: row.get(2)?, name: row.get(3)? })
}

fn learner_counts(
    conn: &Connection,
    cohort: i64,
    filter: &Filter,
) -> Result<Vec<LearnerCounts>, StoreError> {
    let last_activity = last_activity(conn, cohort)?;
    let mut missing: HashMap<i64, u64> = HashMap::new();
    for phone in phones(conn, Whose::Cohort(cohort))? {
        *missing.entry(phone.learner).or_default() += phone.missing;
    }
    let hers = is_hers_to_complete();
    let mut statement = conn.prepare_cached(&format!(
        "select learner.number, learner.id, learner.label, learner.name,
                (select count(distinct counts_as) from lesson_progress
                 join version_lesson on version_lesson.lesson = lesson_progress.lesson
                 where lesson_progress.learner = learner.number and lesson_progress.state = 1
                   and {hers} and (not version_lesson.confirm or coalesce((
                       select met.met from met
                       join put on put.number = met.put join change on change.number = put.change
                       where met.learner = learner.number and met.section = 'confirmed'
                         and met.entity = lesson_progress.lesson and put.live
                       order by change.corrected_at desc, met.met desc limit 1), 0))),
                (select max(device.last_seen) from device
                 where device.learner = learner.number and device.account is null),
                (select count(*) from work_entry
                 where work_entry.learner = learner.number and work_entry.live_versions > 1),
                (select count(*) from device
                 where device.learner = learner.number and device.account is null),
                (select count(distinct counts_as) from version_lesson where {hers})
         from learner join cohort on cohort.number = learner.cohort
         where learner.cohort = :cohort and {LEARNER_IN_REACH} order by learner.label"
    ))?;
    let mut rows = statement.query(of_cohort!(cohort, filter))?;
    let mut learners = Vec::new();
    while let Some(row) = rows.next()? {
        let number: i64 = row.get(0)?;
        learners.push(LearnerCounts {
            learner: name_row(row)?,
            lessons_done: count(row, 4)?,
            lessons_total: count(row, 8)?,
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

fn day_counts(
    conn: &Connection,
    cohort: i64,
    filter: &Filter,
) -> Result<Vec<DayCount>, StoreError> {
    let mut statement = conn.prepare_cached(&format!(
        "select learner.id, work_entry.day, sum(work_entry.minutes), sum(work_entry.units)
         from learner join cohort on cohort.number = learner.cohort
         join work_entry on work_entry.learner = learner.number
         where learner.cohort = :cohort and work_entry.withdrawn = 0 and {LEARNER_IN_REACH}
         group by learner.number, work_entry.day"
    ))?;
    let mut rows = statement.query(of_cohort!(cohort, filter))?;
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
