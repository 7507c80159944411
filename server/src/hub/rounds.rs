//! A hub's exchanges with central, and when they are made.
//!
//! Owns the order of an exchange on the hub's side: what central says of the record is taken only
//! after its directory, which names the writers. What is not taken is asked for again, since the
//! cursor moves last. Phones are served meanwhile; nothing here waits for a lock of theirs.

use std::time::Duration;

use minicbor::bytes::ByteVec;
use sync_core::exchange::SyncAnswer;
use sync_core::ids::DocumentId;
use sync_core::trust::{ErasureNotice, ReplicaRole, SigningKey, TrustError};
use thiserror::Error;

use super::messages::{
    ExchangeAnswer, ExchangeRequest, JoinAnswer, JoinRequest, OFFER_BYTES, VERSION, erasures_hash,
    read, write,
};
use super::road::{Road, RoadError};
use crate::erasure::{self, ErasureError};
use crate::source::Source;
use crate::store::hubs::{Confirmed, Identity};
use crate::store::{Arrival, Store, StoreError, Via};
use crate::sync::{Checked, check};

/// Between exchanges while all goes well.
const EVERY: Duration = Duration::from_secs(30);
/// How soon what came in is on its way: a phone that stays for a moment sees it arrive.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// After a failure, doubled with each further one.
const FIRST_WAIT: Duration = Duration::from_secs(5);
const LONGEST_WAIT: Duration = Duration::from_secs(10 * 60);

/// Why a server did not become a hub, or an exchange came to nothing.
#[derive(Debug, Error)]
pub enum RoundError {
    /// No answer.
    #[error(transparent)]
    Road(#[from] RoadError),
    /// Not an answer of central's, or of another version.
    #[error("the answer is not one of this programme's central")]
    Malformed,
    /// Somebody is not who it says it is.
    #[error(transparent)]
    Trust(#[from] TrustError),
    /// The data directory holds something already, or is no hub's.
    #[error("the data directory is not an empty one")]
    NotEmpty,
    /// Nothing was taken.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The file of erasures cannot be written.
    #[error(transparent)]
    Erasure(#[from] ErasureError),
}

/// What a server becomes a hub with.
#[derive(Clone, Debug)]
pub struct Joining {
    /// As central showed it, without a hyphen.
    pub code: String,
}

/// Makes an empty data directory a hub's, with a code of central's. Gives the id of its centre.
pub async fn join(
    store: &Store,
    road: &Road,
    source: &Source,
    joining: Joining,
) -> Result<String, RoundError> {
    let (seed, token): ([u8; 32], [u8; 32]) = (source.random(), source.random());
    let public = SigningKey::from_seed(seed).public();
    let request = JoinRequest { version: VERSION, code: joining.code, public, token };
    let body = road.post("/api/hubs", write(&request)).await?;
    let answer: JoinAnswer = read(&body).ok_or(RoundError::Malformed)?;
    answer.central.verify(&answer.root)?;
    answer.certificate.verify(&answer.central.public)?;
    let fits = answer.version == VERSION
        && answer.central.role == ReplicaRole::Central
        && answer.certificate.role == ReplicaRole::Hub
        && answer.certificate.public == public;
    if !fits {
        return Err(RoundError::Malformed);
    }
    let center = answer.center.clone();
    let identity = Identity {
        seed,
        certificate: answer.certificate,
        root: answer.root,
        central: answer.central,
        center: answer.center,
        token,
        sealing: answer.sealing,
    };
    if !store.init_hub(identity, source.now()).await? {
        return Err(RoundError::NotEmpty);
    }
    Ok(center)
}

/// What an exchange left to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Round {
    /// There is more to say or to hear at once.
    pub again: bool,
    /// How much it could not bring: what comes on top of that is new.
    pub left: u32,
}

/// Exchanges with central for ever: soon after something came in here, at once while there is more,
/// every half minute while there is nothing, and ever more rarely while central cannot be reached.
pub async fn run(store: Store, road: Road, source: Source) {
    let mut failures = 0;
    loop {
        match round(&store, &road, source.now()).await {
            Ok(Round { again: true, .. }) => failures = 0,
            Ok(Round { left, .. }) => {
                failures = 0;
                tokio::select! {
                    () = something_new(&store, left) => {}
                    () = road.news() => {}
                    () = tokio::time::sleep(EVERY) => {}
                }
            }
            Err(error) => {
                tracing::warn!(%error, "no exchange with central");
                failures += 1;
                tokio::time::sleep(wait_after(failures, source.random())).await;
            }
        }
    }
}

/// Resolves when there is more for central than was left.
async fn something_new(store: &Store, left: u32) {
    loop {
        match store.pending_for_central().await {
            Ok(pending) if pending > left => return,
            _ => tokio::time::sleep(LOOK_EVERY).await,
        }
    }
}

/// Doubles, up to a bound, and is spread over its last half: hubs of one programme do not come back
/// together.
fn wait_after(failures: u32, random: [u8; 2]) -> Duration {
    let doubled = FIRST_WAIT.saturating_mul(1 << failures.saturating_sub(1).min(16));
    let longest = doubled.min(LONGEST_WAIT);
    let share = f64::from(u16::from_be_bytes(random)) / f64::from(u16::MAX);
    longest.mul_f64(0.5 + share / 2.0)
}

/// One exchange.
pub async fn round(store: &Store, road: &Road, now: i64) -> Result<Round, RoundError> {
    let Some(standing) = store.standing_with_central().await? else {
        return Err(RoundError::NotEmpty);
    };
    let carried = deliver(store, road).await?;
    let (offers, more_offers) = store.offers(OFFER_BYTES).await?;
    let request = ExchangeRequest {
        version: VERSION,
        token: standing.token,
        cursor: standing.cursor,
        directory: standing.directory_hash.map(Into::into),
        batches: offers.iter().map(|offer| ByteVec::from(offer.bytes.clone())).collect(),
        unsent: standing.unsent,
        erasures_hash: Some(erasures_hash(&store.erasures().await?).to_vec()),
        erasures: Some(store.erasures_to_tell().await?).filter(|notices| !notices.is_empty()),
    };
    let body = road.post("/api/hubs/exchange", write(&request)).await?;
    let answer: ExchangeAnswer = read(&body).ok_or(RoundError::Malformed)?;
    if answer.version != VERSION || answer.refused.len() != offers.len() {
        return Err(RoundError::Malformed);
    }
    // First: a directory that does not name her takes away what proves her phones.
    let central_lacks = take_erasures(store, answer.erasures, now).await?;
    let missing = match answer.directory.clone() {
        Some(directory) => store.take_directory(directory, now).await?,
        None => Vec::new(),
    };
    let numbers = offers.iter().map(|offer| offer.number);
    let refused = numbers.zip(answer.refused).filter_map(|(number, word)| Some((number, word?)));
    let receipts = answer.receipts.into_iter().map(|it| {
        let document = DocumentId { learner: it.learner, kind: it.receipt.kind };
        (document, it.receipt)
    });
    let confirmed = Confirmed {
        epoch: answer.epoch,
        offered: offers.iter().map(|offer| offer.number).collect(),
        receipts: receipts.collect(),
        refused: refused.collect(),
    };
    let left = store.confirm(confirmed).await?;
    take_batches(store, answer.batches, now).await?;
    let was_put_back = answer.void || standing.epoch.is_some_and(|known| known != answer.epoch);
    store.heard_central(answer.epoch, answer.cursor, answer.void, now).await?;
    // Lessons come last: whatever is wrong with one of their files holds up nobody's hours.
    if let Some(directory) = answer.directory.filter(|_| !missing.is_empty()) {
        match fetch(store, road, &missing).await {
            Ok(()) => drop(store.take_directory(directory, now).await?),
            Err(error) => tracing::warn!(%error, "lessons are fetched later"),
        }
    }
    let again = answer.more || was_put_back || carried || central_lacks;
    // What central would not take yet is said again, but not at once.
    let moved = (left as usize) < offers.len();
    Ok(Round { again: again || (more_offers && moved), left })
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

/// Fetches content files that lessons need.
async fn fetch(store: &Store, road: &Road, missing: &[String]) -> Result<(), RoundError> {
    for name in missing {
        let mut sha256 = [0; 32];
        hex::decode_to_slice(name, &mut sha256).map_err(|_| RoundError::Malformed)?;
        let (media_type, bytes) = road.get(&format!("/api/files/{name}")).await?;
        store.put_content_file(sha256, media_type, bytes).await?;
    }
    Ok(())
}

async fn take_batches(store: &Store, batches: Vec<ByteVec>, now: i64) -> Result<(), RoundError> {
    let arrival = Arrival { now, jump: None, via: Via::Central };
    let mut pending = Vec::new();
    for bytes in batches {
        match check(store, None, bytes.into(), now).await? {
            Checked::Sound(batch) => pending.push(store.admit(batch, arrival).await?),
            // The directory that came with it names every writer: it is asked for again.
            Checked::Waiting => return Err(RoundError::Malformed),
            Checked::Refused(refusal) => {
                tracing::error!(code = refusal.code(), "central sent what cannot be taken");
            }
        }
    }
    for pending in pending {
        pending.durable().await?;
    }
    Ok(())
}

/// Delivers what locked profiles brought, one a round. True: there was something.
async fn deliver(store: &Store, road: &Road) -> Result<bool, RoundError> {
    let Some((number, request)) = store.next_carried().await? else { return Ok(false) };
    match road.post("/api/sync", request).await {
        // What it says is for the phone, which asks again itself.
        Ok(answer) if SyncAnswer::from_bytes(&answer).is_ok() => store.delivered(number).await?,
        // It will never be taken; its phone still has it.
        Err(RoadError::Refused { status: 400 | 413, .. }) => store.delivered(number).await?,
        Ok(_) => return Err(RoundError::Malformed),
        Err(error) => return Err(error.into()),
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_a_bound_and_are_spread() {
        assert_eq!(wait_after(1, [0, 0]), FIRST_WAIT / 2);
        assert_eq!(wait_after(1, [255, 255]), FIRST_WAIT);
        assert_eq!(wait_after(3, [255, 255]), FIRST_WAIT * 4);
        assert_eq!(wait_after(99, [255, 255]), LONGEST_WAIT);
    }
}
