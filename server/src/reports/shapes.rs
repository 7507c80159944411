//! The JSON of staff pages, field for field as `docs/API.md` names it.
//!
//! Owns these shapes only. Must not compute anything. An absent field is left out.

use serde::Serialize;
use sync_core::trust::THREE;

use super::attendance::LearnerSession;

/// A cohort in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct CohortHead {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) starts: String,
    pub(crate) weeks: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) center: Option<String>,
    pub(crate) learners: u64,
}

/// A cohort's page.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct CohortReport {
    pub(crate) cohort: Cohort,
    pub(crate) as_of: i64,
    pub(crate) weeks: Vec<String>,
    pub(crate) lessons_total: u64,
    pub(crate) funnel: Funnel,
    pub(crate) learners: Vec<LearnerLine>,
}

/// A cohort.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Cohort {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) starts: String,
    pub(crate) weeks: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) center: Option<String>,
}

/// How many came how far: each number is part of the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Funnel {
    pub(crate) enrolled: usize,
    pub(crate) started: usize,
    pub(crate) half: usize,
    pub(crate) completed: usize,
}

/// A learner on her cohort's page.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct LearnerLine {
    #[serde(flatten)]
    pub(crate) learner: LearnerName,
    pub(crate) lessons_done: u64,
    /// Where it is not the cohort's: by her version of the programme and her track.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) lessons_total: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) last_activity: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) last_data: Option<i64>,
    pub(crate) minutes_by_week: Vec<u64>,
    pub(crate) minutes_total: u64,
    pub(crate) units_total: u64,
    pub(crate) open_questions: u64,
    pub(crate) phones: u64,
    pub(crate) missing: u64,
}

/// What staff call a learner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct LearnerName {
    pub(crate) id: String,
    pub(crate) label: String,
    pub(crate) name: String,
}

/// An entry with more than one live version, and whose it is.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct CohortQuestion {
    pub(crate) learner: LearnerName,
    pub(crate) entry: EntryHistory,
}

/// A learner's page.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct LearnerRecord {
    pub(crate) learner: LearnerHead,
    pub(crate) as_of: i64,
    pub(crate) phones: Vec<Phone>,
    pub(crate) lessons: Vec<LessonRecord>,
    pub(crate) work: Vec<EntryHistory>,
    pub(crate) sessions: Vec<LearnerSession>,
}

/// A learner and her enrolment.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct LearnerHead {
    #[serde(flatten)]
    pub(crate) learner: LearnerName,
    pub(crate) cohort: String,
    pub(crate) enrolled_at: i64,
}

/// One phone's writer.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Phone {
    pub(crate) writer: String,
    pub(crate) label: String,
    pub(crate) since: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) last_data: Option<i64>,
    pub(crate) clock_offset_seconds: i64,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) waits: bool,
    /// Places in the lists of BIP39, as the phone shows them while it waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) compare_words: Option<[u16; THREE]>,
    pub(crate) changes: u64,
    pub(crate) missing: u64,
}

/// One lesson: what all phones together say, and what each said.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct LessonRecord {
    pub(crate) lesson: String,
    pub(crate) title: String,
    pub(crate) course: String,
    pub(crate) folded: FoldedProgress,
    pub(crate) by_writer: Vec<WriterHistory>,
}

/// All phones together.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct FoldedProgress {
    #[serde(flatten)]
    pub(crate) progress: ProgressFields,
    pub(crate) last_at: i64,
}

/// What one phone said of a lesson, newest first.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct WriterHistory {
    pub(crate) writer: String,
    pub(crate) history: Vec<Version<ProgressFields>>,
}

/// One work entry. `history` has all versions, newest first, live ones included.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct EntryHistory {
    pub(crate) entry: String,
    pub(crate) open_question: bool,
    pub(crate) live: Vec<Version<WorkFields>>,
    pub(crate) history: Vec<Version<WorkFields>>,
}

/// What somebody wrote once, never altered.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Version<F> {
    pub(crate) op: String,
    pub(crate) writer: String,
    pub(crate) phone: String,
    pub(crate) at: i64,
    pub(crate) received_at: i64,
    pub(crate) live: bool,
    pub(crate) standing: &'static str,
    pub(crate) change: String,
    #[serde(flatten)]
    pub(crate) fields: F,
}

/// A lesson's progress.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ProgressFields {
    pub(crate) state: &'static str,
    pub(crate) place: u32,
    pub(crate) seconds: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) score_percent: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) completed_at: Option<i64>,
}

/// A work entry's fields.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct WorkFields {
    pub(crate) task: String,
    pub(crate) day: String,
    /// Where the phone's date was wrong when it was written: what day she then meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) corrected_day: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) minutes: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) units: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) start: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) note: Option<String>,
    pub(crate) withdrawn: bool,
}
