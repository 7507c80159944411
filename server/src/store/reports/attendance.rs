//! Who was at which session: every live word on it, of her and of staff.

use rusqlite::{Connection, named_params, params};
use sync_core::ids::LearnerId;
use sync_core::record::{Day, Presence, PresenceWord, Scan, Voice};
use sync_core::session::Session;
use sync_core::trust::WriterCertificate;

use super::LearnerNameRow;
use super::cohort::{find_cohort, name_row};
use crate::authority::Reach;
use crate::store::programme::from_cbor;
use crate::store::schedule::sessions_of;
use crate::store::scope::{Filter, LEARNER_IN_REACH};
use crate::store::{Store, StoreError};

/// A word on one session.
#[derive(Clone, Debug)]
pub struct AttendanceRow {
    /// About whom, by number.
    pub learner: i64,
    /// Which session, as the word says.
    pub session: String,
    /// Its day, as the word says.
    pub day: Day,
    /// What it says.
    pub word: PresenceWord,
}

/// All that a cohort's attendance is made of.
#[derive(Clone, Debug)]
pub struct AttendanceRows {
    /// The earliest first.
    pub sessions: Vec<Session>,
    /// By label, with her number.
    pub learners: Vec<(i64, LearnerNameRow)>,
    /// What was said of them, on whatever session.
    pub words: Vec<AttendanceRow>,
}

impl Store {
    /// What a cohort's attendance is made of, as far as the reach goes; `None` when the
    /// cohort is not there or out of it.
    pub async fn attendance_rows(
        &self,
        cohort: String,
        reach: &Reach,
    ) -> Result<Option<AttendanceRows>, StoreError> {
        let filter = Filter::from(reach);
        self.read(move |conn| {
            if find_cohort(conn, &cohort, &filter)?.is_none() {
                return Ok(None);
            }
            let mut statement = conn.prepare_cached(&format!(
                "SELECT learner.number, learner.id, learner.label, learner.name
                 FROM learner JOIN cohort ON cohort.number = learner.cohort
                 WHERE cohort.id = :cohort AND {LEARNER_IN_REACH} ORDER BY learner.label"
            ))?;
            let mut rows = statement.query(named_params! {
                ":cohort": cohort, ":all": filter.all, ":centers": filter.centers,
                ":cohorts": filter.cohorts, ":learners": filter.learners,
            })?;
            let (mut learners, mut words) = (Vec::new(), Vec::new());
            while let Some(row) = rows.next()? {
                let number: i64 = row.get(0)?;
                learners.push((number, name_row(row)?));
                words.extend(words_on(conn, number)?);
            }
            Ok(Some(AttendanceRows { sessions: sessions_of(conn, &cohort)?, learners, words }))
        })
        .await
    }

    /// What was said of one learner, and her cohort's sessions.
    pub async fn learner_attendance(
        &self,
        learner: LearnerId,
    ) -> Result<(Vec<Session>, Vec<AttendanceRow>), StoreError> {
        self.read(move |conn| {
            let (number, cohort): (i64, String) = conn
                .prepare_cached(
                    "SELECT learner.number, cohort.id
                     FROM learner JOIN cohort ON cohort.number = learner.cohort
                     WHERE learner.id = ?1",
                )?
                .query_row([learner.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok((sessions_of(conn, &cohort)?, words_on(conn, number)?))
        })
        .await
    }
}

/// Every live word on a learner's sessions.
pub(in crate::store) fn words_on(
    conn: &Connection,
    learner: i64,
) -> Result<Vec<AttendanceRow>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT attendance.session, attendance.day, presence, scanned, verified, change.at,
                writer.certificate
         FROM attendance
         JOIN put ON put.number = attendance.put
         JOIN change ON change.number = put.change
         JOIN writer ON writer.number = attendance.writer
         WHERE attendance.learner = ?1 AND put.live ORDER BY put.number",
    )?;
    let mut rows = statement.query(params![learner])?;
    let mut words = Vec::new();
    while let Some(row) = rows.next()? {
        let certificate: WriterCertificate = from_cbor(&row.get::<_, Vec<u8>>(6)?)?;
        let by = certificate.voice();
        let is_scan = by == Voice::Learner && row.get(3)?;
        let scan = match row.get::<_, Option<bool>>(4)? {
            None => Scan::NotCompared,
            Some(false) => Scan::NotVerified,
            Some(true) => Scan::Verified,
        };
        words.push(AttendanceRow {
            learner,
            session: row.get(0)?,
            day: Day(row.get(1)?),
            word: PresenceWord {
                by,
                at: row.get(5)?,
                presence: Presence::from_number(row.get(2)?)
                    .ok_or_else(|| StoreError::damaged("a presence"))?,
                scan: is_scan.then_some(scan),
            },
        });
    }
    Ok(words)
}
