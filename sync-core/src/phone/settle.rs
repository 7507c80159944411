//! What came while the profile was locked: taken in when it is opened.
//!
//! Owns the order. Nothing of it is trusted for having lain here: receipts are verified against
//! this profile's own hashes, readings by the replica's signature and as any answer is. What is
//! not believed is dropped, and comes again: the cursor did not move by it.

use super::entries::Checked;
use super::rows::{self, RowChange, deleted};
use super::segment::{AwayReceipt, bound_to};
use super::{Absorbed, Entropy, Profile};
use crate::exchange::{Reading, ReadingError};
use crate::sealed_box::{self, Purpose};
use crate::trust::{SealingCertificate, TrustError};

impl Profile {
    /// Takes in the receipts and sealed answers of locked visits. To be called once, when the
    /// profile is opened, before anything else; gives the rows to write.
    pub fn settle(&mut self, entropy: &mut Entropy) -> Vec<RowChange> {
        let mut changes = Vec::new();
        let receipts = std::mem::take(&mut self.away.receipts);
        let answers = std::mem::take(&mut self.away.answers);
        let came = !receipts.is_empty() || !answers.is_empty();
        let mut all_believed = true;
        for (name, receipt) in receipts {
            changes.push(deleted(&name));
            all_believed &= self.take_away_receipt(receipt);
        }
        if all_believed {
            self.know_away_backup();
        }
        // After the receipts: those of the epoch before speak of backups that may be gone.
        let doubts = self.doubts_epoch();
        for (name, sealed) in answers.into_values() {
            changes.push(deleted(&name));
            if let Ok(reading) = self.unsealed(&sealed) {
                changes.extend(self.take_reading(reading, entropy).unwrap_or_default());
            }
        }
        if came || doubts {
            changes.push(rows::replicas(&self.data_key, &self.replicas, entropy));
        }
        changes.extend(self.reseal(entropy));
        changes
    }

    /// Central spoke of another epoch meanwhile: what was believed of its backups is void.
    fn doubts_epoch(&mut self) -> bool {
        let heard = self.away.state_epoch();
        let Some(central) = self.replicas.iter_mut().find(|it| it.is_central()) else {
            return false;
        };
        let is_other = heard.is_some() && central.epoch.is_some() && heard != central.epoch;
        if is_other {
            central.forget_backups();
            central.tell_state = true;
        }
        is_other
    }

    /// Uses a sealing key of central's, if it is newer than the one that is known.
    pub(super) fn take_sealing(
        &mut self,
        certificate: SealingCertificate,
        entropy: &mut Entropy,
    ) -> Result<Option<RowChange>, TrustError> {
        let central = &self.identity.central.public;
        certificate.verify(central)?;
        let known = self.identity.sealing.as_ref();
        let is_newer = known.is_none_or(|known| known.issued_at < certificate.issued_at);
        if certificate.replica != central.replica_id() || !is_newer {
            return Ok(None);
        }
        self.identity.sealing = Some(certificate);
        Ok(Some(rows::identity(&self.data_key, &self.identity, entropy)))
    }

    /// The newest backup that a locked visit knew everything of is known here from now on.
    fn know_away_backup(&mut self) {
        let Some(central) = self.replicas.iter_mut().find(|it| it.is_central()) else { return };
        let told = self.away.backup().and_then(|backup| backup.known_in(central.epoch));
        if let Some(head) = told.filter(|head| central.backed_up_to() < Some(*head)) {
            central.know_backup(head);
        }
    }

    /// False when it is not believed.
    fn take_away_receipt(&mut self, away: AwayReceipt) -> bool {
        let Some(at) = self.replicas.iter().position(|it| it.id() == away.replica) else {
            return false;
        };
        let public = self.replicas[at].certificate.public;
        let document = self.document_id(away.receipt.kind);
        let verified = away
            .receipt
            .verify(&public, away.epoch, document, |line| self.hash_of(&away.receipt, line));
        if verified.is_err() {
            return false;
        }
        let replica = &mut self.replicas[at];
        // From another epoch: it held this, and may have been put back since. It is asked.
        let known = *replica.epoch.get_or_insert(away.epoch);
        replica.tell_state |= known != away.epoch;
        for line in away.receipt.lines {
            replica.mark_held(away.receipt.kind, line.actor, line.sequence);
            if away.receipt.backed_up && known == away.epoch {
                replica.mark_backed_up(away.receipt.kind, line.actor, line.sequence);
            }
        }
        true
    }

    fn unsealed(&self, sealed: &[u8]) -> Result<Reading, ReadingError> {
        let learner = self.identity.learner;
        let key = self.identity.sealing_key();
        let opened = sealed_box::open(&key, Purpose::Reading, bound_to(&learner), sealed)
            .map_err(|_| TrustError::Signature)?;
        Reading::verified(&opened, learner, |replica| {
            let known = self.replicas.iter().find(|it| it.id() == replica);
            known.map(|it| it.certificate.public)
        })
    }

    fn take_reading(&mut self, reading: Reading, entropy: &mut Entropy) -> Option<Vec<RowChange>> {
        let at = self.replicas.iter().position(|it| it.id() == reading.replica)?;
        let Checked { writers, batches, sessions, notices, relayed, rulings } =
            self.checked(&reading.entries).ok()?;
        let mut absorbed = Absorbed::default();
        self.take_writers(writers, &mut absorbed, entropy);
        self.bring_to_front(at);
        self.take_batches(batches, &mut absorbed, entropy);
        absorbed.rows.extend(self.take_sessions(sessions, entropy));
        absorbed.rows.extend(self.take_notices(notices, entropy));
        absorbed.rows.extend(self.take_rulings(&rulings, entropy).0);
        self.take_relayed(&relayed);
        if let Some(replica) = self.replicas.first_mut() {
            let known = *replica.epoch.get_or_insert(reading.epoch);
            replica.tell_state |= known != reading.epoch;
            // Only from where it stands: were an earlier reading dropped, it is read again.
            if replica.cursor == reading.asked {
                replica.cursor = reading.cursor;
            }
        }
        let mut changes = absorbed.rows;
        if let Some(certificate) = reading.sealing {
            changes.extend(self.take_sealing(certificate, entropy).ok().flatten());
        }
        Some(changes)
    }
}
