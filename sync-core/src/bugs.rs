//! Known faults, built in on purpose where the fleet simulator asks for one: its oracle must find
//! each of them.
//!
//! Owns their names, and which one is switched on in this process. Without the feature `bugs`,
//! which no product is built with, none ever is, and nothing of them is compiled in; with it, none is
//! before `build_in` is called, which only the simulator does.

/// A fault that can be built in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bug {
    /// The server answers though its commit failed.
    AcknowledgementBeforeCommit,
    /// A change joins without what it depends on.
    SkippedDependencyCheck,
    /// The feed is read on from one entry too far.
    CursorOffByOne,
    /// The server takes the phone's digest for its own.
    DigestCopiedFromPeer,
    /// A phone gives up a change that only waits at central.
    ParkedChangeDropped,
    /// A put may replace what its writer cannot have seen.
    PredecessorOutsideThePast,
    /// What a revoked phone brings is refused, and not held.
    RevocationRefused,
    /// A phone believes receipts unread.
    ReceiptUnverified,
    /// A phone does nothing about a fork.
    ForkUnresolved,
    /// An action told twice is done twice.
    ActionDoneTwice,
    /// A restored server goes on under its old epoch.
    RestoreWithoutNewEpoch,
    /// A closing forgets what was closed before.
    ClosedLinesForgotten,
    /// A phone that was revoked is served all the same.
    RevokedStillReads,
    /// A phone takes another learner's changes for its own learner's.
    AnothersBatchAccepted,
    /// The server takes batches unsigned.
    SignatureUnverified,
    /// A phone takes a hub's receipt for central's.
    HubTakenForCentral,
    /// A phone believes what a hub passes on as central's receipt.
    RelayedReceiptUnverified,
    /// Central passes over what a hub once brought, also where that went back since.
    HubsOwnPassedOver,
    /// A copy of a database from before an erasure is served as it is.
    ErasureUndoneByRestore,
    /// What somebody gave under two ids of hers is paid under each.
    MergeCountedTwice,
    /// A hub that comes to serve somebody is not told what she said before.
    GrantWithoutHistory,
    /// A hub keeps whom it no longer serves.
    DroppedCentreStillServed,
}

impl Bug {
    /// Every one.
    pub const ALL: [Self; 22] = [
        Self::AcknowledgementBeforeCommit,
        Self::SkippedDependencyCheck,
        Self::CursorOffByOne,
        Self::DigestCopiedFromPeer,
        Self::ParkedChangeDropped,
        Self::PredecessorOutsideThePast,
        Self::RevocationRefused,
        Self::ReceiptUnverified,
        Self::ForkUnresolved,
        Self::ActionDoneTwice,
        Self::RestoreWithoutNewEpoch,
        Self::ClosedLinesForgotten,
        Self::RevokedStillReads,
        Self::AnothersBatchAccepted,
        Self::SignatureUnverified,
        Self::HubTakenForCentral,
        Self::RelayedReceiptUnverified,
        Self::HubsOwnPassedOver,
        Self::ErasureUndoneByRestore,
        Self::MergeCountedTwice,
        Self::GrantWithoutHistory,
        Self::DroppedCentreStillServed,
    ];

    /// Its name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::AcknowledgementBeforeCommit => "acknowledgement-before-commit",
            Self::SkippedDependencyCheck => "skipped-dependency-check",
            Self::CursorOffByOne => "cursor-off-by-one",
            Self::DigestCopiedFromPeer => "digest-copied-from-peer",
            Self::ParkedChangeDropped => "parked-change-dropped",
            Self::PredecessorOutsideThePast => "predecessor-outside-the-past",
            Self::RevocationRefused => "revocation-refused",
            Self::ReceiptUnverified => "receipt-unverified",
            Self::ForkUnresolved => "fork-unresolved",
            Self::ActionDoneTwice => "action-done-twice",
            Self::RestoreWithoutNewEpoch => "restore-without-new-epoch",
            Self::ClosedLinesForgotten => "closed-lines-forgotten",
            Self::RevokedStillReads => "revoked-still-reads",
            Self::AnothersBatchAccepted => "anothers-batch-accepted",
            Self::SignatureUnverified => "signature-unverified",
            Self::HubTakenForCentral => "hub-taken-for-central",
            Self::RelayedReceiptUnverified => "relayed-receipt-unverified",
            Self::HubsOwnPassedOver => "hubs-own-passed-over",
            Self::ErasureUndoneByRestore => "erasure-undone-by-restore",
            Self::MergeCountedTwice => "merge-counted-twice",
            Self::GrantWithoutHistory => "grant-without-history",
            Self::DroppedCentreStillServed => "dropped-centre-still-served",
        }
    }
}

/// Is this one built in here? In a product: never.
#[cfg(not(feature = "bugs"))]
pub const fn bug(_: Bug) -> bool {
    false
}

#[cfg(feature = "bugs")]
mod switch {
    use std::sync::OnceLock;

    use super::Bug;

    static BUILT_IN: OnceLock<Bug> = OnceLock::new();

    /// Builds one in, for the rest of this process's life; false when there is one already.
    pub fn build_in(bug: Bug) -> bool {
        BUILT_IN.set(bug).is_ok()
    }

    /// Is this one built in here?
    pub fn bug(bug: Bug) -> bool {
        BUILT_IN.get() == Some(&bug)
    }
}

#[cfg(feature = "bugs")]
pub use switch::{bug, build_in};
