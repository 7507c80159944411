//! Which branch of a fork stands: central's word, for every replica and phone that holds another.
//!
//! Owns what a ruling says, its signature, and which of two about one place holds. What becomes of
//! the branch that does not stand is its holder's to do.

use minicbor::{Decode, Encode};

use super::keys::SIGNATURE_BYTES;
use super::{Domain, PublicKey, SigningKey, TrustError};
use crate::ids::{ActorId, ChangeHash, DocumentId, DocumentKind, LearnerId};

/// Of the changes that claim one place of an actor this one stands. The others, and what follows
/// them, are kept apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Ruling {
    /// Whose document.
    #[n(0)]
    pub learner: LearnerId,
    /// Which of hers.
    #[n(1)]
    pub kind: DocumentKind,
    /// Whose place: an actor follows from its writer's key.
    #[n(2)]
    pub actor: ActorId,
    /// Which of the actor's.
    #[n(3)]
    pub sequence: u32,
    /// The change that stands.
    #[n(4)]
    pub hash: ChangeHash,
    /// Seconds since 1970, by central's clock.
    #[n(5)]
    pub at: i64,
    /// By central.
    #[cbor(n(6), with = "minicbor::bytes")]
    pub signature: [u8; SIGNATURE_BYTES],
}

impl Ruling {
    /// Signs it, as central.
    pub fn issue(
        central: &SigningKey,
        document: DocumentId,
        (actor, sequence): (ActorId, u32),
        hash: ChangeHash,
        at: i64,
    ) -> Self {
        let DocumentId { learner, kind } = document;
        let signature = [0; SIGNATURE_BYTES];
        let unsigned = Self { learner, kind, actor, sequence, hash, at, signature };
        Self { signature: central.sign(Domain::Ruling, &unsigned.message()), ..unsigned }
    }

    /// Checks it against central's key.
    pub fn verify(&self, central: &PublicKey) -> Result<(), TrustError> {
        central.verify(Domain::Ruling, &self.message(), &self.signature)
    }

    /// The document that it speaks of.
    pub fn document(&self) -> DocumentId {
        DocumentId { learner: self.learner, kind: self.kind }
    }

    /// Of two about one place the earlier holds: a central that was put back to before it ruled may
    /// rule otherwise, and whoever followed the first word need not turn round.
    pub fn holds_over(&self, other: &Self) -> bool {
        (self.at, self.hash) < (other.at, other.hash)
    }

    fn message(&self) -> Vec<u8> {
        [
            &self.document().to_bytes()[..],
            &self.actor.0,
            &self.sequence.to_be_bytes(),
            &self.hash.0,
            &self.at.to_be_bytes(),
        ]
        .concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_central_rules_and_only_on_the_place_and_branch_it_names() {
        let (central, other) = (SigningKey::from_seed([1; 32]), SigningKey::from_seed([2; 32]));
        let document = DocumentId { learner: LearnerId([3; 16]), kind: DocumentKind::Record };
        let place = (ActorId([4; 16]), 7);
        let issue = |key| Ruling::issue(key, document, place, ChangeHash([5; 32]), 1_790_000_000);
        let ruling = issue(&central);
        assert!(ruling.verify(&central.public()).is_ok());
        for altered in [
            Ruling { learner: LearnerId([9; 16]), ..ruling },
            Ruling { kind: DocumentKind::Desk, ..ruling },
            Ruling { actor: ActorId([9; 16]), ..ruling },
            Ruling { sequence: 8, ..ruling },
            Ruling { hash: ChangeHash([9; 32]), ..ruling },
            Ruling { at: ruling.at - 1, ..ruling },
            issue(&other),
        ] {
            assert!(altered.verify(&central.public()).is_err());
        }
    }

    #[test]
    fn of_two_words_on_one_place_everybody_follows_the_same() {
        let central = SigningKey::from_seed([1; 32]);
        let document = DocumentId { learner: LearnerId([3; 16]), kind: DocumentKind::Record };
        let issue = |hash, at| {
            Ruling::issue(&central, document, (ActorId([4; 16]), 7), ChangeHash([hash; 32]), at)
        };
        let (first, second, same_moment) = (issue(9, 100), issue(1, 200), issue(1, 100));
        assert!(first.holds_over(&second) && !second.holds_over(&first));
        assert!(same_moment.holds_over(&first) && !first.holds_over(&same_moment));
        assert!(!first.holds_over(&first));
    }
}
