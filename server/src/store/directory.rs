//! Who may sign and who may read: writers, profiles and their devices.
//!
//! Owns these rows. Must not decide what a writer's change is worth: see `admission`.

use std::collections::HashMap;

use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, params};
use sync_core::bugs::{Bug, bug};
use sync_core::ids::{ActorId, DocumentKind, LearnerId, WriterId};
use sync_core::ledger::Standing;
use sync_core::trust::{PublicKey, WriterCertificate, WriterHolder};

use super::desks::{holder_of, is_open};
use super::hubs::next_number;
use super::people::learner_number;
use super::programme::{FeedPlace, from_cbor, next_in_feed, to_cbor};
use super::{Store, StoreError};

/// A learner's sealed store on a device, as its read token proves it.
#[derive(Clone, Debug)]
pub struct Profile {
    /// Whose record it may read.
    pub learner: LearnerId,
    /// The key that it signs with.
    pub writer: WriterId,
    /// When the device was last heard from, by any server, and its clock minus that one's then.
    pub last_anchor: Option<Anchor>,
    /// When it was made: enrolment told the phone what time it was.
    pub since: i64,
    /// Its key waits until somebody of the staff says that it is hers.
    pub is_provisional: bool,
    /// What it may read.
    pub reads: Reads,
    /// How its time ended.
    pub end: Option<ProfileEnd>,
    pub(in crate::store) learner_number: i64,
    pub(in crate::store) device: i64,
    pub(in crate::store) number: i64,
    /// Our sealing key that it was told last.
    pub(in crate::store) sealing_told: i64,
    /// Of a staff device.
    account: Option<i64>,
}

/// How a profile's time ended. What it still has it may deliver.
#[derive(Clone, Debug)]
pub enum ProfileEnd {
    /// Staff revoked its phone: central's word for it.
    Revoked(Box<WriterCertificate>),
    /// Another one took its place.
    Replaced,
}

/// What a profile may read of its learner's documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reads {
    /// Hers: not the notes about her.
    Hers,
    /// A staff device's: all of them.
    All,
    /// One whose time is over: it may deliver what it has, and reads nothing more.
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

/// The columns that [`Profile::of_row`] reads first.
pub(super) const PROFILE: &str = "learner.id, writer.id, device.last_seen, device.clock_offset,
     profile.learner, profile.device, profile.number, sealing_told, writer.account, writer.standing,
     withdrawn_at IS NOT NULL, CASE WHEN device.revoked_at IS NOT NULL THEN writer.certificate END,
     writer.provisional, profile.since";
/// How many those are.
pub(super) const PROFILE_COLUMNS: usize = 14;

impl Profile {
    /// From the columns of [`PROFILE`].
    pub(super) fn of_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<Self> {
        let (last_seen, offset): (Option<i64>, i64) = (row.get(2)?, row.get(3)?);
        let is_withdrawn: bool = row.get(10)?;
        let provisional: u8 = row.get(12)?;
        let revoked = row.get::<_, Option<Vec<u8>>>(11)?.map(|certificate| {
            minicbor::decode(&certificate).map(Box::new).map_err(|_| {
                rusqlite::Error::InvalidColumnType(11, "certificate".to_owned(), Type::Blob)
            })
        });
        Ok(Self {
            learner: LearnerId(row.get(0)?),
            writer: WriterId(row.get(1)?),
            last_anchor: last_seen.map(|at| Anchor { at, offset }),
            learner_number: row.get(4)?,
            device: row.get(5)?,
            number: row.get(6)?,
            sealing_told: row.get(7)?,
            account: row.get(8)?,
            reads: match row.get::<_, u8>(9)? {
                0 if !is_withdrawn => Reads::Hers,
                // What one that waits is told, the feed decides.
                _ if provisional == 1 => Reads::Hers,
                _ if bug(Bug::RevokedStillReads) => Reads::Hers,
                _ => Reads::Nothing,
            },
            is_provisional: provisional != 0,
            since: row.get(13)?,
            end: match revoked.transpose()? {
                Some(certificate) => Some(ProfileEnd::Revoked(certificate)),
                None => is_withdrawn.then_some(ProfileEnd::Replaced),
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
                .prepare_cached(&format!(
                    "SELECT {PROFILE}
                     FROM profile
                     JOIN learner ON learner.number = profile.learner
                     JOIN writer ON writer.number = profile.writer
                     JOIN device ON device.number = profile.device
                     WHERE profile.token_hash = ?1 AND writer.provisional < 2"
                ))?
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
        .prepare_cached(&format!(
            "INSERT INTO writer (number,
                 id, public, learner, device, holder, registered_at, certificate, standing)
             VALUES ({}, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) RETURNING number",
            next_number("writer")
        ))?
        .query_row(
            params![
                certificate.public.writer_id().0,
                certificate.public.0,
                learner,
                device,
                holder_number(certificate.holder),
                certificate.registered_at,
                bytes,
                // Known again after a restore, and revoked since.
                certificate.effective.is_some(),
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
    let hash = certificate_hash(&bytes);
    let FeedPlace { sequence, chain } = next_in_feed(conn, &hash)?;
    conn.prepare_cached(
        "INSERT INTO feed (programme, sequence, learner, writer, hash, chain)
         VALUES (1, ?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![sequence, learner, writer, hash, chain])?;
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
#[derive(Clone, Debug)]
pub(super) struct Author {
    pub(super) number: i64,
    pub(super) id: WriterId,
    pub(super) holder: WriterHolder,
    /// Of a staff device.
    pub(super) account: Option<i64>,
    /// The key waits: see `provisional`.
    pub(super) is_provisional: bool,
    time: AuthorTime,
}

/// Which of a writer's changes take effect.
#[derive(Clone, Debug)]
enum AuthorTime {
    /// All of them.
    Open,
    /// Those up to the last that her certificate names of an actor; where it names none, none.
    Over(HashMap<ActorId, u32>),
}

impl Author {
    /// By the id of the key.
    pub(super) fn by_id(conn: &Connection, id: &WriterId) -> Result<Option<Self>, StoreError> {
        conn.prepare_cached(&format!("SELECT {AUTHOR} FROM writer WHERE id = ?1"))?
            .query_row([id.0], AuthorRow::read)
            .optional()?
            .map(AuthorRow::author)
            .transpose()
    }

    /// By the number of her row.
    pub(super) fn by_number(conn: &Connection, number: i64) -> Result<Self, StoreError> {
        conn.prepare_cached(&format!("SELECT {AUTHOR} FROM writer WHERE writer.number = ?1"))?
            .query_row([number], AuthorRow::read)?
            .author()
    }

    /// By an actor of hers.
    pub(super) fn of_actor(conn: &Connection, actor: i64) -> Result<Self, StoreError> {
        conn.prepare_cached(&format!(
            "SELECT {AUTHOR} FROM actor JOIN writer ON writer.number = actor.writer
             WHERE actor.number = ?1"
        ))?
        .query_row([actor], AuthorRow::read)?
        .author()
    }

    /// Is her time open, or over?
    pub(super) fn is_open(&self) -> bool {
        matches!(self.time, AuthorTime::Open)
    }

    /// Does this change of hers take effect?
    pub(super) fn standing_of(&self, actor: &ActorId, sequence: u32) -> Standing {
        match &self.time {
            AuthorTime::Open => Standing::Effective,
            AuthorTime::Over(last) if last.get(actor).is_some_and(|last| sequence <= *last) => {
                Standing::Effective
            }
            AuthorTime::Over(_) => Standing::Held,
        }
    }
}

/// The columns of an [`AuthorRow`].
const AUTHOR: &str = "writer.number, writer.id, holder, account,
     CASE WHEN standing = 0 THEN NULL ELSE certificate END, provisional";

struct AuthorRow {
    number: i64,
    id: [u8; 8],
    holder: u8,
    account: Option<i64>,
    /// Of a writer whose time is not open.
    certificate: Option<Vec<u8>>,
    provisional: u8,
}

impl AuthorRow {
    fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            number: row.get(0)?,
            id: row.get(1)?,
            holder: row.get(2)?,
            account: row.get(3)?,
            certificate: row.get(4)?,
            provisional: row.get(5)?,
        })
    }

    fn author(self) -> Result<Author, StoreError> {
        let time = match &self.certificate {
            None => AuthorTime::Open,
            Some(bytes) => {
                let certificate: WriterCertificate = from_cbor(bytes)?;
                // One that names nothing is not confirmed yet: nothing of hers takes effect.
                let lines = certificate.effective.unwrap_or_default();
                AuthorTime::Over(lines.iter().map(|line| (line.actor, line.sequence)).collect())
            }
        };
        Ok(Author {
            number: self.number,
            id: WriterId(self.id),
            holder: holder_of(self.holder, self.account),
            account: self.account,
            is_provisional: self.provisional != 0,
            time,
        })
    }
}
