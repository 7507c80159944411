//! Who a profile is to the programme: keys, tokens, and whom it trusts.
//!
//! Owns what enrolment gave. Every field is secret or personal: it lives only in sealed rows.

use minicbor::{Decode, Encode};

use crate::exchange::Token;
use crate::ids::{LearnerId, WriterId};
use crate::sealed_box::SealingKey;
use crate::trust::{PublicKey, ReplicaCertificate, SealingCertificate, SigningKey};

/// What enrolment gave, and the key that this phone made for it.
#[derive(Clone, Debug, Encode, Decode)]
#[cbor(array)]
pub struct Identity {
    /// Who she is to the programme.
    #[n(0)]
    pub learner: LearnerId,
    /// Seed of the key that this profile signs with.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub(super) seed: [u8; 32],
    /// Opens reading.
    #[n(2)]
    pub read_token: Token,
    /// Delivers sealed batches while the profile is locked.
    #[n(3)]
    pub device_token: Token,
    /// The programme's root, pinned at enrolment.
    #[n(4)]
    pub root: PublicKey,
    /// Central, certified by the root.
    #[n(5)]
    pub central: ReplicaCertificate,
    /// Central's clock at enrolment: seconds since 1970.
    #[n(6)]
    pub enrolled_at: i64,
    /// The key that what leaves while the profile is locked is sealed to.
    #[n(7)]
    pub sealing: Option<SealingCertificate>,
}

impl Identity {
    /// The key that this profile signs with.
    pub fn signing_key(&self) -> SigningKey {
        SigningKey::from_seed(self.seed)
    }

    /// Opens what was sealed to this profile. Follows from the same seed.
    pub fn sealing_key(&self) -> SealingKey {
        SealingKey::of_seed(&self.seed)
    }

    /// The writer that this profile is.
    pub fn writer(&self) -> WriterId {
        self.signing_key().public().writer_id()
    }
}
