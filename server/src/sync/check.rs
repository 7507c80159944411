//! From bytes to a verified batch: size, canonical decode, hashes, signature.
//!
//! Owns these first steps of PROTOCOL section 3 and whose batches a profile may bring. Must not
//! touch the record: structure, standing and schema need the graph, and are the store's.

use sync_core::batch::{Batch, BatchError};
use sync_core::bugs::{Bug, bug};
use sync_core::change::MAX_COUNTER;
use sync_core::verdict::Refusal;

use crate::store::{Profile, Store, StoreError};

/// What a batch is found to be.
pub(crate) enum Checked {
    /// Signed by a writer of the directory: may be admitted.
    Sound(Batch),
    /// Its writer is not in the directory yet: kept.
    Waiting,
    /// Not taken at all.
    Refused(Refusal),
}

/// Checks one batch. A profile may bring what any writer of its learner signed; without a profile
/// the batch was kept here before, for its own learner.
pub(crate) async fn check(
    store: &Store,
    profile: Option<&Profile>,
    bytes: Vec<u8>,
    now: i64,
) -> Result<Checked, StoreError> {
    let implied = profile.map(|profile| (profile.learner, profile.writer));
    let address = match Batch::peek(&bytes, implied) {
        Ok(address) => address,
        Err(error) => return Ok(Checked::Refused(error.into())),
    };
    let mut is_foreign = profile.is_some_and(|profile| address.document.learner != profile.learner);
    let mut known = store.writer(address.writer).await?;
    if known.is_none() {
        // A restored central does not remember that it wrote to this desk.
        known = store.recall_own(address.document.learner, address.writer, now).await?;
    }
    let writer = match (known, profile) {
        (Some(writer), _) => writer,
        (None, Some(_)) if is_foreign => return Ok(Checked::Refused(Refusal::NotYours)),
        (None, Some(profile)) => {
            let kept = store.keep_waiting(profile, address.writer, bytes, now).await?;
            return Ok(if kept { Checked::Waiting } else { Checked::Refused(Refusal::ParkedFull) });
        }
        // Somebody's who is known no more: her writers went with her.
        (None, None) if store.erasure_of(address.document.learner).await?.is_some() => {
            return Ok(Checked::Refused(Refusal::Erased));
        }
        (None, None) => return Ok(Checked::Waiting),
    };
    is_foreign |= writer.learner != address.document.learner;
    // Rebuilding hashes and checking a signature is work for a processor: not on the threads
    // that serve connections.
    let checked = tokio::task::spawn_blocking(move || {
        let batch = Batch::decode(&bytes, implied, &writer.public)?;
        if !bug(Bug::SignatureUnverified) {
            batch.verify(&writer.public)?;
        }
        Ok::<_, BatchError>(batch)
    });
    Ok(match checked.await {
        Ok(Ok(batch)) if batch.running_count >= u64::from(MAX_COUNTER) => {
            Checked::Refused(Refusal::Malformed)
        }
        // Said of what is signed only: else bits that flipped on the way would have the last word.
        Ok(Ok(_)) if is_foreign => Checked::Refused(Refusal::NotYours),
        Ok(Ok(batch)) => Checked::Sound(batch),
        Ok(Err(error)) => Checked::Refused(error.into()),
        Err(_) => return Err(StoreError::Bug("checking a batch panicked".to_owned())),
    })
}
