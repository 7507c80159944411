//! Typed projections: what reports read, brought up to date in the admission's transaction.
//!
//! Owns the `…_version`, `lesson_progress` and `work_entry` rows; those of hours and enrolments are
//! `hours`' and `enrolments`'. The folds are
//! `sync_core::record`'s; here they are only fed. A value of a newer version is not projected.

use std::collections::BTreeSet;

use rusqlite::{Connection, params};
use sync_core::change::Put;
use sync_core::record::{
    AssistedWork, LessonProgress, LessonState, Record, Section, WorkEntry, WorkSource,
    fold_progress,
};

use super::append::{Document, section_of};
use super::{certificates, enrolments, hours, outcomes, referrals, steps, surveys};
use crate::store::StoreError;
use crate::store::directory::Author;

/// What has to be folded again.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::store) enum Touched {
    /// A learner's lesson.
    Lesson(i64, String),
    /// A learner's work entry: what it counts for, and how it stands.
    Entry(i64, String),
    /// Only how an entry stands: something was said of it.
    Standing(i64, String),
    /// A learner's place in a cohort.
    Enrolment(i64, String),
    /// What a learner answered to a survey.
    Survey(i64, String),
    /// A certificate of a learner's.
    Certificate(i64, String),
}

/// Keeps the typed form of a new put, and says what it touches.
pub(super) fn note(
    conn: &Connection,
    document: Document,
    author: &Author,
    put_number: i64,
    put: &Put,
    touched: &mut BTreeSet<Touched>,
) -> Result<(), StoreError> {
    let entity = put.key.entity().to_owned();
    match section_of(document.kind, put) {
        Some(Section::Progress) => {
            if let Ok(record) = Record::<LessonProgress>::from_bytes(&put.value) {
                let value = record.known;
                conn.prepare_cached(
                    "INSERT INTO progress_version
                         (put, learner, lesson, writer, place, seconds, score_percent, completed_at)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                )?
                .execute(params![
                    put_number,
                    document.learner,
                    entity,
                    author.number,
                    value.place.unwrap_or(0),
                    value.seconds.unwrap_or(0),
                    value.score_percent,
                    value.completed_at,
                ])?;
            }
            touched.insert(Touched::Lesson(document.learner, entity));
        }
        Some(Section::Work) => {
            if let Ok(record) = Record::<WorkEntry>::from_bytes(&put.value) {
                note_work(conn, document, put_number, &entity, record.known, None)?;
            }
            touched.insert(Touched::Entry(document.learner, entity));
        }
        Some(Section::AssistedWork) => {
            if let Ok(record) = Record::<AssistedWork>::from_bytes(&put.value) {
                let source = Some(record.known.source);
                note_work(conn, document, put_number, &entity, record.known.entry(), source)?;
            }
            touched.insert(Touched::Entry(document.learner, entity));
        }
        Some(Section::Decision) => {
            hours::note_decision(conn, document, author, put_number, put)?;
            touched.insert(Touched::Standing(document.learner, entity));
        }
        Some(Section::Answer) => {
            hours::note_answer(conn, document, author, put_number, put)?;
            touched.insert(Touched::Standing(document.learner, entity));
        }
        Some(Section::Attendance) => {
            hours::note_attendance(conn, document, author, put_number, put)?;
        }
        Some(Section::Survey | Section::AssistedSurvey) => {
            surveys::note_survey(conn, document, author, put_number, put)?;
            touched.insert(Touched::Survey(document.learner, entity));
        }
        Some(Section::Message | Section::StaffMessage) => {
            surveys::note_message(conn, document, put_number, put)?;
        }
        Some(Section::Became) => outcomes::note(conn, document.learner, put_number, put)?,
        Some(Section::Interest) => {
            referrals::note_interest(conn, document.learner, put_number, put)?;
        }
        Some(Section::Referral) => referrals::note_referral(conn, document, put_number, put)?,
        Some(Section::Release) => {
            referrals::note_release(conn, document.learner, put_number, put)?;
        }
        Some(Section::Payment) => hours::note_payment(conn, document, put_number, put)?,
        Some(Section::Enrolment) => {
            enrolments::note(conn, document.learner, put_number, put)?;
            touched.insert(Touched::Enrolment(document.learner, entity));
        }
        Some(Section::Certificate) => {
            certificates::note(conn, document.learner, put_number, put)?;
            touched.insert(Touched::Certificate(document.learner, entity));
        }
        Some(Section::Requirement | Section::Confirmed) => {
            steps::note_met(conn, document.learner, put_number, put)?;
        }
        Some(Section::Choice) => steps::note_choice(conn, document.learner, put_number, put)?,
        // Staff devices show these; no report reads them.
        Some(Section::Note | Section::Followup | Section::Recovery) | None => {}
    }
    Ok(())
}

/// What a put that is there already touches.
pub(super) fn touched_of(conn: &Connection, put: i64) -> Result<Option<Touched>, StoreError> {
    let (learner, section, entity): (i64, String, String) = conn
        .prepare_cached(
            "SELECT document.learner, section, entity
             FROM put
             JOIN register ON register.number = put.register
             JOIN document ON document.number = register.document
             WHERE put.number = ?1",
        )?
        .query_row([put], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(match section.as_str() {
        "progress" => Some(Touched::Lesson(learner, entity)),
        "work" => Some(Touched::Entry(learner, entity)),
        "decision" | "answer" => Some(Touched::Standing(learner, entity)),
        "enrolment" => Some(Touched::Enrolment(learner, entity)),
        "survey" => Some(Touched::Survey(learner, entity)),
        "certificate" => Some(Touched::Certificate(learner, entity)),
        _ => None,
    })
}

fn note_work(
    conn: &Connection,
    document: Document,
    put: i64,
    entry: &str,
    value: WorkEntry,
    source: Option<WorkSource>,
) -> Result<(), StoreError> {
    conn.prepare_cached(
        "INSERT INTO work_version
             (put, learner, entry, task, day, minutes, units, start, note, withdrawn, source)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    )?
    .execute(params![
        put,
        document.learner,
        entry,
        value.task,
        value.day.0,
        value.minutes,
        value.units,
        value.start,
        value.note,
        value.is_withdrawn(),
        source.map(WorkSource::number),
    ])?;
    Ok(())
}

/// Folds again what was touched.
pub(in crate::store) fn refold(
    conn: &Connection,
    touched: &BTreeSet<Touched>,
) -> Result<(), StoreError> {
    for what in touched {
        match what {
            Touched::Lesson(learner, lesson) => refold_lesson(conn, *learner, lesson)?,
            Touched::Entry(learner, entry) => {
                refold_entry(conn, *learner, entry)?;
                hours::refold_standing(conn, *learner, entry)?;
            }
            Touched::Standing(learner, entry) => hours::refold_standing(conn, *learner, entry)?,
            Touched::Enrolment(learner, cohort) => enrolments::refold(conn, *learner, cohort)?,
            Touched::Survey(learner, survey) => surveys::refold_survey(conn, *learner, survey)?,
            Touched::Certificate(learner, id) => certificates::refold(conn, *learner, id)?,
        }
    }
    Ok(())
}

fn refold_lesson(conn: &Connection, learner: i64, lesson: &str) -> Result<(), StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT progress_version.writer, place, seconds, score_percent, completed_at, corrected_at
         FROM progress_version
         JOIN put ON put.number = progress_version.put
         JOIN change ON change.number = put.change
         WHERE learner = ?1 AND lesson = ?2 AND live
         ORDER BY progress_version.writer",
    )?;
    let mut rows = statement.query(params![learner, lesson])?;
    let mut writers: Vec<(i64, Vec<(LessonProgress, i64)>)> = Vec::new();
    while let Some(row) = rows.next()? {
        let writer: i64 = row.get(0)?;
        let value = LessonProgress {
            version: None,
            place: Some(row.get(1)?),
            seconds: Some(row.get(2)?),
            score_percent: row.get(3)?,
            completed_at: row.get(4)?,
        };
        let at: i64 = row.get(5)?;
        match writers.last_mut() {
            Some((last, values)) if *last == writer => values.push((value, at)),
            _ => writers.push((writer, vec![(value, at)])),
        }
    }
    conn.prepare_cached("DELETE FROM lesson_progress WHERE learner = ?1 AND lesson = ?2")?
        .execute(params![learner, lesson])?;
    let Some(fold) = fold_progress(writers.iter().map(|(_, values)| values.as_slice())) else {
        return Ok(());
    };
    conn.prepare_cached(
        "INSERT INTO lesson_progress
             (learner, lesson, state, place, seconds, score_percent, completed_at, last_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute(params![
        learner,
        lesson,
        u8::from(fold.state == LessonState::Done),
        fold.place,
        fold.seconds,
        fold.score_percent,
        fold.completed_at,
        fold.last_at,
    ])?;
    Ok(())
}

/// Of several live versions the smallest counts: nobody is promised what is in question.
fn refold_entry(conn: &Connection, learner: i64, entry: &str) -> Result<(), StoreError> {
    conn.prepare_cached("DELETE FROM work_entry WHERE learner = ?1 AND entry = ?2")?
        .execute(params![learner, entry])?;
    conn.prepare_cached(
        "INSERT INTO work_entry
             (learner, entry, live_versions, task, day, minutes, units, withdrawn)
         SELECT learner, entry, COUNT(*) OVER (), task, day,
                CASE WHEN withdrawn THEN 0 ELSE COALESCE(minutes, 0) END,
                CASE WHEN withdrawn THEN 0 ELSE COALESCE(units, 0) END,
                withdrawn
         FROM work_version
         JOIN put ON put.number = work_version.put
         JOIN actor ON actor.number = put.actor
         WHERE learner = ?1 AND entry = ?2 AND live
         ORDER BY withdrawn DESC, COALESCE(minutes, 0), COALESCE(units, 0), counter, actor.id
         LIMIT 1",
    )?
    .execute(params![learner, entry])?;
    Ok(())
}
