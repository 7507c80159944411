//! The CBOR of `POST /api/sync`.
//!
//! Arrays with numbered places; absent last places are left out, so that an empty visit is small.
//! Append only: a place never changes its meaning.

use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};

use super::locked::{LockedAnswer, LockedRequest};
use super::reading::{self, Message, is_moment};
use super::{
    MAX_BATCHES, MAX_PROFILES, MAX_REQUEST_BATCH_BYTES, MAX_REQUEST_BYTES, MAX_RESPONSE_BYTES,
    MAX_RULINGS, MessageError, Token,
};
use crate::ids::{ActorId, DocumentKind, ReplicaId};
use crate::notice::SignedNotice;
use crate::session::SessionNotice;
use crate::trust::{
    ErasureNotice, HubEnd, Receipt, ReplicaCertificate, Ruling, SealingCertificate,
    WriterCertificate,
};
use crate::verdict::Verdict;

/// How far a profile has read a replica's feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Cursor {
    /// The replica's epoch; only a restore changes it.
    #[n(0)]
    pub epoch: u32,
    /// Sequence of the last feed entry read.
    #[n(1)]
    pub sequence: u64,
    /// First bytes of that entry's hash: a replica whose disk was rolled back has another there.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub prefix: [u8; 4],
}

/// What a phone says.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct SyncRequest {
    /// `exchange::VERSION`.
    #[n(0)]
    pub version: u8,
    /// The phone's uncorrected clock: seconds since 1970. One half of a time anchor.
    #[n(1)]
    pub device_time: i64,
    /// How many bytes of entries may come back.
    #[n(2)]
    pub max_response_bytes: u32,
    /// Open profiles, each proven by its read token.
    #[n(3)]
    pub profiles: Vec<ProfileRequest>,
    /// Locked profiles, each named by its device token.
    #[n(4)]
    pub locked: Option<Vec<LockedRequest>>,
    /// Set by a hub that carries this for locked profiles: when it met the phone, by the hub's
    /// clock; seconds since 1970. `device_time` is of that moment.
    #[n(5)]
    pub carried_at: Option<i64>,
}

/// What an open profile says.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct ProfileRequest {
    /// Proves that this profile may read; names device, learner and writer.
    #[n(0)]
    pub read_token: Token,
    /// Wrapping sum of the digest prefixes of all changes known to be held by this replica, this
    /// request's included.
    #[n(1)]
    pub digest: u64,
    /// Where it left off with this replica; absent the first time.
    #[n(2)]
    pub cursor: Option<Cursor>,
    /// Signed batches that this replica is not known to hold.
    #[n(3)]
    pub batches: Option<Vec<ByteVec>>,
    /// Sent when the digests differed last time: what this phone believes the replica to hold.
    #[n(4)]
    pub state: Option<Vec<DocumentState>>,
    /// The feed's head of the newest backup that this phone has backed-up receipts for, all of
    /// them, in the epoch of its cursor; absent when it has none.
    #[n(5)]
    pub backed_up: Option<u64>,
    /// How many changes of its own it still has that this request does not bring; absent: none.
    #[n(6)]
    pub unsent: Option<u32>,
    /// With the state: central's rulings that this phone has heard. A replica that was put back to
    /// before them hears them again.
    #[n(7)]
    pub rulings: Option<Vec<Ruling>>,
}

/// For each actor of a document the last sequence.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct DocumentState {
    /// Which document.
    #[n(0)]
    pub kind: DocumentKind,
    /// Its actors.
    #[n(1)]
    pub actors: Vec<ActorState>,
}

/// All changes of an actor up to a sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct ActorState {
    /// Whose.
    #[n(0)]
    pub actor: ActorId,
    /// Up to which.
    #[n(1)]
    pub sequence: u32,
    /// First bytes of that change's hash, where a phone says it: another replica may hold another
    /// branch of a fork.
    #[cbor(n(2), with = "minicbor::bytes")]
    pub prefix: Option<[u8; 4]>,
}

/// What a replica says.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct SyncAnswer {
    /// `exchange::VERSION`.
    #[n(0)]
    pub version: u8,
    /// The replica's clock: seconds since 1970. The other half of a time anchor.
    #[n(1)]
    pub server_time: i64,
    /// Who answers; known to the phone by certificate.
    #[n(2)]
    pub replica: ReplicaId,
    /// Its epoch.
    #[n(3)]
    pub epoch: u32,
    /// First bytes of the catalogue's hash: a change means new content.
    #[cbor(n(4), with = "minicbor::bytes")]
    pub catalogue: [u8; 4],
    /// One for each profile of the request, in order.
    #[n(5)]
    pub profiles: Vec<ProfileAnswer>,
    /// One for each locked profile of the request, in order.
    #[n(6)]
    pub locked: Option<Vec<LockedAnswer>>,
    /// Who a hub is, by central: phones have not met every hub. Central leaves it out.
    #[n(7)]
    pub certificate: Option<ReplicaCertificate>,
    /// By central: hubs whose time is over, whatever certificate they show.
    #[n(8)]
    pub ended: Option<Vec<HubEnd>>,
}

/// Whether a profile was served.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum ProfileStatus {
    /// Served.
    #[n(0)]
    Served,
    /// The read token is not known here.
    #[n(1)]
    UnknownToken,
    /// Staff revoked it: it may deliver what it has, and reads nothing but its writer's
    /// certificate, which says so.
    #[n(2)]
    Revoked,
    /// Another profile of hers took its place: it may deliver what it has, and reads nothing.
    #[n(3)]
    Withdrawn,
}

/// What a replica says to one profile.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct ProfileAnswer {
    /// Served or not.
    #[n(0)]
    pub status: ProfileStatus,
    /// Flag: more entries are waiting than fitted.
    #[n(1)]
    pub more: Option<bool>,
    /// Flag: the digests differ; say your state next.
    #[n(2)]
    pub differs: Option<bool>,
    /// One for each batch of the request, in order.
    #[n(3)]
    pub verdicts: Option<Vec<Verdict>>,
    /// For what is durable now.
    #[n(4)]
    pub receipts: Option<Vec<Receipt>>,
    /// What the profile may read and lacks, in the feed's order.
    #[n(5)]
    pub entries: Option<Vec<Entry>>,
    /// Where to go on next time; absent when it did not move. After a void cursor it is new.
    #[n(6)]
    pub cursor: Option<Cursor>,
    /// Flag: the cursor sent was not one of this replica's; reading began anew.
    #[n(7)]
    pub cursor_void: Option<bool>,
    /// Answer to `state`: what this replica holds less of than the phone believed.
    #[n(8)]
    pub lacking: Option<Vec<DocumentState>>,
    /// The feed's head of the newest verified backup, when it is not the one that was asked with:
    /// the backed-up receipts in this answer speak for what came in between. Lower than what was
    /// asked with: they speak for all of it, and what was believed before is void.
    #[n(9)]
    pub backed_up: Option<u64>,
    /// Central's newest sealing key, when the profile was told an older one.
    #[n(10)]
    pub sealing: Option<SealingCertificate>,
    /// With an unknown token: everything of this learner is to be deleted.
    #[n(11)]
    pub erasure: Option<ErasureNotice>,
}

impl ProfileAnswer {
    /// An answer that says nothing but its status.
    pub fn new(status: ProfileStatus) -> Self {
        Self {
            status,
            more: None,
            differs: None,
            verdicts: None,
            receipts: None,
            entries: None,
            cursor: None,
            cursor_void: None,
            lacking: None,
            backed_up: None,
            sealing: None,
            erasure: None,
        }
    }
}

/// One entry of the feed.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub enum Entry {
    /// A writer of this learner's documents, certified by central. Comes before its changes.
    #[n(0)]
    Writer(#[n(0)] WriterCertificate),
    /// A signed batch, or a part of one, with document and writer spelled out.
    #[n(1)]
    Batch(#[cbor(n(0), with = "minicbor::bytes")] Vec<u8>),
    /// How a session of the learner's cohort stands, by central.
    #[n(2)]
    Session(#[n(0)] SessionNotice),
    /// From a hub: central holds this.
    #[n(3)]
    Receipt(#[n(0)] RelayedReceipt),
    /// Which branch of a fork stands, by central.
    #[n(4)]
    Ruling(#[n(0)] Ruling),
    /// How a notice to the learner's cohort stands, by central.
    #[n(5)]
    Notice(#[n(0)] SignedNotice),
}

/// Central's receipt, as a hub passes it on.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct RelayedReceipt {
    /// Central's when it signed.
    #[n(0)]
    pub epoch: u32,
    /// Whatever phone brought it to the hub: a profile that has not got what it speaks of cannot
    /// check it, and passes it over.
    #[n(1)]
    pub receipt: Receipt,
}

impl Message for SyncRequest {
    const MAX_BYTES: Option<usize> = Some(MAX_REQUEST_BYTES);

    fn version(&self) -> u8 {
        self.version
    }

    fn fits(&self) -> bool {
        let profiles = self.profiles.len() + self.locked().count();
        profiles <= MAX_PROFILES
            && self.max_response_bytes <= MAX_RESPONSE_BYTES
            && is_moment(self.device_time)
            && self.carried_at.is_none_or(is_moment)
            && self.parcels().flatten().map(|bytes| bytes.len()).sum::<usize>()
                <= MAX_REQUEST_BATCH_BYTES
            && self.parcels().all(|parcels| parcels.len() <= MAX_BATCHES)
            && self.profiles.iter().flat_map(|it| &it.rulings).all(|it| it.len() <= MAX_RULINGS)
    }
}

impl Message for SyncAnswer {
    const MAX_BYTES: Option<usize> = None;

    fn version(&self) -> u8 {
        self.version
    }

    fn fits(&self) -> bool {
        is_moment(self.server_time)
    }
}

impl SyncRequest {
    /// Reads a request body and checks the limits.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, MessageError> {
        reading::read(bytes)
    }

    fn locked(&self) -> impl Iterator<Item = &LockedRequest> {
        self.locked.iter().flatten()
    }

    /// What each profile brings: batches of open ones, segments of locked ones.
    fn parcels(&self) -> impl Iterator<Item = &Vec<ByteVec>> {
        let open = self.profiles.iter().filter_map(|profile| profile.batches.as_ref());
        open.chain(self.locked().filter_map(|locked| locked.segments.as_ref()))
    }

    /// The body.
    pub fn to_bytes(&self) -> Vec<u8> {
        reading::write(self)
    }
}

impl SyncAnswer {
    /// Reads an answer.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, MessageError> {
        reading::read(bytes)
    }

    /// The body.
    pub fn to_bytes(&self) -> Vec<u8> {
        reading::write(self)
    }
}
