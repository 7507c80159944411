//! A replica's verdicts on what was sent: what is offered again, and what is written anew.
//!
//! Owns what follows from each fate. Must not believe a replica about what it holds: its receipts say
//! that, and `absorb` reads them.

use super::absorb::Absorbed;
use super::outgoing::InFlight;
use super::replica::Replica;
use super::{Entropy, Profile};
use crate::bugs::{Bug, bug};
use crate::ids::{ChangeHash, DocumentKind};
use crate::verdict::{Fate, Refusal, Verdict};

impl Profile {
    pub(super) fn take_verdicts(
        &mut self,
        sent: &InFlight,
        verdicts: &[Verdict],
        now: i64,
        absorbed: &mut Absorbed,
        entropy: &mut Entropy,
    ) {
        let mut refused = Vec::new();
        let mut forked = Vec::new();
        let replica = self.replica().map(Replica::id);
        // A hub may have another branch of a fork than central, and may be somebody else's by now:
        // nothing is given up for its word. What it does not take is offered to central.
        let is_final = self.replica().is_none_or(Replica::is_central);
        let mut has_forgotten = false;
        for (batch, verdict) in sent.batches.iter().zip(verdicts) {
            if let (Some(row), Some(replica)) = (batch.foreign, replica) {
                // Its writer hears of it herself, and is the one to write it again.
                // Said once: who is not known after that has to come herself.
                absorbed.unknown_writers |= *verdict == Verdict::Waiting && !self.asked_to_be_known;
                if *verdict != Verdict::Held {
                    self.declined.insert((replica, row));
                }
                continue;
            }
            match verdict {
                Verdict::Held | Verdict::Waiting => {}
                Verdict::Refused(refusal) => absorbed.refused_batches.push(*refusal),
                Verdict::Partly(_) if !is_final => {}
                Verdict::Partly(exceptions) => {
                    for exception in exceptions {
                        let Some((actor, changes)) = batch.runs.get(exception.run as usize) else {
                            continue;
                        };
                        let sequence = exception.sequence;
                        let found = changes.iter().find(|(known, _)| *known == sequence);
                        let Some((_, hash)) = found else { continue };
                        match exception.fate {
                            // No room to wait there is not the end of it: it is offered again.
                            Fate::Parked if bug(Bug::ParkedChangeDropped) => {
                                refused.push((batch.kind, *hash, Refusal::ParkedFull));
                            }
                            Fate::Parked | Fate::Refused(Refusal::ParkedFull) => {}
                            Fate::Forked if bug(Bug::ForkUnresolved) => {}
                            // It was put back to before it ruled that this branch stands.
                            Fate::Forked
                                if !sent.told_state && self.stands(batch.kind, actor, sequence) =>
                            {
                                has_forgotten = true;
                            }
                            Fate::Forked => forked.push((batch.kind, *hash)),
                            // Its descendants are written again: they did nothing wrong.
                            Fate::Refused(Refusal::AfterRefused) => {}
                            Fate::Refused(refusal) => refused.push((batch.kind, *hash, refusal)),
                        }
                    }
                }
            }
        }
        if let Some(replica) = self.replicas.first_mut().filter(|_| has_forgotten) {
            replica.tell_state = true;
            absorbed.again = true;
        }
        // A ruling in the same answer may have taken it away before.
        let is_here = |kind: &DocumentKind, hash: &ChangeHash| {
            self.documents.get(kind).is_some_and(|it| it.own.iter().any(|own| own.hash == *hash))
        };
        refused.retain(|(kind, hash, _)| is_here(kind, hash));
        forked.retain(|(kind, hash)| is_here(kind, hash));
        if !refused.is_empty() || !forked.is_empty() {
            absorbed.rows.extend(self.rewrite(&refused, &forked, now, entropy));
            absorbed.again = true;
        }
    }
}
