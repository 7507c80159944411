//! The centre's recovery key, as central has to do with it.
//!
//! Owns what is answered to a phone that asks (`POST /api/recoveries`), and how holders are
//! certified. Central carries sealed parts and sealed answers and opens neither. Must not know HTTP.

use sync_core::exchange::{
    HolderBox, MAX_HOLDERS, MessageError, RecoveryAnswer, RecoveryAsk, RecoveryQuestion,
    RecoverySaid, RecoveryState, VERSION,
};
use sync_core::ids::StaffTag;
use sync_core::trust::HolderCertificate;
use thiserror::Error;

use crate::enrolment::token_hash;
use crate::store::recovery::{Begun, NewRequest, RequestLook};
use crate::store::{Store, StoreError};

/// Why a phone that asks hears nothing.
#[derive(Debug, Error)]
pub enum RecoveryError {
    /// The body is not one.
    #[error(transparent)]
    Message(#[from] MessageError),
    /// No such phone, or revoked.
    #[error("no such phone")]
    Unknown,
    /// Too soon after the requests before.
    #[error("too soon after the requests before")]
    Wait {
        /// How long.
        seconds: i64,
    },
    /// Fewer than two of those who have a part may still use it.
    #[error("fewer than two holders are left")]
    TooFew,
    /// Nothing was acknowledged.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Answers the body of `POST /api/recoveries`.
pub async fn answer(store: &Store, now: i64, body: &[u8]) -> Result<Vec<u8>, RecoveryError> {
    let RecoveryAsk { device_token, question, .. } = RecoveryAsk::from_bytes(body)?;
    let token_hash = token_hash(&device_token);
    let said = match question {
        RecoveryQuestion::Holders => {
            let holders = store.recovery_holders(token_hash, MAX_HOLDERS, now).await?;
            let replica = store.replica().await?;
            let certificates = holders.ok_or(RecoveryError::Unknown)?.into_iter().map(|holder| {
                let (tag, public, since) = (holder.tag, holder.public, holder.since);
                HolderCertificate::issue(&replica.key, tag, holder.name, public, since)
            });
            RecoverySaid::Holders { certificates: certificates.collect() }
        }
        RecoveryQuestion::Begin { ephemeral, parts } => {
            let parts = parts.into_iter().map(|part| (part.staff, part.sealed.to_vec()));
            let new = NewRequest { token_hash, ephemeral, parts: parts.collect(), now };
            match store.begin_recovery(new).await? {
                Begun::Until(expires_at) => RecoverySaid::Begun { expires_at },
                Begun::Unknown => return Err(RecoveryError::Unknown),
                Begun::Wait { seconds } => return Err(RecoveryError::Wait { seconds }),
                Begun::TooFew => return Err(RecoveryError::TooFew),
            }
        }
        RecoveryQuestion::Look { code } => {
            let look = store.look_at_recovery(token_hash, code, now).await?;
            let (state, given) = match look.ok_or(RecoveryError::Unknown)? {
                RequestLook::Waits(tags) => {
                    let given = tags.into_iter().map(|tag| said_by(tag, Vec::new()));
                    (RecoveryState::Waits, given.collect())
                }
                RequestLook::Given(answers) => {
                    let given = answers.into_iter().map(|(tag, sealed)| said_by(tag, sealed));
                    (RecoveryState::Given, given.collect())
                }
                RequestLook::Over => (RecoveryState::Over, Vec::new()),
            };
            RecoverySaid::Stands { state, given }
        }
    };
    Ok(RecoveryAnswer { version: VERSION, server_time: now, said }.to_bytes())
}

fn said_by(staff: StaffTag, sealed: Vec<u8>) -> HolderBox {
    HolderBox { staff, sealed: sealed.into() }
}
