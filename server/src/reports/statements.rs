//! Statements as JSON and CSV.
//!
//! Owns these shapes, field for field as `docs/API.md` names them. Amounts are minor units.

use serde::Serialize;

use super::csv::{Cell, table};
use super::shapes::LearnerName;
use crate::store::{LineRow, PaymentRow, StatementRow, StatementRows};

/// A statement in a list.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct StatementHead {
    id: String,
    cohort: String,
    from: String,
    to: String,
    closed_at: i64,
    closed_by: String,
    totals: Vec<Total>,
}

#[derive(Clone, Debug, Serialize)]
struct Total {
    currency: String,
    amount: i64,
    paid: i64,
}

/// A statement whole.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct StatementReport {
    #[serde(flatten)]
    head: StatementHead,
    learners: Vec<LearnerPay>,
    lines: Vec<Line>,
}

#[derive(Clone, Debug, Serialize)]
struct LearnerPay {
    #[serde(flatten)]
    learner: LearnerName,
    currency: String,
    amount: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    paid_on: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    method: Option<String>,
    not_received: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
struct Line {
    learner: String,
    kind: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    entry: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    period: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    task: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    day: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    decision: Option<String>,
    minutes: i64,
    units: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    basis: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rate: Option<i64>,
    currency: String,
    amount: i64,
}

impl From<StatementRow> for StatementHead {
    fn from(row: StatementRow) -> Self {
        let total = |(currency, amount, paid)| Total { currency, amount, paid };
        Self {
            id: row.id,
            cohort: row.cohort,
            from: row.from.to_string(),
            to: row.to.to_string(),
            closed_at: row.closed_at,
            closed_by: row.closed_by,
            totals: row.totals.into_iter().map(total).collect(),
        }
    }
}

impl From<StatementRows> for StatementReport {
    fn from(rows: StatementRows) -> Self {
        Self {
            head: rows.statement.into(),
            learners: rows.payments.into_iter().map(learner_pay).collect(),
            lines: rows.lines.into_iter().map(line).collect(),
        }
    }
}

fn learner_pay(row: PaymentRow) -> LearnerPay {
    let (paid_on, method) = row.paid.map(|(day, method)| (day.to_string(), method)).unzip();
    let learner = LearnerName {
        id: row.learner.id.to_string(),
        label: row.learner.label,
        name: row.learner.name,
    };
    LearnerPay {
        learner,
        currency: row.currency,
        amount: row.amount,
        paid_on,
        method,
        not_received: row.not_received.is_some(),
        text: row.not_received.flatten(),
    }
}

fn line(row: LineRow) -> Line {
    Line {
        learner: row.learner.id.to_string(),
        kind: row.kind,
        entry: row.entry,
        period: row.period,
        task: row.task,
        day: row.day.map(|day| day.to_string()),
        version: row.version,
        decision: row.decision,
        minutes: row.minutes,
        units: row.units,
        basis: row.basis,
        rate: row.rate,
        currency: row.currency,
        amount: row.amount,
    }
}

/// The lines for a spreadsheet. Columns are only ever added, at the end.
pub(crate) fn statement_csv(rows: StatementRows) -> Vec<u8> {
    const HEAD: [&str; 17] = [
        "label", "name", "kind", "entry", "period", "task", "day", "minutes", "units", "basis",
        "rate", "currency", "amount", "paid_on", "method", "version", "decision",
    ];
    let text = |text: Option<String>| Cell::or_empty(text, Cell::text);
    let cells = rows.lines.iter().map(|row| {
        let paid = rows.payments.iter().find(|payment| {
            payment.learner.id == row.learner.id && payment.currency == row.currency
        });
        let paid = paid.and_then(|payment| payment.paid.clone());
        let (paid_on, method) = paid.map(|(day, method)| (day.to_string(), method)).unzip();
        vec![
            Cell::text(&row.learner.label),
            Cell::text(&row.learner.name),
            Cell::text(&row.kind),
            text(row.entry.clone()),
            text(row.period.clone()),
            text(row.task.clone()),
            text(row.day.map(|day| day.to_string())),
            Cell::number(row.minutes),
            Cell::number(row.units),
            text(row.basis.clone()),
            Cell::or_empty(row.rate, Cell::number),
            Cell::text(&row.currency),
            Cell::number(row.amount),
            text(paid_on),
            text(method),
            text(row.version.clone()),
            text(row.decision.clone()),
        ]
    });
    table(HEAD.map(str::to_owned), cells)
}
