//! Taking in what a courier brought: files, one piece at a time.
//!
//! Owns opening a bundle and sealing its answer. Must not hold a rule of its own: what is inside is
//! answered by `sync`, as if its phone were here.

use std::collections::BTreeSet;
use std::sync::Arc;

use sync_core::courier::{
    Answer, Asked, Bundle, Content, CourierError, Kind, MAX_FILE_BYTES, Piece,
};
use sync_core::exchange::LockedStatus;
use sync_core::ids::LearnerId;
use sync_core::phone::Entropy;
use sync_core::sealed_box::SealingPublic;
use sync_core::verdict::Verdict;
use thiserror::Error;

use crate::enrolment::derive;
use crate::hub::central::{self, HubError, TakenByFile};
use crate::store::{Replica, Store, StoreError};
use crate::sync::{self, CarriedAnswer, SyncError};

/// What a piece came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// The answer, to be carried back: text.
    pub answer: String,
    /// Whose profiles are in it, of those that are known here.
    pub learners: BTreeSet<LearnerId>,
    /// Profiles in it.
    pub profiles: usize,
    /// Of these, how many are not known here.
    pub unknown: usize,
    /// Batches in it.
    pub batches: usize,
    /// Of these, how many are held now.
    pub held: usize,
    /// Changes in those that are held: what was noted and has arrived.
    pub changes: usize,
}

/// Why a piece was not taken. Nothing of it was.
#[derive(Debug, Error)]
pub enum TakingError {
    /// It is no bundle for here.
    #[error(transparent)]
    Courier(#[from] CourierError),
    /// Nothing was acknowledged.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Takes in all pieces of a file, in any order; one that is not taken is passed over. Where the store
/// gives up in the middle, what was taken before is durable, and the file may be given again.
pub async fn take_all(
    store: &Store,
    now: i64,
    file: &[u8],
) -> Result<Vec<Result<Taken, CourierError>>, StoreError> {
    if file.len() > MAX_FILE_BYTES {
        return Ok(vec![Err(CourierError::TooLarge)]);
    }
    let mut taken = Vec::new();
    for piece in Piece::all_of(file) {
        taken.push(match take(store, now, piece).await {
            Ok(one) => Ok(one),
            Err(TakingError::Courier(error)) => Err(error),
            Err(TakingError::Store(error)) => return Err(error),
        });
    }
    if taken.is_empty() {
        taken.push(Err(CourierError::Missing));
    }
    Ok(taken)
}

/// Takes in one piece.
pub async fn take(store: &Store, now: i64, piece: Piece) -> Result<Taken, TakingError> {
    let replica = store.replica().await?;
    let bundle = opened(&replica, piece).await?;
    let request = match bundle.content {
        Content::Phone(request) => request,
        Content::Hub(bytes) => {
            let taken = central::take_file(store, now, &bytes).await?;
            let TakenByFile { answer, batches, held, changes, learners } = taken;
            let answer = Answer::sign_for_hub(&replica.key, bundle.id, answer);
            let answer = sealed(&replica, &bundle.answer_to, &answer);
            return Ok(Taken { answer, learners, batches, held, changes, ..Taken::default() });
        }
    };
    let asked = Asked::of(&request);
    let CarriedAnswer { answer, changes, learners } =
        sync::answer_carried(store, now, request).await.map_err(|error| match error {
            SyncError::Store(error) => TakingError::Store(error),
            SyncError::Message(_) => TakingError::Courier(CourierError::Damaged),
        })?;
    let parts = answer.locked.iter().flatten();
    let verdicts = || parts.clone().flat_map(|part| part.verdicts.iter().flatten());
    let unknown = parts.clone().filter(|part| part.status != LockedStatus::Served).count();
    let (batches, held) =
        (verdicts().count(), verdicts().filter(|verdict| **verdict == Verdict::Held).count());
    let profiles = asked.len();
    let signed = Answer::sign(&replica.key, bundle.id, asked, &answer);
    let answer = sealed(&replica, &bundle.answer_to, &signed);
    Ok(Taken { answer, learners, profiles, unknown, batches, held, changes })
}

/// The same answer is the same bytes, and two answers never share a key.
fn sealed(replica: &Replica, to: &SealingPublic, answer: &Answer) -> String {
    let secret = derive(replica, "courier", &[&to.0, &answer.to_bytes()]);
    answer.seal(to, &mut Entropy::new(&secret)).to_text(Kind::Answer)
}

impl From<HubError> for TakingError {
    fn from(error: HubError) -> Self {
        match error {
            HubError::Store(error) => Self::Store(error),
            HubError::NotAHub => Self::Courier(CourierError::Foreign),
            _ => Self::Courier(CourierError::Damaged),
        }
    }
}

async fn opened(replica: &Arc<Replica>, piece: Piece) -> Result<Bundle, TakingError> {
    let replica = Arc::clone(replica);
    // Agreeing on keys is work for a processor: not on the threads that serve connections.
    let opened = tokio::task::spawn_blocking(move || {
        Bundle::open(&piece, replica.sealing.iter().rev().map(|sealing| &sealing.key))
    });
    let opened = opened.await;
    Ok(opened.map_err(|_| StoreError::Bug("opening a bundle panicked".to_owned()))??)
}
