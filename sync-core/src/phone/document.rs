//! One document on the phone: its ledger, and where each change came from.
//!
//! Owns the order of rows, so that a ledger can be built again without some of them.

use std::collections::{HashMap, HashSet};
use std::convert::Infallible;

use super::rulings::Ruled;
use crate::batch::Batch;
use crate::change::Change;
use crate::ids::{ActorId, ChangeHash, Nonce, WriterId};
use crate::ledger::{Admission, Finding, Ledger, Standing, examine};
use crate::trust::WriterCertificate;

/// A change that this phone wrote, with what its batch needs.
#[derive(Clone, Debug)]
pub(super) struct OwnChange {
    pub(super) row: u64,
    pub(super) nonce: Nonce,
    pub(super) change: Change,
    pub(super) hash: ChangeHash,
}

/// A batch that somebody else wrote, kept with its signature, to offer it on.
#[derive(Clone, Debug)]
pub(super) struct ForeignBatch {
    pub(super) row: u64,
    pub(super) batch: Batch,
}

/// One document.
#[derive(Clone, Debug, Default)]
pub(super) struct Document {
    pub(super) ledger: Ledger,
    /// In the order in which they were written.
    pub(super) own: Vec<OwnChange>,
    pub(super) foreign: Vec<ForeignBatch>,
    /// Actor → writer, of everything admitted.
    pub(super) authors: HashMap<ActorId, WriterId>,
    /// Writers whose time is over, as central certified it.
    pub(super) ended: HashMap<WriterId, WriterCertificate>,
    /// Which branch of a fork stands, as central ruled.
    pub(super) ruled: Ruled,
    /// Foreign changes that wait for changes not here yet, that fork what is here, or that were
    /// ruled out.
    pub(super) waiting: Vec<(WriterId, Change, ChangeHash)>,
}

/// A change written here that its own ledger does not take: storage was tampered with or mixed up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Misfit;

impl Document {
    /// Takes in a change of this phone's.
    pub(super) fn admit_own(&mut self, own: OwnChange, writer: WriterId) -> Result<(), Misfit> {
        match self.try_admit(writer, &own.change, own.hash) {
            Finding::Sound(_) | Finding::Known => {
                self.own.push(own);
                Ok(())
            }
            Finding::Missing(_) | Finding::Fork(_) | Finding::Broken(_) => Err(Misfit),
        }
    }

    /// Takes in what somebody else wrote; what cannot join yet waits.
    pub(super) fn admit_foreign(&mut self, foreign: ForeignBatch) {
        let writer = foreign.batch.address.writer;
        for (change, hash) in foreign.batch.changes() {
            match self.try_admit(writer, change, *hash) {
                Finding::Sound(_) | Finding::Known | Finding::Broken(_) => {}
                Finding::Missing(_) | Finding::Fork(_) => {
                    self.waiting.push((writer, change.clone(), *hash));
                }
            }
        }
        self.foreign.push(foreign);
        self.retry_waiting();
    }

    /// Changes of all writers that are admitted.
    pub(super) fn len(&self) -> usize {
        self.ledger.state().map(|(_, sequence)| sequence as usize).sum()
    }

    fn retry_waiting(&mut self) {
        loop {
            let before = self.waiting.len();
            for (writer, change, hash) in std::mem::take(&mut self.waiting) {
                match self.try_admit(writer, &change, hash) {
                    Finding::Sound(_) | Finding::Known | Finding::Broken(_) => {}
                    Finding::Missing(_) | Finding::Fork(_) => {
                        self.waiting.push((writer, change, hash));
                    }
                }
            }
            if self.waiting.len() == before {
                return;
            }
        }
    }

    /// What is in the ledger and was ruled out, but for what follows it.
    pub(super) fn ruled_out(&self) -> Vec<ChangeHash> {
        let held = self.ruled.iter().filter_map(|((actor, sequence), stands)| {
            let index = (*sequence as usize).checked_sub(1)?;
            let held = self.ledger.hashes_of(actor).get(index)?;
            (held != stands).then_some(*held)
        });
        held.collect()
    }

    fn try_admit(&mut self, writer: WriterId, change: &Change, hash: ChangeHash) -> Finding {
        let stands = self.ruled.get(&(change.actor, change.sequence));
        let finding = match stands.filter(|stands| **stands != hash) {
            Some(stands) => Finding::Fork(*stands),
            None => match examine(&self.ledger, change, &hash) {
                Ok(finding) => finding,
                Err(never) => absurd(never),
            },
        };
        if let Finding::Sound(node) = &finding {
            self.authors.insert(change.actor, writer);
            self.ledger.admit(&Admission {
                change: change.clone(),
                hash,
                node: node.clone(),
                standing: self.standing(writer, change),
            });
        }
        finding
    }

    /// Takes in that writers' times are over: what they wrote beyond it has no effect.
    pub(super) fn restand(&mut self, ended: HashMap<WriterId, WriterCertificate>) {
        self.ended = ended;
        let changes = self.own.iter().map(|own| (&own.change, own.hash));
        let others = self.foreign.iter().flat_map(|foreign| foreign.batch.changes());
        let changes = changes.chain(others.map(|(change, hash)| (change, *hash)));
        let held: HashSet<ChangeHash> = changes
            .filter(|(change, _)| {
                let writer = self.authors.get(&change.actor);
                writer.is_some_and(|writer| self.standing(*writer, change) == Standing::Held)
            })
            .map(|(_, hash)| hash)
            .collect();
        self.ledger.restand_all(|hash| match held.contains(hash) {
            true => Standing::Held,
            false => Standing::Effective,
        });
    }

    fn standing(&self, writer: WriterId, change: &Change) -> Standing {
        match self.ended.get(&writer) {
            Some(over) if !over.lets_stand(&change.actor, change.sequence) => Standing::Held,
            _ => Standing::Effective,
        }
    }
}

fn absurd<T>(never: Infallible) -> T {
    match never {}
}
