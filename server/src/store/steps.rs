//! What the learners of a cohort still have to meet, what of theirs waits to be confirmed, and which
//! track each would like.
//!
//! Owns the questions, and the track that staff put a learner on. How words fold is
//! `sync_core::record`'s to say.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension, named_params, params};
use sync_core::ids::LearnerId;
use sync_core::key::RegisterKey;
use sync_core::ledger::Draft;
use sync_core::record::{Day, Enrolment, Met, Record, is_met};

use super::audit::append;
use super::definitions::{HER_TRACK, HER_VERSION, version_of};
use super::enrolments::{EnrolmentWritten, enrolments, put_enrolment};
use super::people::learner_number;
use super::programme::Replica;
use super::reports::{LearnerNameRow, find_cohort};
use super::scope::{Filter, LEARNER_IN_REACH};
use super::{Store, StoreError, central};
use crate::audit::{AuditEntry, Subject};
use crate::authority::{Act, Reach};
use crate::programme::{Confirm, Definition, Form};

/// A cohort's learners and their steps.
#[derive(Clone, Debug)]
pub struct StepRows {
    /// Versions of the definition by which somebody of them goes.
    pub forms: BTreeMap<u32, Form>,
    /// By label.
    pub learners: Vec<StepRow>,
}

/// One learner's.
#[derive(Clone, Debug)]
pub struct StepRow {
    /// Who.
    pub learner: LearnerNameRow,
    /// By which version she goes.
    pub definition: u32,
    /// The track she is on.
    pub track: Option<String>,
    /// Requirement → she meets it, where anything was said of it.
    pub met: BTreeMap<String, bool>,
    /// The latest that she said of a track.
    pub choice: Option<ChoiceRow>,
    /// Lessons elsewhere that she says she did, and that staff are to confirm.
    pub to_confirm: Vec<String>,
}

/// The track that somebody would like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChoiceRow {
    /// Which.
    pub track: String,
    /// When she said so.
    pub day: Day,
    /// Why: a code.
    pub reason: Option<String>,
    /// In her words.
    pub text: Option<String>,
}

/// What staff say something of, without a device of their own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A requirement of the programme.
    Requirement(String),
    /// A lesson elsewhere.
    Lesson(String),
}

/// What putting somebody on a track came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tracked {
    /// She is on it.
    Done,
    /// There is no such learner.
    NoLearner,
    /// Her version of the programme has no such track, requirement or lesson.
    NoTrack,
    /// This is a hub: central writes enrolments.
    OnHub,
}

impl Store {
    /// The steps of a cohort, as far as the reach goes; `None` when there is no such cohort in it.
    pub async fn step_rows(
        &self,
        cohort: String,
        reach: &Reach,
    ) -> Result<Option<StepRows>, StoreError> {
        let filter = Filter::from(reach);
        self.read(move |conn| {
            let Some((cohort, _)) = find_cohort(conn, &cohort, &filter)? else {
                return Ok(None);
            };
            let learners = rows(conn, cohort, &filter)?;
            let versions: BTreeSet<u32> = learners.iter().map(|row| row.definition).collect();
            let mut forms = BTreeMap::new();
            for version in versions {
                if let Some(form) = form(conn, version)? {
                    forms.insert(version, form);
                }
            }
            Ok(Some(StepRows { forms, learners }))
        })
        .await
    }

    /// Puts a learner on a track of her version of the programme, or on none. `by`: a login.
    pub async fn put_track(
        &self,
        replica: Arc<Replica>,
        learner: LearnerId,
        track: Option<String>,
        by: Option<String>,
        now: i64,
    ) -> Result<Tracked, StoreError> {
        self.write(move |conn| {
            let Some(number) = learner_number(conn, &learner)? else {
                return Ok(Tracked::NoLearner);
            };
            if let Some(track) = &track {
                let form = form(conn, version_of(conn, number)?)?;
                let has = |form: Form| form.tracks.iter().any(|one| one.id.as_str() == track);
                if !form.is_some_and(has) {
                    return Ok(Tracked::NoTrack);
                }
            }
            let home: String = conn
                .prepare_cached(
                    "SELECT cohort.id FROM learner JOIN cohort ON cohort.number = learner.cohort
                     WHERE learner.number = ?1",
                )?
                .query_row([number], |row| row.get(0))?;
            let rows = enrolments(conn, number)?;
            let row = rows.into_iter().find(|row| row.cohort == home);
            let row = row.ok_or_else(|| StoreError::Bug("she is in that cohort".to_owned()))?;
            let enrolment = Enrolment {
                track: track.clone(),
                reason: row.reason,
                definition: row.definition,
                ..Enrolment::new(row.state, row.day)
            };
            match put_enrolment(conn, &replica, learner, &home, enrolment, now)? {
                EnrolmentWritten::Done => {
                    let entry =
                        AuditEntry::by_login(by, Act::Enrol, Subject::Learner(learner), now)
                            .with("cohort", home)
                            .with("track", track.unwrap_or_default());
                    append(conn, &entry)?;
                    Ok(Tracked::Done)
                }
                EnrolmentWritten::Same => Ok(Tracked::Done),
                EnrolmentWritten::OnHub => Ok(Tracked::OnHub),
                EnrolmentWritten::NoLearner => Ok(Tracked::NoLearner),
                EnrolmentWritten::NoCohort | EnrolmentWritten::Unfit => Ok(Tracked::NoTrack),
            }
        })
        .await
    }
}

impl Store {
    /// Says for staff that a learner meets a requirement or did a lesson elsewhere, or not yet:
    /// central writes it, and the log says whose word it is. `by`: a login.
    pub async fn put_met(
        &self,
        replica: Arc<Replica>,
        learner: LearnerId,
        step: Step,
        met: bool,
        by: Option<String>,
        now: i64,
    ) -> Result<Tracked, StoreError> {
        self.write(move |conn| {
            if replica.is_hub() {
                return Ok(Tracked::OnHub);
            }
            let Some(number) = learner_number(conn, &learner)? else {
                return Ok(Tracked::NoLearner);
            };
            let version = version_of(conn, number)?;
            let (section, entity) = match &step {
                Step::Requirement(id) => ("requirement", id),
                Step::Lesson(id) => ("confirmed", id),
            };
            let known = match &step {
                Step::Requirement(id) => form(conn, version)?
                    .is_some_and(|form| form.requirements.iter().any(|it| it.id.as_str() == id)),
                Step::Lesson(id) => conn
                    .prepare_cached(
                        "SELECT EXISTS (SELECT 1 FROM version_lesson
                         WHERE version = ?1 AND lesson = ?2 AND confirm)",
                    )?
                    .query_row(params![version, id], |row| row.get(0))?,
            };
            let key =
                RegisterKey::new(section, entity, Some(central::writer_of(&replica, learner)));
            let (true, Some(key)) = (known, key) else { return Ok(Tracked::NoTrack) };
            let said = Met { version: None, met, day: Day::of_seconds(now), note: None };
            let draft = Draft { key, value: Record::new(said).to_bytes(), seen: None };
            central::write(conn, &replica, learner, vec![draft], now)?;
            let entry =
                AuditEntry::by_login(by, Act::EnterOnBehalf, Subject::Learner(learner), now)
                    .with(section, entity.clone())
                    .with("met", met.to_string());
            append(conn, &entry)?;
            Ok(Tracked::Done)
        })
        .await
    }
}

fn form(conn: &Connection, version: u32) -> Result<Option<Form>, StoreError> {
    let json: Option<String> = conn
        .prepare_cached("SELECT json FROM definition WHERE version = ?1")?
        .query_row([version], |row| row.get(0))
        .optional()?;
    let read = |json: String| Definition::stored(&json).map(|definition| definition.form);
    json.map(read).transpose().map_err(|_| StoreError::damaged("a definition"))
}

fn rows(conn: &Connection, cohort: i64, filter: &Filter) -> Result<Vec<StepRow>, StoreError> {
    let mut met = met_words(conn, cohort)?;
    let mut choices = choices(conn, cohort)?;
    let mut done = done_elsewhere(conn, cohort)?;
    let mut statement = conn.prepare_cached(&format!(
        "SELECT learner.number, learner.id, learner.label, learner.name, {HER_VERSION}, {HER_TRACK}
         FROM learner JOIN cohort ON cohort.number = learner.cohort
         WHERE learner.cohort = :cohort AND {LEARNER_IN_REACH}
         ORDER BY learner.label"
    ))?;
    let mut rows = statement.query(named_params! {
        ":cohort": cohort, ":all": filter.all, ":centers": filter.centers,
        ":cohorts": filter.cohorts, ":learners": filter.learners,
    })?;
    let mut learners = Vec::new();
    while let Some(row) = rows.next()? {
        let number: i64 = row.get(0)?;
        let words = met.remove(&number).unwrap_or_default();
        let said = |section: &'static str| {
            words.iter().filter(move |((of, _), _)| of == section).filter_map(|((_, id), words)| {
                is_met(words.iter().copied()).map(|met| (id.clone(), met))
            })
        };
        let confirmed: BTreeMap<String, bool> = said("confirmed").collect();
        let mut to_confirm = done.remove(&number).unwrap_or_default();
        to_confirm.retain(|lesson| !confirmed.contains_key(lesson));
        learners.push(StepRow {
            learner: LearnerNameRow {
                id: LearnerId(row.get(1)?),
                label: row.get(2)?,
                name: row.get(3)?,
            },
            definition: row.get(4)?,
            track: row.get(5)?,
            met: said("requirement").collect(),
            choice: choices.remove(&number),
            to_confirm,
        });
    }
    Ok(learners)
}

/// Learner → what it is about → every live word on it.
type Words = BTreeMap<i64, BTreeMap<(String, String), Vec<(i64, bool)>>>;

fn met_words(conn: &Connection, cohort: i64) -> Result<Words, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT met.learner, met.section, met.entity, change.corrected_at, met.met
         FROM met
         JOIN learner ON learner.number = met.learner
         JOIN put ON put.number = met.put
         JOIN change ON change.number = put.change
         WHERE learner.cohort = ?1 AND put.live",
    )?;
    let mut rows = statement.query([cohort])?;
    let mut words = Words::new();
    while let Some(row) = rows.next()? {
        let about = (row.get(1)?, row.get(2)?);
        let of = words.entry(row.get(0)?).or_default().entry(about).or_default();
        of.push((row.get(3)?, row.get(4)?));
    }
    Ok(words)
}

fn choices(conn: &Connection, cohort: i64) -> Result<BTreeMap<i64, ChoiceRow>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT choice.learner, choice.track, choice.day, choice.reason, choice.text
         FROM choice
         JOIN learner ON learner.number = choice.learner
         JOIN put ON put.number = choice.put
         JOIN change ON change.number = put.change
         WHERE learner.cohort = ?1 AND put.live
         ORDER BY change.corrected_at, put.number",
    )?;
    let rows = statement.query_map([cohort], |row| {
        let choice = ChoiceRow {
            track: row.get(1)?,
            day: Day(row.get(2)?),
            reason: row.get(3)?,
            text: row.get(4)?,
        };
        Ok((row.get(0)?, choice))
    })?;
    // The latest is the last.
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Learner → lessons elsewhere that she finished by her own word, of those that staff confirm.
fn done_elsewhere(
    conn: &Connection,
    cohort: i64,
) -> Result<BTreeMap<i64, Vec<String>>, StoreError> {
    let mut statement = conn.prepare_cached(
        "SELECT DISTINCT lesson_progress.learner, lesson_progress.lesson
         FROM lesson_progress
         JOIN learner ON learner.number = lesson_progress.learner
         JOIN version_lesson ON version_lesson.lesson = lesson_progress.lesson
         WHERE learner.cohort = ?1 AND lesson_progress.state = 1 AND version_lesson.confirm
         ORDER BY lesson_progress.learner, lesson_progress.lesson",
    )?;
    let mut rows = statement.query([cohort])?;
    let mut done: BTreeMap<i64, Vec<String>> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        done.entry(row.get(0)?).or_default().push(row.get(1)?);
    }
    Ok(done)
}

/// Is a course one whose lessons staff confirm?
pub(super) fn is_confirmed_by_staff(course: &crate::programme::Course) -> bool {
    course.outside.as_ref().is_some_and(|outside| outside.confirm == Confirm::Staff)
}
