//! Who may sign and who may read: writers, profiles, devices and their clocks.
//!
//! Owns these rows. Must not decide what a writer's change is worth: see `admission`.

use rusqlite::{Connection, OptionalExtension, params};
use sync_core::ids::{DocumentKind, LearnerId, WriterId};
use sync_core::ledger::Standing;
use sync_core::trust::{PublicKey, WriterCertificate, WriterHolder};

use super::desks::{holder_of, is_open};
use super::people::learner_number;
use super::programme::{next_in_feed, to_cbor};
use super::{Pending, Store, StoreError};

/// A learner's sealed store on a device, as its read token proves it.
#[derive(Clone, Debug)]
pub struct Profile {
    /// Whose record it may read.
    pub learner: LearnerId,
    /// The key that it signs with.
    pub writer: WriterId,
    /// When the device was last heard from, and its clock minus ours then.
    pub last_anchor: Option<Anchor>,
    /// Its key waits until somebody of the staff says that it is hers.
    pub is_provisional: bool,
    /// What it may read.
    pub reads: Reads,
    pub(in crate::store) learner_number: i64,
    pub(in crate::store) device: i64,
    pub(in crate::store) number: i64,
    /// Our sealing key that it was told last.
    pub(in crate::store) sealing_told: i64,
    /// Of a staff device.
    account: Option<i64>,
}

/// What a profile may read of its learner's documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reads {
    /// Hers: not the notes about her.
    Hers,
    /// A staff device's: all of them.
    All,
    /// A staff device's whose time is over: it may deliver what it has, and reads nothing more.
    Nothing,
}

impl Reads {
    /// Documents that it reads.
    pub fn kinds(self) -> &'static [DocumentKind] {
        match self {
            Reads::Hers => &[DocumentKind::Record, DocumentKind::Desk],
            Reads::All => &DocumentKind::ALL,
            Reads::Nothing => &[],
        }
    }
}

/// What an exchange told of a device's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// By our clock.
    pub at: i64,
    /// The device's clock minus ours, in seconds.
    pub offset: i64,
}

/// A key that may sign, as the directory has it.
#[derive(Clone, Debug)]
pub struct Writer {
    /// The key.
    pub public: PublicKey,
    /// Whose documents it may write.
    pub learner: LearnerId,
}

impl Profile {
    /// From learner id, writer id, device's last anchor (at, offset), and the numbers of learner,
    /// device, profile and sealing key told; then whether the writer waits, its account and standing.
    pub(super) fn of_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<Self> {
        let (last_seen, offset): (Option<i64>, i64) = (row.get(2)?, row.get(3)?);
        Ok(Self {
            learner: LearnerId(row.get(0)?),
            writer: WriterId(row.get(1)?),
            last_anchor: last_seen.map(|at| Anchor { at, offset }),
            learner_number: row.get(4)?,
            device: row.get(5)?,
            number: row.get(6)?,
            sealing_told: row.get(7)?,
            is_provisional: row.get::<_, u8>(8)? != 0,
            account: row.get(9)?,
            reads: match (row.get::<_, Option<i64>>(9)?, row.get::<_, u8>(10)?) {
                (None, _) | (Some(_), 0) => Reads::Hers,
                (Some(_), _) => Reads::Nothing,
            },
        })
    }
}

impl Store {
    /// The profile that a read token opens; `token_hash` is the token's SHA-256.
    pub async fn profile(
        &self,
        token_hash: [u8; 32],
        now: i64,
    ) -> Result<Option<Profile>, StoreError> {
        self.read(move |conn| {
            let found = conn
                .prepare_cached(
                    "SELECT learner.id, writer.id, device.last_seen, device.clock_offset,
                            profile.learner, profile.device, profile.number, sealing_told,
                            writer.provisional, writer.account, writer.standing
                 FROM profile
                 JOIN learner ON learner.number = profile.learner
                 JOIN writer ON writer.number = profile.writer
                 JOIN device ON device.number = profile.device
                 WHERE profile.token_hash = ?1 AND profile.withdrawn_at IS NULL",
                )?
                .query_row([token_hash], Profile::of_row)
                .optional()?;
            let Some(mut profile) = found else { return Ok(None) };
            if let Some(account) = profile.account
                && profile.reads != Reads::Nothing
            {
                let is_open = is_open(conn, account, profile.learner_number, now)?;
                profile.reads = if is_open { Reads::All } else { Reads::Nothing };
            }
            Ok(Some(profile))
        })
        .await
    }

    /// A writer of the directory.
    pub async fn writer(&self, id: WriterId) -> Result<Option<Writer>, StoreError> {
        self.read(move |conn| {
            conn.prepare_cached(
                "SELECT public, learner.id
                 FROM writer JOIN learner ON learner.number = writer.learner
                 WHERE writer.id = ?1",
            )?
            .query_row([id.0], |row| {
                Ok(Writer { public: PublicKey(row.get(0)?), learner: LearnerId(row.get(1)?) })
            })
            .optional()
            .map_err(StoreError::from)
        })
        .await
    }

    /// Queues both clocks, as an exchange found them.
    pub async fn record_anchor(
        &self,
        profile: &Profile,
        server_time: i64,
        device_time: i64,
    ) -> Result<Pending<()>, StoreError> {
        let device = profile.device;
        self.enqueue(move |conn| {
            conn.prepare_cached(
                "INSERT INTO time_anchor (device, server_time, device_time) VALUES (?1, ?2, ?3)
                 ON CONFLICT DO UPDATE SET device_time = excluded.device_time",
            )?
            .execute(params![device, server_time, device_time])?;
            conn.prepare_cached(
                "UPDATE device SET last_seen = ?2, clock_offset = ?3 WHERE number = ?1",
            )?
            .execute(params![device, server_time, device_time - server_time])?;
            Ok(())
        })
        .await
    }
}

/// Adds a writer to the directory and to the feed. Gives its row number.
pub(super) fn register_writer(
    conn: &Connection,
    certificate: &WriterCertificate,
    device: Option<i64>,
) -> Result<i64, StoreError> {
    let number = keep_writer(conn, certificate, device)?;
    tell_of_writer(conn, number)?;
    Ok(number)
}

/// Adds a writer to the directory; nobody is told of it. Gives its row number.
pub(super) fn keep_writer(
    conn: &Connection,
    certificate: &WriterCertificate,
    device: Option<i64>,
) -> Result<i64, StoreError> {
    let learner = learner_number(conn, &certificate.learner)?
        .ok_or_else(|| StoreError::Bug("a writer of nobody's".to_owned()))?;
    let bytes = to_cbor(certificate)?;
    Ok(conn
        .prepare_cached(
            "INSERT INTO writer (id, public, learner, device, holder, registered_at, certificate)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) RETURNING number",
        )?
        .query_row(
            params![
                certificate.public.writer_id().0,
                certificate.public.0,
                learner,
                device,
                holder_number(certificate.holder),
                certificate.registered_at,
                bytes,
            ],
            |row| row.get(0),
        )?)
}

/// Puts a writer's certificate into the feed: when it is registered or confirmed, and when its time
/// is over.
pub(super) fn tell_of_writer(conn: &Connection, writer: i64) -> Result<(), StoreError> {
    let (learner, bytes): (i64, Vec<u8>) = conn
        .prepare_cached("SELECT learner, certificate FROM writer WHERE number = ?1")?
        .query_row([writer], |row| Ok((row.get(0)?, row.get(1)?)))?;
    conn.prepare_cached(
        "INSERT INTO feed (programme, sequence, learner, writer, hash) VALUES (1, ?1, ?2, ?3, ?4)",
    )?
    .execute(params![next_in_feed(conn)?, learner, writer, certificate_hash(&bytes)])?;
    Ok(())
}

/// What a cursor checks for a writer's entry.
fn certificate_hash(bytes: &[u8]) -> [u8; 32] {
    use sha2::Digest as _;
    sha2::Sha256::digest(bytes).into()
}

fn holder_number(holder: WriterHolder) -> u8 {
    match holder {
        WriterHolder::Learner => 0,
        // Central's own have no account.
        WriterHolder::Staff | WriterHolder::Central => 1,
    }
}

/// Who signed, as admission needs to know her.
#[derive(Clone, Copy, Debug)]
pub(super) struct Author {
    pub(super) number: i64,
    pub(super) id: WriterId,
    pub(super) holder: WriterHolder,
    pub(super) standing: Standing,
    /// The key waits: see `provisional`.
    pub(super) is_provisional: bool,
    /// Of a staff device.
    pub(super) account: Option<i64>,
}

impl Author {
    /// By the id of the key.
    pub(super) fn by_id(conn: &Connection, id: &WriterId) -> Result<Option<Self>, StoreError> {
        conn.prepare_cached(
            "SELECT number, id, holder, standing, account, provisional FROM writer WHERE id = ?1",
        )?
        .query_row([id.0], Self::of_row)
        .optional()
        .map_err(StoreError::from)
    }

    /// By an actor of hers.
    pub(super) fn of_actor(conn: &Connection, actor: i64) -> Result<Self, StoreError> {
        Ok(conn
            .prepare_cached(
                "SELECT writer.number, writer.id, holder, standing, account, provisional
                 FROM actor JOIN writer ON writer.number = actor.writer WHERE actor.number = ?1",
            )?
            .query_row([actor], Self::of_row)?)
    }

    fn of_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<Self> {
        let account: Option<i64> = row.get(4)?;
        let holder = holder_of(row.get(2)?, account);
        let standing = match row.get::<_, u8>(3)? {
            0 => Standing::Effective,
            _ => Standing::Held,
        };
        let is_provisional = row.get::<_, u8>(5)? != 0;
        Ok(Self {
            number: row.get(0)?,
            id: WriterId(row.get(1)?),
            holder,
            standing,
            is_provisional,
            account,
        })
    }
}
