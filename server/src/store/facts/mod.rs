//! What reports count: one row for each enrolment, made of projections, so that a report over a
//! hundred thousand people reads one narrow table.
//!
//! Owns these rows. Whatever they follow from notes its learner in `fact_stale`, by triggers of the
//! schema, in the transaction that changed it: a note costs microseconds and no writer can forget it.
//! Facts are made anew before a report is read. Reads projections and the directory, never a frame.
//!
//! - [`parts`]: the packed numbers of one kind of report
//! - [`deeds`]: single things that people did, for files that tell of each
//! - `packed`: the columns of a fact as a few bytes
//! - `make`: a learner's facts, from her projections
//! - `world`: what all learners' facts are made with
//! - [`read`]: what a report reads; [`said`]: what people said besides; [`people`]: who is behind a figure

pub mod deeds;
mod make;
mod packed;
pub mod parts;
pub mod people;
pub mod read;
pub mod said;
mod world;

use rusqlite::{Connection, params};

use super::{Store, StoreError};
use make::make;
use world::World;

/// Learners whose facts are made anew in one job: others' jobs wait no longer than for these.
const AT_ONCE: usize = 200;

impl Store {
    /// Makes facts anew that are not up to date, of at most so many learners; gives of how many they
    /// are still not. Nobody's writing waits for all of it.
    pub async fn refresh_facts(&self, most: usize) -> Result<u64, StoreError> {
        let mut left = most;
        loop {
            let now = left.min(AT_ONCE);
            if now == 0 {
                return self.stale_facts().await;
            }
            let made = self.write(move |conn| refresh(conn, now)).await?;
            if made < now {
                return self.stale_facts().await;
            }
            left -= made;
        }
    }

    /// Of how many learners facts are not up to date.
    pub async fn stale_facts(&self) -> Result<u64, StoreError> {
        self.read(|conn| {
            let count: i64 = conn
                .prepare_cached("SELECT COUNT(*) FROM fact_stale")?
                .query_row([], |row| row.get(0))?;
            Ok(count.unsigned_abs())
        })
        .await
    }

    /// Makes the facts of all learners anew and says of whom they differed: for `verify`. They must
    /// be up to date.
    pub async fn compare_facts(&self) -> Result<Vec<String>, StoreError> {
        let learners: Vec<(i64, String)> = self
            .read(|conn| {
                let mut statement =
                    conn.prepare_cached("SELECT number, label FROM learner ORDER BY number")?;
                let learners = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
                Ok(learners.collect::<Result<_, _>>()?)
            })
            .await?;
        let mut differing = Vec::new();
        for some in learners.chunks(AT_ONCE) {
            let some = some.to_vec();
            let found = self.read(move |conn| {
                let mut world = World::read(conn)?;
                let mut found = Vec::new();
                for (learner, label) in some {
                    let is_stale: bool = conn
                        .prepare_cached(
                            "SELECT EXISTS (SELECT 1 FROM fact_stale WHERE learner = ?1)",
                        )?
                        .query_row([learner], |row| row.get(0))?;
                    let made = make(conn, &mut world, learner)?;
                    if !is_stale && made != read::facts_of(conn, learner)? {
                        found.push(label);
                    }
                }
                Ok(found)
            });
            differing.extend(found.await?);
        }
        Ok(differing)
    }
}

/// The facts of a change's learner are not up to date any more.
pub(super) fn note_stale(conn: &Connection, change: i64) -> Result<(), StoreError> {
    conn.prepare_cached(
        "INSERT OR IGNORE INTO fact_stale
         SELECT document.learner FROM change JOIN document ON document.number = change.document
         WHERE change.number = ?1",
    )?
    .execute([change])?;
    Ok(())
}

/// Makes the facts of some learners anew, inside the caller's transaction; gives of how many.
fn refresh(conn: &Connection, most: usize) -> Result<usize, StoreError> {
    let stale: Vec<i64> = conn
        .prepare_cached("SELECT learner FROM fact_stale LIMIT ?1")?
        .query_map([most as i64], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    if stale.is_empty() {
        return Ok(0);
    }
    let mut world = World::read(conn)?;
    for learner in &stale {
        let facts = make(conn, &mut world, *learner)?;
        world.keep_words(conn)?;
        keep(conn, *learner, &facts)?;
        conn.prepare_cached("DELETE FROM fact_stale WHERE learner = ?1")?.execute([learner])?;
    }
    Ok(stale.len())
}

/// Puts a learner's facts in the place of those before.
fn keep(conn: &Connection, learner: i64, facts: &[read::Fact]) -> Result<(), StoreError> {
    conn.prepare_cached(
        "DELETE FROM fact_part WHERE fact IN (SELECT number FROM fact WHERE learner = ?1)",
    )?
    .execute([learner])?;
    conn.prepare_cached("DELETE FROM fact WHERE learner = ?1")?.execute([learner])?;
    for fact in facts {
        let number: i64 = conn
            .prepare_cached(
                "INSERT INTO fact (learner, cohort, data) VALUES (?1, ?2, ?3) RETURNING number",
            )?
            .query_row(params![learner, fact.cohort, packed::to_bytes(fact)], |row| row.get(0))?;
        for (kind, data) in &fact.parts {
            conn.prepare_cached("INSERT INTO fact_part (kind, fact, data) VALUES (?1, ?2, ?3)")?
                .execute(params![kind.number(), number, data])?;
        }
    }
    Ok(())
}
