//! What became of learners, projected.
//!
//! Owns these rows. Whoever counts them takes those whose put is live.

use rusqlite::{Connection, params};
use sync_core::change::Put;
use sync_core::record::{Became, Record};

use crate::store::StoreError;

/// Keeps the typed form of a put in `outcome/…`.
pub(super) fn note(
    conn: &Connection,
    learner: i64,
    number: i64,
    put: &Put,
) -> Result<(), StoreError> {
    let Ok(Record { known, .. }) = Record::<Became>::from_bytes(&put.value) else { return Ok(()) };
    conn.prepare_cached(
        "INSERT INTO outcome (put, learner, outcome, kind, step, referral, award, day, withdrawn)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute(params![
        number,
        learner,
        put.key.entity(),
        known.kind.word(),
        known.step,
        known.referral_text(),
        known.award,
        known.day.0,
        known.withdrawn == Some(true),
    ])?;
    Ok(())
}
