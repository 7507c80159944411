//! Entries of the feed: each is vouched for, and in its place, before anything of it is used.
//!
//! Owns what is believed of what others wrote, and who is believed to be a hub. Must not change
//! anything: what is taken of it is `absorb`'s.

use super::Profile;
use super::absorb::AbsorbError;
use crate::batch::Batch;
use crate::bugs::{Bug, bug};
use crate::exchange::{Entry, RelayedReceipt, SyncAnswer};
use crate::notice::SignedNotice;
use crate::record::{self, SchemaFault};
use crate::session::SessionNotice;
use crate::trust::{
    PublicKey, ReplicaCertificate, ReplicaRole, Ruling, TrustError, WriterCertificate,
};

/// Entries of the feed, each vouched for and in its place.
#[derive(Default)]
pub(super) struct Checked {
    pub(super) writers: Vec<WriterCertificate>,
    pub(super) batches: Vec<Batch>,
    pub(super) sessions: Vec<SessionNotice>,
    pub(super) notices: Vec<SignedNotice>,
    /// Central's, through a hub.
    pub(super) relayed: Vec<RelayedReceipt>,
    pub(super) rulings: Vec<Ruling>,
}

impl Profile {
    /// Checks entries of the feed.
    pub(super) fn checked(&self, entries: &[Entry]) -> Result<Checked, AbsorbError> {
        let Checked {
            mut writers,
            mut batches,
            mut sessions,
            mut notices,
            mut relayed,
            mut rulings,
        } = Checked::default();
        for entry in entries {
            match entry {
                Entry::Writer(writer) => {
                    writer.verify(&self.identity.central.public)?;
                    if writer.learner != self.identity.learner && !bug(Bug::AnothersBatchAccepted) {
                        return Err(TrustError::Signature.into());
                    }
                    writers.push(writer.clone());
                }
                Entry::Batch(bytes) => {
                    let address = Batch::peek(bytes, None)?;
                    let writer = writers
                        .iter()
                        .chain(self.writers.values())
                        .find(|writer| writer.public.writer_id() == address.writer)
                        .ok_or(TrustError::Signature)?;
                    let batch = Batch::decode(bytes, None, &writer.public)?;
                    let is_hers = address.document.learner == self.identity.learner;
                    if !is_hers && !bug(Bug::AnothersBatchAccepted) {
                        return Err(TrustError::Signature.into());
                    }
                    batch.verify(&writer.public)?;
                    check_places(&batch, writer)?;
                    batches.push(batch);
                }
                Entry::Session(notice) => {
                    notice.verify(&self.identity.central.public)?;
                    sessions.push(notice.clone());
                }
                Entry::Notice(notice) => {
                    notice.verify(&self.identity.central.public)?;
                    notices.push(notice.clone());
                }
                Entry::Receipt(receipt) => relayed.push(receipt.clone()),
                Entry::Ruling(ruling) => {
                    ruling.verify(&self.identity.central.public)?;
                    if ruling.learner != self.identity.learner {
                        return Err(TrustError::Signature.into());
                    }
                    rulings.push(*ruling);
                }
            }
        }
        Ok(Checked { writers, batches, sessions, notices, relayed, rulings })
    }
}

/// The hub that answers, by central's word for it.
pub(super) fn known_hub(
    answer: &SyncAnswer,
    central: &PublicKey,
) -> Result<ReplicaCertificate, TrustError> {
    let certificate = answer.certificate.as_ref().ok_or(TrustError::UnknownReplica)?;
    certificate.verify(central)?;
    let fits =
        certificate.role == ReplicaRole::Hub && certificate.public.replica_id() == answer.replica;
    if fits { Ok(certificate.clone()) } else { Err(TrustError::UnknownReplica) }
}

/// Does the writer write there? A replica that serves what its own admission must refuse is not
/// believed. A value that cannot be read passes: a newer program may know it, and here nobody
/// is shown it.
fn check_places(batch: &Batch, writer: &WriterCertificate) -> Result<(), AbsorbError> {
    let address = batch.address;
    for put in batch.changes().flat_map(|(change, _)| &change.puts) {
        let kind = address.document.kind;
        match record::check(kind, writer.holder, address.writer, &put.key, &put.value) {
            Ok(()) | Err(SchemaFault::Value) => {}
            Err(fault) => return Err(fault.into()),
        }
    }
    Ok(())
}
