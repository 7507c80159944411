//! Holders of the centre's recovery key: whose papers there are, and who may hold a part of whose.
//!
//! Owns these rows; requests are in `request`. Must not open or make anything: it is given public
//! keys and sealed boxes.

mod request;

use rusqlite::{Connection, OptionalExtension, params};
use sync_core::ids::{LearnerId, StaffTag};
use sync_core::sealed_box::SealingPublic;

use super::audit::append;
use super::desks::{is_related, may_write};
use super::people::learner_number;
use super::{Store, StoreError};
use crate::audit::AuditEntry;
use crate::authority::Act;

pub use request::{Begun, Given, NewRequest, RequestLook, RequestRow};

/// Somebody of the staff who may hold a part.
#[derive(Clone, Debug)]
pub struct Holder {
    /// Her account.
    pub account: i64,
    /// Says who she is.
    pub tag: StaffTag,
    /// Her name.
    pub name: String,
    /// Of the paper that is in force.
    pub public: SealingPublic,
    /// Since when.
    pub since: i64,
}

impl Store {
    /// Puts an account's recovery key in the place of the one before. False when it is another's.
    pub async fn put_recovery_key(
        &self,
        account: i64,
        tag: StaffTag,
        public: SealingPublic,
        now: i64,
        entry: AuditEntry,
    ) -> Result<bool, StoreError> {
        self.write(move |conn| {
            let other: Option<i64> = conn
                .prepare_cached("select account from recovery_key where public = ?1")?
                .query_row([public.0], |row| row.get(0))
                .optional()?;
            match other {
                Some(other) if other != account => return Ok(false),
                Some(_) => return Ok(true),
                None => {}
            }
            conn.prepare_cached(
                "insert into recovery_key (account, tag, public, since) values (?1, ?2, ?3, ?4)
                 on conflict (account) do update set
                     tag = excluded.tag, public = excluded.public, since = excluded.since",
            )?
            .execute(params![account, tag.0, public.0, now])?;
            append(conn, &entry)?;
            Ok(true)
        })
        .await
    }

    /// Since when an account has the recovery key that is in force.
    pub async fn recovery_key_since(&self, account: i64) -> Result<Option<i64>, StoreError> {
        self.read(move |conn| {
            Ok(conn
                .prepare_cached("select since from recovery_key where account = ?1")?
                .query_row([account], |row| row.get(0))
                .optional()?)
        })
        .await
    }

    /// Who may hold a part of the key of the learner whose phone has this token: at most `most`,
    /// those whose scope is narrowest first. `None` when the phone is not known, or revoked.
    pub async fn recovery_holders(
        &self,
        token_hash: [u8; 32],
        most: usize,
        now: i64,
    ) -> Result<Option<Vec<Holder>>, StoreError> {
        self.read(move |conn| {
            let Some(phone) = phone(conn, &token_hash)? else { return Ok(None) };
            let mut holders = holders(conn, phone.learner, now)?;
            holders.truncate(most);
            Ok(Some(holders))
        })
        .await
    }

    /// May this account hold a part for this learner: its scope reaches her, and they are no kin?
    pub async fn is_kin(&self, account: i64, learner: LearnerId) -> Result<bool, StoreError> {
        self.read(move |conn| match learner_number(conn, &learner)? {
            Some(number) => is_related(conn, account, number),
            None => Ok(false),
        })
        .await
    }
}

/// A phone of a learner's, as its token names it.
struct Phone {
    device: i64,
    learner: i64,
}

fn phone(conn: &Connection, token_hash: &[u8; 32]) -> Result<Option<Phone>, StoreError> {
    Ok(conn
        .prepare_cached(
            "select number, learner from device
             where token_hash = ?1 and account is null and revoked_at is null",
        )?
        .query_row([token_hash], |row| Ok(Phone { device: row.get(0)?, learner: row.get(1)? }))
        .optional()?)
}

/// Everybody with a key who may use it for this learner today. Who is of her cohort or centre comes
/// before who is of the whole programme, and who has been a holder longest first.
fn holders(conn: &Connection, learner: i64, now: i64) -> Result<Vec<Holder>, StoreError> {
    let all: Vec<Holder> = conn
        .prepare_cached(
            "select recovery_key.account, recovery_key.tag, account.name, recovery_key.public,
                    recovery_key.since
             from recovery_key join account on account.number = recovery_key.account
             where account.disabled_at is null and account.first_password = 0
             order by exists (select 1 from role_grant
                              where role_grant.account = account.number
                                and role_grant.scope = 'programme'),
                      recovery_key.since, account.number",
        )?
        .query_map([], |row| {
            Ok(Holder {
                account: row.get(0)?,
                tag: StaffTag(row.get(1)?),
                name: row.get(2)?,
                public: SealingPublic(row.get(3)?),
                since: row.get(4)?,
            })
        })?
        .collect::<Result<_, _>>()?;
    let mut holders = Vec::new();
    for holder in all {
        if may_hold(conn, holder.account, learner, now)? {
            holders.push(holder);
        }
    }
    Ok(holders)
}

fn may_hold(conn: &Connection, account: i64, learner: i64, now: i64) -> Result<bool, StoreError> {
    Ok(may_write(conn, account, learner, Act::UseRecoveryKey, now)?
        && !is_related(conn, account, learner)?)
}
