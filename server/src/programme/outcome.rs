//! What becomes of people, as a definition says it: certificates, surveys, indicators, placement.
//!
//! Owns the shape. Must not ask or reckon anything.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::text::{Id, Text};

/// What is given to whoever completed something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    /// Its id.
    pub id: Id,
    /// What stands on it.
    pub title: Text,
    /// Who gives it.
    pub by: Issuer,
    /// What it is given for, where it is given by rule. All of it must hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<CertificateRule>,
    /// After how many months it is worth nothing any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 240))]
    pub expires_months: Option<u32>,
}

/// Who gives a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Issuer {
    /// Central, as soon as the rule holds.
    Rule,
    /// Staff.
    Staff,
}

/// What a certificate is given for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CertificateRule {
    /// Courses, each completed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub courses: Vec<Id>,
    /// With no quiz of theirs below this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 100))]
    pub least_score_percent: Option<u32>,
    /// Series of workshops, each attended so often.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub series: Vec<SeriesAttended>,
    /// Approved work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub minutes_worked: Option<u32>,
}

/// How often a series was attended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SeriesAttended {
    /// The series.
    pub id: Id,
    /// Sessions of it.
    #[schemars(range(min = 1))]
    pub least_attended: u32,
}

/// What a certificate opens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Award {
    /// Its id.
    pub id: Id,
    /// What it is called.
    pub title: Text,
    /// The certificate that opens it.
    pub after: Id,
    /// What she does to take it; absent: she speaks with whoever accompanies her.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Text>,
    /// How many there are; absent: for everybody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub places: Option<u32>,
}

/// Questions that are asked together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Survey {
    /// Its id.
    pub id: Id,
    /// What it is called.
    pub title: Text,
    /// When it is asked.
    pub at: At,
    /// In order. A question that has the same id in several surveys is the same question, asked
    /// again: indicators compare its answers.
    pub questions: Vec<SurveyQuestion>,
}

/// When a survey is asked.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum At {
    /// At the beginning: the baseline.
    Enrolment,
    /// At the end.
    Completion,
    /// So many months after the end.
    MonthsAfterCompletion(#[schemars(range(min = 1, max = 60))] u32),
}

/// A question of a survey.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SurveyQuestion {
    /// Its id.
    pub id: Id,
    /// The question.
    pub text: Text,
    /// How it is answered.
    pub kind: QuestionKind,
    /// What may be chosen, of `one` and `many`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<SurveyOption>,
    /// Of what a `number` is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Text>,
    /// Sealed to central where it is answered; it may always be left out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sensitive: bool,
    /// What reports may tell people apart by, from the answers at enrolment: `migrant`,
    /// `disability`, …. Of a question that is answered by choosing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dimension: Option<Id>,
}

/// How a question is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum QuestionKind {
    /// Yes or no.
    YesNo,
    /// One of the options.
    One,
    /// Any of the options.
    Many,
    /// A number.
    Number,
    /// Words.
    Text,
}

/// What may be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SurveyOption {
    /// Its id.
    pub id: Id,
    /// The words.
    pub title: Text,
}

/// What the programme is measured by.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    /// Its id.
    pub id: Id,
    /// What it is called.
    pub title: Text,
    /// What exactly it says.
    pub definition: Text,
    /// Where the definition is from.
    pub source: Text,
    /// How it is reckoned.
    pub kind: IndicatorKind,
    /// The question by whose answers: asked at enrolment and again later.
    pub question: Id,
    /// What the programme means to reach: percent of those who say yes, or by how much the
    /// number grows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<f64>,
}

/// How an indicator is reckoned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum IndicatorKind {
    /// How many of those who answered say yes, of a `yes_no` question.
    YesShare,
    /// By how much the number changed since enrolment, of a `number` question.
    Change,
}

/// Mentors in small groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Mentoring {
    /// Learners to a mentor.
    #[schemars(range(min = 1, max = 50))]
    pub group_size: u32,
}

/// A step on the way to a job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlacementStep {
    /// Its id.
    pub id: Id,
    /// What it is called.
    pub title: Text,
    /// What it is on the way.
    pub kind: PlacementKind,
}

/// What a step is on the way to a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PlacementKind {
    /// The beginning: what she can, wants and needs.
    Diagnosis,
    /// On the way.
    Step,
    /// She has a job.
    Placed,
    /// Afterwards.
    Accompanied,
}

/// How many the programme means to reach.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Targets {
    /// Enrolled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enrolled: Option<u32>,
    /// Who completed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completed: Option<u32>,
    /// Who was certified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certified: Option<u32>,
    /// Who found a job.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placed: Option<u32>,
}
