//! What a phone knows of a replica it has met.
//!
//! Owns the marks of what the replica is known to hold: from verified receipts, and from what it
//! served itself of others. Never from its word alone. Beside them the marks of what a verified
//! backup of it holds, which are good for one epoch: a restore may have put an older one back.

use std::collections::BTreeMap;

use minicbor::{Decode, Encode};

use crate::exchange::Cursor;
use crate::ids::{ActorId, DocumentKind, ReplicaId};
use crate::trust::{ReplicaCertificate, ReplicaRole};

/// For each actor the last sequence.
type Marks = BTreeMap<(DocumentKind, ActorId), u32>;

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
    held: Marks,
    /// The feed's head of the backup that the marks below speak for, when they are complete.
    backed_up_to: Option<u64>,
    backed_up: Marks,
}

impl Replica {
    pub(super) fn new(certificate: ReplicaCertificate) -> Self {
        Self {
            certificate,
            epoch: None,
            cursor: None,
            tell_state: false,
            held: BTreeMap::new(),
            backed_up_to: None,
            backed_up: BTreeMap::new(),
        }
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

    /// It holds no more than this after all; so no backup of it counts for more.
    pub(super) fn mark_lacking(&mut self, kind: DocumentKind, actor: ActorId, sequence: u32) {
        for marks in [&mut self.held, &mut self.backed_up] {
            if let Some(mark) = marks.get_mut(&(kind, actor)) {
                *mark = (*mark).min(sequence);
            }
        }
    }

    /// The last sequence of an actor known to be in a verified backup; 0 for none.
    pub(super) fn backed_up(&self, kind: DocumentKind, actor: &ActorId) -> u32 {
        self.backed_up.get(&(kind, *actor)).copied().unwrap_or(0)
    }

    pub(super) fn mark_backed_up(&mut self, kind: DocumentKind, actor: ActorId, sequence: u32) {
        let mark = self.backed_up.entry((kind, actor)).or_insert(0);
        *mark = (*mark).max(sequence);
    }

    /// The feed's head of the backup that all marks are known for.
    pub(super) fn backed_up_to(&self) -> Option<u64> {
        self.backed_up_to
    }

    /// From here on the marks are all that a backup of this head tells.
    pub(super) fn know_backup(&mut self, head: u64) {
        self.backed_up_to = Some(head);
    }

    /// It does not know whose changes these are: nothing of hers is known to be there.
    pub(super) fn forget_marks(&mut self) {
        self.held.clear();
        self.forget_backups();
    }

    /// What was believed of backups holds no longer.
    pub(super) fn forget_backups(&mut self) {
        self.backed_up_to = None;
        self.backed_up.clear();
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
    #[n(5)]
    backed_up_to: Option<u64>,
    #[n(6)]
    backed_up: Option<Vec<(DocumentKind, ActorId, u32)>>,
}

fn list(marks: &Marks) -> Vec<(DocumentKind, ActorId, u32)> {
    marks.iter().map(|((kind, actor), sequence)| (*kind, *actor, *sequence)).collect()
}

fn marks(list: Vec<(DocumentKind, ActorId, u32)>) -> Marks {
    list.into_iter().map(|(kind, actor, sequence)| ((kind, actor), sequence)).collect()
}

impl From<&Replica> for StoredReplica {
    fn from(replica: &Replica) -> Self {
        Self {
            certificate: replica.certificate.clone(),
            epoch: replica.epoch,
            cursor: replica.cursor,
            tell_state: replica.tell_state,
            held: list(&replica.held),
            backed_up_to: replica.backed_up_to,
            backed_up: Some(list(&replica.backed_up)).filter(|marks| !marks.is_empty()),
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
            held: marks(stored.held),
            backed_up_to: stored.backed_up_to,
            backed_up: marks(stored.backed_up.unwrap_or_default()),
        }
    }
}
