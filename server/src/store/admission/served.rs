//! Which changes others may be served: those up to a signed point.
//!
//! A signature covers the last hash of each run. A held change is worth serving only under a
//! signature whose last change is held too: whoever gets it checks it by that. It then gets its
//! place in the feed, and its receipt; until then its writer goes on offering it.
//!
//! Owns the feed's entries for changes. Must not decide who may read them.

use rusqlite::{Connection, OptionalExtension, params};
use sync_core::batch::Batch;
use sync_core::ids::ChangeHash;
use sync_core::trust::ReceiptLine;

use super::append::Document;
use crate::store::StoreError;
use crate::store::programme::{FeedPlace, next_in_feed};

/// Gives every change under a signature whose last change is one of `ends`, and held, its place
/// in the feed. True when there was one without.
pub(super) fn open_runs_ending(
    conn: &Connection,
    document: Document,
    ends: &[ChangeHash],
) -> Result<bool, StoreError> {
    let mut any = false;
    for end in ends {
        let runs: Vec<EndedRun> = conn
            .prepare_cached(
                "SELECT run.batch, run.position, run.actor, run.first_sequence, change.sequence
                 FROM run JOIN change ON change.document = ?2 AND change.hash = run.last_hash
                      AND change.actor = run.actor
                 JOIN actor ON actor.number = run.actor
                 JOIN writer ON writer.number = actor.writer
                 -- Of a key that waits nobody is told, nor of what it signed.
                 WHERE run.last_hash = ?1 AND writer.provisional = 0 ORDER BY run.first_sequence, run.batch",
            )?
            .query_map(params![end.0, document.number], |row| {
                Ok(EndedRun {
                    batch: row.get(0)?,
                    position: row.get(1)?,
                    actor: row.get(2)?,
                    first: row.get(3)?,
                    last: row.get(4)?,
                })
            })?
            .collect::<Result<_, _>>()?;
        for run in runs {
            any |= open_run(conn, document, &run)?;
        }
    }
    Ok(any)
}

/// A run whose last change is held.
struct EndedRun {
    batch: i64,
    position: i64,
    actor: i64,
    first: u32,
    last: u32,
}

fn open_run(conn: &Connection, document: Document, run: &EndedRun) -> Result<bool, StoreError> {
    let unfed: Vec<(i64, [u8; 32])> = conn
        .prepare_cached(
            "SELECT number, hash FROM change
             WHERE actor = ?1 AND sequence BETWEEN ?2 AND ?3 AND feed IS NULL ORDER BY sequence",
        )?
        .query_map(params![run.actor, run.first, run.last], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    for (change, hash) in &unfed {
        let FeedPlace { sequence, chain } = next_in_feed(conn, hash)?;
        conn.prepare_cached("UPDATE change SET feed = ?2, batch = ?3, run = ?4 WHERE number = ?1")?
            .execute(params![change, sequence, run.batch, run.position])?;
        conn.prepare_cached(
            "INSERT INTO feed (programme, sequence, learner, kind, change, hash, chain)
             VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            sequence,
            document.learner,
            document.kind.number(),
            change,
            hash,
            chain,
        ])?;
    }
    Ok(!unfed.is_empty())
}

/// For each run, the last change from its beginning on that is held and in the feed. Of a key that
/// waits nothing is in the feed: there a run counts once its last change is held.
pub(super) fn receipt_lines(
    conn: &Connection,
    document: Document,
    batch: &Batch,
    not_held: &[ChangeHash],
    waits: bool,
) -> Result<Vec<(ReceiptLine, ChangeHash)>, StoreError> {
    let mut lines = Vec::new();
    for run in &batch.runs {
        let held = run.changes.iter().take_while(|(_, hash)| !not_held.contains(hash));
        let mut line = None;
        for (change, hash) in held {
            let is_served: Option<bool> = conn
                .prepare_cached(
                    "SELECT feed IS NOT NULL FROM change WHERE document = ?1 AND hash = ?2",
                )?
                .query_row(params![document.number, hash.0], |row| row.get(0))
                .optional()?;
            let ends_run = waits && is_served.is_some() && *hash == run.last_hash;
            if is_served != Some(true) && !waits {
                break;
            }
            if is_served == Some(true) || ends_run {
                line = Some((ReceiptLine { actor: run.actor, sequence: change.sequence }, *hash));
            }
        }
        lines.extend(line);
    }
    Ok(lines)
}
