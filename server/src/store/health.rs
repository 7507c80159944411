//! What only looking after a data directory needs to know.

use std::path::Path;

use rusqlite::{Connection, OptionalExtension};

use super::{FILE, RESTORING, Store, StoreError};

/// The files of a data directory, as they lie there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DataFiles {
    /// Bytes of the database.
    pub database_bytes: u64,
    /// Bytes of what is not yet worked into it.
    pub log_bytes: u64,
    /// A restore was cut off.
    pub is_half_restored: bool,
}

impl Store {
    /// The files of a data directory; `None` when there is no database.
    pub fn files(directory: &Path) -> Option<DataFiles> {
        let bytes = |name: &str| std::fs::metadata(directory.join(name)).map(|found| found.len());
        Some(DataFiles {
            database_bytes: bytes(FILE).ok()?,
            log_bytes: bytes(&format!("{FILE}-wal")).unwrap_or(0),
            is_half_restored: directory.join(RESTORING).exists(),
        })
    }

    /// Opens a data directory to look at it, beside a server or without one: nothing can be written
    /// through it, and its schema is left as it is.
    pub fn open_to_look(directory: &Path) -> Result<Self, StoreError> {
        Self::open_copy(&directory.join(FILE))
    }

    /// When this server last wrote down what came or was done: seconds since 1970, by its clock
    /// then. What was written last counts, so that a clock that once was ahead is forgotten.
    pub async fn last_written(&self) -> Result<Option<i64>, StoreError> {
        self.read(|conn| {
            let batch = newest(conn, "SELECT received_at FROM batch ORDER BY number DESC LIMIT 1")?;
            let entry = newest(conn, "SELECT at FROM audit ORDER BY sequence DESC LIMIT 1")?;
            let backup = newest(conn, "SELECT at FROM backup ORDER BY number DESC LIMIT 1")?;
            Ok([batch, entry, backup].into_iter().flatten().max())
        })
        .await
    }
}

fn newest(conn: &Connection, sql: &str) -> Result<Option<i64>, StoreError> {
    Ok(conn.query_row(sql, [], |row| row.get(0)).optional()?)
}
