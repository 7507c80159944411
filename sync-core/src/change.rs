//! A change: one user action, restricted to puts of bytes at root registers.
//!
//! Owns the restricted shape, its limits, and the one place where an Automerge change is built
//! (PROTOCOL section 1). Must not decode anything: bytes are `frame`'s business, and the rules
//! that need to know other changes are `ledger::structure`'s.

use std::num::NonZeroU64;

use automerge::{ExpandedChange, ScalarValue, legacy};
use thiserror::Error;

use crate::ids::{ActorId, ChangeHash, OpId};
use crate::key::RegisterKey;

/// Puts in one change.
pub const MAX_PUTS: usize = 32;
/// Dependencies of one change.
pub const MAX_DEPENDENCIES: usize = 32;
/// Predecessors of one put.
pub const MAX_PREDECESSORS: usize = 32;
/// Bytes of one value.
pub const MAX_VALUE_BYTES: usize = 4096;
/// Counters and sequences stay below this.
pub const MAX_COUNTER: u32 = 1 << 31;
/// The claimed time, in seconds since 1970, stays below this on either side of zero.
pub const MAX_TIME_SECONDS: i64 = 1 << 40;

/// One value put at one register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Put {
    /// Where.
    pub key: RegisterKey,
    /// One CBOR record, opaque here.
    pub value: Vec<u8>,
    /// The puts that this one replaces: sorted, unique.
    pub predecessors: Vec<OpId>,
}

/// One change. Its puts take the counters `start_op`, `start_op + 1`, … in order of key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Who, since which app start.
    pub actor: ActorId,
    /// Dense per actor, from 1.
    pub sequence: u32,
    /// Counter of the first put.
    pub start_op: u32,
    /// When, by the writer's clock: seconds since 1970. A claim, never a reason to refuse.
    pub time: i64,
    /// What the writer had seen: sorted, unique.
    pub dependencies: Vec<ChangeHash>,
    /// In ascending order of key, keys distinct.
    pub puts: Vec<Put>,
}

/// What is wrong with a change taken by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ShapeFault {
    /// No puts, or more than `MAX_PUTS`.
    #[error("a change holds 1 to 32 puts")]
    PutCount,
    /// Keys out of order or twice the same.
    #[error("keys are not ascending and distinct")]
    KeyOrder,
    /// A value longer than `MAX_VALUE_BYTES`.
    #[error("a value is longer than 4 KiB")]
    ValueSize,
    /// Predecessors too many, out of order or repeated.
    #[error("predecessors are not sorted, unique and at most 32")]
    Predecessors,
    /// Dependencies too many, out of order or repeated.
    #[error("dependencies are not sorted, unique and at most 32")]
    Dependencies,
    /// Sequence, start op or last counter out of range.
    #[error("sequence or counter out of range")]
    Counter,
    /// Claimed time out of range.
    #[error("time out of range")]
    Time,
}

impl Change {
    /// Checks everything that can be said of a change without knowing another.
    pub fn check_shape(&self) -> Result<(), ShapeFault> {
        if self.puts.is_empty() || self.puts.len() > MAX_PUTS {
            return Err(ShapeFault::PutCount);
        }
        if !self.puts.windows(2).all(|pair| pair[0].key.as_str() < pair[1].key.as_str()) {
            return Err(ShapeFault::KeyOrder);
        }
        if self.puts.iter().any(|put| put.value.len() > MAX_VALUE_BYTES) {
            return Err(ShapeFault::ValueSize);
        }
        if !self.puts.iter().all(|put| ascending(&put.predecessors, MAX_PREDECESSORS)) {
            return Err(ShapeFault::Predecessors);
        }
        if !ascending(&self.dependencies, MAX_DEPENDENCIES) {
            return Err(ShapeFault::Dependencies);
        }
        let last = u64::from(self.start_op) + self.puts.len() as u64 - 1;
        let counters_fit = self.start_op >= 1 && last < u64::from(MAX_COUNTER);
        if !counters_fit || self.sequence == 0 || self.sequence >= MAX_COUNTER {
            return Err(ShapeFault::Counter);
        }
        if self.time <= -MAX_TIME_SECONDS || self.time >= MAX_TIME_SECONDS {
            return Err(ShapeFault::Time);
        }
        Ok(())
    }

    /// Counter of the last put.
    pub fn max_op(&self) -> u32 {
        self.start_op + self.puts.len() as u32 - 1
    }

    /// Each put with its name.
    pub fn ops(&self) -> impl Iterator<Item = (OpId, &Put)> {
        self.puts
            .iter()
            .enumerate()
            .map(|(i, put)| (OpId { counter: self.start_op + i as u32, actor: self.actor }, put))
    }

    /// The same change as Automerge's encoder writes it.
    ///
    /// Only for a change whose shape was checked: the encoder is not made for anything else.
    pub fn to_automerge(&self) -> automerge::Change {
        let operations = self
            .puts
            .iter()
            .map(|put| legacy::Op {
                action: legacy::OpType::Put(ScalarValue::Bytes(put.value.clone())),
                obj: legacy::ObjectId::Root,
                key: legacy::Key::Map(put.key.as_str().into()),
                pred: put.predecessors.iter().map(automerge_op).collect::<Vec<_>>().into(),
                insert: false,
            })
            .collect();
        automerge::Change::from(ExpandedChange {
            operations,
            actor_id: automerge::ActorId::from(&self.actor.0),
            hash: None,
            seq: u64::from(self.sequence),
            start_op: NonZeroU64::new(u64::from(self.start_op)).unwrap_or(NonZeroU64::MIN),
            time: self.time,
            message: None,
            deps: self.dependencies.iter().map(|hash| automerge::ChangeHash(hash.0)).collect(),
            extra_bytes: Vec::new(),
            author: None,
        })
    }

    /// The Automerge hash: what dependencies, signatures and receipts name.
    pub fn hash(&self) -> ChangeHash {
        ChangeHash(self.to_automerge().hash().0)
    }
}

fn automerge_op(op: &OpId) -> legacy::OpId {
    legacy::OpId::new(u64::from(op.counter), &automerge::ActorId::from(&op.actor.0))
}

fn ascending<T: Ord>(items: &[T], most: usize) -> bool {
    items.len() <= most && items.windows(2).all(|pair| pair[0] < pair[1])
}
