//! What waits for staff to look at it: entries, with all that was said of them.
//!
//! Owns the questions. Must not flag anything: `reports` does.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension, named_params};
use sync_core::record::{Day, Decision, EntryWords, Outcome, PayRule, Said, Voice};

use super::admission::{Shifts, entry_words_timed};
use super::definitions::HER_VERSION;
use super::people::cohort_number;
use super::reports::LearnerNameRow;
use super::scope::{Filter, LEARNER_IN_REACH};
use super::{Store, StoreError};
use crate::authority::Reach;
use crate::programme::{Caps, Definition};

/// An entry that waits.
#[derive(Clone, Debug)]
pub struct ReviewEntry {
    /// Whose, by number.
    pub number: i64,
    /// Whose.
    pub learner: LearnerNameRow,
    /// The version of the programme's definition by which she goes.
    pub definition: u32,
    /// UUID v7.
    pub entry: String,
    /// `waiting`, `asked`, `question`.
    pub state: String,
    /// Why it is a question.
    pub question: Option<String>,
    /// Why it was asked.
    pub reason: Option<String>,
    /// She has answered.
    pub answered: bool,
    /// Live ones first, each newest first.
    pub versions: Vec<ReviewVersion>,
    /// Decisions that were not replaced, by outcome: how they stand beside each other.
    pub decisions: Vec<(Outcome, Option<String>, i64)>,
}

/// A version of an entry that waits.
#[derive(Clone, Debug)]
pub struct ReviewVersion {
    /// In hex: what a decision names.
    pub version: String,
    /// Entered for her.
    pub by_staff: bool,
    /// Not replaced.
    pub live: bool,
    /// When, as far as servers that met the phone can put it right.
    pub at: i64,
    /// How many seconds that is after what the phone claimed.
    pub shift: i64,
    /// What it says.
    pub work: sync_core::record::WorkEntry,
}

/// Work that counts or may count, of the people concerned: what flags compare with.
#[derive(Clone, Debug)]
pub struct Worked {
    /// Whose, by number.
    pub learner: i64,
    /// The person that she is.
    pub person: i64,
    /// UUID v7.
    pub entry: String,
    /// Kind of work.
    pub task: String,
    /// When.
    pub day: Day,
    /// How long.
    pub minutes: Option<u32>,
    /// How many.
    pub units: Option<u32>,
    /// Minute of the day.
    pub start: Option<u16>,
    /// When it was written, as the phone claims: seconds since 1970.
    pub claimed_at: i64,
    /// The same, as far as servers that met the phone can put it right.
    pub written_at: i64,
    /// When it first came to a server: by then it was written.
    pub met_at: i64,
    /// Since when its writer's key is known: before that it wrote nothing.
    pub since: i64,
}

/// What a version of the programme says of paid work.
#[derive(Clone, Debug, Default)]
pub struct WorkTerms {
    /// Task → its pay rules.
    pub pay: BTreeMap<String, Vec<PayRule>>,
    /// Task → how much of it is meant to be done at most.
    pub caps: BTreeMap<String, Caps>,
}

/// All that a cohort's queue is made of.
#[derive(Clone, Debug)]
pub struct ReviewRows {
    /// Oldest day first.
    pub entries: Vec<ReviewEntry>,
    /// Everything live and not declined of the people in it.
    pub worked: Vec<Worked>,
    /// Version of the definition → what it says of work.
    pub terms: BTreeMap<u32, WorkTerms>,
    /// How much may be approved at once.
    pub limits: crate::programme::BulkLimits,
}

impl Store {
    /// What waits in a cohort, as far as `reach` goes; `None` when there is no such cohort.
    pub async fn review_rows(
        &self,
        cohort: String,
        reach: &Reach,
    ) -> Result<Option<ReviewRows>, StoreError> {
        let filter = Filter::from(reach);
        self.read(move |conn| {
            let Some(cohort) = cohort_number(conn, &cohort)? else { return Ok(None) };
            let limits = bulk_limits(conn)?;
            let entries = waiting(conn, cohort, &filter)?;
            let versions: BTreeSet<u32> = entries.iter().map(|entry| entry.definition).collect();
            let terms = versions
                .into_iter()
                .map(|version| Ok((version, work_terms(conn, version)?)))
                .collect::<Result<_, StoreError>>()?;
            Ok(Some(ReviewRows { entries, worked: worked(conn, cohort)?, terms, limits }))
        })
        .await
    }
}

/// What a version of the programme says of work.
pub(super) fn work_terms(conn: &Connection, version: u32) -> Result<WorkTerms, StoreError> {
    let json: Option<String> = conn
        .prepare_cached("SELECT json FROM definition WHERE version = ?1")?
        .query_row([version], |row| row.get(0))
        .optional()?;
    // A hub may not have been told of it yet.
    json.map_or(Ok(WorkTerms::default()), |json| {
        let Definition { pay, caps, .. } = read(&json)?;
        Ok(WorkTerms { pay, caps })
    })
}

/// How much may be approved at once: by the version in force, whoever it is for.
pub(super) fn bulk_limits(conn: &Connection) -> Result<crate::programme::BulkLimits, StoreError> {
    let json: String = conn
        .prepare_cached("SELECT definition FROM programme WHERE number = 1")?
        .query_row([], |row| row.get(0))?;
    Ok(read(&json)?.bulk)
}

fn read(json: &str) -> Result<Definition, StoreError> {
    Definition::stored(json).map_err(|_| StoreError::damaged("the programme's definition"))
}

fn waiting(
    conn: &Connection,
    cohort: i64,
    filter: &Filter,
) -> Result<Vec<ReviewEntry>, StoreError> {
    let sql = format!(
        "SELECT learner.number, learner.id, learner.label, learner.name, standing.entry,
                standing.state, standing.question, standing.reason, standing.answered,
                {HER_VERSION}
         FROM entry_standing AS standing
         JOIN learner ON learner.number = standing.learner
         JOIN cohort ON cohort.number = learner.cohort
         WHERE learner.cohort = :cohort AND {LEARNER_IN_REACH}
           AND standing.state IN ('waiting', 'asked', 'question')
         ORDER BY standing.day, learner.label, standing.entry"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query(named_params! {
        ":cohort": cohort, ":all": filter.all, ":centers": filter.centers,
        ":cohorts": filter.cohorts, ":learners": filter.learners,
    })?;
    let mut entries = Vec::new();
    while let Some(row) = rows.next()? {
        let (number, entry): (i64, String) = (row.get(0)?, row.get(4)?);
        let (words, shifts) = entry_words_timed(conn, number, &entry)?;
        let id = sync_core::ids::LearnerId(row.get(1)?);
        entries.push(ReviewEntry {
            number,
            learner: LearnerNameRow { id, label: row.get(2)?, name: row.get(3)? },
            entry,
            state: row.get(5)?,
            question: row.get(6)?,
            reason: row.get(7)?,
            answered: row.get(8)?,
            definition: row.get(9)?,
            versions: versions(&words, &shifts),
            decisions: decisions(&words, &shifts),
        });
    }
    Ok(entries)
}

fn versions(words: &EntryWords, shifts: &Shifts) -> Vec<ReviewVersion> {
    let mut versions: Vec<ReviewVersion> = words
        .versions
        .iter()
        .filter_map(|said| {
            Some(ReviewVersion {
                version: said.id.to_string(),
                by_staff: said.by != Voice::Learner,
                live: said.live,
                at: said.at.saturating_add(shift(shifts, said)),
                shift: shift(shifts, said),
                work: said.value.clone()?,
            })
        })
        .collect();
    versions.sort_by(|a, b| (b.live, b.at, &b.version).cmp(&(a.live, a.at, &a.version)));
    versions
}

/// By how much its claimed time is off.
fn shift<T>(shifts: &Shifts, said: &Said<T>) -> i64 {
    shifts.get(&said.id).copied().unwrap_or(0)
}

fn decisions(words: &EntryWords, shifts: &Shifts) -> Vec<(Outcome, Option<String>, i64)> {
    let live = words.decisions.iter().filter(|said| said.live);
    live.filter_map(|said| {
        let Decision { outcome, reason, .. } = said.value.as_ref()?;
        Some((*outcome, reason.clone(), said.at.saturating_add(shift(shifts, said))))
    })
    .collect()
}

fn worked(conn: &Connection, cohort: i64) -> Result<Vec<Worked>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT learner.number, COALESCE(learner.same_as, learner.number), version.entry,
                version.task, version.day, version.minutes, version.units, version.start,
                change.at, change.corrected_at,
                min(change.received_at, COALESCE(batch.met_at, change.received_at)),
                writer.registered_at
         FROM work_version AS version
         JOIN learner ON learner.number = version.learner
         JOIN put ON put.number = version.put
         JOIN change ON change.number = put.change
         JOIN batch ON batch.number = change.batch
         JOIN actor ON actor.number = change.actor
         JOIN writer ON writer.number = actor.writer
         JOIN entry_standing AS standing
              ON standing.learner = version.learner AND standing.entry = version.entry
         WHERE COALESCE(learner.same_as, learner.number) IN
               (SELECT COALESCE(same_as, number) FROM learner WHERE cohort = ?1)
           AND put.live AND NOT version.withdrawn AND standing.state <> 'declined'
         ORDER BY version.entry, put.number",
    )?;
    let worked = statement.query_map([cohort], |row| {
        Ok(Worked {
            learner: row.get(0)?,
            person: row.get(1)?,
            entry: row.get(2)?,
            task: row.get(3)?,
            day: Day(row.get(4)?),
            minutes: row.get(5)?,
            units: row.get(6)?,
            start: row.get(7)?,
            claimed_at: row.get(8)?,
            written_at: row.get(9)?,
            met_at: row.get(10)?,
            since: row.get(11)?,
        })
    })?;
    Ok(worked.collect::<Result<_, _>>()?)
}
