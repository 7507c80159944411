//! A bundle: one request, sealed to central.
//!
//! Owns its form. A request of open profiles has no business in a file: their read tokens would
//! lie in it.

use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};

use super::{CourierError, Kind, MARK, Piece, VERSION, age, read};
use crate::exchange::{MessageError, SyncRequest};
use crate::phone::Entropy;
use crate::sealed_box::{SealingKey, SealingPublic};

/// Names a bundle: 16 random bytes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Encode, Decode)]
#[cbor(transparent)]
pub struct BundleId(#[cbor(with = "minicbor::bytes")] pub [u8; 16]);

impl std::fmt::Debug for BundleId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "BundleId({})", hex::encode(self.0))
    }
}

/// What a bundle holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// Of a phone: what its locked profiles say.
    Phone(SyncRequest),
}

/// Number of the content of a phone. A hub's will be 1.
const PHONE: u8 = 0;

/// What a bundle says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bundle {
    /// Its name.
    pub id: BundleId,
    /// Its answer is sealed to this key.
    pub answer_to: SealingPublic,
    /// What it brings.
    pub content: Content,
}

/// A bundle on the wire.
#[derive(Encode, Decode)]
#[cbor(array)]
struct Written {
    #[n(0)]
    version: u8,
    #[n(1)]
    kind: u8,
    #[n(2)]
    id: BundleId,
    #[n(3)]
    answer_to: SealingPublic,
    #[n(4)]
    content: ByteVec,
}

impl Bundle {
    /// Seals it to `recipients`, which are central's.
    pub fn seal(&self, recipients: &[SealingPublic], entropy: &mut Entropy) -> Piece {
        let Content::Phone(request) = &self.content;
        let written = Written {
            version: VERSION,
            kind: PHONE,
            id: self.id,
            answer_to: self.answer_to,
            content: request.to_bytes().into(),
        };
        let plain = minicbor::to_vec(written).unwrap_or_default();
        let version = VERSION.to_string();
        let mark = [MARK, Kind::Bundle.word(), &version];
        Piece::of(&age::seal(recipients, &mark, &plain, entropy))
    }

    /// Opens a piece with one of central's keys, and checks all limits.
    pub fn open<'k>(
        piece: &Piece,
        keys: impl Iterator<Item = &'k SealingKey>,
    ) -> Result<Self, CourierError> {
        let written: Written = read(&piece.opened(Kind::Bundle, keys)?)?;
        if written.kind != PHONE {
            return Err(CourierError::TooNew);
        }
        let request = SyncRequest::from_bytes(&written.content).map_err(|error| match error {
            MessageError::Version => CourierError::TooNew,
            MessageError::Limit => CourierError::TooLarge,
            MessageError::Malformed => CourierError::Damaged,
        })?;
        if !request.profiles.is_empty() {
            return Err(CourierError::Damaged);
        }
        let content = Content::Phone(request);
        Ok(Self { id: written.id, answer_to: written.answer_to, content })
    }
}
