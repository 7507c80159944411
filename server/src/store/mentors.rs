//! Mentors' groups: which mentor accompanies which learner.
//!
//! Owns changing the learners that a mentor's grant names. A grant is never changed: the one before
//! is taken back and another given, so that whoever asks later knows whom she could see when. Who is
//! a mentor at all, whoever keeps accounts says.

use std::collections::BTreeSet;
use std::sync::Arc;

use rusqlite::{Connection, named_params, params};
use sync_core::ids::LearnerId;
use sync_core::record::Day;

use super::Store;
use super::accounts::{find, login_key};
use super::audit::append;
use super::desks::{end_writers, is_related};
use super::error::StoreError;
use super::grants;
use super::people::learner_number;
use super::programme::Replica;
use super::scope::{Filter, LEARNER_IN_REACH};
use crate::audit::{AuditEntry, Subject};
use crate::authority::{Act, Grant, Reach, Role, Scope};

/// A mentor's account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MentorRow {
    /// What she signs in with.
    pub login: String,
    /// What she is called.
    pub name: String,
    /// Whom she accompanies today, in whatever cohort.
    pub group: BTreeSet<LearnerId>,
}

/// What became of a change to a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupOutcome {
    /// It is so, now or before.
    Done,
    /// No such learner, or no account of this login that ever was a mentor's.
    Unknown,
    /// The account is hers, or a relative's: roles are kept apart.
    Related,
}

/// A learner of a cohort, as staff call her.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupedRow {
    /// Who.
    pub learner: LearnerId,
    /// Her number on paper.
    pub label: String,
    /// Her name.
    pub name: String,
}

impl Store {
    /// Accounts that are a mentor's today, or were one's whose group is empty now; by login.
    pub async fn mentors(&self, now: i64) -> Result<Vec<MentorRow>, StoreError> {
        self.read(move |conn| {
            let mut statement = conn.prepare_cached(
                "SELECT number, login, name FROM account
                 WHERE disabled_at IS NULL AND number IN
                     (SELECT account FROM role_grant WHERE role = 'mentor')
                 ORDER BY login",
            )?;
            let mut rows = statement.query([])?;
            let mut mentors = Vec::new();
            while let Some(row) = rows.next()? {
                let group = group_of(conn, row.get(0)?, Day::of_seconds(now))?;
                mentors.push(MentorRow { login: row.get(1)?, name: row.get(2)?, group });
            }
            Ok(mentors)
        })
        .await
    }

    /// The learners of a cohort, as far as the reach goes, by label.
    pub async fn grouped_rows(
        &self,
        cohort: String,
        reach: &Reach,
    ) -> Result<Vec<GroupedRow>, StoreError> {
        let filter = Filter::from(reach);
        self.read(move |conn| {
            let mut statement = conn.prepare_cached(&format!(
                "SELECT learner.id, learner.label, learner.name
                 FROM learner JOIN cohort ON cohort.number = learner.cohort
                 WHERE cohort.id = :cohort AND {LEARNER_IN_REACH} ORDER BY learner.label"
            ))?;
            let rows = statement.query_map(
                named_params! {
                    ":cohort": cohort, ":all": filter.all, ":centers": filter.centers,
                    ":cohorts": filter.cohorts, ":learners": filter.learners,
                },
                |row| {
                    let learner = LearnerId(row.get(0)?);
                    Ok(GroupedRow { learner, label: row.get(1)?, name: row.get(2)? })
                },
            )?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// Puts a learner into a mentor's group, or takes her out; her device forgets her with its next
    /// visit.
    pub async fn accompany(
        &self,
        replica: Arc<Replica>,
        login: &str,
        learner: LearnerId,
        accompanies: bool,
        by: Option<String>,
        now: i64,
    ) -> Result<GroupOutcome, StoreError> {
        let login = login_key(login);
        self.write(move |conn| {
            let (Some(account), Some(number)) =
                (find(conn, &login)?, learner_number(conn, &learner)?)
            else {
                return Ok(GroupOutcome::Unknown);
            };
            if !was_mentor(conn, account)? {
                return Ok(GroupOutcome::Unknown);
            }
            if accompanies && is_related(conn, account, number)? {
                return Ok(GroupOutcome::Related);
            }
            let today = Day::of_seconds(now);
            let mut group = group_of(conn, account, today)?;
            let changed = if accompanies { group.insert(learner) } else { group.remove(&learner) };
            if !changed {
                return Ok(GroupOutcome::Done);
            }
            let until = until_of(conn, account, today)?;
            conn.execute(
                "UPDATE role_grant SET revoked_at = ?2
                 WHERE account = ?1 AND role = 'mentor' AND revoked_at IS NULL",
                params![account, now],
            )?;
            if !group.is_empty() {
                let scope = Scope::Learners(group);
                let grant = Grant { role: Role::Mentor, scope, from: today, until };
                match grants::resolve(conn, vec![grant])? {
                    Ok(resolved) => {
                        resolved
                            .iter()
                            .try_for_each(|it| grants::insert(conn, account, it, now))?;
                    }
                    Err(missing) => return Err(StoreError::damaged(&missing)),
                }
            }
            if !accompanies && !super::desks::is_open(conn, account, number, now)? {
                end_writers(conn, &replica, account, Some(number))?;
            }
            let entry = AuditEntry::by_login(by, Act::ManageGroups, Subject::Learner(learner), now);
            append(conn, &entry.with("account", login).with("accompanies", accompanies))?;
            Ok(GroupOutcome::Done)
        })
        .await
    }
}

fn was_mentor(conn: &Connection, account: i64) -> Result<bool, StoreError> {
    Ok(conn
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM role_grant WHERE account = ?1 AND role = 'mentor')",
        )?
        .query_row([account], |row| row.get(0))?)
}

/// Whom an account accompanies on this day.
fn group_of(
    conn: &Connection,
    account: i64,
    today: Day,
) -> Result<BTreeSet<LearnerId>, StoreError> {
    let grants = grants::of_account(conn, account)?;
    let of_mentor = |grant: &Grant| grant.role == Role::Mentor && grant.is_in_force(today);
    Ok(grants
        .into_iter()
        .filter(of_mentor)
        .filter_map(|grant| match grant.scope {
            Scope::Learners(ids) => Some(ids),
            _ => None,
        })
        .flatten()
        .collect())
}

/// The last day of her time as a mentor, where there is one: the latest of her grants of today.
fn until_of(conn: &Connection, account: i64, today: Day) -> Result<Option<Day>, StoreError> {
    let grants = grants::of_account(conn, account)?;
    let days: Vec<Option<Day>> = grants
        .into_iter()
        .filter(|grant| grant.role == Role::Mentor && grant.is_in_force(today))
        .map(|grant| grant.until)
        .collect();
    if days.contains(&None) { Ok(None) } else { Ok(days.into_iter().flatten().max()) }
}
