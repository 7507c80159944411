//! What a locked profile is known by, the keys that are sealed to, and what a revoked device brings.
//!
//! Owns these rows and the bounds of what is kept of a revoked device. Must not open a box.

use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};
use sync_core::sealed_box::SealingPublic;

use super::audit::append;
use super::directory::Profile;
use super::programme::Sealing;
use super::{Store, StoreError};
use crate::audit::{AuditEntry, Subject};
use crate::authority::Act;

/// The most segments that are kept of one revoked profile.
const MAX_SEGMENTS: i64 = 64;
/// The most bytes of them.
const MAX_BYTES: i64 = 1024 * 1024;

/// A profile as its device token names it: it delivers, and reads nothing.
#[derive(Clone, Debug)]
pub struct LockedProfile {
    /// Whose, and who signs.
    pub profile: Profile,
    /// What is for it is sealed to this key; absent: nothing can be.
    pub sealing: Option<SealingPublic>,
    /// The profile was withdrawn.
    pub is_revoked: bool,
}

impl Store {
    /// The profile that a device token names; `token_hash` is the token's SHA-256.
    pub async fn locked_profile(
        &self,
        token_hash: [u8; 32],
    ) -> Result<Option<LockedProfile>, StoreError> {
        self.read(move |conn| {
            conn.prepare_cached(
                "SELECT learner.id, writer.id, device.last_seen, device.clock_offset,
                        profile.learner, profile.device, profile.number, sealing_told,
                        writer.provisional, writer.account, writer.standing, sealing,
                        withdrawn_at IS NOT NULL
                 FROM device
                 JOIN profile ON profile.device = device.number
                 JOIN learner ON learner.number = profile.learner
                 JOIN writer ON writer.number = profile.writer
                 WHERE device.token_hash = ?1",
            )?
            .query_row([token_hash], |row| {
                Ok(LockedProfile {
                    profile: Profile::of_row(row)?,
                    sealing: row.get::<_, Option<[u8; 32]>>(11)?.map(SealingPublic),
                    is_revoked: row.get(12)?,
                })
            })
            .optional()
            .map_err(StoreError::from)
        })
        .await
    }

    /// Keeps segments of a revoked profile for review, as they came. For each, false when too much
    /// is kept already.
    pub async fn keep_sealed(
        &self,
        profile: &Profile,
        segments: Vec<Vec<u8>>,
        now: i64,
    ) -> Result<Vec<bool>, StoreError> {
        let profile = profile.number;
        self.write(move |conn| {
            segments.into_iter().map(|bytes| keep_sealed(conn, profile, bytes, now)).collect()
        })
        .await
    }

    /// Adds a sealing key, which phones are told at their next visits; the old ones still open.
    ///
    /// A server that runs goes on with the keys that it read at its start.
    pub async fn renew_sealing(&self, seed: [u8; 32], now: i64) -> Result<(), StoreError> {
        let replica = self.replica().await?;
        let before = replica.newest_sealing().map_or(0, |newest| newest.certificate.issued_at);
        // Newer than the one before, whatever the clock says: phones take the newest.
        let issued_at = now.max(before.saturating_add(1));
        self.write(move |conn| {
            conn.execute(
                "INSERT INTO sealing_key (seed, issued_at) VALUES (?1, ?2)",
                params![seed, issued_at],
            )?;
            let subject = Subject::Other("sealing_key", issued_at.to_string());
            append(conn, &AuditEntry::at_command_line(Act::ManageProgramme, subject, now))
        })
        .await
    }

    /// Notes that a profile is told a sealing key. Were the answer lost, what it seals meanwhile
    /// opens all the same, and tells that it uses an old one.
    pub async fn told_sealing(
        &self,
        profile: &Profile,
        sealing: &Sealing,
    ) -> Result<(), StoreError> {
        let (profile, number) = (profile.number, sealing.number);
        self.write(move |conn| {
            conn.prepare_cached("UPDATE profile SET sealing_told = ?2 WHERE number = ?1")?
                .execute([profile, number])?;
            Ok(())
        })
        .await
    }
}

impl Profile {
    /// Was it told of an older key than this?
    pub fn needs_sealing(&self, newest: &Sealing) -> bool {
        self.sealing_told < newest.number
    }
}

fn keep_sealed(
    conn: &Connection,
    profile: i64,
    bytes: Vec<u8>,
    now: i64,
) -> Result<bool, StoreError> {
    let hash: [u8; 32] = Sha256::digest(&bytes).into();
    let known: bool = conn
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM sealed_aside WHERE profile = ?1 AND hash = ?2)",
        )?
        .query_row(params![profile, hash], |row| row.get(0))?;
    if known {
        return Ok(true);
    }
    let (segments, kept): (i64, i64) = conn
        .prepare_cached(
            "SELECT COUNT(*), COALESCE(SUM(LENGTH(bytes)), 0) FROM sealed_aside WHERE profile = ?1",
        )?
        .query_row([profile], |row| Ok((row.get(0)?, row.get(1)?)))?;
    if segments >= MAX_SEGMENTS || kept + bytes.len() as i64 > MAX_BYTES {
        return Ok(false);
    }
    conn.prepare_cached(
        "INSERT INTO sealed_aside (profile, hash, bytes, received_at) VALUES (?1, ?2, ?3, ?4)",
    )?
    .execute(params![profile, hash, bytes, now])?;
    Ok(true)
}

/// Number, seed and time of each of our sealing keys but the first.
pub(super) fn sealing_keys(conn: &Connection) -> Result<Vec<(i64, [u8; 32], i64)>, StoreError> {
    let mut statement =
        conn.prepare_cached("SELECT number, seed, issued_at FROM sealing_key ORDER BY number")?;
    let keys = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(keys.collect::<Result<_, _>>()?)
}
