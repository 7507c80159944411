//! What staff lost stays lost over a restore, and the restore is noted.
//!
//! Owns what of accounts and of the audit log is carried from the database that a copy replaces.
//! Rights only shrink on this way: an account that was disabled, a password that was changed, a
//! grant that was taken back after the copy was made. What was given since is given anew by people.

use rusqlite::{Connection, params};

use super::audit::{append, head};
use super::error::StoreError;
use crate::audit::{AuditEntry, Subject};
use crate::authority::Act;

/// Takes from the replaced database what accounts lost since the copy.
pub(super) fn keep_losses(conn: &Connection, present: &Connection) -> Result<(), StoreError> {
    if !has_staff(present)? {
        return Ok(());
    }
    let mut statement =
        present.prepare("select login, password_hash, first_password, disabled_at from account")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (login, hash): (String, String) = (row.get(0)?, row.get(1)?);
        let (first, disabled_at): (bool, Option<i64>) = (row.get(2)?, row.get(3)?);
        conn.execute(
            "update account set password_hash = ?2, first_password = ?3,
                 disabled_at = coalesce(disabled_at, ?4)
             where login = ?1",
            params![login, hash, first, disabled_at],
        )?;
    }
    let mut statement = present.prepare(
        "select role_grant.number, account.login, role_grant.role, role_grant.granted_at,
                role_grant.revoked_at
         from role_grant join account on account.number = role_grant.account
         where role_grant.revoked_at is not null",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (number, login): (i64, String) = (row.get(0)?, row.get(1)?);
        let (role, granted_at, revoked_at): (String, i64, i64) =
            (row.get(2)?, row.get(3)?, row.get(4)?);
        // Numbers agree between a copy and what it was made of; the rest guards against another's.
        conn.execute(
            "update role_grant set revoked_at = coalesce(revoked_at, ?5)
             where number = ?1 and role = ?3 and granted_at = ?4
               and account = (select number from account where login = ?2)",
            params![number, login, role, granted_at, revoked_at],
        )?;
    }
    Ok(())
}

/// Notes the restore in the copy's log, with the head of the log that it replaces: whoever keeps
/// that file can show later that it is the right one.
pub(super) fn note(
    conn: &Connection,
    present: Option<&Connection>,
    epoch: u32,
    now: i64,
) -> Result<(), StoreError> {
    let mut entry = AuditEntry::at_command_line(Act::BackUp, Subject::Programme, now)
        .with("restored_epoch", epoch);
    if let Some(present) = present
        && has_staff(present)?
    {
        let (entries, hash) = head(present)?;
        entry = entry.with("replaced_entries", entries).with("replaced_head", hex::encode(hash));
    }
    append(conn, &entry)
}

fn has_staff(conn: &Connection) -> Result<bool, StoreError> {
    Ok(conn.query_row(
        "select exists (select 1 from sqlite_schema where type = 'table' and name = 'role_grant')",
        [],
        |row| row.get(0),
    )?)
}
