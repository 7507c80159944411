//! What a phone knows of a replica it has met.
//!
//! Owns the marks of what the replica is known to hold: from verified receipts, and from what it
//! served itself of others. Never from its word alone.

use std::collections::BTreeMap;

use minicbor::{Decode, Encode};

use crate::exchange::Cursor;
use crate::ids::{ActorId, DocumentKind, ReplicaId};
use crate::trust::{ReplicaCertificate, ReplicaRole};

/// One replica.
#[derive(Clone, Debug)]
pub(super) struct Replica {
    pub(super) certificate: ReplicaCertificate,
    /// The epoch it last answered in.
    pub(super) epoch: Option<u32>,
    /// Where reading left off.
    pub(super) cursor: Option<Cursor>,
    /// The digests differed, or the epoch did: say our state in the next request.
    pub(super) tell_state: bool,
    held: BTreeMap<(DocumentKind, ActorId), u32>,
}

impl Replica {
    pub(super) fn new(certificate: ReplicaCertificate) -> Self {
        Self { certificate, epoch: None, cursor: None, tell_state: false, held: BTreeMap::new() }
    }

    pub(super) fn id(&self) -> ReplicaId {
        self.certificate.public.replica_id()
    }

    pub(super) fn is_central(&self) -> bool {
        self.certificate.role == ReplicaRole::Central
    }

    /// The last sequence of an actor known to be held; 0 for none.
    pub(super) fn held(&self, kind: DocumentKind, actor: &ActorId) -> u32 {
        self.held.get(&(kind, *actor)).copied().unwrap_or(0)
    }

    pub(super) fn mark_held(&mut self, kind: DocumentKind, actor: ActorId, sequence: u32) {
        let mark = self.held.entry((kind, actor)).or_insert(0);
        *mark = (*mark).max(sequence);
    }

    /// It holds no more than this after all.
    pub(super) fn mark_lacking(&mut self, kind: DocumentKind, actor: ActorId, sequence: u32) {
        if let Some(mark) = self.held.get_mut(&(kind, actor)) {
            *mark = (*mark).min(sequence);
        }
    }

    pub(super) fn marks(&self) -> impl Iterator<Item = (DocumentKind, ActorId, u32)> {
        self.held.iter().map(|((kind, actor), sequence)| (*kind, *actor, *sequence))
    }
}

/// A replica as stored.
#[derive(Clone, Debug, Encode, Decode)]
#[cbor(array)]
pub(super) struct StoredReplica {
    #[n(0)]
    certificate: ReplicaCertificate,
    #[n(1)]
    epoch: Option<u32>,
    #[n(2)]
    cursor: Option<Cursor>,
    #[n(3)]
    tell_state: bool,
    #[n(4)]
    held: Vec<(DocumentKind, ActorId, u32)>,
}

impl From<&Replica> for StoredReplica {
    fn from(replica: &Replica) -> Self {
        Self {
            certificate: replica.certificate.clone(),
            epoch: replica.epoch,
            cursor: replica.cursor,
            tell_state: replica.tell_state,
            held: replica.marks().collect(),
        }
    }
}

impl From<StoredReplica> for Replica {
    fn from(stored: StoredReplica) -> Self {
        Self {
            certificate: stored.certificate,
            epoch: stored.epoch,
            cursor: stored.cursor,
            tell_state: stored.tell_state,
            held: stored
                .held
                .into_iter()
                .map(|(kind, actor, sequence)| ((kind, actor), sequence))
                .collect(),
        }
    }
}
