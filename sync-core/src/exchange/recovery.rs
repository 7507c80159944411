//! The CBOR of `POST /api/recoveries`: a phone and the centre's recovery key.
//!
//! A phone proves itself by its device token, also while the profile is locked: nothing that is
//! answered opens anything by itself. Owns the messages and their limits.

use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};

use super::reading::{self, Message, is_moment};
use super::{MessageError, Token};
use crate::ids::StaffTag;
use crate::sealed_box::SealingPublic;
use crate::trust::HolderCertificate;

/// Bytes of one body.
pub const MAX_RECOVERY_BYTES: usize = 8 * 1024;
/// The most holders among whom a key is split.
pub const MAX_HOLDERS: usize = 5;
/// Characters of the code by which holders find a request.
pub const REQUEST_CODE_CHARS: usize = 8;
/// Bytes of one box with a part.
const MAX_BOX_BYTES: usize = 1024;
/// Bytes of a holder's name.
const MAX_NAME_BYTES: usize = 256;

/// A holder and a box: for her, or by her.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct HolderBox {
    /// Whose.
    #[n(0)]
    pub staff: StaffTag,
    /// The sealed box.
    #[n(1)]
    pub sealed: ByteVec,
}

/// What a phone wants of the centre's recovery key.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum RecoveryQuestion {
    /// Who may hold a part of her key.
    #[n(0)]
    Holders,
    /// Ask the holders; a request of this phone's that is open ends by it.
    #[n(1)]
    Begin {
        /// What they seal their answers to.
        #[n(0)]
        ephemeral: SealingPublic,
        /// Their parts, as the phone keeps them.
        #[n(1)]
        parts: Vec<HolderBox>,
    },
    /// How a request stands.
    #[n(2)]
    Look {
        /// Its code.
        #[n(0)]
        code: String,
    },
}

/// The body.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct RecoveryAsk {
    /// `exchange::VERSION`.
    #[n(0)]
    pub version: u8,
    /// Whose phone.
    #[n(1)]
    pub device_token: Token,
    /// What is wanted.
    #[n(2)]
    pub question: RecoveryQuestion,
}

/// Where a request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum RecoveryState {
    /// Fewer than two holders have answered.
    #[n(0)]
    Waits,
    /// Two have.
    #[n(1)]
    Given,
    /// Its time is over, or there is no such request.
    #[n(2)]
    Over,
}

/// What is said to each question.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum RecoverySaid {
    /// Those who may hold a part today.
    #[n(0)]
    Holders {
        /// Each certified by central.
        #[n(0)]
        certificates: Vec<HolderCertificate>,
    },
    /// The holders can see the request now.
    #[n(1)]
    Begun {
        /// Until when: seconds since 1970.
        #[n(0)]
        expires_at: i64,
    },
    /// How it stands.
    #[n(2)]
    Stands {
        /// Where.
        #[n(0)]
        state: RecoveryState,
        /// Who has answered; the boxes are empty until two have.
        #[n(1)]
        given: Vec<HolderBox>,
    },
}

/// The answer's body.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct RecoveryAnswer {
    /// `exchange::VERSION`.
    #[n(0)]
    pub version: u8,
    /// Central's clock: seconds since 1970.
    #[n(1)]
    pub server_time: i64,
    /// What is said.
    #[n(2)]
    pub said: RecoverySaid,
}

impl Message for RecoveryAsk {
    const MAX_BYTES: Option<usize> = Some(MAX_RECOVERY_BYTES);

    fn version(&self) -> u8 {
        self.version
    }

    fn fits(&self) -> bool {
        match &self.question {
            RecoveryQuestion::Holders => true,
            RecoveryQuestion::Begin { parts, .. } => fit(parts),
            RecoveryQuestion::Look { code } => code.len() == REQUEST_CODE_CHARS,
        }
    }
}

impl RecoveryAsk {
    /// Reads a body.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, MessageError> {
        reading::read(bytes)
    }

    /// The body.
    pub fn to_bytes(&self) -> Vec<u8> {
        reading::write(self)
    }
}

impl Message for RecoveryAnswer {
    const MAX_BYTES: Option<usize> = None;

    fn version(&self) -> u8 {
        self.version
    }

    fn fits(&self) -> bool {
        is_moment(self.server_time)
            && match &self.said {
                RecoverySaid::Holders { certificates } => {
                    certificates.len() <= MAX_HOLDERS
                        && certificates.iter().all(|each| each.name.len() <= MAX_NAME_BYTES)
                }
                RecoverySaid::Begun { expires_at } => is_moment(*expires_at),
                RecoverySaid::Stands { given, .. } => fit(given),
            }
    }
}

impl RecoveryAnswer {
    /// Reads an answer. Certificates are the caller's to check.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, MessageError> {
        reading::read(bytes)
    }

    /// The body.
    pub fn to_bytes(&self) -> Vec<u8> {
        reading::write(self)
    }
}

fn fit(boxes: &[HolderBox]) -> bool {
    boxes.len() <= MAX_HOLDERS && boxes.iter().all(|each| each.sealed.len() <= MAX_BOX_BYTES)
}
