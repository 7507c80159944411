//! `seal(data key)`: the one way in which anything of a profile reaches the phone's storage.
//!
//! Owns the cipher (XChaCha20-Poly1305), the binding of each row to its key, and the padding that
//! keeps sizes from telling what a row says. How the data key itself is wrapped is the client's
//! affair and may change without touching a row.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use thiserror::Error;
use zeroize::ZeroizeOnDrop;

use crate::phone::Entropy;

/// Bytes that a sealed row begins with.
const NONCE_BYTES: usize = 24;
/// Plain rows are padded to a multiple of this.
const PAD_BYTES: usize = 64;
/// Part of what every row is bound to.
const DOMAIN: &[u8] = b"chaski/row/1\0";

/// The key of everything that one profile stores. 32 random bytes, wiped when dropped.
#[derive(Clone, ZeroizeOnDrop)]
pub struct DataKey([u8; 32]);

/// A row that this key does not open, or that was altered or moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a stored row cannot be opened with this key")]
pub struct Unsealable;

impl DataKey {
    /// The key of these bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Seals `plain` for the row `name`. Never twice alike: the nonce is fresh.
    pub fn seal(&self, name: &str, plain: &[u8], entropy: &mut Entropy) -> Vec<u8> {
        let nonce: [u8; NONCE_BYTES] = entropy.bytes();
        let mut padded = (plain.len() as u32).to_be_bytes().to_vec();
        padded.extend_from_slice(plain);
        padded.resize(padded.len().next_multiple_of(PAD_BYTES), 0);
        let aad = [DOMAIN, name.as_bytes()].concat();
        let payload = Payload { msg: &padded, aad: &aad };
        let cipher = self.cipher().encrypt(&XNonce::from(nonce), payload);
        // Sealing fails only beyond 256 GiB.
        [&nonce[..], &cipher.unwrap_or_default()].concat()
    }

    /// Opens what `seal` made for the same name.
    pub fn open(&self, name: &str, sealed: &[u8]) -> Result<Vec<u8>, Unsealable> {
        let (nonce, cipher) = sealed.split_at_checked(NONCE_BYTES).ok_or(Unsealable)?;
        let nonce: [u8; NONCE_BYTES] = nonce.try_into().map_err(|_| Unsealable)?;
        let aad = [DOMAIN, name.as_bytes()].concat();
        let payload = Payload { msg: cipher, aad: &aad };
        let padded =
            self.cipher().decrypt(&XNonce::from(nonce), payload).map_err(|_| Unsealable)?;
        let (length, rest) = padded.split_at_checked(4).ok_or(Unsealable)?;
        let length = u32::from_be_bytes(length.try_into().map_err(|_| Unsealable)?) as usize;
        rest.get(..length).map(<[u8]>::to_vec).ok_or(Unsealable)
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&self.0.into())
    }
}

impl std::fmt::Debug for DataKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DataKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_opens_only_with_its_key_and_name() {
        let key = DataKey::new([7; 32]);
        let mut entropy = Entropy::new(&[1; 32]);
        let sealed = key.seal("f1", b"tres horas", &mut entropy);
        assert_eq!(key.open("f1", &sealed).unwrap(), b"tres horas");
        assert_eq!(key.open("f2", &sealed), Err(Unsealable));
        assert_eq!(DataKey::new([8; 32]).open("f1", &sealed), Err(Unsealable));
        for at in [0, 30, sealed.len() - 1] {
            let mut altered = sealed.clone();
            altered[at] ^= 1;
            assert_eq!(key.open("f1", &altered), Err(Unsealable));
        }
        assert_eq!(key.open("f1", &sealed[..20]), Err(Unsealable));
        assert_ne!(key.seal("f1", b"tres horas", &mut entropy), sealed, "fresh nonce");
        let short = key.seal("f1", b"a", &mut entropy);
        assert_eq!(short.len(), sealed.len(), "small rows look alike");
    }
}
