//! Hours that nobody was paid for yet, with the names of whoever worked them.
//!
//! Owns that question: entries of a period that count, and are in no line of a statement that was
//! marked as paid.

use rusqlite::named_params;
use sync_core::record::Day;

use super::{LearnerNameRow, count, learner_id};
use crate::authority::Reach;
use crate::store::scope::{Filter, LEARNER_IN_REACH};
use crate::store::{Store, StoreError};

/// How far an entry is on its way to being paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnpaidStage {
    /// Nobody decided yet, or she was asked something.
    Undecided,
    /// Approved, and in no statement.
    Approved,
    /// In a closed statement that is not marked as paid.
    Closed,
}

/// An entry that is not paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnpaidRow {
    /// Whose.
    pub learner: LearnerNameRow,
    /// Her cohort's id.
    pub cohort: String,
    /// What it is called.
    pub cohort_title: String,
    /// The day of the work.
    pub day: Day,
    /// Kind of work.
    pub task: String,
    /// As approved, else as logged.
    pub minutes: u64,
    /// As approved, else as logged.
    pub units: u64,
    /// What it comes to, once approved: minor units and currency.
    pub amount: Option<(u64, String)>,
    /// How far it is.
    pub stage: UnpaidStage,
}

/// Whose hours.
#[derive(Clone, Debug, Default)]
pub struct UnpaidOf {
    /// First day of the work.
    pub from: Option<Day>,
    /// Last day.
    pub to: Option<Day>,
    /// Of learners of this centre.
    pub center: Option<String>,
    /// Of learners of this cohort.
    pub cohort: Option<String>,
}

impl Store {
    /// What of it is not paid, by learner and day.
    pub async fn unpaid(&self, of: UnpaidOf, reach: &Reach) -> Result<Vec<UnpaidRow>, StoreError> {
        let filter = Filter::from(reach);
        self.read(move |conn| {
            let mut statement = conn.prepare_cached(&format!(
                "SELECT learner.id, learner.label, learner.name, cohort.id, cohort.title,
                        work_entry.day, work_entry.task,
                        COALESCE(approved.minutes, work_entry.minutes),
                        COALESCE(approved.units, work_entry.units),
                        approved.amount, approved.currency, approved.entry IS NOT NULL,
                        EXISTS (SELECT 1 FROM statement_line AS line
                                WHERE line.learner = work_entry.learner
                                  AND line.entry = work_entry.entry)
                 FROM work_entry
                 JOIN learner ON learner.number = work_entry.learner
                 JOIN cohort ON cohort.number = learner.cohort
                 LEFT JOIN center ON center.number = cohort.center
                 LEFT JOIN entry_standing AS approved
                     ON approved.learner = work_entry.learner
                        AND approved.entry = work_entry.entry AND approved.state = 'approved'
                 LEFT JOIN entry_standing AS other
                     ON other.learner = work_entry.learner AND other.entry = work_entry.entry
                 WHERE work_entry.withdrawn = 0
                   AND COALESCE(other.state, 'waiting') NOT IN ('declined', 'withdrawn')
                   AND (:from IS NULL OR work_entry.day >= :from)
                   AND (:to IS NULL OR work_entry.day <= :to)
                   AND (:center IS NULL OR center.id = :center)
                   AND (:cohort IS NULL OR cohort.id = :cohort)
                   AND NOT EXISTS (
                       SELECT 1 FROM statement_line AS line
                       JOIN statement_payment AS paid
                           ON paid.statement = line.statement AND paid.learner = line.learner
                              AND paid.currency = line.currency
                       WHERE line.learner = work_entry.learner AND line.entry = work_entry.entry)
                   AND {LEARNER_IN_REACH}
                 ORDER BY learner.label, work_entry.day, work_entry.entry"
            ))?;
            let mut rows = statement.query(named_params! {
                ":from": of.from.map(|day| day.0), ":to": of.to.map(|day| day.0),
                ":center": of.center, ":cohort": of.cohort,
                ":all": filter.all, ":centers": filter.centers,
                ":cohorts": filter.cohorts, ":learners": filter.learners,
            })?;
            let mut found = Vec::new();
            while let Some(row) = rows.next()? {
                let id: Vec<u8> = row.get(0)?;
                let amount: Option<i64> = row.get(9)?;
                let currency: Option<String> = row.get(10)?;
                found.push(UnpaidRow {
                    learner: LearnerNameRow {
                        id: learner_id(&id)?,
                        label: row.get(1)?,
                        name: row.get(2)?,
                    },
                    cohort: row.get(3)?,
                    cohort_title: row.get(4)?,
                    day: Day(row.get(5)?),
                    task: row.get(6)?,
                    minutes: count(row, 7)?,
                    units: count(row, 8)?,
                    amount: amount.map(|it| it.max(0) as u64).zip(currency),
                    stage: match (row.get(11)?, row.get(12)?) {
                        (_, true) => UnpaidStage::Closed,
                        (true, false) => UnpaidStage::Approved,
                        (false, false) => UnpaidStage::Undecided,
                    },
                });
            }
            Ok(found)
        })
        .await
    }
}
