//! The writer's promises: savepoints of their own, one commit, nothing acknowledged that is lost.
//! And the schema.s: what can go is found by an index.

use std::collections::BTreeSet;

use rusqlite::Connection;

use super::{Store, StoreError};

fn open() -> (tempfile::TempDir, Store) {
    let directory = tempfile::tempdir().unwrap();
    let store = Store::open(directory.path()).unwrap();
    (directory, store)
}

fn count_up(conn: &Connection, code: &str) -> Result<(), StoreError> {
    super::verdicts::count(conn, 0, code, 1)
}

async fn counted(store: &Store, code: &'static str) -> i64 {
    let sql = "SELECT COALESCE(SUM(count), 0) FROM verdict_count WHERE code = ?1";
    store.read(move |conn| Ok(conn.query_row(sql, [code], |row| row.get(0))?)).await.unwrap()
}

#[tokio::test]
async fn a_job_that_fails_takes_nobody_with_it() {
    let (_directory, store) = open();
    let mut pending = Vec::new();
    for n in 0..100 {
        let job = store.enqueue(move |conn| {
            count_up(conn, "job")?;
            match n % 10 {
                3 => Err(StoreError::Bug("of its own".to_owned())),
                7 => panic!("of its own"),
                _ => Ok(n),
            }
        });
        pending.push((n, job.await.unwrap()));
    }
    for (n, job) in pending {
        let result = job.durable().await;
        assert_eq!(result.is_ok(), !matches!(n % 10, 3 | 7), "{n}: {result:?}");
    }
    assert_eq!(counted(&store, "job").await, 80);
}

#[tokio::test]
async fn a_full_disk_acknowledges_nothing_and_ends_nothing() {
    let (_directory, store) = open();
    store
        .write(|conn| Ok(conn.pragma_update(None, "max_page_count", 1).map(|_| ())?))
        .await
        .unwrap();
    let big = || {
        store.write(|conn| {
            conn.execute(
                "INSERT INTO content_file (sha256, media_type, bytes)
                 VALUES (randomblob(32), 'x', randomblob(1000000))",
                [],
            )?;
            Ok(())
        })
    };
    assert!(matches!(big().await, Err(StoreError::StorageFull(_))));
    let files = "SELECT COUNT(*) FROM content_file";
    let kept = store.read(move |conn| Ok(conn.query_row(files, [], |row| row.get::<_, i64>(0))?));
    assert_eq!(kept.await.unwrap(), 0);
    store
        .write(|conn| Ok(conn.pragma_update(None, "max_page_count", 100_000).map(|_| ())?))
        .await
        .unwrap();
    big().await.unwrap();
}

#[tokio::test]
async fn what_was_queued_before_closing_is_kept() {
    let (directory, store) = open();
    for _ in 0..50 {
        store.enqueue(|conn| count_up(conn, "late")).await.unwrap();
    }
    store.close().await;
    let store = Store::open(directory.path()).unwrap();
    assert_eq!(counted(&store, "late").await, 50);
}

#[tokio::test]
async fn a_newer_schema_is_refused() {
    let (directory, store) = open();
    store.write(|conn| Ok(conn.pragma_update(None, "user_version", 999)?)).await.unwrap();
    store.close().await;
    let refused = Store::open(directory.path()).map(|_| ());
    assert!(matches!(refused, Err(StoreError::NewerSchema { found: 999, .. })), "{refused:?}");
}

#[test]
fn migrations_are_sound() {
    super::connection::validate().unwrap();
}

/// Where a row can go, SQLite looks for those that point at it: in an index, or in the whole table.
#[tokio::test]
async fn what_can_go_is_found_by_an_index() {
    let (_directory, store) = open();
    let unindexed: Vec<String> = store
        .read(|conn| {
            let listed = |sql: &str, of: &str| -> Result<BTreeSet<String>, StoreError> {
                let mut statement = conn.prepare(sql)?;
                let names = statement.query_map([of], |row| row.get(0))?;
                Ok(names.collect::<Result<_, _>>()?)
            };
            let can_go: BTreeSet<&str> =
                super::erasure::HERS.iter().map(|(table, _)| *table).chain(["learner"]).collect();
            let tables = listed("SELECT name FROM sqlite_schema WHERE type = ?1", "table")?;
            assert!(can_go.iter().all(|table| tables.contains(*table)));
            let mut unindexed = Vec::new();
            for table in tables {
                let mut indexed = listed(
                    "SELECT part.name FROM pragma_index_list(?1) AS list
                     JOIN pragma_index_info(list.name) AS part ON part.seqno = 0",
                    &table,
                )?;
                indexed
                    .extend(listed("SELECT name FROM pragma_table_info(?1) WHERE pk = 1", &table)?);
                let pointing = listed(
                    "SELECT \"from\" || ' ' || \"table\" FROM pragma_foreign_key_list(?1)",
                    &table,
                )?;
                for pointer in pointing {
                    let (column, to) = pointer.split_once(' ').unwrap();
                    if can_go.contains(to) && !indexed.contains(column) {
                        unindexed.push(format!("{table}.{column} -> {to}"));
                    }
                }
            }
            Ok(unindexed)
        })
        .await
        .unwrap();
    assert_eq!(unindexed, Vec::<String>::new());
}
