//! Three words by which two people compare a key: one reads them from a phone, one from the office.
//!
//! Owns which words. Must not know them: a list of 2,048 words in each language is the client's.

use sha2::{Digest, Sha256};

use super::{Domain, PublicKey};

/// How many words.
pub const THREE: usize = 3;
/// Bits that a word stands for.
const BITS: u32 = 11;

/// Places in a list of 2,048 words (those of BIP39): the first 33 bits of a hash of the key.
pub fn three_words(public: &PublicKey) -> [u16; THREE] {
    let digest = Sha256::new().chain_update(Domain::Words.text()).chain_update(public.0).finalize();
    let bits = digest.iter().take(8).fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
    let mut words = [0; THREE];
    for (place, word) in words.iter_mut().enumerate() {
        let shift = u64::BITS - BITS * (place as u32 + 1);
        *word = (bits >> shift & ((1 << BITS) - 1)) as u16;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_a_key_in_three_of_2048_words() {
        let one = three_words(&PublicKey([1; 32]));
        // SHA-256("chaski/words/1\0" ‖ 01…01), read by hand.
        assert_eq!(one, [1250, 1618, 882]);
        assert!(one.iter().all(|word| *word < 2_048));
        assert_ne!(one, three_words(&PublicKey([2; 32])));
    }
}
