//! Staff accounts: who may sign in, as what.
//!
//! Owns the `account` table. Must not hash or check a password (`password` does), nor know what a
//! role may do: that is for whoever serves a request.

use rusqlite::{OptionalExtension, Row, named_params};
use serde::Serialize;

use super::Store;
use super::error::StoreError;

/// What somebody is to the programme. One for now; the word is stored, so more can join.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Sees every learner of the programme.
    Coordinator,
}

impl Role {
    fn word(self) -> &'static str {
        match self {
            Self::Coordinator => "coordinator",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        (word == Self::Coordinator.word()).then_some(Self::Coordinator)
    }
}

/// A staff member who may sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its number in this database.
    pub number: i64,
    /// As it is shown.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// In which language it reads.
    pub locale: String,
}

/// A new account, or new words for one.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// What is typed at sign-in; upper and lower case are one.
    pub login: String,
    /// As it is shown.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// In which language it reads.
    pub locale: String,
    /// From `password::hash`.
    pub password_hash: String,
}

impl Store {
    /// Creates an account, or gives the one with this login a new name, role and password; then
    /// its sessions end.
    pub async fn put_account(&self, new: NewAccount, now: i64) -> Result<(), StoreError> {
        self.write(move |conn| {
            let number: i64 = conn.query_row(
                "insert into account (login, name, role, locale, password_hash, created_at)
                 values (:login, :name, :role, :locale, :password_hash, :now)
                 on conflict (login) do update set
                     name = excluded.name, role = excluded.role, locale = excluded.locale,
                     password_hash = excluded.password_hash, disabled_at = null
                 returning number",
                named_params! {
                    ":login": login_key(&new.login),
                    ":name": new.name,
                    ":role": new.role.word(),
                    ":locale": new.locale,
                    ":password_hash": new.password_hash,
                    ":now": now,
                },
                |row| row.get(0),
            )?;
            conn.execute("delete from session where account = ?1", [number])?;
            Ok(())
        })
        .await
    }

    /// The account with this login and its password's hash, unless it is disabled.
    pub async fn account_of_login(
        &self,
        login: &str,
    ) -> Result<Option<(Account, String)>, StoreError> {
        let login = login_key(login);
        self.read(move |conn| {
            conn.prepare_cached(
                "select number, name, role, locale, password_hash from account
                 where login = ?1 and disabled_at is null",
            )?
            .query_row([login], |row| Ok((account(row), row.get(4)?)))
            .optional()?
            .map(|(account, hash)| Ok((account?, hash)))
            .transpose()
        })
        .await
    }
}

/// One spelling of a login: nobody should fail to sign in for a capital letter or a space.
fn login_key(login: &str) -> String {
    login.trim().to_lowercase()
}

/// Reads `number, name, role, locale`, in this order, from a row's start.
pub(super) fn account(row: &Row<'_>) -> Result<Account, StoreError> {
    let role: String = row.get(2)?;
    Ok(Account {
        number: row.get(0)?,
        name: row.get(1)?,
        role: Role::from_word(&role).ok_or_else(|| StoreError::damaged("role"))?,
        locale: row.get(3)?,
    })
}
