//! Which writer may put what at which key of which document.
//!
//! Owns the table of sections, and the last step of admission. Sections that nobody knows yet are
//! let through: they are stored and merged, and shown to no one.

use thiserror::Error;

use super::decision::is_code;
use super::value::{Known, Record, ValueFault};
use super::{
    Answer, AssistedWork, Attendance, Became, Certificate, Choice, Decision, Enrolment, Followup,
    Interest, LessonProgress, Message, Met, Note, Payment, Recovery, Referral, Release, Survey,
    WorkEntry,
};
use crate::exchange::REQUEST_CODE_CHARS;
use crate::ids::{DocumentKind, WriterId};
use crate::key::RegisterKey;
use crate::trust::WriterHolder;

/// Sections that this version reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Section {
    /// `progress/<lesson>/<writer>` in `record`
    Progress,
    /// `work/<entry>` in `record`
    Work,
    /// `work/<entry>` in `desk`: made for her
    AssistedWork,
    /// `decision/<entry>/<writer>` in `desk`
    Decision,
    /// `answer/<subject>/<writer>` in `record`, or entered for her in `desk`
    Answer,
    /// `payment/<statement>.<part>` in `desk`, by central
    Payment,
    /// `recovery/<code>` in `desk`, by central
    Recovery,
    /// `certificate/<uuid>` in `desk`, by central
    Certificate,
    /// `attendance/<session>/<writer>` in `desk`, or scanned by herself in `record`
    Attendance,
    /// `enrolment/<cohort>` in `desk`
    Enrolment,
    /// `survey/<survey>/<writer>` in `record`
    Survey,
    /// `survey/<survey>/<writer>` in `desk`: written down for her
    AssistedSurvey,
    /// `message/<uuid>` in `record`: hers
    Message,
    /// `message/<uuid>` in `desk`: to her
    StaffMessage,
    /// `requirement/<requirement>/<writer>` in `record`, or said by staff in `desk`
    Requirement,
    /// `confirmed/<lesson>/<writer>` in `desk`: a lesson elsewhere
    Confirmed,
    /// `choice/track/<writer>` in `record`
    Choice,
    /// `outcome/<uuid>` in `desk`
    Became,
    /// `interest/<opening>/<writer>` in `record`
    Interest,
    /// `referral/<uuid>` in `desk`: what would be sent of her
    Referral,
    /// `release/<referral>/<writer>` in `record`: her word on it
    Release,
    /// `note/<uuid>` in `notes`
    Note,
    /// `followup/<uuid>` in `notes`
    Followup,
}

impl Section {
    /// The section of a key in a document, where it is one that this version reads.
    pub fn of(kind: DocumentKind, key: &RegisterKey) -> Option<Self> {
        use DocumentKind::{Desk, Notes, Record};
        match (kind, key.section()) {
            (Record, "progress") => Some(Section::Progress),
            (Record, "work") => Some(Section::Work),
            (Desk, "work") => Some(Section::AssistedWork),
            (Desk, "decision") => Some(Section::Decision),
            (Record | Desk, "answer") => Some(Section::Answer),
            (Desk, "payment") => Some(Section::Payment),
            (Desk, "recovery") => Some(Section::Recovery),
            (Desk, "certificate") => Some(Section::Certificate),
            (Record | Desk, "attendance") => Some(Section::Attendance),
            (Desk, "enrolment") => Some(Section::Enrolment),
            (Record, "survey") => Some(Section::Survey),
            (Desk, "survey") => Some(Section::AssistedSurvey),
            (Record, "message") => Some(Section::Message),
            (Desk, "message") => Some(Section::StaffMessage),
            (Record | Desk, "requirement") => Some(Section::Requirement),
            (Desk, "confirmed") => Some(Section::Confirmed),
            (Record, "choice") => Some(Section::Choice),
            (Desk, "outcome") => Some(Section::Became),
            (Record, "interest") => Some(Section::Interest),
            (Desk, "referral") => Some(Section::Referral),
            (Record, "release") => Some(Section::Release),
            (Notes, "note") => Some(Section::Note),
            (Notes, "followup") => Some(Section::Followup),
            _ => None,
        }
    }

    /// Is this how a register of the section is named?
    fn has_form_of(self, key: &RegisterKey) -> bool {
        let (entity, has_writer) = (key.entity(), key.writer().is_some());
        match self {
            Section::Progress | Section::Confirmed => has_writer && entity.len() == 8,
            Section::Requirement => has_writer && is_code(entity),
            Section::Choice => has_writer && entity == "track",
            Section::Decision => has_writer && is_uuid_v7(entity),
            Section::Answer => has_writer && (is_uuid_v7(entity) || is_payment(entity)),
            Section::Attendance => has_writer,
            Section::Payment => !has_writer && is_payment(entity),
            Section::Recovery => !has_writer && entity.len() == REQUEST_CODE_CHARS,
            Section::Enrolment => !has_writer,
            Section::Survey | Section::AssistedSurvey => has_writer && is_code(entity),
            Section::Interest | Section::Release => has_writer && is_uuid_v7(entity),
            Section::Work
            | Section::AssistedWork
            | Section::Certificate
            | Section::Message
            | Section::StaffMessage
            | Section::Became
            | Section::Referral
            | Section::Note
            | Section::Followup => !has_writer && is_uuid_v7(entity),
        }
    }

    fn check_value(self, value: &[u8]) -> Result<(), SchemaFault> {
        match self {
            Section::Progress => check_value::<LessonProgress>(value),
            Section::Work => check_value::<WorkEntry>(value),
            Section::AssistedWork => check_value::<AssistedWork>(value),
            Section::Decision => check_value::<Decision>(value),
            Section::Answer => check_value::<Answer>(value),
            Section::Payment => check_value::<Payment>(value),
            Section::Recovery => check_value::<Recovery>(value),
            Section::Certificate => check_value::<Certificate>(value),
            Section::Attendance => check_value::<Attendance>(value),
            Section::Enrolment => check_value::<Enrolment>(value),
            // Who wrote it down, and from where, is said where it is not she.
            Section::Survey => check_said(value, |survey: &Survey| survey.source.is_none()),
            Section::AssistedSurvey => check_said(value, |survey: &Survey| survey.source.is_some()),
            Section::Message => check_said(value, |message: &Message| message.sender.is_none()),
            Section::StaffMessage => {
                check_said(value, |message: &Message| message.sender.is_some())
            }
            Section::Requirement | Section::Confirmed => check_value::<Met>(value),
            Section::Choice => check_value::<Choice>(value),
            Section::Became => check_value::<Became>(value),
            Section::Interest => check_value::<Interest>(value),
            Section::Referral => check_value::<Referral>(value),
            Section::Release => check_value::<Release>(value),
            Section::Note => check_value::<Note>(value),
            Section::Followup => check_value::<Followup>(value),
        }
    }
}

/// Sections that belong to one document only; elsewhere they would pretend.
const RECORD_ONLY: [&str; 4] = ["progress", "interest", "release", "choice"];
const DESK_ONLY: [&str; 8] = [
    "enrolment",
    "decision",
    "payment",
    "certificate",
    "outcome",
    "referral",
    "recovery",
    "confirmed",
];
const NOTES_ONLY: [&str; 2] = ["note", "followup"];
/// Sections that both she and staff have a word in, and that are no notes.
const NOT_NOTES: [&str; 6] = ["answer", "attendance", "message", "requirement", "survey", "work"];

/// Why a put is refused for what it says. Final.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Error)]
pub enum SchemaFault {
    /// This holder's keys do not write this document.
    #[error("this writer does not write this document")]
    Document,
    /// The section belongs to another document.
    #[error("the section belongs to another document")]
    Section,
    /// A register of another writer's, or a key of the wrong form for its section.
    #[error("the register is another writer's, or not of its section's form")]
    Register,
    /// The value is not a record of its section.
    #[error("the value is not a record of its section")]
    Value,
}

/// Checks one put. A value of a newer version passes.
pub fn check(
    kind: DocumentKind,
    holder: WriterHolder,
    writer: WriterId,
    key: &RegisterKey,
    value: &[u8],
) -> Result<(), SchemaFault> {
    let holder_may = match holder {
        WriterHolder::Learner => kind == DocumentKind::Record,
        WriterHolder::Staff => kind != DocumentKind::Record,
        WriterHolder::Central => kind == DocumentKind::Desk,
    };
    if !holder_may {
        return Err(SchemaFault::Document);
    }
    let home = [
        (DocumentKind::Record, &RECORD_ONLY[..]),
        (DocumentKind::Desk, &DESK_ONLY[..]),
        (DocumentKind::Notes, &NOTES_ONLY[..]),
    ];
    let is_anothers =
        home.iter().any(|(other, sections)| *other != kind && sections.contains(&key.section()));
    if is_anothers || (kind == DocumentKind::Notes && NOT_NOTES.contains(&key.section())) {
        return Err(SchemaFault::Section);
    }
    if key.writer().is_some_and(|named| named != writer) {
        return Err(SchemaFault::Register);
    }
    let Some(section) = Section::of(kind, key) else { return Ok(()) };
    // Money moves by central's word alone, who opened what is said by nobody else, and nobody
    // else signs certificates.
    let is_centrals =
        matches!(section, Section::Payment | Section::Recovery | Section::Certificate);
    let is_hers_to_say = !is_centrals || holder == WriterHolder::Central;
    if !section.has_form_of(key) || !is_hers_to_say {
        return Err(SchemaFault::Register);
    }
    section.check_value(value)
}

fn check_value<T: Known>(value: &[u8]) -> Result<(), SchemaFault> {
    check_said(value, |_: &T| true)
}

/// The same, where a section asks more of a value than its record does.
fn check_said<T: Known>(value: &[u8], fits: impl Fn(&T) -> bool) -> Result<(), SchemaFault> {
    match Record::<T>::from_bytes(value) {
        Ok(record) if fits(&record.known) => Ok(()),
        Err(ValueFault::Newer) => Ok(()),
        Ok(_) | Err(_) => Err(SchemaFault::Value),
    }
}

/// Lower case, hyphenated, version 7, variant 10.
fn is_uuid_v7(entity: &str) -> bool {
    entity.len() == 36
        && entity.bytes().enumerate().all(|(i, b)| match i {
            8 | 13 | 18 | 23 => b == b'-',
            14 => b == b'7',
            19 => matches!(b, b'8' | b'9' | b'a' | b'b'),
            _ => b.is_ascii_digit() || matches!(b, b'a'..=b'f'),
        })
}

/// `<statement>.<part>`: a UUID v7 and a number from 1.
fn is_payment(entity: &str) -> bool {
    entity.split_once('.').is_some_and(|(statement, part)| {
        is_uuid_v7(statement)
            && (1..=4).contains(&part.len())
            && part.bytes().all(|b| b.is_ascii_digit())
            && !part.starts_with('0')
    })
}
