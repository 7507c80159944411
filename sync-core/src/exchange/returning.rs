//! The CBOR of `POST /api/return`: a phone that a restored replica does not know any more.
//!
//! Idempotent: asked twice, it is known twice. The proof binds the tokens' hashes to the key, so
//! that nobody on the road can put others in their place.

use minicbor::{Decode, Encode};

use super::reading::{self, Message, is_moment};
use super::{MessageError, VERSION};
use crate::sealed_box::SealingPublic;
use crate::trust::{Domain, ErasureNotice, PublicKey, SigningKey, TrustError, WriterCertificate};

/// Bytes of one body.
pub const MAX_RETURN_BYTES: usize = 8 * 1024;
/// Others' certificates in one body.
pub const MAX_OTHERS: usize = 32;

/// "Central certified this key after the copy was made that you were restored from."
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct ReturnRequest {
    /// `exchange::VERSION`.
    #[n(0)]
    pub version: u8,
    /// Of this phone's key, by central.
    #[n(1)]
    pub writer: WriterCertificate,
    /// SHA-256 of the read token.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub read_token_hash: [u8; 32],
    /// SHA-256 of the device token.
    #[cbor(n(3), with = "minicbor::bytes")]
    pub device_token_hash: [u8; 32],
    /// Made with this phone's key over central's key, its own, both hashes and the sealing key.
    #[cbor(n(4), with = "minicbor::bytes")]
    pub proof: [u8; 64],
    /// What is for this profile while it is locked is sealed to this key.
    #[n(5)]
    pub sealing: Option<SealingPublic>,
    /// Of other phones of the same learner: what they wrote may be here only.
    #[n(6)]
    pub others: Option<Vec<WriterCertificate>>,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum ReturnStatus {
    /// The phone is known: its tokens open again what they opened.
    #[n(0)]
    Known,
    /// Its learner is not known here: staff must add her again.
    #[n(1)]
    NoSuchLearner,
    /// It was withdrawn, or not registered in between: it needs a new code.
    #[n(2)]
    NotEntitled,
    /// Everything of its learner is to be deleted: the answer brings central's word for it.
    #[n(3)]
    Erased,
}

/// The answer. Whatever it says, the phone keeps everything, but for a learner who is erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct ReturnAnswer {
    /// `exchange::VERSION`.
    #[n(0)]
    pub version: u8,
    /// What became of it.
    #[n(1)]
    pub status: ReturnStatus,
    /// Central's clock: seconds since 1970.
    #[n(2)]
    pub server_time: i64,
    /// Present exactly when she is erased.
    #[n(3)]
    pub erasure: Option<ErasureNotice>,
}

impl Message for ReturnRequest {
    const MAX_BYTES: Option<usize> = Some(MAX_RETURN_BYTES);

    fn version(&self) -> u8 {
        self.version
    }

    fn fits(&self) -> bool {
        self.others.as_ref().map_or(0, Vec::len) <= MAX_OTHERS
    }
}

impl Message for ReturnAnswer {
    const MAX_BYTES: Option<usize> = None;

    fn version(&self) -> u8 {
        self.version
    }

    fn fits(&self) -> bool {
        is_moment(self.server_time)
    }
}

impl ReturnRequest {
    /// Makes a request, signed with the phone's key; `central` is the key that it trusts.
    pub fn sign(
        key: &SigningKey,
        central: &PublicKey,
        writer: WriterCertificate,
        read_token_hash: [u8; 32],
        device_token_hash: [u8; 32],
        sealing: SealingPublic,
        others: Vec<WriterCertificate>,
    ) -> Self {
        let mut request = Self {
            version: VERSION,
            writer,
            read_token_hash,
            device_token_hash,
            proof: [0; 64],
            sealing: Some(sealing),
            others: (!others.is_empty()).then_some(others),
        };
        request.proof = key.sign(Domain::Return, &request.message(central));
        request
    }

    /// Checks the proof. The certificates are the caller's to check.
    pub fn verify(&self, central: &PublicKey) -> Result<(), TrustError> {
        self.writer.public.verify(Domain::Return, &self.message(central), &self.proof)
    }

    fn message(&self, central: &PublicKey) -> Vec<u8> {
        let hashes = [self.read_token_hash, self.device_token_hash];
        let mut message = [central.0, self.writer.public.0, hashes[0], hashes[1]].concat();
        message.extend(self.sealing.iter().flat_map(|sealing| sealing.0));
        message
    }

    /// Reads a body. Signatures are for the server to check.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, MessageError> {
        reading::read(bytes)
    }

    /// The body.
    pub fn to_bytes(&self) -> Vec<u8> {
        reading::write(self)
    }
}

impl ReturnAnswer {
    /// Reads an answer.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, MessageError> {
        reading::read(bytes)
    }

    /// The body.
    pub fn to_bytes(&self) -> Vec<u8> {
        reading::write(self)
    }
}
