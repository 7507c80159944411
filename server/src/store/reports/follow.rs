//! What is known of each learner of a cohort to say whom to contact, and why.
//!
//! Reads projections only. What is a reason is `reports::follow`'s to say.

use rusqlite::{Connection, OptionalExtension, params};

use crate::authority::Reach;
use crate::store::reports::AttendanceRows;
use crate::store::{Store, StoreError};

use super::cohort::CohortRows;

/// What one learner left open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FollowRow {
    /// Who, by number: as attendance names her.
    pub number: i64,
    /// The lesson that she has begun and not finished, with nothing done in another since: which,
    /// and when she was last in it.
    pub open_lesson: Option<(String, i64)>,
    /// Her last message, where nobody has written to her since: when it arrived.
    pub unanswered_since: Option<i64>,
}

/// All that the list is made of.
#[derive(Clone, Debug)]
pub struct FollowRows {
    /// The cohort and its learners.
    pub cohort: CohortRows,
    /// Who was at which session.
    pub attendance: AttendanceRows,
    /// In the order of `attendance`'s learners.
    pub open: Vec<FollowRow>,
}

impl Store {
    /// What a cohort's list of whom to contact is made of, as far as the reach goes; `None` when the
    /// cohort is not there or out of it.
    pub async fn follow_rows(
        &self,
        cohort: String,
        reach: &Reach,
    ) -> Result<Option<FollowRows>, StoreError> {
        let Some(rows) = self.cohort_rows(cohort.clone(), reach).await? else { return Ok(None) };
        let Some(attendance) = self.attendance_rows(cohort, reach).await? else { return Ok(None) };
        let learners: Vec<i64> = attendance.learners.iter().map(|(number, _)| *number).collect();
        let open = self
            .read(move |conn| learners.into_iter().map(|number| open_of(conn, number)).collect())
            .await?;
        Ok(Some(FollowRows { cohort: rows, attendance, open }))
    }
}

fn open_of(conn: &Connection, number: i64) -> Result<FollowRow, StoreError> {
    let last_lesson: Option<(String, u8, i64)> = conn
        .prepare_cached(
            "SELECT lesson, state, last_at FROM lesson_progress WHERE learner = ?1
             ORDER BY last_at DESC, lesson LIMIT 1",
        )?
        .query_row(params![number], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let last_message: Option<(bool, i64)> = conn
        .prepare_cached(
            "SELECT message.hers, change.received_at FROM message
             JOIN put ON put.number = message.put
             JOIN change ON change.number = put.change
             WHERE message.learner = ?1 AND put.live
             ORDER BY change.corrected_at DESC, put.number DESC LIMIT 1",
        )?
        .query_row(params![number], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(FollowRow {
        number,
        open_lesson: last_lesson.filter(|(_, state, _)| *state == 0).map(|(id, _, at)| (id, at)),
        unanswered_since: last_message.filter(|(hers, _)| *hers).map(|(_, at)| at),
    })
}
