//! A profile's storage as a phone's browser gives it: rows by name, one strict transaction.
//!
//! Owns what survives. Beside the rows lies what the simulator knows of them: which records they
//! hold, since a person saw them saved.

use std::collections::{BTreeMap, BTreeSet};

use sync_core::phone::{Row, RowChange};

use super::truth::RecordNumber;

/// What a transaction came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Written {
    /// It is on the disk.
    Kept,
    /// It is on the disk, and the app died before it could go on.
    KeptThenDied,
    /// Nothing of it is on the disk: the app died before, or the disk was full.
    Lost,
}

/// A profile's rows.
#[derive(Clone, Debug, Default)]
pub(super) struct Disk {
    rows: BTreeMap<String, Vec<u8>>,
    /// What a locked visit needs beside them; kept outside of what is sealed.
    pub(super) pass: Option<Vec<u8>>,
    /// Records that were saved on it.
    pub(super) said: BTreeSet<RecordNumber>,
}

impl Disk {
    /// Writes all of it.
    pub(super) fn write(&mut self, changes: Vec<RowChange>) {
        for change in changes {
            match change.bytes {
                Some(bytes) => self.rows.insert(change.key, bytes),
                None => self.rows.remove(&change.key),
            };
        }
    }

    /// All rows.
    pub(super) fn rows(&self) -> Vec<Row> {
        self.rows
            .iter()
            .map(|(key, bytes)| Row { key: key.clone(), bytes: bytes.clone() })
            .collect()
    }

    /// Can anybody who has this disk, and no key, find these bytes on it?
    pub(super) fn shows(&self, bytes: &[u8]) -> bool {
        let shown = |row: &Vec<u8>| row.windows(bytes.len()).any(|window| window == bytes);
        self.rows.values().chain(&self.pass).any(shown)
    }
}
