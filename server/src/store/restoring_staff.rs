//! What staff lost stays lost over a restore, and the restore is noted.
//!
//! Owns what of accounts and of the audit log is carried from the database that a copy replaces.
//! Rights only shrink on this way: an account that was disabled, a password that was changed, a
//! grant that was taken back after the copy was made. What was given since is given anew by people.

use rusqlite::{Connection, OptionalExtension, params};

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
    if has_table(present, "second_factor")? {
        keep_second_factors(conn, present)?;
    }
    Ok(())
}

/// A secret that was replaced and a recovery code that was used stay so, and so does what roles
/// must have: each account has exactly the second factor that it has now.
fn keep_second_factors(conn: &Connection, present: &Connection) -> Result<(), StoreError> {
    let mut logins = present.prepare("select number, login from account")?;
    let mut rows = logins.query([])?;
    while let Some(row) = rows.next()? {
        let (theirs, login): (i64, String) = (row.get(0)?, row.get(1)?);
        let ours: Option<i64> = conn
            .query_row("select number from account where login = ?1", [login], |row| row.get(0))
            .optional()?;
        if let Some(ours) = ours {
            super::second_factor::forget(conn, ours)?;
            copy_second_factor(conn, ours, present, theirs)?;
        }
    }
    let mut roles = present.prepare("select role, required_at from second_factor_role")?;
    let mut rows = roles.query([])?;
    while let Some(row) = rows.next()? {
        conn.execute(
            "insert into second_factor_role (role, required_at) values (?1, ?2)
             on conflict do nothing",
            params![row.get::<_, String>(0)?, row.get::<_, i64>(1)?],
        )?;
    }
    Ok(())
}

fn copy_second_factor(
    conn: &Connection,
    ours: i64,
    present: &Connection,
    theirs: i64,
) -> Result<(), StoreError> {
    let mut factors = present.prepare(
        "select secret, confirmed_at, last_step, pending from second_factor where account = ?1",
    )?;
    let mut rows = factors.query([theirs])?;
    while let Some(row) = rows.next()? {
        conn.execute(
            "insert into second_factor (account, secret, confirmed_at, last_step, pending)
             values (?1, ?2, ?3, ?4, ?5)",
            params![
                ours,
                row.get::<_, Option<Vec<u8>>>(0)?,
                row.get::<_, Option<i64>>(1)?,
                row.get::<_, i64>(2)?,
                row.get::<_, Option<Vec<u8>>>(3)?,
            ],
        )?;
    }
    let mut codes =
        present.prepare("select code_hash, used_at from recovery_code where account = ?1")?;
    let mut rows = codes.query([theirs])?;
    while let Some(row) = rows.next()? {
        conn.execute(
            "insert into recovery_code (account, code_hash, used_at) values (?1, ?2, ?3)",
            params![ours, row.get::<_, Vec<u8>>(0)?, row.get::<_, Option<i64>>(1)?],
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
    has_table(conn, "role_grant")
}

/// What is replaced may be older than this program.
fn has_table(conn: &Connection, name: &str) -> Result<bool, StoreError> {
    Ok(conn.query_row(
        "select exists (select 1 from sqlite_schema where type = 'table' and name = ?1)",
        [name],
        |row| row.get(0),
    )?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::connection::open_writer;

    fn database(directory: &tempfile::TempDir, name: &str, factor: &str) -> Connection {
        let conn = open_writer(&directory.path().join(name)).unwrap();
        conn.execute_batch(
            "insert into account (number, login, name, locale, password_hash, first_password,
                                  created_at)
             values (1, 'ana', 'Ana', 'es', 'x', 0, 1), (2, 'eva', 'Eva', 'es', 'x', 0, 1);",
        )
        .unwrap();
        conn.execute_batch(factor).unwrap();
        conn
    }

    /// A replaced secret, a used step and a used recovery code stay so, and one that was taken away
    /// does not come back: else whoever found the old paper would be let in by a restore.
    #[test]
    fn second_factors_are_those_of_now() {
        let directory = tempfile::tempdir().unwrap();
        let copy = database(
            &directory,
            "copy.db",
            "insert into second_factor (account, secret, confirmed_at, last_step)
             values (1, zeroblob(20), 5, 7), (2, zeroblob(20), 5, 7);
             insert into recovery_code (account, code_hash) values (1, zeroblob(32));",
        );
        let present = database(
            &directory,
            "present.db",
            "insert into second_factor (account, secret, confirmed_at, last_step)
             values (1, randomblob(20), 6, 9);
             insert into recovery_code (account, code_hash, used_at) values (1, zeroblob(32), 8);
             insert into second_factor_role (role, required_at) values ('administrator', 3);",
        );
        keep_losses(&copy, &present).unwrap();
        let all = |conn: &Connection| -> Vec<(i64, Vec<u8>, i64, i64)> {
            conn.prepare("select account, secret, confirmed_at, last_step from second_factor")
                .unwrap()
                .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
                .unwrap()
                .collect::<Result<_, _>>()
                .unwrap()
        };
        assert_eq!(all(&copy), all(&present));
        let used: i64 =
            copy.query_row("select used_at from recovery_code", [], |row| row.get(0)).unwrap();
        assert_eq!(used, 8);
        let required: String =
            copy.query_row("select role from second_factor_role", [], |row| row.get(0)).unwrap();
        assert_eq!(required, "administrator");
    }
}
