//! Cohorts as coordinators see them.

use axum::Json;
use axum::extract::State;
use axum::response::Response;

use super::csv;
use crate::http::error::ApiError;
use crate::http::extract::{Coordinator, Named};
use crate::http::state::AppState;
use crate::reports::{self, CohortHead, CohortQuestion, CohortReport};

/// Lists all cohorts, the latest first.
pub(crate) async fn list_cohorts(
    _coordinator: Coordinator,
    State(state): State<AppState>,
) -> Result<Json<Vec<CohortHead>>, ApiError> {
    let rows = state.store().cohorts().await?;
    Ok(Json(rows.into_iter().map(CohortHead::from).collect()))
}

/// Shows a cohort's learners and what they have done.
pub(crate) async fn show_cohort(
    _coordinator: Coordinator,
    State(state): State<AppState>,
    Named(id): Named<String>,
) -> Result<Json<CohortReport>, ApiError> {
    report(&state, id).await.map(Json)
}

/// The same table for a spreadsheet.
pub(crate) async fn export_learners(
    Coordinator(account): Coordinator,
    State(state): State<AppState>,
    Named(id): Named<String>,
) -> Result<Response, ApiError> {
    let report = report(&state, id).await?;
    tracing::info!(account = account.number, "a cohort's table was downloaded");
    csv("learners.csv", reports::learners_csv(&report))
}

/// Lists the entries with more than one live version.
pub(crate) async fn list_questions(
    _coordinator: Coordinator,
    State(state): State<AppState>,
    Named(id): Named<String>,
) -> Result<Json<Vec<CohortQuestion>>, ApiError> {
    let rows = state.store().question_rows(id).await?.ok_or(ApiError::NotFound)?;
    Ok(Json(reports::cohort_questions(rows)))
}

async fn report(state: &AppState, id: String) -> Result<CohortReport, ApiError> {
    let rows = state.store().cohort_rows(id).await?.ok_or(ApiError::NotFound)?;
    Ok(reports::cohort_report(rows, state.now()))
}
