//! The database written anew, once something was deleted that must be found nowhere any more.
//!
//! Owns what `secure_delete` does not reach: it overwrites what is deleted, and not the copies that
//! SQLite left between the rows of a page when it moved them before. A mark is made with the deletion
//! and goes when the file was written anew, so that one that was cut off is done at the next start.
//! Must not decide what is deleted. Copies that a disk or a file system keeps of its own accord are
//! not reached from here.

use std::time::{Duration, Instant};

use rusqlite::{Connection, OptionalExtension};

use super::StoreError;

/// A disk that is full, or somebody who reads: not tried again at every commit.
const PAUSE: Duration = Duration::from_secs(600);

/// Has the file written anew, inside the transaction that deletes.
pub(super) fn note(conn: &Connection) -> Result<(), StoreError> {
    conn.prepare_cached("INSERT OR IGNORE INTO scrub (one) VALUES (1)")?.execute([])?;
    Ok(())
}

/// Does it, between transactions.
#[derive(Default)]
pub(super) struct Scrubber {
    failed_at: Option<Instant>,
}

impl Scrubber {
    /// Writes the file anew if that was asked for. Takes as long as reading and writing all of it.
    pub(super) fn scrub(&mut self, conn: &Connection) {
        if self.failed_at.is_some_and(|at| at.elapsed() < PAUSE) {
            return;
        }
        self.failed_at = match scrub_if_noted(conn) {
            Ok(()) => None,
            Err(failure) => {
                tracing::error!(%failure, "what was erased may still be found on the disk");
                Some(Instant::now())
            }
        };
    }
}

fn scrub_if_noted(conn: &Connection) -> Result<(), StoreError> {
    let noted: Option<i64> =
        conn.prepare_cached("SELECT one FROM scrub")?.query_row([], |row| row.get(0)).optional()?;
    if noted.is_none() {
        return Ok(());
    }
    conn.execute_batch("VACUUM")?;
    // What is new lies in the write-ahead log until it is moved over what is old, which is in the
    // log, too.
    let is_busy: bool = conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    if is_busy {
        return Err(StoreError::Busy);
    }
    conn.execute("DELETE FROM scrub", [])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::store::connection::open_writer;

    const WORD: &[u8] = b"quien mira el disco";

    fn lies_on_the_disk(directory: &Path) -> bool {
        std::fs::read_dir(directory).unwrap().any(|file| {
            let bytes = std::fs::read(file.unwrap().path()).unwrap();
            bytes.windows(WORD.len()).any(|window| window == WORD)
        })
    }

    /// Rows come in no order, so that pages are split and rows moved; then all that say the word go.
    fn said_and_deleted(path: &Path, seed: u64) {
        let conn = open_writer(path).unwrap();
        conn.execute_batch(
            "CREATE TABLE said (at INTEGER, words TEXT, PRIMARY KEY (at, words)) WITHOUT ROWID",
        )
        .unwrap();
        let word = std::str::from_utf8(WORD).unwrap();
        let mut random = seed;
        for each in 0..400 {
            random = random
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let times = (random >> 40) as usize % 20 + 1;
            let words = if each % 2 == 0 { word.repeat(times) } else { "-".repeat(times) };
            conn.execute("INSERT INTO said VALUES (?1, ?2)", ((random >> 8) as i64, words))
                .unwrap();
        }
        conn.execute("DELETE FROM said WHERE words NOT LIKE '-%'", []).unwrap();
        conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    }

    #[test]
    fn what_sqlite_left_between_rows_goes_and_is_not_forgotten_when_cut_off() {
        let (directory, path) = (1..50)
            .find_map(|seed| {
                let directory = tempfile::tempdir().unwrap();
                let path = directory.path().join("x.db");
                said_and_deleted(&path, seed);
                lies_on_the_disk(directory.path()).then_some((directory, path))
            })
            .unwrap();

        let conn = open_writer(&path).unwrap();
        note(&conn).unwrap();
        drop(conn);
        let conn = open_writer(&path).unwrap();
        let mut scrubber = Scrubber::default();
        scrubber.scrub(&conn);
        assert!(!lies_on_the_disk(directory.path()));
        assert_eq!(conn.query_row("SELECT COUNT(*) FROM scrub", [], |row| row.get(0)), Ok(0));
        let kept: i64 = conn.query_row("SELECT COUNT(*) FROM said", [], |row| row.get(0)).unwrap();
        assert_eq!(kept, 200);
    }

    #[test]
    fn while_somebody_reads_the_mark_stays() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("x.db");
        let conn = open_writer(&path).unwrap();
        conn.busy_timeout(Duration::ZERO).unwrap();
        note(&conn).unwrap();
        let reader = Connection::open(&path).unwrap();
        reader.execute_batch("BEGIN; SELECT * FROM scrub").unwrap();
        assert!(scrub_if_noted(&conn).is_err());
        reader.execute_batch("COMMIT").unwrap();
        scrub_if_noted(&conn).unwrap();
        assert_eq!(conn.query_row("SELECT COUNT(*) FROM scrub", [], |row| row.get(0)), Ok(0));
    }
}
