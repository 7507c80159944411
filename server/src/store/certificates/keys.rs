//! The keys that sign certificates.
//!
//! Owns the table `issuer_key`. The first follows from central's own key, as its others do; a new one
//! is random, and of the one before only the public half stays, so that what it signed goes on being
//! believed and nothing more is signed with it. A key that is not known here and stands in a
//! certificate of central's own is taken in: after a restore phones bring it back.

use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest as _, Sha256};
use sync_core::record::Day;
use sync_core::trust::{PublicKey, SigningKey};

use crate::audit::{AuditEntry, Subject};
use crate::authority::Act;
use crate::store::audit::append;
use crate::store::programme::Replica;
use crate::store::{Store, StoreError};

/// Part of what the first key is derived from; never change or reuse it.
const DOMAIN: &[u8] = b"chaski/issuer/1\0";

/// A key, as everybody may know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IssuerKeyRow {
    /// The key.
    pub public: PublicKey,
    /// Since when it signs: seconds since 1970.
    pub since: i64,
    /// When it was put aside.
    pub until: Option<i64>,
}

/// What making a new key came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rotated {
    /// This one signs from now on.
    Done(PublicKey),
    /// This is a hub: central signs.
    OnHub,
}

impl Store {
    /// Makes a new key for certificates: `seed` is random and secret. What the old one signed stays
    /// good.
    pub async fn rotate_issuer(
        &self,
        replica: Arc<Replica>,
        seed: [u8; 32],
        now: i64,
    ) -> Result<Rotated, StoreError> {
        self.write(move |conn| {
            if replica.is_hub() {
                return Ok(Rotated::OnHub);
            }
            // So that there is one to put aside, whose place nobody takes later.
            issuing(conn, &replica, now)?;
            conn.execute(
                "UPDATE issuer_key SET seed = NULL, until = ?1 WHERE until IS NULL",
                [now],
            )?;
            let public = SigningKey::from_seed(seed).public();
            insert(conn, &public, Some(&seed), now)?;
            let subject = Subject::Other("issuer_key", hex::encode(public.0));
            append(conn, &AuditEntry::at_command_line(Act::ManageProgramme, subject, now))?;
            Ok(Rotated::Done(public))
        })
        .await
    }
}

/// The key that signs now.
pub(super) fn issuing(
    conn: &Connection,
    replica: &Replica,
    now: i64,
) -> Result<SigningKey, StoreError> {
    let seed: Option<[u8; 32]> = conn
        .prepare_cached(
            "SELECT seed FROM issuer_key WHERE until IS NULL AND seed IS NOT NULL
             ORDER BY number DESC LIMIT 1",
        )?
        .query_row([], |row| row.get(0))
        .optional()?;
    if let Some(seed) = seed {
        return Ok(SigningKey::from_seed(seed));
    }
    let inner = Sha256::new().chain_update(DOMAIN).chain_update(replica.key.seed()).finalize();
    let seed: [u8; 32] = Sha256::digest(inner).into();
    let key = SigningKey::from_seed(seed);
    insert(conn, &key.public(), Some(&seed), now)?;
    Ok(key)
}

/// Takes in a key that central says it has signed with.
pub(in crate::store) fn learn(
    conn: &Connection,
    public: &[u8; 32],
    day: Day,
) -> Result<(), StoreError> {
    insert(conn, &PublicKey(*public), None, i64::from(day.0) * 86_400)
}

fn insert(
    conn: &Connection,
    public: &PublicKey,
    seed: Option<&[u8; 32]>,
    since: i64,
) -> Result<(), StoreError> {
    conn.prepare_cached(
        "INSERT INTO issuer_key (public, seed, since) VALUES (?1, ?2, ?3)
         ON CONFLICT (public) DO UPDATE SET seed = COALESCE(seed, excluded.seed)
         WHERE until IS NULL",
    )?
    .execute(params![public.0, seed, since])?;
    Ok(())
}

/// All keys, oldest first.
pub(super) fn all(conn: &Connection) -> Result<Vec<IssuerKeyRow>, StoreError> {
    let mut statement =
        conn.prepare_cached("SELECT public, since, until FROM issuer_key ORDER BY number")?;
    let rows = statement.query_map([], |row| {
        let (public, since, until) = (PublicKey(row.get(0)?), row.get(1)?, row.get(2)?);
        Ok(IssuerKeyRow { public, since, until })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
