//! Packs for whoever teaches: which they are, and that nobody else reads their manifests.
//!
//! Owns the question which packs those are: what any version of the definition says so of, so that a
//! pack does not come open with a newer one. Files are named by the hash of their bytes, which only a
//! manifest tells. Must not send anything.

use packs::Manifest;
use rusqlite::{Connection, OptionalExtension, params};

use super::{Store, StoreError};

/// Whether the pack `?1` is one for whoever teaches.
const IS_FOR_TRAINERS: &str = "EXISTS (SELECT 1 FROM definition,
    json_each(definition.json, '$.trainer_packs') AS told WHERE told.value = ?1)";

impl Store {
    /// The trainer packs of the definition in force that are here, in its order.
    pub async fn trainer_packs(&self) -> Result<Vec<Manifest>, StoreError> {
        self.read(|conn| {
            let mut statement = conn.prepare_cached(
                "SELECT pack.manifest FROM programme,
                        json_each(programme.definition, '$.trainer_packs') AS told
                 JOIN pack ON pack.id = told.value AND pack.current = 1
                 ORDER BY told.key",
            )?;
            let manifests = statement.query_map([], |row| row.get::<_, Vec<u8>>(0))?;
            manifests
                .map(|json| {
                    serde_json::from_slice(&json?)
                        .map_err(|_| StoreError::damaged("a pack's manifest"))
                })
                .collect()
        })
        .await
    }

    /// A trainer pack's manifest, as JSON.
    pub async fn trainer_manifest(
        &self,
        pack: String,
        version: String,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        self.read(move |conn| manifest(conn, IS_FOR_TRAINERS, &pack, &version)).await
    }

    /// Any other pack's manifest, as JSON.
    pub async fn pack_manifest(
        &self,
        pack: String,
        version: String,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let for_all = format!("NOT {IS_FOR_TRAINERS}");
        self.read(move |conn| manifest(conn, &for_all, &pack, &version)).await
    }
}

fn manifest(
    conn: &Connection,
    condition: &str,
    pack: &str,
    version: &str,
) -> Result<Option<Vec<u8>>, StoreError> {
    let sql = format!("SELECT manifest FROM pack WHERE id = ?1 AND version = ?2 AND {condition}");
    Ok(conn.prepare_cached(&sql)?.query_row(params![pack, version], |row| row.get(0)).optional()?)
}
