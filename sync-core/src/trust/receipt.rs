//! Receipts: a replica's signed word that it holds changes durably (PROTOCOL section 7).
//!
//! Owns what is signed. A receipt is made after the commit is durable and is believed only after
//! the phone has checked it against its own hashes: those are not on the wire.

use minicbor::{Decode, Encode};

use super::keys::SIGNATURE_BYTES;
use super::{Domain, PublicKey, SigningKey, TrustError};
use crate::ids::{ActorId, ChangeHash, DocumentId, DocumentKind};

/// "Of this actor's changes I hold all up to this one."
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct ReceiptLine {
    /// Whose changes.
    #[n(0)]
    pub actor: ActorId,
    /// The last one held.
    #[n(1)]
    pub sequence: u32,
}

/// One signature over lines of one document.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Receipt {
    /// Which of the learner's documents.
    #[n(0)]
    pub kind: DocumentKind,
    /// What is held.
    #[n(1)]
    pub lines: Vec<ReceiptLine>,
    /// True when a verified backup holds it too.
    #[n(2)]
    pub backed_up: bool,
    /// By the replica.
    #[cbor(n(3), with = "minicbor::bytes")]
    pub signature: [u8; SIGNATURE_BYTES],
}

impl Receipt {
    /// Signs for changes that are durable here. `lines` come with the hash at each sequence.
    pub fn issue(
        replica: &SigningKey,
        epoch: u32,
        document: DocumentId,
        lines: &[(ReceiptLine, ChangeHash)],
        backed_up: bool,
    ) -> Self {
        let message = Self::message(&replica.public(), epoch, document, lines, backed_up);
        Self {
            kind: document.kind,
            lines: lines.iter().map(|(line, _)| *line).collect(),
            backed_up,
            signature: replica.sign(Domain::Receipt, &message),
        }
    }

    /// Checks it; `hash_of` gives the hash that *this* phone has for a line.
    pub fn verify(
        &self,
        replica: &PublicKey,
        epoch: u32,
        document: DocumentId,
        hash_of: impl Fn(&ReceiptLine) -> Option<ChangeHash>,
    ) -> Result<(), TrustError> {
        let lines = self
            .lines
            .iter()
            .map(|line| hash_of(line).map(|hash| (*line, hash)))
            .collect::<Option<Vec<_>>>()
            .ok_or(TrustError::Signature)?;
        let message = Self::message(replica, epoch, document, &lines, self.backed_up);
        replica.verify(Domain::Receipt, &message, &self.signature)
    }

    fn message(
        replica: &PublicKey,
        epoch: u32,
        document: DocumentId,
        lines: &[(ReceiptLine, ChangeHash)],
        backed_up: bool,
    ) -> Vec<u8> {
        let mut message = replica.replica_id().0.to_vec();
        message.extend_from_slice(&epoch.to_be_bytes());
        message.extend_from_slice(&document.to_bytes());
        message.push(u8::from(backed_up));
        for (line, hash) in lines {
            message.extend_from_slice(&line.actor.0);
            message.extend_from_slice(&line.sequence.to_be_bytes());
            message.extend_from_slice(&hash.0);
        }
        message
    }
}
