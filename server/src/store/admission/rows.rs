//! Rows that a batch needs before its changes: signature, runs, actors.
//!
//! Owns making each once. Must not decide anything.

use rusqlite::{Connection, OptionalExtension, params};
use sync_core::batch::{Batch, Run};
use sync_core::ids::{ActorId, Nonce};

use super::append::Document;
use super::{Arrival, ClockJump, Met, Via};
use crate::store::StoreError;
use crate::store::directory::Author;

/// The signature's row; the same signature comes again whenever its batch is offered again.
pub(super) fn batch_row(
    conn: &Connection,
    document: Document,
    author: &Author,
    batch: &Batch,
    arrival: Arrival,
) -> Result<i64, StoreError> {
    let known: Option<i64> = conn
        .prepare_cached("SELECT number FROM batch WHERE signature = ?1")?
        .query_row([batch.signature], |row| row.get(0))
        .optional()?;
    if let Some(number) = known {
        return Ok(number);
    }
    let hub = match arrival.via {
        Via::Hub(number) => Some(number),
        Via::Phone | Via::Central => None,
    };
    let jump = arrival.met.jump;
    Ok(conn
        .prepare_cached(
            "INSERT INTO batch (document, writer, running_count, signature, received_at, hub,
                                met_at, jump_since, jump_seconds, jump_offset)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) RETURNING number",
        )?
        .query_row(
            params![
                document.number,
                author.number,
                i64::try_from(batch.running_count).unwrap_or(i64::MAX),
                batch.signature,
                arrival.now,
                hub,
                Some(arrival.met.at).filter(|met_at| *met_at != arrival.now),
                jump.map(|jump| jump.since),
                jump.map(|jump| jump.seconds),
                jump.map(|jump| jump.offset),
            ],
            |row| row.get(0),
        )?)
}

/// What is known of a batch's first coming to any server.
pub(in crate::store) fn met(conn: &Connection, batch: i64) -> Result<Met, StoreError> {
    Ok(conn
        .prepare_cached(
            "SELECT COALESCE(met_at, received_at), jump_since, jump_seconds, jump_offset
             FROM batch WHERE number = ?1",
        )?
        .query_row([batch], |row| {
            let jump = match (row.get(1)?, row.get(2)?, row.get(3)?) {
                (Some(since), Some(seconds), Some(offset)) => {
                    Some(ClockJump { since, seconds, offset })
                }
                _ => None,
            };
            Ok(Met { at: row.get(0)?, jump })
        })?)
}

pub(super) fn run_row(
    conn: &Connection,
    batch: i64,
    index: usize,
    actor: i64,
    run: &Run,
) -> Result<(), StoreError> {
    conn.prepare_cached(
        "INSERT INTO run (batch, position, actor, first_sequence, last_hash)
         VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
    )?
    .execute(params![batch, index as i64, actor, run.first_sequence, run.last_hash.0])?;
    Ok(())
}

pub(super) fn actor_row(
    conn: &Connection,
    document: Document,
    author: &Author,
    actor: ActorId,
    nonce: Nonce,
) -> Result<i64, StoreError> {
    let known: Option<i64> = conn
        .prepare_cached("SELECT number FROM actor WHERE document = ?1 AND id = ?2")?
        .query_row(params![document.number, actor.0], |row| row.get(0))
        .optional()?;
    if let Some(number) = known {
        return Ok(number);
    }
    Ok(conn
        .prepare_cached(
            "INSERT INTO actor (document, id, writer, nonce) VALUES (?1, ?2, ?3, ?4)
             RETURNING number",
        )?
        .query_row(params![document.number, actor.0, author.number, nonce.0], |row| row.get(0))?)
}
