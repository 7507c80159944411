//! Certificates that are given by rule.
//!
//! Owns whether a rule holds for somebody, by what all ids of her person did, and whose turn it is:
//! triggers note whoever did something that a rule may ask for. What was given once by rule is not
//! given again, also when it was taken back.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension, params};
use sync_core::ids::LearnerId;
use sync_core::record::{EnrolmentState, Presence, PresenceWord, attended};
use sync_core::session::session_id;

use super::definition;
use super::giving::{Whom, give, home};
use crate::catalogue::counts_as;
use crate::programme::{Certificate, CertificateRule, Definition, Issuer};
use crate::store::StoreError;
use crate::store::definitions::version_of;
use crate::store::enrolments::enrolments;
use crate::store::programme::Replica;
use crate::store::reports::words_on;
use crate::store::same_person::members;

/// Looks at some whose turn it is; how many.
pub(super) fn look(
    conn: &Connection,
    replica: &Replica,
    most: u32,
    now: i64,
) -> Result<u32, StoreError> {
    let due: Vec<i64> = conn
        .prepare_cached("SELECT learner FROM certificate_due ORDER BY learner LIMIT ?1")?
        .query_map([most], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let mut definitions: BTreeMap<u32, Option<Definition>> = BTreeMap::new();
    for learner in &due {
        conn.prepare_cached("DELETE FROM certificate_due WHERE learner = ?1")?
            .execute([learner])?;
        let id: Option<[u8; 16]> = conn
            .prepare_cached("SELECT id FROM learner WHERE number = ?1 AND erased_at IS NULL")?
            .query_row([learner], |row| row.get(0))
            .optional()?;
        let Some(id) = id.map(LearnerId) else { continue };
        let version = version_of(conn, *learner)?;
        let known = match definitions.entry(version) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => place.insert(definition(conn, version)?),
        };
        if let Some(definition) = known {
            give_what_is_due(conn, replica, (*learner, id), definition, now)?;
        }
    }
    Ok(due.len() as u32)
}

fn give_what_is_due(
    conn: &Connection,
    replica: &Replica,
    (number, id): (i64, LearnerId),
    definition: &Definition,
    now: i64,
) -> Result<(), StoreError> {
    let rules: Vec<(&Certificate, &CertificateRule)> = definition
        .form
        .certificates
        .iter()
        .filter(|it| it.by == Issuer::Rule)
        .filter_map(|it| Some((it, it.rule.as_ref()?)))
        .collect();
    if rules.is_empty() {
        return Ok(());
    }
    let cohort = home(conn, number)?;
    // Whoever left, or came to the end without finishing, is given nothing by itself.
    let goes_on = enrolments(conn, number)?.into_iter().any(|row| {
        row.cohort == cohort && !matches!(row.state, EnrolmentState::Left | EnrolmentState::Ended)
    });
    if !goes_on {
        return Ok(());
    }
    let person = members(conn, number)?;
    let did = Did::of(conn, &person, definition.version)?;
    for (certificate, rule) in rules {
        if !did.meets(rule, definition) || was_given(conn, &person, certificate.id.as_str())? {
            continue;
        }
        let whom = Whom { number, id, cohort: cohort.clone() };
        give(conn, replica, &whom, (definition, certificate), None, now)?;
    }
    Ok(())
}

fn was_given(conn: &Connection, person: &[i64], certificate: &str) -> Result<bool, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM certificate_issued WHERE learner = ?1 AND certificate = ?2)",
    )?;
    for id in person {
        if statement.query_row(params![id, certificate], |row| row.get(0))? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What somebody did, as rules ask for it.
#[derive(Debug, Default)]
struct Did {
    /// Course → its lessons, each once with its translations.
    courses: BTreeMap<String, BTreeSet<String>>,
    /// Of these, the ones that are done, with the best score.
    done: BTreeMap<String, Option<u32>>,
    /// Series → sessions of it at which she was.
    series: BTreeMap<String, u32>,
    /// Minutes that staff approved.
    minutes: u64,
}

impl Did {
    fn of(conn: &Connection, person: &[i64], version: u32) -> Result<Self, StoreError> {
        let mut did = Did::default();
        let mut statement = conn
            .prepare_cached("SELECT DISTINCT counts_as FROM version_lesson WHERE version = ?1")?;
        let mut rows = statement.query([version])?;
        while let Some(row) = rows.next()? {
            let lesson: String = row.get(0)?;
            let course = lesson.split('/').next().unwrap_or_default().to_owned();
            did.courses.entry(course).or_default().insert(lesson);
        }
        for learner in person {
            did.count_lessons(conn, *learner, version)?;
            did.count_hours(conn, *learner)?;
        }
        did.count_sessions(conn, person)?;
        Ok(did)
    }

    /// A lesson elsewhere counts when staff confirmed it, where they are to.
    fn count_lessons(
        &mut self,
        conn: &Connection,
        learner: i64,
        version: u32,
    ) -> Result<(), StoreError> {
        let mut statement = conn.prepare_cached(
            "SELECT version_lesson.counts_as, MAX(lesson_progress.score_percent)
             FROM lesson_progress
             JOIN version_lesson ON version_lesson.lesson = lesson_progress.lesson
             WHERE lesson_progress.learner = ?1 AND version_lesson.version = ?2
               AND lesson_progress.state = 1
               AND (NOT version_lesson.confirm OR COALESCE((
                   SELECT met.met FROM met
                   JOIN put ON put.number = met.put JOIN change ON change.number = put.change
                   WHERE met.learner = ?1 AND met.section = 'confirmed'
                     AND met.entity = lesson_progress.lesson AND put.live
                   ORDER BY change.corrected_at DESC, met.met DESC LIMIT 1), 0))
             GROUP BY version_lesson.counts_as",
        )?;
        let mut rows = statement.query(params![learner, version])?;
        while let Some(row) = rows.next()? {
            let best: Option<u32> = row.get(1)?;
            let known = self.done.entry(row.get(0)?).or_default();
            *known = (*known).max(best);
        }
        Ok(())
    }

    fn count_hours(&mut self, conn: &Connection, learner: i64) -> Result<(), StoreError> {
        let minutes: i64 = conn
            .prepare_cached(
                "SELECT COALESCE(SUM(minutes), 0) FROM entry_standing
                 WHERE learner = ?1 AND state = 'approved'",
            )?
            .query_row([learner], |row| row.get(0))?;
        self.minutes += minutes.unsigned_abs();
        Ok(())
    }

    fn count_sessions(&mut self, conn: &Connection, person: &[i64]) -> Result<(), StoreError> {
        let mut sessions: BTreeMap<String, Vec<PresenceWord>> = BTreeMap::new();
        for learner in person {
            for row in words_on(conn, *learner)? {
                sessions.entry(row.session).or_default().push(row.word);
            }
        }
        let mut statement = conn
            .prepare_cached("SELECT series FROM cohort_session WHERE id = ?1 AND cancelled = 0")?;
        for (session, words) in sessions {
            let was_there = attended(&words)
                .is_some_and(|it| matches!(it.presence, Presence::Present | Presence::Late));
            let Some(id) = session_id(&session).filter(|_| was_there) else { continue };
            let series: Option<Option<String>> =
                statement.query_row([id], |row| row.get(0)).optional()?;
            if let Some(series) = series.flatten() {
                *self.series.entry(series).or_default() += 1;
            }
        }
        Ok(())
    }

    fn meets(&self, rule: &CertificateRule, definition: &Definition) -> bool {
        let named = |id: &str| definition.form.courses.iter().find(|it| it.id.as_str() == id);
        let courses = rule.courses.iter().all(|id| {
            let lessons = named(id.as_str()).and_then(|it| self.courses.get(counts_as(it)));
            // A course whose lessons have not come is nobody's yet.
            lessons.is_some_and(|lessons| {
                let least = rule.least_score_percent;
                lessons.iter().all(|lesson| match (self.done.get(lesson), least) {
                    (Some(Some(score)), Some(least)) => *score >= least,
                    (Some(_), _) => true,
                    (None, _) => false,
                })
            })
        });
        let series = rule.series.iter().all(|asked| {
            self.series.get(asked.id.as_str()).copied().unwrap_or(0) >= asked.least_attended
        });
        let minutes = rule.minutes_worked.is_none_or(|asked| self.minutes >= u64::from(asked));
        courses && series && minutes
    }
}
