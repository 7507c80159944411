//! Second factors: whose, which codes were used, and which roles must have one.
//!
//! Owns `second_factor`, `recovery_code` and `second_factor_role`. A code is looked at and used up
//! in one transaction, so that two requests with the same code cannot both be let in. Must not know
//! how codes are made: `crate::second_factor` does.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, params};
use serde_json::Value;

use super::Store;
use super::audit::append;
use super::error::StoreError;
use super::sessions::SessionToken;
use crate::audit::{AuditEntry, Audited, Subject};
use crate::authority::{Act, Grant, Role};
use crate::second_factor::{self, SECRET_BYTES, SharedSecret, Typed};

/// Has an account a second factor?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecondFactor {
    /// None, and none is asked for.
    Off,
    /// It is asked for at sign-in.
    On,
    /// One of her roles must have one: nothing else is open before she has.
    ToEnrol,
}

impl SecondFactor {
    /// Its word in JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::On => "on",
            Self::ToEnrol => "to_enrol",
        }
    }
}

/// What she sees of her own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SecondFactorRow {
    /// Since when it is in force.
    pub confirmed_at: Option<i64>,
    /// Recovery codes that were not used.
    pub recovery_left: u32,
}

impl Store {
    /// An account's second factor.
    pub async fn second_factor(&self, account: i64) -> Result<SecondFactorRow, StoreError> {
        self.read(move |conn| {
            Ok(SecondFactorRow {
                confirmed_at: confirmed_at(conn, account)?,
                recovery_left: conn
                    .prepare_cached(
                        "select count(*) from recovery_code where account = ?1 and used_at is null",
                    )?
                    .query_row([account], |row| row.get(0))?,
            })
        })
        .await
    }

    /// Keeps a secret that she is shown; what is in force stays in force until this one is proved.
    pub async fn begin_second_factor(
        &self,
        account: i64,
        secret: SharedSecret,
    ) -> Result<(), StoreError> {
        self.write(move |conn| {
            conn.execute(
                "insert into second_factor (account, pending) values (?1, ?2)
                 on conflict (account) do update set pending = excluded.pending",
                params![account, secret.0],
            )?;
            Ok(())
        })
        .await
    }

    /// Puts the secret into force that she was shown, if this code proves that her telephone has
    /// it; with new recovery codes. Her sessions elsewhere end.
    pub async fn confirm_second_factor(
        &self,
        account: i64,
        code: String,
        recovery_hashes: Vec<[u8; 32]>,
        here: &SessionToken,
        now: i64,
    ) -> Result<bool, StoreError> {
        let here = here.hash();
        self.write(move |conn| {
            let pending: Option<Option<[u8; SECRET_BYTES]>> = conn
                .prepare_cached("select pending from second_factor where account = ?1")?
                .query_row([account], |row| row.get(0))
                .optional()?;
            let Some(pending) = pending.flatten().map(SharedSecret) else { return Ok(false) };
            let Some(step) = pending.step_of(&code, now) else { return Ok(false) };
            conn.execute(
                "update second_factor set secret = pending, pending = null, confirmed_at = ?2,
                     last_step = ?3
                 where account = ?1",
                [account, now, step],
            )?;
            conn.execute("delete from recovery_code where account = ?1", [account])?;
            for hash in recovery_hashes {
                conn.execute(
                    "insert into recovery_code (account, code_hash) values (?1, ?2)",
                    params![account, hash],
                )?;
            }
            conn.execute(
                "delete from session where account = ?1 and token_hash <> ?2",
                params![account, here],
            )?;
            note_own(conn, account, Audited::SecondFactorOn, now)?;
            Ok(true)
        })
        .await
    }

    /// Uses a code up: right, and not used before?
    pub async fn use_second_factor(
        &self,
        account: i64,
        typed: Typed,
        now: i64,
    ) -> Result<bool, StoreError> {
        self.write(move |conn| match typed {
            Typed::Code(code) => use_code(conn, account, &code, now),
            Typed::Recovery(code) => {
                let used = conn.execute(
                    "update recovery_code set used_at = ?3
                     where account = ?1 and code_hash = ?2 and used_at is null",
                    params![account, second_factor::recovery_hash(account, &code), now],
                )?;
                if used == 1 {
                    note_own(conn, account, Audited::UseRecoveryCode, now)?;
                }
                Ok(used == 1)
            }
            Typed::Unreadable => Ok(false),
        })
        .await
    }

    /// Takes her second factor away at her own wish.
    pub async fn end_second_factor(&self, account: i64, now: i64) -> Result<(), StoreError> {
        self.write(move |conn| {
            forget(conn, account)?;
            note_own(conn, account, Audited::SecondFactorOff, now)
        })
        .await
    }

    /// Roles that must have a second factor.
    pub async fn second_factor_roles(&self) -> Result<BTreeSet<Role>, StoreError> {
        self.read(required_roles).await
    }

    /// Says which roles must have one. `by`: a login, or the command line.
    pub async fn require_second_factor(
        &self,
        roles: BTreeSet<Role>,
        by: Option<String>,
        now: i64,
    ) -> Result<(), StoreError> {
        self.write(move |conn| {
            if required_roles(conn)? == roles {
                return Ok(());
            }
            conn.execute("delete from second_factor_role", [])?;
            for role in &roles {
                conn.execute(
                    "insert into second_factor_role (role, required_at) values (?1, ?2)",
                    params![role.word(), now],
                )?;
            }
            let words: Vec<&str> = roles.iter().map(|role| role.word()).collect();
            let entry = AuditEntry::by_login(by, Act::ManageAccounts, Subject::Programme, now);
            append(conn, &entry.with("second_factor_roles", Value::from(words)))
        })
        .await
    }
}

/// How an account with these grants in force stands.
pub(super) fn standing(
    conn: &Connection,
    account: i64,
    grants: &[Grant],
) -> Result<SecondFactor, StoreError> {
    if confirmed_at(conn, account)?.is_some() {
        return Ok(SecondFactor::On);
    }
    let required = required_roles(conn)?;
    let must = grants.iter().any(|grant| required.contains(&grant.role));
    Ok(if must { SecondFactor::ToEnrol } else { SecondFactor::Off })
}

/// Since when an account has one in force.
pub(super) fn confirmed_at(conn: &Connection, account: i64) -> Result<Option<i64>, StoreError> {
    let row: Option<Option<i64>> = conn
        .prepare_cached("select confirmed_at from second_factor where account = ?1")?
        .query_row([account], |row| row.get(0))
        .optional()?;
    Ok(row.flatten())
}

/// Takes it away, with its recovery codes.
pub(super) fn forget(conn: &Connection, account: i64) -> Result<(), StoreError> {
    conn.execute("delete from second_factor where account = ?1", [account])?;
    conn.execute("delete from recovery_code where account = ?1", [account])?;
    Ok(())
}

fn use_code(conn: &Connection, account: i64, code: &str, now: i64) -> Result<bool, StoreError> {
    let known: Option<(Option<[u8; SECRET_BYTES]>, i64)> = conn
        .prepare_cached("select secret, last_step from second_factor where account = ?1")?
        .query_row([account], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((Some(secret), last_step)) = known else { return Ok(false) };
    match SharedSecret(secret).step_of(code, now) {
        Some(step) if step > last_step => {
            conn.execute(
                "update second_factor set last_step = ?2 where account = ?1",
                [account, step],
            )?;
            Ok(true)
        }
        Some(_) | None => Ok(false),
    }
}

fn required_roles(conn: &Connection) -> Result<BTreeSet<Role>, StoreError> {
    let mut statement = conn.prepare_cached("select role from second_factor_role")?;
    let words = statement.query_map([], |row| row.get::<_, String>(0))?;
    let mut roles = BTreeSet::new();
    for word in words {
        roles.insert(Role::from_word(&word?).ok_or_else(|| StoreError::damaged("a role"))?);
    }
    Ok(roles)
}

fn note_own(conn: &Connection, account: i64, act: Audited, now: i64) -> Result<(), StoreError> {
    let login: String = conn
        .prepare_cached("select login from account where number = ?1")?
        .query_row([account], |row| row.get(0))?;
    append(conn, &AuditEntry::by_login(Some(login.clone()), act, Subject::Account(login), now))
}
