//! Learners' places in cohorts: how each stands, and central's word that it stands otherwise.
//!
//! Owns reading the projection, and writing a register `enrolment/<cohort>` where central does it.
//! Codes for an identity are `enrolment`'s. Must not decide when somebody has completed anything.

use std::collections::BTreeMap;
use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension, params};
use sync_core::ids::LearnerId;
use sync_core::key::RegisterKey;
use sync_core::ledger::Draft;
use sync_core::record::{Day, Enrolment, EnrolmentState, Known as _, Record};

use super::audit::append;
use super::people::{cohort_number, learner_number};
use super::programme::{Replica, read_replica};
use super::{Store, StoreError, central};
use crate::audit::{AuditEntry, Subject};
use crate::authority::Act;

/// Why somebody left a cohort who went on in another: she is no dropout.
pub const MOVED: &str = "moved";

/// A learner's place in a cohort.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnrolmentRow {
    /// The cohort's id.
    pub cohort: String,
    /// How it stands.
    pub state: EnrolmentState,
    /// Since when it stands so.
    pub day: Day,
    /// Since when she is in it.
    pub since: Day,
    /// The track she is on.
    pub track: Option<String>,
    /// Why, where she paused or left: a code.
    pub reason: Option<String>,
    /// The version of the definition by which she goes; absent: the one in force.
    pub definition: Option<u32>,
    /// A register says so; else it follows from where the directory has her.
    pub is_written: bool,
}

/// What writing an enrolment came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EnrolmentWritten {
    /// It stands so now.
    Done,
    /// It stood so before: nothing was written.
    Same,
    /// There is no such learner.
    NoLearner,
    /// There is no such cohort.
    NoCohort,
    /// The record does not hold this.
    Unfit,
    /// This is a hub: central writes enrolments.
    OnHub,
}

impl Store {
    /// A learner's enrolments, the latest begun first; empty when she is not here.
    pub async fn enrolments_of(&self, id: LearnerId) -> Result<Vec<EnrolmentRow>, StoreError> {
        self.read(move |conn| match learner_number(conn, &id)? {
            Some(learner) => enrolments(conn, learner),
            None => Ok(Vec::new()),
        })
        .await
    }

    /// Says how a learner's enrolment in a cohort stands. `by`: a login, or the command line.
    pub async fn put_enrolment(
        &self,
        replica: Arc<Replica>,
        learner: LearnerId,
        cohort: String,
        enrolment: Enrolment,
        by: Option<String>,
        now: i64,
    ) -> Result<EnrolmentWritten, StoreError> {
        self.write(move |conn| {
            let written = put_enrolment(conn, &replica, learner, &cohort, enrolment.clone(), now)?;
            if written == EnrolmentWritten::Done {
                let entry = AuditEntry::by_login(by, Act::Enrol, Subject::Learner(learner), now)
                    .with("cohort", cohort)
                    .with("state", enrolment.state.word());
                let entry = match enrolment.reason {
                    Some(reason) => entry.with("reason", reason),
                    None => entry,
                };
                append(conn, &entry)?;
            }
            Ok(written)
        })
        .await
    }

    /// Says what became of a learner's enrolments so far, in this order: for imports. Only `Done`
    /// wrote anything.
    pub async fn put_enrolments(
        &self,
        replica: Arc<Replica>,
        learner: LearnerId,
        enrolments: Vec<(String, Enrolment)>,
        by: Option<String>,
        now: i64,
    ) -> Result<EnrolmentWritten, StoreError> {
        self.write(move |conn| {
            let written = put_enrolments(conn, &replica, learner, enrolments, now)?;
            if written == EnrolmentWritten::Done {
                let entry = AuditEntry::by_login(by, Act::Enrol, Subject::Learner(learner), now);
                append(conn, &entry.with("imported", true))?;
            }
            Ok(written)
        })
        .await
    }
}

/// Writes registers in order, inside the caller's transaction; each was checked against the others
/// by nobody. The audit log is the caller's.
pub(super) fn put_enrolments(
    conn: &Connection,
    replica: &Replica,
    learner: LearnerId,
    enrolments: Vec<(String, Enrolment)>,
    now: i64,
) -> Result<EnrolmentWritten, StoreError> {
    if replica.is_hub() {
        return Ok(EnrolmentWritten::OnHub);
    }
    if learner_number(conn, &learner)?.is_none() {
        return Ok(EnrolmentWritten::NoLearner);
    }
    let mut drafts = Vec::with_capacity(enrolments.len());
    for (cohort, enrolment) in enrolments {
        if cohort_number(conn, &cohort)?.is_none() {
            return Ok(EnrolmentWritten::NoCohort);
        }
        let key = RegisterKey::new("enrolment", &cohort, None);
        let (Ok(()), Some(key)) = (enrolment.check(), key) else {
            return Ok(EnrolmentWritten::Unfit);
        };
        drafts.push(Draft { key, value: Record::new(enrolment).to_bytes(), seen: None });
    }
    central::write(conn, replica, learner, drafts, now)?;
    Ok(EnrolmentWritten::Done)
}

/// Writes an enrolment's register, inside the caller's transaction. The audit log is the caller's.
pub(super) fn put_enrolment(
    conn: &Connection,
    replica: &Replica,
    learner: LearnerId,
    cohort: &str,
    enrolment: Enrolment,
    now: i64,
) -> Result<EnrolmentWritten, StoreError> {
    if replica.is_hub() {
        return Ok(EnrolmentWritten::OnHub);
    }
    let Some(number) = learner_number(conn, &learner)? else {
        return Ok(EnrolmentWritten::NoLearner);
    };
    if cohort_number(conn, cohort)?.is_none() {
        return Ok(EnrolmentWritten::NoCohort);
    }
    let key = RegisterKey::new("enrolment", cohort, None);
    let (Ok(()), Some(key)) = (enrolment.check(), key) else {
        return Ok(EnrolmentWritten::Unfit);
    };
    let known = enrolments(conn, number)?.into_iter().find(|row| row.cohort == cohort);
    if known.as_ref().is_some_and(|row| row.is_written && row.says(&enrolment)) {
        return Ok(EnrolmentWritten::Same);
    }
    let draft = |enrolment| Draft {
        key: key.clone(),
        value: Record::new(enrolment).to_bytes(),
        seen: None,
    };
    // The first word on it also says since when she is there, which only the directory knew.
    let since = known.filter(|row| !row.is_written && row.since < enrolment.day);
    let since = since.map(|row| Enrolment {
        track: row.track,
        ..Enrolment::new(EnrolmentState::Enrolled, row.since)
    });
    let drafts = since.into_iter().chain([enrolment]).map(draft).collect();
    central::write(conn, replica, learner, drafts, now)?;
    Ok(EnrolmentWritten::Done)
}

/// After a learner was moved from one cohort to another: where a register says that she is in the
/// old one, it ends there, and goes on in the new one.
pub(super) fn follow_move(
    conn: &Connection,
    learner: LearnerId,
    (from, to): (&str, &str),
    now: i64,
) -> Result<(), StoreError> {
    let replica = read_replica(conn)?;
    let Some(number) = learner_number(conn, &learner)? else { return Ok(()) };
    let goes_on = |row: &EnrolmentRow| {
        row.is_written
            && row.cohort == from
            && matches!(row.state, EnrolmentState::Enrolled | EnrolmentState::Paused)
    };
    let Some(old) = enrolments(conn, number)?.into_iter().find(goes_on) else { return Ok(()) };
    let today = Day::of_seconds(now).max(old.day);
    let (track, definition) = (old.track, old.definition);
    let left = Enrolment {
        track: track.clone(),
        reason: Some(MOVED.to_owned()),
        definition,
        ..Enrolment::new(EnrolmentState::Left, today)
    };
    let next =
        Enrolment { track, reason: old.reason, definition, ..Enrolment::new(old.state, today) };
    put_enrolment(conn, &replica, learner, from, left, now)?;
    put_enrolment(conn, &replica, learner, to, next, now)?;
    Ok(())
}

impl EnrolmentRow {
    fn says(&self, enrolment: &Enrolment) -> bool {
        let Enrolment { state, day, track, reason, definition, .. } = enrolment;
        (self.state, self.day, self.definition) == (*state, *day, *definition)
            && (&self.track, &self.reason) == (track, reason)
    }
}

/// A learner's enrolments of which registers speak, by cohort; for `verify`.
pub(super) fn written_by_cohort(
    conn: &Connection,
    id: LearnerId,
) -> Result<BTreeMap<String, EnrolmentRow>, StoreError> {
    let Some(learner) = learner_number(conn, &id)? else { return Ok(BTreeMap::new()) };
    let rows = written(conn, learner)?;
    Ok(rows.into_iter().map(|row| (row.cohort.clone(), row)).collect())
}

fn written(conn: &Connection, learner: i64) -> Result<Vec<EnrolmentRow>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT cohort, state, day, since, track, reason, definition_version
         FROM enrolment WHERE learner = ?1",
    )?;
    let mut rows = statement.query([learner])?;
    let mut enrolments = Vec::new();
    while let Some(row) = rows.next()? {
        enrolments.push(EnrolmentRow {
            cohort: row.get(0)?,
            state: EnrolmentState::from_number(row.get(1)?)
                .ok_or_else(|| StoreError::damaged("an enrolment's state"))?,
            day: Day(row.get(2)?),
            since: Day(row.get(3)?),
            track: row.get(4)?,
            reason: row.get(5)?,
            definition: row.get(6)?,
            is_written: true,
        });
    }
    Ok(enrolments)
}

/// A learner's enrolments, inside the caller's transaction.
pub(super) fn enrolments(conn: &Connection, learner: i64) -> Result<Vec<EnrolmentRow>, StoreError> {
    let mut enrolments = written(conn, learner)?;
    let home: Option<(String, i64, Option<String>)> = conn
        .prepare_cached(
            "SELECT cohort.id, learner.enrolled_at, learner.track
             FROM learner JOIN cohort ON cohort.number = learner.cohort
             WHERE learner.number = ?1",
        )?
        .query_row(params![learner], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    if let Some((cohort, enrolled_at, track)) = home
        && enrolments.iter().all(|row| row.cohort != cohort)
    {
        let day = Day::of_seconds(enrolled_at);
        enrolments.push(EnrolmentRow {
            cohort,
            state: EnrolmentState::Enrolled,
            day,
            since: day,
            track,
            reason: None,
            definition: None,
            is_written: false,
        });
    }
    enrolments.sort_by(|a, b| (b.since, &b.cohort).cmp(&(a.since, &a.cohort)));
    Ok(enrolments)
}
