//! The address that takes in what a courier brought: text in, text out.
//!
//! Nobody signs in: what is inside proves itself, and whoever carries it cannot read the answer.

use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use sync_core::courier::{CourierError, Piece};

use super::phones::onward;
use crate::courier::{self, TakingError};
use crate::http::error::ApiError;
use crate::http::extract::{CallerAddress, Whole};
use crate::http::state::AppState;

const TEXT: &str = "text/plain; charset=utf-8";

/// Takes in one bundle; its answer is for the phone that wrote it.
pub(crate) async fn take(
    State(state): State<AppState>,
    CallerAddress(ip): CallerAddress,
    Whole(body): Whole,
) -> Result<Response, ApiError> {
    state.limits().courier(ip, state.now())?;
    if let Some(road) = state.road() {
        return onward(road, TEXT, "/api/courier", body).await;
    }
    let mut pieces = Piece::all_of(&body).into_iter();
    let piece = pieces.next().ok_or(CourierError::Missing)?;
    if pieces.next().is_some() {
        return Err(ApiError::BadRequest("one bundle in a request".to_owned()));
    }
    let taken = courier::take(state.store(), state.now(), piece).await?;
    let kind = HeaderValue::from_static(TEXT);
    Ok(([(CONTENT_TYPE, kind)], taken.answer).into_response())
}

impl From<CourierError> for ApiError {
    fn from(error: CourierError) -> Self {
        match error {
            CourierError::TooLarge => Self::TooLarge,
            other => Self::Courier(other),
        }
    }
}

impl From<TakingError> for ApiError {
    fn from(error: TakingError) -> Self {
        match error {
            TakingError::Courier(error) => error.into(),
            TakingError::Store(error) => error.into(),
        }
    }
}
