//! Sealed boxes: bytes that only the named keys open, carried by whoever meets them.
//!
//! A locked phone holds what is to be sent in boxes for central, and what came for it in boxes for
//! the profile; neither it nor whoever carries them can look inside (PROTOCOL section 8). A box
//! says nothing of who made it: what is inside is signed, or is not believed.
//!
//! Owns the form of a box: X25519 with a fresh key, HKDF-SHA256, XChaCha20-Poly1305. Must not know
//! what is inside, or which keys are to be trusted: see `trust::SealingCertificate`.

mod key;

pub use key::{SealingId, SealingKey, SealingPublic};

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use thiserror::Error;
use zeroize::Zeroizing;

use crate::phone::Entropy;

/// Version of the form.
const VERSION: u8 = 1;
/// Part of every key that is derived and of all that is bound.
const DOMAIN: &[u8] = b"chaski/box/1\0";
/// Keys that one box may be for.
pub const MAX_RECIPIENTS: usize = 8;
/// Plain bytes are padded to a multiple of this.
const PAD_BYTES: usize = 64;
const TAG_BYTES: usize = 16;
const ID_BYTES: usize = SealingId::LEN;
const PUBLIC_BYTES: usize = 32;
const WRAPPED_BYTES: usize = 32 + TAG_BYTES;
/// Version, ephemeral key, number of recipients.
const HEADER_BYTES: usize = 1 + PUBLIC_BYTES + 1;
/// The most that a box for one recipient is longer than what is inside.
pub const OVERHEAD_BYTES: usize =
    HEADER_BYTES + ID_BYTES + WRAPPED_BYTES + 4 + (PAD_BYTES - 1) + TAG_BYTES;

/// What a box is for; one made for another purpose does not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A batch on its way from a phone to a replica.
    Segment,
    /// What a replica has for a profile that is locked.
    Reading,
    /// A part of a centre's recovery key, for its holder.
    RecoveryPart,
    /// The same, from its holder to the phone that asks.
    RecoveryAnswer,
    /// Sensitive answers of a survey, for central.
    Survey,
}

impl Purpose {
    fn text(self) -> &'static [u8] {
        match self {
            Purpose::Segment => b"segment\0",
            Purpose::Reading => b"reading\0",
            Purpose::RecoveryPart => b"recovery-part\0",
            Purpose::RecoveryAnswer => b"recovery-answer\0",
            Purpose::Survey => b"survey\0",
        }
    }
}

/// A box that this key does not open, or that is none, or that was altered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a sealed box cannot be opened with this key")]
pub struct Unopenable;

/// Seals `plain` to each of `recipients` (1 to `MAX_RECIPIENTS`; more are left out).
///
/// `bound` is what both sides know anyway, as whose it is; it is not inside, and a box opens only
/// with the same.
pub fn seal(
    recipients: &[SealingPublic],
    purpose: Purpose,
    bound: &[u8],
    plain: &[u8],
    entropy: &mut Entropy,
) -> Vec<u8> {
    let recipients = &recipients[..recipients.len().min(MAX_RECIPIENTS)];
    let ephemeral = SealingKey::from_bytes(entropy.bytes());
    let content_key: Zeroizing<[u8; 32]> = Zeroizing::new(entropy.bytes());
    let mut sealed = vec![VERSION];
    sealed.extend_from_slice(&ephemeral.public().0);
    sealed.push(recipients.len() as u8);
    for recipient in recipients {
        sealed.extend_from_slice(&recipient.id().0);
        let wrapping = ephemeral
            .shared(recipient)
            .map(|shared| wrapping_key(&shared, purpose, &ephemeral.public(), recipient));
        // A recipient whose key is none gets nothing that opens.
        let wrapped = wrapping.and_then(|key| encrypt(&key, &[], &content_key[..]));
        sealed.extend_from_slice(&wrapped.unwrap_or_else(|| vec![0; WRAPPED_BYTES]));
    }
    let mut padded = (plain.len() as u32).to_be_bytes().to_vec();
    padded.extend_from_slice(plain);
    padded.resize(padded.len().next_multiple_of(PAD_BYTES), 0);
    // Sealing fails only beyond 256 GiB.
    let body = encrypt(&content_key, &aad(purpose, bound, &sealed), &padded).unwrap_or_default();
    sealed.extend_from_slice(&body);
    sealed
}

/// The keys that a box says it is for, in its order.
pub fn recipients(sealed: &[u8]) -> Result<Vec<SealingId>, Unopenable> {
    let (header, _) = split(sealed)?;
    let wrapped = header[HEADER_BYTES..].chunks_exact(ID_BYTES + WRAPPED_BYTES);
    wrapped.map(|each| SealingId::from_slice(&each[..ID_BYTES]).ok_or(Unopenable)).collect()
}

/// Opens a box for `key`. Costs no more than its length.
pub fn open(
    key: &SealingKey,
    purpose: Purpose,
    bound: &[u8],
    sealed: &[u8],
) -> Result<Vec<u8>, Unopenable> {
    let (header, body) = split(sealed)?;
    let public = key.public();
    let place = recipients(sealed)?.iter().position(|id| *id == public.id()).ok_or(Unopenable)?;
    let ephemeral: [u8; PUBLIC_BYTES] =
        header[1..=PUBLIC_BYTES].try_into().map_err(|_| Unopenable)?;
    let ephemeral = SealingPublic(ephemeral);
    let at = HEADER_BYTES + place * (ID_BYTES + WRAPPED_BYTES) + ID_BYTES;
    let shared = key.shared(&ephemeral).ok_or(Unopenable)?;
    let wrapping = wrapping_key(&shared, purpose, &ephemeral, &public);
    let content_key = Zeroizing::new(decrypt(&wrapping, &[], &header[at..at + WRAPPED_BYTES])?);
    let content_key =
        Zeroizing::new(<[u8; 32]>::try_from(&content_key[..]).map_err(|_| Unopenable)?);
    let padded = decrypt(&content_key, &aad(purpose, bound, header), body)?;
    let (length, rest) = padded.split_at_checked(4).ok_or(Unopenable)?;
    let length = u32::from_be_bytes(length.try_into().map_err(|_| Unopenable)?) as usize;
    let padding = rest.get(length..).ok_or(Unopenable)?;
    // One form for one content: nothing can be hidden behind it.
    if padding.len() >= PAD_BYTES || padding.iter().any(|byte| *byte != 0) {
        return Err(Unopenable);
    }
    Ok(rest[..length].to_vec())
}

/// The header, up to the last wrapped key, and the body.
fn split(sealed: &[u8]) -> Result<(&[u8], &[u8]), Unopenable> {
    let count = match sealed.get(HEADER_BYTES - 1) {
        Some(count) if sealed[0] == VERSION => usize::from(*count),
        _ => return Err(Unopenable),
    };
    if !(1..=MAX_RECIPIENTS).contains(&count) {
        return Err(Unopenable);
    }
    sealed.split_at_checked(HEADER_BYTES + count * (ID_BYTES + WRAPPED_BYTES)).ok_or(Unopenable)
}

/// Wraps the content key for one recipient. Used once: the ephemeral key is fresh.
fn wrapping_key(
    shared: &[u8; 32],
    purpose: Purpose,
    ephemeral: &SealingPublic,
    recipient: &SealingPublic,
) -> Zeroizing<[u8; 32]> {
    key::derived(shared, &[DOMAIN, purpose.text(), &ephemeral.0, &recipient.0].concat())
}

fn aad(purpose: Purpose, bound: &[u8], header: &[u8]) -> Vec<u8> {
    [DOMAIN, purpose.text(), &(bound.len() as u32).to_be_bytes(), bound, header].concat()
}

/// Each key here encrypts one message, so that the nonce may stay the same.
fn encrypt(key: &[u8; 32], aad: &[u8], plain: &[u8]) -> Option<Vec<u8>> {
    let payload = Payload { msg: plain, aad };
    XChaCha20Poly1305::new(key.into()).encrypt(&XNonce::default(), payload).ok()
}

fn decrypt(key: &[u8; 32], aad: &[u8], cipher: &[u8]) -> Result<Vec<u8>, Unopenable> {
    let payload = Payload { msg: cipher, aad };
    XChaCha20Poly1305::new(key.into()).decrypt(&XNonce::default(), payload).map_err(|_| Unopenable)
}

#[cfg(test)]
mod tests;
