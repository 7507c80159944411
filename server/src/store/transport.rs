//! What a locked profile is known by, and the keys that are sealed to.
//!
//! Owns these rows. Must not open a box.

use rusqlite::{Connection, OptionalExtension, params};
use sync_core::sealed_box::SealingPublic;

use super::audit::append;
use super::directory::{PROFILE, PROFILE_COLUMNS, Profile};
use super::programme::Sealing;
use super::{Store, StoreError};
use crate::audit::{AuditEntry, Subject};
use crate::authority::Act;

/// A profile as its device token names it: it delivers, and reads nothing.
#[derive(Clone, Debug)]
pub struct LockedProfile {
    /// Whose, and who signs.
    pub profile: Profile,
    /// What is for it is sealed to this key; absent: nothing can be.
    pub sealing: Option<SealingPublic>,
}

impl Store {
    /// The profile that a device token names; `token_hash` is the token's SHA-256.
    pub async fn locked_profile(
        &self,
        token_hash: [u8; 32],
    ) -> Result<Option<LockedProfile>, StoreError> {
        self.read(move |conn| {
            conn.prepare_cached(&format!(
                "SELECT {PROFILE}, sealing
                 FROM device
                 JOIN profile ON profile.device = device.number
                 JOIN learner ON learner.number = profile.learner
                 JOIN writer ON writer.number = profile.writer
                 WHERE device.token_hash = ?1"
            ))?
            .query_row([token_hash], |row| {
                let sealing: Option<[u8; 32]> = row.get(PROFILE_COLUMNS)?;
                let profile = Profile::of_row(row)?;
                Ok(LockedProfile { profile, sealing: sealing.map(SealingPublic) })
            })
            .optional()
            .map_err(StoreError::from)
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

/// Number, seed and time of each of our sealing keys but the first.
pub(super) fn sealing_keys(conn: &Connection) -> Result<Vec<(i64, [u8; 32], i64)>, StoreError> {
    let mut statement =
        conn.prepare_cached("SELECT number, seed, issued_at FROM sealing_key ORDER BY number")?;
    let keys = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(keys.collect::<Result<_, _>>()?)
}
