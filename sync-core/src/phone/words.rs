//! What was said of an entry, by whom: the ledger's rows as `record::stand` takes them.
//!
//! Owns whose word a put is. Must not fold.

use std::collections::BTreeSet;

use super::Profile;
use super::document::Document;
use crate::ids::{ActorId, DocumentKind, OpId, StaffTag, VersionId};
use crate::key::RegisterKey;
use crate::ledger::{PutRow, Register, Standing};
use crate::record::{AssistedWork, EntryWords, Known, Record, Said, Voice, WorkEntry, version_of};
use crate::trust::{WriterCertificate, WriterHolder};

impl WriterCertificate {
    /// Whose word this writer's is. A staff writer that does not say who it is stands for itself.
    pub fn voice(&self) -> Voice {
        match self.holder {
            WriterHolder::Learner => Voice::Learner,
            WriterHolder::Staff => {
                Voice::Staff(self.staff.unwrap_or(StaffTag(self.public.writer_id().0)))
            }
            WriterHolder::Central => Voice::Central,
        }
    }
}

impl Profile {
    /// Whose word this profile's is.
    pub(super) fn own_voice(&self) -> Voice {
        let own = self.writers.get(&self.identity.writer());
        own.map_or(Voice::Learner, WriterCertificate::voice)
    }

    fn voice(&self, document: &Document, actor: &ActorId) -> Voice {
        let writer = document.authors.get(actor).and_then(|writer| self.writers.get(writer));
        writer.map_or(Voice::Learner, WriterCertificate::voice)
    }

    /// The version that a put is.
    pub(super) fn version_of(
        &self,
        kind: DocumentKind,
        key: &RegisterKey,
        row: &PutRow,
    ) -> VersionId {
        version_of(self.document_id(kind), key, row.op, &row.value)
    }

    /// Every effective put of one register, read.
    pub(super) fn said<T: Known>(
        &self,
        kind: DocumentKind,
        key: &RegisterKey,
        register: &Register,
    ) -> Vec<Said<T>> {
        let Some(document) = self.documents.get(&kind) else { return Vec::new() };
        let live: BTreeSet<OpId> = register.live().map(|row| row.op).collect();
        register
            .puts()
            .filter(|row| row.standing == Standing::Effective)
            .map(|row| Said {
                id: self.version_of(kind, key, row),
                by: self.voice(document, &row.op.actor),
                at: row.at,
                live: live.contains(&row.op),
                value: Record::from_bytes(&row.value).ok().map(|record| record.known),
            })
            .collect()
    }

    /// Every effective put of the registers of one entity.
    pub(super) fn said_of<T: Known>(
        &self,
        kind: DocumentKind,
        section: &str,
        entity: &str,
    ) -> Vec<Said<T>> {
        let ledger = self.documents.get(&kind).map(|document| &document.ledger);
        ledger
            .into_iter()
            .flat_map(|ledger| ledger.entity(section, entity))
            .flat_map(|(key, register)| self.said(kind, key, register))
            .collect()
    }

    /// All that was said of one entry.
    pub(super) fn entry_words(&self, entry: &str) -> EntryWords {
        use DocumentKind::{Desk, Record};
        let mut versions: Vec<Said<WorkEntry>> = self.said_of(Record, "work", entry);
        let assisted: Vec<Said<AssistedWork>> = self.said_of(Desk, "work", entry);
        versions.extend(assisted.into_iter().map(|said| Said {
            id: said.id,
            by: said.by,
            at: said.at,
            live: said.live,
            value: said.value.map(|work| work.entry()),
        }));
        let mut answers = self.said_of(Record, "answer", entry);
        answers.extend(self.said_of(Desk, "answer", entry));
        EntryWords { versions, decisions: self.said_of(Desk, "decision", entry), answers }
    }

    /// The entries that there are, hers and those made for her.
    pub(super) fn entries(&self) -> BTreeSet<String> {
        [DocumentKind::Record, DocumentKind::Desk]
            .into_iter()
            .filter_map(|kind| self.documents.get(&kind))
            .flat_map(|document| document.ledger.section("work"))
            .map(|(key, _)| key.entity().to_owned())
            .collect()
    }
}
