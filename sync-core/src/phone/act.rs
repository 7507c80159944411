//! What a learner does: each action becomes one change, saved whole or not at all.
//!
//! Owns the actions and the values they write. Must not store or send.

use serde::Deserialize;
use thiserror::Error;

use super::document::OwnChange;
use super::rows::{self, RowChange};
use super::surveys::AnswerFields;
use super::{Entropy, Profile, REMEMBERED_ACTIONS};
use crate::bugs::{Bug, bug};
use crate::change::MAX_VALUE_BYTES;
use crate::ids::{ActorId, DocumentKind, OpId};
use crate::key::RegisterKey;
use crate::ledger::{Draft, PutRow};
use crate::record::{self, Day, Known, LessonProgress, Record, SchemaFault, WorkEntry};
use crate::trust::{WriterHolder, actor_of};

/// One thing a learner does; the JSON of `web-client/src/engine/types.ts`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum Action {
    /// A page was reached.
    LessonPlace {
        /// Which lesson.
        lesson: String,
        /// Which page, from 0.
        place: u32,
        /// Seconds spent since the last such action.
        seconds: u32,
    },
    /// A quiz was answered.
    LessonQuiz {
        /// Which lesson.
        lesson: String,
        /// Which page, from 0.
        place: u32,
        /// Seconds spent since the last such action.
        seconds: u32,
        /// 0 to 100.
        score_percent: u8,
    },
    /// A lesson was finished.
    LessonDone {
        /// Which lesson.
        lesson: String,
        /// Which page, from 0.
        place: u32,
        /// Seconds spent since the last such action.
        seconds: u32,
        /// 0 to 100.
        score_percent: Option<u8>,
    },
    /// Work is entered.
    WorkAdd {
        /// UUID v7, made when the form was opened, so that saving twice saves once.
        entry: String,
        /// What she says.
        fields: WorkFields,
    },
    /// A work entry is written again.
    WorkCorrect {
        /// Which entry.
        entry: String,
        /// What she says now.
        fields: WorkFields,
        /// The versions that she saw (`COUNTER@ACTORHEX`); absent: all that are live.
        seen: Option<Vec<String>>,
    },
    /// A work entry is taken back.
    WorkWithdraw {
        /// Which entry.
        entry: String,
        /// The versions that she saw; absent: all that are live.
        seen: Option<Vec<String>>,
    },
    /// A withdrawal is undone.
    WorkRestore {
        /// Which entry.
        entry: String,
        /// The versions that she saw; absent: all that are live.
        seen: Option<Vec<String>>,
    },
    /// She answers: a question about hours, an entry made for her, a payment.
    Answer {
        /// The entry, or the payment.
        subject: String,
        /// `yes`, `not_so`, `reply`, `received`, `not_received`.
        kind: String,
        /// The version that it is about, in hex, as the view gave it.
        about: String,
        /// In her words.
        text: Option<String>,
    },
    /// She scanned a session's code.
    Attend {
        /// Which session.
        session: String,
        /// `YYYY-MM-DD`: today. Where the session is known here, its own day is kept.
        day: String,
        /// What the code held besides the session.
        proof: Option<String>,
    },
    /// She answers a survey, or answers more of it.
    Survey {
        /// Which, as the programme names it.
        survey: String,
        /// `YYYY-MM-DD`: today.
        day: String,
        /// What she answered; a question that is not here was skipped.
        answers: Vec<AnswerFields>,
        /// The survey has questions that are nobody's but central's to read.
        #[serde(default)]
        sensitive: bool,
    },
    /// She writes to those who accompany her.
    Message {
        /// UUID v7, made when she began to write.
        message: String,
        /// What she says.
        text: String,
    },
    /// She says whether she meets a requirement.
    Requirement {
        /// Which, as the programme names it.
        requirement: String,
        /// She does; else not yet.
        met: bool,
        /// `YYYY-MM-DD`: today.
        day: String,
    },
    /// She is interested in an opening, or not any more.
    Interest {
        /// Which: UUID v7.
        opening: String,
        /// She is.
        interested: bool,
        /// `YYYY-MM-DD`: today.
        day: String,
    },
    /// Exactly this text about her may be sent to a company, or may not.
    Release {
        /// Which: UUID v7.
        referral: String,
        /// The version that she read, in hex, as the view gave it.
        about: String,
        /// It may.
        allowed: bool,
        /// `YYYY-MM-DD`: today.
        day: String,
    },
    /// She chooses a track, or another one.
    ChooseTrack {
        /// Which, as the programme names it.
        track: String,
        /// `YYYY-MM-DD`: today.
        day: String,
        /// Why: a code.
        reason: Option<String>,
        /// Why, in her words.
        text: Option<String>,
    },
}

/// What a work form holds.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WorkFields {
    /// Kind of work.
    pub task: String,
    /// `YYYY-MM-DD`.
    pub day: String,
    /// Either minutes…
    pub minutes: Option<u32>,
    /// …or units.
    pub units: Option<u32>,
    /// Minute of the day.
    pub start: Option<u16>,
    /// In her words.
    pub note: Option<String>,
}

/// Why an action is not saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ActError {
    /// No such work entry here.
    #[error("no such work entry")]
    UnknownEntry,
    /// A field is missing, malformed or out of range.
    #[error("a field is missing or out of range")]
    Invalid,
    /// What was on the screen is not what is live now: it has to be looked at again.
    #[error("it changed in the meantime")]
    Changed,
    /// Longer than one change may be.
    #[error("too long for one change")]
    TooLong,
    /// The office's key for what is sealed is not known here yet: it comes with the next visit.
    #[error("what is to be sealed cannot be yet")]
    NoSealingKey,
    /// She has not said yes to what would be sent, as it stands.
    #[error("she has not said yes to it")]
    NotReleased,
    /// Not for whoever holds this profile.
    #[error("not for this profile")]
    NotYours,
}

impl From<SchemaFault> for ActError {
    fn from(_: SchemaFault) -> Self {
        ActError::Invalid
    }
}

/// What a page turn, a quiz or an end adds to a lesson.
struct LessonStep {
    place: u32,
    seconds: u32,
    score_percent: Option<u8>,
    done: bool,
}

impl Profile {
    /// Does `action` once: told again under the same `action_id`, it changes nothing.
    /// `now` is seconds since 1970, corrected by the last time anchor. Returns the rows to write.
    pub fn act(
        &mut self,
        action_id: &str,
        action: &Action,
        now: i64,
        entropy: &mut Entropy,
    ) -> Result<Vec<RowChange>, ActError> {
        if self.holder() != WriterHolder::Learner {
            return Err(ActError::NotYours);
        }
        if self.is_done(action_id) {
            return Ok(Vec::new());
        }
        let Some(draft) = self.draft_of(action, now, entropy)? else { return Ok(Vec::new()) };
        self.save(action_id, DocumentKind::Record, draft, now, entropy)
    }

    /// Was this action done before?
    pub(super) fn is_done(&self, action_id: &str) -> bool {
        let is_done = self.recent_actions.iter().any(|done| done == action_id);
        is_done && !bug(Bug::ActionDoneTwice)
    }

    /// Checks what an action puts, writes it as one change, and remembers the action.
    pub(super) fn save(
        &mut self,
        action_id: &str,
        kind: DocumentKind,
        draft: Draft,
        now: i64,
        entropy: &mut Entropy,
    ) -> Result<Vec<RowChange>, ActError> {
        if draft.value.len() > MAX_VALUE_BYTES {
            return Err(ActError::TooLong);
        }
        record::check(kind, self.holder(), self.identity.writer(), &draft.key, &draft.value)?;
        let mut changes = vec![self.write_own(kind, now, vec![draft], entropy)];
        self.recent_actions.push_back(action_id.to_owned());
        while self.recent_actions.len() > REMEMBERED_ACTIONS {
            self.recent_actions.pop_front();
        }
        changes.push(rows::actions(&self.data_key, &self.recent_actions, entropy));
        changes.extend(self.reseal(entropy));
        Ok(changes)
    }

    /// Composes a change of this app start's actor, takes it in, and gives its row.
    pub(super) fn write_own(
        &mut self,
        kind: DocumentKind,
        now: i64,
        drafts: Vec<Draft>,
        entropy: &mut Entropy,
    ) -> RowChange {
        let public = self.identity.signing_key().public();
        let actor = actor_of(&public, self.document_id(kind), self.nonce);
        let (row, nonce) = (self.next_row, self.nonce);
        self.next_row += 1;
        let change = self.document_mut(kind).ledger.compose(actor, now, drafts);
        let hash = change.hash();
        let own = OwnChange { row, nonce, change, hash };
        let row = rows::own(&self.data_key, kind, public.writer_id(), &own, entropy);
        let admitted = self.document_mut(kind).admit_own(own, public.writer_id());
        debug_assert!(admitted.is_ok(), "what compose writes is sound");
        row
    }

    fn draft_of(
        &self,
        action: &Action,
        now: i64,
        entropy: &mut Entropy,
    ) -> Result<Option<Draft>, ActError> {
        match action {
            Action::LessonPlace { lesson, place, seconds } => {
                let step = LessonStep {
                    place: *place,
                    seconds: *seconds,
                    score_percent: None,
                    done: false,
                };
                self.lesson_draft(lesson, &step, now)
            }
            Action::LessonQuiz { lesson, place, seconds, score_percent } => {
                let step = LessonStep {
                    place: *place,
                    seconds: *seconds,
                    score_percent: Some(*score_percent),
                    done: false,
                };
                self.lesson_draft(lesson, &step, now)
            }
            Action::LessonDone { lesson, place, seconds, score_percent } => {
                let step = LessonStep {
                    place: *place,
                    seconds: *seconds,
                    score_percent: *score_percent,
                    done: true,
                };
                self.lesson_draft(lesson, &step, now)
            }
            Action::WorkAdd { entry, fields } => self.add_draft(entry, fields),
            Action::WorkCorrect { entry, fields, seen } => {
                let base = self.newest_live(entry)?;
                self.work_draft(entry, fields.apply(base)?, seen.as_deref()).map(Some)
            }
            Action::WorkWithdraw { entry, seen } => {
                let mut base = self.newest_live(entry)?;
                base.known.withdrawn = Some(true);
                self.work_draft(entry, base, seen.as_deref()).map(Some)
            }
            Action::WorkRestore { entry, seen } => {
                let mut base = self.newest_live(entry)?;
                base.known.withdrawn = None;
                self.work_draft(entry, base, seen.as_deref()).map(Some)
            }
            Action::Answer { subject, kind, about, text } => {
                self.answer_draft(subject, kind, about, text.as_deref())
            }
            Action::Attend { session, day, proof } => {
                self.scan_draft(session, day, proof.as_deref())
            }
            Action::Survey { survey, day, answers, sensitive } => {
                self.survey_draft(survey, day, answers, *sensitive, entropy)
            }
            Action::Message { message, text } => self.message_draft(message, text),
            Action::Requirement { requirement, met, day } => {
                let register = ("requirement", requirement.as_str());
                self.met_draft(DocumentKind::Record, register, *met, day, None)
            }
            Action::Interest { opening, interested, day } => {
                self.interest_draft(opening, *interested, day)
            }
            Action::Release { referral, about, allowed, day } => {
                self.release_draft(referral, about, *allowed, day)
            }
            Action::ChooseTrack { track, day, reason, text } => {
                self.choice_draft(track, day, reason.as_deref(), text.as_deref())
            }
        }
    }

    /// Adds a step to what this writer has said of a lesson; `None` when it says nothing new.
    fn lesson_draft(
        &self,
        lesson: &str,
        step: &LessonStep,
        now: i64,
    ) -> Result<Option<Draft>, ActError> {
        let key = RegisterKey::new("progress", lesson, Some(self.identity.writer()))
            .ok_or(ActError::Invalid)?;
        let said: Vec<(OpId, Record<LessonProgress>)> = self.readable(DocumentKind::Record, &key);
        let seen = said.iter().map(|(op, _)| *op).collect();
        let before = said.last().map(|(_, record)| record.known.clone());
        let mut next = Record::new(LessonProgress::default());
        for (_, Record { known, unknown }) in said {
            // Two live values of one's own are a restored phone's: the larger of each.
            next.known.seconds = next.known.seconds.max(known.seconds);
            next.known.score_percent = next.known.score_percent.max(known.score_percent);
            next.known.completed_at = match (next.known.completed_at, known.completed_at) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (a, b) => a.or(b),
            };
            next.unknown.extend(unknown);
        }
        let spent = next.known.seconds.unwrap_or(0).saturating_add(step.seconds);
        next.known.seconds = (spent > 0).then_some(spent);
        next.known.place = Some(step.place);
        next.known.score_percent = next.known.score_percent.max(step.score_percent);
        if step.done {
            next.known.completed_at = next.known.completed_at.or(Some(now));
        }
        if before.as_ref() == Some(&next.known) {
            return Ok(None);
        }
        Ok(Some(Draft { key, value: next.to_bytes(), seen: Some(seen) }))
    }

    fn add_draft(&self, entry: &str, fields: &WorkFields) -> Result<Option<Draft>, ActError> {
        let new = fields.apply(Record::new(WorkEntry {
            version: None,
            task: String::new(),
            day: Day(0),
            minutes: None,
            units: None,
            start: None,
            note: None,
            withdrawn: None,
        }))?;
        let key = work_key(entry)?;
        // The form was saved twice: the same words change nothing; others, from another tab that
        // did not see the first, stand beside them as a question.
        if self.live(DocumentKind::Record, &key).any(|row| row.value == new.to_bytes()) {
            return Ok(None);
        }
        Ok(Some(Draft { key, value: new.to_bytes(), seen: Some(Vec::new()) }))
    }

    fn work_draft(
        &self,
        entry: &str,
        record: Record<WorkEntry>,
        seen: Option<&[String]>,
    ) -> Result<Draft, ActError> {
        let seen = seen.map(parse_ops).transpose()?;
        let key = work_key(entry)?;
        let all = || self.readable::<WorkEntry>(DocumentKind::Record, &key);
        let seen = seen.unwrap_or_else(|| all().into_iter().map(|(op, _)| op).collect());
        let seen = Some(seen);
        Ok(Draft { key, value: record.to_bytes(), seen })
    }

    fn newest_live(&self, entry: &str) -> Result<Record<WorkEntry>, ActError> {
        let live = self.readable(DocumentKind::Record, &work_key(entry)?);
        live.into_iter().last().map(|(_, record)| record).ok_or(ActError::UnknownEntry)
    }

    /// The live values that this version can read, and so may replace: one of a newer version,
    /// written by another app start, stands beside what is written here.
    pub(super) fn readable<T: Known>(
        &self,
        kind: DocumentKind,
        key: &RegisterKey,
    ) -> Vec<(OpId, Record<T>)> {
        self.live(kind, key)
            .filter_map(|row| Some((row.op, Record::from_bytes(&row.value).ok()?)))
            .collect()
    }

    pub(super) fn live(
        &self,
        kind: DocumentKind,
        key: &RegisterKey,
    ) -> impl Iterator<Item = &PutRow> {
        self.documents
            .get(&kind)
            .and_then(|document| document.ledger.register(key))
            .into_iter()
            .flat_map(|register| register.live())
    }
}

impl WorkFields {
    /// The record that says this, keeping what `base` holds that no form knows.
    pub(super) fn apply(&self, mut base: Record<WorkEntry>) -> Result<Record<WorkEntry>, ActError> {
        let note = self.note.as_deref().map(str::trim).filter(|note| !note.is_empty());
        base.known = WorkEntry {
            version: base.known.version,
            task: self.task.clone(),
            day: Day::parse(&self.day).ok_or(ActError::Invalid)?,
            minutes: self.minutes,
            units: self.units,
            start: self.start,
            note: note.map(str::to_owned),
            withdrawn: None,
        };
        Ok(base)
    }
}

pub(super) fn work_key(entry: &str) -> Result<RegisterKey, ActError> {
    RegisterKey::new("work", entry, None).ok_or(ActError::Invalid)
}

/// Reads the versions that she saw.
pub(super) fn parse_ops(ops: &[String]) -> Result<Vec<OpId>, ActError> {
    ops.iter().map(|op| parse_op(op)).collect::<Option<_>>().ok_or(ActError::Invalid)
}

/// Reads `COUNTER@ACTORHEX`.
fn parse_op(text: &str) -> Option<OpId> {
    let (counter, actor) = text.split_once('@')?;
    Some(OpId { counter: counter.parse().ok()?, actor: ActorId::from_hex(actor)? })
}
