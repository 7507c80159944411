//! What one learner did, from her projections.
//!
//! Owns when each thing was done. For which enrolment it counts is the rule of `facts::make`. Must not
//! know of whom may be told.

use std::collections::BTreeMap;

use rusqlite::Connection;
use sync_core::record::{Day, Outcome, Presence, attended};

use super::{Deed, What, When, Work};
use crate::store::StoreError;
use crate::store::enrolments::{EnrolmentRow, enrolments};
use crate::store::facts::make::{counts_for, day, day_of};
use crate::store::facts::world::World;
use crate::store::reports::words_on;

/// A learner's enrolments, the first begun first.
struct Enrolments<'a> {
    world: &'a World,
    rows: Vec<EnrolmentRow>,
}

impl Enrolments<'_> {
    /// The cohort for which a thing done on this day counts: by the same rule as in reports.
    fn cohort(&self, day: u32, among: impl Fn(&EnrolmentRow) -> bool) -> String {
        let begun: Vec<_> = self.rows.iter().map(|row| (row.since.0, among(row))).collect();
        self.rows[counts_for(&begun, day)].cohort.clone()
    }
}

/// What a learner did: by lesson, entry, session and certificate.
pub(super) fn deeds_of(
    conn: &Connection,
    world: &World,
    learner: i64,
) -> Result<Vec<Deed>, StoreError> {
    let mut rows = enrolments(conn, learner)?;
    rows.retain(|row| world.cohort(&row.cohort).is_some());
    rows.sort_by_key(|row| (row.since, world.cohort(&row.cohort)));
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let enrolments = Enrolments { world, rows };
    let mut deeds = Vec::new();
    lessons(conn, &enrolments, learner, &mut deeds)?;
    work(conn, &enrolments, learner, &mut deeds)?;
    sessions(conn, &enrolments, learner, &mut deeds)?;
    certificates(conn, learner, &mut deeds)?;
    Ok(deeds)
}

/// When one writer began a lesson, and finished it.
#[derive(Default)]
struct OneWriter {
    began: Option<i64>,
    finished: Option<i64>,
    stands: bool,
    stands_finished: bool,
}

/// When a lesson was begun and finished.
#[derive(Clone, Copy, Default)]
struct Moments {
    began: Option<i64>,
    finished: Option<i64>,
}

/// By lesson, over all writers whose word stands.
fn moments(conn: &Connection, learner: i64) -> Result<BTreeMap<String, Moments>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT lesson, writer, completed_at, at, corrected_at, live
         FROM progress_version
         JOIN put ON put.number = progress_version.put
         JOIN change ON change.number = put.change
         WHERE learner = ?1 ORDER BY put.number",
    )?;
    let mut rows = statement.query([learner])?;
    let mut writers: BTreeMap<(String, i64), OneWriter> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let one = writers.entry((row.get(0)?, row.get(1)?)).or_default();
        let (completed_at, at): (Option<i64>, i64) = (row.get(2)?, row.get(3)?);
        let (corrected_at, live): (i64, bool) = (row.get(4)?, row.get(5)?);
        one.began = one.began.into_iter().chain([corrected_at]).min();
        // What is said with a change is as far off as the change. Later ones repeat it.
        let off = corrected_at.saturating_sub(at);
        let finished = completed_at.map(|completed_at| completed_at.saturating_add(off));
        one.finished = one.finished.or(finished);
        one.stands |= live;
        one.stands_finished |= live && completed_at.is_some();
    }
    let mut lessons: BTreeMap<String, Moments> = BTreeMap::new();
    for ((lesson, _), one) in writers {
        let all: &mut Moments = lessons.entry(lesson).or_default();
        all.began = all.began.into_iter().chain(one.began.filter(|_| one.stands)).min();
        let done = one.finished.filter(|_| one.stands_finished);
        all.finished = all.finished.into_iter().chain(done).min();
    }
    Ok(lessons)
}

fn lessons(
    conn: &Connection,
    enrolments: &Enrolments<'_>,
    learner: i64,
    deeds: &mut Vec<Deed>,
) -> Result<(), StoreError> {
    let moments = moments(conn, learner)?;
    let mut statement = conn.prepare_cached(
        "SELECT lesson, place, seconds, score_percent, completed_at, last_at
         FROM lesson_progress WHERE learner = ?1 ORDER BY lesson",
    )?;
    let mut rows = statement.query([learner])?;
    while let Some(row) = rows.next()? {
        let lesson: String = row.get(0)?;
        let (place, seconds): (u32, u32) = (row.get(1)?, row.get(2)?);
        let (completed_at, last_at): (Option<i64>, i64) = (row.get(4)?, row.get(5)?);
        let Moments { began, finished } = moments.get(&lesson).copied().unwrap_or_default();
        let finished = completed_at.map(|claimed| finished.unwrap_or(claimed));
        let known = enrolments.world.lesson(&lesson);
        let is_on = |row: &EnrolmentRow| known.is_some_and(|lesson| lesson.is_on(&row.track));
        let cohort = enrolments.cohort(day_of(finished.unwrap_or(last_at)), is_on);
        let mut told = |what, at| {
            let (entity, cohort) = (lesson.clone(), cohort.clone());
            deeds.push(Deed { what, entity, cohort, when: When::second(at) });
        };
        told(What::Began, began.unwrap_or(last_at));
        match finished {
            Some(at) => told(What::Finished { seconds, score_percent: row.get(3)? }, at),
            None if place > 0 => told(What::CameTo { place, seconds }, last_at),
            None => {}
        }
    }
    Ok(())
}

fn work(
    conn: &Connection,
    enrolments: &Enrolments<'_>,
    learner: i64,
    deeds: &mut Vec<Deed>,
) -> Result<(), StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT work_entry.entry, work_entry.task, work_entry.day, work_entry.minutes,
                work_entry.units, approved.entry IS NOT NULL, approved.minutes, approved.units,
                (SELECT MAX(corrected_at) FROM decision
                 JOIN put ON put.number = decision.put
                 JOIN change ON change.number = put.change
                 WHERE decision.learner = ?1 AND decision.entry = work_entry.entry
                   AND put.live AND outcome = ?2)
         FROM work_entry
         LEFT JOIN entry_standing AS approved
             ON approved.learner = work_entry.learner AND approved.entry = work_entry.entry
                AND approved.state = 'approved'
         WHERE work_entry.learner = ?1 AND work_entry.withdrawn = 0 ORDER BY work_entry.entry",
    )?;
    let mut rows = statement.query((learner, Outcome::Approve.number()))?;
    while let Some(row) = rows.next()? {
        let (entity, task): (String, String) = (row.get(0)?, row.get(1)?);
        let on = day(row.get(2)?);
        let number = |index| -> rusqlite::Result<u64> {
            Ok(row.get::<_, Option<i64>>(index)?.map_or(0, |number| number.max(0) as u64))
        };
        let of = |minutes, units| Work { task: task.clone(), minutes, units };
        let cohort = enrolments.cohort(on, |_| true);
        let logged = What::Logged(of(number(3)?, number(4)?));
        let when = When::Day(Day(on as i32));
        let approved_at: Option<i64> = row.get(8)?;
        if row.get(5)? {
            deeds.push(Deed {
                what: What::Approved(of(number(6)?, number(7)?)),
                entity: entity.clone(),
                cohort: cohort.clone(),
                when: approved_at.map_or(when, When::second),
            });
        }
        deeds.push(Deed { what: logged, entity, cohort, when });
    }
    Ok(())
}

fn sessions(
    conn: &Connection,
    enrolments: &Enrolments<'_>,
    learner: i64,
    deeds: &mut Vec<Deed>,
) -> Result<(), StoreError> {
    let mut sessions = BTreeMap::new();
    for row in words_on(conn, learner)? {
        sessions.entry(row.session).or_insert((row.day, Vec::new())).1.push(row.word);
    }
    for (session, (on, words)) in sessions {
        let known = enrolments.world.session(&session);
        let is_cancelled = known.is_some_and(|(_, cancelled)| cancelled);
        let came = attended(&words).is_some_and(|attended| {
            matches!(attended.presence, Presence::Present | Presence::Late)
        });
        if is_cancelled || !came {
            continue;
        }
        let on = day(i64::from(on.0));
        let held_in = known.map(|(cohort, _)| cohort);
        let is_there = |row: &EnrolmentRow| {
            held_in.is_some() && enrolments.world.cohort(&row.cohort) == held_in
        };
        deeds.push(Deed {
            what: What::Attended,
            cohort: enrolments.cohort(on, is_there),
            entity: session,
            when: When::Day(Day(on as i32)),
        });
    }
    Ok(())
}

fn certificates(conn: &Connection, learner: i64, deeds: &mut Vec<Deed>) -> Result<(), StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT id, certificate, cohort, issued_on FROM certificate_issued
         WHERE learner = ?1 AND revoked IS NULL ORDER BY id",
    )?;
    let mut rows = statement.query([learner])?;
    while let Some(row) = rows.next()? {
        deeds.push(Deed {
            what: What::Earned(row.get(1)?),
            entity: row.get(0)?,
            cohort: row.get(2)?,
            when: When::Day(Day(day(row.get(3)?) as i32)),
        });
    }
    Ok(())
}
