//! What a learner answers to what staff said, and her scan of a session's code.
//!
//! Owns the drafts of both. What an answer does to an entry is `record::stand`'s to say.

use super::Profile;
use super::act::ActError;
use crate::ids::{DocumentKind, OpId, VersionId};
use crate::key::RegisterKey;
use crate::ledger::Draft;
use crate::record::{Answer, AnswerKind, Attendance, Day, Known, Presence, Record};
use crate::session::session_id;

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
    ///
    /// A session that is not known here yet is as good as any other. Scanned again, on whatever
    /// day, the same code says nothing new.
    pub(super) fn scan_draft(
        &self,
        session: &str,
        day: &str,
        proof: Option<&str>,
    ) -> Result<Option<Draft>, ActError> {
        let id = session_id(session).ok_or(ActError::Invalid)?;
        let today = Day::parse(day).ok_or(ActError::Invalid)?;
        let attendance = Attendance {
            version: None,
            presence: Presence::Present,
            day: self.session(&id).map_or(today, |session| session.day),
            scanned: Some(true),
            note: None,
            proof: proof.filter(|proof| !proof.is_empty()).map(str::to_owned),
        };
        let key = RegisterKey::new("attendance", session, Some(self.identity.writer()))
            .ok_or(ActError::Invalid)?;
        let said: Vec<(OpId, Record<Attendance>)> = self.readable(DocumentKind::Record, &key);
        let is_said = |known: &Attendance| known.is_scan() && known.proof == attendance.proof;
        if said.iter().any(|(_, record)| is_said(&record.known)) {
            return Ok(None);
        }
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
        (!is_said).then(|| self.said_anew(kind, key, known))
    }

    /// The same where somebody else may have spoken since: it is a new word even if it says what
    /// this writer's last one did.
    pub(super) fn said_anew<T: Known>(
        &self,
        kind: DocumentKind,
        key: RegisterKey,
        known: T,
    ) -> Draft {
        let said: Vec<(OpId, Record<T>)> = self.readable(kind, &key);
        let mut next = Record::new(known);
        let mut seen = Vec::with_capacity(said.len());
        for (op, record) in said {
            seen.push(op);
            next.unknown.extend(record.unknown);
        }
        Draft { key, value: next.to_bytes(), seen: Some(seen) }
    }
}
