//! Her place in the programme on this device: by which version of it she goes, what she still has to
//! meet, which lessons elsewhere were confirmed, and which track she chose.
//!
//! Owns their JSON and what is written of them. How words fold is `record`'s to say.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::Profile;
use super::act::ActError;
use crate::ids::{DocumentKind, OpId};
use crate::key::RegisterKey;
use crate::ledger::Draft;
use crate::record::{Choice, Day, Enrolment, EnrolmentState, Known, Met, Record, Voice, is_met};

/// Her place in the cohort in which she is now, where a register says one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EnrolmentView {
    /// The cohort's id.
    pub cohort: String,
    /// `enrolled`, `paused`, `left`, `completed`, `ended`.
    pub state: &'static str,
    /// `YYYY-MM-DD`: since when it stands so.
    pub day: String,
    /// The track she is on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub track: Option<String>,
    /// The version of the programme's definition by which she goes; absent: the one in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub definition: Option<u32>,
}

/// How she stands with a requirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RequirementView {
    /// She meets it; else not yet.
    pub met: bool,
    /// Staff have said something of it.
    pub by_staff: bool,
}

/// The track that she would like to follow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ChoiceView {
    /// As the programme names it.
    pub track: String,
    /// `YYYY-MM-DD`
    pub day: String,
    /// A code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// In her words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// All of this, as views carry it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StepsView {
    /// Absent: she is in her cohort, by the version in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enrolment: Option<EnrolmentView>,
    /// By requirement, where anything was said of it.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub requirements: BTreeMap<String, RequirementView>,
    /// Lessons elsewhere that staff confirmed.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub confirmed: BTreeSet<String>,
    /// Her latest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub choice: Option<ChoiceView>,
}

impl Profile {
    /// What is known here of her place in the programme.
    pub(super) fn steps_view(&self) -> StepsView {
        StepsView {
            enrolment: self.enrolment_view(),
            requirements: self.requirement_views(),
            confirmed: self.confirmed_lessons(),
            choice: self.choice_view(),
        }
    }

    /// Of several cohorts the one in which she goes on; of several words on one the one with the
    /// latest day, as at central.
    fn enrolment_view(&self) -> Option<EnrolmentView> {
        let document = self.documents.get(&DocumentKind::Desk)?;
        let mut cohorts: BTreeMap<&str, (Day, OpId, Enrolment)> = BTreeMap::new();
        for (key, register) in document.ledger.section("enrolment") {
            for row in register.live() {
                let Ok(Record { known, .. }) = Record::<Enrolment>::from_bytes(&row.value) else {
                    continue;
                };
                let said = (known.day, row.op, known);
                let latest = cohorts.entry(key.entity()).or_insert_with(|| said.clone());
                if (said.0, said.1) > (latest.0, latest.1) {
                    *latest = said;
                }
            }
        }
        let goes_on = |enrolment: &Enrolment| {
            matches!(enrolment.state, EnrolmentState::Enrolled | EnrolmentState::Paused)
        };
        let (cohort, (day, _, enrolment)) = cohorts
            .into_iter()
            .max_by_key(|(_, (day, op, enrolment))| (goes_on(enrolment), *day, *op))?;
        Some(EnrolmentView {
            cohort: cohort.to_owned(),
            state: enrolment.state.word(),
            day: day.to_string(),
            track: enrolment.track,
            definition: enrolment.definition,
        })
    }

    fn requirement_views(&self) -> BTreeMap<String, RequirementView> {
        let words = self.words_of_both("requirement");
        let view = |said: Vec<(Voice, i64, bool)>| {
            let by_staff = said.iter().any(|(by, ..)| *by != Voice::Learner);
            is_met(said.into_iter().map(|(_, at, met)| (at, met)))
                .map(|met| RequirementView { met, by_staff })
        };
        words.into_iter().filter_map(|(id, said)| Some((id, view(said)?))).collect()
    }

    fn confirmed_lessons(&self) -> BTreeSet<String> {
        let words = self.words_of_both("confirmed");
        let confirmed = words
            .into_iter()
            .filter(|(_, said)| is_met(said.iter().map(|(_, at, met)| (*at, *met))) == Some(true));
        confirmed.map(|(lesson, _)| lesson).collect()
    }

    fn words_of_both(&self, section: &str) -> BTreeMap<String, Vec<(Voice, i64, bool)>> {
        let mut words: BTreeMap<String, Vec<(Voice, i64, bool)>> = BTreeMap::new();
        for kind in [DocumentKind::Record, DocumentKind::Desk] {
            for (entity, (by, at), said) in self.live_of::<Met>(kind, section) {
                words.entry(entity).or_default().push((by, at, said.met));
            }
        }
        words
    }

    fn choice_view(&self) -> Option<ChoiceView> {
        let choices = self.live_of::<Choice>(DocumentKind::Record, "choice");
        let latest = choices.into_iter().max_by_key(|(_, (_, at), _)| *at);
        latest.map(|(_, _, Choice { track, day, reason, text, .. })| ChoiceView {
            track,
            day: day.to_string(),
            reason,
            text,
        })
    }

    /// A word on a requirement, or on a lesson elsewhere, in this writer's own register.
    pub(super) fn met_draft(
        &self,
        kind: DocumentKind,
        (section, entity): (&str, &str),
        met: bool,
        day: &str,
        note: Option<&str>,
    ) -> Result<Option<Draft>, ActError> {
        let day = Day::parse(day).ok_or(ActError::Invalid)?;
        let known = Met { version: None, met, day, note: note.and_then(said) };
        let said = self.words_of_both(section).remove(entity).unwrap_or_default();
        let stands = is_met(said.into_iter().map(|(_, at, met)| (at, met)));
        // Where others corrected it since, saying it again is not saying it twice.
        self.step_draft(kind, (section, entity), known, stands == Some(met))
    }

    /// Her choice of a track.
    pub(super) fn choice_draft(
        &self,
        track: &str,
        day: &str,
        reason: Option<&str>,
        text: Option<&str>,
    ) -> Result<Option<Draft>, ActError> {
        let known = Choice {
            version: None,
            track: track.to_owned(),
            day: Day::parse(day).ok_or(ActError::Invalid)?,
            reason: reason.and_then(said),
            text: text.and_then(said),
        };
        self.step_draft(DocumentKind::Record, ("choice", "track"), known, true)
    }

    /// In this writer's own register; `stands`: all words together say the same already.
    fn step_draft<T: Known + PartialEq>(
        &self,
        kind: DocumentKind,
        (section, entity): (&str, &str),
        known: T,
        stands: bool,
    ) -> Result<Option<Draft>, ActError> {
        known.check().map_err(|_| ActError::Invalid)?;
        let key = RegisterKey::new(section, entity, Some(self.identity.writer()));
        let key = key.ok_or(ActError::Invalid)?;
        Ok(if stands {
            self.replacing(kind, key, known)
        } else {
            Some(self.said_anew(kind, key, known))
        })
    }
}

/// What was typed, where anything was.
fn said(text: &str) -> Option<String> {
    Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned)
}
