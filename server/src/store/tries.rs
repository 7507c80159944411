//! Tries at signing in: how many in a row, and how long to wait after them.
//!
//! Owns `sign_in_try`. A try is counted before the password is looked at, so that many at once are
//! counted too, and is given back when it was right. Logins that are nobody's wait like others do:
//! the difference would tell which exist.

use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};

use super::Store;
use super::accounts::login_key;
use super::audit::append;
use super::error::StoreError;
use crate::audit::{AuditEntry, Audited, Subject};

/// Tries in a row that cost nothing: a person who mistypes.
const FREE_TRIES: u32 = 5;
/// The wait after the last of them; each further try doubles it.
const FIRST_WAIT_SECONDS: i64 = 60;
/// No wait is longer, so that nobody is locked out of her work by somebody who guesses.
const LONGEST_WAIT_SECONDS: i64 = 3600;
/// Tries longer ago than this are forgotten.
const MEMORY_SECONDS: i64 = 24 * 3600;
/// Logins remembered at once.
const MAX_ROWS: i64 = 10_000;
/// Failed tries that one hour adds to the audit log at most; the last one says that it is full.
const NOTED_IN_AN_HOUR: i64 = 60;

/// May she try?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Try {
    /// Counted: go on.
    Go,
    /// Not yet.
    Wait {
        /// How long.
        seconds: i64,
    },
}

impl Store {
    /// Counts a try at a login, or says how long to wait.
    pub async fn try_sign_in(&self, login: &str, now: i64) -> Result<Try, StoreError> {
        let hash = login_hash(&login_key(login));
        self.write(move |conn| {
            let (tries, wait_until) = standing(conn, &hash, now)?;
            if wait_until > now {
                return Ok(Try::Wait { seconds: wait_until - now });
            }
            let tries = tries.saturating_add(1);
            make_room(conn, now)?;
            conn.execute(
                "insert into sign_in_try (login_hash, tries, wait_until, last_at)
                 values (?1, ?2, ?3, ?4)
                 on conflict (login_hash) do update set tries = excluded.tries,
                     wait_until = excluded.wait_until, last_at = excluded.last_at",
                params![hash, tries, now + wait_after(tries), now],
            )?;
            Ok(Try::Go)
        })
        .await
    }

    /// Forgets the tries at a login, since one was right that opened no session.
    pub async fn forget_tries(&self, login: &str) -> Result<(), StoreError> {
        let login = login_key(login);
        self.write(move |conn| forget(conn, &login)).await
    }

    /// Notes that a try was wrong. `account`: whose login it is, if anybody's.
    pub async fn sign_in_failed(
        &self,
        account: Option<String>,
        now: i64,
    ) -> Result<(), StoreError> {
        self.write(move |conn| {
            let noted: i64 = conn
                .prepare_cached("select count(*) from audit where act = ?1 and at > ?2")?
                .query_row(params![Audited::SignInFailed.word(), now - 3600], |row| row.get(0))?;
            if noted >= NOTED_IN_AN_HOUR {
                return Ok(());
            }
            let subject = account.map_or(Subject::Nobody, Subject::Account);
            let entry = AuditEntry::by_login(None, Audited::SignInFailed, subject, now);
            let last = noted == NOTED_IN_AN_HOUR - 1;
            append(conn, &if last { entry.with("more_are_not_noted", true) } else { entry })
        })
        .await
    }
}

/// Forgets the tries at a login, since one was right.
pub(super) fn forget(conn: &Connection, login: &str) -> Result<(), StoreError> {
    conn.execute("delete from sign_in_try where login_hash = ?1", [login_hash(login)])?;
    Ok(())
}

/// Until when a login waits, if it does.
pub(super) fn waits_until(
    conn: &Connection,
    login: &str,
    now: i64,
) -> Result<Option<i64>, StoreError> {
    let (_, wait_until) = standing(conn, &login_hash(login), now)?;
    Ok((wait_until > now).then_some(wait_until))
}

/// Tries in a row, and until when to wait.
fn standing(conn: &Connection, hash: &[u8; 32], now: i64) -> Result<(u32, i64), StoreError> {
    let row: Option<(u32, i64, i64)> = conn
        .prepare_cached("select tries, wait_until, last_at from sign_in_try where login_hash = ?1")?
        .query_row([hash], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    Ok(match row {
        // A clock that was set back makes nobody wait until the old time comes again.
        Some((tries, wait_until, last_at)) if last_at <= now && now - last_at < MEMORY_SECONDS => {
            (tries, wait_until)
        }
        Some(_) | None => (0, now),
    })
}

fn wait_after(tries: u32) -> i64 {
    match tries.checked_sub(FREE_TRIES) {
        None => 0,
        Some(doublings) => (FIRST_WAIT_SECONDS << doublings.min(10)).min(LONGEST_WAIT_SECONDS),
    }
}

/// A flood of logins must not fill the disk, nor push out those that are being guessed at.
fn make_room(conn: &Connection, now: i64) -> Result<(), StoreError> {
    let rows: i64 =
        conn.prepare_cached("select count(*) from sign_in_try")?.query_row([], |row| row.get(0))?;
    if rows < MAX_ROWS {
        return Ok(());
    }
    conn.execute("delete from sign_in_try where last_at <= ?1", [now - MEMORY_SECONDS])?;
    conn.execute(
        "delete from sign_in_try where login_hash in
             (select login_hash from sign_in_try order by tries, last_at limit ?1)",
        [MAX_ROWS / 10],
    )?;
    Ok(())
}

/// Hashed, since people type passwords where their login belongs.
fn login_hash(login: &str) -> [u8; 32] {
    Sha256::new().chain_update(b"chaski/login/1\0").chain_update(login).finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn waits_grow_are_bounded_and_are_forgotten() {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::open(directory.path()).unwrap();
        let mut now = 1_000_000;
        let attempt = async |now| store.try_sign_in(" Ana", now).await.unwrap();
        for _ in 0..5 {
            assert_eq!(attempt(now).await, Try::Go);
        }
        let mut waits = Vec::new();
        for _ in 0..9 {
            let Try::Wait { seconds } = attempt(now).await else { panic!("no wait at {now}") };
            waits.push(seconds);
            now += seconds;
            assert_eq!(attempt(now).await, Try::Go, "after the wait");
        }
        assert_eq!(waits, [60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]);
        assert_eq!(store.try_sign_in("rosa", now).await.unwrap(), Try::Go, "another login");
        assert_eq!(attempt(now - 500_000).await, Try::Go, "the clock was set back");
        assert_eq!(attempt(now + MEMORY_SECONDS).await, Try::Go, "forgotten");
    }

    #[tokio::test]
    async fn a_flood_of_failures_does_not_fill_the_log() {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::open(directory.path()).unwrap();
        for _ in 0..200 {
            store.sign_in_failed(None, 5_000).await.unwrap();
        }
        assert_eq!(store.audit_head().await.unwrap().0, NOTED_IN_AN_HOUR);
        store.sign_in_failed(Some("ana".into()), 5_000 + 3600).await.unwrap();
        assert_eq!(store.audit_head().await.unwrap().0, NOTED_IN_AN_HOUR + 1);
    }
}
