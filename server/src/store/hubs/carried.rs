//! On a hub: what locked profiles brought for central to open.
//!
//! Owns keeping it until central has it. Must not read it: no hub can. What is kept is known again by
//! its hash, since numbers of rows are given again.

use rusqlite::{OptionalExtension, params};
use sha2::{Digest as _, Sha256};

use crate::store::directory::Profile;
use crate::store::{Store, StoreError};

impl Store {
    /// Keeps what a locked profile brought, for central.
    pub async fn carry(
        &self,
        profile: &Profile,
        request: Vec<u8>,
        now: i64,
    ) -> Result<(), StoreError> {
        let device = profile.device;
        self.write(move |conn| {
            let hash: [u8; 32] = Sha256::digest(&request).into();
            conn.prepare_cached(
                "INSERT INTO carried (hash, request, received_at, device)
                 VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT DO NOTHING",
            )?
            .execute(params![hash, request, now, device])?;
            Ok(())
        })
        .await
    }

    /// All that is carried, oldest first.
    pub async fn carried_requests(&self) -> Result<Vec<Vec<u8>>, StoreError> {
        self.read(|conn| {
            let mut statement =
                conn.prepare_cached("SELECT request FROM carried ORDER BY number")?;
            let rows = statement.query_map([], |row| row.get(0))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// Central has what begins its hash so.
    pub async fn delivered_carried(&self, begins: [u8; 16]) -> Result<(), StoreError> {
        self.write(move |conn| {
            conn.prepare_cached("DELETE FROM carried WHERE substr(hash, 1, 16) = ?1")?
                .execute([begins])?;
            Ok(())
        })
        .await
    }

    /// The oldest of what is carried, and its hash.
    pub async fn next_carried(&self) -> Result<Option<([u8; 32], Vec<u8>)>, StoreError> {
        self.read(|conn| {
            Ok(conn
                .prepare_cached("SELECT hash, request FROM carried ORDER BY number LIMIT 1")?
                .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()?)
        })
        .await
    }

    /// Central has it.
    pub async fn delivered(&self, hash: [u8; 32]) -> Result<(), StoreError> {
        self.write(move |conn| {
            conn.prepare_cached("DELETE FROM carried WHERE hash = ?1")?.execute([hash])?;
            Ok(())
        })
        .await
    }
}
