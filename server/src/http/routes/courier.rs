//! The addresses that take in what a courier brought: a phone's, text in and text out, and a staff
//! page's, which says how much it was.
//!
//! On a phone nobody signs in: what is inside proves itself, and whoever carries it cannot read the
//! answer. A page of staff says numbers, and never whose they are: a file may be of any centre.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use sync_core::courier::{CourierError, Piece};
use sync_core::ids::LearnerId;

use super::phones::onward;
use crate::audit::{AuditEntry, Subject};
use crate::authority::Act;
use crate::courier::{self, Taken, TakingError};
use crate::http::asking::Asking;
use crate::http::error::ApiError;
use crate::http::extract::{CallerAddress, JsonBody, Whole};
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

/// A file, as text.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FileForm {
    text: String,
}

/// What a file came to.
#[derive(Serialize)]
pub(crate) struct FileShown {
    /// One for each piece: `taken`, or the code of what is wrong with it.
    pieces: Vec<&'static str>,
    /// People whose profiles were in it.
    people: usize,
    /// Profiles in it that are not known here, counted in each piece.
    unknown: usize,
    /// Changes that it brought and that are held now.
    changes: usize,
    /// The answers to all pieces that were taken: a file, to be carried back.
    #[serde(skip_serializing_if = "String::is_empty")]
    answer: String,
}

impl FileShown {
    fn of(pieces: &[Result<Taken, CourierError>]) -> Self {
        let taken = || pieces.iter().flatten();
        let people: BTreeSet<&LearnerId> = taken().flat_map(|piece| &piece.learners).collect();
        let outcomes = pieces.iter().map(|piece| match piece {
            Ok(_) => "taken",
            Err(error) => error.code(),
        });
        Self {
            pieces: outcomes.collect(),
            people: people.len(),
            unknown: taken().map(|piece| piece.unknown).sum(),
            changes: taken().map(|piece| piece.changes).sum(),
            answer: taken().map(|piece| piece.answer.as_str()).collect(),
        }
    }
}

/// Takes in a whole file, for whoever it was handed to in the office.
pub(crate) async fn take_file(
    asking: Asking,
    State(state): State<AppState>,
    CallerAddress(ip): CallerAddress,
    JsonBody(FileForm { text }): JsonBody<FileForm>,
) -> Result<Json<FileShown>, ApiError> {
    asking.reach(Act::TakeCourierFile)?;
    state.limits().courier(ip, state.now())?;
    let taken = courier::take_all(state.store(), state.now(), text.as_bytes()).await?;
    let shown = FileShown::of(&taken);
    let subject = Subject::Programme;
    let entry = AuditEntry::by(&asking.0, Act::TakeCourierFile, subject, state.now())
        .with("pieces", shown.pieces.len())
        .with("taken", taken.iter().flatten().count())
        .with("people", shown.people)
        .with("changes", shown.changes);
    state.store().audit(entry).await?;
    Ok(Json(shown))
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
