//! The two addresses of hubs, at central: CBOR in, CBOR out.

use axum::extract::State;
use axum::response::Response;

use super::phones::cbor;
use crate::erasure::ErasureError;
use crate::http::error::ApiError;
use crate::http::extract::{CallerAddress, Whole};
use crate::http::state::AppState;
use crate::hub::central::{self, HubError};
use crate::store::StoreError;

/// A server with a code becomes a hub.
pub(crate) async fn join(
    State(state): State<AppState>,
    CallerAddress(ip): CallerAddress,
    Whole(body): Whole,
) -> Result<Response, ApiError> {
    let code = central::code_in(&body)
        .ok_or_else(|| ApiError::BadRequest(HubError::Malformed.to_string()))?;
    state.limits().enrolment(&code, ip, state.now())?;
    let answer = central::join(state.store(), state.now(), &body).await?;
    state.limits().enrolled(&code);
    Ok(cbor(answer))
}

/// One exchange with a hub.
pub(crate) async fn exchange(
    State(state): State<AppState>,
    Whole(body): Whole,
) -> Result<Response, ApiError> {
    Ok(cbor(central::exchange(state.store(), state.now(), &body).await?))
}

impl From<HubError> for ApiError {
    fn from(error: HubError) -> Self {
        match error {
            HubError::Malformed | HubError::IsHub => Self::BadRequest(error.to_string()),
            HubError::CodeUnknown => Self::CodeUnknown,
            HubError::CodeExpired => Self::CodeExpired,
            HubError::NotAHub => Self::NotAHub,
            HubError::Store(error) | HubError::Erasure(ErasureError::Store(error)) => error.into(),
            HubError::Erasure(error) => StoreError::StorageFull(error.to_string()).into(),
        }
    }
}
