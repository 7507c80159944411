//! Staff accounts: who may sign in. What she may do then are her grants.
//!
//! Owns the `account` table. Every change is noted in the audit log in the same transaction, and
//! one that takes something away ends the account's sessions. Must not hash or check a password
//! (`password` does), nor know what a role may do (`authority` does).

use rusqlite::{Connection, OptionalExtension, Row, named_params, params};
use serde_json::Value;

use super::Store;
use super::audit::append;
use super::error::StoreError;
use super::grants;
use super::second_factor;
use super::tries::waits_until;
use crate::audit::{AuditEntry, Audited, Subject};
use crate::authority::{Act, Grant};

/// A staff member who may sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its number in this database.
    pub number: i64,
    /// What is typed at sign-in.
    pub login: String,
    /// As it is shown.
    pub name: String,
    /// In which language it reads.
    pub locale: String,
    /// Her password was given to her: she must choose one of her own before anything else.
    pub first_password: bool,
}

/// A new account.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// What is typed at sign-in; upper and lower case are one.
    pub login: String,
    /// As it is shown.
    pub name: String,
    /// In which language it reads.
    pub locale: String,
    /// From `password::hash`.
    pub password_hash: String,
    /// Must it be changed before anything else?
    pub first_password: bool,
    /// What it may do; checked by [`Grant::check`].
    pub grants: Vec<Grant>,
}

/// What is to change of an account; what is absent stays.
#[derive(Clone, Debug, Default)]
pub struct AccountChange {
    /// As it is shown.
    pub name: Option<String>,
    /// In which language it reads.
    pub locale: Option<String>,
    /// May she sign in?
    pub disabled: Option<bool>,
    /// Hash of a password that she must change.
    pub first_password_hash: Option<String>,
    /// Takes her second factor away: her telephone is lost.
    pub reset_second_factor: bool,
    /// Ends her sessions, whatever else changes.
    pub end_sessions: bool,
    /// Instead of those that she has.
    pub grants: Option<Vec<Grant>>,
    /// Beside those that she has.
    pub more_grants: Vec<Grant>,
}

/// What became of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccountOutcome {
    /// It is done.
    Done,
    /// The login is somebody's.
    LoginTaken,
    /// The login is nobody's.
    Unknown,
    /// A grant speaks of what is not there; nothing was changed.
    NoSuchPlace(String),
}

/// An account as whoever keeps accounts sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountRow {
    /// Who.
    pub account: Account,
    /// When it was made.
    pub created_at: i64,
    /// When a session of hers was last opened.
    pub last_sign_in: Option<i64>,
    /// Since when she may not sign in.
    pub disabled_at: Option<i64>,
    /// She must wait until then before she may try again.
    pub locked_until: Option<i64>,
    /// Is a code of her telephone asked for?
    pub second_factor: bool,
    /// What was not taken back, whatever its days.
    pub grants: Vec<Grant>,
}

impl Store {
    /// Creates an account. `by`: a login, or the command line.
    pub async fn add_account(
        &self,
        new: NewAccount,
        by: Option<String>,
        now: i64,
    ) -> Result<AccountOutcome, StoreError> {
        self.write(move |conn| {
            let login = login_key(&new.login);
            if find(conn, &login)?.is_some() {
                return Ok(AccountOutcome::LoginTaken);
            }
            let resolved = match grants::resolve(conn, new.grants)? {
                Ok(resolved) => resolved,
                Err(missing) => return Ok(AccountOutcome::NoSuchPlace(missing)),
            };
            let number: i64 = conn.query_row(
                "insert into account
                     (login, name, locale, password_hash, first_password, created_at)
                 values (:login, :name, :locale, :hash, :first, :now) returning number",
                named_params! {
                    ":login": login, ":name": new.name, ":locale": new.locale,
                    ":hash": new.password_hash, ":first": new.first_password, ":now": now,
                },
                |row| row.get(0),
            )?;
            for grant in &resolved {
                grants::insert(conn, number, grant, now)?;
            }
            note(conn, by, login, &["added"], now)?;
            Ok(AccountOutcome::Done)
        })
        .await
    }

    /// Changes an account; its sessions end with its rights, its password, or itself.
    pub async fn change_account(
        &self,
        login: &str,
        change: AccountChange,
        by: Option<String>,
        now: i64,
    ) -> Result<AccountOutcome, StoreError> {
        let login = login_key(login);
        self.write(move |conn| {
            let Some(number) = find(conn, &login)? else { return Ok(AccountOutcome::Unknown) };
            apply(conn, number, &login, change, by, now)
        })
        .await
    }

    /// Gives an account a password of her own choice; all its sessions end.
    pub async fn change_password(
        &self,
        account: i64,
        password_hash: String,
        now: i64,
    ) -> Result<(), StoreError> {
        self.write(move |conn| {
            let login: String = conn.query_row(
                "update account set password_hash = ?2, first_password = 0 where number = ?1
                 returning login",
                params![account, password_hash],
                |row| row.get(0),
            )?;
            end_sessions(conn, account)?;
            let subject = Subject::Account(login.clone());
            append(conn, &AuditEntry::by_login(Some(login), Audited::ChangePassword, subject, now))
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
            Ok(conn
                .prepare_cached(
                    "select number, login, name, locale, first_password, password_hash
                     from account where login = ?1 and disabled_at is null",
                )?
                .query_row([login], |row| Ok((account(row)?, row.get(5)?)))
                .optional()?)
        })
        .await
    }

    /// All accounts, by login.
    pub async fn accounts(&self, now: i64) -> Result<Vec<AccountRow>, StoreError> {
        self.read(move |conn| {
            let mut statement = conn.prepare_cached(
                "select number, login, name, locale, first_password, created_at, last_sign_in,
                        disabled_at
                 from account order by login",
            )?;
            let mut rows = statement.query([])?;
            let mut accounts = Vec::new();
            while let Some(row) = rows.next()? {
                let account = account(row)?;
                accounts.push(AccountRow {
                    created_at: row.get(5)?,
                    last_sign_in: row.get(6)?,
                    disabled_at: row.get(7)?,
                    locked_until: waits_until(conn, &account.login, now)?,
                    second_factor: second_factor::confirmed_at(conn, account.number)?.is_some(),
                    grants: grants::of_account(conn, account.number)?,
                    account,
                });
            }
            Ok(accounts)
        })
        .await
    }
}

fn apply(
    conn: &Connection,
    number: i64,
    login: &str,
    change: AccountChange,
    by: Option<String>,
    now: i64,
) -> Result<AccountOutcome, StoreError> {
    let replaced = change.grants.is_some();
    let wanted = change.grants.into_iter().flatten().chain(change.more_grants).collect();
    let resolved = match grants::resolve(conn, wanted)? {
        Ok(resolved) => resolved,
        Err(missing) => return Ok(AccountOutcome::NoSuchPlace(missing)),
    };
    let mut done = Vec::new();
    if change.name.is_some() || change.locale.is_some() {
        conn.execute(
            "update account set name = coalesce(?2, name), locale = coalesce(?3, locale)
             where number = ?1",
            params![number, change.name, change.locale],
        )?;
        done.push("described");
    }
    let mut ends = false;
    if let Some(disabled) = change.disabled {
        conn.execute(
            "update account set disabled_at = ?2 where number = ?1",
            params![number, disabled.then_some(now)],
        )?;
        done.push(if disabled { "disabled" } else { "enabled" });
        ends |= disabled;
    }
    if let Some(hash) = change.first_password_hash {
        conn.execute(
            "update account set password_hash = ?2, first_password = 1 where number = ?1",
            params![number, hash],
        )?;
        done.push("password_reset");
        ends = true;
    }
    if change.reset_second_factor {
        second_factor::forget(conn, number)?;
        done.push("second_factor_reset");
        ends = true;
    }
    if change.end_sessions {
        done.push("sessions_ended");
        ends = true;
    }
    if replaced {
        grants::revoke_all(conn, number, now)?;
        ends = true;
    }
    for grant in &resolved {
        grants::insert(conn, number, grant, now)?;
    }
    if replaced || !resolved.is_empty() {
        done.push("grants");
        ends = true;
    }
    if ends {
        end_sessions(conn, number)?;
    }
    if !done.is_empty() {
        note(conn, by, login.to_owned(), &done, now)?;
    }
    Ok(AccountOutcome::Done)
}

fn note(
    conn: &Connection,
    by: Option<String>,
    login: String,
    done: &[&str],
    now: i64,
) -> Result<(), StoreError> {
    let entry = AuditEntry::by_login(by, Act::ManageAccounts, Subject::Account(login), now);
    append(conn, &entry.with("done", Value::from(done.to_vec())))
}

pub(super) fn find(conn: &Connection, login: &str) -> Result<Option<i64>, StoreError> {
    Ok(conn
        .prepare_cached("select number from account where login = ?1")?
        .query_row([login], |row| row.get(0))
        .optional()?)
}

pub(super) fn end_sessions(conn: &Connection, account: i64) -> Result<(), StoreError> {
    conn.execute("delete from session where account = ?1", [account])?;
    Ok(())
}

/// One spelling of a login: nobody should fail to sign in for a capital letter or a space.
pub(super) fn login_key(login: &str) -> String {
    login.trim().to_lowercase()
}

/// Reads `number, login, name, locale, first_password`, in this order, from a row's start.
pub(super) fn account(row: &Row<'_>) -> rusqlite::Result<Account> {
    Ok(Account {
        number: row.get(0)?,
        login: row.get(1)?,
        name: row.get(2)?,
        locale: row.get(3)?,
        first_password: row.get(4)?,
    })
}
