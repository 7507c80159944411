//! The end of a hub's time: it was lost or stolen.
//!
//! Owns what of all that the hub knew can be closed from here, and central's signed word to phones.
//! That word only grows: it outlives the restore of a copy from before, and every hub has it to pass on. Must
//! not touch the record: what the hub had brought stays, and what it had not the phones bring.

use std::sync::Arc;

use rusqlite::{Connection, params};
use sync_core::record::Day;
use sync_core::trust::{HubEnd, PublicKey};

use super::directory::{SERVED, accounts_known_at};
use crate::audit::{AuditEntry, Subject};
use crate::authority::Act;
use crate::store::accounts::end_sessions;
use crate::store::audit::append;
use crate::store::ends::end_writer;
use crate::store::programme::{from_cbor, to_cbor};
use crate::store::{Replica, Store, StoreError};

/// What became of a hub.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HubLoss {
    /// Somebody may have its disk, and all that lies on it.
    Stolen,
    /// It burned, or was taken apart: nobody has what it knew.
    Destroyed,
}

/// What revoking a hub closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HubRevoked {
    /// Its centre's id.
    pub center: String,
    /// Changes that it still had when it was last heard from, by its own word.
    pub unsent: u32,
    /// Accounts whose sign-in it knew: their sessions are ended, and their passwords to be changed.
    pub logins: Vec<String>,
    /// Keys of staff devices for learners whom it served, whose time was ended.
    pub staff_keys: u32,
}

impl Store {
    /// Central's word on hubs whose time was ended since then: seconds since 1970.
    pub async fn hubs_ended_since(&self, since: i64) -> Result<Vec<HubEnd>, StoreError> {
        self.read(move |conn| {
            let mut statement =
                conn.prepare_cached("SELECT notice FROM hub_end WHERE at >= ?1 ORDER BY at")?;
            let notices = statement.query_map([since], |row| row.get::<_, Vec<u8>>(0))?;
            notices.map(|notice| from_cbor(&notice?)).collect()
        })
        .await
    }

    /// Ends a hub's time: it is told nothing more, and phones are told that it is none. Was it stolen,
    /// then of everybody whose sign-in it knew the sessions end and the password must be changed,
    /// and what staff devices of its learners sign from now on takes no effect. `None` when there is
    /// no hub of this id, or it was revoked before.
    pub async fn revoke_hub(
        &self,
        replica: Arc<Replica>,
        id: String,
        loss: HubLoss,
        now: i64,
    ) -> Result<Option<HubRevoked>, StoreError> {
        self.write(move |conn| {
            let mut statement =
                conn.prepare_cached("SELECT number, public FROM hub WHERE revoked_at IS NULL")?;
            let open: Vec<(i64, PublicKey)> = statement
                .query_map([], |row| Ok((row.get(0)?, PublicKey(row.get(1)?))))?
                .collect::<Result<_, _>>()?;
            let found = open.iter().find(|(_, public)| public.replica_id().to_string() == id);
            let Some((number, public)) = found else { return Ok(None) };
            conn.prepare_cached("UPDATE hub SET revoked_at = ?2 WHERE number = ?1")?
                .execute(params![number, now])?;
            let notice = HubEnd::issue(&replica.key, public.replica_id(), now);
            keep_end(conn, &notice)?;
            let subject = Subject::Other("hub", id.clone());
            let entry = AuditEntry::at_command_line(Act::ManageCenters, subject, now);
            append(conn, &entry.with("hub", "revoked"))?;
            let (center, unsent) = about(conn, *number)?;
            let mut closed = HubRevoked { center, unsent, logins: Vec::new(), staff_keys: 0 };
            if loss == HubLoss::Stolen {
                close_what_it_knew(conn, &replica, *number, now, &mut closed)?;
            }
            Ok(Some(closed))
        })
        .await
    }
}

fn keep_end(conn: &Connection, notice: &HubEnd) -> Result<(), StoreError> {
    conn.prepare_cached(
        "INSERT INTO hub_end (replica, at, notice) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
    )?
    .execute(params![notice.replica.0, notice.at, to_cbor(notice)?])?;
    Ok(())
}

/// The id of a hub's centre, and how many changes it last said that it had.
fn about(conn: &Connection, hub: i64) -> Result<(String, u32), StoreError> {
    Ok(conn
        .prepare_cached(
            "SELECT center.id, unsent FROM hub
             JOIN center ON center.number = hub.center WHERE hub.number = ?1",
        )?
        .query_row([hub], |row| Ok((row.get(0)?, row.get(1)?)))?)
}

/// Whoever has its disk has these: what of it can be closed from here is closed.
fn close_what_it_knew(
    conn: &Connection,
    replica: &Replica,
    hub: i64,
    now: i64,
    closed: &mut HubRevoked,
) -> Result<(), StoreError> {
    let center: i64 = conn
        .prepare_cached("SELECT center FROM hub WHERE number = ?1")?
        .query_row([hub], |row| row.get(0))?;
    let today = Day::of_seconds(now);
    for (account, login) in accounts_known_at(conn, center, today)? {
        end_sessions(conn, account)?;
        conn.prepare_cached("UPDATE account SET first_password = 1 WHERE number = ?1")?
            .execute([account])?;
        closed.logins.push(login);
    }
    let keys: Vec<i64> = conn
        .prepare_cached(&format!(
            "SELECT number FROM writer WHERE account IS NOT NULL AND standing = 0
             AND ?2 IS NOT NULL AND learner {SERVED}"
        ))?
        .query_map(params![center, today.0], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for key in &keys {
        end_writer(conn, replica, *key, None)?;
    }
    closed.staff_keys = u32::try_from(keys.len()).unwrap_or(u32::MAX);
    Ok(())
}

/// What phones were told in the database that a copy replaces they are told by the copy as well.
pub(in crate::store) fn keep_hub_ends(
    conn: &Connection,
    present: &Connection,
) -> Result<(), StoreError> {
    let mut statement = present.prepare("SELECT notice FROM hub_end ORDER BY at")?;
    let notices = statement.query_map([], |row| row.get::<_, Vec<u8>>(0))?;
    for notice in notices {
        keep_end(conn, &from_cbor(&notice?)?)?;
    }
    Ok(())
}
