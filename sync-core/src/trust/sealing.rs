//! Which keys are sealed to, and who stands by what was in a box.
//!
//! Owns what the certificate of a sealing key says, and the signatures of a reading and of a carried
//! answer. How a box is made is `sealed_box`'s.

use minicbor::{Decode, Encode};

use super::keys::SIGNATURE_BYTES;
use super::{Domain, PublicKey, SigningKey, TrustError};
use crate::ids::{LearnerId, ReplicaId};
use crate::sealed_box::SealingPublic;

/// "What is for that replica alone is sealed to this key."
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct SealingCertificate {
    /// Whose key it is.
    #[n(0)]
    pub replica: ReplicaId,
    /// The key.
    #[n(1)]
    pub public: SealingPublic,
    /// Seconds since 1970, by central's clock. The newest is used; older ones still open.
    #[n(2)]
    pub issued_at: i64,
    /// By central.
    #[cbor(n(3), with = "minicbor::bytes")]
    pub signature: [u8; SIGNATURE_BYTES],
}

impl SealingCertificate {
    /// Certifies a replica's key, as central.
    pub fn issue(
        central: &SigningKey,
        replica: ReplicaId,
        public: SealingPublic,
        issued_at: i64,
    ) -> Self {
        let message = Self::message(replica, &public, issued_at);
        let signature = central.sign(Domain::SealingCertificate, &message);
        Self { replica, public, issued_at, signature }
    }

    /// Checks it against central's key.
    pub fn verify(&self, central: &PublicKey) -> Result<(), TrustError> {
        let message = Self::message(self.replica, &self.public, self.issued_at);
        central.verify(Domain::SealingCertificate, &message, &self.signature)
    }

    fn message(replica: ReplicaId, public: &SealingPublic, issued_at: i64) -> Vec<u8> {
        [&replica.0[..], &public.0, &issued_at.to_be_bytes()].concat()
    }
}

/// A replica's word for what it sealed for a learner's profile.
pub(crate) fn sign_reading(
    replica: &SigningKey,
    learner: LearnerId,
    reading: &[u8],
) -> [u8; SIGNATURE_BYTES] {
    replica.sign(Domain::Reading, &[&learner.0[..], reading].concat())
}

/// Checks what `sign_reading` made.
pub(crate) fn verify_reading(
    replica: &PublicKey,
    learner: LearnerId,
    reading: &[u8],
    signature: &[u8; SIGNATURE_BYTES],
) -> Result<(), TrustError> {
    replica.verify(Domain::Reading, &[&learner.0[..], reading].concat(), signature)
}

/// A replica's word for the answer to a bundle.
pub(crate) fn sign_carried(replica: &SigningKey, covered: &[u8]) -> [u8; SIGNATURE_BYTES] {
    replica.sign(Domain::Courier, covered)
}

/// Checks what `sign_carried` made.
pub(crate) fn verify_carried(
    replica: &PublicKey,
    covered: &[u8],
    signature: &[u8; SIGNATURE_BYTES],
) -> Result<(), TrustError> {
    replica.verify(Domain::Courier, covered, signature)
}
