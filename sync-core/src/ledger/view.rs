//! What the structure rules need to know of a document's graph.
//!
//! Owns the face that memory and SQL implement. Must stay small: every method is a keyed look-up.

use super::Clock;
use crate::ids::{ActorId, ChangeHash, OpId};
use crate::key::RegisterKey;

/// One admitted change's place in the graph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Order of admission in this document on this replica, from 0, dense.
    pub position: u32,
    /// Whose.
    pub actor: ActorId,
    /// Which of the actor's.
    pub sequence: u32,
    /// Counter of its last put.
    pub max_op: u32,
    /// Everything in its causal past, itself included.
    pub clock: Clock,
}

/// Where a put stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PutPlace {
    /// Its register.
    pub key: RegisterKey,
    /// Sequence of the change that holds it; the actor is the op's.
    pub sequence: u32,
    /// Position of that change.
    pub position: u32,
}

/// Read access to one document's graph. Missing things are `None`, failures of the store `Err`.
pub trait View {
    /// Failure of the store behind the view.
    type Error;

    /// How many changes are admitted.
    fn len(&self) -> Result<u32, Self::Error>;

    /// True when nothing is admitted yet.
    fn is_empty(&self) -> Result<bool, Self::Error> {
        Ok(self.len()? == 0)
    }

    /// Hashes that no admitted change depends on, in ascending order.
    fn heads(&self) -> Result<Vec<ChangeHash>, Self::Error>;

    /// An admitted change.
    fn node(&self, hash: &ChangeHash) -> Result<Option<Node>, Self::Error>;

    /// Actor and sequence of the change admitted at a position.
    fn at_position(&self, position: u32) -> Result<Option<(ActorId, u32)>, Self::Error>;

    /// Hash of an actor's change.
    fn change_of(&self, actor: &ActorId, sequence: u32) -> Result<Option<ChangeHash>, Self::Error>;

    /// An actor's highest sequence.
    fn last_sequence(&self, actor: &ActorId) -> Result<Option<u32>, Self::Error>;

    /// Where a put stands.
    fn put(&self, op: &OpId) -> Result<Option<PutPlace>, Self::Error>;
}
