//! Randomness, passed in: as many bytes as needed out of what the caller supplied.
//!
//! Owns the expansion (SHA-256 in counter mode). Never reuses a position; the caller must supply
//! fresh secret bytes for every call into the core.

use sha2::{Digest, Sha256};

use crate::ids::Nonce;

/// A stream of bytes from a caller's seed.
#[derive(Clone)]
pub struct Entropy {
    key: [u8; 32],
    counter: u64,
}

impl Entropy {
    /// Starts from the caller's bytes: at least 32 of them, secret and never used before.
    pub fn new(seed: &[u8]) -> Self {
        debug_assert!(seed.len() >= 32, "too little randomness");
        let key = Sha256::new().chain_update(b"chaski/entropy/1\0").chain_update(seed).finalize();
        Self { key: key.into(), counter: 0 }
    }

    /// The next `N` bytes.
    pub fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut out = [0; N];
        for chunk in out.chunks_mut(32) {
            let block = Sha256::new()
                .chain_update(self.key)
                .chain_update(self.counter.to_be_bytes())
                .finalize();
            self.counter += 1;
            chunk.copy_from_slice(&block[..chunk.len()]);
        }
        out
    }

    /// A nonce for a new actor.
    pub fn nonce(&mut self) -> Nonce {
        Nonce(self.bytes())
    }
}

impl std::fmt::Debug for Entropy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Entropy(…)")
    }
}
