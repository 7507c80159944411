//! A phone that a restored server does not know comes back by itself.
//!
//! Its key was certified by central after the copy was made; the certificate and a proof that it
//! holds the key are enough to be registered again. A staff device is registered again by whoever is
//! signed in at it; here it only says which of her phones it knows. Owns what must be signed for
//! that. Must not limit tries: that needs the caller's address, which is `http`'s.

use sync_core::exchange::{MessageError, ReturnAnswer, ReturnRequest, ReturnStatus, VERSION};
use sync_core::trust::{WriterCertificate, WriterHolder};
use thiserror::Error;

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

/// Answers the body of `POST /api/return`.
pub async fn come_back(store: &Store, now: i64, body: &[u8]) -> Result<Vec<u8>, ReturnError> {
    let request = ReturnRequest::from_bytes(body)?;
    let replica = store.replica().await?;
    let central = replica.certificate.public;
    let is_sound = |certificate: &WriterCertificate| {
        certificate.holder == WriterHolder::Learner && certificate.verify(&central).is_ok()
    };
    let own_is_sound = match request.writer.holder {
        WriterHolder::Learner => is_sound(&request.writer),
        WriterHolder::Staff => request.writer.verify(&central).is_ok(),
        WriterHolder::Central => false,
    };
    if !own_is_sound || request.verify(&central).is_err() {
        return Err(ReturnError::Malformed);
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
