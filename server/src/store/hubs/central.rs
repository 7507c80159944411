//! Central's side: which hubs there are, and how one becomes one.
//!
//! Owns codes and certificates of hubs; `ending` takes them back. A code is good once; asking again
//! with the same key gives the same answer, so that a lost answer costs nothing.

use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension, params};
use sync_core::trust::{PublicKey, ReplicaCertificate, ReplicaRole};

use crate::audit::{AuditEntry, Subject};
use crate::authority::Act;
use crate::store::audit::append;
use crate::store::programme::{from_cbor, to_cbor};
use crate::store::{Replica, Store, StoreError};

/// A hub, as its token proves it.
#[derive(Clone, Debug)]
pub struct Hub {
    /// Its row.
    pub number: i64,
    /// The row of its centre.
    pub(in crate::store) center: i64,
    /// It is told nothing more.
    pub is_revoked: bool,
}

/// A hub, for whoever looks on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HubShown {
    /// Its public key's id, in hex.
    pub id: String,
    /// Its centre's id.
    pub center: String,
    /// What people call it.
    pub label: String,
    /// Seconds since 1970.
    pub since: i64,
    /// Seconds since 1970.
    pub last_seen: Option<i64>,
    /// Changes that it said it still had.
    pub unsent: u32,
    /// Until when the certificate is good that it shows, by its word: seconds since 1970.
    pub certificate_until: Option<i64>,
    /// Seconds since 1970.
    pub revoked_at: Option<i64>,
}

/// What a hub says of itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HubWord {
    /// Changes that it still has.
    pub unsent: u32,
    /// Until when the certificate is good that it shows: seconds since 1970.
    pub certificate_until: Option<i64>,
}

/// A code for one hub.
#[derive(Clone, Debug)]
pub struct HubCode {
    /// Of the code.
    pub hash: [u8; 32],
    /// The id of the centre.
    pub center: String,
    /// What people will call it.
    pub label: String,
    /// Seconds since 1970.
    pub expires_at: i64,
}

/// A server that wants to become a hub.
#[derive(Clone, Debug)]
pub struct Joining {
    /// Of the code that it was given.
    pub code_hash: [u8; 32],
    /// Its key.
    pub public: PublicKey,
    /// Of the token that it will prove itself with.
    pub token_hash: [u8; 32],
    /// Seconds since 1970.
    pub now: i64,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Joined {
    /// No such code, or used by another server.
    Unknown,
    /// Its time is over.
    Expired,
    /// It is a hub of this centre.
    Certified {
        /// By central.
        certificate: ReplicaCertificate,
        /// The id of its centre.
        center: String,
    },
}

impl Store {
    /// Keeps a code. False when there is no such centre.
    pub async fn add_hub_code(&self, code: HubCode, now: i64) -> Result<bool, StoreError> {
        self.write(move |conn| {
            let added = conn.execute(
                "INSERT INTO hub_code (code_hash, center, label, expires_at)
                 SELECT ?1, number, ?3, ?4 FROM center WHERE id = ?2",
                params![code.hash, code.center, code.label, code.expires_at],
            )?;
            if added == 0 {
                return Ok(false);
            }
            let subject = Subject::Other("centre", code.center.clone());
            let entry = AuditEntry::at_command_line(Act::ManageCenters, subject, now);
            append(conn, &entry.with("hub_code", code.label.as_str()))?;
            Ok(true)
        })
        .await
    }

    /// Certifies a hub.
    pub async fn join_hub(
        &self,
        replica: Arc<Replica>,
        joining: Joining,
    ) -> Result<Joined, StoreError> {
        self.write(move |conn| join(conn, &replica, &joining)).await
    }

    /// The hub that a token proves.
    pub async fn hub(&self, token_hash: [u8; 32]) -> Result<Option<Hub>, StoreError> {
        self.read(move |conn| {
            Ok(conn
                .prepare_cached(
                    "SELECT number, center, revoked_at IS NOT NULL FROM hub WHERE token_hash = ?1",
                )?
                .query_row([token_hash], |row| {
                    Ok(Hub { number: row.get(0)?, center: row.get(1)?, is_revoked: row.get(2)? })
                })
                .optional()?)
        })
        .await
    }

    /// Notes that a hub was heard from, and what it said of itself.
    pub async fn heard_from_hub(
        &self,
        hub: i64,
        now: i64,
        word: HubWord,
    ) -> Result<(), StoreError> {
        self.write(move |conn| {
            conn.prepare_cached(
                "UPDATE hub SET last_seen = ?2, unsent = ?3, certificate_until = ?4
                 WHERE number = ?1",
            )?
            .execute(params![hub, now, word.unsent, word.certificate_until])?;
            Ok(())
        })
        .await
    }

    /// All hubs, by centre.
    pub async fn hubs(&self) -> Result<Vec<HubShown>, StoreError> {
        self.read(|conn| shown(conn, None)).await
    }
}

/// Hubs, by centre: all, or those of one centre whose time is open.
pub(in crate::store) fn shown(
    conn: &Connection,
    open_at: Option<i64>,
) -> Result<Vec<HubShown>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT hub.public, center.id, label, since, last_seen, unsent, certificate_until,
                revoked_at
         FROM hub JOIN center ON center.number = hub.center
         WHERE ?1 IS NULL OR (hub.center = ?1 AND revoked_at IS NULL)
         ORDER BY center.id, hub.number",
    )?;
    let hubs = statement.query_map([open_at], |row| {
        Ok(HubShown {
            id: PublicKey(row.get(0)?).replica_id().to_string(),
            center: row.get(1)?,
            label: row.get(2)?,
            since: row.get(3)?,
            last_seen: row.get(4)?,
            unsent: row.get(5)?,
            certificate_until: row.get(6)?,
            revoked_at: row.get(7)?,
        })
    })?;
    Ok(hubs.collect::<Result<_, _>>()?)
}

fn join(conn: &Connection, replica: &Replica, joining: &Joining) -> Result<Joined, StoreError> {
    let found: Option<(i64, String, String, i64, Option<i64>)> = conn
        .prepare_cached(
            "SELECT center.number, center.id, label, expires_at, hub
             FROM hub_code JOIN center ON center.number = hub_code.center WHERE code_hash = ?1",
        )?
        .query_row([joining.code_hash], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
        })
        .optional()?;
    let Some((number, center, label, expires_at, used)) = found else { return Ok(Joined::Unknown) };
    if let Some(hub) = used {
        let known: Option<Vec<u8>> = conn
            .prepare_cached("SELECT certificate FROM hub WHERE number = ?1 AND public = ?2")?
            .query_row(params![hub, joining.public.0], |row| row.get(0))
            .optional()?;
        return match known {
            Some(certificate) => {
                Ok(Joined::Certified { certificate: from_cbor(&certificate)?, center })
            }
            None => Ok(Joined::Unknown),
        };
    }
    if joining.now > expires_at {
        return Ok(Joined::Expired);
    }
    let certificate =
        ReplicaCertificate::issue(&replica.key, joining.public, ReplicaRole::Hub, joining.now);
    let hub: i64 = conn
        .prepare_cached(
            "INSERT INTO hub (center, label, public, certificate, token_hash, since)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6) RETURNING number",
        )?
        .query_row(
            params![
                number,
                label,
                joining.public.0,
                to_cbor(&certificate)?,
                joining.token_hash,
                joining.now
            ],
            |row| row.get(0),
        )?;
    conn.execute(
        "UPDATE hub_code SET hub = ?2 WHERE code_hash = ?1",
        params![joining.code_hash, hub],
    )?;
    let subject = Subject::Other("hub", joining.public.replica_id().to_string());
    let entry = AuditEntry::at_command_line(Act::ManageCenters, subject, joining.now);
    append(conn, &entry.with("centre", center.as_str()))?;
    Ok(Joined::Certified { certificate, center })
}
