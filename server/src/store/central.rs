//! Central writing to a learner's `desk`, for acts by rule.
//!
//! Owns its writers: one for each learner, derived from central's own key, so that nothing has to be
//! kept. Must not decide what is written. Reads one document whole: for acts that somebody does by
//! hand, never on the way of an exchange.

use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};
use sync_core::batch::Batch;
use sync_core::ids::{ActorId, DocumentId, DocumentKind, LearnerId, Nonce, WriterId};
use sync_core::ledger::{Admission, Draft, Finding, Ledger, Standing, examine};
use sync_core::trust::{PublicKey, SigningKey, WriterCertificate, WriterHolder, actor_of};
use sync_core::verdict::Verdict;

use super::admission::{Arrival, Met, Via, admit, from_frame};
use super::directory::{Writer, register_writer};
use super::people::learner_number;
use super::programme::Replica;
use super::{Store, StoreError};

/// Part of what keys are derived from; never change or reuse it.
const DOMAIN: &[u8] = b"chaski/central-desk/1\0";

impl Store {
    /// Central's own writer of a learner's `desk`, when this is its id: after a restore phones and
    /// hubs bring what it wrote since the copy, and others' words that build on it. `None`: it is
    /// another's, or she is not here.
    pub async fn recall_own(
        &self,
        learner: LearnerId,
        writer: WriterId,
        now: i64,
    ) -> Result<Option<Writer>, StoreError> {
        let replica = self.replica().await?;
        let public = key_of(&replica, learner).public();
        if replica.is_hub() || public.writer_id() != writer {
            return Ok(None);
        }
        self.write(move |conn| {
            if learner_number(conn, &learner)?.is_none() {
                return Ok(None);
            }
            register(conn, &replica, learner, public, now)?;
            Ok(Some(Writer { public, learner }))
        })
        .await
    }
}

/// Puts `drafts` into the learner's `desk`, each as a change of central's, inside the caller's
/// transaction.
pub(super) fn write(
    conn: &Connection,
    replica: &Replica,
    learner: LearnerId,
    drafts: Vec<Draft>,
    now: i64,
) -> Result<(), StoreError> {
    let document = DocumentId { learner, kind: DocumentKind::Desk };
    let key = key_of(replica, learner);
    let public = key.public();
    register(conn, replica, learner, public, now)?;
    // A restore changes the epoch: what was written since the backup may be on phones, and must
    // not be claimed a second time.
    let nonce = Nonce(derived(replica, &[b"nonce", &replica.epoch.to_be_bytes()]));
    let actor = actor_of(&public, document, nonce);
    let mut ledger = ledger_of(conn, document)?;
    let mut written = u64::from(ledger.hashes_of(&actor).len() as u32);
    written += other_changes(conn, &public.writer_id().0, &actor)?;
    for draft in drafts {
        let change = ledger.compose(actor, now, vec![draft]);
        let hash = change.hash();
        let Ok(Finding::Sound(node)) = examine(&ledger, &change, &hash) else {
            return Err(StoreError::Bug("central wrote what does not fit".to_owned()));
        };
        let standing = Standing::Effective;
        let batch =
            Batch::sign(&key, document, written, vec![(nonce, vec![(change.clone(), hash)])]);
        ledger.admit(&Admission { change, hash, node, standing });
        let outcome = admit(conn, &batch, Arrival { now, met: Met::now(now), via: Via::Phone })?;
        if outcome.verdict != Verdict::Held {
            return Err(StoreError::Bug("central refused its own word".to_owned()));
        }
        written += 1;
    }
    Ok(())
}

/// Makes central's writer of a learner's `desk` known, once.
fn register(
    conn: &Connection,
    replica: &Replica,
    learner: LearnerId,
    public: PublicKey,
    now: i64,
) -> Result<(), StoreError> {
    let is_known: bool = conn
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM writer WHERE public = ?1)")?
        .query_row([public.0], |row| row.get(0))?;
    if !is_known {
        let holder = WriterHolder::Central;
        let certificate = WriterCertificate::issue(&replica.key, learner, public, holder, now);
        register_writer(conn, &certificate, None)?;
    }
    Ok(())
}

/// Central's writer of a learner's `desk`: what registers of its own are named by.
pub(super) fn writer_of(replica: &Replica, learner: LearnerId) -> WriterId {
    key_of(replica, learner).public().writer_id()
}

fn key_of(replica: &Replica, learner: LearnerId) -> SigningKey {
    SigningKey::from_seed(derived(replica, &[b"key", &learner.0]))
}

fn derived<const N: usize>(replica: &Replica, parts: &[&[u8]]) -> [u8; N] {
    let mut inner = Sha256::new().chain_update(DOMAIN).chain_update(replica.key.seed());
    for part in parts {
        inner.update(part);
    }
    // Hashed twice, so that nothing can be appended to what was hashed.
    let digest = Sha256::digest(inner.finalize());
    let mut out = [0; N];
    out.copy_from_slice(&digest[..N]);
    out
}

/// Changes of central's in the document by other actors than this one.
fn other_changes(conn: &Connection, writer: &[u8], actor: &ActorId) -> Result<u64, StoreError> {
    let count: i64 = conn
        .prepare_cached(
            "SELECT COUNT(*) FROM change
             JOIN actor ON actor.number = change.actor
             JOIN writer ON writer.number = actor.writer
             WHERE writer.id = ?1 AND actor.id <> ?2",
        )?
        .query_row(params![writer, actor.0], |row| row.get(0))?;
    Ok(count.unsigned_abs())
}

fn ledger_of(conn: &Connection, document: DocumentId) -> Result<Ledger, StoreError> {
    let mut ledger = Ledger::default();
    let number: Option<i64> = conn
        .prepare_cached(
            "SELECT document.number FROM document
             JOIN learner ON learner.number = document.learner
             WHERE learner.id = ?1 AND document.kind = ?2",
        )?
        .query_row(params![document.learner.0, document.kind.number()], |row| row.get(0))
        .optional()?;
    let Some(number) = number else { return Ok(ledger) };
    let mut statement = conn.prepare_cached(
        "SELECT frame, writer.id, actor.id, sequence, change.standing
         FROM change
         JOIN actor ON actor.number = change.actor
         JOIN writer ON writer.number = actor.writer
         WHERE change.document = ?1 ORDER BY position",
    )?;
    let mut rows = statement.query([number])?;
    while let Some(row) = rows.next()? {
        let frame: Vec<u8> = row.get(0)?;
        let writer = sync_core::ids::WriterId(row.get(1)?);
        let (change, hash) = from_frame(&frame, writer, ActorId(row.get(2)?), row.get(3)?)?;
        let Ok(Finding::Sound(node)) = examine(&ledger, &change, &hash) else {
            return Err(StoreError::damaged("the order of changes"));
        };
        let standing = if row.get(4)? { Standing::Held } else { Standing::Effective };
        ledger.admit(&Admission { change, hash, node, standing });
    }
    Ok(ledger)
}
