//! What a learner answers to what staff said, and her scan of a session's code.
//!
//! Owns the drafts of both. What an answer does to an entry is `record::stand`'s to say.

use super::Profile;
use super::act::ActError;
use crate::ids::{DocumentKind, OpId, VersionId};
use crate::key::RegisterKey;
use crate::ledger::Draft;
use crate::record::{Answer, AnswerKind, Attendance, Day, Known, Presence, Record};

impl Profile {
    /// Her answer; `None` when she has said so already.
    pub(super) fn answer_draft(
        &self,
        subject: &str,
        kind: &str,
        about: &str,
        text: Option<&str>,
    ) -> Result<Option<Draft>, ActError> {
        let text = text.map(str::trim).filter(|text| !text.is_empty());
        let answer = Answer {
            version: None,
            kind: AnswerKind::from_word(kind).ok_or(ActError::Invalid)?,
            about: VersionId::from_hex(about).ok_or(ActError::Invalid)?,
            text: text.map(str::to_owned),
        };
        self.own_draft("answer", subject, answer)
    }

    /// She was at a session; `None` when that is said already.
    pub(super) fn scan_draft(&self, session: &str, day: &str) -> Result<Option<Draft>, ActError> {
        let attendance = Attendance {
            version: None,
            presence: Presence::Present,
            day: Day::parse(day).ok_or(ActError::Invalid)?,
            scanned: Some(true),
            note: None,
        };
        self.own_draft("attendance", session, attendance)
    }

    /// A value in this writer's own register of `record`.
    fn own_draft<T: Known + PartialEq>(
        &self,
        section: &str,
        entity: &str,
        known: T,
    ) -> Result<Option<Draft>, ActError> {
        let writer = Some(self.identity.writer());
        let key = RegisterKey::new(section, entity, writer).ok_or(ActError::Invalid)?;
        Ok(self.replacing(DocumentKind::Record, key, known))
    }

    /// A value that replaces what this version can read of a register, keeping the fields that it
    /// does not know; `None` when it says nothing new.
    pub(super) fn replacing<T: Known + PartialEq>(
        &self,
        kind: DocumentKind,
        key: RegisterKey,
        known: T,
    ) -> Option<Draft> {
        let said: Vec<(OpId, Record<T>)> = self.readable(kind, &key);
        let is_said = said.len() == 1 && said.iter().all(|(_, record)| record.known == known);
        if is_said {
            return None;
        }
        let mut next = Record::new(known);
        let mut seen = Vec::with_capacity(said.len());
        for (op, record) in said {
            seen.push(op);
            next.unknown.extend(record.unknown);
        }
        Some(Draft { key, value: next.to_bytes(), seen: Some(seen) })
    }
}
