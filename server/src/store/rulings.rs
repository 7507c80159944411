//! Central's rulings on forks, as they are kept and passed on.
//!
//! Owns these rows and their entries in the feed, and which of two rulings on one place is kept. What
//! a ruling does to a document is `admission::ruling`'s.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest as _, Sha256};
use sync_core::ids::{ActorId, ChangeHash};
use sync_core::trust::Ruling;

use super::admission::follow;
use super::people::learner_number;
use super::programme::{FeedPlace, from_cbor, next_in_feed, read_replica, to_cbor};
use super::{Store, StoreError};

/// For each place of an actor's in one document the change that stands.
pub(super) type Ruled = HashMap<(ActorId, u32), ChangeHash>;

impl Store {
    /// Takes rulings in, from whoever passes them on: they are central's, or nothing. On a hub
    /// `by_central` says that central itself told them just now.
    pub async fn take_rulings(
        &self,
        rulings: Vec<Ruling>,
        by_central: bool,
        now: i64,
    ) -> Result<(), StoreError> {
        if rulings.is_empty() {
            return Ok(());
        }
        self.write(move |conn| take(conn, &rulings, by_central, now)).await
    }

    /// On a hub: rulings that central is not known to have.
    pub async fn rulings_to_tell(&self) -> Result<Vec<Ruling>, StoreError> {
        self.read(|conn| notices(conn, "WHERE told = 0 ORDER BY number LIMIT 500")).await
    }

    /// On a hub: central has these.
    pub async fn central_has_rulings(&self, rulings: Vec<Ruling>) -> Result<(), StoreError> {
        if rulings.is_empty() {
            return Ok(());
        }
        self.write(move |conn| {
            for ruling in &rulings {
                conn.prepare_cached("UPDATE ruling SET told = 1 WHERE notice = ?1")?
                    .execute([to_cbor(ruling)?])?;
            }
            Ok(())
        })
        .await
    }
}

/// All of a database's, for another one.
pub(super) fn all(conn: &Connection) -> Result<Vec<Ruling>, StoreError> {
    notices(conn, "ORDER BY number")
}

fn notices(conn: &Connection, which: &str) -> Result<Vec<Ruling>, StoreError> {
    let mut statement = conn.prepare_cached(&format!("SELECT notice FROM ruling {which}"))?;
    let mut rows = statement.query([])?;
    let mut notices = Vec::new();
    while let Some(row) = rows.next()? {
        notices.push(from_cbor(&row.get::<_, Vec<u8>>(0)?)?);
    }
    Ok(notices)
}

/// What was ruled in a document.
pub(super) fn ruled(conn: &Connection, document: i64) -> Result<Ruled, StoreError> {
    let mut statement =
        conn.prepare_cached("SELECT actor, sequence, hash FROM ruling WHERE document = ?1")?;
    let rows = statement.query_map([document], |row| {
        Ok(((ActorId(row.get(0)?), row.get(1)?), ChangeHash(row.get(2)?)))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Takes rulings in, in the caller's transaction. Those on people who are not known here are passed
/// over: nothing of theirs is held.
pub(super) fn take(
    conn: &Connection,
    rulings: &[Ruling],
    by_central: bool,
    now: i64,
) -> Result<(), StoreError> {
    let central = read_replica(conn)?.central();
    for ruling in rulings {
        if ruling.verify(&central).is_err() {
            tracing::warn!(learner = %ruling.learner, "a ruling that central did not sign");
            continue;
        }
        let Some(learner) = learner_number(conn, &ruling.learner)? else { continue };
        if keep(conn, learner, ruling)? {
            follow(conn, learner, ruling, now)?;
        }
        if by_central {
            conn.prepare_cached("UPDATE ruling SET told = 1 WHERE notice = ?1")?
                .execute([to_cbor(ruling)?])?;
        }
    }
    Ok(())
}

/// Keeps a ruling and tells everybody who reads the document. False when one that holds over it, or
/// the same, is here already.
pub(super) fn keep(conn: &Connection, learner: i64, ruling: &Ruling) -> Result<bool, StoreError> {
    let kind = ruling.kind.number();
    conn.prepare_cached(
        "INSERT INTO document (learner, kind) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
    )?
    .execute(params![learner, kind])?;
    let known: Option<Vec<u8>> = conn
        .prepare_cached(
            "SELECT notice FROM ruling JOIN document ON document.number = ruling.document
             WHERE learner = ?1 AND kind = ?2 AND actor = ?3 AND sequence = ?4",
        )?
        .query_row(params![learner, kind, ruling.actor.0, ruling.sequence], |row| row.get(0))
        .optional()?;
    if let Some(known) = known
        && !ruling.holds_over(&from_cbor(&known)?)
    {
        return Ok(false);
    }
    let notice = to_cbor(ruling)?;
    let number: i64 = conn
        .prepare_cached(
            "INSERT INTO ruling (document, actor, sequence, hash, notice)
             SELECT number, ?3, ?4, ?5, ?6 FROM document WHERE learner = ?1 AND kind = ?2
             ON CONFLICT (document, actor, sequence) DO UPDATE
             SET hash = excluded.hash, notice = excluded.notice, told = 0
             RETURNING number",
        )?
        .query_row(
            params![learner, kind, ruling.actor.0, ruling.sequence, ruling.hash.0, notice],
            |row| row.get(0),
        )?;
    let hash: [u8; 32] = Sha256::digest(&notice).into();
    let FeedPlace { sequence, chain } = next_in_feed(conn, &hash)?;
    conn.prepare_cached(
        "INSERT INTO feed (programme, sequence, learner, kind, ruling, hash, chain)
         VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![sequence, learner, kind, number, hash, chain])?;
    Ok(true)
}
