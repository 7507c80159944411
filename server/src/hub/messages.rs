//! What a hub and central say to each other: CBOR arrays with numbered places, like all exchanges.

use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};
use sha2::{Digest as _, Sha256};
use sync_core::exchange::Cursor;
use sync_core::ids::LearnerId;
use sync_core::trust::{
    ErasureNotice, PublicKey, Receipt, ReplicaCertificate, Ruling, SealingCertificate,
};

use super::newcomers::{NewcomersMessage, NewcomersWord};
use crate::store::hubs::{BatchMark, Due};
use crate::store::{ClockSpan, Met};

/// `POST /api/hubs` and `POST /api/hubs/exchange`.
pub(super) const VERSION: u8 = 1;
/// Bytes of batches that a hub brings at once.
pub(super) const OFFER_BYTES: usize = 512 * 1024;
/// The largest request: an offer, one batch that alone is longer, and the rest.
pub const MAX_HUB_REQUEST_BYTES: usize = OFFER_BYTES + 96 * 1024;
/// Bytes of batches that central answers with at once.
pub(super) const ANSWER_BYTES: usize = 2 * 1024 * 1024;

/// A server that was given a code wants to be a hub.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(super) struct JoinRequest {
    #[n(0)]
    pub(super) version: u8,
    /// As it was shown, without a hyphen.
    #[n(1)]
    pub(super) code: String,
    #[n(2)]
    pub(super) public: PublicKey,
    /// Proves it from now on; central keeps its hash.
    #[cbor(n(3), with = "minicbor::bytes")]
    pub(super) token: [u8; 32],
}

/// It is one.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(super) struct JoinAnswer {
    #[n(0)]
    pub(super) version: u8,
    #[n(1)]
    pub(super) root: PublicKey,
    /// By the root.
    #[n(2)]
    pub(super) central: ReplicaCertificate,
    /// By central.
    #[n(3)]
    pub(super) certificate: ReplicaCertificate,
    /// The id of its centre.
    #[n(4)]
    pub(super) center: String,
    /// What goes to central by courier is sealed to this.
    #[n(5)]
    pub(super) sealing: Option<SealingCertificate>,
}

/// What a hub says.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(super) struct ExchangeRequest {
    #[n(0)]
    pub(super) version: u8,
    #[cbor(n(1), with = "minicbor::bytes")]
    pub(super) token: [u8; 32],
    /// Where it left off.
    #[n(2)]
    pub(super) cursor: Option<Cursor>,
    /// Of the directory that it has taken in.
    #[cbor(n(3), with = "minicbor::bytes")]
    pub(super) directory: Option<Vec<u8>>,
    /// Signed batches that central is not known to hold, document and writer spelled out.
    #[n(4)]
    pub(super) batches: Vec<ByteVec>,
    /// Changes that it has and does not bring now.
    #[n(5)]
    pub(super) unsent: u32,
    /// Names the erasures that it knows.
    #[cbor(n(6), with = "minicbor::bytes")]
    pub(super) erasures_hash: Option<Vec<u8>>,
    /// Erasures that central is not known to have: it was put back.
    #[n(7)]
    pub(super) erasures: Option<Vec<ErasureNotice>>,
    /// Until when the certificate is good that it shows to phones: seconds since 1970. Absent from
    /// hubs that show none, and from older ones.
    #[n(8)]
    pub(super) certificate_until: Option<i64>,
    /// Learners who came after reading had passed what is theirs.
    #[n(9)]
    pub(super) due: Option<Vec<DueLearner>>,
    /// For each batch, in order: when a phone first brought it to a server.
    #[n(10)]
    pub(super) met: Option<Vec<Met>>,
    /// Of phones' clocks.
    #[n(11)]
    pub(super) clocks: Option<ClocksTold>,
    /// Rulings on forks that central is not known to have: it was put back.
    #[n(12)]
    pub(super) rulings: Option<Vec<Ruling>>,
    /// Whom it took in itself.
    #[n(20)]
    pub(super) newcomers: Option<NewcomersMessage>,
}

/// Clocks, as one server tells the other.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(super) struct ClocksTold {
    /// What the other was not told yet.
    #[n(0)]
    pub(super) spans: Vec<ClockSpan>,
    /// Up to where it has heard the other's, or what to say so by the next time.
    #[n(1)]
    pub(super) through: i64,
}

/// How far reading of what a learner had before she came has got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(super) struct DueLearner {
    #[n(0)]
    pub(super) learner: LearnerId,
    /// In central's feed.
    #[n(1)]
    pub(super) read_to: u64,
    /// Central's word: that is all of it.
    #[n(2)]
    pub(super) done: bool,
}

impl From<Due> for DueLearner {
    fn from(Due { learner, read_to, done }: Due) -> Self {
        Self { learner, read_to, done }
    }
}

impl From<DueLearner> for Due {
    fn from(DueLearner { learner, read_to, done }: DueLearner) -> Self {
        Self { learner, read_to, done }
    }
}

/// What central says.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(super) struct ExchangeAnswer {
    #[n(0)]
    pub(super) version: u8,
    /// Seconds since 1970.
    #[n(1)]
    pub(super) server_time: i64,
    #[n(2)]
    pub(super) epoch: u32,
    /// For each batch, in order: central's word for why it did not take all of it, or nothing.
    #[n(3)]
    pub(super) refused: Vec<Option<String>>,
    /// For what is durable now.
    #[n(4)]
    pub(super) receipts: Vec<LearnersReceipt>,
    /// The directory, when it is another than the hub has.
    #[cbor(n(5), with = "minicbor::bytes")]
    pub(super) directory: Option<Vec<u8>>,
    /// Signed batches that the hub lacks, in the feed's order.
    #[n(6)]
    pub(super) batches: Vec<ByteVec>,
    /// Where to go on; absent when it did not move.
    #[n(7)]
    pub(super) cursor: Option<Cursor>,
    /// The cursor that was sent is not one of ours.
    #[n(8)]
    pub(super) void: bool,
    /// There is more to read.
    #[n(9)]
    pub(super) more: bool,
    /// All erasures, when the hub knows others.
    #[n(10)]
    pub(super) erasures: Option<Vec<ErasureNotice>>,
    /// How far what was due has come, once these batches are taken.
    #[n(11)]
    pub(super) due: Option<Vec<DueLearner>>,
    /// For what the batches hold: phones that meet the hub alone learn by these that central has it.
    #[n(12)]
    pub(super) served: Option<Vec<LearnersReceipt>>,
    /// For each batch, in order: when a phone first brought it to a server.
    #[n(13)]
    pub(super) met: Option<Vec<Met>>,
    /// Of phones' clocks.
    #[n(14)]
    pub(super) clocks: Option<ClocksTold>,
    /// Which branches of forks stand, in the feed's order.
    #[n(15)]
    pub(super) rulings: Option<Vec<Ruling>>,
    /// What it says of those whom the hub took in.
    #[n(20)]
    pub(super) newcomers: Option<NewcomersWord>,
}

/// What a hub has for central, by courier.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(super) struct FileRequest {
    #[n(0)]
    pub(super) version: u8,
    #[cbor(n(1), with = "minicbor::bytes")]
    pub(super) token: [u8; 32],
    /// What the hub knows the batches again by: said back to it.
    #[n(2)]
    pub(super) marks: Vec<BatchMark>,
    /// Signed, as in an exchange.
    #[n(3)]
    pub(super) batches: Vec<ByteVec>,
    /// As in an exchange.
    #[n(4)]
    pub(super) met: Option<Vec<Met>>,
}

/// Central's word on them.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(super) struct FileAnswer {
    #[n(0)]
    pub(super) version: u8,
    #[n(1)]
    pub(super) epoch: u32,
    /// As they came.
    #[n(2)]
    pub(super) marks: Vec<BatchMark>,
    /// For each, as in an exchange.
    #[n(3)]
    pub(super) refused: Vec<Option<String>>,
    /// For what is durable now.
    #[n(4)]
    pub(super) receipts: Vec<LearnersReceipt>,
}

/// A receipt, with whose it is.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(super) struct LearnersReceipt {
    #[n(0)]
    pub(super) learner: LearnerId,
    #[n(1)]
    pub(super) receipt: Receipt,
}

/// Each batch with what was said of its first coming; where nothing was, it is now.
pub(super) fn with_met(
    batches: Vec<ByteVec>,
    met: Option<Vec<Met>>,
    now: i64,
) -> impl Iterator<Item = (Vec<u8>, Met)> {
    let said = met.unwrap_or_default().into_iter().map(move |met| met.told(now));
    let met = said.chain(std::iter::repeat(Met::now(now)));
    batches.into_iter().map(Into::into).zip(met)
}

/// Names a set of erasures, given in order.
pub(super) fn erasures_hash(notices: &[ErasureNotice]) -> [u8; 32] {
    notices.iter().fold(Sha256::new(), |hash, it| hash.chain_update(it.learner.0)).finalize().into()
}

/// Reads a message of a version that this program speaks.
pub(super) fn read<'b, M: Decode<'b, ()>>(bytes: &'b [u8]) -> Option<M> {
    let mut decoder = minicbor::Decoder::new(bytes);
    let message = decoder.decode().ok()?;
    (decoder.position() == bytes.len()).then_some(message)
}

/// Writes one. Writing to memory cannot fail.
pub(super) fn write<M: Encode<()>>(message: &M) -> Vec<u8> {
    minicbor::to_vec(message).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use sync_core::ids::WriterId;

    use super::*;
    use crate::store::ClockJump;

    /// As hubs said it before they told of certificates.
    #[derive(Debug, PartialEq, Eq, Encode, Decode)]
    #[cbor(array)]
    struct Earlier {
        #[n(0)]
        version: u8,
        #[cbor(n(1), with = "minicbor::bytes")]
        token: [u8; 32],
        #[n(2)]
        cursor: Option<Cursor>,
        #[cbor(n(3), with = "minicbor::bytes")]
        directory: Option<Vec<u8>>,
        #[n(4)]
        batches: Vec<ByteVec>,
        #[n(5)]
        unsent: u32,
        #[cbor(n(6), with = "minicbor::bytes")]
        erasures_hash: Option<Vec<u8>>,
        #[n(7)]
        erasures: Option<Vec<ErasureNotice>>,
    }

    #[test]
    fn older_and_newer_hubs_and_centrals_understand_each_other() {
        let earlier = Earlier {
            version: VERSION,
            token: [7; 32],
            cursor: None,
            directory: None,
            batches: vec![vec![1, 2].into()],
            unsent: 3,
            erasures_hash: Some(vec![5; 32]),
            erasures: None,
        };
        let request: ExchangeRequest = read(&write(&earlier)).unwrap();
        assert_eq!((request.unsent, request.certificate_until), (3, None));
        assert_eq!((&request.met, &request.clocks), (&None, &None));
        assert_eq!(write(&request), write(&earlier), "who has nothing to tell says what it said");
        let span = ClockSpan {
            writer: WriterId([9; 8]),
            since: 1_799_000_000,
            until: 1_799_000_500,
            offset: -31_536_000,
            made: Some(12),
        };
        let jump = ClockJump { since: 1_798_000_000, seconds: -31_536_000, offset: -31_536_000 };
        let telling = ExchangeRequest {
            certificate_until: Some(1_800_000_000),
            met: Some(vec![Met { at: 1_799_000_500, jump: Some(jump) }]),
            clocks: Some(ClocksTold { spans: vec![span], through: 40 }),
            ..request
        };
        assert_eq!(read::<Earlier>(&write(&telling)), Some(earlier));
        assert_eq!(read::<ExchangeRequest>(&write(&telling)), Some(telling));
    }
    #[test]
    fn a_batch_of_which_nothing_is_said_was_first_met_now() {
        let batches: Vec<ByteVec> = vec![vec![1].into(), vec![2].into(), vec![3].into()];
        let met = vec![Met::now(400), Met::now(900)];
        let found: Vec<_> = with_met(batches, Some(met), 500).collect();
        assert_eq!(
            found,
            [(vec![1], Met::now(400)), (vec![2], Met::now(500)), (vec![3], Met::now(500))]
        );
    }
}
