//! Closing a period.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, Row, params};
use sync_core::ids::VersionId;
use sync_core::record::{Basis, Day, PayTerms, Quantity};

use crate::audit::{AuditEntry, Subject};
use crate::authority::Act;
use crate::pay::{ClosedLine, Closing, EntryNow, LineKind, NewLine, Owed, PeriodOf, Worth, reckon};
use crate::store::audit::append;
use crate::store::people::cohort_number;
use crate::store::{Store, StoreError};

/// What closing came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Closed {
    /// Closed now, or before with the same id.
    Closed,
    /// No such cohort.
    NoCohort,
    /// The period begins before the last closed one ends, or ends before it begins.
    Period,
    /// Nothing to pay and nothing to adjust: no statement was made.
    Nothing,
}

impl Store {
    /// Closes a period of a cohort. `id` is a UUID v7, made by whoever asks, so that asking twice
    /// closes once. `by`: account and login.
    pub async fn close_statement(
        &self,
        id: String,
        cohort: String,
        (from, to): (Day, Day),
        by: (i64, String),
        now: i64,
    ) -> Result<Closed, StoreError> {
        self.write(move |conn| close(conn, &id, &cohort, (from, to), by, now)).await
    }
}

fn close(
    conn: &Connection,
    id: &str,
    cohort: &str,
    (from, to): (Day, Day),
    (account, login): (i64, String),
    now: i64,
) -> Result<Closed, StoreError> {
    let Some(cohort_row) = cohort_number(conn, cohort)? else { return Ok(Closed::NoCohort) };
    let known: Option<(i64, i32, i32)> = conn
        .prepare_cached("SELECT cohort, from_day, to_day FROM statement WHERE id = ?1")?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    if let Some(known) = known {
        let is_same = known == (cohort_row, from.0, to.0);
        return Ok(if is_same { Closed::Closed } else { Closed::Period });
    }
    let Some(due) = due(conn, cohort_row, (from, to))? else { return Ok(Closed::Period) };
    let (statement, lines) = (due.statement, due.lines);
    if lines.is_empty() {
        return Ok(Closed::Nothing);
    }
    conn.prepare_cached(
        "INSERT INTO statement (number, id, cohort, from_day, to_day, lines, closed_at, closed_by)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute(params![
        statement,
        id,
        cohort_row,
        from.0,
        to.0,
        lines.len() as i64,
        now,
        account
    ])?;
    for line in &lines {
        insert(conn, statement, line)?;
    }
    let subject = Subject::Other("statement", id.to_owned());
    let entry = AuditEntry::by_login(Some(login), Act::CloseStatement, subject, now);
    append(conn, &entry.with("cohort", cohort).with("lines", lines.len()))?;
    Ok(Closed::Closed)
}

/// What closing a period now would put into its statement.
pub(super) struct Due {
    /// The number that the statement would have.
    statement: i64,
    /// Its lines.
    pub(super) lines: Vec<NewLine>,
    /// Entries of these days that are not decided yet: they come with a later one.
    pub(super) open: usize,
}

/// What is due up to a period's end; `None` when it does not follow the last that was closed.
pub(super) fn due(
    conn: &Connection,
    cohort: i64,
    (from, to): (Day, Day),
) -> Result<Option<Due>, StoreError> {
    let earlier = periods(conn, cohort)?;
    if from > to || earlier.iter().any(|period| period.to >= from.0) {
        return Ok(None);
    }
    let statement: i64 =
        conn.query_row("SELECT COALESCE(MAX(number), 0) + 1 FROM statement", [], |row| row.get(0))?;
    let learners: BTreeSet<i64> = conn
        .prepare_cached("SELECT number FROM learner WHERE cohort = ?1 AND erased_at IS NULL")?
        .query_map([cohort], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let entries = entries(conn, cohort)?;
    let lines = reckon(&Closing {
        period: PeriodOf { statement, from: from.0, to: to.0 },
        earlier: &earlier,
        entries: &entries,
        closed: &closed_lines(conn, cohort)?,
        learners: &learners,
    });
    let is_open = |entry: &&EntryNow| {
        entry.owed == Owed::Open && entry.day <= to.0 && learners.contains(&entry.learner)
    };
    let open = entries.iter().filter(is_open).count();
    Ok(Some(Due { statement, lines, open }))
}

pub(super) fn periods(conn: &Connection, cohort: i64) -> Result<Vec<PeriodOf>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT number, from_day, to_day FROM statement WHERE cohort = ?1 ORDER BY to_day",
    )?;
    let periods = statement.query_map([cohort], |row| {
        Ok(PeriodOf { statement: row.get(0)?, from: row.get(1)?, to: row.get(2)? })
    })?;
    Ok(periods.collect::<Result<_, _>>()?)
}

/// Entries of everybody who is the same person as somebody of the cohort.
fn entries(conn: &Connection, cohort: i64) -> Result<Vec<EntryNow>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT learner.number, COALESCE(learner.same_as, learner.number), entry, state, version,
                decision, minutes, units, basis, rate, currency, rounding, amount,
                COALESCE(task, ''), COALESCE(day, 0)
         FROM entry_standing JOIN learner ON learner.number = entry_standing.learner
         WHERE COALESCE(learner.same_as, learner.number) IN
               (SELECT COALESCE(same_as, number) FROM learner WHERE cohort = ?1)
         ORDER BY learner.number, entry",
    )?;
    let mut rows = statement.query([cohort])?;
    let mut entries = Vec::new();
    while let Some(row) = rows.next()? {
        let state: String = row.get(3)?;
        let owed = match state.as_str() {
            "approved" => Owed::Something(worth(row)?),
            "declined" | "withdrawn" => Owed::Nothing,
            _ => Owed::Open,
        };
        entries.push(EntryNow {
            learner: row.get(0)?,
            person: row.get(1)?,
            entry: row.get(2)?,
            task: row.get(13)?,
            day: row.get(14)?,
            owed,
        });
    }
    entries.extend(vanished(conn, cohort)?);
    Ok(entries)
}

/// Entries that were closed and of which nothing stands any more: all that was said of them is held
/// back. What was paid for them is taken back like anything that is not owed; whoever closes sees
/// that before it is closed, and may release them instead.
fn vanished(conn: &Connection, cohort: i64) -> Result<Vec<EntryNow>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT learner.number, COALESCE(learner.same_as, learner.number), line.entry,
                COALESCE(line.task, ''), COALESCE(line.day, 0), MIN(line.number)
         FROM statement_line AS line JOIN learner ON learner.number = line.learner
         WHERE line.entry IS NOT NULL AND erased_at IS NULL
           AND COALESCE(learner.same_as, learner.number) IN
               (SELECT COALESCE(same_as, number) FROM learner WHERE cohort = ?1)
           AND NOT EXISTS (SELECT 1 FROM entry_standing
                           WHERE entry_standing.learner = line.learner
                             AND entry_standing.entry = line.entry)
         GROUP BY line.learner, line.entry
         ORDER BY learner.number, line.entry",
    )?;
    let entries = statement.query_map([cohort], |row| {
        Ok(EntryNow {
            learner: row.get(0)?,
            person: row.get(1)?,
            entry: row.get(2)?,
            task: row.get(3)?,
            day: row.get(4)?,
            owed: Owed::Nothing,
        })
    })?;
    Ok(entries.collect::<Result<_, _>>()?)
}

fn worth(row: &Row<'_>) -> Result<Worth, StoreError> {
    let damaged = || StoreError::damaged("an approval");
    let basis: Option<String> = row.get(8)?;
    let rate: Option<i64> = row.get(9)?;
    Ok(Worth {
        version: VersionId(row.get(4)?),
        decision: VersionId(row.get(5)?),
        quantity: Quantity::of(row.get(6)?, row.get(7)?).ok_or_else(damaged)?,
        terms: PayTerms {
            basis: basis.as_deref().and_then(Basis::from_word).ok_or_else(damaged)?,
            rate: rate.and_then(|rate| u64::try_from(rate).ok()).ok_or_else(damaged)?,
            currency: row.get(10)?,
            rounding: row.get(11)?,
        },
        amount: row.get(12)?,
    })
}

/// All closed lines of these people, of any cohort.
fn closed_lines(conn: &Connection, cohort: i64) -> Result<Vec<ClosedLine>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT learner.number, COALESCE(learner.same_as, learner.number), kind, entry, period,
                task, minutes, units, currency, amount
         FROM statement_line JOIN learner ON learner.number = statement_line.learner
         WHERE COALESCE(learner.same_as, learner.number) IN
               (SELECT COALESCE(same_as, number) FROM learner
                WHERE cohort = ?1 AND erased_at IS NULL)
         ORDER BY statement_line.number",
    )?;
    let mut rows = statement.query([cohort])?;
    let mut lines = Vec::new();
    while let Some(row) = rows.next()? {
        let kind: String = row.get(2)?;
        lines.push(ClosedLine {
            learner: row.get(0)?,
            person: row.get(1)?,
            kind: LineKind::from_word(&kind).ok_or_else(|| StoreError::damaged("a line"))?,
            entry: row.get(3)?,
            period: row.get(4)?,
            task: row.get(5)?,
            minutes: row.get(6)?,
            units: row.get(7)?,
            currency: row.get(8)?,
            amount: row.get(9)?,
        });
    }
    Ok(lines)
}

fn insert(conn: &Connection, statement: i64, new: &NewLine) -> Result<(), StoreError> {
    let NewLine { line, day, version, decision, terms } = new;
    conn.prepare_cached(
        "INSERT INTO statement_line (statement, learner, kind, entry, period, task, day, version,
                                     decision, minutes, units, basis, rate, rounding, currency,
                                     amount)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
    )?
    .execute(params![
        statement,
        line.learner,
        line.kind.word(),
        line.entry,
        line.period,
        line.task,
        day,
        version.map(|version| version.0),
        decision.map(|decision| decision.0),
        line.minutes,
        line.units,
        terms.as_ref().map(|terms| terms.basis.word()),
        terms.as_ref().map(|terms| i64::try_from(terms.rate).unwrap_or(i64::MAX)),
        terms.as_ref().map(|terms| terms.rounding),
        line.currency,
        line.amount,
    ])?;
    Ok(())
}
