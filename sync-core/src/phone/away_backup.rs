//! How a locked profile learns that a verified backup of central's holds all of it.
//!
//! Owns the row `gb`: of which changes a backed-up receipt has still to speak, with their hashes,
//! since a receipt carries none. Must not decide who may be removed: see `Profile::backed_up`.

use minicbor::{Decode, Encode};

use super::Profile;
use crate::ids::{ActorId, ChangeHash, DocumentId, DocumentKind, LearnerId};
use crate::trust::{PublicKey, Receipt, ReceiptLine};

/// What is known of backups while the profile is locked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(super) struct AwayBackup {
    /// Central's epoch that all this holds in; `None`: it holds in none, until her next unlock.
    #[n(0)]
    pub(super) epoch: Option<u32>,
    /// The feed's head of the newest backup that everything is known of.
    #[n(1)]
    known: Option<u64>,
    /// The last change of each actor of this phone's key that no backup is known to hold all of.
    #[n(2)]
    lines: Vec<BackupLine>,
    /// Central has what others wrote in this profile.
    #[n(3)]
    others_held: bool,
}

/// A change that a receipt has still to speak of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
struct BackupLine {
    #[n(0)]
    kind: DocumentKind,
    #[n(1)]
    actor: ActorId,
    #[n(2)]
    sequence: u32,
    #[n(3)]
    hash: ChangeHash,
}

impl AwayBackup {
    /// Nothing is missing, as far as this was told in `epoch`.
    pub(super) fn is_whole(&self, epoch: Option<u32>) -> bool {
        self.others_held && self.lines.is_empty() && epoch.is_some() && self.epoch == epoch
    }

    /// What to ask with.
    pub(super) fn known_in(&self, epoch: Option<u32>) -> Option<u64> {
        self.known.filter(|_| self.epoch == epoch)
    }

    /// Takes in what an answer says of the newest backup; gives the receipts that were believed.
    /// One that speaks of anything but the very changes named here cannot be checked, and counts
    /// for nothing: it waits for the open profile, or for a later backup.
    pub(super) fn take<'r>(
        &mut self,
        head: u64,
        receipts: impl Iterator<Item = &'r Receipt>,
        central: &PublicKey,
        epoch: u32,
        learner: LearnerId,
    ) -> Vec<&'r Receipt> {
        if self.known.is_some_and(|known| head < known) {
            // It went back without a restore: what was believed before is void.
            self.epoch = None;
        }
        if self.epoch != Some(epoch) {
            return Vec::new();
        }
        let mut believed = Vec::new();
        let mut is_complete = true;
        for receipt in receipts {
            let document = DocumentId { learner, kind: receipt.kind };
            let hash_of = |line: &ReceiptLine| self.hash_of(receipt.kind, line);
            if receipt.verify(central, epoch, document, hash_of).is_err() {
                is_complete = false;
                continue;
            }
            self.lines.retain(|line| {
                let names = |it: &ReceiptLine| it.actor == line.actor;
                line.kind != receipt.kind || !receipt.lines.iter().any(names)
            });
            believed.push(receipt);
        }
        if is_complete {
            self.known = Some(head);
        }
        believed
    }

    fn hash_of(&self, kind: DocumentKind, line: &ReceiptLine) -> Option<ChangeHash> {
        let is_it = |own: &&BackupLine| {
            (own.kind, own.actor, own.sequence) == (kind, line.actor, line.sequence)
        };
        self.lines.iter().find(is_it).map(|own| own.hash)
    }
}

impl Profile {
    /// The row as it should be now.
    pub(super) fn away_backup(&self) -> AwayBackup {
        let Some(central) = self.replicas.iter().find(|replica| replica.is_central()) else {
            return AwayBackup::default();
        };
        let own = self.identity.writer();
        let mut lines = Vec::new();
        for (kind, document) in &self.documents {
            for (actor, last) in document.ledger.state() {
                let is_own = document.authors.get(actor) == Some(&own);
                if !is_own || central.backed_up(*kind, actor) >= last {
                    continue;
                }
                let hash = (last as usize)
                    .checked_sub(1)
                    .and_then(|index| document.ledger.hashes_of(actor).get(index).copied());
                let Some(hash) = hash else { continue };
                lines.push(BackupLine { kind: *kind, actor: *actor, sequence: last, hash });
            }
        }
        lines.sort_unstable_by_key(|line| (line.kind, line.actor));
        AwayBackup {
            epoch: central.epoch,
            known: central.backed_up_to(),
            lines,
            others_held: self.unsent() == self.own_unsent().len(),
        }
    }
}
