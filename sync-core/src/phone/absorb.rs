//! Taking an answer in: receipts verified, others' changes checked and kept, refusals acted on.
//!
//! Owns the order: everything is verified before anything changes, so that an answer is taken
//! whole or not at all. A replica's word alone never counts as "held": only its receipt, or, for
//! what others wrote, that it served the change itself.

use std::collections::HashMap;

use thiserror::Error;

use super::document::Document;
use super::entries::{Checked, known_hub};
use super::replica::Replica;
use super::rows::{self, RowChange};
use super::{Entropy, Profile};
use crate::batch::BatchError;
use crate::bugs::{Bug, bug};
use crate::exchange::{
    Entry, MessageError, ProfileAnswer, ProfileStatus, RelayedReceipt, SyncAnswer,
};
use crate::ids::{ChangeHash, DocumentKind, ReplicaId, WriterId};
use crate::record::SchemaFault;
use crate::trust::{
    ErasureNotice, HubEnd, Receipt, ReceiptLine, ReplicaCertificate, ReplicaRole, TrustError,
    WriterCertificate, WriterHolder,
};
use crate::verdict::{Refusal, Verdict};

/// Why an answer is not taken. Nothing was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum AbsorbError {
    /// Not an answer to this request.
    #[error(transparent)]
    Message(#[from] MessageError),
    /// No request is out.
    #[error("no request is out")]
    NotAsked,
    /// Something in it is not vouched for.
    #[error(transparent)]
    Trust(#[from] TrustError),
    /// A batch in it is not one.
    #[error(transparent)]
    Batch(#[from] BatchError),
    /// A change in it is where its writer may not write.
    #[error(transparent)]
    Place(#[from] SchemaFault),
    /// Central does not know this profile (any more).
    #[error("central does not know this profile")]
    UnknownToken,
    /// Everything of this learner is to be deleted, by central's word.
    #[error("this learner was erased")]
    Erased,
    /// A hub does not know it: perhaps not yet, perhaps it is another centre's.
    #[error("this hub does not know this profile")]
    UnknownAtHub,
    /// The device was revoked: what it still sends is kept for review.
    #[error("this device was revoked")]
    Revoked,
}

/// What an answer brought.
#[derive(Clone, Debug, Default)]
pub struct Absorbed {
    /// Rows to write.
    pub rows: Vec<RowChange>,
    /// Ask again at once: there is more to fetch, to send or to compare.
    pub again: bool,
    /// First bytes of the catalogue's hash.
    pub catalogue: [u8; 4],
    /// The phone's clock less the replica's, in seconds.
    pub clock_offset_seconds: i64,
    /// Whole batches that were refused: kept here, tried again later.
    pub refused_batches: Vec<Refusal>,
    /// Others' batches wait there because their writers are not known: a restored replica learns
    /// of them from [`Profile::return_request`].
    pub unknown_writers: bool,
}

/// What of an answer was verified and is to be taken.
struct Verified {
    replica: usize,
    /// A hub that was never met before; it comes behind the known ones.
    met: Option<Replica>,
    entries: Checked,
    receipts: Vec<Receipt>,
    /// Some backed-up receipt could not be checked here: what it speaks for is asked for again.
    unchecked_backup: bool,
    answer: ProfileAnswer,
}

impl Profile {
    /// Takes in the answer to the last request.
    ///
    /// `device_time` is the phone's uncorrected clock, `now` the corrected one; seconds since 1970.
    pub fn absorb(
        &mut self,
        body: &[u8],
        device_time: i64,
        now: i64,
        entropy: &mut Entropy,
    ) -> Result<Absorbed, AbsorbError> {
        let answer = SyncAnswer::from_bytes(body)?;
        let sent = self.in_flight.clone().ok_or(AbsorbError::NotAsked)?;
        let mut absorbed = Absorbed {
            catalogue: answer.catalogue,
            clock_offset_seconds: device_time - answer.server_time,
            ..Absorbed::default()
        };
        let epoch = answer.epoch;
        let ended = self.checked_ends(answer.ended.as_deref().unwrap_or_default())?;
        let verified = self.verify(answer)?;
        let verdicts = verified.answer.verdicts.as_deref().unwrap_or_default();
        if verdicts.len() != sent.batches.len() {
            return Err(MessageError::Malformed.into());
        }
        self.in_flight = None;
        // What was asked was asked of whoever answered last.
        let is_other = verified.replica > 0;
        let Checked { writers, batches, sessions, notices, relayed, rulings } = verified.entries;
        self.take_writers(writers, &mut absorbed, entropy);
        self.replicas.extend(verified.met);
        self.bring_to_front(verified.replica);
        self.take_batches(batches, &mut absorbed, entropy);
        absorbed.rows.extend(self.take_sessions(sessions, entropy));
        absorbed.rows.extend(self.take_notices(notices, entropy));
        let answer = verified.answer;
        self.enter_epoch(epoch, answer.backed_up);
        self.take_receipts(verified.receipts);
        let lacking = answer.lacking.unwrap_or_default();
        self.take_marks(&lacking);
        let verdicts = answer.verdicts.unwrap_or_default();
        if let Some(replica) = self.replicas.first_mut() {
            let restored = replica.epoch.is_some_and(|known| known != epoch);
            replica.epoch = Some(epoch);
            // After a restore the answer was to a number of another epoch: asked anew.
            if let Some(head) = answer.backed_up
                && !restored
                && !verified.unchecked_backup
            {
                replica.know_backup(head);
            }
            // Of whose time is over nobody compares digests: she reads nothing more. What she wrote is
            // looked through at each visit, so that nothing is left on a phone that is put away.
            let is_over = answer.status != ProfileStatus::Served;
            replica.tell_state = restored || is_over || answer.differs == Some(true);
            if answer.cursor.is_some() || answer.cursor_void == Some(true) {
                replica.cursor = answer.cursor;
            }
            // Only what can bring something new: a difference that was told already stays for the
            // next visit, and so does what follows upon nothing but refusals.
            let untold = replica.tell_state && (restored || !sent.told_state);
            let moves = verdicts.iter().any(|it| matches!(it, Verdict::Held | Verdict::Partly(_)));
            absorbed.again |=
                untold || !lacking.is_empty() || answer.more == Some(true) || (sent.more && moves);
            if restored || answer.cursor_void == Some(true) {
                // What it would not take, and whom it knew, was another history of it.
                self.declined.clear();
                self.asked_to_be_known = false;
            }
        }
        self.take_relayed(&relayed);
        // After the receipts: they were checked over what is here still.
        let (rows, is_rewritten) = self.take_rulings(&rulings, entropy);
        absorbed.rows.extend(rows);
        absorbed.again |= is_rewritten;
        self.take_verdicts(&sent, &verdicts, now, &mut absorbed, entropy);
        absorbed.rows.extend(self.take_ends(ended, entropy));
        absorbed.again |= is_other && self.has_unheld();
        absorbed.rows.push(rows::replicas(&self.data_key, &self.replicas, entropy));
        if let Some(sealing) = answer.sealing {
            absorbed.rows.extend(self.take_sealing(sealing, entropy)?);
        }
        absorbed.rows.extend(self.reseal(entropy));
        Ok(absorbed)
    }

    /// Hubs that central says are none any more, and of which that was not known.
    fn checked_ends(&self, ends: &[HubEnd]) -> Result<Vec<HubEnd>, TrustError> {
        let central = &self.identity.central.public;
        let mut new = Vec::new();
        for end in ends.iter().filter(|end| !self.is_ended(end.replica)) {
            end.verify(central)?;
            new.push(end.clone());
        }
        Ok(new)
    }

    /// Was this hub's time ended by central?
    fn is_ended(&self, replica: ReplicaId) -> bool {
        self.ended_hubs.iter().any(|end| end.replica == replica)
    }

    /// What such a hub is known to hold counts for nothing any more.
    fn take_ends(&mut self, ends: Vec<HubEnd>, entropy: &mut Entropy) -> Option<RowChange> {
        if ends.is_empty() {
            return None;
        }
        self.replicas.retain(|replica| ends.iter().all(|end| end.replica != replica.id()));
        self.ended_hubs.extend(ends);
        Some(rows::ended(&self.data_key, &self.ended_hubs, entropy))
    }

    fn verify(&self, answer: SyncAnswer) -> Result<Verified, AbsorbError> {
        if self.is_ended(answer.replica) {
            return Err(TrustError::UnknownReplica.into());
        }
        let known = self.replicas.iter().position(|replica| replica.id() == answer.replica);
        let met = match known {
            Some(_) => None,
            None => Some(Replica::new(self.hub_of(&answer)?)),
        };
        let replica = known.unwrap_or(self.replicas.len());
        let certificate: &ReplicaCertificate =
            met.as_ref().map_or_else(|| &self.replicas[replica].certificate, |it| &it.certificate);
        let [profile]: [ProfileAnswer; 1] =
            answer.profiles.try_into().map_err(|_| MessageError::Malformed)?;
        match profile.status {
            ProfileStatus::Served | ProfileStatus::Withdrawn => {}
            ProfileStatus::Revoked => self.verify_end(&profile)?,
            ProfileStatus::UnknownToken if self.is_erased_by(profile.erasure.as_ref()) => {
                return Err(AbsorbError::Erased);
            }
            ProfileStatus::UnknownToken if certificate.role == ReplicaRole::Hub => {
                return Err(AbsorbError::UnknownAtHub);
            }
            ProfileStatus::UnknownToken => return Err(AbsorbError::UnknownToken),
        }
        let mut receipts = Vec::new();
        let mut unchecked_backup = false;
        for receipt in profile.receipts.iter().flatten() {
            // What is not here cannot be checked, and counts for nothing.
            if receipt.lines.iter().any(|line| self.hash_of(receipt, line).is_none()) {
                unchecked_backup |= receipt.backed_up;
                continue;
            }
            let document = self.document_id(receipt.kind);
            let verified = receipt.verify(&certificate.public, answer.epoch, document, |line| {
                self.hash_of(receipt, line)
            });
            match verified {
                Ok(()) => receipts.push(receipt.clone()),
                Err(_) if bug(Bug::ReceiptUnverified) => receipts.push(receipt.clone()),
                // It speaks of more than this request brought: where a clone of this phone wrote
                // the same place otherwise, the hashes differ, and the verdict that tells so is
                // in this very answer.
                Err(_)
                    if receipt.backed_up
                        && profile.backed_up.is_some()
                        && self.may_be_forked(replica, receipt) =>
                {
                    unchecked_backup = true;
                }
                // It is for a branch that this phone only carries: its own was forked, which the
                // verdicts of this very answer say.
                Err(_) if self.carries_other_branch(receipt) => {
                    unchecked_backup |= receipt.backed_up;
                }
                Err(error) => return Err(error.into()),
            }
        }
        let entries = self.checked(profile.entries.as_deref().unwrap_or_default())?;
        if let Some(sealing) = &profile.sealing {
            sealing.verify(&self.identity.central.public)?;
        }
        Ok(Verified { replica, met, entries, receipts, unchecked_backup, answer: profile })
    }

    /// Who answers, when it is nobody who was met before: a hub that central certified.
    fn hub_of(&self, answer: &SyncAnswer) -> Result<ReplicaCertificate, TrustError> {
        known_hub(answer, &self.identity.central.public)
    }

    /// Is this central's word that everything of this learner is to be deleted?
    pub(super) fn is_erased_by(&self, notice: Option<&ErasureNotice>) -> bool {
        let central = &self.identity.central.public;
        notice.is_some_and(|it| it.speaks_of(self.identity.learner, central))
    }

    /// Does a receipt go beyond what this replica is known to hold of this phone's changes?
    fn may_be_forked(&self, replica: usize, receipt: &Receipt) -> bool {
        let held = |line: &ReceiptLine| {
            self.replicas.get(replica).map_or(0, |known| known.held(receipt.kind, &line.actor))
        };
        receipt.lines.iter().any(|line| line.sequence > held(line))
    }

    /// Does a receipt speak of places that something claims which waits here, beside a change of
    /// this phone's own?
    fn carries_other_branch(&self, receipt: &Receipt) -> bool {
        let waiting = self.documents.get(&receipt.kind).into_iter().flat_map(|it| &it.waiting);
        let claimed = waiting.map(|(_, change, _)| (change.actor, change.sequence));
        claimed.into_iter().any(|(actor, sequence)| {
            receipt.lines.iter().any(|line| line.actor == actor && line.sequence >= sequence)
        })
    }

    /// That her time here is over she believes central alone, not whoever answers.
    fn verify_end(&self, answer: &ProfileAnswer) -> Result<(), AbsorbError> {
        let own = self.identity.writer();
        let told = answer.entries.iter().flatten().any(|entry| match entry {
            Entry::Writer(writer) => writer.public.writer_id() == own && writer.effective.is_some(),
            Entry::Batch(_)
            | Entry::Session(_)
            | Entry::Notice(_)
            | Entry::Receipt(_)
            | Entry::Ruling(_) => false,
        });
        if told || self.is_revoked() { Ok(()) } else { Err(TrustError::Signature.into()) }
    }

    /// The hash that this phone has for a line of a receipt.
    pub(super) fn hash_of(&self, receipt: &Receipt, line: &ReceiptLine) -> Option<ChangeHash> {
        let document = self.documents.get(&receipt.kind)?;
        let index = (line.sequence as usize).checked_sub(1)?;
        document.ledger.hashes_of(&line.actor).get(index).copied()
    }

    pub(super) fn take_writers(
        &mut self,
        writers: Vec<WriterCertificate>,
        absorbed: &mut Absorbed,
        entropy: &mut Entropy,
    ) {
        let mut is_new = false;
        for writer in writers {
            let id = writer.public.writer_id();
            // An older word that comes again changes nothing.
            if self.writers.get(&id).is_some_and(|known| !writer.supersedes(known)) {
                continue;
            }
            let is_restated = writer.edition.is_some();
            self.writers.insert(id, writer);
            is_new = true;
            if is_restated {
                self.restand();
            }
        }
        if is_new {
            let all: Vec<WriterCertificate> = self.writers.values().cloned().collect();
            absorbed.rows.push(rows::writers(&self.data_key, &all, entropy));
        }
    }

    /// Tells every document whose time is over.
    pub(super) fn restand(&mut self) {
        let ended = self.ended();
        for document in self.documents.values_mut() {
            document.restand(ended.clone());
        }
    }

    /// Writers whose time is over. What a learner herself writes on a phone that was revoked is
    /// shown to her there all the same: it is kept, and sent, and the office decides on it.
    pub(super) fn ended(&self) -> HashMap<WriterId, WriterCertificate> {
        let own = self.identity.writer();
        let over = self.writers.iter().filter(|(id, writer)| {
            let is_hers = **id == own && writer.holder == WriterHolder::Learner;
            writer.effective.is_some() && !is_hers
        });
        over.map(|(id, writer)| (*id, writer.clone())).collect()
    }

    /// A document of this profile, made when it is not there.
    pub(super) fn document_mut(&mut self, kind: DocumentKind) -> &mut Document {
        if !self.documents.contains_key(&kind) {
            let (ended, ruled) = (self.ended(), self.rulings.ruled(kind));
            self.documents.insert(kind, Document { ended, ruled, ..Document::default() });
        }
        self.documents.entry(kind).or_default()
    }

    pub(super) fn bring_to_front(&mut self, replica: usize) {
        self.replicas[..=replica].rotate_right(1);
    }

    /// A new epoch, or a newest backup older than the one known, voids what is believed of backups.
    fn enter_epoch(&mut self, epoch: u32, newest_backup: Option<u64>) {
        let Some(replica) = self.replicas.first_mut() else { return };
        let restored = replica.epoch.is_some_and(|known| known != epoch);
        let went_back = newest_backup < replica.backed_up_to() && newest_backup.is_some();
        if restored || went_back {
            replica.forget_backups();
        }
    }

    fn take_receipts(&mut self, receipts: Vec<Receipt>) {
        let is_any = bug(Bug::HubTakenForCentral);
        let met = self.replicas.iter_mut().enumerate();
        for (_, replica) in met.filter(|(at, it)| *at == 0 || (is_any && it.is_central())) {
            for receipt in &receipts {
                for line in &receipt.lines {
                    replica.mark_held(receipt.kind, line.actor, line.sequence);
                    if receipt.backed_up {
                        replica.mark_backed_up(receipt.kind, line.actor, line.sequence);
                    }
                }
            }
        }
    }

    /// Central's receipts that came through a hub. What cannot be checked here (it speaks of changes
    /// that are not here, or that are others here) counts for nothing, and is no fault of the hub's.
    pub(super) fn take_relayed(&mut self, relayed: &[RelayedReceipt]) {
        let central = self.identity.central.public;
        for RelayedReceipt { epoch, receipt } in relayed {
            let document = self.document_id(receipt.kind);
            let hash_of = |line: &ReceiptLine| self.hash_of(receipt, line);
            let verified = receipt.verify(&central, *epoch, document, hash_of);
            if verified.is_err() && !bug(Bug::RelayedReceiptUnverified) {
                continue;
            }
            let Some(replica) = self.replicas.iter_mut().find(|it| it.is_central()) else { return };
            // A later epoch than the one last heard: what was known of it is asked again when it is
            // met, as after any restore. An earlier one tells nothing of what it holds now.
            let known = *replica.epoch.get_or_insert(*epoch);
            if *epoch < known {
                continue;
            }
            if *epoch > known {
                replica.epoch = Some(*epoch);
                replica.forget_backups();
                replica.tell_state = true;
            }
            for line in &receipt.lines {
                replica.mark_held(receipt.kind, line.actor, line.sequence);
                if receipt.backed_up {
                    replica.mark_backed_up(receipt.kind, line.actor, line.sequence);
                }
            }
        }
    }

    fn take_marks(&mut self, lacking: &[crate::exchange::DocumentState]) {
        let Some(replica) = self.replicas.first_mut() else { return };
        for document in lacking {
            for state in &document.actors {
                replica.mark_lacking(document.kind, state.actor, state.sequence);
            }
        }
    }
}
