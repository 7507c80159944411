//! Enrolments, projected: what each register in `enrolment/…` says, and how it stands.
//!
//! Owns these rows. A cohort that is named need not be known here: a hub hears of others' too.

use rusqlite::{Connection, params};
use sync_core::change::Put;
use sync_core::record::{Enrolment, Record};

use crate::store::StoreError;

/// Keeps the typed form of a put, where this version can read it.
pub(super) fn note(
    conn: &Connection,
    learner: i64,
    number: i64,
    put: &Put,
) -> Result<(), StoreError> {
    let Ok(record) = Record::<Enrolment>::from_bytes(&put.value) else { return Ok(()) };
    let Enrolment { state, day, track, reason, definition, .. } = record.known;
    conn.prepare_cached(
        "INSERT INTO enrolment_version (put, learner, cohort, state, day, track, reason, definition)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute(params![
        number,
        learner,
        put.key.entity(),
        state.number(),
        day.0,
        track,
        reason,
        definition,
    ])?;
    Ok(())
}

/// Folds an enrolment again. Of several live versions the one with the latest day stands, as on
/// every replica: nobody is paid by it, and staff who wrote at once see it and may write again. She
/// is in the cohort since the earliest day that any version of effect names.
pub(super) fn refold(conn: &Connection, learner: i64, cohort: &str) -> Result<(), StoreError> {
    conn.prepare_cached("DELETE FROM enrolment WHERE learner = ?1 AND cohort = ?2")?
        .execute(params![learner, cohort])?;
    conn.prepare_cached(
        "INSERT INTO enrolment (learner, cohort, state, day, since, track, reason,
                                definition_version, put)
         SELECT learner, cohort, state, day,
                (SELECT min(said.day) FROM enrolment_version AS said
                 JOIN put ON put.number = said.put
                 JOIN change ON change.number = put.change
                 WHERE said.learner = ?1 AND said.cohort = ?2 AND change.standing = 0),
                track, reason, definition, put
         FROM enrolment_version
         JOIN put ON put.number = enrolment_version.put
         JOIN actor ON actor.number = put.actor
         WHERE learner = ?1 AND cohort = ?2 AND live
         ORDER BY day DESC, counter DESC, actor.id DESC
         LIMIT 1",
    )?
    .execute(params![learner, cohort])?;
    Ok(())
}
