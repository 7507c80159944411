//! Copies of the database: made at one moment beside a running server, recognisable, and read
//! again.
//!
//! Owns the SQL of making and checking a copy. Must not decide where files go or what a check is
//! worth: `crate::backup` does.

use std::path::Path;
use std::sync::{Arc, Mutex};

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};
use tokio::sync::mpsc;

use super::connection::{open_as_is, open_source};
use super::error::StoreError;
use super::programme::{feed_head, read_replica};
use super::readers::Readers;
use super::{FILE, Store};

/// What a copy says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CopyMark {
    /// When it was begun: seconds since 1970.
    pub at: i64,
    /// The replica's epoch in it.
    pub epoch: u32,
    /// Head of the feed in it.
    pub head: u64,
}

/// Damage in a copy: where, and what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// A table, a document, or `file`.
    pub place: String,
    /// In words, for the log.
    pub what: String,
}

impl Damage {
    /// Damage at a place.
    pub fn new(place: impl Into<String>, what: impl Into<String>) -> Self {
        Self { place: place.into(), what: what.into() }
    }
}

impl std::fmt::Display for Damage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.place, self.what)
    }
}

/// Tables that describe the copy and are not part of what is copied.
const OWN_TABLES: [&str; 2] = ["copy_mark", "copy_table"];

/// Copies the database of a data directory, as it is at one moment, into an empty file.
///
/// The writer goes on meanwhile: this is a reading transaction of another connection. The file is
/// not synced.
pub fn copy_database(directory: &Path, to: &Path, at: i64) -> Result<CopyMark, StoreError> {
    let source = open_source(&directory.join(FILE))?;
    let target = to.to_str().ok_or_else(|| StoreError::Bug("a file name is not text".into()))?;
    source.execute("VACUUM INTO ?1", [target])?;
    drop(source);
    mark(to, at)
}

/// Writes into a copy what it is one of, and a digest of each table.
fn mark(file: &Path, at: i64) -> Result<CopyMark, StoreError> {
    let copy = open_as_is(file)?;
    // One file: nothing of it may be left beside it.
    copy.pragma_update(None, "journal_mode", "DELETE")?;
    let epoch = read_replica(&copy)?.epoch;
    let head = feed_head(&copy)?;
    let transaction = copy.unchecked_transaction()?;
    copy.execute(
        "INSERT INTO copy_mark (number, at, epoch, head) VALUES (1, ?1, ?2, ?3)",
        params![at, epoch, head],
    )?;
    for table in tables(&copy)? {
        let (rows, sha256) = digest(&copy, &table)?;
        copy.execute(
            "INSERT INTO copy_table (name, rows, sha256) VALUES (?1, ?2, ?3)",
            params![table, rows, sha256],
        )?;
    }
    transaction.commit()?;
    Ok(CopyMark { at, epoch, head: head.unsigned_abs() })
}

impl Store {
    /// Opens a copy for reading. Nothing can be written through it, and its schema is left alone.
    pub fn open_copy(file: &Path) -> Result<Self, StoreError> {
        if !file.is_file() {
            return Err(StoreError::Damaged(format!("{} is not a file", file.display())));
        }
        // Nobody listens: whoever writes is told that the store is closed.
        let (jobs, _) = mpsc::channel(1);
        Ok(Self {
            directory: Arc::new(file.to_owned()),
            readers: Readers::new(file),
            jobs,
            thread: Arc::new(Mutex::new(None)),
            replica: Arc::default(),
            #[cfg(feature = "bugs")]
            power: super::Power::default(),
            _lock: None,
        })
    }

    /// What the copy says of itself; `None` when it is no copy, or older than marks are.
    pub async fn copy_mark(&self) -> Result<Option<CopyMark>, StoreError> {
        self.read(copy_mark).await
    }

    /// The number of the schema in the file.
    pub async fn schema(&self) -> Result<i64, StoreError> {
        self.read(|conn| Ok(conn.pragma_query_value(None, "user_version", |row| row.get(0))?)).await
    }

    /// Looks for damage with SQLite's own means and the digests of the copy's tables.
    pub async fn damage(&self) -> Result<Vec<Damage>, StoreError> {
        self.read(|conn| {
            let mut found = page_damage(conn)?;
            if found.is_empty() {
                found.extend(reference_damage(conn)?);
                found.extend(table_damage(conn)?);
                found.extend(feed_damage(conn)?);
                found.extend(content_damage(conn)?);
            }
            Ok(found)
        })
        .await
    }
}

/// The mark of a copy, where the schema has marks.
pub(super) fn copy_mark(conn: &Connection) -> Result<Option<CopyMark>, StoreError> {
    let has_marks: bool = conn.query_row(
        "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'copy_mark')",
        [],
        |row| row.get(0),
    )?;
    if !has_marks {
        return Ok(None);
    }
    conn.query_row("SELECT at, epoch, head FROM copy_mark", [], |row| {
        let head = row.get::<_, i64>(2)?.unsigned_abs();
        Ok(CopyMark { at: row.get(0)?, epoch: row.get(1)?, head })
    })
    .optional()
    .map_err(StoreError::from)
}

fn tables(conn: &Connection) -> Result<Vec<String>, StoreError> {
    let mut statement = conn.prepare(
        "SELECT name FROM sqlite_schema
         WHERE type = 'table' AND name NOT LIKE 'sqlite^_%' ESCAPE '^' ORDER BY name",
    )?;
    let names: Vec<String> =
        statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(names.into_iter().filter(|name| !OWN_TABLES.contains(&name.as_str())).collect())
}

/// Number of rows and a digest of them all, in the order of the table itself.
fn digest(conn: &Connection, table: &str) -> Result<(i64, [u8; 32]), StoreError> {
    let name = table.replace('"', "\"\"");
    let mut statement = conn.prepare(&format!("SELECT * FROM \"{name}\" NOT INDEXED"))?;
    let columns = statement.column_count();
    let mut rows = statement.query([])?;
    let (mut hasher, mut count) = (Sha256::new(), 0);
    while let Some(row) = rows.next()? {
        for column in 0..columns {
            let (tag, bytes): (u8, &[u8]) = match row.get_ref(column)? {
                ValueRef::Null => (0, &[]),
                ValueRef::Integer(value) => {
                    hasher.update([1]);
                    hasher.update(value.to_be_bytes());
                    continue;
                }
                ValueRef::Real(value) => {
                    hasher.update([2]);
                    hasher.update(value.to_bits().to_be_bytes());
                    continue;
                }
                ValueRef::Text(bytes) => (3, bytes),
                ValueRef::Blob(bytes) => (4, bytes),
            };
            hasher.update([tag]);
            hasher.update((bytes.len() as u64).to_be_bytes());
            hasher.update(bytes);
        }
        count += 1;
    }
    Ok((count, hasher.finalize().into()))
}

fn page_damage(conn: &Connection) -> Result<Vec<Damage>, StoreError> {
    let mut statement = conn.prepare("PRAGMA integrity_check(20)")?;
    let lines: Vec<String> =
        statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(lines
        .into_iter()
        .filter(|line| line != "ok")
        .map(|line| Damage::new("file", line.replace('\n', " ")))
        .collect())
}

fn reference_damage(conn: &Connection) -> Result<Vec<Damage>, StoreError> {
    let mut statement = conn.prepare("PRAGMA foreign_key_check")?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let (Some(row), true) = (rows.next()?, found.len() < 20) {
        let (table, parent): (String, String) = (row.get(0)?, row.get(2)?);
        found.push(Damage::new(table, format!("a row points at nothing in {parent}")));
    }
    Ok(found)
}

fn table_damage(conn: &Connection) -> Result<Vec<Damage>, StoreError> {
    if copy_mark(conn)?.is_none() {
        return Ok(Vec::new());
    }
    let mut statement = conn.prepare("SELECT name, rows, sha256 FROM copy_table ORDER BY name")?;
    let noted: Vec<(String, i64, [u8; 32])> = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<Result<_, _>>()?;
    let there = tables(conn)?;
    let mut found = Vec::new();
    for (name, rows, sha256) in &noted {
        if !there.contains(name) {
            found.push(Damage::new(name, "the table is gone"));
            continue;
        }
        let now = digest(conn, name)?;
        if now.0 != *rows {
            found.push(Damage::new(name, format!("{} rows where {rows} were copied", now.0)));
        } else if now.1 != *sha256 {
            found.push(Damage::new(name, "its rows are not those that were copied"));
        }
    }
    for name in there.iter().filter(|name| noted.iter().all(|(known, ..)| known != *name)) {
        found.push(Damage::new(name, "the table was not copied"));
    }
    Ok(found)
}

/// The feed is dense from 1 to its head, but for what went with whoever was erased and with branches of forks: that is what "backed up to here" rests on.
fn feed_damage(conn: &Connection) -> Result<Vec<Damage>, StoreError> {
    let head = feed_head(conn)?;
    let (last, count, gone): (i64, i64, i64) = conn.query_row(
        "SELECT (SELECT COALESCE(MAX(sequence), 0) FROM feed),
                (SELECT COUNT(*) FROM feed),
                (SELECT COALESCE(SUM(entries), 0) FROM erasure)
                + (SELECT COALESCE(SUM(entries), 0) FROM ruling)
                + (SELECT COALESCE(SUM(forgotten), 0) FROM upstream)",
        [],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )?;
    let whole = head == count + gone && last <= head && (gone > 0 || head == last);
    Ok((!whole)
        .then(|| {
            Damage::new("feed", format!("{count} entries up to {last}, and its head is {head}"))
        })
        .into_iter()
        .collect())
}

fn content_damage(conn: &Connection) -> Result<Vec<Damage>, StoreError> {
    let mut statement = conn.prepare("SELECT sha256, bytes FROM content_file")?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let (name, bytes) = (row.get_ref(0)?.as_blob(), row.get_ref(1)?.as_blob());
        let (Ok(name), Ok(bytes)) = (name, bytes) else {
            return Err(StoreError::damaged("a content file"));
        };
        if Sha256::digest(bytes).as_slice() != name {
            found.push(Damage::new("content_file", format!("{} is another's", hex::encode(name))));
        }
    }
    Ok(found)
}
