//! The answer to a bundle: what an exchange would have answered, sealed to the phone.
//!
//! Owns its form and central's signature over it. It says again what was asked, since the phone
//! that reads it may have gone on, lost its memory of the file, or read the same answer before.

use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};

use super::bundle::{BundleId, HUB, PHONE};
use super::{CourierError, Kind, MARK, Piece, VERSION, age, read};
use crate::exchange::{Cursor, LockedAnswer, SyncAnswer, SyncRequest, Token};
use crate::phone::Entropy;
use crate::sealed_box::{SealingKey, SealingPublic};
use crate::trust::{
    PublicKey, SIGNATURE_BYTES, SigningKey, TrustError, sign_carried, verify_carried,
};

/// What one profile of a bundle asked.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Asked {
    /// Its device token, by which the phone knows it again.
    #[n(0)]
    pub device_token: Token,
    /// The cursor it asked with.
    #[n(1)]
    pub cursor: Option<Cursor>,
    /// The backup it asked with.
    #[n(2)]
    pub backed_up: Option<u64>,
}

/// An answer, opened and not yet believed.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Answer {
    #[n(0)]
    version: u8,
    #[n(1)]
    kind: u8,
    /// Which bundle it answers.
    #[n(2)]
    pub id: BundleId,
    #[n(3)]
    content: ByteVec,
    #[cbor(n(4), with = "minicbor::bytes")]
    signature: [u8; SIGNATURE_BYTES],
}

#[derive(Encode, Decode)]
#[cbor(array)]
struct Content {
    #[n(0)]
    asked: Vec<Asked>,
    #[n(1)]
    answer: ByteVec,
}

/// An answer whose signature was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carried {
    asked: Vec<Asked>,
    /// What the replica said, to all profiles of the bundle.
    pub answer: SyncAnswer,
}

impl Answer {
    /// Signs the answer to a request that came in a bundle, as the replica.
    pub fn sign(
        replica: &SigningKey,
        id: BundleId,
        asked: Vec<Asked>,
        answer: &SyncAnswer,
    ) -> Self {
        let content = Content { asked, answer: answer.to_bytes().into() };
        let content = minicbor::to_vec(content).unwrap_or_default();
        Self::signed(replica, PHONE, id, content)
    }

    /// Signs what is said to a hub, as the replica.
    pub fn sign_for_hub(replica: &SigningKey, id: BundleId, content: Vec<u8>) -> Self {
        Self::signed(replica, HUB, id, content)
    }

    fn signed(replica: &SigningKey, kind: u8, id: BundleId, content: Vec<u8>) -> Self {
        let signature = sign_carried(replica, &covered(&id, kind, &content));
        Self { version: VERSION, kind, id, content: content.into(), signature }
    }

    /// Seals it to the key that the bundle named.
    pub fn seal(&self, to: &SealingPublic, entropy: &mut Entropy) -> Piece {
        let plain = minicbor::to_vec(self).unwrap_or_default();
        let version = VERSION.to_string();
        let mark = [MARK, Kind::Answer.word(), &version];
        Piece::of(&age::seal(&[*to], &mark, &plain, entropy))
    }

    /// Opens a piece with the phone's key.
    pub fn open(piece: &Piece, key: &SealingKey) -> Result<Self, CourierError> {
        Self::from_bytes(&piece.opened(Kind::Answer, [key].into_iter())?)
    }

    /// Reads what was in a piece.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CourierError> {
        let answer: Self = read(bytes)?;
        if [PHONE, HUB].contains(&answer.kind) { Ok(answer) } else { Err(CourierError::TooNew) }
    }

    /// What was in its piece.
    pub fn to_bytes(&self) -> Vec<u8> {
        minicbor::to_vec(self).unwrap_or_default()
    }

    /// What it says to a hub, if that is the word of `replica`.
    pub fn for_hub(&self, replica: &PublicKey) -> Result<&[u8], AnswerError> {
        self.check(HUB, replica)?;
        Ok(&self.content)
    }

    /// Whose word it is, and to whom: one of another kind is for somebody else.
    fn check(&self, kind: u8, replica: &PublicKey) -> Result<(), AnswerError> {
        if self.kind != kind {
            return Err(CourierError::Foreign.into());
        }
        let covered = covered(&self.id, self.kind, &self.content);
        Ok(verify_carried(replica, &covered, &self.signature)?)
    }

    /// What it says to a phone, if that is the word of `replica`.
    pub fn verified(&self, replica: &PublicKey) -> Result<Carried, AnswerError> {
        self.check(PHONE, replica)?;
        let content: Content =
            crate::exchange::whole(&self.content).map_err(|_| CourierError::Damaged)?;
        let answer = SyncAnswer::from_bytes(&content.answer).map_err(|_| CourierError::Damaged)?;
        if answer.locked.as_ref().map_or(0, Vec::len) != content.asked.len() {
            return Err(CourierError::Damaged.into());
        }
        Ok(Carried { asked: content.asked, answer })
    }
}

impl Asked {
    /// What the profiles of a request ask.
    pub fn of(request: &SyncRequest) -> Vec<Self> {
        let asked = request.locked.iter().flatten().map(|locked| Self {
            device_token: locked.device_token,
            cursor: locked.cursor,
            backed_up: locked.backed_up,
        });
        asked.collect()
    }
}

impl Carried {
    /// What one profile asked, and its answer.
    pub fn part(&self, token: &Token) -> Option<(&Asked, &LockedAnswer)> {
        let answers = self.answer.locked.iter().flatten();
        self.asked.iter().zip(answers).find(|(asked, _)| asked.device_token == *token)
    }
}

/// Why an answer is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AnswerError {
    /// Not one.
    #[error(transparent)]
    Courier(#[from] CourierError),
    /// Not this replica's word.
    #[error(transparent)]
    Trust(#[from] TrustError),
}

fn covered(id: &BundleId, kind: u8, content: &[u8]) -> Vec<u8> {
    [&id.0[..], &[kind], content].concat()
}
