//! A locked phone that asks the holders.
//!
//! Owns what lies on the phone for that (the kit), and the key for once, which lives in memory
//! alone. The kit opens nothing: the parts are sealed, and W's wrapping is the caller's.

use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};
use thiserror::Error;
use zeroize::Zeroizing;

use super::{KEY_BYTES, join, request_code};
use crate::exchange::{
    HolderBox, MessageError, RecoveryAnswer, RecoveryAsk, RecoveryQuestion, RecoverySaid,
    RecoveryState, Token, VERSION,
};
use crate::ids::{LearnerId, StaffTag};
use crate::phone::Entropy;
use crate::sealed_box::SealingKey;

/// One holder, as the phone knows her.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct KitHolder {
    /// Who.
    #[n(0)]
    pub staff: StaffTag,
    /// Her name.
    #[n(1)]
    pub name: String,
    /// Her part, sealed to her key.
    #[n(2)]
    pub part: ByteVec,
}

/// What a phone keeps to ask by. The caller wraps it by the device key: it says who somebody is.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Kit {
    /// Version of the form.
    #[n(0)]
    pub version: u8,
    /// Whose profile.
    #[n(1)]
    pub learner: LearnerId,
    /// Proves which phone asks.
    #[n(2)]
    pub device_token: Token,
    /// Among whom W is split.
    #[n(3)]
    pub holders: Vec<KitHolder>,
}

/// Why an attempt does not go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum AttemptError {
    /// What lies on the phone is no kit.
    #[error("what is kept for recovery is damaged")]
    Kit,
    /// Not an answer to this question.
    #[error("the answer is not one")]
    Message(#[from] MessageError),
    /// The holders' answers do not fit together: a part is of another splitting.
    #[error("the holders' answers do not fit together")]
    Parts,
}

impl Kit {
    /// Reads what [`Kit::to_bytes`] made.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, AttemptError> {
        minicbor::decode(bytes)
            .ok()
            .filter(|kit: &Self| kit.version == VERSION)
            .ok_or(AttemptError::Kit)
    }

    /// As it is kept.
    pub fn to_bytes(&self) -> Vec<u8> {
        minicbor::to_vec(self).unwrap_or_default()
    }
}

/// One request of a locked phone.
pub struct Attempt {
    kit: Kit,
    key: SealingKey,
}

impl Attempt {
    /// Begins one, with a key for this once.
    pub fn new(kit: Kit, entropy: &mut Entropy) -> Self {
        Self { kit, key: SealingKey::from_bytes(entropy.bytes()) }
    }

    /// One of nobody's, which looks alike and which nobody can answer: whoever asks for a profile
    /// behind "otro perfil" must not learn whether there is one.
    pub fn decoy(entropy: &mut Entropy) -> Self {
        let (learner, device_token) = (LearnerId(entropy.bytes()), Token(entropy.bytes()));
        Self::new(Kit { version: VERSION, learner, device_token, holders: Vec::new() }, entropy)
    }

    /// What the phone shows, and holders type.
    pub fn code(&self) -> String {
        request_code(self.kit.learner, &self.key.public())
    }

    /// The body that asks the holders.
    pub fn begin(&self) -> Vec<u8> {
        let parts = self
            .kit
            .holders
            .iter()
            .map(|holder| HolderBox { staff: holder.staff, sealed: holder.part.clone() });
        self.ask(RecoveryQuestion::Begin { ephemeral: self.key.public(), parts: parts.collect() })
    }

    /// The body that asks how it stands.
    pub fn look(&self) -> Vec<u8> {
        self.ask(RecoveryQuestion::Look { code: self.code() })
    }

    fn ask(&self, question: RecoveryQuestion) -> Vec<u8> {
        let device_token = self.kit.device_token;
        RecoveryAsk { version: VERSION, device_token, question }.to_bytes()
    }

    /// Until when the request stands, of the answer to [`Attempt::begin`].
    pub fn begun(&self, answer: &[u8]) -> Result<i64, AttemptError> {
        match RecoveryAnswer::from_bytes(answer)?.said {
            RecoverySaid::Begun { expires_at } => Ok(expires_at),
            _ => Err(MessageError::Malformed.into()),
        }
    }

    /// How it stands, who has answered, and W once two have, of the answer to [`Attempt::look`].
    pub fn stands(&self, answer: &[u8]) -> Result<Standing, AttemptError> {
        let RecoverySaid::Stands { state, given } = RecoveryAnswer::from_bytes(answer)?.said else {
            return Err(MessageError::Malformed.into());
        };
        let name = |each: &HolderBox| {
            let known = self.kit.holders.iter().find(|holder| holder.staff == each.staff);
            known.map(|holder| holder.name.clone())
        };
        let names = given.iter().filter_map(name).collect();
        let key = match state {
            RecoveryState::Given => {
                let answers: Vec<(StaffTag, &[u8])> =
                    given.iter().map(|each| (each.staff, &each.sealed[..])).collect();
                Some(join(&self.key, self.kit.learner, &answers).ok_or(AttemptError::Parts)?)
            }
            RecoveryState::Waits | RecoveryState::Over => None,
        };
        Ok(Standing { state, names, key })
    }
}

/// Where a request stands, as the phone understands it.
#[derive(Debug)]
pub struct Standing {
    /// Where.
    pub state: RecoveryState,
    /// Names of those who have answered.
    pub names: Vec<String>,
    /// W, once two have.
    pub key: Option<Zeroizing<[u8; KEY_BYTES]>>,
}

impl std::fmt::Debug for Attempt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Attempt(…)")
    }
}
