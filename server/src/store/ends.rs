//! The end of a writer's time: her certificate said anew, and the record that follows it.
//!
//! Owns which of her changes still take effect: of each actor those up to a last one. Used alike
//! for a phone that is revoked and for a staff device whose account's time is over. Must not
//! decide who may end or release what.

use rusqlite::{Connection, OptionalExtension, params};
use sync_core::ids::ActorId;
use sync_core::trust::{EffectiveLine, WriterCertificate};

use super::StoreError;
use super::admission::restand::restand_as_certified;
use super::directory::tell_of_writer;
use super::programme::{Replica, from_cbor, to_cbor};

/// Ends a writer's time: what arrives from now on, or arrived from `since` on, is held back.
pub(super) fn end_writer(
    conn: &Connection,
    replica: &Replica,
    writer: i64,
    since: Option<i64>,
) -> Result<(), StoreError> {
    let effective = lines(
        conn,
        "SELECT actor.id, COALESCE(
             (SELECT MIN(sequence) - 1 FROM change
              WHERE change.actor = actor.number AND received_at >= ?2), last_sequence)
         FROM actor WHERE writer = ?1 ORDER BY actor.id",
        writer,
        since,
    )?;
    restate(conn, replica, writer, &certificate(conn, writer)?, effective)
}

/// Gives a writer whose time is over the effect of what had its place in the feed up to `through`;
/// what takes effect already goes on doing so.
pub(super) fn release_writer(
    conn: &Connection,
    replica: &Replica,
    writer: i64,
    through: i64,
) -> Result<(), StoreError> {
    let known = certificate(conn, writer)?;
    let Some(before) = &known.effective else { return Ok(()) };
    let mut released = lines(
        conn,
        "SELECT actor.id, COALESCE(
             (SELECT MIN(sequence) - 1 FROM change
              WHERE change.actor = actor.number AND (feed IS NULL OR feed > ?2)), last_sequence)
         FROM actor WHERE writer = ?1 ORDER BY actor.id",
        writer,
        Some(through),
    )?;
    for line in before {
        match released.iter_mut().find(|candidate| candidate.actor == line.actor) {
            Some(found) => found.sequence = found.sequence.max(line.sequence),
            None => released.push(*line),
        }
    }
    released.sort_unstable_by_key(|line| line.actor);
    if released == *before {
        return Ok(());
    }
    restate(conn, replica, writer, &known, released)
}

fn certificate(conn: &Connection, writer: i64) -> Result<WriterCertificate, StoreError> {
    let bytes: Vec<u8> = conn
        .prepare_cached("SELECT certificate FROM writer WHERE number = ?1")?
        .query_row([writer], |row| row.get(0))?;
    from_cbor(&bytes)
}

/// Certifies anew what of a writer's takes effect, tells everybody, and lets the record follow.
fn restate(
    conn: &Connection,
    replica: &Replica,
    writer: i64,
    known: &WriterCertificate,
    effective: Vec<EffectiveLine>,
) -> Result<(), StoreError> {
    put_certificate(conn, writer, &to_cbor(&known.clone().ended(&replica.key, effective))?)
}

/// Ends a writer's time as another database of this replica certified it; one that is not known
/// here, or whose end is known, stays as she is.
pub(super) fn end_as_certified(
    conn: &Connection,
    public: &[u8; 32],
    certificate: &[u8],
) -> Result<(), StoreError> {
    let writer: Option<i64> = conn
        .prepare_cached("SELECT number FROM writer WHERE public = ?1 AND certificate <> ?2")?
        .query_row(params![public, certificate], |row| row.get(0))
        .optional()?;
    writer.map_or(Ok(()), |writer| put_certificate(conn, writer, certificate))
}

fn put_certificate(conn: &Connection, writer: i64, certificate: &[u8]) -> Result<(), StoreError> {
    conn.prepare_cached("UPDATE writer SET standing = 1, certificate = ?2 WHERE number = ?1")?
        .execute(params![writer, certificate])?;
    tell_of_writer(conn, writer)?;
    restand_as_certified(conn, writer)
}

/// Lines of an SQL question with the writer and a bound; an actor of whom nothing takes effect is
/// not named.
fn lines(
    conn: &Connection,
    sql: &str,
    writer: i64,
    bound: Option<i64>,
) -> Result<Vec<EffectiveLine>, StoreError> {
    let mut statement = conn.prepare_cached(sql)?;
    let lines: Vec<EffectiveLine> = statement
        .query_map(params![writer, bound], |row| {
            Ok(EffectiveLine { actor: ActorId(row.get(0)?), sequence: row.get(1)? })
        })?
        .collect::<Result<_, _>>()?;
    Ok(lines.into_iter().filter(|line| line.sequence > 0).collect())
}
