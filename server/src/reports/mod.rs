//! Reports: rows in, the JSON and CSV of `docs/API.md` out.
//!
//! Owns how rows are counted, folded and named. Must not read the store, the clock or a frame,
//! and knows no HTTP: everything comes in as arguments.

mod cohort;
mod csv;
mod learner;
mod record_csv;
mod shapes;
mod weeks;

pub(crate) use cohort::{cohort_report, learners_csv};
pub(crate) use learner::{cohort_questions, learner_record};
pub(crate) use record_csv::record_csv;
pub(crate) use shapes::{CohortHead, CohortQuestion, CohortReport, LearnerRecord};
