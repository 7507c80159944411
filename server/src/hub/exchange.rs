//! A hub's side of one exchange with central, whatever the road.
//!
//! Owns its order: what central says of the record is taken only after its directory, which names
//! the writers. What is not taken is asked for again, since the cursor moves last. Must not know how
//! bytes travel, nor when: see `rounds`.

use minicbor::bytes::ByteVec;
use sync_core::exchange::SyncAnswer;
use sync_core::ids::{DocumentId, LearnerId};
use sync_core::trust::{ErasureNotice, PublicKey, Receipt, ReplicaRole, Ruling, SigningKey};
use sync_core::verdict::Verdict;

use super::messages::{
    ClocksTold, ExchangeAnswer, ExchangeRequest, JoinAnswer, JoinRequest, LearnersReceipt,
    OFFER_BYTES, VERSION, erasures_hash, read, with_met, write,
};
use super::newcomers::{NewcomersMessage, NewcomersWord};
use super::rounds::RoundError;
use crate::erasure;
use crate::source::Source;
use crate::store::hubs::{BatchMark, Confirmed, Identity};
use crate::store::{Arrival, ClockNews, Met, Store, StoreError, Via};
use crate::sync::{Checked, check};

/// A server that wants to be a hub: its key and token, and what it says to central.
pub struct Joiner {
    /// The body of `POST /api/hubs`.
    pub body: Vec<u8>,
    seed: [u8; 32],
    token: [u8; 32],
}

impl Joiner {
    /// With a code of central's, as it was shown, without a hyphen.
    pub fn new(source: &Source, code: String) -> Self {
        let (seed, token): ([u8; 32], [u8; 32]) = (source.random(), source.random());
        let public = SigningKey::from_seed(seed).public();
        let body = write(&JoinRequest { version: VERSION, code, public, token });
        Self { body, seed, token }
    }

    /// Makes an empty data directory a hub's, by central's answer. Gives the id of its centre.
    pub async fn join(self, store: &Store, answer: &[u8], now: i64) -> Result<String, RoundError> {
        let answer: JoinAnswer = read(answer).ok_or(RoundError::Malformed)?;
        answer.central.verify(&answer.root)?;
        answer.certificate.verify(&answer.central.public)?;
        let fits = answer.version == VERSION
            && answer.central.role == ReplicaRole::Central
            && answer.certificate.role == ReplicaRole::Hub
            && answer.certificate.public == SigningKey::from_seed(self.seed).public();
        if !fits {
            return Err(RoundError::Malformed);
        }
        let center = answer.center.clone();
        let identity = Identity {
            seed: self.seed,
            certificate: answer.certificate,
            root: answer.root,
            central: answer.central,
            center: answer.center,
            token: self.token,
            sealing: answer.sealing,
        };
        if !store.init_hub(identity, now).await? {
            return Err(RoundError::NotEmpty);
        }
        Ok(center)
    }
}

/// What a hub asks, and what it must remember of it until the answer.
#[derive(Clone, Debug)]
pub struct Asking {
    /// The body of `POST /api/hubs/exchange`.
    pub body: Vec<u8>,
    offered: Vec<BatchMark>,
    rulings: Vec<Ruling>,
    has_more: bool,
    epoch: Option<u32>,
    /// Up to which anchor central is told by it, and whether there are more.
    clocks: (i64, bool),
    people: Vec<LearnerId>,
    phones: Vec<PublicKey>,
}

/// What an answer left to do.
#[derive(Clone, Debug)]
pub struct Taken {
    /// There is more to say or to hear at once.
    pub again: bool,
    /// How much it could not bring: what comes on top of that is new.
    pub left: u32,
    /// Names of content files that lessons need, with the directory to take in anew when they are
    /// here.
    pub lessons: Option<(Vec<u8>, Vec<String>)>,
}

/// What this hub has to say, and where it left off.
pub async fn ask(store: &Store) -> Result<Asking, RoundError> {
    let standing = store.standing_with_central().await?.ok_or(RoundError::NotEmpty)?;
    let clocks = store.clocks_for_central().await?;
    let heard = store.clocks_heard().await?;
    let (offers, has_more) = store.offers(OFFER_BYTES).await?;
    let offered = offers.iter().map(|offer| offer.mark).collect();
    let met: Vec<Met> = offers.iter().map(|offer| offer.met).collect();
    let told = (clocks.through, clocks.more);
    let rulings = store.rulings_to_tell().await?;
    let (people, phones) = store.newcomers().await?;
    let newcomers = NewcomersMessage {
        people: people.iter().map(Into::into).collect(),
        phones: phones.iter().map(Into::into).collect(),
    };
    let request = ExchangeRequest {
        version: VERSION,
        token: standing.token,
        cursor: standing.cursor,
        directory: standing.directory_hash.map(Into::into),
        batches: offers.into_iter().map(|offer| ByteVec::from(offer.bytes)).collect(),
        unsent: standing.unsent,
        erasures_hash: Some(erasures_hash(&store.erasures().await?).to_vec()),
        erasures: Some(store.erasures_to_tell().await?).filter(|notices| !notices.is_empty()),
        certificate_until: standing.certificate_until,
        met: Some(met).filter(|met| !met.is_empty()),
        clocks: Some(ClocksTold { spans: clocks.spans, through: heard }),
        rulings: (!rulings.is_empty()).then(|| rulings.clone()),
        due: (!standing.due.is_empty())
            .then(|| standing.due.iter().copied().map(Into::into).collect()),
        newcomers: (!people.is_empty() || !phones.is_empty()).then_some(newcomers),
    };
    Ok(Asking {
        body: write(&request),
        offered,
        rulings,
        has_more,
        epoch: standing.epoch,
        clocks: told,
        people: people.into_iter().map(|person| person.id).collect(),
        phones: phones.into_iter().map(|phone| phone.certificate.public).collect(),
    })
}

/// Takes central's answer in.
pub async fn take(
    store: &Store,
    asking: Asking,
    body: &[u8],
    now: i64,
) -> Result<Taken, RoundError> {
    let answer: ExchangeAnswer = read(body).ok_or(RoundError::Malformed)?;
    if answer.version != VERSION || answer.refused.len() != asking.offered.len() {
        return Err(RoundError::Malformed);
    }
    // First: a directory that does not name her takes away what proves her phones.
    let central_lacks = take_erasures(store, answer.erasures, now).await?;
    // Whom central took, its directory names.
    if let Some(NewcomersWord { people, phones }) = answer.newcomers {
        let people = asking.people.iter().copied().zip(people);
        let phones = asking.phones.iter().copied().zip(phones);
        store
            .newcomers_refused(
                people.filter_map(|(id, word)| Some((id, word?))).collect(),
                phones.filter_map(|(public, word)| Some((public, word?))).collect(),
            )
            .await?;
    }
    let missing = match answer.directory.clone() {
        Some(directory) => store.take_directory(directory, now).await?,
        None => Vec::new(),
    };
    // Before the branches that they speak of: what gives way need not be kept apart twice.
    store.central_has_rulings(asking.rulings).await?;
    store.take_rulings(answer.rulings.unwrap_or_default(), true, now).await?;
    let offered = asking.offered.iter().copied();
    let refused = offered.zip(answer.refused).filter_map(|(mark, word)| Some((mark, word?)));
    let confirmed = Confirmed {
        epoch: answer.epoch,
        offered: asking.offered.clone(),
        receipts: answer.receipts.into_iter().map(of_document).collect(),
        refused: refused.collect(),
    };
    let left = store.confirm(confirmed).await?;
    take_batches(store, with_met(answer.batches, answer.met, now), now).await?;
    let heard = answer.clocks.map(|it| {
        let ClocksTold { spans, through } = it;
        ClockNews { spans, through, more: false }
    });
    let (told, more_clocks) = asking.clocks;
    store.exchanged_clocks(told, heard, now).await?;
    let served = answer.served.unwrap_or_default().into_iter().map(of_document).collect();
    store
        .confirm(Confirmed { epoch: answer.epoch, receipts: served, ..Confirmed::default() })
        .await?;
    let came = answer.due.unwrap_or_default().into_iter().map(Into::into).collect();
    let has_due = store.read_due(came).await?;
    let was_put_back = answer.void || asking.epoch.is_some_and(|known| known != answer.epoch);
    store.heard_central(answer.epoch, answer.cursor, answer.void, now).await?;
    store.forget_who_left().await?;
    // What central would not take yet is said again, but not at once.
    let moved = (left as usize) < asking.offered.len();
    Ok(Taken {
        again: answer.more
            || was_put_back
            || central_lacks
            || more_clocks
            || has_due
            || (asking.has_more && moved),
        left: left + store.newcomers_waiting().await?,
        lessons: answer.directory.filter(|_| !missing.is_empty()).map(|it| (it, missing)),
    })
}

fn of_document(it: LearnersReceipt) -> (DocumentId, Receipt) {
    (DocumentId { learner: it.learner, kind: it.receipt.kind }, it.receipt)
}

/// Takes in what central says of erasures. True when it lacks one that is known here: it was put
/// back, and is told.
async fn take_erasures(
    store: &Store,
    notices: Option<Vec<ErasureNotice>>,
    now: i64,
) -> Result<bool, RoundError> {
    // Nothing is said where both know the same.
    let known = match &notices {
        Some(notices) => notices.clone(),
        None if store.erasures_to_tell().await?.is_empty() => return Ok(false),
        None => store.erasures().await?,
    };
    erasure::take(store, notices.unwrap_or_default(), now).await?;
    store.central_has_erasures(known.iter().map(|notice| notice.learner).collect()).await?;
    Ok(!store.erasures_to_tell().await?.is_empty())
}

async fn take_batches(
    store: &Store,
    batches: impl Iterator<Item = (Vec<u8>, Met)>,
    now: i64,
) -> Result<(), RoundError> {
    let mut pending = Vec::new();
    for (bytes, met) in batches {
        let arrival = Arrival { now, met, via: Via::Central };
        match check(store, None, bytes, now).await? {
            Checked::Sound(batch) => pending.push(store.admit(batch, arrival).await?),
            // The directory that came with it names every writer: it is asked for again.
            Checked::Waiting => return Err(RoundError::Malformed),
            Checked::Refused(refusal) => {
                tracing::error!(code = refusal.code(), "central sent what cannot be taken");
            }
        }
    }
    for pending in pending {
        let outcome = pending.durable().await?;
        if outcome.verdict != Verdict::Held {
            tracing::warn!(verdict = ?outcome.verdict, "central has what is not held here");
        }
    }
    Ok(())
}

/// What central said of a request that a locked profile had left here; `Err`: the status of its
/// refusal. True: it is delivered.
pub async fn delivered(
    store: &Store,
    hash: [u8; 32],
    answer: Result<&[u8], u16>,
) -> Result<bool, StoreError> {
    let is_over = match answer {
        // What it says is for the phone, which asks again itself.
        Ok(answer) => SyncAnswer::from_bytes(answer).is_ok(),
        // It will never be taken; its phone still has it.
        Err(status) => matches!(status, 400 | 413),
    };
    if is_over {
        store.delivered(hash).await?;
    }
    Ok(is_over)
}
