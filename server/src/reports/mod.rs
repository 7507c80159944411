//! Reports: rows in, the JSON and CSV of `docs/API.md` out.
//!
//! Owns how rows are counted, folded and named. Must not read the store, the clock or a frame,
//! and knows no HTTP: everything comes in as arguments.

mod attendance;
mod audit_csv;
mod board;
mod certificates;
mod cohort;
mod csv;
mod device;
mod flags;
mod follow;
mod gaps;
mod learner;
mod openings;
mod record_csv;
mod review;
mod shapes;
mod statement_preview;
mod statements;
mod steps;
mod to_central;
mod unpaid;
mod weeks;

pub(crate) use attendance::{
    AttendanceReport, Roll, SessionShown, attendance_csv, attendance_report, roll,
};
pub(crate) use audit_csv::audit_csv;
pub(crate) use board::{BoardAsked, board_report};
pub use certificates::{Awards, Shown as ShownCertificate};
pub(crate) use certificates::{Certificates, certificates, issuers};
pub(crate) use cohort::{cohort_report, learners_csv};
pub(crate) use csv::csv_part;
pub(crate) use device::{DeviceShown, device_shown};
pub(crate) use follow::{FollowReport, follow_report};
pub use gaps::{GapsReport, gaps_report};
pub(crate) use learner::{cohort_questions, learner_record};
pub(crate) use openings::{Candidates, NoticeShown, candidates};
pub(crate) use record_csv::record_csv;
pub(crate) use review::{ReviewQueue, review_queue};
pub(crate) use shapes::{CohortHead, CohortQuestion, CohortReport, LearnerRecord};
pub(crate) use statement_preview::{StatementPreview, statement_preview};
pub(crate) use statements::{StatementHead, StatementReport, statement_csv};
pub(crate) use steps::{Steps, steps};
pub(crate) use to_central::to_central;
pub(crate) use unpaid::{Unpaid, unpaid};
