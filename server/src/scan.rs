//! The proof that a session's code holds besides the session's id.
//!
//! Owns how it is made. It follows from central's key and the session alone: nothing has to be
//! kept, a restored server knows it again, and whoever has not seen the code cannot guess it. Forty
//! bits, which only central can compare, and which open nothing: a scan with a wrong one is kept,
//! and told.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use sync_core::trust::SigningKey;

/// Part of what is authenticated; never change or reuse it.
const DOMAIN: &[u8] = b"chaski/session-code/1\0";
/// Easy to tell apart in print, and nothing to escape in an address.
const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
const CHARS: usize = 8;

/// The proof for this session: eight characters of `a-z2-7`.
pub fn proof(central: &SigningKey, session: &[u8; 16]) -> String {
    // A key of any length is a key.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(central.seed()) else { return String::new() };
    mac.update(DOMAIN);
    mac.update(session);
    let tag = mac.finalize().into_bytes();
    let bits = tag.iter().take(CHARS).fold(0_u64, |bits, byte| (bits << 8) | u64::from(*byte));
    (0..CHARS).map(|at| ALPHABET[(bits >> (59 - 5 * at)) as usize & 31] as char).collect()
}

/// Is this the session's proof? Empty is never one.
pub fn is_proof(central: &SigningKey, session: &[u8; 16], said: &str) -> bool {
    let expected = proof(central, session);
    // Nobody hears how much of a wrong one was right: the answer is a row in a report.
    !said.is_empty() && expected == said.to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_session_has_one_of_its_own_that_only_central_makes() {
        let (central, other) = (SigningKey::from_seed([1; 32]), SigningKey::from_seed([2; 32]));
        let first = proof(&central, &[1; 16]);
        assert_eq!(first.len(), CHARS);
        assert!(first.bytes().all(|byte| ALPHABET.contains(&byte)));
        assert_ne!(first, proof(&central, &[2; 16]));
        assert_ne!(first, proof(&other, &[1; 16]));
        assert!(is_proof(&central, &[1; 16], &first));
        assert!(is_proof(&central, &[1; 16], &first.to_ascii_uppercase()));
        for wrong in ["", "aaaaaaaa", &first[1..]] {
            assert!(!is_proof(&central, &[1; 16], wrong), "{wrong}");
        }
    }
}
