//! What reports are made of: rows of cohorts, learners, and the versions of what they wrote.
//!
//! Owns the questions and their row types. Reads projections and the ledger's rows, never a frame.
//! Must not fold, count weeks or name things for a screen: `reports` does. Each answer is read in
//! one transaction, so that its numbers agree with each other.

mod cohort;
mod learner;
mod phones;

pub use cohort::{CohortRow, CohortRows, DayCount, LearnerCounts, QuestionRow};
pub use learner::{CatalogueLesson, LearnerHeadRow, LearnerRows, ProgressRow, VersionRow, WorkRow};
pub use phones::PhoneRow;

use sync_core::ids::LearnerId;

use super::error::StoreError;

/// What staff call a learner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LearnerNameRow {
    /// Who.
    pub id: LearnerId,
    /// Her number on paper.
    pub label: String,
    /// Her name.
    pub name: String,
}

/// How far a clock may be off before its word counts as impossible; as much as phones allow
/// themselves.
const CLOCK_TOLERANCE_SECONDS: i64 = 120;

/// SQL for a moment that a phone claims, in a query that names `change` and `writer`.
///
/// Phones correct their own clock, so the word is taken as it is when it is possible: not before
/// the writer was registered, not after the change arrived. Otherwise the phone's clock was wrong
/// and it did not know; then the offset measured at arrival is taken off, within the same bounds.
fn corrected(claim: &str) -> String {
    format!(
        "case
             when {claim} between writer.registered_at - {CLOCK_TOLERANCE_SECONDS}
                              and change.received_at + {CLOCK_TOLERANCE_SECONDS}
             then min({claim}, change.received_at)
             else max(min({claim} - change.clock_offset, change.received_at),
                      writer.registered_at)
         end"
    )
}

fn learner_id(bytes: &[u8]) -> Result<LearnerId, StoreError> {
    LearnerId::from_slice(bytes).ok_or_else(|| StoreError::damaged("learner id"))
}

/// Counts are never negative in SQL; the type says so in Rust.
fn count(row: &rusqlite::Row<'_>, column: usize) -> rusqlite::Result<u64> {
    row.get::<_, i64>(column).map(|number| u64::try_from(number).unwrap_or(0))
}
