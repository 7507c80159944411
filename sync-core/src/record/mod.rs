//! What registers hold: typed records, which document may hold which, and how they fold.
//!
//! A value is one CBOR map with numbered fields. Fields that this version does not know are kept
//! when a value is read and written again; records of a newer version are stored and merged, and
//! not shown.
//!
//! Owns the schemas. Must not know frames, ledgers or storage.

mod answer;
mod attending;
mod became;
mod certificate;
mod corrected;
mod day;
mod decision;
mod desk;
mod message;
mod pay;
mod payment;
mod progress;
mod recovery;
mod referral;
mod schema;
mod standing;
mod steps;
mod survey;
mod value;
mod version;
mod work;

pub use answer::{Answer, AnswerKind};
pub use attending::{Attended, PresenceWord, Scan, attended};
pub use became::{Became, BecameKind};
pub use certificate::{Certificate, MAX_CERTIFICATE_CHARS, MAX_LANGUAGES, Words};
pub use corrected::{Corrected, corrected};
pub use day::Day;
pub(crate) use decision::is_code;
pub use decision::{Decision, MAX_VERSIONS, Outcome};
pub use desk::{
    AssistedWork, Attendance, ContactOutcome, Enrolment, EnrolmentState, Followup, MAX_PROOF_CHARS,
    MAX_TEXT_CHARS, Note, Presence, WorkSource,
};
pub use message::{MAX_SENDER_CHARS, Message};
pub use pay::{Basis, MAX_RATE, MAX_ROUNDING, PayRule, PayTerms, Quantity, is_currency, terms_on};
pub use payment::{MAX_PAID_ENTRIES, Payment, uuid_bytes, uuid_text};
pub use progress::{LessonProgress, LessonState, ProgressFold, fold_progress};
pub use recovery::Recovery;
pub use referral::{Interest, Referral, Release, Released, released};
pub use schema::{SchemaFault, Section, check};
pub(crate) use standing::Council;
pub use standing::{Approval, EntryStanding, EntryWords, Question, Said, Voice, stand};
pub use steps::{Choice, Met, is_met};
pub use survey::{
    Answered, MAX_ANSWER_CHARS, MAX_NUMBER, MAX_OPTIONS, MAX_QUESTIONS, QuestionAnswer, Survey,
    SurveySource, SurveyWord, open_answers, seal_answers, surveyed,
};
pub use value::{Known, Record, ValueFault};
pub use version::version_of;
pub use work::{MAX_NOTE_CHARS, WorkEntry};
