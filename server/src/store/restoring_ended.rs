//! Keys that were registered after a copy was made and ended before it was put into use.
//!
//! They do not come back by themselves, as others do, and yet they wrote: what such a phone has not
//! delivered, and what others carry of it, is admitted like anything of somebody's whose time is
//! over. So they are registered here as they stood. Must not open anything to them: who was revoked
//! or replaced stays so.

use rusqlite::{Connection, OptionalExtension, params};
use sync_core::ids::LearnerId;
use sync_core::trust::WriterCertificate;

use super::directory::{keep_writer, tell_of_writer};
use super::error::StoreError;
use super::people::learner_number;
use super::programme::from_cbor;

/// Registers them as the replaced database knew them.
pub(super) fn register(conn: &Connection, present: &Connection) -> Result<(), StoreError> {
    let mut statement = present.prepare(
        "SELECT writer.number, public, writer.certificate, provisional, login, writer.device
         FROM writer LEFT JOIN account ON account.number = writer.account
         WHERE (standing = 1 AND provisional <> 1)
            OR EXISTS (SELECT 1 FROM profile
                       WHERE profile.writer = writer.number AND withdrawn_at IS NOT NULL)
         ORDER BY writer.number",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (theirs, public, bytes): (i64, [u8; 32], Vec<u8>) =
            (row.get(0)?, row.get(1)?, row.get(2)?);
        let certificate: WriterCertificate = from_cbor(&bytes)?;
        let (provisional, login): (u8, Option<String>) = (row.get(3)?, row.get(4)?);
        let is_known: bool = conn.query_row(
            "SELECT EXISTS (SELECT 1 FROM writer WHERE public = ?1)",
            [public],
            |row| row.get(0),
        )?;
        // Of somebody who was added after the copy nothing can be kept here.
        let Some(learner) = learner_of(conn, &certificate.learner)?.filter(|_| !is_known) else {
            continue;
        };
        let account: Option<i64> = match &login {
            Some(login) => conn
                .query_row("SELECT number FROM account WHERE login = ?1", [login], |row| row.get(0))
                .optional()?,
            None => None,
        };
        let device = match row.get::<_, Option<i64>>(5)? {
            // An account that is not known here has no devices either.
            Some(device) if login.is_none() || account.is_some() => {
                Some(copy_device(conn, present, device, learner, account)?)
            }
            _ => None,
        };
        let ours = keep_writer(conn, &certificate, device)?;
        conn.execute(
            "UPDATE writer SET provisional = ?2, account = ?3,
                 standing = CASE WHEN ?2 = 0 THEN standing ELSE 1 END
             WHERE number = ?1",
            params![ours, provisional, account],
        )?;
        if let Some(device) = device {
            copy_profiles(conn, present, theirs, (ours, learner, device))?;
        }
        if provisional == 0 {
            tell_of_writer(conn, ours)?;
        }
    }
    Ok(())
}

fn learner_of(conn: &Connection, id: &LearnerId) -> Result<Option<i64>, StoreError> {
    let Some(number) = learner_number(conn, id)? else { return Ok(None) };
    let is_erased: bool = conn.query_row(
        "SELECT erased_at IS NOT NULL FROM learner WHERE number = ?1",
        [number],
        |row| row.get(0),
    )?;
    Ok((!is_erased).then_some(number))
}

fn copy_device(
    conn: &Connection,
    present: &Connection,
    number: i64,
    learner: i64,
    account: Option<i64>,
) -> Result<i64, StoreError> {
    type Row = (String, [u8; 32], i64, Option<i64>, Option<i64>, Option<String>);
    let (label, token_hash, since, last_seen, revoked_at, reason): Row = present.query_row(
        "SELECT label, token_hash, since, last_seen, revoked_at, revoked_reason
         FROM device WHERE number = ?1",
        [number],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?)),
    )?;
    // A shared one may have come with another key.
    Ok(conn.query_row(
        "INSERT INTO device (learner, label, token_hash, since, last_seen, revoked_at,
                             revoked_reason, account)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT (token_hash) DO UPDATE SET token_hash = excluded.token_hash
         RETURNING number",
        params![learner, label, token_hash, since, last_seen, revoked_at, reason, account],
        |row| row.get(0),
    )?)
}

fn copy_profiles(
    conn: &Connection,
    present: &Connection,
    writer: i64,
    (ours, learner, device): (i64, i64, i64),
) -> Result<(), StoreError> {
    let mut statement = present.prepare_cached(
        "SELECT token_hash, since, withdrawn_at, sealing FROM profile WHERE writer = ?1",
    )?;
    let mut rows = statement.query([writer])?;
    while let Some(row) = rows.next()? {
        conn.execute(
            "INSERT OR IGNORE INTO profile
                 (token_hash, learner, device, writer, since, withdrawn_at, sealing)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![
                row.get::<_, [u8; 32]>(0)?,
                learner,
                device,
                ours,
                row.get::<_, i64>(1)?,
                row.get::<_, Option<i64>>(2)?,
                row.get::<_, Option<Vec<u8>>>(3)?,
            ],
        )?;
    }
    Ok(())
}
