//! Opening the database file: settings, schema, backup before a migration.
//!
//! Owns what every connection must be set to, and why. Must not know any table.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::backup::Backup;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use rusqlite_migration::{M, Migrations};

use super::error::StoreError;
use super::power::is_simulated;

/// Append only: a schema that was released never changes.
const MIGRATIONS: &[M<'static>] = &[
    M::up(include_str!("schema/001.sql")),
    M::up(include_str!("schema/002_transport.sql")),
    M::up(include_str!("schema/003_backup.sql")),
    M::up(include_str!("schema/004_staff.sql")),
    M::up(include_str!("schema/005_people.sql")),
    M::up(include_str!("schema/006_desk.sql")),
    M::up(include_str!("schema/007_devices.sql")),
    M::up(include_str!("schema/008_return.sql")),
    M::up(include_str!("schema/009_second_factor.sql")),
    M::up(include_str!("schema/010_sessions.sql")),
    M::up(include_str!("schema/011_recovery.sql")),
    M::up(include_str!("schema/012_hub.sql")),
    M::up(include_str!("schema/013_erasure.sql")),
    M::up(include_str!("schema/014_hub_files.sql")),
    M::up(include_str!("schema/015_certificate.sql")),
    M::up(include_str!("schema/016_clocks.sql")),
    M::up(include_str!("schema/017_ruling.sql")),
    M::up(include_str!("schema/018_places.sql")),
    M::up(include_str!("schema/019_hub_end.sql")),
    M::up(include_str!("schema/020_overruled.sql")),
    M::up(include_str!("schema/021_newcomer.sql")),
    M::up(include_str!("schema/022_scrub.sql")),
    M::up(include_str!("schema/023_chain.sql")),
    M::up(include_str!("schema/024_enrolment.sql")),
    M::up(include_str!("schema/025_survey.sql")),
    M::up(include_str!("schema/026_attribute.sql")),
    M::up(include_str!("schema/027_fact.sql")),
    M::up(include_str!("schema/028_definition.sql")),
    M::up(include_str!("schema/029_steps.sql")),
    M::up(include_str!("schema/030_outcome.sql")),
    M::up(include_str!("schema/031_notice.sql")),
    M::up(include_str!("schema/032_referral.sql")),
    M::up(include_str!("schema/033_certificate.sql")),
    M::up(include_str!("schema/034_fact_became.sql")),
    M::up(include_str!("schema/035_fact_certified.sql")),
    M::up(include_str!("schema/037_award.sql")),
    M::up(include_str!("schema/038_whose.sql")),
    M::up(include_str!("schema/039_fact_packed.sql")),
];

/// The number of the schema that this program writes.
pub fn known_schema() -> i64 {
    MIGRATIONS.len() as i64
}

/// How long to wait for another process's transaction.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// Prepared statements kept per connection: about as many as the hot paths have.
const CACHED_STATEMENTS: usize = 128;
/// Pages copied into memory at a time.
const PAGES_A_STEP: i32 = 1_000;

/// Opens for writing, and brings the schema up to date.
pub(super) fn open_writer(path: &Path) -> Result<Connection, StoreError> {
    let mut conn = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    settings(&conn)?;
    // WAL lets readers go on while the one writer writes. FULL makes a commit durable when the
    // power fails, not only when the process dies: a receipt promises that.
    conn.pragma_update(None, "journal_mode", "WAL")?;
    // (The simulator cuts the power by its own switch, and need not wait for a disk.)
    let synchronous = if is_simulated() { "OFF" } else { "FULL" };
    conn.pragma_update(None, "synchronous", synchronous)?;
    conn.pragma_update(None, "secure_delete", "ON")?;
    migrate(&mut conn, path)?;
    Ok(conn)
}

/// Opens for reading only.
pub(super) fn open_reader(path: &Path) -> Result<Connection, StoreError> {
    let conn = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    settings(&conn)?;
    conn.pragma_update(None, "query_only", "ON")?;
    Ok(conn)
}

/// Opens what another program may have written, for reading, in today's schema: an older one is
/// copied into memory and brought up to date there, and its file left as it is.
pub(super) fn open_up_to_date(path: &Path) -> Result<Connection, StoreError> {
    let found = open_reader(path)?;
    if schema(&found)? == known_schema() {
        return Ok(found);
    }
    let mut copy = Connection::open_in_memory()?;
    Backup::new(&found, &mut copy)?.run_to_completion(PAGES_A_STEP, Duration::ZERO, None)?;
    migrate_in_place(&mut copy)?;
    Ok(copy)
}

/// Opens a database that others may be writing, to be copied: only with the schema known here.
pub(super) fn open_source(path: &Path) -> Result<Connection, StoreError> {
    let conn = open_as_is(path)?;
    let (found, known) = (schema(&conn)?, known_schema());
    match found {
        found if found > known => Err(StoreError::NewerSchema { found, known }),
        found if found < known => Err(StoreError::OlderSchema { found, known }),
        _ => Ok(conn),
    }
}

/// Opens what is there, as it is: no schema is made or changed.
pub(super) fn open_as_is(path: &Path) -> Result<Connection, StoreError> {
    let conn = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    settings(&conn)?;
    conn.pragma_update(None, "synchronous", "FULL")?;
    Ok(conn)
}

/// Brings the schema up to date without keeping a copy: for a file that is one.
pub(super) fn migrate_in_place(conn: &mut Connection) -> Result<(), StoreError> {
    let (found, known) = (schema(conn)?, known_schema());
    if found > known {
        return Err(StoreError::NewerSchema { found, known });
    }
    to_latest(conn)
}

fn schema(conn: &Connection) -> Result<i64, StoreError> {
    Ok(conn.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

fn settings(conn: &Connection) -> Result<(), StoreError> {
    conn.busy_timeout(BUSY_TIMEOUT)?;
    conn.set_prepared_statement_cache_capacity(CACHED_STATEMENTS);
    conn.pragma_update(None, "foreign_keys", "ON")?;
    // A database file handed to us must not be able to run functions through its schema.
    conn.pragma_update(None, "trusted_schema", "OFF")?;
    conn.pragma_update(None, "cell_size_check", "ON")?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    Ok(())
}

fn migrate(conn: &mut Connection, path: &Path) -> Result<(), StoreError> {
    let known = known_schema();
    let found = schema(conn)?;
    if found > known {
        return Err(StoreError::NewerSchema { found, known });
    }
    if found == known {
        return Ok(());
    }
    if found > 0 {
        back_up(conn, path, found)?;
    }
    to_latest(conn)
}

fn to_latest(conn: &mut Connection) -> Result<(), StoreError> {
    Migrations::from_slice(MIGRATIONS)
        .to_latest(conn)
        .map_err(|error| StoreError::Bug(format!("migration: {error}")))
}

/// Keeps a copy of the database as it was before a migration, beside it.
fn back_up(conn: &Connection, path: &Path, schema: i64) -> Result<(), StoreError> {
    let backup = free_name(path, schema);
    tracing::info!(backup = %backup.display(), "keeping a copy before the schema changes");
    conn.backup("main", &backup, None)?;
    Ok(())
}

fn free_name(path: &Path, schema: i64) -> PathBuf {
    (0..)
        .map(|n| match n {
            0 => path.with_extension(format!("schema-{schema}.db")),
            n => path.with_extension(format!("schema-{schema}.{n}.db")),
        })
        .find(|name| !name.exists())
        .unwrap_or_else(|| path.with_extension("backup.db"))
}

/// Runs all migrations on an empty database, as a test.
#[cfg(test)]
pub(super) fn validate() -> Result<(), StoreError> {
    Migrations::from_slice(MIGRATIONS)
        .validate()
        .map_err(|error| StoreError::Bug(error.to_string()))
}
