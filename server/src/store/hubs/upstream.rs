//! A hub's side: who it is, what it has for central, and what central said of it.
//!
//! Owns these rows. A batch is confirmed by central's verified receipts alone; until then it is
//! offered at every exchange.

use minicbor::{Decode, Encode};
use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest as _, Sha256};
use sync_core::exchange::{Cursor, RelayedReceipt};
use sync_core::ids::{ActorId, ChangeHash, DocumentId};
use sync_core::trust::{PublicKey, Receipt, ReceiptLine, ReplicaCertificate, SealingCertificate};
use sync_core::verdict::Refusal;

use super::exchange::Due;
use super::overruled::{overrule, reinstate};
use super::places::due;
use crate::store::admission::{Met, met};
use crate::store::clocks;
use crate::store::feed::parts::Parts;
use crate::store::people::learner_number;
use crate::store::programme::{FeedPlace, from_cbor, next_in_feed, to_cbor};
use crate::store::{Store, StoreError};

/// What makes a data directory a hub's.
pub struct Identity {
    /// Of its key: 32 random, secret bytes.
    pub seed: [u8; 32],
    /// By central.
    pub certificate: ReplicaCertificate,
    /// Pinned by every phone.
    pub root: PublicKey,
    /// By the root.
    pub central: ReplicaCertificate,
    /// The id of its centre.
    pub center: String,
    /// Proves it to central.
    pub token: [u8; 32],
    /// By central: what goes to it by courier is sealed to this.
    pub sealing: Option<SealingCertificate>,
}

/// How a hub stands with central.
#[derive(Clone, Debug)]
pub struct Standing {
    /// Proves it to central.
    pub token: [u8; 32],
    /// Of the directory that was taken in last, with all that it names.
    pub directory_hash: Option<[u8; 32]>,
    /// Where reading left off.
    pub cursor: Option<Cursor>,
    /// Central's, when it was last heard.
    pub epoch: Option<u32>,
    /// Changes that central is not known to hold, and has not refused for good.
    pub unsent: u32,
    /// When central was heard last: seconds since 1970.
    pub contact_at: Option<i64>,
    /// Until when the certificate is good that is shown here: seconds since 1970.
    pub certificate_until: Option<i64>,
    /// Learners whose changes from before they came are still to be read.
    pub due: Vec<Due>,
}

/// What a batch is known again by once central answers: the first bytes of its signature. Its row's
/// number would not do: an erasure gives numbers back, and the answer would be to somebody else's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
pub struct BatchMark(#[cbor(n(0), with = "minicbor::bytes")] pub [u8; 16]);

/// What was checked here before it was taken, and does not pass at central, was damaged on the way:
/// it is offered again.
const OF_THE_ROAD: [Refusal; 2] = [Refusal::Signature, Refusal::Malformed];

/// A batch for central.
#[derive(Clone, Debug)]
pub struct Offer {
    /// Which it is.
    pub mark: BatchMark,
    /// Signed, with everything of it that is held here.
    pub bytes: Vec<u8>,
    /// When a phone first brought it to a server.
    pub met: Met,
}

/// What central said of what it was offered.
#[derive(Clone, Debug, Default)]
pub struct Confirmed {
    /// Central's epoch.
    pub epoch: u32,
    /// What it was offered.
    pub offered: Vec<BatchMark>,
    /// What it signed, with the document that each speaks of.
    pub receipts: Vec<(DocumentId, Receipt)>,
    /// Batches of which it did not take all, with its word for it.
    pub refused: Vec<(BatchMark, String)>,
}

impl Store {
    /// Makes an empty data directory a hub's. False when it holds something already.
    pub async fn init_hub(&self, identity: Identity, now: i64) -> Result<bool, StoreError> {
        self.write(move |conn| {
            let taken: bool =
                conn.query_row("SELECT EXISTS (SELECT 1 FROM replica)", [], |row| row.get(0))?;
            if taken {
                return Ok(false);
            }
            // Of another kind of number than central's, which count from 1: no cursor of one is
            // taken for a cursor of the other.
            let epoch = u32::try_from(now).unwrap_or(u32::MAX);
            conn.execute(
                "INSERT INTO replica (number, epoch, root_seed, central_seed, certificate)
                 VALUES (1, ?1, x'', ?2, ?3)",
                params![epoch, identity.seed, to_cbor(&identity.certificate)?],
            )?;
            conn.execute(
                "INSERT INTO upstream (number, root, central, center, token, sealing)
                 VALUES (1, ?1, ?2, ?3, ?4, ?5)",
                params![
                    identity.root.0,
                    to_cbor(&identity.central)?,
                    identity.center,
                    identity.token,
                    identity.sealing.as_ref().map(to_cbor).transpose()?,
                ],
            )?;
            Ok(true)
        })
        .await
    }

    /// How this hub stands with central; `None` when it is no hub.
    pub async fn standing_with_central(&self) -> Result<Option<Standing>, StoreError> {
        self.read(|conn| {
            let found = conn
                .prepare_cached(
                    "SELECT token, directory_hash, cursor, epoch,
                            (SELECT COUNT(*) FROM unconfirmed
                             JOIN change ON change.batch = unconfirmed.batch
                             WHERE unconfirmed.refused IS NULL),
                            contact_at, certificate_until
                     FROM upstream",
                )?
                .query_row([], |row| {
                    let standing = Standing {
                        token: row.get(0)?,
                        directory_hash: row.get(1)?,
                        cursor: None,
                        epoch: row.get(3)?,
                        unsent: row.get(4)?,
                        contact_at: row.get(5)?,
                        certificate_until: row.get(6)?,
                        due: Vec::new(),
                    };
                    Ok((standing, row.get(2)?))
                })
                .optional()?;
            let Some((standing, cursor)): Option<(Standing, Option<Vec<u8>>)> = found else {
                return Ok(None);
            };
            let cursor = cursor.map(|bytes| from_cbor(&bytes)).transpose()?;
            let due = due(conn)?;
            Ok(Some(Standing { cursor, due, ..standing }))
        })
        .await
    }

    /// Batches for central, oldest first, as many as fit; one always does. True: there are more.
    pub async fn offers(&self, max_bytes: usize) -> Result<(Vec<Offer>, bool), StoreError> {
        self.read(move |conn| {
            let mut statement = conn.prepare_cached(
                "SELECT batch, signature FROM unconfirmed
                 JOIN batch ON batch.number = unconfirmed.batch
                 WHERE refused IS NULL ORDER BY batch",
            )?;
            let batches: Vec<(i64, [u8; 64])> = statement
                .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect::<Result<_, _>>()?;
            let (mut offers, mut size) = (Vec::new(), 0);
            for (number, signature) in batches {
                let held = held(conn, number)?;
                // Its end waits for something here: nobody could check a part.
                if held.is_empty() {
                    continue;
                }
                let bytes = Parts { conn }.batch(number, held)?;
                if size + bytes.len() > max_bytes && !offers.is_empty() {
                    return Ok((offers, true));
                }
                size += bytes.len();
                let mark = BatchMark(first_16(&signature));
                offers.push(Offer { mark, bytes, met: met(conn, number)? });
            }
            Ok((offers, false))
        })
        .await
    }

    /// Notes until when the certificate is good that this hub shows, for central.
    pub async fn note_certificate(&self, until: Option<i64>) -> Result<(), StoreError> {
        self.write(move |conn| {
            conn.execute("UPDATE upstream SET certificate_until = ?1", [until])?;
            Ok(())
        })
        .await
    }

    /// How much there is to say to central: batches, what is carried, and newcomers.
    pub async fn pending_for_central(&self) -> Result<u32, StoreError> {
        self.read(|conn| {
            Ok(conn
                .prepare_cached(
                    "SELECT (SELECT COUNT(*) FROM unconfirmed WHERE refused IS NULL)
                          + (SELECT COUNT(*) FROM carried)
                          + (SELECT COUNT(*) FROM newcomer WHERE refused IS NULL)",
                )?
                .query_row([], |row| row.get(0))?)
        })
        .await
    }

    /// How many batches central refused for good.
    pub async fn refused_by_central(&self) -> Result<u32, StoreError> {
        self.read(|conn| {
            Ok(conn
                .prepare_cached("SELECT COUNT(*) FROM unconfirmed WHERE refused IS NOT NULL")?
                .query_row([], |row| row.get(0))?)
        })
        .await
    }

    /// Takes central's word in: what it verifiably holds is not offered again, and the centre's
    /// phones are told so. Gives how many of what it was offered it would not take yet.
    pub async fn confirm(&self, confirmed: Confirmed) -> Result<u32, StoreError> {
        self.write(move |conn| {
            let Some((_, central)) = super::above(conn)? else { return Ok(0) };
            for (document, receipt) in &confirmed.receipts {
                take_receipt(conn, &central.public, confirmed.epoch, *document, receipt)?;
            }
            for (mark, refusal) in &confirmed.refused {
                let Some(number) = marked(conn, *mark)? else { continue };
                if OF_THE_ROAD.map(Refusal::code).contains(&refusal.as_str()) {
                    continue;
                }
                conn.prepare_cached("UPDATE unconfirmed SET refused = ?2 WHERE batch = ?1")?
                    .execute(params![number, refusal])?;
                overrule(conn, number, refusal)?;
            }
            let mut left = 0;
            for mark in &confirmed.offered {
                let Some(number) = marked(conn, *mark)? else { continue };
                let waits: bool = conn
                    .prepare_cached(
                        "SELECT EXISTS (SELECT 1 FROM unconfirmed
                                        WHERE batch = ?1 AND refused IS NULL)",
                    )?
                    .query_row([number], |row| row.get(0))?;
                left += u32::from(waits);
            }
            Ok(left)
        })
        .await
    }

    /// Where reading of central's feed goes on.
    pub async fn heard_central(
        &self,
        epoch: u32,
        cursor: Option<Cursor>,
        void: bool,
        now: i64,
    ) -> Result<(), StoreError> {
        self.write(move |conn| {
            let known: Option<u32> =
                conn.query_row("SELECT epoch FROM upstream", [], |row| row.get(0))?;
            if void || known.is_some_and(|known| known != epoch) {
                // It was put back to an earlier state: what it held then is not known here.
                conn.execute("UPDATE actor SET central_sequence = 0", [])?;
                conn.execute("UPDATE ruling SET told = 0", [])?;
                conn.execute(
                    "INSERT INTO unconfirmed (batch) SELECT number FROM batch
                     WHERE EXISTS (SELECT 1 FROM change WHERE change.batch = batch.number)
                     ON CONFLICT DO UPDATE SET refused = NULL",
                    [],
                )?;
                clocks::tell_all_again(conn)?;
            }
            if void {
                conn.execute("UPDATE upstream SET cursor = NULL", [])?;
            }
            conn.execute(
                "UPDATE upstream SET epoch = ?1, cursor = COALESCE(?2, cursor), contact_at = ?3",
                params![epoch, cursor.map(|cursor| to_cbor(&cursor)).transpose()?, now],
            )?;
            Ok(())
        })
        .await
    }

    /// The key of central's that this hub was told.
    pub async fn sealing_of_central(&self) -> Result<Option<SealingCertificate>, StoreError> {
        self.read(|conn| {
            let found: Option<Vec<u8>> = conn
                .query_row("SELECT sealing FROM upstream", [], |row| row.get(0))
                .optional()?
                .flatten();
            found.map(|bytes| from_cbor(&bytes)).transpose()
        })
        .await
    }
}

/// What of a batch is held, as (run, sequence).
fn held(conn: &Connection, batch: i64) -> Result<Vec<(u32, u32)>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT run.position, change.sequence FROM run
         JOIN actor ON actor.number = run.actor
         JOIN change ON change.actor = run.actor AND change.sequence >= run.first_sequence
          AND change.sequence <= (SELECT sequence FROM change AS last
                                  WHERE last.document = actor.document
                                    AND last.hash = run.last_hash)
         WHERE run.batch = ?1",
    )?;
    let rows = statement.query_map([batch], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn take_receipt(
    conn: &Connection,
    central: &PublicKey,
    epoch: u32,
    document: DocumentId,
    receipt: &Receipt,
) -> Result<(), StoreError> {
    let Some(learner) = learner_number(conn, &document.learner)? else { return Ok(()) };
    let kind = document.kind.number();
    let mut hashes = Vec::new();
    for line in &receipt.lines {
        let hash: Option<[u8; 32]> = conn
            .prepare_cached(
                "SELECT change.hash FROM document
                 JOIN actor ON actor.document = document.number AND actor.id = ?3
                 JOIN change ON change.actor = actor.number AND change.sequence = ?4
                 WHERE document.learner = ?1 AND document.kind = ?2",
            )?
            .query_row(params![learner, kind, line.actor.0, line.sequence], |row| row.get(0))
            .optional()?;
        hashes.push((line.actor, hash.map(ChangeHash)));
    }
    let hash_of = |line: &ReceiptLine| {
        hashes.iter().find(|(actor, _)| *actor == line.actor).and_then(|(_, hash)| *hash)
    };
    if receipt.verify(central, epoch, document, hash_of).is_err() {
        // It holds something else there, or this is not its word: it is offered again.
        tracing::warn!(learner = %document.learner, "a receipt of central's does not fit");
        return Ok(());
    }
    for line in &receipt.lines {
        settle(conn, learner, kind, line.actor, line.sequence)?;
    }
    let relayed = to_cbor(&RelayedReceipt { epoch, receipt: receipt.clone() })?;
    let number: i64 = conn
        .prepare_cached("INSERT INTO relayed_receipt (receipt) VALUES (?1) RETURNING number")?
        .query_row([&relayed], |row| row.get(0))?;
    let hash: [u8; 32] = Sha256::digest(&relayed).into();
    let FeedPlace { sequence, chain } = next_in_feed(conn, &hash)?;
    conn.prepare_cached(
        "INSERT INTO feed (programme, sequence, learner, kind, receipt, hash, chain)
         VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![sequence, learner, kind, number, hash, chain])?;
    Ok(())
}

/// The row of a batch that was offered; `None`: what it was of was erased meanwhile, or left.
fn marked(conn: &Connection, mark: BatchMark) -> Result<Option<i64>, StoreError> {
    let (mut first, mut last) = ([0x00; 64], [0xff; 64]);
    first[..16].copy_from_slice(&mark.0);
    last[..16].copy_from_slice(&mark.0);
    Ok(conn
        .prepare_cached("SELECT number FROM batch WHERE signature BETWEEN ?1 AND ?2")?
        .query_row([first, last], |row| row.get(0))
        .optional()?)
}

fn first_16(signature: &[u8; 64]) -> [u8; 16] {
    let mut first = [0; 16];
    first.copy_from_slice(&signature[..16]);
    first
}

/// Central holds all of an actor's changes up to this one: batches of which nothing lies beyond are
/// not offered again.
fn settle(
    conn: &Connection,
    learner: i64,
    kind: u8,
    actor: ActorId,
    sequence: u32,
) -> Result<(), StoreError> {
    conn.prepare_cached(
        "UPDATE actor SET central_sequence = max(central_sequence, ?4)
         WHERE id = ?3 AND document =
             (SELECT number FROM document WHERE learner = ?1 AND kind = ?2)",
    )?
    .execute(params![learner, kind, actor.0, sequence])?;
    conn.prepare_cached(
        "DELETE FROM unconfirmed WHERE batch IN (
             SELECT run.batch FROM run JOIN actor ON actor.number = run.actor
             JOIN document ON document.number = actor.document
             WHERE actor.id = ?3 AND document.learner = ?1 AND document.kind = ?2)
         AND NOT EXISTS (
             SELECT 1 FROM run
             JOIN actor ON actor.number = run.actor
             JOIN change ON change.actor = run.actor AND change.batch = run.batch
             WHERE run.batch = unconfirmed.batch
               AND change.sequence > actor.central_sequence)",
    )?
    .execute(params![learner, kind, actor.0])?;
    reinstate(conn, learner, kind, actor)
}
