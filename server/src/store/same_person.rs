//! Learners that turn out to be one person, and that it was not so after all.
//!
//! Owns `learner.same_as`: all ids of one person name the same of them, which names none. Nothing of
//! any record and no closed line is rewritten for it: the review compares her hours over all her
//! ids, and the next statement adjusts what was owed twice. So it can be taken back.

use std::sync::Arc;

use rusqlite::{Connection, params};
use sync_core::ids::LearnerId;

use super::Store;
use super::audit::append;
use super::desks::end_writers;
use super::error::StoreError;
use super::people::learner_number;
use super::programme::Replica;
use crate::audit::{AuditEntry, Subject};
use crate::authority::Act;

/// What became of saying it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SameOutcome {
    /// It is so now, or was before.
    Done,
    /// There is no such learner.
    Unknown,
    /// She is one by herself already.
    Alone,
}

impl Store {
    /// Says that two learners are one person, with whoever else each of them is.
    pub async fn join_people(
        &self,
        replica: Arc<Replica>,
        learner: LearnerId,
        other: LearnerId,
        by: Option<String>,
        now: i64,
    ) -> Result<SameOutcome, StoreError> {
        self.write(move |conn| {
            let (Some(first), Some(second)) =
                (learner_number(conn, &learner)?, learner_number(conn, &other)?)
            else {
                return Ok(SameOutcome::Unknown);
            };
            let (from, to) = (person_of(conn, second)?, person_of(conn, first)?);
            if from == to {
                return Ok(SameOutcome::Done);
            }
            conn.execute(
                "UPDATE learner SET same_as = ?2 WHERE COALESCE(same_as, number) = ?1",
                [from, to],
            )?;
            end_relatives(conn, &replica, to)?;
            note(conn, learner, &[("other", other)], by, now)?;
            Ok(SameOutcome::Done)
        })
        .await
    }

    /// Says that a learner is none of those with whom she was said to be one.
    pub async fn part_people(
        &self,
        learner: LearnerId,
        by: Option<String>,
        now: i64,
    ) -> Result<SameOutcome, StoreError> {
        self.write(move |conn| {
            let Some(number) = learner_number(conn, &learner)? else {
                return Ok(SameOutcome::Unknown);
            };
            let mut others = members(conn, number)?;
            others.retain(|id| *id != number);
            let Some(named) = others.first().copied() else { return Ok(SameOutcome::Alone) };
            // Whoever all of them named may be the one who leaves.
            for id in others {
                let names = (id != named).then_some(named);
                conn.execute(
                    "UPDATE learner SET same_as = ?2 WHERE number = ?1",
                    params![id, names],
                )?;
            }
            conn.execute("UPDATE learner SET same_as = NULL WHERE number = ?1", [number])?;
            note(conn, learner, &[], by, now)?;
            Ok(SameOutcome::Done)
        })
        .await
    }

    /// The other ids of the person that a learner is.
    pub async fn same_person(&self, learner: LearnerId) -> Result<Vec<LearnerId>, StoreError> {
        self.read(move |conn| {
            let Some(number) = learner_number(conn, &learner)? else { return Ok(Vec::new()) };
            let mut statement = conn.prepare_cached("SELECT id FROM learner WHERE number = ?1")?;
            let mut others = Vec::new();
            for id in members(conn, number)? {
                if id != number {
                    others.push(statement.query_row([id], |row| Ok(LearnerId(row.get(0)?)))?);
                }
            }
            Ok(others)
        })
        .await
    }
}

/// All ids of the person that a learner is, herself among them, in order.
pub(super) fn members(conn: &Connection, learner: i64) -> Result<Vec<i64>, StoreError> {
    let person = person_of(conn, learner)?;
    let mut statement = conn.prepare_cached(
        "SELECT number FROM learner WHERE COALESCE(same_as, number) = ?1 ORDER BY number",
    )?;
    let numbers = statement.query_map([person], |row| row.get(0))?;
    Ok(numbers.collect::<Result<_, _>>()?)
}

fn person_of(conn: &Connection, learner: i64) -> Result<i64, StoreError> {
    Ok(conn
        .prepare_cached("SELECT COALESCE(same_as, number) FROM learner WHERE number = ?1")?
        .query_row([learner], |row| row.get(0))?)
}

/// Whoever is related to one of her ids registered for another before that was known.
fn end_relatives(conn: &Connection, replica: &Replica, person: i64) -> Result<(), StoreError> {
    let ids = members(conn, person)?;
    let accounts: Vec<i64> = conn
        .prepare_cached(
            "SELECT DISTINCT account FROM kinship
             JOIN learner ON learner.number = kinship.learner
             WHERE COALESCE(learner.same_as, learner.number) = ?1",
        )?
        .query_map([person], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for account in accounts {
        for id in &ids {
            end_writers(conn, replica, account, Some(*id))?;
        }
    }
    Ok(())
}

fn note(
    conn: &Connection,
    learner: LearnerId,
    with: &[(&'static str, LearnerId)],
    by: Option<String>,
    now: i64,
) -> Result<(), StoreError> {
    let entry = AuditEntry::by_login(by, Act::MergePeople, Subject::Learner(learner), now);
    let entry = entry.with("same", !with.is_empty());
    let entry = with.iter().fold(entry, |entry, (name, id)| entry.with(name, id.to_string()));
    append(conn, &entry)
}
