//! Cohorts and learners.
//!
//! Owns their rows and the labels that stand for a learner where no name is needed. Identity is
//! ordinary rows: nothing of it is in the record.

use rusqlite::{Connection, OptionalExtension, Row, params};
use sync_core::ids::LearnerId;
use sync_core::record::Day;

use super::audit::append;
use super::centers::center_number;
use super::hubs::{HUB_ROWS, next_number, note_person};
use super::{Store, StoreError};
use crate::audit::{AuditEntry, Subject};
use crate::authority::Act;

/// Learners who start together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cohort {
    /// Its id.
    pub id: String,
    /// What people call it.
    pub title: String,
    /// First day.
    pub starts: Day,
    /// How many weeks it lasts.
    pub weeks: u32,
    /// Where it meets: a centre's id. For a cohort that is changed, absent: where it met before.
    pub center: Option<String>,
}

/// A learner, as the directory has her.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Learner {
    /// Who she is to the programme.
    pub id: LearnerId,
    /// Stands for her where no name is needed: `P-0193`.
    pub label: String,
    /// Her name.
    pub name: String,
    /// Her cohort's id.
    pub cohort: String,
    /// Seconds since 1970.
    pub enrolled_at: i64,
}

impl Store {
    /// Adds a cohort, or changes the one of this id. False when there is no such centre.
    /// `by`: a login, or the command line.
    pub async fn put_cohort(
        &self,
        cohort: Cohort,
        by: Option<String>,
        now: i64,
    ) -> Result<bool, StoreError> {
        self.write(move |conn| {
            let center = match &cohort.center {
                Some(id) => match center_number(conn, id)? {
                    Some(number) => Some(number),
                    None => return Ok(false),
                },
                None => None,
            };
            conn.execute(
                "INSERT INTO cohort (programme, id, title, starts, weeks, center)
                 VALUES (1, ?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (id) DO UPDATE
                 SET title = excluded.title, starts = excluded.starts, weeks = excluded.weeks,
                     center = coalesce(excluded.center, cohort.center)",
                params![cohort.id, cohort.title, cohort.starts.0, cohort.weeks, center],
            )?;
            let subject = Subject::Cohort(cohort.id);
            append(conn, &AuditEntry::by_login(by, Act::ManageCenters, subject, now))?;
            Ok(true)
        })
        .await
    }

    /// Adds a learner under a random id, at the command line. `None` when there is no such cohort.
    pub async fn add_learner(
        &self,
        id: LearnerId,
        cohort: String,
        name: String,
        now: i64,
    ) -> Result<Option<Learner>, StoreError> {
        self.enrol_learner(id, cohort, name, None, now).await
    }

    /// Adds a learner under a random id. `None` when there is no such cohort. `by`: a login, or
    /// the command line.
    pub async fn enrol_learner(
        &self,
        id: LearnerId,
        cohort: String,
        name: String,
        by: Option<String>,
        now: i64,
    ) -> Result<Option<Learner>, StoreError> {
        self.write(move |conn| {
            let Some(number) = cohort_number(conn, &cohort)? else { return Ok(None) };
            let (_, learner) = insert_learner(conn, id, (number, &cohort), name, now)?;
            append(conn, &AuditEntry::by_login(by, Act::Enrol, Subject::Learner(id), now))?;
            Ok(Some(learner))
        })
        .await
    }

    /// All learners, in the order in which they were added.
    pub async fn learners(&self) -> Result<Vec<Learner>, StoreError> {
        self.read(|conn| {
            let mut statement = conn.prepare_cached(
                "SELECT learner.id, label, name, cohort.id, enrolled_at
                 FROM learner JOIN cohort ON cohort.number = learner.cohort
                 WHERE erased_at IS NULL ORDER BY learner.number",
            )?;
            let learners = statement.query_map([], learner)?.collect::<Result<_, _>>()?;
            Ok(learners)
        })
        .await
    }

    /// One learner.
    pub async fn learner(&self, id: LearnerId) -> Result<Option<Learner>, StoreError> {
        self.read(move |conn| {
            conn.prepare_cached(
                "SELECT learner.id, label, name, cohort.id, enrolled_at
                 FROM learner JOIN cohort ON cohort.number = learner.cohort
                 WHERE learner.id = ?1 AND erased_at IS NULL",
            )?
            .query_row([id.0], learner)
            .optional()
            .map_err(StoreError::from)
        })
        .await
    }
}

fn learner(row: &Row<'_>) -> rusqlite::Result<Learner> {
    Ok(Learner {
        id: LearnerId(row.get(0)?),
        label: row.get(1)?,
        name: row.get(2)?,
        cohort: row.get(3)?,
        enrolled_at: row.get(4)?,
    })
}

/// Adds a learner's row, and the label that stands for her. `cohort`: its row number and id.
pub(super) fn insert_learner(
    conn: &Connection,
    id: LearnerId,
    (cohort_row, cohort): (i64, &str),
    name: String,
    now: i64,
) -> Result<(i64, Learner), StoreError> {
    let next: i64 =
        conn.query_row(&format!("SELECT {}", next_number("learner")), [], |row| row.get(0))?;
    // Who was taken in at a hub has a label of her own until central has counted her.
    let label = match next {
        HUB_ROWS.. => format!("N-{}", id.to_string()[..6].to_uppercase()),
        _ => format!("P-{next:04}"),
    };
    conn.execute(
        "INSERT INTO learner (number, id, cohort, label, name, enrolled_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![next, id.0, cohort_row, label, name, now],
    )?;
    note_person(conn, next)?;
    Ok((next, Learner { id, label, name, cohort: cohort.to_owned(), enrolled_at: now }))
}

/// The row number of a cohort.
pub(super) fn cohort_number(conn: &Connection, id: &str) -> Result<Option<i64>, StoreError> {
    conn.prepare_cached("SELECT number FROM cohort WHERE id = ?1")?
        .query_row([id], |row| row.get(0))
        .optional()
        .map_err(StoreError::from)
}

/// The row number of a learner.
pub(super) fn learner_number(conn: &Connection, id: &LearnerId) -> Result<Option<i64>, StoreError> {
    conn.prepare_cached("SELECT number FROM learner WHERE id = ?1 AND erased_at IS NULL")?
        .query_row([id.0], |row| row.get(0))
        .optional()
        .map_err(StoreError::from)
}
