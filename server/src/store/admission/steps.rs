//! What she meets, what was confirmed and what she chose, projected.
//!
//! Owns these rows. How they fold is `sync_core::record`'s, and done when they are read.

use rusqlite::{Connection, params};
use sync_core::change::Put;
use sync_core::record::{Choice, Met, Record};

use crate::store::StoreError;

/// Keeps the typed form of a word on a requirement or on a lesson elsewhere.
pub(super) fn note_met(
    conn: &Connection,
    learner: i64,
    number: i64,
    put: &Put,
) -> Result<(), StoreError> {
    let Ok(record) = Record::<Met>::from_bytes(&put.value) else { return Ok(()) };
    let Met { met, day, .. } = record.known;
    conn.prepare_cached(
        "INSERT INTO met (put, learner, section, entity, met, day) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![number, learner, put.key.section(), put.key.entity(), met, day.0])?;
    Ok(())
}

/// Keeps the typed form of a choice.
pub(super) fn note_choice(
    conn: &Connection,
    learner: i64,
    number: i64,
    put: &Put,
) -> Result<(), StoreError> {
    let Ok(record) = Record::<Choice>::from_bytes(&put.value) else { return Ok(()) };
    let Choice { track, day, reason, text, .. } = record.known;
    conn.prepare_cached(
        "INSERT INTO choice (put, learner, track, day, reason, text)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![number, learner, track, day.0, reason, text])?;
    Ok(())
}
