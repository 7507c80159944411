//! Ed25519 keys, the ids made of them, and how an actor follows from a writer's key.
//!
//! Owns the dealings with the signature library. Must not store keys.

use ed25519_dalek::{Signer, VerifyingKey};
use minicbor::{Decode, Encode};
use sha2::{Digest, Sha256};
use zeroize::ZeroizeOnDrop;

use super::{Domain, TrustError};
use crate::ids::{ActorId, DocumentId, Nonce, ReplicaId, WriterId};
use crate::sealed_box::SealingPublic;

/// Bytes of a signature.
pub(crate) const SIGNATURE_BYTES: usize = 64;

/// The public half of a writer's or a replica's key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Encode, Decode)]
#[cbor(transparent)]
pub struct PublicKey(#[cbor(with = "minicbor::bytes")] pub [u8; 32]);

impl PublicKey {
    /// The writer that this key is.
    pub fn writer_id(&self) -> WriterId {
        WriterId(self.fingerprint())
    }

    /// The replica that this key is.
    pub fn replica_id(&self) -> ReplicaId {
        ReplicaId(self.fingerprint())
    }

    fn fingerprint(&self) -> [u8; 8] {
        let mut id = [0; 8];
        id.copy_from_slice(&Sha256::digest(self.0)[..8]);
        id
    }

    /// Strict verification: small-order keys and non-canonical signatures are refused.
    pub(crate) fn verify(
        &self,
        domain: Domain,
        message: &[u8],
        signature: &[u8; SIGNATURE_BYTES],
    ) -> Result<(), TrustError> {
        let key = VerifyingKey::from_bytes(&self.0).map_err(|_| TrustError::Signature)?;
        let signature = ed25519_dalek::Signature::from_bytes(signature);
        key.verify_strict(&[domain.text(), message].concat(), &signature)
            .map_err(|_| TrustError::Signature)
    }
}

/// The secret half. Wiped from memory when dropped.
#[derive(Clone, ZeroizeOnDrop)]
pub struct SigningKey {
    seed: [u8; 32],
}

impl SigningKey {
    /// The key of this 32-byte seed, which must be random and secret.
    pub fn from_seed(seed: [u8; 32]) -> Self {
        Self { seed }
    }

    /// The seed, for sealed storage only.
    pub fn seed(&self) -> &[u8; 32] {
        &self.seed
    }

    /// The public half.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.dalek().verifying_key().to_bytes())
    }

    pub(crate) fn sign(&self, domain: Domain, message: &[u8]) -> [u8; SIGNATURE_BYTES] {
        self.dalek().sign(&[domain.text(), message].concat()).to_bytes()
    }

    /// Signs an enrolment: proof that whoever redeems `code` holds this key, and that what is
    /// sealed to `sealing` is for the same hands.
    pub fn sign_enrolment(
        &self,
        code: &str,
        sealing: Option<&SealingPublic>,
    ) -> [u8; SIGNATURE_BYTES] {
        self.sign(Domain::Enrolment, &enrolment(code, sealing))
    }

    /// Signs the first two parts of a JSON Web Token, as that standard says: without a domain of
    /// ours. A token's text begins with `ey` and no domain does, so neither passes for the other.
    pub fn sign_token(&self, parts: &str) -> [u8; SIGNATURE_BYTES] {
        self.dalek().sign(parts.as_bytes()).to_bytes()
    }

    fn dalek(&self) -> ed25519_dalek::SigningKey {
        ed25519_dalek::SigningKey::from_bytes(&self.seed)
    }
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SigningKey({})", self.public().writer_id())
    }
}

impl PublicKey {
    /// Checks what `SigningKey::sign_enrolment` made.
    pub fn verify_enrolment(
        &self,
        code: &str,
        sealing: Option<&SealingPublic>,
        proof: &[u8; SIGNATURE_BYTES],
    ) -> Result<(), TrustError> {
        self.verify(Domain::Enrolment, &enrolment(code, sealing), proof)
    }
}

/// What an enrolment's proof covers: a code has eight bytes, so that the two cannot be mixed up.
fn enrolment(code: &str, sealing: Option<&SealingPublic>) -> Vec<u8> {
    let sealing = sealing.map_or(&[][..], |public| &public.0);
    [code.as_bytes(), sealing].concat()
}

/// The actor of a writer in a document since one app start (PROTOCOL section 2).
///
/// Derived from her key, so that nobody can take her changes for their own or publish her next.
pub fn actor_of(writer: &PublicKey, document: DocumentId, nonce: Nonce) -> ActorId {
    let digest = Sha256::new()
        .chain_update(Domain::Actor.text())
        .chain_update(writer.0)
        .chain_update(document.to_bytes())
        .chain_update(nonce.0)
        .finalize();
    let mut actor = [0; 16];
    actor.copy_from_slice(&digest[..16]);
    ActorId(actor)
}
