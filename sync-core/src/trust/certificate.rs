//! The chain of trust: programme root → central → writers and hubs.
//!
//! Owns what each certificate says and who may sign it. Standing (held, revoked) is not here:
//! a certificate says who somebody is, the directory says what she may do today.

use minicbor::{Decode, Encode};

use super::keys::SIGNATURE_BYTES;
use super::{Domain, PublicKey, SigningKey, TrustError};
use crate::ids::LearnerId;

/// What a replica is to the programme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum ReplicaRole {
    /// The programme's own server: third tick. Certified by the root.
    #[n(0)]
    Central,
    /// A centre's server: second tick. Certified by central.
    #[n(1)]
    Hub,
}

/// "This key is that replica's."
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct ReplicaCertificate {
    /// The replica's key.
    #[n(0)]
    pub public: PublicKey,
    /// What it is.
    #[n(1)]
    pub role: ReplicaRole,
    /// Seconds since 1970, by the issuer's clock.
    #[n(2)]
    pub issued_at: i64,
    /// By the root for central, by central for a hub.
    #[cbor(n(3), with = "minicbor::bytes")]
    pub signature: [u8; SIGNATURE_BYTES],
}

impl ReplicaCertificate {
    /// Certifies `public` with the issuer's key.
    pub fn issue(
        issuer: &SigningKey,
        public: PublicKey,
        role: ReplicaRole,
        issued_at: i64,
    ) -> Self {
        let signature =
            issuer.sign(Domain::ReplicaCertificate, &Self::message(&public, role, issued_at));
        Self { public, role, issued_at, signature }
    }

    /// Checks it against the issuer.
    pub fn verify(&self, issuer: &PublicKey) -> Result<(), TrustError> {
        let message = Self::message(&self.public, self.role, self.issued_at);
        issuer.verify(Domain::ReplicaCertificate, &message, &self.signature)
    }

    fn message(public: &PublicKey, role: ReplicaRole, issued_at: i64) -> Vec<u8> {
        let mut message = public.0.to_vec();
        message.push(match role {
            ReplicaRole::Central => 0,
            ReplicaRole::Hub => 1,
        });
        message.extend_from_slice(&issued_at.to_be_bytes());
        message
    }
}

/// Who holds a writer's key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum WriterHolder {
    /// The learner herself: may write her `record`.
    #[n(0)]
    Learner,
    /// Staff: may write `desk` and `notes`.
    #[n(1)]
    Staff,
}

/// "This key may sign for that learner's documents."
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct WriterCertificate {
    /// Whose documents.
    #[n(0)]
    pub learner: LearnerId,
    /// The writer's key.
    #[n(1)]
    pub public: PublicKey,
    /// Who holds it.
    #[n(2)]
    pub holder: WriterHolder,
    /// Seconds since 1970, by central's clock.
    #[n(3)]
    pub registered_at: i64,
    /// By central.
    #[cbor(n(4), with = "minicbor::bytes")]
    pub signature: [u8; SIGNATURE_BYTES],
}

impl WriterCertificate {
    /// Registers a writer, as central.
    pub fn issue(
        central: &SigningKey,
        learner: LearnerId,
        public: PublicKey,
        holder: WriterHolder,
        registered_at: i64,
    ) -> Self {
        let message = Self::message(learner, &public, holder, registered_at);
        let signature = central.sign(Domain::WriterCertificate, &message);
        Self { learner, public, holder, registered_at, signature }
    }

    /// Checks it against central's key.
    pub fn verify(&self, central: &PublicKey) -> Result<(), TrustError> {
        let message = Self::message(self.learner, &self.public, self.holder, self.registered_at);
        central.verify(Domain::WriterCertificate, &message, &self.signature)
    }

    fn message(
        learner: LearnerId,
        public: &PublicKey,
        holder: WriterHolder,
        registered_at: i64,
    ) -> Vec<u8> {
        let mut message = learner.0.to_vec();
        message.extend_from_slice(&public.0);
        message.push(match holder {
            WriterHolder::Learner => 0,
            WriterHolder::Staff => 1,
        });
        message.extend_from_slice(&registered_at.to_be_bytes());
        message
    }
}
