//! Grants: which account has which role, where and when.
//!
//! Owns `role_grant` and `grant_learner`. A grant is never changed: it is taken back, and stays for
//! whoever asks later what somebody could do then.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, named_params};
use sync_core::ids::LearnerId;
use sync_core::record::Day;

use super::Store;
use super::centers::center_number;
use super::error::StoreError;
use super::people::{cohort_number, learner_number};
use crate::authority::{CenterId, CohortId, Grant, Role, Scope};

impl Store {
    /// Who has this label, whatever is written large: how whoever keeps accounts, and sees no
    /// learner, names a mentor's group.
    pub async fn learner_of_label(&self, label: &str) -> Result<Option<LearnerId>, StoreError> {
        let label = label.trim().to_uppercase();
        self.read(move |conn| {
            Ok(conn
                .prepare_cached("select id from learner where upper(label) = ?1")?
                .query_row([label], |row| Ok(LearnerId(row.get(0)?)))
                .optional()?)
        })
        .await
    }

    /// Labels of learners, in the same order.
    pub async fn labels_of(&self, ids: Vec<LearnerId>) -> Result<Vec<String>, StoreError> {
        self.read(move |conn| {
            let mut statement = conn.prepare_cached("select label from learner where id = ?1")?;
            let mut labels = Vec::new();
            for id in ids {
                labels.extend(statement.query_row([id.0], |row| row.get(0)).optional()?);
            }
            Ok(labels)
        })
        .await
    }
}

/// A grant whose place is known: what `insert` needs.
pub(super) struct Resolved {
    grant: Grant,
    center: Option<i64>,
    cohort: Option<i64>,
    learners: Vec<i64>,
}

/// Finds the rows that grants speak of, or says what is not there. Writes nothing.
pub(super) fn resolve(
    conn: &Connection,
    grants: Vec<Grant>,
) -> Result<Result<Vec<Resolved>, String>, StoreError> {
    let mut all = Vec::new();
    for grant in grants {
        let mut resolved = Resolved { grant, center: None, cohort: None, learners: Vec::new() };
        match &resolved.grant.scope {
            Scope::Programme => {}
            Scope::Center(CenterId(id)) => match center_number(conn, id)? {
                Some(number) => resolved.center = Some(number),
                None => return Ok(Err(format!("centre {id}"))),
            },
            Scope::Cohort(CohortId(id)) => match cohort_number(conn, id)? {
                Some(number) => resolved.cohort = Some(number),
                None => return Ok(Err(format!("cohort {id}"))),
            },
            Scope::Learners(ids) => {
                for id in ids {
                    match learner_number(conn, id)? {
                        Some(number) => resolved.learners.push(number),
                        None => return Ok(Err(format!("learner {id}"))),
                    }
                }
            }
        }
        all.push(resolved);
    }
    Ok(Ok(all))
}

/// Gives an account a grant.
pub(super) fn insert(
    conn: &Connection,
    account: i64,
    resolved: &Resolved,
    now: i64,
) -> Result<(), StoreError> {
    let Resolved { grant, center, cohort, learners } = resolved;
    let number: i64 = conn.query_row(
        "insert into role_grant
             (account, role, scope, center, cohort, starts, ends, granted_at)
         values (:account, :role, :scope, :center, :cohort, :starts, :ends, :now)
         returning number",
        named_params! {
            ":account": account,
            ":role": grant.role.word(),
            ":scope": scope_word(&grant.scope),
            ":center": center,
            ":cohort": cohort,
            ":starts": grant.from.0,
            ":ends": grant.until.map(|day| day.0),
            ":now": now,
        },
        |row| row.get(0),
    )?;
    for learner in learners {
        conn.execute(
            "insert into grant_learner (role_grant, learner) values (?1, ?2)",
            [number, *learner],
        )?;
    }
    Ok(())
}

/// Takes all grants of an account back.
pub(super) fn revoke_all(conn: &Connection, account: i64, now: i64) -> Result<(), StoreError> {
    conn.execute(
        "update role_grant set revoked_at = ?2 where account = ?1 and revoked_at is null",
        [account, now],
    )?;
    Ok(())
}

/// The grants of an account that were not taken back, whatever their days, oldest first.
pub(super) fn of_account(conn: &Connection, account: i64) -> Result<Vec<Grant>, StoreError> {
    let mut statement = conn.prepare_cached(
        "select role_grant.number, role_grant.role, role_grant.scope, center.id, cohort.id,
                role_grant.starts, role_grant.ends
         from role_grant
         left join center on center.number = role_grant.center
         left join cohort on cohort.number = role_grant.cohort
         where role_grant.account = ?1 and role_grant.revoked_at is null
         order by role_grant.number",
    )?;
    let mut rows = statement.query([account])?;
    let mut grants = Vec::new();
    while let Some(row) = rows.next()? {
        let (role, scope): (String, String) = (row.get(1)?, row.get(2)?);
        let (center, cohort): (Option<String>, Option<String>) = (row.get(3)?, row.get(4)?);
        let scope = match (scope.as_str(), center, cohort) {
            ("programme", None, None) => Scope::Programme,
            ("center", Some(id), None) => Scope::Center(CenterId(id)),
            ("cohort", None, Some(id)) => Scope::Cohort(CohortId(id)),
            ("learners", None, None) => Scope::Learners(group(conn, row.get(0)?)?),
            _ => return Err(StoreError::damaged("a grant's scope")),
        };
        grants.push(Grant {
            role: Role::from_word(&role).ok_or_else(|| StoreError::damaged("a role"))?,
            scope,
            from: Day(row.get(5)?),
            until: row.get::<_, Option<i32>>(6)?.map(Day),
        });
    }
    Ok(grants)
}

/// An account by its number, for whoever wrote under it.
pub(super) fn login_of(conn: &Connection, account: i64) -> Result<Option<String>, StoreError> {
    Ok(conn
        .prepare_cached("select login from account where number = ?1")?
        .query_row([account], |row| row.get(0))
        .optional()?)
}

fn group(conn: &Connection, grant: i64) -> Result<BTreeSet<LearnerId>, StoreError> {
    let mut statement = conn.prepare_cached(
        "select learner.id from grant_learner
         join learner on learner.number = grant_learner.learner
         where grant_learner.role_grant = ?1",
    )?;
    let ids = statement.query_map([grant], |row| Ok(LearnerId(row.get(0)?)))?;
    Ok(ids.collect::<Result<_, _>>()?)
}

fn scope_word(scope: &Scope) -> &'static str {
    match scope {
        Scope::Programme => "programme",
        Scope::Center(_) => "center",
        Scope::Cohort(_) => "cohort",
        Scope::Learners(_) => "learners",
    }
}
