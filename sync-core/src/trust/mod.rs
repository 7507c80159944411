//! Who wrote, and who vouches for it: keys, actors, certificates and receipts.
//!
//! Owns every signature and the domain each one is made in; a signature made for one purpose
//! never verifies for another. Must not decide what a valid signature permits: see `ledger`.

mod certificate;
mod erasure;
mod hub_end;
mod keys;
mod receipt;
mod recovery;
mod ruling;
mod sealing;
mod three_words;

pub use certificate::{
    EffectiveLine, ReplicaCertificate, ReplicaRole, WriterCertificate, WriterHolder,
};
pub use erasure::ErasureNotice;
pub use hub_end::HubEnd;
pub(crate) use keys::SIGNATURE_BYTES;
pub use keys::{PublicKey, SigningKey, actor_of};
pub use receipt::{Receipt, ReceiptLine};
pub use recovery::HolderCertificate;
pub use ruling::Ruling;
pub use sealing::SealingCertificate;
pub(crate) use sealing::{sign_carried, sign_reading, verify_carried, verify_reading};
pub use three_words::{THREE, three_words};

use thiserror::Error;

/// Why something signed is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TrustError {
    /// The signature does not match what it should cover, or the key is not one.
    #[error("the signature does not match")]
    Signature,
    /// Signed by a replica that is not known here.
    #[error("signed by an unknown replica")]
    UnknownReplica,
}

/// What a signature is for. The text is part of what is signed; never change or reuse one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Domain {
    Actor,
    Batch,
    Receipt,
    ReplicaCertificate,
    WriterCertificate,
    Enrolment,
    SealingCertificate,
    Reading,
    Return,
    Words,
    Session,
    HolderCertificate,
    Courier,
    Erasure,
    Ruling,
    HubEnd,
    Notice,
    Certificate,
}

impl Domain {
    pub(crate) fn text(self) -> &'static [u8] {
        match self {
            Domain::Actor => b"chaski/actor/1\0",
            Domain::Batch => b"chaski/batch/1\0",
            Domain::Receipt => b"chaski/receipt/1\0",
            Domain::ReplicaCertificate => b"chaski/replica/1\0",
            Domain::WriterCertificate => b"chaski/writer/1\0",
            Domain::Enrolment => b"chaski/enrolment/1\0",
            Domain::SealingCertificate => b"chaski/sealing/1\0",
            Domain::Reading => b"chaski/reading/1\0",
            Domain::Return => b"chaski/return/1\0",
            Domain::Words => b"chaski/words/1\0",
            Domain::Session => b"chaski/session/1\0",
            Domain::HolderCertificate => b"chaski/holder/1\0",
            Domain::Courier => b"chaski/courier/1\0",
            Domain::Erasure => b"chaski/erasure/1\0",
            Domain::Ruling => b"chaski/ruling/1\0",
            Domain::HubEnd => b"chaski/hub-end/1\0",
            Domain::Notice => b"chaski/notice/1\0",
            Domain::Certificate => b"chaski/certificate/1\0",
        }
    }
}
