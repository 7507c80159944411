//! Changes that begin or cease to take effect, after they were admitted.
//!
//! Owns bringing puts and projections up to date with a new standing. The graph, heads and digest
//! do not depend on standing and are left alone. Must not decide who stands: `provisional` and
//! whoever else changes a standing do.

use std::collections::BTreeSet;

use rusqlite::{Connection, params};
use sync_core::ids::{ActorId, ChangeHash, DocumentKind};
use sync_core::ledger::Standing;

use super::append::{Document, standing_number};
use super::projection::{Touched, refold, touched_of};
use super::served;
use crate::store::directory::Author;
use crate::store::{StoreError, facts};

/// Gives every change of a writer this standing, in all documents.
pub(in crate::store) fn restand_writer(
    conn: &Connection,
    writer: i64,
    standing: Standing,
) -> Result<(), StoreError> {
    let changes: Vec<i64> = conn
        .prepare_cached(
            "SELECT change.number FROM change JOIN actor ON actor.number = change.actor
             WHERE actor.writer = ?1 ORDER BY change.number",
        )?
        .query_map([writer], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    restand(conn, &changes, standing)
}

/// Gives every change of a writer the standing that her certificate gives it now.
pub(in crate::store) fn restand_as_certified(
    conn: &Connection,
    writer: i64,
) -> Result<(), StoreError> {
    let author = Author::by_number(conn, writer)?;
    let changes: Vec<(i64, [u8; 16], u32, u8)> = conn
        .prepare_cached(
            "SELECT change.number, actor.id, change.sequence, change.standing
             FROM actor JOIN change ON change.actor = actor.number
             -- What central overruled stays held, whatever else is said of its writer.
             WHERE actor.writer = ?1
               AND NOT EXISTS (SELECT 1 FROM overruled WHERE overruled.change = change.number)
             ORDER BY change.number",
        )?
        .query_map([writer], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?
        .collect::<Result<_, _>>()?;
    for standing in [Standing::Effective, Standing::Held] {
        let others: Vec<i64> = changes
            .iter()
            .filter(|(_, actor, sequence, known)| {
                *known != standing_number(standing)
                    && author.standing_of(&ActorId(*actor), *sequence) == standing
            })
            .map(|(change, ..)| *change)
            .collect();
        restand(conn, &others, standing)?;
    }
    Ok(())
}

/// Gives changes, by row number, this standing: their puts, what those replace, and what is folded
/// of both.
pub(in crate::store) fn restand(
    conn: &Connection,
    changes: &[i64],
    standing: Standing,
) -> Result<(), StoreError> {
    for change in changes {
        conn.prepare_cached("UPDATE change SET standing = ?2 WHERE number = ?1")?
            .execute(params![change, standing_number(standing)])?;
        facts::note_stale(conn, *change)?;
    }
    let mut touched: BTreeSet<Touched> = BTreeSet::new();
    for change in changes {
        let puts: Vec<i64> = conn
            .prepare_cached(
                "SELECT number FROM put WHERE change = ?1
                 UNION
                 SELECT supersedes.put FROM supersedes
                 JOIN put ON put.number = supersedes.successor WHERE put.change = ?1",
            )?
            .query_map([change], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        for put in puts {
            conn.prepare_cached(
                "UPDATE put SET live =
                     (SELECT standing = 0 FROM change WHERE change.number = put.change)
                     AND NOT EXISTS (
                         SELECT 1 FROM supersedes
                         JOIN put AS next ON next.number = supersedes.successor
                         JOIN change ON change.number = next.change
                         WHERE supersedes.put = put.number AND change.standing = 0)
                 WHERE number = ?1",
            )?
            .execute([put])?;
            touched.extend(touched_of(conn, put)?);
        }
    }
    refold(conn, &touched)
}

/// Gives what a writer signed its place in the feed, where its signature can be checked.
pub(in crate::store) fn open_writer(conn: &Connection, writer: i64) -> Result<(), StoreError> {
    let changes: Vec<(i64, i64, u8, [u8; 32])> = conn
        .prepare_cached(
            "SELECT document.number, document.learner, document.kind, change.hash
             FROM change
             JOIN actor ON actor.number = change.actor
             JOIN document ON document.number = change.document
             WHERE actor.writer = ?1 AND change.feed IS NULL
             ORDER BY document.number, change.position",
        )?
        .query_map([writer], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?
        .collect::<Result<_, _>>()?;
    for (number, learner, kind, hash) in changes {
        let kind = DocumentKind::from_number(kind)
            .ok_or_else(|| StoreError::damaged("a document's kind"))?;
        let document = Document { number, learner, kind };
        served::open_runs_ending(conn, document, &[ChangeHash(hash)])?;
    }
    Ok(())
}
