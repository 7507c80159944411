//! A copy becomes the database in use: a new epoch, no sessions, no open codes.
//!
//! Owns what changes in the rows of a copy when it is put into use, and the comparison of two
//! databases before that. Must not move files: `crate::backup` does.

use std::collections::BTreeSet;
use std::path::Path;

use rusqlite::{Connection, params};
use serde::Serialize;
use sync_core::bugs::{Bug, bug};
use sync_core::trust::{PublicKey, SigningKey};

use super::Store;
use super::connection::{migrate_in_place, open_as_is, open_up_to_date};
use super::copy::copy_mark;
use super::ends::end_as_certified;
use super::error::StoreError;
use super::hubs::keep_hub_ends;
use super::programme::{feed_head, read_replica};
use super::transport::sealing_keys;
use super::{restoring_ended, restoring_hubs, restoring_staff, rulings};

/// How much a database holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// The replica's epoch.
    pub epoch: u32,
    /// Head of the feed.
    pub head: u64,
    /// People.
    pub learners: u64,
    /// Keys that may sign.
    pub writers: u64,
    /// Staff who may sign in.
    pub accounts: u64,
    /// Documents of the record.
    pub documents: u64,
    /// Changes of the record.
    pub changes: u64,
    /// When the last of it came: seconds since 1970.
    pub last_at: i64,
}

/// What one database holds and another lacks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Lacking {
    /// Labels of learners: people are not printed by name.
    pub learners: Vec<String>,
    /// Keys of phones that enrolled.
    pub writers: u64,
    /// Logins of accounts.
    pub accounts: Vec<String>,
    /// Changes of the record.
    pub changes: u64,
    /// Labels of the learners whose changes these are.
    pub learners_with_changes: Vec<String>,
}

/// What putting a copy into use did to its rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct PutInUse {
    /// The new epoch.
    pub epoch: u32,
    /// Sessions of staff that were ended.
    pub sessions_ended: u64,
    /// Enrolment codes that nobody had used when the copy was made, and that hold no longer: they
    /// may have been used since.
    pub codes_ended: u64,
}

impl Store {
    /// The programme's root, by which two databases are known to be of one programme.
    pub async fn root(&self) -> Result<PublicKey, StoreError> {
        self.read(|conn| {
            let seed = conn.query_row("SELECT root_seed FROM replica", [], |row| row.get(0))?;
            Ok(SigningKey::from_seed(seed).public())
        })
        .await
    }

    /// How much this database holds.
    pub async fn tally(&self) -> Result<Tally, StoreError> {
        self.read(tally).await
    }

    /// What this database holds and `other`, a copy's file, lacks.
    pub async fn lacking_in(&self, other: &Path) -> Result<Lacking, StoreError> {
        let other = open_as_is(other)?;
        self.read(move |conn| lacking(conn, &other)).await
    }
}

fn tally(conn: &Connection) -> Result<Tally, StoreError> {
    let count = |table: &str| -> Result<u64, StoreError> {
        let sql = format!("SELECT COUNT(*) FROM {table}");
        Ok(conn.query_row(&sql, [], |row| row.get::<_, i64>(0))?.unsigned_abs())
    };
    let head = feed_head(conn)?;
    Ok(Tally {
        epoch: conn.query_row("SELECT epoch FROM replica", [], |row| row.get(0))?,
        head: head.unsigned_abs(),
        learners: count("learner")?,
        writers: count("writer")?,
        accounts: count("account")?,
        documents: count("document")?,
        changes: count("change")?,
        last_at: last_at(conn)?,
    })
}

/// The last moment that a database knows of.
fn last_at(conn: &Connection) -> Result<i64, StoreError> {
    Ok(conn.query_row(
        "SELECT MAX((SELECT COALESCE(MAX(received_at), 0) FROM change),
                    (SELECT COALESCE(MAX(registered_at), 0) FROM writer),
                    (SELECT COALESCE(MAX(until), 0) FROM anchor),
                    (SELECT COALESCE(MAX(changed_at), 0) FROM programme))",
        [],
        |row| row.get(0),
    )?)
}

fn lacking(conn: &Connection, other: &Connection) -> Result<Lacking, StoreError> {
    let has = |sql: &str| -> Result<BTreeSet<Vec<u8>>, StoreError> {
        let mut statement = other.prepare(sql)?;
        let ids = statement.query_map([], |row| row.get(0))?;
        Ok(ids.collect::<Result<_, _>>()?)
    };
    let mine = |sql: &str| -> Result<Vec<(Vec<u8>, String)>, StoreError> {
        let mut statement = conn.prepare(sql)?;
        let ids = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(ids.collect::<Result<_, _>>()?)
    };
    let learners = has("SELECT id FROM learner")?;
    let writers = has("SELECT id FROM writer")?;
    let accounts = has("SELECT CAST(login AS BLOB) FROM account")?;
    let changes = has("SELECT hash FROM change")?;
    let lacks = |rows: Vec<(Vec<u8>, String)>, there: &BTreeSet<Vec<u8>>| -> Vec<String> {
        rows.into_iter().filter(|(id, _)| !there.contains(id)).map(|(_, label)| label).collect()
    };
    let lost = lacks(
        mine(
            "SELECT hash, label FROM change
             JOIN document ON document.number = change.document
             JOIN learner ON learner.number = document.learner",
        )?,
        &changes,
    );
    let whose: BTreeSet<&String> = lost.iter().collect();
    Ok(Lacking {
        learners: lacks(mine("SELECT id, label FROM learner ORDER BY number")?, &learners),
        writers: lacks(mine("SELECT id, '' FROM writer")?, &writers).len() as u64,
        accounts: lacks(
            mine("SELECT CAST(login AS BLOB), login FROM account ORDER BY number")?,
            &accounts,
        ),
        changes: lost.len() as u64,
        learners_with_changes: whose.into_iter().cloned().collect(),
    })
}

/// Brings the schema of a copy up to date, where the copy is. Its original must be kept.
pub fn bring_up_to_date(copy: &Path) -> Result<(), StoreError> {
    let mut conn = open_as_is(copy)?;
    migrate_in_place(&mut conn)
}

/// Makes a copy the database to be used, in its place: `present` is the database that it replaces
/// and its epoch, when it can be read.
pub fn put_in_use(
    copy: &Path,
    present: Option<(&Path, u32)>,
    now: i64,
) -> Result<PutInUse, StoreError> {
    let conn = open_as_is(copy)?;
    let transaction = conn.unchecked_transaction()?;
    let replica = read_replica(&conn)?;
    let mark = match copy_mark(&conn)? {
        Some(mark) => (mark.at, mark.head),
        None => {
            let tally = tally(&conn)?;
            (tally.last_at, tally.head)
        }
    };
    let present_epoch = present.map_or(0, |(_, epoch)| epoch);
    let epoch = match bug(Bug::RestoreWithoutNewEpoch) {
        true => replica.epoch,
        false => next_epoch(replica.epoch.max(present_epoch), now),
    };
    conn.execute("UPDATE replica SET epoch = ?1", [epoch])?;
    conn.execute(
        "INSERT INTO restoration (epoch, at, copy_at, copy_head) VALUES (?1, ?2, ?3, ?4)",
        params![epoch, now, mark.0, i64::try_from(mark.1).unwrap_or(i64::MAX)],
    )?;
    let sessions_ended = conn.execute("DELETE FROM session", [])? as u64;
    let codes_ended = conn.execute(
        "UPDATE enrolment_code SET expires_at = ?1, plain = NULL
         WHERE profile IS NULL AND (expires_at IS NULL OR expires_at > ?1)",
        [now],
    )? as u64;
    let present = present.map(|(present, _)| open_up_to_date(present)).transpose()?;
    if let Some(present) = &present {
        keep_of_present(&conn, present, epoch, now)?;
    }
    restoring_staff::note(&conn, present.as_ref(), epoch, now)?;
    conn.execute("DELETE FROM copy_table", [])?;
    conn.execute("DELETE FROM copy_mark", [])?;
    transaction.commit()?;
    Ok(PutInUse { epoch, sessions_ended, codes_ended })
}

/// What the database that is replaced knows better than the copy: who may not any more.
fn keep_of_present(
    conn: &Connection,
    present: &Connection,
    epoch: u32,
    now: i64,
) -> Result<(), StoreError> {
    keep_withdrawals(conn, present)?;
    keep_ends(conn, present)?;
    keep_waiting(conn, present)?;
    // A hub hears of everybody from central.
    if !read_replica(conn)?.is_hub() {
        restoring_ended::register(conn, present)?;
    }
    keep_sealing_keys(conn, present)?;
    restoring_staff::keep_losses(conn, present)?;
    restoring_hubs::keep(conn, present, now)?;
    keep_hub_ends(conn, present)?;
    // What was ruled stays so, also where the copy holds the branch that gave way.
    rulings::take(conn, &rulings::all(present)?, false, now)?;
    conn.execute("UPDATE restoration SET present_read = 1 WHERE epoch = ?1", [epoch])?;
    Ok(())
}

/// Withdrawals only grow: what was withdrawn after the copy was made stays so, and who was
/// withdrawn after she was registered in between does not come back by herself.
fn keep_withdrawals(conn: &Connection, present: &Connection) -> Result<(), StoreError> {
    let mut statement = present.prepare(
        "SELECT profile.token_hash, profile.withdrawn_at, writer.public
         FROM profile JOIN writer ON writer.number = profile.writer
         WHERE profile.withdrawn_at IS NOT NULL",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (token, at, public): ([u8; 32], i64, [u8; 32]) =
            (row.get(0)?, row.get(1)?, row.get(2)?);
        conn.execute(
            "UPDATE profile SET withdrawn_at = ?2 WHERE token_hash = ?1 AND withdrawn_at IS NULL",
            params![token, at],
        )?;
        conn.execute("INSERT OR IGNORE INTO stays_away (public) VALUES (?1)", [public])?;
    }
    Ok(())
}

/// Whose time was over stays so, with what took effect of hers; whoever was registered and ended in
/// between does not come back by herself.
fn keep_ends(conn: &Connection, present: &Connection) -> Result<(), StoreError> {
    let mut statement = present.prepare(
        "SELECT public, certificate, provisional FROM writer
         WHERE standing = 1 AND provisional <> 1",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (public, certificate): ([u8; 32], Vec<u8>) = (row.get(0)?, row.get(1)?);
        conn.execute("INSERT OR IGNORE INTO stays_away (public) VALUES (?1)", [public])?;
        conn.execute(
            "UPDATE writer SET provisional = ?2 WHERE public = ?1 AND provisional = 1",
            params![public, row.get::<_, u8>(2)?],
        )?;
        end_as_certified(conn, &public, &certificate)?;
    }
    Ok(())
}

/// Keys that waited for somebody's word there go on waiting when they come back.
fn keep_waiting(conn: &Connection, present: &Connection) -> Result<(), StoreError> {
    let mut statement = present.prepare("SELECT public FROM writer WHERE provisional = 1")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let public: [u8; 32] = row.get(0)?;
        conn.execute("INSERT OR IGNORE INTO waits_again (public) VALUES (?1)", [public])?;
    }
    Ok(())
}

/// Phones may bring what was sealed to a key that was made after the copy.
fn keep_sealing_keys(conn: &Connection, present: &Connection) -> Result<(), StoreError> {
    for (_, seed, issued_at) in sealing_keys(present)? {
        conn.execute(
            "INSERT INTO sealing_key (seed, issued_at)
             SELECT ?1, ?2 WHERE NOT EXISTS (SELECT 1 FROM sealing_key WHERE seed = ?1)",
            params![seed, issued_at],
        )?;
    }
    Ok(())
}

/// An epoch that no phone has met. One copy may be put into use twice, and the database in between
/// be gone: counting on would then give the same number to two histories, so it is the time, or
/// more.
fn next_epoch(known: u32, now: i64) -> u32 {
    known.saturating_add(1).max(u32::try_from(now).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_epoch_is_never_given_twice() {
        assert_eq!(next_epoch(1, 1_795_000_000), 1_795_000_000);
        assert_eq!(next_epoch(1_795_000_000, 1_795_000_000), 1_795_000_001);
        assert_eq!(next_epoch(7, -5), 8, "a clock that is off does not take it back");
    }
}
