//! What became of what was sent: typed, counted, and told to the sender.
//!
//! Owns the codes. They are wire and API: append only, never renumber.

use minicbor::{Decode, Encode};

use crate::batch::BatchError;
use crate::ledger::Fault;
use crate::record::SchemaFault;
use crate::trust::TrustError;

/// Why something is refused for good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
#[cbor(index_only)]
pub enum Refusal {
    /// Longer than allowed.
    #[n(0)]
    TooLarge,
    /// Not a batch, or not in its one canonical form.
    #[n(1)]
    Malformed,
    /// Not signed by the writer it names.
    #[n(2)]
    Signature,
    /// This profile may not send for that document or writer.
    #[n(3)]
    NotYours,
    /// Sequence does not follow.
    #[n(4)]
    Sequence,
    /// Wrong start op.
    #[n(5)]
    StartOp,
    /// A predecessor outside the causal past.
    #[n(6)]
    Predecessor,
    /// This writer does not write this document.
    #[n(7)]
    Document,
    /// The section belongs to another document.
    #[n(8)]
    Section,
    /// Another writer's register, or a key of the wrong form.
    #[n(9)]
    Register,
    /// The value is not a record of its section.
    #[n(10)]
    Value,
    /// Follows a change that was refused.
    #[n(11)]
    AfterRefused,
    /// Too much is waiting for changes that never came.
    #[n(12)]
    ParkedFull,
    /// Everything of this person was erased; delete it.
    #[n(14)]
    Erased,
    /// Sealed to a key that is not this replica's, or altered on the way.
    #[n(15)]
    Sealed,
    /// More was approved at once than one person may.
    #[n(16)]
    OverLimit,
}

impl Refusal {
    /// The stable code of API and screens.
    pub fn code(self) -> &'static str {
        match self {
            Refusal::TooLarge => "too_large",
            Refusal::Malformed => "malformed",
            Refusal::Signature => "signature",
            Refusal::NotYours => "not_yours",
            Refusal::Sequence => "sequence",
            Refusal::StartOp => "start_op",
            Refusal::Predecessor => "predecessor",
            Refusal::Document => "document",
            Refusal::Section => "section",
            Refusal::Register => "register",
            Refusal::Value => "value",
            Refusal::AfterRefused => "after_refused",
            Refusal::ParkedFull => "parked_full",
            Refusal::Erased => "erased",
            Refusal::Sealed => "sealed",
            Refusal::OverLimit => "over_limit",
        }
    }
}

impl From<BatchError> for Refusal {
    fn from(error: BatchError) -> Self {
        match error {
            BatchError::Frame(_) => Refusal::Malformed,
            BatchError::Trust(_) => Refusal::Signature,
            BatchError::TooLarge => Refusal::TooLarge,
        }
    }
}

impl From<TrustError> for Refusal {
    fn from(_: TrustError) -> Self {
        Refusal::Signature
    }
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Sequence => Refusal::Sequence,
            Fault::StartOp => Refusal::StartOp,
            Fault::Predecessor => Refusal::Predecessor,
        }
    }
}

impl From<SchemaFault> for Refusal {
    fn from(fault: SchemaFault) -> Self {
        match fault {
            SchemaFault::Document => Refusal::Document,
            SchemaFault::Section => Refusal::Section,
            SchemaFault::Register => Refusal::Register,
            SchemaFault::Value => Refusal::Value,
        }
    }
}

/// What became of one change that is not held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Fate {
    /// Waits for changes that it depends on. Not held; earns no receipt.
    #[n(0)]
    Parked,
    /// Its sequence is taken by another change of the same key: kept apart for central to rule.
    #[n(1)]
    Forked,
    /// Refused for good.
    #[n(2)]
    Refused(#[n(0)] Refusal),
}

/// What became of a batch.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Verdict {
    /// All of it is held durably, whether new or known before.
    #[n(0)]
    Held,
    /// All of it is held but for these changes: (run, sequence, what became of it).
    #[n(1)]
    Partly(#[n(0)] Vec<Exception>),
    /// The writer is not in the directory yet: kept aside, earns no receipt.
    #[n(2)]
    Waiting,
    /// None of it is held.
    #[n(3)]
    Refused(#[n(0)] Refusal),
}

/// One change of a batch that is not held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Exception {
    /// Index of its run in the batch.
    #[n(0)]
    pub run: u32,
    /// Its sequence.
    #[n(1)]
    pub sequence: u32,
    /// What became of it.
    #[n(2)]
    pub fate: Fate,
}
