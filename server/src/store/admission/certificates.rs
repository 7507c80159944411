//! Certificates, projected: what each register in `certificate/…` says, and how it stands.
//!
//! Owns these rows. Central alone writes the section, so that a key which is named here is one of
//! central's own.

use rusqlite::{Connection, params};
use sync_core::change::Put;
use sync_core::record::{Certificate, Record};

use crate::store::{StoreError, certificates};

/// Keeps the typed form of a put, where this version can read it.
pub(super) fn note(
    conn: &Connection,
    learner: i64,
    number: i64,
    put: &Put,
) -> Result<(), StoreError> {
    let Ok(record) = Record::<Certificate>::from_bytes(&put.value) else { return Ok(()) };
    let known = record.known;
    certificates::learn_key(conn, &known.issuer, known.day)?;
    conn.prepare_cached(
        "INSERT INTO certificate_version
             (put, learner, id, certificate, cohort, issued_on, expires, revoked, place)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute(params![
        number,
        learner,
        put.key.entity(),
        known.certificate,
        known.cohort,
        known.day.0,
        known.expires.map(|day| day.0),
        known.revoked.map(|day| day.0),
        known.place,
    ])?;
    Ok(())
}

/// Folds a certificate again. Of several live versions, as when it was given once more after a
/// restore, one that takes it back stands, else the earliest.
pub(super) fn refold(conn: &Connection, learner: i64, id: &str) -> Result<(), StoreError> {
    conn.prepare_cached("DELETE FROM certificate_issued WHERE learner = ?1 AND id = ?2")?
        .execute(params![learner, id])?;
    conn.prepare_cached(
        "INSERT INTO certificate_issued
             (learner, id, certificate, cohort, issued_on, expires, revoked, place, put)
         SELECT learner, certificate_version.id, certificate, cohort, issued_on, expires, revoked,
                place, put
         FROM certificate_version
         JOIN put ON put.number = certificate_version.put
         JOIN actor ON actor.number = put.actor
         WHERE learner = ?1 AND certificate_version.id = ?2 AND live
         ORDER BY revoked IS NULL, revoked, issued_on, counter, actor.id
         LIMIT 1",
    )?
    .execute(params![learner, id])?;
    Ok(())
}
