//! The programme and this replica's own identity.
//!
//! Owns both rows, and the head of the feed. Must not: hand out a seed except as a key.

use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest as _, Sha256};
use sync_core::sealed_box::SealingKey;
use sync_core::trust::{
    PublicKey, ReplicaCertificate, ReplicaRole, SealingCertificate, SigningKey,
};

use super::definitions::put_in_force;
use super::hubs;
use super::transport;
use super::{Store, StoreError};
use crate::programme::Definition;

/// Who this server is: central, certified by the programme's root, or a hub, certified by central.
#[derive(Debug)]
pub struct Replica {
    /// Only a restore changes it.
    pub epoch: u32,
    /// Pinned by every phone.
    pub root: PublicKey,
    /// By the root, or by central.
    pub certificate: ReplicaCertificate,
    /// Signs receipts; at central also writers' certificates.
    pub key: SigningKey,
    /// What is sealed to this server opens with these, oldest first. Central always has one, a hub
    /// none: what is sealed passes through it.
    pub sealing: Vec<Sealing>,
    /// On a hub: central's certificate.
    pub upstream: Option<ReplicaCertificate>,
}

/// A key that phones seal to. The first follows from central's own; old ones stay, since a phone
/// may come back after months.
#[derive(Debug)]
pub struct Sealing {
    /// 0 for the first.
    pub(in crate::store) number: i64,
    /// Opens.
    pub key: SealingKey,
    /// By central.
    pub certificate: SealingCertificate,
}

impl Replica {
    /// Is this a centre's server?
    pub fn is_hub(&self) -> bool {
        self.upstream.is_some()
    }

    /// Who certifies writers.
    pub fn central(&self) -> PublicKey {
        self.upstream.as_ref().map_or_else(|| self.key.public(), |central| central.public)
    }

    /// Central's certificate, by the root.
    pub fn central_certificate(&self) -> &ReplicaCertificate {
        self.upstream.as_ref().unwrap_or(&self.certificate)
    }

    /// The key that phones are told.
    pub fn newest_sealing(&self) -> Option<&Sealing> {
        self.sealing.last()
    }
}

/// The programme as stored.
#[derive(Clone, Debug)]
pub struct Programme {
    /// Its id.
    pub id: String,
    /// The whole definition, JSON.
    pub definition: String,
    /// A demonstration has known passwords, and codes that are printed.
    pub demonstration: bool,
}

/// Seeds of the two keys that a new programme starts with: 32 random, secret bytes each.
pub struct Seeds {
    /// Of the programme's root.
    pub root: [u8; 32],
    /// Of central's own key.
    pub central: [u8; 32],
}

impl Store {
    /// Makes a programme in an empty data directory. False when there is one already.
    pub async fn init(
        &self,
        definition: Definition,
        seeds: Seeds,
        demonstration: bool,
        now: i64,
    ) -> Result<bool, StoreError> {
        self.write(move |conn| {
            let taken: bool =
                conn.query_row("SELECT EXISTS (SELECT 1 FROM replica)", [], |row| row.get(0))?;
            if taken {
                return Ok(false);
            }
            let root = SigningKey::from_seed(seeds.root);
            let central = SigningKey::from_seed(seeds.central).public();
            let certificate = ReplicaCertificate::issue(&root, central, ReplicaRole::Central, now);
            conn.execute(
                "INSERT INTO replica (number, epoch, root_seed, central_seed, certificate)
                 VALUES (1, 1, ?1, ?2, ?3)",
                params![seeds.root, seeds.central, to_cbor(&certificate)?],
            )?;
            conn.execute(
                "INSERT INTO programme (number, id, definition, hash, demonstration, changed_at)
                 VALUES (1, ?1, ?2, ?3, ?4, ?5)",
                params![definition.id, definition.json, definition.hash(), demonstration, now],
            )?;
            put_in_force(conn, &definition, now)?;
            Ok(true)
        })
        .await
    }

    /// The programme; `None` before `init`.
    pub async fn programme(&self) -> Result<Option<Programme>, StoreError> {
        self.read(|conn| {
            conn.query_row("SELECT id, definition, demonstration FROM programme", [], |row| {
                Ok(Programme {
                    id: row.get(0)?,
                    definition: row.get(1)?,
                    demonstration: row.get(2)?,
                })
            })
            .optional()
            .map_err(StoreError::from)
        })
        .await
    }

    /// Who this server is. Read once.
    pub async fn replica(&self) -> Result<Arc<Replica>, StoreError> {
        if let Some(known) = self.replica.get() {
            return Ok(Arc::clone(known));
        }
        let replica = Arc::new(self.read(read_replica).await?);
        Ok(Arc::clone(self.replica.get_or_init(|| replica)))
    }
}

/// Who this server is, inside the caller's transaction.
pub(super) fn read_replica(conn: &Connection) -> Result<Replica, StoreError> {
    let (epoch, root, central, certificate) = conn
        .query_row("SELECT epoch, root_seed, central_seed, certificate FROM replica", [], |row| {
            let root: Vec<u8> = row.get(1)?;
            Ok((row.get::<_, u32>(0)?, root, row.get(2)?, row.get::<_, Vec<u8>>(3)?))
        })
        .optional()?
        .ok_or(StoreError::Empty)?;
    let certificate: ReplicaCertificate = from_cbor(&certificate)?;
    let key = SigningKey::from_seed(central);
    if let Some((root, upstream)) = hubs::above(conn)? {
        let (sealing, upstream) = (Vec::new(), Some(upstream));
        return Ok(Replica { epoch, root, certificate, key, sealing, upstream });
    }
    let certified = |number: i64, sealing: SealingKey, issued_at: i64| {
        let id = key.public().replica_id();
        let certificate = SealingCertificate::issue(&key, id, sealing.public(), issued_at);
        Sealing { number, key: sealing, certificate }
    };
    let mut sealing = vec![certified(0, SealingKey::of_seed(key.seed()), certificate.issued_at)];
    for (number, seed, issued_at) in transport::sealing_keys(conn)? {
        sealing.push(certified(number, SealingKey::of_seed(&seed), issued_at));
    }
    let root: [u8; 32] = root.try_into().map_err(|_| StoreError::damaged("the root's seed"))?;
    let root = SigningKey::from_seed(root).public();
    Ok(Replica { epoch, root, certificate, key, sealing, upstream: None })
}

/// Central's own key, inside the caller's transaction.
pub(super) fn central_key(conn: &Connection) -> Result<SigningKey, StoreError> {
    conn.prepare_cached("SELECT central_seed FROM replica")?
        .query_row([], |row| row.get(0))
        .optional()?
        .map(SigningKey::from_seed)
        .ok_or(StoreError::Empty)
}

/// The head of the feed; 0 on a hub that has not met central since it joined.
pub(super) fn feed_head(conn: &Connection) -> Result<i64, StoreError> {
    Ok(conn.query_row(
        "SELECT COALESCE((SELECT head FROM programme WHERE number = 1), 0)",
        [],
        |row| row.get(0),
    )?)
}

/// A place in the feed.
#[derive(Clone, Copy, Debug)]
pub(super) struct FeedPlace {
    /// Counts from 1.
    pub(super) sequence: i64,
    /// Speaks for this entry and for all before it: what a cursor checks.
    pub(super) chain: [u8; 32],
}

/// Part of what the feed's chain is made of; never change or reuse it.
const FEED_DOMAIN: &[u8] = b"chaski/feed/1\0";

/// The next place of the feed, for an entry of this hash, taken from the head inside the caller's
/// transaction.
pub(super) fn next_in_feed(conn: &Connection, entry: &[u8; 32]) -> Result<FeedPlace, StoreError> {
    let before: Vec<u8> = conn
        .prepare_cached("SELECT chain FROM programme WHERE number = 1")?
        .query_row([], |row| row.get(0))?;
    let hasher = Sha256::new().chain_update(FEED_DOMAIN).chain_update(before);
    let chain: [u8; 32] = hasher.chain_update(entry).finalize().into();
    let sequence = conn
        .prepare_cached(
            "UPDATE programme SET head = head + 1, chain = ?1 WHERE number = 1 RETURNING head",
        )?
        .query_row([chain], |row| row.get(0))?;
    Ok(FeedPlace { sequence, chain })
}

/// A certificate as stored.
pub(super) fn to_cbor<T: minicbor::Encode<()>>(value: &T) -> Result<Vec<u8>, StoreError> {
    minicbor::to_vec(value).map_err(|error| StoreError::Bug(error.to_string()))
}

/// Reads what `to_cbor` wrote.
pub(super) fn from_cbor<T: for<'b> minicbor::Decode<'b, ()>>(
    bytes: &[u8],
) -> Result<T, StoreError> {
    minicbor::decode(bytes).map_err(|_| StoreError::damaged("a certificate"))
}
