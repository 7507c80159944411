//! A bundle: one request of a phone, or what a hub has for central, sealed to central.
//!
//! Owns its form. A request of open profiles has no business in a file: their read tokens would
//! lie in it. What a hub says is the server's to read.

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
    /// Of a centre's hub.
    Hub(Vec<u8>),
}

/// Number of the content of a phone.
pub(super) const PHONE: u8 = 0;
/// Number of the content of a hub.
pub(super) const HUB: u8 = 1;

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
        let (kind, content) = match &self.content {
            Content::Phone(request) => (PHONE, request.to_bytes()),
            Content::Hub(bytes) => (HUB, bytes.clone()),
        };
        let written = Written {
            version: VERSION,
            kind,
            id: self.id,
            answer_to: self.answer_to,
            content: content.into(),
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
        let content = match written.kind {
            PHONE => Content::Phone(request(&written.content)?),
            HUB => Content::Hub(written.content.into()),
            _ => return Err(CourierError::TooNew),
        };
        Ok(Self { id: written.id, answer_to: written.answer_to, content })
    }
}

/// A request of locked profiles only.
fn request(bytes: &[u8]) -> Result<SyncRequest, CourierError> {
    let request = SyncRequest::from_bytes(bytes).map_err(|error| match error {
        MessageError::Version => CourierError::TooNew,
        MessageError::Limit => CourierError::TooLarge,
        MessageError::Malformed => CourierError::Damaged,
    })?;
    if request.profiles.is_empty() { Ok(request) } else { Err(CourierError::Damaged) }
}
