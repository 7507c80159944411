//! Carrying an admission out: the change, its puts, what they replace, the heads, the digest.
//!
//! Owns these rows' invariants. Must be called only with what `ledger::examine` found sound.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, params};
use sync_core::change::Change;
use sync_core::change::Put;
use sync_core::frame::{self, Context, Reader};
use sync_core::ids::{ActorId, ChangeHash, DocumentKind, OpId, WriterId};
use sync_core::ledger::{Admission, Standing};
use sync_core::record::Section;

use super::Origin;
use super::projection::{self, Touched};
use crate::store::StoreError;
use crate::store::directory::Author;

/// The document that is written to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Document {
    pub(super) number: i64,
    pub(super) learner: i64,
    pub(super) kind: DocumentKind,
}

impl Document {
    /// Its rows, made when they are not there.
    pub(super) fn open(
        conn: &Connection,
        learner: i64,
        kind: DocumentKind,
    ) -> Result<Self, StoreError> {
        conn.prepare_cached(
            "INSERT INTO document (learner, kind) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
        )?
        .execute(params![learner, kind.number()])?;
        let number = conn
            .prepare_cached("SELECT number FROM document WHERE learner = ?1 AND kind = ?2")?
            .query_row(params![learner, kind.number()], |row| row.get(0))?;
        Ok(Self { number, learner, kind })
    }
}

/// Appends an admitted change.
pub(super) fn append(
    conn: &Connection,
    document: Document,
    author: &Author,
    origin: &Origin,
    admission: &Admission,
    touched: &mut BTreeSet<Touched>,
) -> Result<(), StoreError> {
    let Admission { change, hash, node, standing } = admission;
    let number: i64 = conn
        .prepare_cached(
            "INSERT INTO change (document, position, actor, sequence, hash, max_op, clock, frame,
                                 at, corrected_at, received_at, standing, batch, run,
                                 running_index)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
             RETURNING number",
        )?
        .query_row(
            params![
                document.number,
                node.position,
                origin.actor,
                change.sequence,
                hash.0,
                node.max_op,
                node.clock.to_bytes(),
                to_frame(change, *hash, author.id),
                change.time,
                origin.corrected_at,
                origin.received_at,
                standing_number(*standing),
                origin.batch,
                origin.run,
                origin.running_index,
            ],
            |row| row.get(0),
        )?;
    conn.prepare_cached("UPDATE actor SET last_sequence = ?2 WHERE number = ?1")?
        .execute(params![origin.actor, change.sequence])?;
    conn.prepare_cached(
        "UPDATE document SET changes = changes + 1, digest = ?2 WHERE number = ?1",
    )?
    .execute(params![document.number, digest_with(conn, document.number, hash)?])?;
    for dependency in &change.dependencies {
        conn.prepare_cached("DELETE FROM head WHERE document = ?1 AND hash = ?2")?
            .execute(params![document.number, dependency.0])?;
    }
    conn.prepare_cached("INSERT INTO head (document, hash) VALUES (?1, ?2)")?
        .execute(params![document.number, hash.0])?;
    for (op, put) in change.ops() {
        let row = append_put(conn, document, number, origin.actor, op, put, *standing)?;
        projection::note(conn, document, author, row, put, touched)?;
    }
    Ok(())
}

fn append_put(
    conn: &Connection,
    document: Document,
    change: i64,
    actor: i64,
    op: OpId,
    put: &Put,
    standing: Standing,
) -> Result<i64, StoreError> {
    let register = register(conn, document, put)?;
    let effective = standing == Standing::Effective;
    let number: i64 = conn
        .prepare_cached(
            "INSERT INTO put (register, change, counter, actor, value, live)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6) RETURNING number",
        )?
        .query_row(params![register, change, op.counter, actor, put.value, effective], |row| {
            row.get(0)
        })?;
    for predecessor in &put.predecessors {
        let replaced: i64 = conn
            .prepare_cached(
                "UPDATE put SET superseded = 1, live = CASE WHEN ?4 THEN 0 ELSE live END
                 WHERE counter = ?3
                   AND actor = (SELECT number FROM actor WHERE document = ?1 AND id = ?2)
                 RETURNING number",
            )?
            .query_row(
                params![document.number, predecessor.actor.0, predecessor.counter, effective],
                |row| row.get(0),
            )?;
        conn.prepare_cached("INSERT INTO supersedes (put, successor) VALUES (?1, ?2)")?
            .execute(params![replaced, number])?;
    }
    Ok(number)
}

fn register(conn: &Connection, document: Document, put: &Put) -> Result<i64, StoreError> {
    let key = put.key.as_str();
    let known: Option<i64> = conn
        .prepare_cached("SELECT number FROM register WHERE document = ?1 AND key = ?2")?
        .query_row(params![document.number, key], |row| row.get(0))
        .optional()?;
    if let Some(number) = known {
        return Ok(number);
    }
    Ok(conn
        .prepare_cached(
            "INSERT INTO register (document, key, section, entity, writer)
             VALUES (?1, ?2, ?3, ?4, ?5) RETURNING number",
        )?
        .query_row(
            params![
                document.number,
                key,
                put.key.section(),
                put.key.entity(),
                put.key.writer().map(|writer| writer.0),
            ],
            |row| row.get(0),
        )?)
}

fn digest_with(conn: &Connection, document: i64, hash: &ChangeHash) -> Result<i64, StoreError> {
    let digest: i64 = conn
        .prepare_cached("SELECT digest FROM document WHERE number = ?1")?
        .query_row([document], |row| row.get(0))?;
    // SQL has no unsigned 64-bit numbers: the same bits, signed.
    Ok(digest.wrapping_add(hash.digest_prefix() as i64))
}

/// A frame that stands by itself: it can be read knowing its writer, actor and sequence.
pub(in crate::store) fn to_frame(change: &Change, hash: ChangeHash, writer: WriterId) -> Vec<u8> {
    let mut frame = Vec::new();
    frame::encode(change, hash, &mut Context::new(writer, [change.actor]), &mut frame);
    frame
}

/// Reads what `to_frame` wrote, and rebuilds the hash on the way.
pub(in crate::store) fn from_frame(
    frame: &[u8],
    writer: WriterId,
    actor: ActorId,
    sequence: u32,
) -> Result<(Change, ChangeHash), StoreError> {
    let mut reader = Reader::new(frame);
    frame::decode(&mut reader, actor, sequence, &mut Context::new(writer, [actor]))
        .and_then(|change| reader.finish().map(|()| change))
        .map_err(|_| StoreError::damaged("a frame"))
}

/// The section of a put, where this version reads it.
pub(super) fn section_of(kind: DocumentKind, put: &Put) -> Option<Section> {
    Section::of(kind, &put.key)
}

pub(super) fn standing_number(standing: Standing) -> u8 {
    match standing {
        Standing::Effective => 0,
        Standing::Held => 1,
    }
}
