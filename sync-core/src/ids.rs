//! Names of things: fixed-size byte ids as newtypes, and what each one identifies.
//!
//! Owns the ids and their hex form. Must not hold rules: how an actor is derived from a key is
//! in `trust`, what a register key may look like is in `key`.

use std::fmt;

use minicbor::{Decode, Encode};

macro_rules! byte_id {
    ($(#[$doc:meta])* $name:ident, $len:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; $len]);

        impl $name {
            /// Length in bytes.
            pub const LEN: usize = $len;

            /// Parses lower- or upper-case hex of exactly the right length.
            pub fn from_hex(text: &str) -> Option<Self> {
                let mut bytes = [0; $len];
                hex::decode_to_slice(text, &mut bytes).ok()?;
                Some(Self(bytes))
            }

            /// Takes exactly `LEN` bytes.
            pub fn from_slice(bytes: &[u8]) -> Option<Self> {
                bytes.try_into().ok().map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&hex::encode(self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }

        impl<C> Encode<C> for $name {
            fn encode<W: minicbor::encode::Write>(
                &self,
                e: &mut minicbor::Encoder<W>,
                _: &mut C,
            ) -> Result<(), minicbor::encode::Error<W::Error>> {
                e.bytes(&self.0)?.ok()
            }
        }

        impl<'b, C> Decode<'b, C> for $name {
            fn decode(
                d: &mut minicbor::Decoder<'b>,
                _: &mut C,
            ) -> Result<Self, minicbor::decode::Error> {
                let at = d.position();
                Self::from_slice(d.bytes()?).ok_or_else(|| {
                    minicbor::decode::Error::message(concat!(stringify!($name), ": wrong length"))
                        .at(at)
                })
            }
        }
    };
}

byte_id!(
    /// One learner, for life: random, never reused, says nothing about her.
    LearnerId, 16
);
byte_id!(
    /// A key that may sign: the first 8 bytes of SHA-256 over its Ed25519 public key.
    WriterId, 8
);
byte_id!(
    /// A server that holds the record: the first 8 bytes of SHA-256 over its public key.
    ReplicaId, 8
);
byte_id!(
    /// One writer in one document since one app start (see `trust::actor_of`).
    ActorId, 16
);
byte_id!(
    /// The Automerge hash of a change.
    ChangeHash, 32
);
byte_id!(
    /// What makes each app start an actor of its own.
    Nonce, 8
);
byte_id!(
    /// One value that somebody once put in a register (see `record::version_of`).
    VersionId, 32
);
byte_id!(
    /// A member of staff, whatever her devices: says who is the same, and not who it is.
    StaffTag, 8
);

impl ChangeHash {
    /// The prefix that digests sum: the first 8 bytes, little-endian.
    pub fn digest_prefix(&self) -> u64 {
        let mut prefix = [0; 8];
        prefix.copy_from_slice(&self.0[..8]);
        u64::from_le_bytes(prefix)
    }

    /// The prefix that cursors carry.
    pub fn cursor_prefix(&self) -> [u8; 4] {
        [self.0[0], self.0[1], self.0[2], self.0[3]]
    }
}

/// Which of a learner's documents: who may write and who may read differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum DocumentKind {
    /// Written by the learner's own keys.
    #[n(0)]
    Record,
    /// Written by staff, read by the learner too.
    #[n(1)]
    Desk,
    /// Written and read by staff only.
    #[n(2)]
    Notes,
}

impl DocumentKind {
    /// All kinds, in the order of their numbers.
    pub const ALL: [DocumentKind; 3] =
        [DocumentKind::Record, DocumentKind::Desk, DocumentKind::Notes];

    /// The glossary's word: `record`, `desk`, `notes`.
    pub fn name(self) -> &'static str {
        match self {
            DocumentKind::Record => "record",
            DocumentKind::Desk => "desk",
            DocumentKind::Notes => "notes",
        }
    }

    /// The number that stands for it in bytes and in SQL.
    pub fn number(self) -> u8 {
        match self {
            DocumentKind::Record => 0,
            DocumentKind::Desk => 1,
            DocumentKind::Notes => 2,
        }
    }

    /// The kind with this number.
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number)).copied()
    }
}

/// One document of one learner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(array)]
pub struct DocumentId {
    /// Whose.
    #[n(0)]
    pub learner: LearnerId,
    /// Which.
    #[n(1)]
    pub kind: DocumentKind,
}

impl DocumentId {
    /// 17 bytes, as signed and hashed: the learner, then the kind's number.
    pub fn to_bytes(self) -> [u8; 17] {
        let mut bytes = [0; 17];
        bytes[..16].copy_from_slice(&self.learner.0);
        bytes[16] = self.kind.number();
        bytes
    }
}

/// The name of one put: its counter and actor, as in Automerge.
///
/// Ordered as Automerge orders ops: by counter, then by actor.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OpId {
    /// Lamport counter, from 1.
    pub counter: u32,
    /// Who put it.
    pub actor: ActorId,
}

impl fmt::Display for OpId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.counter, self.actor)
    }
}

impl fmt::Debug for OpId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
