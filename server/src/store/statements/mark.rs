//! Marking a statement paid, learner by learner, and telling her phone.

use std::collections::BTreeSet;
use std::sync::Arc;

use rusqlite::{Connection, params};
use sync_core::ids::LearnerId;
use sync_core::key::RegisterKey;
use sync_core::ledger::Draft;
use sync_core::record::{Day, MAX_PAID_ENTRIES, Payment, Record, uuid_bytes};

use super::number_of;
use crate::audit::{AuditEntry, Subject};
use crate::authority::Act;
use crate::store::audit::append;
use crate::store::{Replica, Store, StoreError, central};

/// A payment, as somebody marks it.
#[derive(Clone, Debug)]
pub struct Marking {
    /// The statement.
    pub statement: String,
    /// The day on which it was paid.
    pub day: Day,
    /// How: a code.
    pub method: String,
    /// Who was paid; absent: everybody who has something to get and is not marked yet.
    pub learners: Option<BTreeSet<LearnerId>>,
    /// Account and login of whoever marks it.
    pub by: (i64, String),
}

/// What marking came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marked {
    /// So many payments were marked: of each learner and currency one, once.
    Marked(usize),
    /// No such statement.
    NoStatement,
}

/// What a learner gets of a statement in one currency.
struct Due {
    learner: i64,
    id: LearnerId,
    currency: String,
    amount: i64,
}

impl Store {
    /// Marks payments, and writes them to the learners' desks.
    pub async fn mark_paid(
        &self,
        replica: Arc<Replica>,
        marking: Marking,
        now: i64,
    ) -> Result<Marked, StoreError> {
        self.write(move |conn| mark(conn, &replica, &marking, now)).await
    }
}

fn mark(
    conn: &Connection,
    replica: &Replica,
    marking: &Marking,
    now: i64,
) -> Result<Marked, StoreError> {
    let Some(statement) = number_of(conn, &marking.statement)? else {
        return Ok(Marked::NoStatement);
    };
    let wanted = |due: &Due| marking.learners.as_ref().is_none_or(|all| all.contains(&due.id));
    let mut marked = 0;
    for due in unpaid(conn, statement)?.into_iter().filter(wanted) {
        conn.prepare_cached(
            "INSERT INTO statement_payment
                 (statement, learner, currency, amount, day, method, marked_at, marked_by)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute(params![
            statement,
            due.learner,
            due.currency,
            due.amount,
            marking.day.0,
            marking.method,
            now,
            marking.by.0
        ])?;
        let drafts = payments(conn, statement, &due, marking)?;
        central::write(conn, replica, due.id, drafts, now)?;
        let subject = Subject::Learner(due.id);
        let login = Some(marking.by.1.clone());
        let entry = AuditEntry::by_login(login, Act::MarkPaid, subject, now);
        append(conn, &entry.with("statement", marking.statement.as_str()))?;
        marked += 1;
    }
    Ok(Marked::Marked(marked))
}

fn unpaid(conn: &Connection, statement: i64) -> Result<Vec<Due>, StoreError> {
    let mut query = conn.prepare_cached(
        "SELECT learner.number, learner.id, currency, SUM(amount) AS due
         FROM statement_line JOIN learner ON learner.number = statement_line.learner
         WHERE statement = ?1
           AND NOT EXISTS (SELECT 1 FROM statement_payment AS paid
                           WHERE paid.statement = ?1 AND paid.learner = learner.number
                             AND paid.currency = statement_line.currency)
         GROUP BY learner.number, currency HAVING due > 0
         ORDER BY learner.number, currency",
    )?;
    let due = query.query_map([statement], |row| {
        Ok(Due {
            learner: row.get(0)?,
            id: LearnerId(row.get(1)?),
            currency: row.get(2)?,
            amount: row.get(3)?,
        })
    })?;
    Ok(due.collect::<Result<_, _>>()?)
}

/// What her phone is told: the entries of the lines in parts that fit a record. What is for no
/// entry goes with the first.
fn payments(
    conn: &Connection,
    statement: i64,
    due: &Due,
    marking: &Marking,
) -> Result<Vec<Draft>, StoreError> {
    let (from, to): (i32, i32) = conn
        .prepare_cached("SELECT from_day, to_day FROM statement WHERE number = ?1")?
        .query_row([statement], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let entries: Vec<(String, i64)> = conn
        .prepare_cached(
            "SELECT entry, SUM(amount) FROM statement_line
             WHERE statement = ?1 AND learner = ?2 AND currency = ?3 AND entry IS NOT NULL
             GROUP BY entry ORDER BY entry",
        )?
        .query_map(params![statement, due.learner, due.currency], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?
        .collect::<Result<_, _>>()?;
    let other = due.amount - entries.iter().map(|(_, amount)| amount).sum::<i64>();
    let mut parts: Vec<&[(String, i64)]> = entries.chunks(MAX_PAID_ENTRIES).collect();
    if parts.is_empty() {
        parts.push(&[]);
    }
    let before = told(conn, due.learner, &marking.statement)?;
    let mut drafts = Vec::new();
    for (number, part) in (1..).zip(parts) {
        let amount = part.iter().map(|(_, amount)| amount).sum::<i64>();
        let payment = Payment {
            version: None,
            from: Day(from),
            to: Day(to),
            amount: amount + if number == 1 { other } else { 0 },
            currency: due.currency.clone(),
            day: marking.day,
            method: marking.method.clone(),
            entries: part
                .iter()
                .filter_map(|(entry, _)| uuid_bytes(entry))
                .map(Into::into)
                .collect(),
        };
        let entity = format!("{}.{}", marking.statement, before + number);
        let key = RegisterKey::new("payment", &entity, None)
            .ok_or_else(|| StoreError::Bug("a payment's name".to_owned()))?;
        drafts.push(Draft { key, value: Record::new(payment).to_bytes(), seen: Some(Vec::new()) });
    }
    Ok(drafts)
}

/// How many parts of this statement her phone was told of already, in another currency.
fn told(conn: &Connection, learner: i64, statement: &str) -> Result<i64, StoreError> {
    Ok(conn
        .prepare_cached(
            "SELECT COUNT(DISTINCT payment) FROM payment
             WHERE learner = ?1 AND substr(payment, 1, 36) = ?2",
        )?
        .query_row(params![learner, statement], |row| row.get(0))?)
}
