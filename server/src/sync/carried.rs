//! The part of an exchange that came in a courier file.
//!
//! Owns what differs from a visit: nobody is there, so nothing is learnt of a clock or of what the
//! phone still has. What it brings is opened, checked and admitted as any locked profile's.

use std::collections::BTreeSet;

use sync_core::exchange::{MAX_RESPONSE_BYTES, SyncAnswer, SyncRequest, VERSION};
use sync_core::ids::LearnerId;

use super::{SyncError, locked, some};
use crate::store::Store;

/// An answer to be carried back.
#[derive(Debug)]
pub struct CarriedAnswer {
    /// What the phone gets.
    pub answer: SyncAnswer,
    /// Changes that it brought and that are held now.
    pub changes: usize,
    /// Whose profiles it was for.
    pub learners: BTreeSet<LearnerId>,
}

/// Answers the locked profiles of a request that was carried here.
pub async fn answer_carried(
    store: &Store,
    now: i64,
    request: SyncRequest,
) -> Result<CarriedAnswer, SyncError> {
    let replica = store.replica().await?;
    let mut room = request.max_response_bytes.min(MAX_RESPONSE_BYTES) as usize;
    let (mut answers, mut changes, mut learners) = (Vec::new(), 0, BTreeSet::new());
    for asked in request.locked.unwrap_or_default() {
        let meeting = locked::Visited { store, replica: &replica, now, clock: None };
        let met = meeting.answer(asked, &mut room).await?;
        changes += met.changes;
        learners.extend(met.learner);
        answers.push(met.answer);
    }
    let answer = SyncAnswer {
        version: VERSION,
        server_time: now,
        replica: replica.key.public().replica_id(),
        epoch: replica.epoch,
        catalogue: store.catalogue_prefix().await?,
        profiles: Vec::new(),
        locked: some(answers),
        certificate: None,
        ended: None,
    };
    Ok(CarriedAnswer { answer, changes, learners })
}
