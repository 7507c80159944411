//! What a locked profile says in an exchange, and what it is answered (PROTOCOL section 6).
//!
//! Its device token delivers what is sealed to the replica and fetches what is sealed to the
//! profile; it reads nothing. Owns these messages, and the signed reading inside a sealed answer.

use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};

use super::messages::{Cursor, Entry};
use super::{MessageError, Token};
use crate::ids::{LearnerId, ReplicaId};
use crate::trust::{
    ErasureNotice, PublicKey, Receipt, SealingCertificate, SigningKey, TrustError, sign_reading,
    verify_reading,
};
use crate::verdict::Verdict;

/// What a locked profile says.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct LockedRequest {
    /// Names device, learner and writer. Opens nothing.
    #[n(0)]
    pub device_token: Token,
    /// How many bytes of entries may be sealed for it; 0: none.
    #[n(1)]
    pub max_bytes: u32,
    /// Where the profile, or what was sealed for it since, left off with this replica.
    #[n(2)]
    pub cursor: Option<Cursor>,
    /// Signed batches, each in a box that this replica opens.
    #[n(3)]
    pub segments: Option<Vec<ByteVec>>,
    /// How many changes it still has that this request does not bring; absent: none.
    #[n(4)]
    pub unsent: Option<u32>,
    /// The feed's head of the newest backup that it has backed-up receipts for, all of them, in the
    /// epoch of its cursor; absent when it has none.
    #[n(5)]
    pub backed_up: Option<u64>,
}

/// Whether a locked profile was served.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum LockedStatus {
    /// Served.
    #[n(0)]
    Served,
    /// The device token is not known here.
    #[n(1)]
    UnknownToken,
    /// The device was revoked, and nothing of it is taken. Central never says so: it takes what
    /// comes, and whether that counts is the directory's to say.
    #[n(2)]
    Revoked,
}

/// What a replica says to one locked profile.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct LockedAnswer {
    /// Served or not.
    #[n(0)]
    pub status: LockedStatus,
    /// One for each segment of the request, in order.
    #[n(1)]
    pub verdicts: Option<Vec<Verdict>>,
    /// For what is durable now.
    #[n(2)]
    pub receipts: Option<Vec<Receipt>>,
    /// A signed [`Reading`], sealed to the profile. Present whenever the cursor moved.
    #[n(3)]
    pub sealed: Option<ByteVec>,
    /// Where to go on next time, once the above is kept.
    #[n(4)]
    pub cursor: Option<Cursor>,
    /// Flag: more entries are waiting than fitted.
    #[n(5)]
    pub more: Option<bool>,
    /// As in an open profile's answer: the head of the newest backup, when it was asked with
    /// another one; the backed-up receipts speak for what came in between.
    #[n(6)]
    pub backed_up: Option<u64>,
    /// With an unknown token: everything of this learner is to be deleted.
    #[n(7)]
    pub erasure: Option<ErasureNotice>,
}

impl LockedAnswer {
    /// An answer that says nothing but its status.
    pub fn new(status: LockedStatus) -> Self {
        Self {
            status,
            verdicts: None,
            receipts: None,
            sealed: None,
            cursor: None,
            more: None,
            backed_up: None,
            erasure: None,
        }
    }
}

/// What a replica has for a locked profile: what an open one would find in its answer.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Reading {
    /// Who read it out.
    #[n(0)]
    pub replica: ReplicaId,
    /// Its epoch.
    #[n(1)]
    pub epoch: u32,
    /// The cursor that was asked with: only a profile that stands there moves on.
    #[n(2)]
    pub asked: Option<Cursor>,
    /// Where these entries end.
    #[n(3)]
    pub cursor: Option<Cursor>,
    /// What the profile may read and lacks, in the feed's order.
    #[n(4)]
    pub entries: Vec<Entry>,
    /// The replica's newest sealing key, when a segment was sealed to an older one.
    #[n(5)]
    pub sealing: Option<SealingCertificate>,
}

/// A reading as it lies in its box.
#[derive(Encode, Decode)]
#[cbor(array)]
struct SignedReading {
    #[cbor(n(0), with = "minicbor::bytes")]
    reading: Vec<u8>,
    #[cbor(n(1), with = "minicbor::bytes")]
    signature: [u8; 64],
}

impl Reading {
    /// The bytes to seal: anybody can seal something to a profile, so that it is signed.
    pub fn sign(&self, replica: &SigningKey, learner: LearnerId) -> Vec<u8> {
        let reading = minicbor::to_vec(self).unwrap_or_default();
        let signature = sign_reading(replica, learner, &reading);
        minicbor::to_vec(SignedReading { reading, signature }).unwrap_or_default()
    }

    /// Reads what was in a box. `key_of` gives the key of a replica that is known.
    pub fn verified(
        bytes: &[u8],
        learner: LearnerId,
        key_of: impl Fn(ReplicaId) -> Option<PublicKey>,
    ) -> Result<Self, ReadingError> {
        let signed: SignedReading = super::reading::whole(bytes)?;
        let reading: Self = super::reading::whole(&signed.reading)?;
        let key = key_of(reading.replica).ok_or(TrustError::UnknownReplica)?;
        verify_reading(&key, learner, &signed.reading, &signed.signature)?;
        Ok(reading)
    }
}

/// Why a reading is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadingError {
    /// Not one.
    #[error(transparent)]
    Message(#[from] MessageError),
    /// Not a known replica's.
    #[error(transparent)]
    Trust(#[from] TrustError),
}
