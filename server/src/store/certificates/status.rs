//! What the world is told of certificates: the keys, and which were taken back.
//!
//! Owns the places in the lists of those that were taken back. A place follows from the
//! certificate's id and is taken once, so that a list tells nothing of who came when.

use std::sync::Arc;

use rusqlite::{Connection, params};
use sync_core::certificate::mark_of;
use sync_core::record::{Day, uuid_bytes};
use sync_core::trust::SigningKey;

use super::keys::{self, IssuerKeyRow};
use crate::store::programme::Replica;
use crate::store::{Store, StoreError};

/// Places in one list: as many as the standard asks for at least.
pub const STATUS_PLACES: u32 = 1 << 17;

/// What anybody may know of this programme's certificates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issuing {
    /// Its keys, oldest first.
    pub keys: Vec<IssuerKeyRow>,
    /// Marks of certificates that were taken back, and the day.
    pub revoked: Vec<([u8; 8], Day)>,
}

/// One list of those that were taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusList {
    /// Places within it, in order.
    pub revoked: Vec<u32>,
}

impl Store {
    /// What anybody may know of this programme's certificates.
    pub async fn issuing(&self) -> Result<Issuing, StoreError> {
        self.read(|conn| {
            let mut statement = conn.prepare_cached(
                "SELECT id, revoked FROM certificate_issued WHERE revoked IS NOT NULL
                 ORDER BY revoked, id",
            )?;
            let mut rows = statement.query([])?;
            let mut revoked = Vec::new();
            while let Some(row) = rows.next()? {
                let id = uuid_bytes(&row.get::<_, String>(0)?)
                    .ok_or_else(|| StoreError::damaged("a certificate's id"))?;
                revoked.push((mark_of(&id), Day(row.get(1)?)));
            }
            Ok(Issuing { keys: keys::all(conn)?, revoked })
        })
        .await
    }

    /// A list of those that were taken back; `None`: nothing has a place in it, and no key is known.
    pub async fn status_list(&self, list: u32) -> Result<Option<StatusList>, StoreError> {
        self.read(move |conn| {
            let Some(first) = list.checked_mul(STATUS_PLACES) else { return Ok(None) };
            let last = i64::from(first) + i64::from(STATUS_PLACES) - 1;
            let any: bool = conn
                .prepare_cached(
                    "SELECT EXISTS (SELECT 1 FROM certificate_issued WHERE place BETWEEN ?1 AND ?2)",
                )?
                .query_row(params![first, last], |row| row.get(0))?;
            if !any {
                return Ok(None);
            }
            let mut statement = conn.prepare_cached(
                "SELECT place - ?1 FROM certificate_issued
                 WHERE revoked IS NOT NULL AND place BETWEEN ?1 AND ?2 ORDER BY place",
            )?;
            let revoked = statement
                .query_map(params![first, last], |row| row.get(0))?
                .collect::<Result<_, _>>()?;
            Ok(Some(StatusList { revoked }))
        })
        .await
    }

    /// The key that signs certificates now; made when there was none.
    pub async fn issuing_key(
        &self,
        replica: Arc<Replica>,
        now: i64,
    ) -> Result<SigningKey, StoreError> {
        self.write(move |conn| keys::issuing(conn, &replica, now)).await
    }
}

/// A place that nobody has, in the first list that is not half full.
pub(super) fn free_place(conn: &Connection, id: &[u8; 16]) -> Result<u32, StoreError> {
    let taken: u32 = conn
        .prepare_cached("SELECT COUNT(*) FROM certificate_issued")?
        .query_row([], |row| row.get(0))?;
    let list = taken / (STATUS_PLACES / 2);
    let mut statement =
        conn.prepare_cached("SELECT EXISTS (SELECT 1 FROM certificate_issued WHERE place = ?1)")?;
    let mut within = u32::from_be_bytes([id[0], id[1], id[2], id[3]]) % STATUS_PLACES;
    loop {
        let place = list.saturating_mul(STATUS_PLACES).saturating_add(within);
        if !statement.query_row([place], |row| row.get(0))? {
            return Ok(place);
        }
        within = (within + 1) % STATUS_PLACES;
    }
}
