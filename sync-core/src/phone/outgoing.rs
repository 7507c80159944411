//! The phone's half of a request: what this replica is not known to hold, signed.
//!
//! Owns the choice of what to send. Only what storage holds durably may be in the profile when
//! this is called.

use minicbor::bytes::ByteVec;

use super::Profile;
use super::document::Document;
use super::replica::Replica;
use crate::batch::{Batch, MAX_BATCH_BYTES, MAX_RUNS};
use crate::change::Change;
use crate::exchange::{
    ActorState, DocumentState, MAX_REQUEST_BATCH_BYTES, MAX_REQUEST_BYTES, MAX_RULINGS,
    ProfileRequest, SyncRequest, VERSION,
};
use crate::frame;
use crate::ids::{ActorId, ChangeHash, DocumentKind, Nonce};

/// Changes in one batch: small, so that a cut connection loses little.
const CHANGES_PER_BATCH: usize = 256;
/// What a batch's header and a run's take at most.
const HEADER_BYTES: usize = 128;
/// Batches in one request: the rest goes in the next round.
const BATCHES_PER_REQUEST: usize = 16;
/// Actors of a document in a state, some 30 bytes each. What the replica is not told of it may
/// serve again: that costs bytes, and nothing else.
const ACTORS_PER_STATE: usize = 700;
const RULING_BYTES: usize = 160;
const _: () = assert!(
    MAX_REQUEST_BATCH_BYTES + 3 * 30 * ACTORS_PER_STATE + RULING_BYTES * MAX_RULINGS
        < MAX_REQUEST_BYTES
);

/// What the last request held, to understand the verdicts on it.
#[derive(Clone, Debug)]
pub(super) struct InFlight {
    /// For each batch sent: its document, and for each run the actor and its changes.
    pub(super) batches: Vec<SentBatch>,
    /// There was more than fitted.
    pub(super) more: bool,
    /// It said what the replica is believed to hold.
    pub(super) told_state: bool,
}

/// One batch sent.
#[derive(Clone, Debug)]
pub(super) struct SentBatch {
    pub(super) kind: DocumentKind,
    /// The row of somebody else's batch; `None` for what this phone wrote.
    pub(super) foreign: Option<u64>,
    /// For each run its actor and, for each change, sequence and hash.
    pub(super) runs: Vec<(ActorId, Vec<(u32, ChangeHash)>)>,
}

impl SentBatch {
    fn of(batch: &Batch, foreign: Option<u64>) -> Self {
        let runs = batch
            .runs
            .iter()
            .map(|run| {
                let changes =
                    run.changes.iter().map(|(change, hash)| (change.sequence, *hash)).collect();
                (run.actor, changes)
            })
            .collect();
        Self { kind: batch.address.document.kind, foreign, runs }
    }
}

impl Profile {
    /// A request to whichever replica answers. Always one: an empty visit asks what is new.
    ///
    /// `device_time` is the phone's own, uncorrected clock: seconds since 1970.
    pub fn next_request(&mut self, device_time: i64, max_response_bytes: u32) -> SyncRequest {
        let mut batches = Vec::new();
        let mut sent = Vec::new();
        let (mut more, mut size, mut unsent) = (false, 0, 0);
        for kind in DocumentKind::ALL {
            for (batch, foreign) in self.unheld(kind) {
                let bytes = batch.encode(foreign.is_none());
                let full = batches.len() == BATCHES_PER_REQUEST
                    || size + bytes.len() > MAX_REQUEST_BATCH_BYTES;
                if more || (full && !batches.is_empty()) {
                    more = true;
                    unsent += foreign.map_or(batch.changes().count(), |_| 0);
                    continue;
                }
                size += bytes.len();
                sent.push(SentBatch::of(&batch, foreign));
                batches.push(ByteVec::from(bytes));
            }
        }
        let replica = self.replica();
        let told_state = replica.is_some_and(|replica| replica.tell_state);
        let request = SyncRequest {
            version: VERSION,
            device_time,
            max_response_bytes,
            profiles: vec![ProfileRequest {
                read_token: self.identity.read_token,
                digest: self.digest(&sent),
                cursor: replica.and_then(|replica| replica.cursor),
                batches: (!batches.is_empty()).then_some(batches),
                state: told_state.then(|| self.believed_state()),
                backed_up: replica.and_then(Replica::backed_up_to),
                unsent: u32::try_from(unsent).ok().filter(|unsent| *unsent > 0),
                rulings: told_state.then(|| self.rulings.newest(MAX_RULINGS)).flatten(),
            }],
            locked: None,
            carried_at: None,
        };
        self.in_flight = Some(InFlight { batches: sent, more, told_state });
        request
    }

    /// The replica that answered last; before the first answer, central.
    pub(super) fn replica(&self) -> Option<&Replica> {
        self.replicas.first()
    }

    /// Is there anything that the replica is not known to hold?
    pub(super) fn has_unheld(&self) -> bool {
        DocumentKind::ALL.into_iter().any(|kind| !self.unheld(kind).is_empty())
    }

    fn held_by_replica(&self, kind: DocumentKind, actor: &ActorId) -> u32 {
        self.replica().map_or(0, |replica| replica.held(kind, actor))
    }

    /// Batches that the replica is not known to hold, somebody else's with their rows.
    fn unheld(&self, kind: DocumentKind) -> Vec<(Batch, Option<u64>)> {
        let Some(document) = self.documents.get(&kind) else { return Vec::new() };
        let replica = self.replica().map(Replica::id);
        let foreign = document.foreign.iter().filter(|foreign| {
            let declined =
                replica.is_some_and(|replica| self.declined.contains(&(replica, foreign.row)));
            !declined
                && foreign.batch.runs.iter().any(|run| {
                    run.changes.last().is_some_and(|(change, _)| {
                        change.sequence > self.held_by_replica(kind, &run.actor)
                    })
                })
        });
        // Others' changes first: this phone's may depend on them.
        let mut batches: Vec<(Batch, Option<u64>)> =
            foreign.map(|foreign| (foreign.batch.clone(), Some(foreign.row))).collect();
        batches.extend(self.unheld_own(kind, document).into_iter().map(|batch| (batch, None)));
        batches
    }

    fn unheld_own(&self, kind: DocumentKind, document: &Document) -> Vec<Batch> {
        let key = self.identity.signing_key();
        let first = document
            .own
            .iter()
            .position(|own| own.change.sequence > self.held_by_replica(kind, &own.change.actor));
        let Some(first) = first else { return Vec::new() };
        let mut batches = Vec::new();
        let mut running_count = self.written_before(document, first);
        let mut rest = &document.own[first..];
        while !rest.is_empty() {
            let mut runs: Vec<(Nonce, Vec<(Change, ChangeHash)>)> = Vec::new();
            let (mut count, mut bytes) = (0, HEADER_BYTES);
            for own in rest {
                let is_new_run = runs.last().is_none_or(|(nonce, _)| *nonce != own.nonce);
                let header = if is_new_run { HEADER_BYTES } else { 0 };
                let size = header + frame::most_bytes(&own.change);
                let full = count == CHANGES_PER_BATCH
                    || (count > 0 && bytes + size > MAX_BATCH_BYTES)
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
            batches.push(Batch::sign(&key, self.document_id(kind), running_count, runs));
            running_count += count as u64;
            rest = &rest[count..];
        }
        batches
    }

    /// Changes that this key had written in a document before the `at`-th that is here: a restored
    /// phone meets its own lost changes again as foreign ones, and they count too.
    pub(super) fn written_before(&self, document: &Document, at: usize) -> u64 {
        let writer = self.identity.writer();
        let by_this_key = document
            .ledger
            .state()
            .filter(|(actor, _)| document.authors.get(actor) == Some(&writer))
            .map(|(_, sequence)| sequence as usize)
            .sum::<usize>();
        let returned = by_this_key.saturating_sub(document.own.len());
        (returned + at) as u64
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
                    // What is marked and not here has to be served again.
                    .map(|(actor, last)| {
                        let sequence = self.held_by_replica(*kind, actor).min(last);
                        let index = (sequence as usize).wrapping_sub(1);
                        let prefix = document.ledger.hashes_of(actor).get(index);
                        let prefix = prefix.map(ChangeHash::cursor_prefix);
                        ActorState { actor: *actor, sequence, prefix }
                    })
                    .filter(|state| state.sequence > 0)
                    .take(ACTORS_PER_STATE)
                    .collect(),
            })
            .collect()
    }
}
