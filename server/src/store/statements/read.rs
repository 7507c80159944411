//! Reading statements.

use rusqlite::{Connection, OptionalExtension, Row};
use sync_core::record::Day;

use super::number_of;
use crate::store::people::cohort_number;
use crate::store::reports::LearnerNameRow;
use crate::store::{Store, StoreError};

/// A statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementRow {
    /// UUID v7.
    pub id: String,
    /// Its cohort's id.
    pub cohort: String,
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// When it was closed.
    pub closed_at: i64,
    /// The login of whoever closed it.
    pub closed_by: String,
    /// By currency: what it comes to, and what of it was paid.
    pub totals: Vec<(String, i64, i64)>,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineRow {
    /// Whose.
    pub learner: LearnerNameRow,
    /// `entry`, `adjustment`, `period`, `carry`.
    pub kind: String,
    /// The entry.
    pub entry: Option<String>,
    /// The id of the statement whose period it is a fee for.
    pub period: Option<String>,
    /// Kind of work.
    pub task: Option<String>,
    /// The day of the work.
    pub day: Option<Day>,
    /// The version approved, in hex.
    pub version: Option<String>,
    /// The decision that approved it, in hex.
    pub decision: Option<String>,
    /// Signed.
    pub minutes: i64,
    /// Signed.
    pub units: i64,
    /// `hour`, `unit`, `period`.
    pub basis: Option<String>,
    /// Minor units.
    pub rate: Option<i64>,
    /// Three capital letters.
    pub currency: String,
    /// Minor units, signed.
    pub amount: i64,
}

/// What a learner gets of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentRow {
    /// Who.
    pub learner: LearnerNameRow,
    /// Three capital letters.
    pub currency: String,
    /// Minor units: the sum of her lines.
    pub amount: i64,
    /// Day and method, when it was marked as paid.
    pub paid: Option<(Day, String)>,
    /// What she says of it: that it did not come, and in which words.
    pub not_received: Option<Option<String>>,
}

/// A statement whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementRows {
    /// Which.
    pub statement: StatementRow,
    /// By learner, then by day.
    pub lines: Vec<LineRow>,
    /// By learner.
    pub payments: Vec<PaymentRow>,
}

impl Store {
    /// A cohort's statements, the latest first; `None` when there is no such cohort.
    pub async fn statements(
        &self,
        cohort: String,
    ) -> Result<Option<Vec<StatementRow>>, StoreError> {
        self.read(move |conn| {
            let Some(cohort) = cohort_number(conn, &cohort)? else { return Ok(None) };
            let numbers: Vec<i64> = conn
                .prepare_cached(
                    "SELECT number FROM statement WHERE cohort = ?1 ORDER BY to_day DESC",
                )?
                .query_map([cohort], |row| row.get(0))?
                .collect::<Result<_, _>>()?;
            numbers.into_iter().map(|number| head(conn, number)).collect::<Result<_, _>>().map(Some)
        })
        .await
    }

    /// The cohort of a statement.
    pub async fn cohort_of_statement(&self, id: String) -> Result<Option<String>, StoreError> {
        self.read(move |conn| {
            Ok(conn
                .prepare_cached(
                    "SELECT cohort.id FROM statement
                     JOIN cohort ON cohort.number = statement.cohort WHERE statement.id = ?1",
                )?
                .query_row([id], |row| row.get(0))
                .optional()?)
        })
        .await
    }

    /// A statement whole.
    pub async fn statement(&self, id: String) -> Result<Option<StatementRows>, StoreError> {
        self.read(move |conn| {
            let Some(number) = number_of(conn, &id)? else { return Ok(None) };
            Ok(Some(StatementRows {
                statement: head(conn, number)?,
                lines: lines(conn, number)?,
                payments: payments(conn, number)?,
            }))
        })
        .await
    }
}

fn head(conn: &Connection, number: i64) -> Result<StatementRow, StoreError> {
    let totals = conn
        .prepare_cached(
            "SELECT currency, SUM(amount),
                    COALESCE((SELECT SUM(paid.amount) FROM statement_payment AS paid
                              WHERE paid.statement = ?1
                                AND paid.currency = statement_line.currency), 0)
             FROM statement_line WHERE statement = ?1 GROUP BY currency ORDER BY currency",
        )?
        .query_map([number], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<Result<_, _>>()?;
    Ok(conn
        .prepare_cached(
            "SELECT statement.id, cohort.id, from_day, to_day, closed_at, account.login
             FROM statement
             JOIN cohort ON cohort.number = statement.cohort
             JOIN account ON account.number = statement.closed_by
             WHERE statement.number = ?1",
        )?
        .query_row([number], |row| {
            Ok(StatementRow {
                id: row.get(0)?,
                cohort: row.get(1)?,
                from: Day(row.get(2)?),
                to: Day(row.get(3)?),
                closed_at: row.get(4)?,
                closed_by: row.get(5)?,
                totals,
            })
        })?)
}

/// Reads `id, label, name` from a row's start.
fn name_row(row: &Row<'_>) -> rusqlite::Result<LearnerNameRow> {
    let id = sync_core::ids::LearnerId(row.get(0)?);
    Ok(LearnerNameRow { id, label: row.get(1)?, name: row.get(2)? })
}

fn lines(conn: &Connection, number: i64) -> Result<Vec<LineRow>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT learner.id, learner.label, learner.name, kind, entry, period.id, task, day,
                lower(hex(version)), lower(hex(decision)), minutes, units, basis, rate, currency,
                amount
         FROM statement_line AS line
         JOIN learner ON learner.number = line.learner
         LEFT JOIN statement AS period ON period.number = line.period
         WHERE line.statement = ?1
         ORDER BY learner.label, line.day IS NULL, line.day, line.number",
    )?;
    let rows = statement.query_map([number], |row| {
        let hex = |text: Option<String>| text.filter(|text| !text.is_empty());
        Ok(LineRow {
            learner: name_row(row)?,
            kind: row.get(3)?,
            entry: row.get(4)?,
            period: row.get(5)?,
            task: row.get(6)?,
            day: row.get::<_, Option<i32>>(7)?.map(Day),
            version: hex(row.get(8)?),
            decision: hex(row.get(9)?),
            minutes: row.get(10)?,
            units: row.get(11)?,
            basis: row.get(12)?,
            rate: row.get(13)?,
            currency: row.get(14)?,
            amount: row.get(15)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn payments(conn: &Connection, number: i64) -> Result<Vec<PaymentRow>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT learner.id, learner.label, learner.name, line.currency, SUM(line.amount),
                paid.day, paid.method,
                EXISTS (SELECT 1 FROM answer JOIN put ON put.number = answer.put
                        WHERE answer.learner = learner.number AND put.live AND answer.kind = 4
                          AND substr(answer.subject, 1, 36) = statement.id),
                (SELECT answer.text FROM answer JOIN put ON put.number = answer.put
                 WHERE answer.learner = learner.number AND put.live AND answer.kind = 4
                   AND substr(answer.subject, 1, 36) = statement.id
                 ORDER BY answer.put DESC LIMIT 1)
         FROM statement_line AS line
         JOIN statement ON statement.number = line.statement
         JOIN learner ON learner.number = line.learner
         LEFT JOIN statement_payment AS paid
              ON paid.statement = line.statement AND paid.learner = line.learner
                 AND paid.currency = line.currency
         WHERE line.statement = ?1
         GROUP BY learner.number, line.currency
         ORDER BY learner.label, line.currency",
    )?;
    let rows = statement.query_map([number], |row| {
        let (day, method): (Option<i32>, Option<String>) = (row.get(5)?, row.get(6)?);
        Ok(PaymentRow {
            learner: name_row(row)?,
            currency: row.get(3)?,
            amount: row.get(4)?,
            paid: day.map(Day).zip(method),
            not_received: if row.get(7)? { Some(row.get(8)?) } else { None },
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
