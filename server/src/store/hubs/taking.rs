//! Taking a directory in: on a hub, central's rows take the place of what was known.
//!
//! Owns what follows from a row that is new or other than before: phones of the centre are told of
//! writers, sessions and notices through this
//! hub's own feed, and the record follows a writer's new
//! standing. Everything of it is one transaction. Certificates are checked against central's key;
//! the rest is believed, as it came from central over a road that proves who it is.

use std::collections::HashMap;

use packs::{Manifest, Pack, PictureSums};
use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use rusqlite::{Connection, ToSql, params, params_from_iter};
use sync_core::notice::SignedNotice;
use sync_core::session::SessionNotice;
use sync_core::trust::{PublicKey, WriterCertificate};

use super::directory::{Cell, Directory, Table, columns, is_part};
use super::newcomers::ask_again;
use super::numbers::{HUB_ROWS, make_room};
use super::places;
use crate::store::admission::restand::{open_writer, restand_as_certified};
use crate::store::content::{put_manifest, remake_catalogue};
use crate::store::directory::tell_of_writer;
use crate::store::erasure::erase_again;
use crate::store::notices::put_in_feed;
use crate::store::programme::{FeedPlace, from_cbor, next_in_feed, read_replica};
use crate::store::{Store, StoreError};

/// Content files that lessons need and that are not here: names, as 64 hex digits.
pub type MissingFiles = Vec<String>;

/// Tables of which what central does not name is gone.
const WHOLE: &[&str] = &[
    "role_grant",
    "grant_learner",
    "kinship",
    "second_factor",
    "second_factor_role",
    "consent",
    "contact",
    "profile",
];

impl ToSql for Cell {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Null => ToSqlOutput::Owned(Value::Null),
            Self::Integer(number) => ToSqlOutput::Owned(Value::Integer(*number)),
            Self::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Self::Blob(bytes) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
        })
    }
}

impl Store {
    /// Takes a directory in. Lessons whose files are not all here come into use when they are:
    /// then it is taken in again.
    pub async fn take_directory(
        &self,
        bytes: Vec<u8>,
        now: i64,
    ) -> Result<MissingFiles, StoreError> {
        self.write(move |conn| take(conn, &bytes, now)).await
    }

    /// Keeps a content file that was fetched.
    pub async fn put_content_file(
        &self,
        sha256: [u8; 32],
        media_type: String,
        bytes: Vec<u8>,
    ) -> Result<(), StoreError> {
        self.write(move |conn| crate::store::content::put_file(conn, &sha256, &media_type, &bytes))
            .await
    }
}

fn take(conn: &Connection, bytes: &[u8], now: i64) -> Result<MissingFiles, StoreError> {
    let directory = Directory::from_bytes(bytes)
        .ok_or_else(|| StoreError::Constraint("not a directory".to_owned()))?;
    // Rows point at each other, and not all that goes is gone in order.
    conn.pragma_update(None, "defer_foreign_keys", true)?;
    let central = read_replica(conn)?.central();
    make_room(conn, &directory)?;
    let writers = writers(conn)?;
    let sessions = editions(conn, "cohort_session")?;
    let notices = editions(conn, "cohort_notice")?;
    let learners = places::learners(conn)?;
    for table in directory.tables.iter().rev() {
        if WHOLE.contains(&table.name.as_str()) {
            forget_others(conn, table)?;
        }
    }
    let mut missing = MissingFiles::new();
    for table in &directory.tables {
        match table.name.as_str() {
            "pack" => missing = take_packs(conn, table, now)?,
            "cohort_session" | "cohort_notice" => take_rows(conn, table, &[("announced", 0)])?,
            name if is_part(name) => take_rows(conn, table, &[])?,
            // Of a newer central's.
            _ => {}
        }
    }
    erase_again(conn)?;
    places::note_who_comes_and_goes(conn, &directory, &learners)?;
    ask_again(conn)?;
    tell_of_writers(conn, &central, &writers)?;
    tell_of_sessions(conn, &central, &sessions)?;
    tell_of_notices(conn, &central, &notices)?;
    remake_catalogue(conn)?;
    if missing.is_empty() {
        conn.execute(
            "UPDATE upstream SET directory_hash = ?1",
            params![Directory::hash_of(bytes)],
        )?;
    }
    Ok(missing)
}

/// Rows take the place of those of the same key; columns that are not known here are left out.
fn take_rows(conn: &Connection, table: &Table, besides: &[(&str, i64)]) -> Result<(), StoreError> {
    let known = columns(conn, &table.name)?;
    let is_known = |name: &str| known.iter().any(|(column, _)| column == name);
    let here: Vec<(usize, &String)> =
        table.columns.iter().enumerate().filter(|(_, name)| is_known(name)).collect();
    let names: Vec<&str> = here.iter().map(|(_, name)| name.as_str()).collect();
    let keys: Vec<&str> =
        known.iter().filter(|(_, is_key)| *is_key).map(|(name, _)| name.as_str()).collect();
    let sets: Vec<String> = names
        .iter()
        .filter(|name| !keys.contains(*name))
        .map(|name| format!("{name} = excluded.{name}"))
        .collect();
    let marks: Vec<String> = (1..=names.len()).map(|at| format!("?{at}")).collect();
    let (more, values): (Vec<String>, Vec<String>) =
        besides.iter().map(|(name, value)| (format!(", {name}"), format!(", {value}"))).unzip();
    let update = match sets.is_empty() {
        true => "NOTHING".to_owned(),
        false => format!("UPDATE SET {}", sets.join(", ")),
    };
    let sql = format!(
        "INSERT INTO {} ({}{}) VALUES ({}{}) ON CONFLICT ({}) DO {update}",
        table.name,
        names.join(", "),
        more.concat(),
        marks.join(", "),
        values.concat(),
        keys.join(", "),
    );
    let mut statement = conn.prepare_cached(&sql)?;
    for row in &table.rows {
        if row.len() != table.columns.len() {
            return Err(StoreError::Constraint(format!("a row of {}", table.name)));
        }
        statement.execute(params_from_iter(here.iter().map(|(at, _)| &row[*at])))?;
    }
    Ok(())
}

/// Deletes what central does not name any more.
fn forget_others(conn: &Connection, table: &Table) -> Result<(), StoreError> {
    let keys: Vec<String> = columns(conn, &table.name)?
        .into_iter()
        .filter_map(|(name, is_key)| is_key.then_some(name))
        .collect();
    let places: Vec<usize> = keys
        .iter()
        .filter_map(|key| table.columns.iter().position(|column| column == key))
        .collect();
    if places.len() != keys.len() {
        return Err(StoreError::Constraint(format!("a row of {} without its key", table.name)));
    }
    conn.execute_batch("CREATE TEMP TABLE IF NOT EXISTS named (a, b)")?;
    conn.execute("DELETE FROM temp.named", [])?;
    for row in &table.rows {
        let key = |at: usize| places.get(at).and_then(|place| row.get(*place)).cloned();
        conn.prepare_cached("INSERT INTO temp.named VALUES (?1, ?2)")?
            .execute(params![key(0).unwrap_or(Cell::Null), key(1).unwrap_or(Cell::Null)])?;
    }
    // What this hub added itself central cannot name yet.
    let of = keys.first().map_or("0", String::as_str);
    let fits: Vec<String> =
        keys.iter().zip(["a", "b"]).map(|(key, named)| format!("{key} IS {named}")).collect();
    conn.execute(
        &format!(
            "DELETE FROM {} WHERE NOT (typeof({of}) = 'integer' AND {of} >= {HUB_ROWS})
             AND NOT EXISTS (SELECT 1 FROM temp.named WHERE {})",
            table.name,
            fits.join(" AND ")
        ),
        [],
    )?;
    Ok(())
}

/// Puts those packs into use of which every file is here.
fn take_packs(conn: &Connection, table: &Table, now: i64) -> Result<MissingFiles, StoreError> {
    let manifest_at = table.columns.iter().position(|column| column == "manifest");
    let mut missing = MissingFiles::new();
    for row in &table.rows {
        let Some(Cell::Blob(json)) = manifest_at.and_then(|at| row.get(at)) else { continue };
        let manifest: Manifest = serde_json::from_slice(json)
            .map_err(|error| StoreError::Constraint(format!("a pack's manifest: {error}")))?;
        let mut lacks = Vec::new();
        for file in &manifest.files {
            let is_here: bool = conn
                .prepare_cached(
                    "SELECT EXISTS (SELECT 1 FROM content_file WHERE lower(hex(sha256)) = ?1)",
                )?
                .query_row([&file.sha256], |row| row.get(0))?;
            if !is_here {
                lacks.push(file.sha256.clone());
            }
        }
        if lacks.is_empty() {
            let (files, warnings) = (Vec::new(), Vec::new());
            let pictures = PictureSums::default();
            put_manifest(conn, &Pack { manifest, files, warnings, pictures }, now)?;
        }
        missing.extend(lacks);
    }
    missing.sort_unstable();
    missing.dedup();
    Ok(missing)
}

/// What was known of writers: by number, certificate and whether the key waited.
type Known = HashMap<i64, (Vec<u8>, u8)>;

fn writers(conn: &Connection) -> Result<Known, StoreError> {
    let mut statement =
        conn.prepare_cached("SELECT number, certificate, provisional FROM writer")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn tell_of_writers(
    conn: &Connection,
    central: &PublicKey,
    known: &Known,
) -> Result<(), StoreError> {
    let mut numbers: Vec<(i64, (Vec<u8>, u8))> = writers(conn)?.into_iter().collect();
    numbers.sort_unstable_by_key(|(number, _)| *number);
    for (number, now) in numbers {
        let before = known.get(&number);
        if before == Some(&now) {
            continue;
        }
        let (certificate, provisional) = now;
        let certificate: WriterCertificate = from_cbor(&certificate)?;
        certificate
            .verify(central)
            .map_err(|_| StoreError::Constraint("a writer that central did not certify".into()))?;
        // Nobody is told of a key that waits for somebody of the staff.
        if provisional != 0 {
            continue;
        }
        tell_of_writer(conn, number)?;
        if before.is_some() {
            restand_as_certified(conn, number)?;
            open_writer(conn, number)?;
        }
    }
    Ok(())
}

fn editions(conn: &Connection, table: &str) -> Result<HashMap<i64, i64>, StoreError> {
    let mut statement = conn.prepare_cached(&format!("SELECT number, edition FROM {table}"))?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn tell_of_sessions(
    conn: &Connection,
    central: &PublicKey,
    known: &HashMap<i64, i64>,
) -> Result<(), StoreError> {
    let mut now: Vec<(i64, i64)> = editions(conn, "cohort_session")?.into_iter().collect();
    now.sort_unstable();
    for (number, edition) in now {
        if known.get(&number) == Some(&edition) {
            continue;
        }
        let notice: Vec<u8> = conn
            .prepare_cached("SELECT notice FROM cohort_session WHERE number = ?1")?
            .query_row([number], |row| row.get(0))?;
        from_cbor::<SessionNotice>(&notice)?
            .verify(central)
            .map_err(|_| StoreError::Constraint("a session that central did not sign".into()))?;
        let hash = Directory::hash_of(&notice);
        let FeedPlace { sequence, chain } = next_in_feed(conn, &hash)?;
        conn.prepare_cached("UPDATE cohort_session SET announced = ?2 WHERE number = ?1")?
            .execute(params![number, sequence])?;
        conn.prepare_cached(
            "INSERT INTO feed (programme, sequence, cohort, session, hash, chain)
             SELECT 1, ?1, cohort, number, ?3, ?4 FROM cohort_session WHERE number = ?2",
        )?
        .execute(params![sequence, number, hash, chain])?;
    }
    Ok(())
}

fn tell_of_notices(
    conn: &Connection,
    central: &PublicKey,
    known: &HashMap<i64, i64>,
) -> Result<(), StoreError> {
    let mut now: Vec<(i64, i64)> = editions(conn, "cohort_notice")?.into_iter().collect();
    now.sort_unstable();
    for (number, edition) in now {
        if known.get(&number) == Some(&edition) {
            continue;
        }
        let signed: Vec<u8> = conn
            .prepare_cached("SELECT notice FROM cohort_notice WHERE number = ?1")?
            .query_row([number], |row| row.get(0))?;
        from_cbor::<SignedNotice>(&signed)?
            .verify(central)
            .map_err(|_| StoreError::Constraint("a notice that central did not sign".into()))?;
        put_in_feed(conn, number, &Directory::hash_of(&signed))?;
    }
    Ok(())
}
