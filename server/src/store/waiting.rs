//! Batches whose writer is not in the directory yet, as they came.
//!
//! Owns the bounds: what nobody vouched for must not fill the disk. Must not read the bytes.

use rusqlite::params;
use sha2::{Digest, Sha256};
use sync_core::ids::WriterId;

use super::directory::Profile;
use super::{Store, StoreError};

/// The most batches that wait for one learner.
const MAX_BATCHES: i64 = 64;
/// The most bytes of them.
const MAX_BYTES: i64 = 1024 * 1024;

impl Store {
    /// Keeps a batch until its writer is known. False when too much waits already.
    pub async fn keep_waiting(
        &self,
        profile: &Profile,
        writer: WriterId,
        bytes: Vec<u8>,
        now: i64,
    ) -> Result<bool, StoreError> {
        let learner = profile.learner_number;
        self.write(move |conn| {
            let hash: [u8; 32] = Sha256::digest(&bytes).into();
            let known: bool = conn
                .prepare_cached("SELECT EXISTS (SELECT 1 FROM waiting WHERE hash = ?1)")?
                .query_row([hash], |row| row.get(0))?;
            if known {
                return Ok(true);
            }
            let (batches, held): (i64, i64) = conn
                .prepare_cached(
                    "SELECT COUNT(*), COALESCE(SUM(LENGTH(bytes)), 0) FROM waiting
                     WHERE learner = ?1",
                )?
                .query_row([learner], |row| Ok((row.get(0)?, row.get(1)?)))?;
            if batches >= MAX_BATCHES || held + bytes.len() as i64 > MAX_BYTES {
                return Ok(false);
            }
            conn.prepare_cached(
                "INSERT INTO waiting (learner, writer_id, hash, bytes, received_at)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![learner, writer.0, hash, bytes, now])?;
            Ok(true)
        })
        .await
    }

    /// Batches that wait for this writer, in the order in which they came.
    pub async fn waiting_for(&self, writer: WriterId) -> Result<Vec<Vec<u8>>, StoreError> {
        self.read(move |conn| {
            let mut statement = conn
                .prepare_cached("SELECT bytes FROM waiting WHERE writer_id = ?1 ORDER BY number")?;
            let batches = statement.query_map([writer.0], |row| row.get(0))?;
            Ok(batches.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// Forgets the batches that waited for this writer: they were admitted or refused.
    pub async fn forget_waiting(&self, writer: WriterId) -> Result<(), StoreError> {
        self.write(move |conn| {
            conn.execute("DELETE FROM waiting WHERE writer_id = ?1", [writer.0])?;
            Ok(())
        })
        .await
    }
}
