//! A phone that a restored server does not know comes back by itself.
//!
//! Its key was certified by central after the copy was made; the certificate and a proof that it
//! holds the key are enough to be registered again. A staff device is registered again by whoever is
//! signed in at it; here it only says which of her phones it knows. Owns what must be signed for
//! that. Must not limit tries: that needs the caller's address, which is `http`'s.

use sync_core::exchange::{MessageError, ReturnAnswer, ReturnRequest, ReturnStatus, VERSION};
use sync_core::trust::{WriterCertificate, WriterHolder};
use thiserror::Error;

use crate::hub::register_by_hub;
use crate::store::hubs::{NewcomerPhone, NotTaken};
use crate::store::{Comeback, ReturningPhone, Store, StoreError};
use crate::sync;

/// Why a request to come back is not answered.
#[derive(Debug, Error)]
pub enum ReturnError {
    /// The body is not a request, or something in it is not signed as it must be.
    #[error("not a request to come back")]
    Malformed,
    /// Nothing was acknowledged.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<MessageError> for ReturnError {
    fn from(_: MessageError) -> Self {
        ReturnError::Malformed
    }
}

/// A phone that a hub enrolled, and that meets central before the hub did, or instead of it.
async fn of_a_hub(
    store: &Store,
    now: i64,
    request: &ReturnRequest,
    is_erased: bool,
) -> Result<ReturnStatus, ReturnError> {
    let Some(hub) = store.hub_that_certified(&request.writer).await? else {
        return Err(ReturnError::Malformed);
    };
    if is_erased {
        return Ok(ReturnStatus::Erased);
    }
    let phone = NewcomerPhone {
        certificate: request.writer.clone(),
        read_token_hash: request.read_token_hash,
        device_token_hash: request.device_token_hash,
        sealing: request.sealing,
    };
    Ok(match register_by_hub(store, &hub, phone, now).await? {
        Ok(()) => ReturnStatus::Known,
        // The hub may have taken her in herself, and will say so.
        Err(NotTaken::NotThere) => ReturnStatus::NoSuchLearner,
        Err(NotTaken::Taken | NotTaken::Faults) => ReturnStatus::NotEntitled,
    })
}

/// Answers the body of `POST /api/return`.
pub async fn come_back(store: &Store, now: i64, body: &[u8]) -> Result<Vec<u8>, ReturnError> {
    let request = ReturnRequest::from_bytes(body)?;
    let replica = store.replica().await?;
    let central = replica.certificate.public;
    let is_sound = |certificate: &WriterCertificate| {
        certificate.holder == WriterHolder::Learner && certificate.verify(&central).is_ok()
    };
    let may_ask = match request.writer.holder {
        WriterHolder::Learner => true,
        WriterHolder::Staff => request.writer.verify(&central).is_ok(),
        WriterHolder::Central => false,
    };
    if !may_ask || request.verify(&central).is_err() {
        return Err(ReturnError::Malformed);
    }
    if request.writer.holder == WriterHolder::Learner && !is_sound(&request.writer) {
        let erasure = store.erasure_of(request.writer.learner).await?;
        let status = of_a_hub(store, now, &request, erasure.is_some()).await?;
        let erasure = erasure.filter(|_| status == ReturnStatus::Erased);
        return Ok(ReturnAnswer { version: VERSION, status, server_time: now, erasure }.to_bytes());
    }
    let comeback = store
        .come_back(ReturningPhone {
            others: request.others.into_iter().flatten().filter(is_sound).collect(),
            own: request.writer,
            read_token_hash: request.read_token_hash,
            device_token_hash: request.device_token_hash,
            sealing: request.sealing,
            now,
        })
        .await?;
    let mut erasure = None;
    let status = match comeback {
        Comeback::Known(new) => {
            for public in new {
                // What others offered in this writer's name before it was known here.
                sync::admit_waiting(store, public, now).await?;
            }
            ReturnStatus::Known
        }
        Comeback::NoSuchLearner => ReturnStatus::NoSuchLearner,
        Comeback::NotEntitled => ReturnStatus::NotEntitled,
        Comeback::Erased(notice) => {
            erasure = Some(notice);
            ReturnStatus::Erased
        }
    };
    Ok(ReturnAnswer { version: VERSION, status, server_time: now, erasure }.to_bytes())
}
