//! The CBOR of `POST /api/enrol`: a code for an identity.
//!
//! Idempotent by (code, key): a phone whose answer was lost asks again with the same key and gets
//! the same answer.

use minicbor::{Decode, Encode};

use super::reading::{self, Message, is_moment};
use super::{MessageError, Token, VERSION};
use crate::ids::LearnerId;
use crate::sealed_box::SealingPublic;
use crate::trust::{
    PublicKey, ReplicaCertificate, SealingCertificate, SigningKey, TrustError, WriterCertificate,
};

/// Bytes of one enrolment body.
const MAX_BYTES: usize = 512;
/// Characters of a code without its hyphen.
pub const CODE_CHARS: usize = 8;

/// A phone redeems a code for its new writer key.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct EnrolmentRequest {
    /// `exchange::VERSION`.
    #[n(0)]
    pub version: u8,
    /// Eight characters of Crockford base32, upper case, without hyphen.
    #[n(1)]
    pub code: String,
    /// The key that this phone will sign with.
    #[n(2)]
    pub writer: PublicKey,
    /// Made with that key over the code and, when there is one, the key below.
    #[cbor(n(3), with = "minicbor::bytes")]
    pub proof: [u8; 64],
    /// What comes for her while the profile is locked is sealed to this key.
    #[n(4)]
    pub sealing: Option<SealingPublic>,
}

/// What the phone becomes.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct EnrolmentAnswer {
    /// `exchange::VERSION`.
    #[n(0)]
    pub version: u8,
    /// Who she is to the programme.
    #[n(1)]
    pub learner: LearnerId,
    /// Opens reading; stays inside the profile's seal.
    #[n(2)]
    pub read_token: Token,
    /// Delivers sealed batches while the profile is locked; opens nothing.
    #[n(3)]
    pub device_token: Token,
    /// The programme's root, pinned from now on.
    #[n(4)]
    pub root: PublicKey,
    /// Central, certified by the root.
    #[n(5)]
    pub central: ReplicaCertificate,
    /// This phone's writer, certified by central.
    #[n(6)]
    pub writer: WriterCertificate,
    /// Central's clock: seconds since 1970.
    #[n(7)]
    pub server_time: i64,
    /// The key that what leaves a locked phone is sealed to.
    #[n(8)]
    pub sealing: Option<SealingCertificate>,
    /// By central: the hub that answers. It signed `writer` in central's stead, who had no road: the
    /// key waits until central has heard of it, and somebody of the staff said that it is hers.
    #[n(9)]
    pub hub: Option<ReplicaCertificate>,
}

impl Message for EnrolmentRequest {
    const MAX_BYTES: Option<usize> = Some(MAX_BYTES);

    fn version(&self) -> u8 {
        self.version
    }

    fn fits(&self) -> bool {
        self.code.len() == CODE_CHARS
    }
}

impl Message for EnrolmentAnswer {
    const MAX_BYTES: Option<usize> = None;

    fn version(&self) -> u8 {
        self.version
    }

    fn fits(&self) -> bool {
        is_moment(self.server_time)
    }
}

impl EnrolmentRequest {
    /// Asks with `key`, and proves that it is held.
    pub fn new(key: &SigningKey, code: String, sealing: Option<SealingPublic>) -> Self {
        let proof = key.sign_enrolment(&code, sealing.as_ref());
        Self { version: VERSION, code, writer: key.public(), proof, sealing }
    }

    /// Is it made with the key that it names?
    pub fn verify(&self) -> Result<(), TrustError> {
        self.writer.verify_enrolment(&self.code, self.sealing.as_ref(), &self.proof)
    }

    /// Reads a body. The proof is for the server to check.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, MessageError> {
        reading::read(bytes)
    }

    /// The body.
    pub fn to_bytes(&self) -> Vec<u8> {
        reading::write(self)
    }
}

impl EnrolmentAnswer {
    /// Reads an answer.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, MessageError> {
        reading::read(bytes)
    }

    /// The body.
    pub fn to_bytes(&self) -> Vec<u8> {
        reading::write(self)
    }
}
