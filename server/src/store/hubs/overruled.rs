//! On a hub: what it admitted and central refused for good.
//!
//! Owns that it stands held here from then on. The change stays in the graph, so that honest changes
//! that rest on it are not cut off; what they are worth central says of each. Should central take it
//! after all (it was put back to an earlier state, and is offered everything again), it takes effect
//! like its writer's others. Must not judge a fork: which branch stands is said of both at once.

use rusqlite::{Connection, named_params, params};
use sync_core::ids::ActorId;
use sync_core::ledger::Standing;

use crate::authority::Reach;
use crate::store::admission::restand::{restand, restand_as_certified};
use crate::store::reports::LearnerNameRow;
use crate::store::scope::{Filter, LEARNER_IN_REACH};
use crate::store::{Store, StoreError};

/// Central's word for a branch of a fork that lost.
pub(super) const FORKED: &str = "forked";

/// What was refused of one learner's record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overruled {
    /// Whose it is.
    pub learner: LearnerNameRow,
    /// Central's word for it.
    pub refusal: String,
    /// How many changes.
    pub changes: u32,
}

impl Store {
    /// On a hub: what central overruled, by learner and word, as far as the reach goes.
    pub async fn overruled(&self, reach: &Reach) -> Result<Vec<Overruled>, StoreError> {
        let filter = Filter::from(reach);
        self.read(move |conn| {
            let mut statement = conn.prepare_cached(&format!(
                "SELECT learner.id, learner.label, learner.name, overruled.refusal, COUNT(*)
                 FROM overruled JOIN change ON change.number = overruled.change
                 JOIN document ON document.number = change.document
                 JOIN learner ON learner.number = document.learner
                 JOIN cohort ON cohort.number = learner.cohort
                 WHERE {LEARNER_IN_REACH}
                 GROUP BY learner.number, overruled.refusal
                 ORDER BY learner.label, overruled.refusal"
            ))?;
            let rows = statement.query_map(
                named_params! {
                    ":all": filter.all, ":centers": filter.centers,
                    ":cohorts": filter.cohorts, ":learners": filter.learners,
                },
                |row| {
                    let learner = LearnerNameRow {
                        id: sync_core::ids::LearnerId(row.get(0)?),
                        label: row.get(1)?,
                        name: row.get(2)?,
                    };
                    Ok(Overruled { learner, refusal: row.get(3)?, changes: row.get(4)? })
                },
            )?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }
}

/// Holds what of a batch central does not hold, now that it said that it never will.
pub(super) fn overrule(conn: &Connection, batch: i64, refusal: &str) -> Result<(), StoreError> {
    if refusal == FORKED {
        return Ok(());
    }
    let changes: Vec<(i64, bool)> = conn
        .prepare_cached(
            "SELECT change.number, change.standing = 0
             FROM change JOIN actor ON actor.number = change.actor
             WHERE change.batch = ?1 AND change.sequence > actor.central_sequence
               AND NOT EXISTS (SELECT 1 FROM overruled WHERE overruled.change = change.number)
             ORDER BY change.number",
        )?
        .query_map([batch], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    for (change, _) in &changes {
        conn.prepare_cached("INSERT INTO overruled (change, refusal) VALUES (?1, ?2)")?
            .execute(params![change, refusal])?;
    }
    let effective: Vec<i64> = changes
        .iter()
        .filter(|(_, is_effective)| *is_effective)
        .map(|(change, _)| *change)
        .collect();
    restand(conn, &effective, Standing::Held)
}

/// Of an actor central holds more than it did: what of it was overruled is not any more.
pub(super) fn reinstate(
    conn: &Connection,
    learner: i64,
    kind: u8,
    actor: ActorId,
) -> Result<(), StoreError> {
    let writers: Vec<i64> = conn
        .prepare_cached(
            "DELETE FROM overruled WHERE change IN (
                 SELECT change.number FROM document
                 JOIN actor ON actor.document = document.number AND actor.id = ?3
                 JOIN change ON change.actor = actor.number
                  AND change.sequence <= actor.central_sequence
                 WHERE document.learner = ?1 AND document.kind = ?2)
             RETURNING (SELECT actor.writer FROM change
                        JOIN actor ON actor.number = change.actor
                        WHERE change.number = overruled.change)",
        )?
        .query_map(params![learner, kind, actor.0], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    // All of one actor are one writer's.
    match writers.first() {
        Some(writer) => restand_as_certified(conn, *writer),
        None => Ok(()),
    }
}
