//! Certificates beside the record: giving by rule while the server runs, and their form for other
//! platforms (`badge`).
//!
//! Owns the rhythm. What a rule says and what is written is `store::certificates`'.

pub mod badge;

use std::time::Duration;

use crate::source::Source;
use crate::store::{Store, StoreError};

/// How often it is looked whether something is due: she sees it at her next visit.
const EVERY: Duration = Duration::from_secs(2);
/// How many are looked at in one transaction, so that phones are served in between.
const AT_ONCE: u32 = 25;

/// Gives by rule what is due now; how many learners were looked at.
pub async fn give_what_is_due(store: &Store, source: &Source) -> Result<u64, StoreError> {
    let replica = store.replica().await?;
    let mut looked_at = 0;
    loop {
        let some = store.give_by_rule(replica.clone(), AT_ONCE, source.now()).await?;
        looked_at += u64::from(some);
        if some < AT_ONCE {
            return Ok(looked_at);
        }
    }
}

/// Gives by rule for as long as the server runs. What fails is tried again.
pub async fn run(store: Store, source: Source) {
    loop {
        match give_what_is_due(&store, &source).await {
            Ok(_) => {}
            Err(StoreError::Closed) => return,
            Err(error) => tracing::warn!(%error, "certificates by rule wait"),
        }
        tokio::time::sleep(EVERY).await;
    }
}
