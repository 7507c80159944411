//! Where learners are: moving to another cohort, and visits to another centre.
//!
//! Owns both, at central. Her record is not touched, but for central's word on her enrolment: it is
//! hers wherever she is. A move and a visit change what the hubs' directories name, and everything
//! else follows from that (`hubs`).

use rusqlite::{Connection, params};
use sync_core::ids::LearnerId;
use sync_core::record::Day;

use super::Store;
use super::audit::append;
use super::centers::center_number;
use super::enrolments::follow_move;
use super::error::StoreError;
use super::people::{cohort_number, learner_number};
use crate::audit::{AuditEntry, Subject};
use crate::authority::Act;

/// What moving somebody, or a visit of hers, came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placed {
    /// It is so now, or was before.
    Done,
    /// There is no such learner.
    NoLearner,
    /// There is no such cohort, or no such centre.
    NoPlace,
    /// It is her own centre: she does not visit there.
    AtHome,
}

/// A stay at another centre.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    /// Who.
    pub learner: LearnerId,
    /// The centre's id.
    pub center: String,
    /// First day, by that centre's calendar.
    pub from: Day,
    /// Last day.
    pub until: Day,
}

impl Store {
    /// Moves a learner to another cohort, perhaps of another centre. `by`: a login, or the command
    /// line.
    pub async fn move_learner(
        &self,
        learner: LearnerId,
        cohort: String,
        by: Option<String>,
        now: i64,
    ) -> Result<Placed, StoreError> {
        self.write(move |conn| {
            let Some(number) = learner_number(conn, &learner)? else {
                return Ok(Placed::NoLearner);
            };
            let Some(to) = cohort_number(conn, &cohort)? else { return Ok(Placed::NoPlace) };
            let (from, old): (i64, String) = conn
                .prepare_cached(
                    "SELECT cohort.number, cohort.id
                     FROM learner JOIN cohort ON cohort.number = learner.cohort
                     WHERE learner.number = ?1",
                )?
                .query_row([number], |row| Ok((row.get(0)?, row.get(1)?)))?;
            if from == to {
                return Ok(Placed::Done);
            }
            conn.prepare_cached(
                "INSERT INTO membership (learner, cohort, until_at) VALUES (?1, ?2, ?3)
                 ON CONFLICT DO NOTHING",
            )?
            .execute(params![number, from, now])?;
            conn.prepare_cached("UPDATE learner SET cohort = ?2 WHERE number = ?1")?
                .execute([number, to])?;
            follow_move(conn, learner, (&old, &cohort), now)?;
            let entry = AuditEntry::by_login(by, Act::MoveLearner, Subject::Learner(learner), now);
            append(conn, &entry.with("cohort", cohort))?;
            Ok(Placed::Done)
        })
        .await
    }

    /// Lets a learner be served at another centre for some days. A visit there that she has already
    /// takes these days instead.
    pub async fn put_visit(
        &self,
        visit: Visit,
        by: Option<String>,
        now: i64,
    ) -> Result<Placed, StoreError> {
        self.write(move |conn| {
            let Some(learner) = learner_number(conn, &visit.learner)? else {
                return Ok(Placed::NoLearner);
            };
            let Some(center) = center_number(conn, &visit.center)? else {
                return Ok(Placed::NoPlace);
            };
            let home: Option<i64> = conn
                .prepare_cached(
                    "SELECT center FROM learner JOIN cohort ON cohort.number = learner.cohort
                     WHERE learner.number = ?1",
                )?
                .query_row([learner], |row| row.get(0))?;
            if home == Some(center) {
                return Ok(Placed::AtHome);
            }
            end_visits(conn, learner, center, now)?;
            conn.prepare_cached(
                "INSERT INTO visit (learner, center, from_day, until_day) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute(params![learner, center, visit.from.0, visit.until.0])?;
            let subject = Subject::Learner(visit.learner);
            let entry = AuditEntry::by_login(by, Act::MoveLearner, subject, now)
                .with("visits", visit.center)
                .with("from", visit.from.to_string())
                .with("until", visit.until.to_string());
            append(conn, &entry)?;
            Ok(Placed::Done)
        })
        .await
    }

    /// Ends a learner's visits to a centre.
    pub async fn end_visit(
        &self,
        learner: LearnerId,
        center: String,
        by: Option<String>,
        now: i64,
    ) -> Result<Placed, StoreError> {
        self.write(move |conn| {
            let Some(number) = learner_number(conn, &learner)? else {
                return Ok(Placed::NoLearner);
            };
            let Some(place) = center_number(conn, &center)? else { return Ok(Placed::NoPlace) };
            if end_visits(conn, number, place, now)? > 0 {
                let subject = Subject::Learner(learner);
                let entry = AuditEntry::by_login(by, Act::MoveLearner, subject, now);
                append(conn, &entry.with("visits_no_more", center))?;
            }
            Ok(Placed::Done)
        })
        .await
    }
}

fn end_visits(conn: &Connection, learner: i64, center: i64, now: i64) -> Result<usize, StoreError> {
    Ok(conn
        .prepare_cached(
            "UPDATE visit SET ended_at = ?3
             WHERE learner = ?1 AND center = ?2 AND ended_at IS NULL",
        )?
        .execute([learner, center, now])?)
}
