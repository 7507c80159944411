//! A hub's exchanges with central by HTTP, and when they are made.
//!
//! Owns the clock and the patience. What is said and taken is `exchange`'s. Phones are served
//! meanwhile; nothing here waits for a lock of theirs.

use std::time::Duration;

use sync_core::trust::TrustError;
use thiserror::Error;

use super::exchange::{self, Joiner, Taken};
use super::road::{Road, RoadError};
use crate::erasure::ErasureError;
use crate::source::Source;
use crate::store::{Store, StoreError};

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
    let joiner = Joiner::new(source, joining.code);
    let answer = road.post("/api/hubs", joiner.body.clone()).await?;
    joiner.join(store, &answer, source.now()).await
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
    let carried = deliver(store, road).await?;
    let asking = exchange::ask(store).await?;
    let answer = road.post("/api/hubs/exchange", asking.body.clone()).await?;
    let Taken { again, left, lessons } = exchange::take(store, asking, &answer, now).await?;
    // Lessons come last: whatever is wrong with one of their files holds up nobody's hours.
    if let Some((directory, missing)) = lessons {
        match fetch(store, road, &missing).await {
            Ok(()) => drop(store.take_directory(directory, now).await?),
            Err(error) => tracing::warn!(%error, "lessons are fetched later"),
        }
    }
    Ok(Round { again: again || carried, left })
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

/// Delivers what locked profiles brought, one a round. True: there was something.
async fn deliver(store: &Store, road: &Road) -> Result<bool, RoundError> {
    let Some((hash, request)) = store.next_carried().await? else { return Ok(false) };
    let answer = road.post("/api/sync", request).await;
    let said = match &answer {
        Ok(answer) => Ok(answer.as_slice()),
        Err(RoadError::Refused { status, .. }) => Err(*status),
        Err(RoadError::Closed(_)) => return answer.map(|_| true).map_err(RoundError::from),
    };
    if !exchange::delivered(store, hash, said).await? {
        return Err(answer.map_or_else(RoundError::from, |_| RoundError::Malformed));
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
