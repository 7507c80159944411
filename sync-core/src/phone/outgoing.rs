//! The phone's half of a request: what this replica is not known to hold, signed.
//!
//! Owns the choice of what to send. Only what storage holds durably may be in the profile when
//! this is called.

use minicbor::bytes::ByteVec;

use super::Profile;
use super::document::Document;
use crate::batch::{Batch, MAX_BATCH_BYTES, MAX_RUNS};
use crate::change::Change;
use crate::exchange::{ActorState, DocumentState, ProfileRequest, SyncRequest, VERSION};
use crate::ids::{ActorId, ChangeHash, DocumentKind, Nonce};

/// Changes in one batch: small, so that a cut connection loses little.
const CHANGES_PER_BATCH: usize = 256;
/// Bytes of values in one batch, so that the whole stays under `MAX_BATCH_BYTES`.
const VALUE_BYTES_PER_BATCH: usize = MAX_BATCH_BYTES / 2;
/// Batches in one request: the rest goes in the next round.
const BATCHES_PER_REQUEST: usize = 16;

/// What the last request held, to understand the verdicts on it.
#[derive(Clone, Debug)]
pub(super) struct InFlight {
    /// For each batch sent: its document, and for each run the actor and its changes.
    pub(super) batches: Vec<SentBatch>,
    /// There was more than fitted.
    pub(super) more: bool,
}

/// One batch sent.
#[derive(Clone, Debug)]
pub(super) struct SentBatch {
    pub(super) kind: DocumentKind,
    /// For each run its actor and, for each change, sequence and hash.
    pub(super) runs: Vec<(ActorId, Vec<(u32, ChangeHash)>)>,
}

impl SentBatch {
    fn of(batch: &Batch) -> Self {
        let runs = batch
            .runs
            .iter()
            .map(|run| {
                let changes =
                    run.changes.iter().map(|(change, hash)| (change.sequence, *hash)).collect();
                (run.actor, changes)
            })
            .collect();
        Self { kind: batch.address.document.kind, runs }
    }
}

impl Profile {
    /// A request to whichever replica answers. Always one: an empty visit asks what is new.
    ///
    /// `device_time` is the phone's own, uncorrected clock: seconds since 1970.
    pub fn next_request(&mut self, device_time: i64, max_response_bytes: u32) -> SyncRequest {
        let mut batches = Vec::new();
        let mut sent = Vec::new();
        let mut more = false;
        for kind in DocumentKind::ALL {
            for (batch, implied) in self.unheld(kind) {
                if batches.len() == BATCHES_PER_REQUEST {
                    more = true;
                    break;
                }
                sent.push(SentBatch::of(&batch));
                batches.push(ByteVec::from(batch.encode(implied)));
            }
        }
        let replica = self.replica();
        let request = SyncRequest {
            version: VERSION,
            device_time,
            max_response_bytes,
            profiles: vec![ProfileRequest {
                read_token: self.identity.read_token,
                digest: self.digest(&sent),
                cursor: replica.and_then(|replica| replica.cursor),
                batches: (!batches.is_empty()).then_some(batches),
                state: replica
                    .is_some_and(|replica| replica.tell_state)
                    .then(|| self.believed_state()),
            }],
        };
        self.in_flight = Some(InFlight { batches: sent, more });
        request
    }

    /// The replica that answered last; before the first answer, central.
    pub(super) fn replica(&self) -> Option<&super::replica::Replica> {
        self.replicas.first()
    }

    fn held_by_replica(&self, kind: DocumentKind, actor: &ActorId) -> u32 {
        self.replica().map_or(0, |replica| replica.held(kind, actor))
    }

    /// Batches that the replica is not known to hold; true with those whose document and writer
    /// it knows from the read token.
    fn unheld(&self, kind: DocumentKind) -> Vec<(Batch, bool)> {
        let Some(document) = self.documents.get(&kind) else { return Vec::new() };
        let mut batches = self.unheld_own(kind, document);
        let foreign = document.foreign.iter().filter(|foreign| {
            foreign.batch.runs.iter().any(|run| {
                run.changes.last().is_some_and(|(change, _)| {
                    change.sequence > self.held_by_replica(kind, &run.actor)
                })
            })
        });
        // Others' changes first: this phone's may depend on them.
        batches.splice(0..0, foreign.map(|foreign| (foreign.batch.clone(), false)));
        batches
    }

    fn unheld_own(&self, kind: DocumentKind, document: &Document) -> Vec<(Batch, bool)> {
        let key = self.identity.signing_key();
        let first = document
            .own
            .iter()
            .position(|own| own.change.sequence > self.held_by_replica(kind, &own.change.actor));
        let Some(first) = first else { return Vec::new() };
        let mut batches = Vec::new();
        // A restored phone meets its own lost changes again as foreign ones: they count too.
        let writer = key.public().writer_id();
        let returned =
            document.foreign.iter().filter(|foreign| foreign.batch.address.writer == writer);
        let returned: usize = returned.map(|foreign| foreign.batch.changes().count()).sum();
        let mut running_count = (returned + first) as u64;
        let mut rest = &document.own[first..];
        while !rest.is_empty() {
            let mut runs: Vec<(Nonce, Vec<(Change, ChangeHash)>)> = Vec::new();
            let (mut count, mut bytes) = (0, 0);
            for own in rest {
                let is_new_run = runs.last().is_none_or(|(nonce, _)| *nonce != own.nonce);
                let size: usize = own
                    .change
                    .puts
                    .iter()
                    .map(|put| put.value.len() + put.key.as_str().len())
                    .sum();
                let full = count == CHANGES_PER_BATCH
                    || (count > 0 && bytes + size > VALUE_BYTES_PER_BATCH)
                    || (is_new_run && runs.len() == MAX_RUNS);
                if full {
                    break;
                }
                if is_new_run {
                    runs.push((own.nonce, Vec::new()));
                }
                if let Some((_, changes)) = runs.last_mut() {
                    changes.push((own.change.clone(), own.hash));
                }
                count += 1;
                bytes += size;
            }
            batches.push((Batch::sign(&key, self.document_id(kind), running_count, runs), true));
            running_count += count as u64;
            rest = &rest[count..];
        }
        batches
    }

    /// Sum over what the replica is known to hold, and over what this request brings it.
    fn digest(&self, sent: &[SentBatch]) -> u64 {
        let mut sum = 0_u64;
        for (kind, document) in &self.documents {
            for (actor, _) in document.ledger.state() {
                let held = self.held_by_replica(*kind, actor);
                let hashes = document.ledger.hashes_of(actor).iter().take(held as usize);
                sum = hashes.fold(sum, |sum, hash| sum.wrapping_add(hash.digest_prefix()));
            }
        }
        let brought = sent.iter().flat_map(|batch| {
            batch.runs.iter().flat_map(|(actor, changes)| {
                let held = self.held_by_replica(batch.kind, actor);
                changes.iter().filter(move |(sequence, _)| *sequence > held)
            })
        });
        brought.fold(sum, |sum, (_, hash)| sum.wrapping_add(hash.digest_prefix()))
    }

    fn believed_state(&self) -> Vec<DocumentState> {
        self.documents
            .iter()
            .map(|(kind, document)| DocumentState {
                kind: *kind,
                actors: document
                    .ledger
                    .state()
                    .map(|(actor, _)| ActorState {
                        actor: *actor,
                        sequence: self.held_by_replica(*kind, actor),
                    })
                    .filter(|state| state.sequence > 0)
                    .collect(),
            })
            .collect()
    }
}
