//! One learner as coordinators see her, and codes for her phones.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use sync_core::ids::LearnerId;

use super::csv;
use crate::enrolment::{self, CODE_LIFETIME_SECONDS};
use crate::http::error::ApiError;
use crate::http::extract::{Coordinator, JsonBody, Named};
use crate::http::state::AppState;
use crate::reports::{self, LearnerRecord};

/// Nothing to say yet; a field that is not known is a mistake.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewCodeForm {}

/// A code, once.
#[derive(Serialize)]
pub(crate) struct NewCodeShown {
    code: String,
    expires_at: i64,
}

/// Shows a learner's whole record, with the history behind each value.
pub(crate) async fn show_learner(
    Coordinator(account): Coordinator,
    State(state): State<AppState>,
    Named(id): Named<String>,
) -> Result<Json<LearnerRecord>, ApiError> {
    record(&state, &id, &account.locale).await.map(Json)
}

/// Every version of every value, for a spreadsheet.
pub(crate) async fn export_record(
    Coordinator(account): Coordinator,
    State(state): State<AppState>,
    Named(id): Named<String>,
) -> Result<Response, ApiError> {
    let record = record(&state, &id, &account.locale).await?;
    tracing::info!(account = account.number, "a learner's record was downloaded");
    csv("record.csv", reports::record_csv(&record))
}

/// Makes a code with which one more phone becomes hers.
pub(crate) async fn make_code(
    Coordinator(account): Coordinator,
    State(state): State<AppState>,
    Named(id): Named<String>,
    JsonBody(NewCodeForm {}): JsonBody<NewCodeForm>,
) -> Result<Json<NewCodeShown>, ApiError> {
    let learner = LearnerId::from_hex(&id).ok_or(ApiError::NotFound)?;
    let expires_at = state.now() + CODE_LIFETIME_SECONDS;
    // Never kept readable, not even in a demonstration: it was asked for, and is shown once.
    let code = enrolment::new_code(state.store(), state.source(), learner, Some(expires_at), false)
        .await?
        .ok_or(ApiError::NotFound)?;
    tracing::info!(account = account.number, "an enrolment code was made");
    Ok(Json(NewCodeShown { code: enrolment::shown(&code), expires_at }))
}

async fn record(state: &AppState, id: &str, locale: &str) -> Result<LearnerRecord, ApiError> {
    let learner = LearnerId::from_hex(id).ok_or(ApiError::NotFound)?;
    let rows = state.store().learner_rows(learner).await?.ok_or(ApiError::NotFound)?;
    Ok(reports::learner_record(rows, state.now(), locale))
}
