//! One exchange: what a phone asks and tells, and what a replica answers (PROTOCOL section 6).
//!
//! Owns the messages, their versions and limits. Must not decide: the phone's side is `phone`,
//! the replica's is the server's.

mod enrolment;
mod locked;
mod messages;
mod reading;
mod recovery;
mod returning;
mod together;

pub use enrolment::{CODE_CHARS, EnrolmentAnswer, EnrolmentRequest};
pub use locked::{LockedAnswer, LockedRequest, LockedStatus, Reading, ReadingError};
pub use messages::{
    ActorState, Cursor, DocumentState, Entry, ProfileAnswer, ProfileRequest, ProfileStatus,
    RelayedReceipt, SyncAnswer, SyncRequest,
};

pub use together::{apart, together};

pub(crate) use reading::whole;
pub use recovery::{
    HolderBox, MAX_HOLDERS, MAX_RECOVERY_BYTES, REQUEST_CODE_CHARS, RecoveryAnswer, RecoveryAsk,
    RecoveryQuestion, RecoverySaid, RecoveryState,
};
pub use returning::{MAX_OTHERS, MAX_RETURN_BYTES, ReturnAnswer, ReturnRequest, ReturnStatus};

use thiserror::Error;

/// Version of the exchange. A server answers any version it knows.
pub const VERSION: u8 = 1;
/// Bytes of one request body: batches, and states of what is held.
pub const MAX_REQUEST_BYTES: usize = 160 * 1024;
/// Bytes of the batches and segments of one request: what costs most to check. The dearest that an
/// enrolled phone can make of so many is refused well under a tenth of a second, and on a poor line
/// a cut request loses little. One of the largest batches always fits, with room for others'
/// small ones.
pub const MAX_REQUEST_BATCH_BYTES: usize = 80 * 1024;
const _: () = assert!(MAX_REQUEST_BATCH_BYTES > crate::batch::MAX_BATCH_BYTES);
/// Rulings on forks that one profile tells at once.
pub const MAX_RULINGS: usize = 64;
/// Profiles in one request, open and locked.
pub const MAX_PROFILES: usize = 32;
/// Batches, or segments, of one profile in one request.
pub const MAX_BATCHES: usize = 64;
/// The most that a phone may ask to come back, in bytes.
pub const MAX_RESPONSE_BYTES: u32 = 4 * 1024 * 1024;

/// Why a message is not one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum MessageError {
    /// Not the CBOR it should be.
    #[error("not a well-formed message")]
    Malformed,
    /// A version that this code does not speak.
    #[error("unknown version")]
    Version,
    /// Over one of the limits of this module.
    #[error("over a limit")]
    Limit,
}

/// A token that opens one thing: 16 random bytes, compared in constant time by its holder.
#[derive(Clone, Copy, PartialEq, Eq, Hash, minicbor::Encode, minicbor::Decode)]
#[cbor(transparent)]
pub struct Token(#[cbor(with = "minicbor::bytes")] pub [u8; 16]);

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(…)")
    }
}
