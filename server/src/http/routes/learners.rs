//! One learner as staff see her, and codes for her phones.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use sync_core::ids::LearnerId;

use super::csv;
use crate::audit::{AuditEntry, Subject};
use crate::authority::Act;
use crate::enrolment::{self, CODE_LIFETIME_SECONDS};
use crate::http::asking::Asking;
use crate::http::error::ApiError;
use crate::http::extract::{JsonBody, Named};
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
    asking: Asking,
    State(state): State<AppState>,
    Named(id): Named<String>,
) -> Result<Json<LearnerRecord>, ApiError> {
    let learner = asking.to_learner(&state, Act::ReadRecord, &id).await?;
    record(&state, learner, &asking.0.locale).await.map(Json)
}

/// Every version of every value, for a spreadsheet.
pub(crate) async fn export_record(
    asking: Asking,
    State(state): State<AppState>,
    Named(id): Named<String>,
) -> Result<Response, ApiError> {
    let learner = asking.to_learner(&state, Act::ExportNamed, &id).await?;
    let record = record(&state, learner, &asking.0.locale).await?;
    let subject = Subject::Learner(learner);
    let entry = AuditEntry::by(&asking.0, Act::ExportNamed, subject, state.now());
    state.store().audit(entry).await?;
    csv("record.csv", reports::record_csv(&record))
}

/// Makes a code with which one more phone becomes hers.
pub(crate) async fn make_code(
    asking: Asking,
    State(state): State<AppState>,
    Named(id): Named<String>,
    JsonBody(NewCodeForm {}): JsonBody<NewCodeForm>,
) -> Result<Json<NewCodeShown>, ApiError> {
    let learner = asking.to_learner(&state, Act::MakeCode, &id).await?;
    let expires_at = state.now() + CODE_LIFETIME_SECONDS;
    let (store, source, by) = (state.store(), state.source(), asking.login());
    // Never kept readable, not even in a demonstration: it was asked for, and is shown once.
    let code = enrolment::new_code_by(store, source, learner, Some(expires_at), false, by)
        .await?
        .ok_or(ApiError::NotFound)?;
    Ok(Json(NewCodeShown { code: enrolment::shown(&code), expires_at }))
}

async fn record(
    state: &AppState,
    learner: LearnerId,
    locale: &str,
) -> Result<LearnerRecord, ApiError> {
    let rows = state.store().learner_rows(learner).await?.ok_or(ApiError::NotFound)?;
    Ok(reports::learner_record(rows, state.now(), locale))
}
