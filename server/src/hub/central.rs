//! Central's answers to hubs.
//!
//! Owns the order: what a hub brings is checked and admitted like anything else, since writers
//! signed it and not the hub; receipts once it is durable; then what the hub lacks. The directory is
//! read last, so that it names every writer of what was read before.

use std::collections::{BTreeSet, HashSet};

use sha2::{Digest as _, Sha256};
use sync_core::exchange::CODE_CHARS;
use sync_core::ids::{ChangeHash, DocumentId, LearnerId};
use sync_core::record::Day;
use sync_core::trust::{ErasureNotice, Receipt};
use sync_core::verdict::{Fate, Refusal, Verdict};
use thiserror::Error;

use super::messages::{
    ANSWER_BYTES, ClocksTold, ExchangeAnswer, ExchangeRequest, FileAnswer, FileRequest, JoinAnswer,
    JoinRequest, LearnersReceipt, VERSION, erasures_hash, read, with_met, write,
};
use super::newcomers::take_newcomers;
use crate::enrolment;
use crate::erasure::{self, ErasureError};
use crate::source::Source;
use crate::store::hubs::{Directory, HubCode, HubQuestion, HubWord, Joined, Joining};
use crate::store::{Arrival, Met, Replica, Store, StoreError, Via};
use crate::sync::{Checked, check};

/// How long a code for a hub is good: it is carried to the centre.
pub const CODE_LIFETIME_SECONDS: i64 = 7 * 24 * 3600;
const CODE_DOMAIN: &[u8] = b"chaski/hub-code/1\0";
const TOKEN_DOMAIN: &[u8] = b"chaski/hub-token/1\0";

/// Why a hub is not answered.
#[derive(Debug, Error)]
pub enum HubError {
    /// Not a message, or of a version that this program does not speak.
    #[error("not a hub's request")]
    Malformed,
    /// No such code, or used by another server.
    #[error("no such code, or already used")]
    CodeUnknown,
    /// Its time is over.
    #[error("the code has expired")]
    CodeExpired,
    /// The token proves no hub, or one that was revoked.
    #[error("no hub of this programme, or one that was revoked")]
    NotAHub,
    /// A hub has no hubs.
    #[error("this server is a hub itself")]
    IsHub,
    /// Nothing was acknowledged.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The file of erasures cannot be written.
    #[error(transparent)]
    Erasure(#[from] ErasureError),
}

/// Makes a code with which a server becomes a hub of a centre: eight characters, shown as
/// `K7QM-2XWP`. `None` when there is no such centre.
pub async fn new_code(
    store: &Store,
    source: &Source,
    center: String,
    label: String,
) -> Result<Option<String>, StoreError> {
    let code = enrolment::code_of(source.random());
    let replica = store.replica().await?;
    let hash = code_hash(&replica, &code);
    let expires_at = source.now() + CODE_LIFETIME_SECONDS;
    let kept =
        store.add_hub_code(HubCode { hash, center, label, expires_at }, source.now()).await?;
    Ok(kept.then_some(code))
}

/// The code of a request, by which tries are limited.
pub fn code_in(body: &[u8]) -> Option<String> {
    read::<JoinRequest>(body).map(|request| request.code)
}

/// Answers the body of `POST /api/hubs`.
pub async fn join(store: &Store, now: i64, body: &[u8]) -> Result<Vec<u8>, HubError> {
    let request: JoinRequest = read(body).ok_or(HubError::Malformed)?;
    if request.version != VERSION || request.code.len() != CODE_CHARS {
        return Err(HubError::Malformed);
    }
    let replica = store.replica().await?;
    if replica.is_hub() {
        return Err(HubError::IsHub);
    }
    let joining = Joining {
        code_hash: code_hash(&replica, &request.code),
        public: request.public,
        token_hash: token_hash(&request.token),
        now,
    };
    match store.join_hub(replica.clone(), joining).await? {
        Joined::Unknown => Err(HubError::CodeUnknown),
        Joined::Expired => Err(HubError::CodeExpired),
        Joined::Certified { certificate, center } => Ok(write(&JoinAnswer {
            version: VERSION,
            root: replica.root,
            central: replica.certificate.clone(),
            certificate,
            center,
            sealing: replica.newest_sealing().map(|sealing| sealing.certificate.clone()),
        })),
    }
}

/// Answers the body of `POST /api/hubs/exchange`.
pub async fn exchange(store: &Store, now: i64, body: &[u8]) -> Result<Vec<u8>, HubError> {
    let request: ExchangeRequest = read(body).ok_or(HubError::Malformed)?;
    if request.version != VERSION {
        return Err(HubError::Malformed);
    }
    let replica = store.replica().await?;
    let hub = store.hub(token_hash(&request.token)).await?.filter(|hub| !hub.is_revoked);
    let hub = hub.ok_or(HubError::NotAHub)?;
    let word = HubWord { unsent: request.unsent, certificate_until: request.certificate_until };
    store.heard_from_hub(hub.number, now, word).await?;
    // First: nothing of whoever was erased is taken or given back.
    erasure::take(store, request.erasures.unwrap_or_default(), now).await?;
    // Who they are before what they signed.
    let newcomers = match request.newcomers {
        Some(newcomers) => Some(take_newcomers(store, &hub, newcomers, now).await?),
        None => None,
    };
    // Before the branches that they speak of.
    store.take_rulings(request.rulings.unwrap_or_default(), false, now).await?;
    let batches = with_met(request.batches, request.met, now);
    let via = Via::Hub(hub.number);
    let Words { refused, receipts, brought, .. } =
        take(store, &replica, (now, via), batches).await?;
    let heard = match request.clocks {
        None => None,
        Some(ClocksTold { spans, through }) => {
            store.take_clocks(&hub, spans, now).await?;
            Some(through)
        }
    };
    let question = HubQuestion {
        cursor: request.cursor,
        due: request.due.unwrap_or_default().into_iter().map(Into::into).collect(),
        brought,
        max_bytes: ANSWER_BYTES,
    };
    let reading =
        store.reading_for_hub(&hub, replica.epoch, Day::of_seconds(now), question).await?;
    let directory = reading.directory.to_bytes();
    let served: Vec<LearnersReceipt> = reading
        .held
        .iter()
        .filter_map(|(document, lines)| receipt(&replica, *document, lines))
        .collect();
    let clocks = match heard {
        None => None,
        Some(heard) => Some(store.clocks_for_hub(&hub, heard).await?),
    };
    let is_known = request.directory.as_deref() == Some(&Directory::hash_of(&directory)[..]);
    Ok(write(&ExchangeAnswer {
        version: VERSION,
        server_time: now,
        epoch: replica.epoch,
        refused,
        receipts,
        directory: (!is_known).then_some(directory),
        batches: reading.batches.into_iter().map(Into::into).collect(),
        cursor: reading.cursor,
        void: reading.void,
        more: reading.more || clocks.as_ref().is_some_and(|news| news.more),
        met: Some(reading.met).filter(|met| !met.is_empty()),
        clocks: clocks.map(|news| ClocksTold { spans: news.spans, through: news.through }),
        erasures: erasures_for(store, request.erasures_hash.as_deref()).await?,
        rulings: Some(reading.rulings).filter(|rulings| !rulings.is_empty()),
        due: (!reading.due.is_empty()).then(|| reading.due.into_iter().map(Into::into).collect()),
        served: (!served.is_empty()).then_some(served),
        newcomers,
    }))
}

/// All erasures, for a hub that knows others.
async fn erasures_for(
    store: &Store,
    known: Option<&[u8]>,
) -> Result<Option<Vec<ErasureNotice>>, StoreError> {
    let all = store.erasures().await?;
    Ok((known != Some(&erasures_hash(&all)[..])).then_some(all))
}

/// What a hub's file brought.
#[derive(Debug, Default)]
pub(crate) struct TakenByFile {
    /// Central's word for each batch, and receipts.
    pub(crate) answer: Vec<u8>,
    /// Batches in it.
    pub(crate) batches: usize,
    /// Of these, those of which nothing was refused for good.
    pub(crate) held: usize,
    /// Changes in them that are held now.
    pub(crate) changes: usize,
    /// Whose.
    pub(crate) learners: BTreeSet<LearnerId>,
}

/// Takes in what a hub sent by courier. Nothing is learnt of the hub by it: nobody knows how long it
/// was on its way.
pub(crate) async fn take_file(
    store: &Store,
    now: i64,
    body: &[u8],
) -> Result<TakenByFile, HubError> {
    let file: FileRequest = read(body).ok_or(HubError::Malformed)?;
    if file.version != VERSION || file.marks.len() != file.batches.len() {
        return Err(HubError::Malformed);
    }
    let replica = store.replica().await?;
    // A revoked one still brings what others signed, and hears only of that.
    let hub = store.hub(token_hash(&file.token)).await?.ok_or(HubError::NotAHub)?;
    let count = file.batches.len();
    let batches = with_met(file.batches, file.met, now);
    let Words { refused, receipts, changes, .. } =
        take(store, &replica, (now, Via::Hub(hub.number)), batches).await?;
    let learners = receipts.iter().map(|it| it.learner).collect();
    let held = refused.iter().filter(|word| word.is_none()).count();
    let (version, marks, epoch) = (VERSION, file.marks, replica.epoch);
    let answer = write(&FileAnswer { version, epoch, marks, refused, receipts });
    Ok(TakenByFile { answer, batches: count, held, changes, learners })
}

/// What central says of batches.
#[derive(Default)]
struct Words {
    /// For each, in order: why it did not take all of it, or nothing.
    refused: Vec<Option<String>>,
    receipts: Vec<LearnersReceipt>,
    /// Changes that are held now.
    changes: usize,
    /// Whoever brings them has these.
    brought: HashSet<ChangeHash>,
}

/// Checks and queues every batch, then waits for the commits: one, as a rule.
async fn take(
    store: &Store,
    replica: &Replica,
    (now, via): (i64, Via),
    batches: impl Iterator<Item = (Vec<u8>, Met)>,
) -> Result<Words, StoreError> {
    let mut words = Words::default();
    let mut queued = Vec::new();
    for (bytes, met) in batches {
        let arrival = Arrival { now, met, via };
        queued.push(match check(store, None, bytes, now).await? {
            Checked::Sound(batch) => {
                let (document, count) = (batch.address.document, batch.changes().count());
                words.brought.extend(batch.changes().map(|(_, hash)| *hash));
                Ok((document, count, store.admit(batch, arrival).await?))
            }
            // Not in the directory yet: offered again.
            Checked::Waiting => Err(None),
            Checked::Refused(refusal) => Err(Some(refusal.code().to_owned())),
        });
    }
    for queued in queued {
        let (document, count, pending) = match queued {
            Ok(queued) => queued,
            Err(refusal) => {
                words.refused.push(refusal);
                continue;
            }
        };
        let outcome = pending.durable().await?;
        // Only now: what a receipt promises is on the disk.
        words.receipts.extend(receipt(replica, document, &outcome.lines));
        words.refused.push(final_word(&outcome.verdict));
        words.changes += count.saturating_sub(outcome.not_held.len());
    }
    Ok(words)
}

fn receipt(
    replica: &Replica,
    document: DocumentId,
    lines: &[(sync_core::trust::ReceiptLine, sync_core::ids::ChangeHash)],
) -> Option<LearnersReceipt> {
    let issued = || Receipt::issue(&replica.key, replica.epoch, document, lines, false);
    let learner = document.learner;
    (!lines.is_empty()).then(|| LearnersReceipt { learner, receipt: issued() })
}

/// Why the rest of a batch need not be offered again; what only waits for something is.
fn final_word(verdict: &Verdict) -> Option<String> {
    match verdict {
        Verdict::Held | Verdict::Waiting => None,
        Verdict::Refused(refusal) => Some(refusal.code().to_owned()),
        Verdict::Partly(exceptions) => exceptions.iter().find_map(|it| match it.fate {
            Fate::Parked | Fate::Refused(Refusal::ParkedFull) => None,
            Fate::Forked => Some("forked".to_owned()),
            Fate::Refused(refusal) => Some(refusal.code().to_owned()),
        }),
    }
}

/// Hashed together with our secret: whoever reads the database cannot try codes against it.
fn code_hash(replica: &Replica, code: &str) -> [u8; 32] {
    let inner =
        Sha256::new().chain_update(CODE_DOMAIN).chain_update(replica.key.seed()).chain_update(code);
    Sha256::digest(inner.finalize()).into()
}

fn token_hash(token: &[u8; 32]) -> [u8; 32] {
    Sha256::new().chain_update(TOKEN_DOMAIN).chain_update(token).finalize().into()
}
