//! Whose account is a learner's own or a relative's: nobody decides on her own hours, or her family's.
//!
//! Owns the `kinship` table. It holds of the person, by whichever of her ids it was said. What a
//! relative registered to write about her is over at once; what she decided before stays.

use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension, params};
use sync_core::ids::LearnerId;
use sync_core::record::Day;

use super::accounts::login_key;
use super::audit::append;
use super::desks::end_writers;
use super::error::StoreError;
use super::people::learner_number;
use super::programme::Replica;
use super::same_person::members;
use super::{Store, grants};
use crate::audit::{AuditEntry, Subject};
use crate::authority::{Act, Staff};

/// What an account is to a learner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// The account is her own.
    Herself,
    /// A relative's.
    Relative,
}

impl Relation {
    /// Its word in JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Herself => "herself",
            Self::Relative => "relative",
        }
    }

    const fn number(self) -> u8 {
        match self {
            Self::Herself => 0,
            Self::Relative => 1,
        }
    }
}

/// What became of saying it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KinshipOutcome {
    /// It is so, now or before.
    Done,
    /// No such learner or account.
    Unknown,
}

impl Store {
    /// Says that an account is a learner's own, or a relative's. What it registered for her is over.
    pub async fn put_kinship(
        &self,
        replica: Arc<Replica>,
        login: &str,
        learner: LearnerId,
        relation: Relation,
        by: Option<String>,
        now: i64,
    ) -> Result<KinshipOutcome, StoreError> {
        let login = login_key(login);
        self.write(move |conn| {
            let Some((account, number)) = both(conn, &login, learner)? else {
                return Ok(KinshipOutcome::Unknown);
            };
            conn.prepare_cached(
                "INSERT INTO kinship (account, learner, relation) VALUES (?1, ?2, ?3)
                 ON CONFLICT DO UPDATE SET relation = excluded.relation",
            )?
            .execute(params![account, number, relation.number()])?;
            for id in members(conn, number)? {
                end_writers(conn, &replica, account, Some(id))?;
            }
            let subject = Subject::Learner(learner);
            let entry = AuditEntry::by_login(by, Act::RecordKinship, subject, now);
            append(conn, &entry.with("account", login).with("relation", relation.word()))?;
            Ok(KinshipOutcome::Done)
        })
        .await
    }

    /// Takes that back, by whichever of her ids it was said.
    pub async fn end_kinship(
        &self,
        login: &str,
        learner: LearnerId,
        by: Option<String>,
        now: i64,
    ) -> Result<KinshipOutcome, StoreError> {
        let login = login_key(login);
        self.write(move |conn| {
            let Some((account, number)) = both(conn, &login, learner)? else {
                return Ok(KinshipOutcome::Unknown);
            };
            let mut ended = 0;
            for id in members(conn, number)? {
                ended += conn
                    .prepare_cached("DELETE FROM kinship WHERE account = ?1 AND learner = ?2")?
                    .execute([account, id])?;
            }
            if ended == 0 {
                return Ok(KinshipOutcome::Done);
            }
            let subject = Subject::Learner(learner);
            let entry = AuditEntry::by_login(by, Act::EndKinship, subject, now);
            append(conn, &entry.with("account", login))?;
            Ok(KinshipOutcome::Done)
        })
        .await
    }

    /// Accounts that are hers or a relative's, by login.
    pub async fn kin_of(
        &self,
        learner: LearnerId,
    ) -> Result<Vec<(String, String, Relation)>, StoreError> {
        self.read(move |conn| {
            let Some(number) = learner_number(conn, &learner)? else { return Ok(Vec::new()) };
            let mut kin: Vec<(String, String, Relation)> = Vec::new();
            let mut statement = conn.prepare_cached(
                "SELECT login, name, relation FROM kinship
                 JOIN account ON account.number = kinship.account
                 WHERE learner = ?1 ORDER BY login",
            )?;
            for id in members(conn, number)? {
                let rows = statement.query_map([id], |row| {
                    let relation = if row.get::<_, u8>(2)? == 0 {
                        Relation::Herself
                    } else {
                        Relation::Relative
                    };
                    Ok((row.get(0)?, row.get(1)?, relation))
                })?;
                for row in rows {
                    let row = row?;
                    if !kin.iter().any(|(login, ..)| *login == row.0) {
                        kin.push(row);
                    }
                }
            }
            Ok(kin)
        })
        .await
    }

    /// Everybody who may sign in, with the grants of today, by name.
    pub async fn colleagues(&self, now: i64) -> Result<Vec<Staff>, StoreError> {
        self.read(move |conn| {
            let today = Day::of_seconds(now);
            let mut statement = conn.prepare_cached(
                "SELECT number, login, name, locale FROM account
                 WHERE disabled_at IS NULL ORDER BY name, login",
            )?;
            let mut rows = statement.query([])?;
            let mut colleagues = Vec::new();
            while let Some(row) = rows.next()? {
                let account = row.get(0)?;
                let mut grants = grants::of_account(conn, account)?;
                grants.retain(|grant| grant.is_in_force(today));
                let (login, name, locale) = (row.get(1)?, row.get(2)?, row.get(3)?);
                colleagues.push(Staff { account, login, name, locale, grants });
            }
            Ok(colleagues)
        })
        .await
    }
}

fn both(
    conn: &Connection,
    login: &str,
    learner: LearnerId,
) -> Result<Option<(i64, i64)>, StoreError> {
    let account: Option<i64> = conn
        .prepare_cached("SELECT number FROM account WHERE login = ?1")?
        .query_row([login], |row| row.get(0))
        .optional()?;
    Ok(account.zip(learner_number(conn, &learner)?))
}
