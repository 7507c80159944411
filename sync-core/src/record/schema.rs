//! Which writer may put what at which key of which document.
//!
//! Owns the table of sections, and the last step of admission. Sections that nobody knows yet are
//! let through: they are stored and merged, and shown to no one.

use thiserror::Error;

use super::value::{Known, Record, ValueFault};
use super::{LessonProgress, WorkEntry};
use crate::ids::{DocumentKind, WriterId};
use crate::key::RegisterKey;
use crate::trust::WriterHolder;

/// Sections that this version reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Section {
    /// `progress/<lesson>/<writer>`
    Progress,
    /// `work/<entry>`
    Work,
}

impl Section {
    /// The section of a key in a document, where it is one that this version reads.
    pub fn of(kind: DocumentKind, key: &RegisterKey) -> Option<Self> {
        match (kind, key.section()) {
            (DocumentKind::Record, "progress") => Some(Section::Progress),
            (DocumentKind::Record, "work") => Some(Section::Work),
            _ => None,
        }
    }
}

/// Sections that belong to one document only; elsewhere they would pretend.
const RECORD_ONLY: [&str; 2] = ["progress", "interest"];
const DESK_ONLY: [&str; 6] =
    ["enrolment", "attendance", "decision", "payment", "certificate", "outcome"];
const NOTES_ONLY: [&str; 2] = ["note", "followup"];

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
    };
    if !holder_may {
        return Err(SchemaFault::Document);
    }
    let home = [
        (DocumentKind::Record, &RECORD_ONLY[..]),
        (DocumentKind::Desk, &DESK_ONLY[..]),
        (DocumentKind::Notes, &NOTES_ONLY[..]),
    ];
    if home.iter().any(|(other, sections)| *other != kind && sections.contains(&key.section())) {
        return Err(SchemaFault::Section);
    }
    if key.writer().is_some_and(|named| named != writer) {
        return Err(SchemaFault::Register);
    }
    match Section::of(kind, key) {
        Some(Section::Progress) => {
            let form_fits = key.writer().is_some() && key.entity().len() == 8;
            if !form_fits {
                return Err(SchemaFault::Register);
            }
            check_value::<LessonProgress>(value)
        }
        Some(Section::Work) => {
            if key.writer().is_some() || !is_uuid_v7(key.entity()) {
                return Err(SchemaFault::Register);
            }
            check_value::<WorkEntry>(value)
        }
        None => Ok(()),
    }
}

fn check_value<T: Known>(value: &[u8]) -> Result<(), SchemaFault> {
    match Record::<T>::from_bytes(value) {
        Ok(_) | Err(ValueFault::Newer) => Ok(()),
        Err(_) => Err(SchemaFault::Value),
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
