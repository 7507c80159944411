//! Sessions of staff: from sign-in until they end, by hand or by time.
//!
//! Owns the `session` table and how long a session lives. A token is stored as its hash: whoever
//! reads the database cannot sign in with it.

use std::fmt;

use rusqlite::{OptionalExtension, named_params};
use sha2::{Digest, Sha256};

use super::Store;
use super::accounts::{Account, account};
use super::error::StoreError;

/// A session ends after this long without a request: an office is left, a screen stays on.
pub const IDLE_LIFE_SECONDS: i64 = 60 * 60;
/// A session ends this long after sign-in, whatever happens: a working day.
pub const ABSOLUTE_LIFE_SECONDS: i64 = 12 * 60 * 60;
/// A session's last request is written at most this often; each writing is a commit.
const SEEN_EVERY_SECONDS: i64 = 60;

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

    fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0).into()
    }
}

impl fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionToken(…)")
    }
}

impl Store {
    /// Opens a session, and forgets those that have ended.
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
            Ok(())
        })
        .await
    }

    /// Who is signed in with this token, if the session has not ended; it goes on from now.
    pub async fn resume_session(
        &self,
        token: &SessionToken,
        now: i64,
    ) -> Result<Option<Account>, StoreError> {
        let hash = token.hash();
        let found = self
            .read(move |conn| {
                conn.prepare_cached(
                    "select account.number, account.name, account.role, account.locale,
                            session.last_seen
                     from session join account on account.number = session.account
                     where token_hash = :hash and expires_at > :now and last_seen > :idle_since
                       and account.disabled_at is null",
                )?
                .query_row(
                    named_params! {
                        ":hash": hash, ":now": now, ":idle_since": now - IDLE_LIFE_SECONDS,
                    },
                    |row| Ok((account(row), row.get::<_, i64>(4)?)),
                )
                .optional()?
                .map(|(account, last_seen)| Ok((account?, last_seen)))
                .transpose()
            })
            .await?;
        let Some((account, last_seen)) = found else { return Ok(None) };
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
        Ok(Some(account))
    }

    /// Ends a session now.
    pub async fn end_session(&self, token: &SessionToken) -> Result<(), StoreError> {
        let hash = token.hash();
        self.write(move |conn| {
            conn.execute("delete from session where token_hash = ?1", [hash])?;
            Ok(())
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::accounts::{NewAccount, Role};

    #[tokio::test]
    async fn a_session_ends_when_idle_when_old_and_when_told() {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::open(directory.path()).unwrap();
        let new = NewAccount {
            login: " Coordina ".into(),
            name: "María".into(),
            role: Role::Coordinator,
            locale: "es".into(),
            password_hash: "x".into(),
        };
        store.put_account(new.clone(), 0).await.unwrap();
        let (account, _) = store.account_of_login("coordina").await.unwrap().unwrap();
        let token = |byte| SessionToken::new([byte; 32]);
        let resumed = async |byte, now| store.resume_session(&token(byte), now).await.unwrap();

        store.open_session(&token(1), account.number, 1_000).await.unwrap();
        assert_eq!(resumed(1, 1_000).await, Some(account.clone()));
        assert_eq!(resumed(2, 1_000).await, None);
        assert!(resumed(1, 1_000 + IDLE_LIFE_SECONDS).await.is_none(), "idle");

        let mut now = 1_000;
        while now + 3_000 < 1_000 + ABSOLUTE_LIFE_SECONDS {
            now += 3_000;
            assert!(resumed(1, now).await.is_some(), "kept alive by requests");
        }
        assert!(resumed(1, 1_000 + ABSOLUTE_LIFE_SECONDS).await.is_none(), "old");

        store.open_session(&token(3), account.number, now).await.unwrap();
        store.end_session(&token(3)).await.unwrap();
        assert!(resumed(3, now).await.is_none(), "ended");

        store.open_session(&token(4), account.number, now).await.unwrap();
        store.put_account(new, now).await.unwrap();
        assert!(resumed(4, now).await.is_none(), "a new password ends them");
    }
}
