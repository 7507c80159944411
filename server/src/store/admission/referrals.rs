//! Interest, what would be sent of her, and her word on it, projected.
//!
//! Owns these rows. How they fold is `sync_core::record`'s, and done when they are read. The text of
//! a referral is in none of them: it stays in her desk.

use rusqlite::{Connection, params};
use sync_core::change::Put;
use sync_core::ids::{ActorId, DocumentId, LearnerId, OpId, VersionId};
use sync_core::record::{Interest, Record, Referral, Release, version_of};

use super::append::Document;
use crate::store::StoreError;

/// Keeps the typed form of a put in `interest/…`.
pub(super) fn note_interest(
    conn: &Connection,
    learner: i64,
    number: i64,
    put: &Put,
) -> Result<(), StoreError> {
    let Ok(Record { known, .. }) = Record::<Interest>::from_bytes(&put.value) else {
        return Ok(());
    };
    conn.prepare_cached(
        "INSERT INTO interest (put, learner, opening, interested, day) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![number, learner, put.key.entity(), known.interested, known.day.0])?;
    Ok(())
}

/// Keeps the typed form of a put in `referral/…`, which is this version.
pub(super) fn note_referral(
    conn: &Connection,
    document: Document,
    number: i64,
    put: &Put,
) -> Result<(), StoreError> {
    let Ok(Record { known, .. }) = Record::<Referral>::from_bytes(&put.value) else {
        return Ok(());
    };
    conn.prepare_cached(
        "INSERT INTO referral (put, learner, referral, opening, version, day, withdrawn)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![
        number,
        document.learner,
        put.key.entity(),
        known.opening_text(),
        version(conn, document, number, put)?.0,
        known.day.0,
        known.is_withdrawn(),
    ])?;
    Ok(())
}

/// Keeps the typed form of a put in `release/…`.
pub(super) fn note_release(
    conn: &Connection,
    learner: i64,
    number: i64,
    put: &Put,
) -> Result<(), StoreError> {
    let Ok(Record { known, .. }) = Record::<Release>::from_bytes(&put.value) else {
        return Ok(());
    };
    let Some(about) = known.about() else { return Ok(()) };
    conn.prepare_cached(
        "INSERT INTO release (put, learner, referral, version, allowed, day)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![
        number,
        learner,
        put.key.entity(),
        about.0,
        known.allowed,
        known.day.0
    ])?;
    Ok(())
}

/// What speaks for exactly this put.
fn version(
    conn: &Connection,
    document: Document,
    number: i64,
    put: &Put,
) -> Result<VersionId, StoreError> {
    let (op, learner) = conn
        .prepare_cached(
            "SELECT put.counter, actor.id, learner.id
             FROM put
             JOIN actor ON actor.number = put.actor
             JOIN document ON document.number = actor.document
             JOIN learner ON learner.number = document.learner
             WHERE put.number = ?1",
        )?
        .query_row([number], |row| {
            let op = OpId { counter: row.get(0)?, actor: ActorId(row.get(1)?) };
            Ok((op, LearnerId(row.get(2)?)))
        })?;
    let document = DocumentId { learner, kind: document.kind };
    Ok(version_of(document, &put.key, op, &put.value))
}
