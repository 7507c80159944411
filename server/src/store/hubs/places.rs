//! On a hub: learners who came, and learners who go.
//!
//! Owns both lists. Who comes after reading of central's feed had passed her changes gets all of
//! them: they are asked for until central says that there are no more. Who goes is forgotten here,
//! but not before central has everything that this hub holds of her; what central refused for good
//! keeps nobody. Must not decide who is whose: central's directory does.

use std::collections::BTreeSet;

use rusqlite::{Connection, params};
use sync_core::bugs::{Bug, bug};
use sync_core::ids::LearnerId;

use super::directory::{Cell, Directory};
use super::exchange::Due;
use super::numbers::HUB_ROWS;
use crate::store::dropping::{forget_learner, note_gaps};
use crate::store::people::learner_number;
use crate::store::{Store, StoreError};

/// Learners that one request names; the rest is asked for in the next.
const MOST_DUE: i64 = 1_000;

impl Store {
    /// Notes how far what was due has come. Gives whether there is more.
    pub async fn read_due(&self, read: Vec<Due>) -> Result<bool, StoreError> {
        self.write(move |conn| {
            for Due { learner, read_to, done } in read {
                let Some(learner) = learner_number(conn, &learner)? else { continue };
                if done {
                    conn.prepare_cached("DELETE FROM due WHERE learner = ?1")?
                        .execute([learner])?;
                } else {
                    conn.prepare_cached("UPDATE due SET read_to = ?2 WHERE learner = ?1")?
                        .execute(params![learner, i64::try_from(read_to).unwrap_or(0)])?;
                }
            }
            Ok(conn.query_row("SELECT EXISTS (SELECT 1 FROM due)", [], |row| row.get(0))?)
        })
        .await
    }

    /// Forgets those who left and of whom central has everything that is here.
    pub async fn forget_who_left(&self) -> Result<(), StoreError> {
        let has_left: bool = self
            .read(|conn| {
                let sql = "SELECT EXISTS (SELECT 1 FROM leaving)";
                Ok(conn.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
            })
            .await?;
        if !has_left || bug(Bug::DroppedCentreStillServed) {
            return Ok(());
        }
        self.write(|conn| {
            let gone: Vec<i64> = conn
                .prepare_cached(
                    "SELECT learner FROM leaving WHERE NOT EXISTS (
                         SELECT 1 FROM unconfirmed
                         JOIN batch ON batch.number = unconfirmed.batch
                         JOIN document ON document.number = batch.document
                         WHERE document.learner = leaving.learner
                           AND unconfirmed.refused IS NULL
                           -- What waits for something was never acknowledged.
                           AND EXISTS (SELECT 1 FROM run
                                       JOIN change ON change.document = batch.document
                                            AND change.hash = run.last_hash
                                       WHERE run.batch = unconfirmed.batch))",
                )?
                .query_map([], |row| row.get(0))?
                .collect::<Result<_, _>>()?;
            for learner in gone {
                forget_learner(conn, learner)?;
            }
            forget_cohorts(conn)
        })
        .await
    }
}

/// What is still to be asked for.
pub(super) fn due(conn: &Connection) -> Result<Vec<Due>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT learner.id, read_to FROM due JOIN learner ON learner.number = due.learner
         ORDER BY due.learner LIMIT ?1",
    )?;
    let due = statement.query_map([MOST_DUE], |row| {
        let read_to: i64 = row.get(1)?;
        Ok(Due { learner: LearnerId(row.get(0)?), read_to: read_to.unsigned_abs(), done: false })
    })?;
    Ok(due.collect::<Result<_, _>>()?)
}

/// Who was known before a directory is taken in.
pub(super) fn learners(conn: &Connection) -> Result<BTreeSet<i64>, StoreError> {
    // Of whom was erased, the row that says so stays; whom this hub took in itself central does not
    // name yet.
    let mut statement =
        conn.prepare_cached("SELECT number FROM learner WHERE number < ?1 AND erased_at IS NULL")?;
    let numbers = statement.query_map([HUB_ROWS], |row| row.get(0))?;
    Ok(numbers.collect::<Result<_, _>>()?)
}

/// Once a directory is taken in: who is new, who is back, and who is not named any more.
pub(super) fn note_who_comes_and_goes(
    conn: &Connection,
    directory: &Directory,
    before: &BTreeSet<i64>,
) -> Result<(), StoreError> {
    // Before the first reading nobody's changes have been passed.
    let has_read: bool =
        conn.query_row("SELECT cursor IS NOT NULL FROM upstream", [], |row| row.get(0))?;
    let Some(named) = numbers(directory, "learner") else { return Ok(()) };
    for learner in &named {
        let is_back =
            conn.prepare_cached("DELETE FROM leaving WHERE learner = ?1")?.execute([learner])? > 0;
        if has_read && !bug(Bug::GrantWithoutHistory) && (is_back || !before.contains(learner)) {
            conn.prepare_cached(
                "INSERT INTO due (learner) VALUES (?1) ON CONFLICT DO UPDATE SET read_to = 0",
            )?
            .execute([learner])?;
        }
    }
    forget_center_of_others(conn, directory)?;
    for learner in before.difference(&named) {
        conn.prepare_cached("INSERT INTO leaving (learner) VALUES (?1) ON CONFLICT DO NOTHING")?
            .execute([learner])?;
        conn.prepare_cached("DELETE FROM due WHERE learner = ?1")?.execute([learner])?;
    }
    Ok(())
}

/// Numbers of the rows of a table that a directory names.
fn numbers(directory: &Directory, table: &str) -> Option<BTreeSet<i64>> {
    let table = directory.tables.iter().find(|it| it.name == table)?;
    let place = table.columns.iter().position(|column| column == "number")?;
    let number = |row: &Vec<Cell>| match row.get(place) {
        Some(Cell::Integer(number)) => Some(*number),
        _ => None,
    };
    Some(table.rows.iter().filter_map(number).collect())
}

/// A cohort that is not named any more meets elsewhere: nobody of this centre sees it.
fn forget_center_of_others(conn: &Connection, directory: &Directory) -> Result<(), StoreError> {
    let Some(named) = numbers(directory, "cohort") else { return Ok(()) };
    let here: Vec<i64> = conn
        .prepare_cached("SELECT number FROM cohort WHERE center IS NOT NULL")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for cohort in here.iter().filter(|number| !named.contains(number)) {
        conn.prepare_cached("UPDATE cohort SET center = NULL WHERE number = ?1")?
            .execute([cohort])?;
    }
    Ok(())
}

/// Cohorts that meet elsewhere, and of which nobody is here any more.
fn forget_cohorts(conn: &Connection) -> Result<(), StoreError> {
    const GONE: &str = "IN (SELECT number FROM cohort WHERE center IS NULL
         AND NOT EXISTS (SELECT 1 FROM learner WHERE learner.cohort = cohort.number)
         AND NOT EXISTS (SELECT 1 FROM role_grant WHERE role_grant.cohort = cohort.number)
         AND NOT EXISTS (SELECT 1 FROM membership WHERE membership.cohort = cohort.number))";
    let sessions: i64 =
        conn.query_row(&format!("SELECT COUNT(*) FROM feed WHERE cohort {GONE}"), [], |row| {
            row.get(0)
        })?;
    note_gaps(conn, sessions)?;
    for (table, column) in [
        ("feed", "cohort"),
        ("cohort_session", "cohort"),
        ("cohort_notice", "cohort"),
        ("cohort", "number"),
    ] {
        conn.execute(&format!("DELETE FROM {table} WHERE {column} {GONE}"), [])?;
    }
    Ok(())
}
