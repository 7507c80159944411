//! The centre's recovery key: any two holders together open what neither of them can alone.
//!
//! A phone wraps its data key once more, by a random key W and by its own device key. W is split
//! for every two of the holders (one has random bytes, the other W less these), and what each has
//! is sealed to her key. Her key follows from sixteen random bytes that she keeps on paper: no
//! server has it. To use it, the locked phone makes a key for once; each holder opens her part and
//! seals it to that (PROTOCOL section 10).
//!
//! - `attempt`: the locked phone's side
//!
//! Owns the arithmetic and the boxes. Must not decide who may be a holder (central certifies), keep
//! anything, or know how the data key is wrapped.

mod attempt;

pub use attempt::{Attempt, AttemptError, Kit, KitHolder, Standing};

use hkdf::Hkdf;
use minicbor::bytes::ByteArray;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::exchange::{MAX_HOLDERS, REQUEST_CODE_CHARS};
use crate::ids::{LearnerId, StaffTag};
use crate::phone::Entropy;
use crate::sealed_box::{self, Purpose, SealingKey, SealingPublic, Unopenable};
use crate::trust::HolderCertificate;

/// Bytes of W.
pub const KEY_BYTES: usize = 32;
/// Bytes on a holder's paper.
pub const PAPER_BYTES: usize = 16;
/// No letter that is read as a digit.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// What one holder has: for each other holder her half of the same W.
type Halves = Vec<(StaffTag, ByteArray<KEY_BYTES>)>;

/// A holder's key, of the bytes on her paper.
pub fn holder_key(paper: &[u8; PAPER_BYTES]) -> SealingKey {
    let mut secret = Zeroizing::new([0; 32]);
    // Expanding fails only beyond 255 blocks.
    let expanded =
        Hkdf::<Sha256>::new(None, paper).expand(b"chaski/recovery-holder/1\0", &mut secret[..]);
    debug_assert!(expanded.is_ok(), "one block is never too long");
    SealingKey::from_bytes(*secret)
}

/// The code by which a request is found and known: it follows from the request's key, so that
/// whoever carries the request cannot put another key in its place.
pub fn request_code(learner: LearnerId, ephemeral: &SealingPublic) -> String {
    let digest = Sha256::new()
        .chain_update(b"chaski/recovery-code/1\0")
        .chain_update(learner.0)
        .chain_update(ephemeral.0)
        .finalize();
    let bits = digest[..5].iter().fold(0_u64, |bits, byte| (bits << 8) | u64::from(*byte));
    (0..REQUEST_CODE_CHARS)
        .rev()
        .map(|place| char::from(ALPHABET[(bits >> (5 * place)) as usize & 31]))
        .collect()
}

/// Splits W among holders, two of whom are enough; a box for each, in their order. `None` for
/// fewer than two, more than `MAX_HOLDERS`, or one person twice.
pub(crate) fn split(
    key: &[u8; KEY_BYTES],
    learner: LearnerId,
    holders: &[HolderCertificate],
    entropy: &mut Entropy,
) -> Option<Vec<Vec<u8>>> {
    let twice = holders.iter().enumerate().any(|(at, one)| {
        holders[..at].iter().any(|other| one.staff == other.staff || one.public == other.public)
    });
    if twice || !(2..=MAX_HOLDERS).contains(&holders.len()) {
        return None;
    }
    let mut halves: Vec<Halves> = holders.iter().map(|_| Vec::new()).collect();
    for (one, first) in holders.iter().enumerate() {
        for (other, second) in holders.iter().enumerate().skip(one + 1) {
            let random: [u8; KEY_BYTES] = entropy.bytes();
            halves[one].push((second.staff, random.into()));
            halves[other].push((first.staff, xor(key, &random).into()));
        }
    }
    let boxes = holders.iter().zip(halves).map(|(holder, halves)| {
        let plain = Zeroizing::new(minicbor::to_vec(&halves).unwrap_or_default());
        let to = [holder.public];
        sealed_box::seal(&to, Purpose::RecoveryPart, &learner.0, &plain, entropy)
    });
    Some(boxes.collect())
}

/// A holder's answer: her part, opened with the bytes on her paper and sealed to the request's key.
pub fn answer(
    paper: &[u8; PAPER_BYTES],
    learner: LearnerId,
    part: &[u8],
    ephemeral: &SealingPublic,
    entropy: &mut Entropy,
) -> Result<Vec<u8>, Unopenable> {
    let key = holder_key(paper);
    let plain = Zeroizing::new(sealed_box::open(&key, Purpose::RecoveryPart, &learner.0, part)?);
    let bound = bound(learner, ephemeral);
    Ok(sealed_box::seal(&[*ephemeral], Purpose::RecoveryAnswer, &bound, &plain, entropy))
}

/// W, of two holders' answers; `None` when they are not of one splitting.
fn join(
    ephemeral: &SealingKey,
    learner: LearnerId,
    answers: &[(StaffTag, &[u8])],
) -> Option<Zeroizing<[u8; KEY_BYTES]>> {
    let [(one, first), (other, second)] = answers else { return None };
    if one == other {
        return None;
    }
    let bound = bound(learner, &ephemeral.public());
    let half = |sealed: &[u8], of: StaffTag| {
        let plain = sealed_box::open(ephemeral, Purpose::RecoveryAnswer, &bound, sealed).ok()?;
        let halves: Halves = minicbor::decode(&Zeroizing::new(plain)).ok()?;
        halves.into_iter().find(|(staff, _)| *staff == of).map(|(_, half)| *half)
    };
    Some(Zeroizing::new(xor(&half(first, *other)?, &half(second, *one)?)))
}

fn bound(learner: LearnerId, ephemeral: &SealingPublic) -> Vec<u8> {
    [&learner.0[..], &ephemeral.0].concat()
}

fn xor(one: &[u8; KEY_BYTES], other: &[u8; KEY_BYTES]) -> [u8; KEY_BYTES] {
    std::array::from_fn(|at| one[at] ^ other[at])
}

#[cfg(test)]
mod tests;
