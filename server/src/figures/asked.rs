//! What surveys ask for reports: dimensions at enrolment, and indicators of what was sealed.
//!
//! Owns which dimensions there are, what they are called, and what may be told where answers were
//! sealed: never of fewer than [`LEAST`], also to whoever may open records, and not who answered what;
//! by a sealed dimension of everybody in reach alone. By leaving out one person after the other, or
//! one day, it would tell what each of them answered. Must not know SQL.

use serde::Serialize;

use super::dimension::Dimension;
use super::{Ask, Asker, FiguresError, Kind, LEAST};
use crate::programme::{At, Form, QuestionKind, SurveyOption, Text};

/// A dimension, and the question by whose answers people are told apart.
#[derive(Clone, Debug, Serialize)]
pub(super) struct AskedDimension {
    /// As `by` names it.
    id: String,
    /// The question.
    text: Text,
    /// Its answers are sealed to central where they are given.
    sealed: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    options: Vec<SurveyOption>,
    #[serde(skip)]
    survey: String,
    #[serde(skip)]
    question: String,
}

impl AskedDimension {
    /// The survey, and the question in it.
    pub(super) fn place(&self) -> (String, String) {
        (self.survey.clone(), self.question.clone())
    }
}

/// Those of a definition. What is answered in words or numbers tells nobody apart.
pub(super) fn asked(form: &Form) -> Vec<AskedDimension> {
    let surveys = form.surveys.iter().filter(|survey| survey.at == At::Enrolment);
    let questions =
        surveys.flat_map(|survey| survey.questions.iter().map(move |question| (survey, question)));
    let dimensions = questions.filter_map(|(survey, question)| {
        let id = question.dimension.as_ref()?;
        let chosen = !matches!(question.kind, QuestionKind::Number | QuestionKind::Text);
        chosen.then(|| AskedDimension {
            id: id.to_string(),
            text: question.text.clone(),
            sealed: question.sensitive,
            options: question.options.clone(),
            survey: survey.id.to_string(),
            question: question.id.to_string(),
        })
    });
    dimensions.collect()
}

/// The one of this name.
pub(super) fn find<'a>(asked: &'a [AskedDimension], name: &str) -> Option<&'a AskedDimension> {
    asked.iter().find(|one| one.id == name)
}

/// The fewest that a cell of this report may tell of; refused where sealed answers would be told of
/// some people alone.
pub(super) fn bounded(
    ask: &Ask,
    form: &Form,
    asked: &[AskedDimension],
) -> Result<u64, FiguresError> {
    let is_sealed =
        |dimension: &&Dimension| find(asked, dimension.word()).is_some_and(|one| one.sealed);
    let refused = |by: &Dimension| Err(FiguresError::Sealed(by.word().to_owned()));
    if ask.asker == Asker::CommandLine {
        return Ok(ask.least);
    }
    if let Some(by) = ask.only.dimensions().find(is_sealed) {
        return refused(by);
    }
    if let Some(wanted) = &ask.wanted {
        // Who answered is no answer; how is.
        let sealed = wanted.item.get("indicator").filter(|id| is_sealed_indicator(form, id));
        if let Some(indicator) = sealed.filter(|_| wanted.figure != "n") {
            return Err(FiguresError::Sealed(indicator.clone()));
        }
    }
    let Some(by) = ask.by.iter().flatten().find(is_sealed) else {
        let tells = ask.kind == Kind::Outcomes
            && form.indicators.iter().any(|one| is_sealed_indicator(form, one.id.as_str()));
        return Ok(if tells { ask.least.max(LEAST) } else { ask.least });
    };
    let is_of_some = !ask.only.is_everybody() || ask.from.is_some() || ask.to.is_some();
    if is_of_some || ask.wanted.is_some() {
        return refused(by);
    }
    Ok(ask.least.max(LEAST))
}

/// Is an indicator reckoned from answers that were sealed?
fn is_sealed_indicator(form: &Form, id: &str) -> bool {
    let Some(indicator) = form.indicators.iter().find(|one| one.id.as_str() == id) else {
        return false;
    };
    let mut questions = form.surveys.iter().flat_map(|survey| &survey.questions);
    questions.any(|question| question.id == indicator.question && question.sensitive)
}
