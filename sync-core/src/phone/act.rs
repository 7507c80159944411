//! What a learner does: each action becomes one change, saved whole or not at all.
//!
//! Owns the actions and the values they write. Must not store or send.

use serde::Deserialize;
use thiserror::Error;

use super::document::OwnChange;
use super::rows::{self, RowChange};
use super::{Entropy, Profile, REMEMBERED_ACTIONS};
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
    ///
    /// `now` is seconds since 1970, corrected by the last time anchor. Returns the rows to write.
    pub fn act(
        &mut self,
        action_id: &str,
        action: &Action,
        now: i64,
        entropy: &mut Entropy,
    ) -> Result<Vec<RowChange>, ActError> {
        if self.recent_actions.iter().any(|done| done == action_id) {
            return Ok(Vec::new());
        }
        let Some(draft) = self.draft_of(action, now)? else { return Ok(Vec::new()) };
        record::check(
            DocumentKind::Record,
            WriterHolder::Learner,
            self.identity.writer(),
            &draft.key,
            &draft.value,
        )?;
        let mut changes = vec![self.write_own(DocumentKind::Record, now, vec![draft], entropy)];
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
        let document = self.documents.entry(kind).or_default();
        let change = document.ledger.compose(actor, now, drafts);
        let hash = change.hash();
        let own = OwnChange { row: self.next_row, nonce: self.nonce, change, hash };
        self.next_row += 1;
        let row = rows::own(&self.data_key, kind, public.writer_id(), &own, entropy);
        let admitted = document.admit_own(own, public.writer_id());
        debug_assert!(admitted.is_ok(), "what compose writes is sound");
        row
    }

    fn draft_of(&self, action: &Action, now: i64) -> Result<Option<Draft>, ActError> {
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
        let said: Vec<(OpId, Record<LessonProgress>)> = self.readable(&key);
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
        if self.live(&key).any(|row| row.value == new.to_bytes()) {
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
        let seen = seen
            .map(|ops| ops.iter().map(|op| parse_op(op)).collect::<Option<Vec<_>>>())
            .map(|ops| ops.ok_or(ActError::Invalid))
            .transpose()?;
        let key = work_key(entry)?;
        let all = || self.readable::<WorkEntry>(&key).into_iter().map(|(op, _)| op).collect();
        let seen = Some(seen.unwrap_or_else(all));
        Ok(Draft { key, value: record.to_bytes(), seen })
    }

    fn newest_live(&self, entry: &str) -> Result<Record<WorkEntry>, ActError> {
        let live = self.readable(&work_key(entry)?);
        live.into_iter().last().map(|(_, record)| record).ok_or(ActError::UnknownEntry)
    }

    /// The live values that this version can read, and so may replace: one of a newer version,
    /// written by another app start, stands beside what is written here.
    fn readable<T: Known>(&self, key: &RegisterKey) -> Vec<(OpId, Record<T>)> {
        self.live(key)
            .filter_map(|row| Some((row.op, Record::from_bytes(&row.value).ok()?)))
            .collect()
    }

    fn live(&self, key: &RegisterKey) -> impl Iterator<Item = &PutRow> {
        self.documents
            .get(&DocumentKind::Record)
            .and_then(|document| document.ledger.register(key))
            .into_iter()
            .flat_map(|register| register.live())
    }
}

impl WorkFields {
    /// The record that says this, keeping what `base` holds that no form knows.
    fn apply(&self, mut base: Record<WorkEntry>) -> Result<Record<WorkEntry>, ActError> {
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

fn work_key(entry: &str) -> Result<RegisterKey, ActError> {
    RegisterKey::new("work", entry, None).ok_or(ActError::Invalid)
}

/// Reads `COUNTER@ACTORHEX`.
fn parse_op(text: &str) -> Option<OpId> {
    let (counter, actor) = text.split_once('@')?;
    Some(OpId { counter: counter.parse().ok()?, actor: ActorId::from_hex(actor)? })
}
