//! "Everything of her is to be deleted": central's word, for every replica and phone that holds any.
//!
//! Owns what an erasure says and its signature. Who holds what of her, and how it goes, is the
//! holder's own.

use minicbor::{Decode, Encode};

use super::keys::SIGNATURE_BYTES;
use super::{Domain, PublicKey, SigningKey, TrustError};
use crate::ids::LearnerId;

/// A learner's erasure. There is no way back from it, so that nobody is believed but central.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct ErasureNotice {
    /// Who is erased.
    #[n(0)]
    pub learner: LearnerId,
    /// Seconds since 1970, by central's clock.
    #[n(1)]
    pub at: i64,
    /// By central.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub signature: [u8; SIGNATURE_BYTES],
}

impl ErasureNotice {
    /// Signs it, as central.
    pub fn issue(central: &SigningKey, learner: LearnerId, at: i64) -> Self {
        let signature = central.sign(Domain::Erasure, &Self::message(learner, at));
        Self { learner, at, signature }
    }

    /// Checks it against central's key.
    pub fn verify(&self, central: &PublicKey) -> Result<(), TrustError> {
        central.verify(Domain::Erasure, &Self::message(self.learner, self.at), &self.signature)
    }

    /// Is this central's word on this learner?
    pub(crate) fn speaks_of(&self, learner: LearnerId, central: &PublicKey) -> bool {
        self.learner == learner && self.verify(central).is_ok()
    }

    fn message(learner: LearnerId, at: i64) -> Vec<u8> {
        [&learner.0[..], &at.to_be_bytes()].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_central_erases_and_only_whom_it_names() {
        let (central, other) = (SigningKey::from_seed([1; 32]), SigningKey::from_seed([2; 32]));
        let (her, another) = (LearnerId([3; 16]), LearnerId([4; 16]));
        let notice = ErasureNotice::issue(&central, her, 1_790_000_000);
        assert!(notice.speaks_of(her, &central.public()));
        assert!(!notice.speaks_of(another, &central.public()));
        assert!(!notice.speaks_of(her, &other.public()));
        for altered in [
            ErasureNotice { learner: another, ..notice },
            ErasureNotice { at: notice.at + 1, ..notice },
            ErasureNotice::issue(&other, her, notice.at),
        ] {
            assert!(altered.verify(&central.public()).is_err());
        }
    }
}
