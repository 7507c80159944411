//! Phones as staff see to them: named, revoked, released, replaced.
//!
//! Owns these acts on the rows of devices. What a revocation does to the record is in `ends`. A staff device is no phone of hers: it is not seen
//! here. Must not decide who may do this.

use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension, params};
use sync_core::ids::LearnerId;

use super::audit::append;
use super::ends::{end_writer, release_writer};
use super::programme::Replica;
use super::{Store, StoreError};
use crate::audit::AuditEntry;

/// Why a phone is revoked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RevocationReason {
    /// Nobody knows where it is.
    Lost,
    /// Somebody has it.
    Stolen,
    /// It does not work any more.
    Broken,
    /// It is another's now.
    HandedOver,
    /// Anything else.
    Other,
}

impl RevocationReason {
    const ALL: [Self; 5] = [Self::Lost, Self::Stolen, Self::Broken, Self::HandedOver, Self::Other];

    /// Its word in the database, in JSON and in the audit log.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Lost => "lost",
            Self::Stolen => "stolen",
            Self::Broken => "broken",
            Self::HandedOver => "handed_over",
            Self::Other => "other",
        }
    }

    /// Reads [`RevocationReason::word`].
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.word() == word)
    }
}

/// A phone is to be revoked.
#[derive(Clone, Copy, Debug)]
pub struct Revocation {
    /// Which.
    pub device: i64,
    /// Why.
    pub reason: RevocationReason,
    /// What arrived from this moment on is held back; absent: what arrives from now on.
    pub since: Option<i64>,
    /// Now.
    pub now: i64,
}

/// What became of a phone's changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Restood {
    /// How many are held back now.
    pub held_back: u64,
}

impl Store {
    /// Whose phone this is; `None` when there is none of this number.
    pub async fn learner_of_device(&self, device: i64) -> Result<Option<LearnerId>, StoreError> {
        self.read(move |conn| {
            Ok(conn
                .prepare_cached(
                    "select learner.id from device join learner on learner.number = device.learner
                     where device.number = ?1 and device.account is null",
                )?
                .query_row([device], |row| row.get(0).map(LearnerId))
                .optional()?)
        })
        .await
    }

    /// Names a phone.
    pub async fn rename_device(
        &self,
        device: i64,
        label: String,
        entry: AuditEntry,
    ) -> Result<(), StoreError> {
        self.write(move |conn| {
            conn.prepare_cached("update device set label = ?2 where number = ?1")?
                .execute(params![device, label])?;
            append(conn, &entry)
        })
        .await
    }

    /// Ends a phone's time: it reads nothing more, and what it wrote that arrives from now on, or
    /// arrived since the moment that is named, has no effect until it is released. Revoking it
    /// again changes nothing.
    pub async fn revoke_device(
        &self,
        replica: Arc<Replica>,
        revocation: Revocation,
        entry: AuditEntry,
    ) -> Result<Restood, StoreError> {
        self.write(move |conn| {
            let Revocation { device, reason, since, now } = revocation;
            let is_new = conn
                .prepare_cached(
                    "update device set revoked_at = ?2, revoked_reason = ?3
                     where number = ?1 and revoked_at is null",
                )?
                .execute(params![device, now, reason.word()])?;
            if is_new == 1 {
                for writer in writers(conn, device)? {
                    end_writer(conn, &replica, writer, since)?;
                }
                append(conn, &entry)?;
            }
            held_back(conn, device)
        })
        .await
    }

    /// Gives what a revoked phone wrote its effect, as far as it stood in the feed up to `through`:
    /// what arrived since somebody looked stays held back.
    pub async fn release_device(
        &self,
        replica: Arc<Replica>,
        device: i64,
        through: i64,
        entry: AuditEntry,
    ) -> Result<Restood, StoreError> {
        self.write(move |conn| {
            for writer in writers(conn, device)? {
                release_writer(conn, &replica, writer, through)?;
            }
            append(conn, &entry)?;
            held_back(conn, device)
        })
        .await
    }

    /// Has a code that was just made take this phone's place when it is used.
    pub async fn code_replaces(
        &self,
        code_hash: [u8; 32],
        device: i64,
        entry: AuditEntry,
    ) -> Result<(), StoreError> {
        self.write(move |conn| {
            conn.prepare_cached("update enrolment_code set replaces = ?2 where code_hash = ?1")?
                .execute(params![code_hash, device])?;
            append(conn, &entry)
        })
        .await
    }
}

/// Withdraws the profile whose place a code's takes, now that it is used.
pub(super) fn withdraw_replaced(
    conn: &Connection,
    code_hash: &[u8; 32],
    now: i64,
) -> Result<(), StoreError> {
    conn.prepare_cached(
        "update profile set withdrawn_at = ?2
         where withdrawn_at is null
           and device = (select replaces from enrolment_code where code_hash = ?1)",
    )?
    .execute(params![code_hash, now])?;
    Ok(())
}

fn writers(conn: &Connection, device: i64) -> Result<Vec<i64>, StoreError> {
    Ok(conn
        .prepare_cached("select number from writer where device = ?1")?
        .query_map([device], |row| row.get(0))?
        .collect::<Result<_, _>>()?)
}

fn held_back(conn: &Connection, device: i64) -> Result<Restood, StoreError> {
    let held_back: i64 = conn
        .prepare_cached(
            "select count(*) from writer
             join actor on actor.writer = writer.number
             join change on change.actor = actor.number
             where writer.device = ?1 and change.standing = 1",
        )?
        .query_row([device], |row| row.get(0))?;
    Ok(Restood { held_back: u64::try_from(held_back).unwrap_or(0) })
}
