//! Surveys on a phone and on a staff device: what is answered, what is sealed, and what is shown.
//!
//! Owns the drafts, and the JSON of `SurveyView`. Which questions are sensitive the caller says, by
//! the programme's definition; their answers are sealed to central before anything is stored, and
//! nobody sees them here again.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::act::ActError;
use super::{Entropy, Profile};
use crate::ids::DocumentKind;
use crate::key::RegisterKey;
use crate::ledger::Draft;
use crate::record::{
    Answered, Day, Enrolment, EnrolmentState, QuestionAnswer, Survey, SurveySource, SurveyWord,
    Voice, seal_answers, surveyed,
};

/// One answer, as a form gives it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AnswerFields {
    /// Which question.
    pub question: String,
    /// Exactly one of these five.
    pub yes: Option<bool>,
    /// The options chosen.
    pub options: Option<Vec<String>>,
    /// In the question's unit.
    pub number: Option<u64>,
    /// In her words.
    pub text: Option<String>,
    /// She prefers not to say.
    #[serde(default)]
    pub prefer_not: bool,
    /// It is nobody's but central's to read.
    #[serde(default)]
    pub sensitive: bool,
}

/// What is known here of a survey.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SurveyView {
    /// The newest day on which it was answered: `YYYY-MM-DD`.
    pub day: String,
    /// Answers that may be read here, by question.
    pub answers: BTreeMap<String, SurveyAnswerView>,
    /// Sensitive questions were asked; only the office reads what was answered.
    pub sealed: bool,
    /// She answered herself; otherwise staff wrote it down for her.
    pub hers: bool,
    /// Where staff have it from, if they wrote down the newest: `call`, `in_person`, `paper`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<&'static str>,
}

/// One answer, as it counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SurveyAnswerView {
    /// Yes or no.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub yes: Option<bool>,
    /// The options chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub options: Option<Vec<String>>,
    /// In the question's unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<u64>,
    /// In her words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// She prefers not to say.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub prefer_not: bool,
}

/// The days that surveys are asked by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SurveyDays {
    /// Her first enrolment: `YYYY-MM-DD`.
    pub enrolled: String,
    /// When she came to the end of a cohort, the last time that she did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub completed: Option<String>,
}

impl Profile {
    /// Her own answers; `None` when they say nothing new.
    pub(super) fn survey_draft(
        &self,
        survey: &str,
        day: &str,
        answers: &[AnswerFields],
        sensitive: bool,
        entropy: &mut Entropy,
    ) -> Result<Option<Draft>, ActError> {
        let sealing = sensitive.then_some(entropy);
        self.answers_draft(DocumentKind::Record, survey, day, answers, None, sealing)
    }

    /// Answers that staff write down for her. `sealing`: the survey has sensitive questions.
    pub(super) fn assisted_survey_draft(
        &self,
        survey: &str,
        day: &str,
        answers: &[AnswerFields],
        source: SurveySource,
        sealing: Option<&mut Entropy>,
    ) -> Result<Option<Draft>, ActError> {
        self.answers_draft(DocumentKind::Desk, survey, day, answers, Some(source), sealing)
    }

    fn answers_draft(
        &self,
        kind: DocumentKind,
        survey: &str,
        day: &str,
        answers: &[AnswerFields],
        source: Option<SurveySource>,
        sealing: Option<&mut Entropy>,
    ) -> Result<Option<Draft>, ActError> {
        let writer = self.identity.writer();
        let key = RegisterKey::new("survey", survey, Some(writer)).ok_or(ActError::Invalid)?;
        let read = |sensitive: bool| -> Vec<QuestionAnswer> {
            answers.iter().filter(|it| it.sensitive == sensitive).map(AnswerFields::read).collect()
        };
        let sensitive = read(true);
        let sealed = match sealing {
            // Also where she skipped them all: that there is a box must not tell that she answered.
            Some(entropy) => {
                let central = self.identity.sealing.as_ref().ok_or(ActError::NoSealingKey)?;
                let whose = (self.identity.learner, writer, survey);
                let sealed = seal_answers(&sensitive, &central.public, whose, entropy);
                Some(sealed.ok_or(ActError::TooLong)?.into())
            }
            None if sensitive.is_empty() => None,
            // Nothing that is called sensitive is ever written open.
            None => return Err(ActError::Invalid),
        };
        let day = Day::parse(day).ok_or(ActError::Invalid)?;
        let known = Survey { version: None, day, answers: read(false), sealed, source };
        // The earlier value is replaced and stays in the history: what it answered and this one
        // does not, still counts.
        Ok(self.replacing(kind, key, known))
    }

    /// What was answered, by survey.
    pub(super) fn survey_views(&self) -> BTreeMap<String, SurveyView> {
        let mut words: BTreeMap<String, Vec<(SurveyWord, Survey)>> = BTreeMap::new();
        for kind in [DocumentKind::Record, DocumentKind::Desk] {
            let Some(document) = self.documents.get(&kind) else { continue };
            for (key, register) in document.ledger.section("survey") {
                let Some(writer) = key.writer() else { continue };
                for said in self.said::<Survey>(kind, key, register) {
                    let Some(value) = said.value else { continue };
                    let word = SurveyWord {
                        id: said.id,
                        writer,
                        hers: said.by == Voice::Learner,
                        at: said.at,
                        live: said.live,
                        day: value.day,
                        answers: value.answers.clone(),
                    };
                    words.entry(key.entity().to_owned()).or_default().push((word, value));
                }
            }
        }
        words
            .into_iter()
            .filter_map(|(survey, said)| {
                let newest = said
                    .iter()
                    .filter(|(word, _)| word.live)
                    .max_by_key(|(word, _)| (word.day, word.hers, word.at, word.id))?;
                let view = SurveyView {
                    day: newest.0.day.to_string(),
                    hers: newest.0.hers,
                    source: newest.1.source.map(SurveySource::word),
                    sealed: said.iter().any(|(_, value)| value.sealed.is_some()),
                    answers: answers_of(said.iter().map(|(word, _)| word.clone()).collect()),
                };
                Some((survey, view))
            })
            .collect()
    }

    /// From what central wrote of her enrolments; where it wrote none, from her first day here.
    pub(super) fn survey_days(&self) -> SurveyDays {
        let said = self.live_of::<Enrolment>(DocumentKind::Desk, "enrolment");
        let completed = said
            .iter()
            // Who reached the end without completing is asked the same.
            .filter(|(_, _, value)| {
                matches!(value.state, EnrolmentState::Completed | EnrolmentState::Ended)
            })
            .map(|(_, _, value)| value.day)
            .max();
        let enrolled = said
            .iter()
            .filter(|(_, _, value)| value.state == EnrolmentState::Enrolled)
            .map(|(_, _, value)| value.day)
            .min();
        let first = Day::of_seconds(self.identity.enrolled_at);
        SurveyDays {
            enrolled: enrolled.unwrap_or(first).to_string(),
            completed: completed.map(|day| day.to_string()),
        }
    }
}

fn answers_of(words: Vec<SurveyWord>) -> BTreeMap<String, SurveyAnswerView> {
    let folded = surveyed(&words).into_iter();
    folded.map(|(question, Answered { answer, .. })| (question, answer_view(answer))).collect()
}

fn answer_view(answer: QuestionAnswer) -> SurveyAnswerView {
    let prefer_not = answer.is_preferred_not();
    let QuestionAnswer { yes, options, number, text, .. } = answer;
    SurveyAnswerView { yes, options, number, text, prefer_not }
}

impl AnswerFields {
    fn read(&self) -> QuestionAnswer {
        QuestionAnswer {
            question: self.question.clone(),
            yes: self.yes,
            options: self.options.clone(),
            number: self.number,
            text: self.text.as_deref().map(|text| text.trim().to_owned()),
            prefer_not: self.prefer_not.then_some(true),
        }
    }
}
