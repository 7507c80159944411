//! The three addresses of phones: CBOR in, CBOR out, and errors as everywhere.

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use sync_core::exchange::{EnrolmentRequest, ReturnRequest};

use crate::enrolment::{self, EnrolmentError};
use crate::http::error::ApiError;
use crate::http::extract::{CallerAddress, Whole};
use crate::http::state::AppState;
use crate::hub::{CBOR, Road, RoadError};
use crate::returning::{self, ReturnError};
use crate::sync::{self, SyncError};

/// Answers one exchange.
pub(crate) async fn sync(
    State(state): State<AppState>,
    Whole(body): Whole,
) -> Result<Response, ApiError> {
    let answer = sync::answer(state.store(), state.now(), &body).await?;
    Ok(cbor(answer))
}

/// Redeems an enrolment code.
pub(crate) async fn enrol(
    State(state): State<AppState>,
    CallerAddress(ip): CallerAddress,
    Whole(body): Whole,
) -> Result<Response, ApiError> {
    // Read here too, since the limit on tries is the code's. What is no request guesses nothing.
    let code = EnrolmentRequest::from_bytes(&body)
        .map_err(|error| ApiError::BadRequest(error.to_string()))?
        .code;
    state.limits().enrolment(&code, ip, state.now())?;
    let redeemed = enrolment::redeem(state.store(), state.now(), &body).await;
    let answer = match (redeemed, state.road()) {
        // Not one that this hub made: perhaps one of central's.
        (Err(EnrolmentError::CodeUnknown), Some(road)) => {
            let answer = onward(road, CBOR, "/api/enrol", body).await?;
            if answer.status().is_success() {
                state.limits().enrolled(&code);
            }
            return Ok(answer);
        }
        (redeemed, _) => redeemed?,
    };
    state.limits().enrolled(&code);
    Ok(cbor(answer))
}

/// Registers a phone again that enrolled after the copy was made which this server goes on from.
pub(crate) async fn come_back(
    State(state): State<AppState>,
    CallerAddress(ip): CallerAddress,
    Whole(body): Whole,
) -> Result<Response, ApiError> {
    if let Some(road) = state.road() {
        return onward(road, CBOR, "/api/return", body).await;
    }
    let request = ReturnRequest::from_bytes(&body)
        .map_err(|error| ApiError::BadRequest(error.to_string()))?;
    let writer = request.writer.public.writer_id().to_string();
    state.limits().returning(&writer, ip, state.now())?;
    let answer = returning::come_back(state.store(), state.now(), &body).await?;
    Ok(cbor(answer))
}

/// On a hub: what only central does is asked of it, and its answer handed over as it came.
pub(super) async fn onward(
    road: &Road,
    kind: &'static str,
    path: &'static str,
    body: impl AsRef<[u8]>,
) -> Result<Response, ApiError> {
    match road.post_as(kind, path, body.as_ref().to_vec()).await {
        Ok(answer) => {
            road.tell_of_news();
            Ok(([(CONTENT_TYPE, HeaderValue::from_static(kind))], answer).into_response())
        }
        Err(RoadError::Refused { status, body }) => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
            let kind = HeaderValue::from_static("application/json");
            Ok((status, [(CONTENT_TYPE, kind)], body).into_response())
        }
        Err(RoadError::Closed(error)) => {
            tracing::info!(%error, "central is asked for in vain");
            Err(ApiError::CentralAway)
        }
    }
}

pub(super) fn cbor(bytes: Vec<u8>) -> Response {
    ([(CONTENT_TYPE, HeaderValue::from_static("application/cbor"))], bytes).into_response()
}

impl From<EnrolmentError> for ApiError {
    fn from(error: EnrolmentError) -> Self {
        match error {
            EnrolmentError::Malformed => Self::BadRequest(error.to_string()),
            EnrolmentError::CodeUnknown => Self::CodeUnknown,
            EnrolmentError::CodeExpired => Self::CodeExpired,
            EnrolmentError::Store(error) => error.into(),
        }
    }
}

impl From<ReturnError> for ApiError {
    fn from(error: ReturnError) -> Self {
        match error {
            ReturnError::Malformed => Self::BadRequest(error.to_string()),
            ReturnError::Store(error) => error.into(),
        }
    }
}

impl From<SyncError> for ApiError {
    fn from(error: SyncError) -> Self {
        match error {
            SyncError::Message(error) => Self::BadRequest(error.to_string()),
            SyncError::Store(error) => error.into(),
        }
    }
}
