//! A phone's rows in a file: SQLite, one durable transaction a save.
//!
//! Owns what survives the process, also when it is killed in the middle of a write. Must not know
//! what a row holds.

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::{Connection, OptionalExtension, params};
use sync_core::phone::RowChange;

/// A phone's storage in one file.
#[derive(Debug)]
pub struct FileDisk {
    connection: Connection,
}

impl FileDisk {
    /// Opens a file, made when it is not there.
    pub fn open(path: &Path) -> Self {
        let connection = Connection::open(path).unwrap();
        connection
            .execute_batch(
                "pragma journal_mode = wal;
                 pragma synchronous = full;
                 create table if not exists row (key text primary key, bytes blob not null) strict;
                 create table if not exists pass
                     (one integer primary key check (one = 1), bytes blob not null) strict;",
            )
            .unwrap();
        Self { connection }
    }

    /// All rows.
    pub fn rows(&self) -> BTreeMap<String, Vec<u8>> {
        let mut all = self.connection.prepare("select key, bytes from row").unwrap();
        let rows = all.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        rows.collect::<Result<_, _>>().unwrap()
    }

    /// Writes rows in one transaction. When this returns, they are on the disk.
    pub fn write(&mut self, changes: &[RowChange]) {
        if changes.is_empty() {
            return;
        }
        let transaction = self.connection.transaction().unwrap();
        for change in changes {
            match &change.bytes {
                Some(bytes) => transaction
                    .prepare_cached("insert or replace into row (key, bytes) values (?1, ?2)")
                    .unwrap()
                    .execute(params![change.key, bytes])
                    .unwrap(),
                None => transaction
                    .prepare_cached("delete from row where key = ?1")
                    .unwrap()
                    .execute([&change.key])
                    .unwrap(),
            };
        }
        transaction.commit().unwrap();
    }

    /// Keeps a profile's pass, outside of its rows.
    pub fn put_pass(&mut self, pass: &[u8]) {
        let put = "insert or replace into pass (one, bytes) values (1, ?1)";
        self.connection.execute(put, [pass]).unwrap();
    }

    /// The pass, if the profile was ever locked.
    pub fn pass(&self) -> Option<Vec<u8>> {
        self.connection
            .query_row("select bytes from pass", [], |row| row.get(0))
            .optional()
            .unwrap()
    }
}
