//! Surveys as phones are told of them, by the catalogue.
//!
//! Owns that shape, which is `Survey` in `web-client/src/engine/surveys.ts`: what the definition says
//! less what reports call it. Must not know answers: those are the record's.

use serde::Serialize;

use crate::programme::{At, QuestionKind, Survey, SurveyOption, SurveyQuestion, Text};

/// A survey: when it is asked, and what.
#[derive(Debug, Serialize)]
pub(crate) struct SurveyTold<'a> {
    id: &'a str,
    title: &'a Text,
    at: At,
    questions: Vec<QuestionTold<'a>>,
}

/// One question. Each may be skipped.
#[derive(Debug, Serialize)]
struct QuestionTold<'a> {
    id: &'a str,
    text: &'a Text,
    kind: QuestionKind,
    #[serde(skip_serializing_if = "<[SurveyOption]>::is_empty")]
    options: &'a [SurveyOption],
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<&'a Text>,
    /// The answer is sealed to central where it is given.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    sensitive: bool,
}

impl<'a> From<&'a Survey> for SurveyTold<'a> {
    fn from(survey: &'a Survey) -> Self {
        Self {
            id: survey.id.as_str(),
            title: &survey.title,
            at: survey.at,
            questions: survey.questions.iter().map(QuestionTold::from).collect(),
        }
    }
}

impl<'a> From<&'a SurveyQuestion> for QuestionTold<'a> {
    fn from(question: &'a SurveyQuestion) -> Self {
        Self {
            id: question.id.as_str(),
            text: &question.text,
            kind: question.kind,
            options: &question.options,
            unit: question.unit.as_ref(),
            sensitive: question.sensitive,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_is_told_what_the_definition_says_but_not_what_reports_call_it() {
        let mut defined = serde_json::json!({
            "id": "tres-meses", "title": {"es": "A los tres meses"},
            "at": {"months_after_completion": 3},
            "questions": [
                {"id": "ingreso", "text": {"es": "¿Cuánto ganas al mes?"}, "kind": "number",
                 "unit": {"es": "bolivianos"}, "sensitive": true, "dimension": "income"},
                {"id": "trabajo", "text": {"es": "¿Tienes trabajo?"}, "kind": "one",
                 "options": [{"id": "si", "title": {"es": "Sí"}}]},
            ],
        });
        let survey: Survey = serde_json::from_value(defined.clone()).unwrap();
        let told = serde_json::to_value(SurveyTold::from(&survey)).unwrap();
        defined["questions"][0].as_object_mut().unwrap().remove("dimension");
        assert_eq!(told, defined);
    }
}
