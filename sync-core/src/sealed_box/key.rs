//! X25519 keys that boxes are sealed to.
//!
//! Owns the dealings with the library for key agreement, and how such a key follows from a seed
//! that is kept anyway. Must not store keys.

use hkdf::Hkdf;
use minicbor::{Decode, Encode};
use sha2::{Digest, Sha256};
use x25519_dalek::{PublicKey, StaticSecret};
use zeroize::{ZeroizeOnDrop, Zeroizing};

/// Part of the name of every key.
const ID_DOMAIN: &[u8] = b"chaski/sealing-id/1\0";

/// The name of a key in a box: the first 8 bytes of SHA-256(`chaski/sealing-id/1\0` ‖ public key).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SealingId(pub [u8; 8]);

impl SealingId {
    /// Length in bytes.
    pub const LEN: usize = 8;

    /// Takes exactly `LEN` bytes.
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }
}

/// The public half of a key that boxes are sealed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Encode, Decode)]
#[cbor(transparent)]
pub struct SealingPublic(#[cbor(with = "minicbor::bytes")] pub [u8; 32]);

impl SealingPublic {
    /// The name of this key in a box.
    pub fn id(&self) -> SealingId {
        let digest = Sha256::new().chain_update(ID_DOMAIN).chain_update(self.0).finalize();
        let mut id = [0; SealingId::LEN];
        id.copy_from_slice(&digest[..SealingId::LEN]);
        SealingId(id)
    }
}

/// The secret half. Wiped from memory when dropped.
#[derive(Clone, ZeroizeOnDrop)]
pub struct SealingKey([u8; 32]);

impl SealingKey {
    /// The key of these 32 bytes, which must be random and secret.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The key that follows from the seed of a signing key: HKDF-SHA256 over the seed with
    /// `chaski/sealing-secret/1\0` as info. Whoever keeps the seed keeps this key.
    pub fn of_seed(seed: &[u8; 32]) -> Self {
        Self(*derived(seed, b"chaski/sealing-secret/1\0"))
    }

    /// The public half.
    pub fn public(&self) -> SealingPublic {
        SealingPublic(PublicKey::from(&StaticSecret::from(self.0)).to_bytes())
    }

    /// What both sides can work out; `None` for a public key that is none.
    pub(crate) fn shared(&self, other: &SealingPublic) -> Option<Zeroizing<[u8; 32]>> {
        let shared = StaticSecret::from(self.0).diffie_hellman(&PublicKey::from(other.0));
        shared.was_contributory().then(|| Zeroizing::new(shared.to_bytes()))
    }
}

impl std::fmt::Debug for SealingKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SealingKey({})", hex::encode(self.public().id().0))
    }
}

/// HKDF-SHA256 without salt.
pub(super) fn derived(secret: &[u8; 32], info: &[u8]) -> Zeroizing<[u8; 32]> {
    let mut out = Zeroizing::new([0; 32]);
    // Expanding fails only beyond 255 blocks.
    let expanded = Hkdf::<Sha256>::new(None, secret).expand(info, &mut out[..]);
    debug_assert!(expanded.is_ok(), "one block is never too long");
    out
}
