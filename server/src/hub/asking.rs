//! Asking central whether it knows this hub, without taking anything.

use super::messages::{ExchangeAnswer, ExchangeRequest, VERSION, erasures_hash, read, write};
use super::road::Road;
use super::rounds::RoundError;
use crate::store::Store;

/// An exchange that brings nothing and takes nothing; gives central's clock. What central would
/// have said comes with the next one: the cursor does not move.
pub async fn ask(store: &Store, road: &Road) -> Result<i64, RoundError> {
    let Some(standing) = store.standing_with_central().await? else {
        return Err(RoundError::NotEmpty);
    };
    let request = ExchangeRequest {
        version: VERSION,
        token: standing.token,
        cursor: standing.cursor,
        directory: standing.directory_hash.map(Into::into),
        batches: Vec::new(),
        unsent: standing.unsent,
        erasures_hash: Some(erasures_hash(&store.erasures().await?).to_vec()),
        erasures: None,
        certificate_until: standing.certificate_until,
        met: None,
        clocks: None,
        rulings: None,
        due: None,
        newcomers: None,
    };
    let body = road.post("/api/hubs/exchange", write(&request)).await?;
    let answer: ExchangeAnswer = read(&body).ok_or(RoundError::Malformed)?;
    Ok(answer.server_time)
}
