//! Sessions of staff: from sign-in until they end, by hand or by time.
//!
//! Owns the `session` table and how long a session lives. A token is stored as its hash: whoever
//! reads the database cannot sign in with it.

use std::fmt;

use rusqlite::{Connection, OptionalExtension, named_params};
use sha2::{Digest, Sha256};

use sync_core::record::Day;

use super::Store;
use super::accounts::{Account, account};
use super::audit::append;
use super::error::StoreError;
use super::second_factor::{self, SecondFactor};
use super::{grants, tries};
use crate::audit::{AuditEntry, Audited, Subject};
use crate::authority::Staff;

/// A session ends after this long without a request: an office is left, a screen stays on.
pub const IDLE_LIFE_SECONDS: i64 = 15 * 60;
/// A session ends this long after sign-in, whatever happens: a working day.
pub const ABSOLUTE_LIFE_SECONDS: i64 = 12 * 60 * 60;
/// A session's last request is written at most this often; each writing is a commit.
const SEEN_EVERY_SECONDS: i64 = 60;

/// Who is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resumed {
    /// Her account with the grants of today.
    pub staff: Staff,
    /// Her password was given to her: nothing is open but the form for one of her own.
    pub first_password: bool,
    /// Is a code of her telephone asked for, or should it be?
    pub second_factor: SecondFactor,
}

/// What a browser proves its session with: 32 random bytes.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken([u8; 32]);

impl SessionToken {
    /// Makes a token of random bytes.
    pub fn new(random: [u8; 32]) -> Self {
        Self(random)
    }

    /// Reads the cookie's form.
    pub fn from_hex(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes).ok().map(|()| Self(bytes))
    }

    /// The cookie's form.
    pub fn to_hex(&self) -> String {
        hex::encode(self.0)
    }

    pub(super) fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0).into()
    }
}

impl fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionToken(…)")
    }
}

impl Store {
    /// Opens a session for an account, and forgets those that have ended.
    pub async fn open_session(
        &self,
        token: &SessionToken,
        account: i64,
        now: i64,
    ) -> Result<(), StoreError> {
        let hash = token.hash();
        self.write(move |conn| {
            conn.execute(
                "delete from session where expires_at <= :now or last_seen <= :idle_since",
                named_params! { ":now": now, ":idle_since": now - IDLE_LIFE_SECONDS },
            )?;
            conn.execute(
                "insert into session (token_hash, account, created_at, last_seen, expires_at)
                 values (:hash, :account, :now, :now, :expires_at)",
                named_params! {
                    ":hash": hash,
                    ":account": account,
                    ":now": now,
                    ":expires_at": now + ABSOLUTE_LIFE_SECONDS,
                },
            )?;
            let login: String = conn.query_row(
                "update account set last_sign_in = ?2 where number = ?1 returning login",
                [account, now],
                |row| row.get(0),
            )?;
            tries::forget(conn, &login)?;
            append(conn, &own_act(login, Audited::SignIn, now))
        })
        .await
    }

    /// Who is signed in with this token, if the session has not ended; it goes on from now.
    pub async fn resume_session(
        &self,
        token: &SessionToken,
        now: i64,
    ) -> Result<Option<Resumed>, StoreError> {
        let hash = token.hash();
        let found = self
            .read(move |conn| {
                let found = conn
                    .prepare_cached(
                        "select account.number, account.login, account.name, account.locale,
                                account.first_password, session.last_seen
                         from session join account on account.number = session.account
                         where token_hash = :hash and expires_at > :now
                           and last_seen > :idle_since and account.disabled_at is null",
                    )?
                    .query_row(
                        named_params! {
                            ":hash": hash, ":now": now, ":idle_since": now - IDLE_LIFE_SECONDS,
                        },
                        |row| Ok((account(row)?, row.get::<_, i64>(5)?)),
                    )
                    .optional()?;
                let Some((account, last_seen)) = found else { return Ok(None) };
                Ok(Some((resumed(conn, account, now)?, last_seen)))
            })
            .await?;
        let Some((resumed, last_seen)) = found else { return Ok(None) };
        if now - last_seen >= SEEN_EVERY_SECONDS {
            self.write(move |conn| {
                conn.execute(
                    "update session set last_seen = :now where token_hash = :hash",
                    named_params! { ":hash": hash, ":now": now },
                )?;
                Ok(())
            })
            .await?;
        }
        Ok(Some(resumed))
    }

    /// An account as a session of it would be resumed now.
    pub async fn staff(&self, account: Account, now: i64) -> Result<Resumed, StoreError> {
        self.read(move |conn| resumed(conn, account, now)).await
    }

    /// Ends a session now.
    pub async fn end_session(&self, token: &SessionToken, now: i64) -> Result<(), StoreError> {
        let hash = token.hash();
        self.write(move |conn| {
            let account: Option<i64> = conn
                .query_row(
                    "delete from session where token_hash = ?1 returning account",
                    [hash],
                    |row| row.get(0),
                )
                .optional()?;
            let Some(account) = account else { return Ok(()) };
            match grants::login_of(conn, account)? {
                Some(login) => append(conn, &own_act(login, Audited::SignOut, now)),
                None => Ok(()),
            }
        })
        .await
    }
}

fn resumed(conn: &Connection, account: Account, now: i64) -> Result<Resumed, StoreError> {
    let today = Day::of_seconds(now);
    let mut grants = grants::of_account(conn, account.number)?;
    grants.retain(|grant| grant.is_in_force(today));
    let second_factor = second_factor::standing(conn, account.number, &grants)?;
    let Account { number, login, name, locale, first_password } = account;
    let staff = Staff { account: number, login, name, locale, grants };
    Ok(Resumed { staff, first_password, second_factor })
}

fn own_act(login: String, act: Audited, now: i64) -> AuditEntry {
    AuditEntry::by_login(Some(login.clone()), act, Subject::Account(login), now)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::authority::{Grant, Role, Scope};
    use crate::store::accounts::{AccountChange, AccountOutcome, NewAccount};

    fn grant(from: i32, until: Option<i32>) -> Grant {
        let until = until.map(Day);
        Grant { role: Role::Coordinator, scope: Scope::Programme, from: Day(from), until }
    }

    async fn store_with(grants: Vec<Grant>) -> (tempfile::TempDir, Store, i64) {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::open(directory.path()).unwrap();
        let new = NewAccount {
            login: " Coordina ".into(),
            name: "María".into(),
            locale: "es".into(),
            password_hash: "x".into(),
            first_password: false,
            grants,
        };
        assert_eq!(store.add_account(new, None, 0).await.unwrap(), AccountOutcome::Done);
        let (account, _) = store.account_of_login("coordina").await.unwrap().unwrap();
        (directory, store, account.number)
    }

    fn token(byte: u8) -> SessionToken {
        SessionToken::new([byte; 32])
    }

    #[tokio::test]
    async fn a_session_ends_when_idle_when_old_and_when_told() {
        let (_directory, store, account) = store_with(vec![grant(0, None)]).await;
        let resumed = async |byte, now| store.resume_session(&token(byte), now).await.unwrap();

        store.open_session(&token(1), account, 1_000).await.unwrap();
        assert_eq!(resumed(1, 1_000).await.unwrap().staff.login, "coordina");
        assert_eq!(resumed(2, 1_000).await, None);
        assert!(resumed(1, 1_000 + IDLE_LIFE_SECONDS).await.is_none(), "idle");

        let mut now = 1_000;
        while now + 800 < 1_000 + ABSOLUTE_LIFE_SECONDS {
            now += 800;
            assert!(resumed(1, now).await.is_some(), "kept alive by requests");
        }
        assert!(resumed(1, 1_000 + ABSOLUTE_LIFE_SECONDS).await.is_none(), "old");

        store.open_session(&token(3), account, now).await.unwrap();
        store.end_session(&token(3), now).await.unwrap();
        assert!(resumed(3, now).await.is_none(), "ended");
    }

    #[tokio::test]
    async fn what_takes_something_away_ends_them() {
        let (_directory, store, account) = store_with(vec![grant(0, None)]).await;
        let changes = [
            AccountChange { disabled: Some(true), ..AccountChange::default() },
            AccountChange {
                first_password_hash: Some("y".into()),
                disabled: Some(false),
                ..AccountChange::default()
            },
            AccountChange { grants: Some(Vec::new()), ..AccountChange::default() },
        ];
        for (byte, change) in (1..).zip(changes) {
            store.open_session(&token(byte), account, 10).await.unwrap();
            let outcome = store.change_account("Coordina", change, None, 10).await.unwrap();
            assert_eq!(outcome, AccountOutcome::Done);
            assert!(store.resume_session(&token(byte), 10).await.unwrap().is_none(), "{byte}");
        }
        store.open_session(&token(9), account, 10).await.unwrap();
        let named = AccountChange { name: Some("Ana".into()), ..AccountChange::default() };
        store.change_account("coordina", named, None, 10).await.unwrap();
        let resumed = store.resume_session(&token(9), 10).await.unwrap().unwrap();
        assert_eq!((resumed.staff.name.as_str(), resumed.first_password), ("Ana", true));
        store.change_password(account, "z".into(), 10).await.unwrap();
        assert!(store.resume_session(&token(9), 10).await.unwrap().is_none(), "a new password");
    }

    #[tokio::test]
    async fn grants_are_those_of_the_day() {
        let day = |number: i64| number * 86_400 + 60;
        let grants = vec![grant(10, Some(11)), grant(11, None)];
        let (_directory, store, account) = store_with(grants).await;
        for (today, in_force) in [(9, 0), (10, 1), (11, 2), (12, 1)] {
            store.open_session(&token(today as u8), account, day(today)).await.unwrap();
            let resumed = store.resume_session(&token(today as u8), day(today)).await.unwrap();
            assert_eq!(resumed.unwrap().staff.grants.len(), in_force, "{today}");
        }
    }
}
