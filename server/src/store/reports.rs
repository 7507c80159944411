//! What reports are made of: rows of cohorts, learners, and the versions of what they wrote.
//!
//! Owns the questions and their row types. Reads projections and the ledger's rows, never a frame.
//! Must not fold, count weeks or name things for a screen: `reports` does. Each answer is read in
//! one transaction, so that its numbers agree with each other.

mod attendance;
mod board;
mod cohort;
mod follow;
mod gaps;
mod learner;
mod phones;
mod unpaid;

pub(in crate::store) use attendance::words_on;
pub use attendance::{AttendanceRow, AttendanceRows};
pub use board::{BoardRows, HeardRow, HereRow};
pub(in crate::store) use cohort::find_cohort;
pub use cohort::{CohortRow, CohortRows, DayCount, LearnerCounts, QuestionRow};
pub use follow::{FollowRow, FollowRows};
pub use gaps::GapsOf;
pub use learner::{CatalogueLesson, LearnerHeadRow, LearnerRows, ProgressRow, VersionRow, WorkRow};
pub use phones::{DeviceRow, DeviceRows, Gap, PhoneEnd, PhoneRow};
pub use unpaid::{UnpaidOf, UnpaidRow, UnpaidStage};

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

fn learner_id(bytes: &[u8]) -> Result<LearnerId, StoreError> {
    LearnerId::from_slice(bytes).ok_or_else(|| StoreError::damaged("learner id"))
}

/// Counts are never negative in SQL; the type says so in Rust.
fn count(row: &rusqlite::Row<'_>, column: usize) -> rusqlite::Result<u64> {
    row.get::<_, i64>(column).map(|number| u64::try_from(number).unwrap_or(0))
}
