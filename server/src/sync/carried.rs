//! The part of an exchange that came in a courier file.
//!
//! Owns what differs from a visit: nobody is there, so nothing is learnt of a clock or of what the
//! phone still has. What it brings is opened, checked and admitted as any locked profile's.

use sync_core::exchange::{MAX_RESPONSE_BYTES, SyncAnswer, SyncRequest, VERSION};

use super::{SyncError, locked, some};
use crate::store::Store;

/// Answers the locked profiles of a request that was carried here.
pub async fn answer_carried(
    store: &Store,
    now: i64,
    request: SyncRequest,
) -> Result<SyncAnswer, SyncError> {
    let replica = store.replica().await?;
    let mut room = request.max_response_bytes.min(MAX_RESPONSE_BYTES) as usize;
    let mut answers = Vec::new();
    for asked in request.locked.unwrap_or_default() {
        let meeting = locked::Meeting { store, replica: &replica, now, device_time: None };
        answers.push(meeting.answer(asked, &mut room).await?);
    }
    Ok(SyncAnswer {
        version: VERSION,
        server_time: now,
        replica: replica.key.public().replica_id(),
        epoch: replica.epoch,
        catalogue: store.catalogue_prefix().await?,
        profiles: Vec::new(),
        locked: some(answers),
        certificate: None,
    })
}
