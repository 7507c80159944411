//! Cohorts as staff see them, each as far as her scope goes.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::csv;
use crate::audit::{AuditEntry, Subject};
use crate::authority::{Act, Reach};
use crate::http::asking::Asking;
use crate::http::error::ApiError;
use crate::http::extract::{Asked, Named};
use crate::http::state::AppState;
use crate::reports::{self, CohortHead, CohortQuestion, CohortReport, FollowReport};

/// How a table is wanted.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TableForm {
    /// `no`: labels only.
    pub(super) names: Option<Names>,
}

#[derive(Clone, Copy, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(super) enum Names {
    Yes,
    No,
}

/// Lists cohorts, the latest first.
pub(crate) async fn list_cohorts(
    asking: Asking,
    State(state): State<AppState>,
) -> Result<Json<Vec<CohortHead>>, ApiError> {
    let reach = asking.reach(Act::ListCohorts)?;
    let rows = state.store().cohorts(&reach).await?;
    Ok(Json(rows.into_iter().map(CohortHead::from).collect()))
}

/// Shows a cohort's learners and what they have done.
pub(crate) async fn show_cohort(
    asking: Asking,
    State(state): State<AppState>,
    Named(id): Named<String>,
) -> Result<Json<CohortReport>, ApiError> {
    let reach = asking.reach(Act::ReadCohort)?;
    report(&state, id, &reach).await.map(Json)
}

/// The same table for a spreadsheet.
pub(crate) async fn export_learners(
    asking: Asking,
    State(state): State<AppState>,
    Named(id): Named<String>,
    Asked(form): Asked<TableForm>,
) -> Result<Response, ApiError> {
    let names = form.names != Some(Names::No);
    let act = if names { Act::ExportNamed } else { Act::ExportNameless };
    let reach = asking.reach(act)?;
    let report = report(&state, id.clone(), &reach).await?;
    let entry = AuditEntry::by(&asking.0, act, Subject::Cohort(id), state.now());
    state.store().audit(entry.with("learners", report.learners.len())).await?;
    csv("learners.csv", reports::learners_csv(&report, names))
}

/// Lists whom to contact, and why.
pub(crate) async fn list_follow_up(
    asking: Asking,
    State(state): State<AppState>,
    Named(id): Named<String>,
) -> Result<Json<FollowReport>, ApiError> {
    let reach = asking.reach(Act::ReadContact)?;
    let rows = state.store().follow_rows(id, &reach).await?.ok_or(ApiError::NotFound)?;
    Ok(Json(reports::follow_report(rows, state.now())))
}

/// Lists the entries with more than one live version.
pub(crate) async fn list_questions(
    asking: Asking,
    State(state): State<AppState>,
    Named(id): Named<String>,
) -> Result<Json<Vec<CohortQuestion>>, ApiError> {
    let reach = asking.reach(Act::ReadRecord)?;
    let rows = state.store().question_rows(id, &reach).await?.ok_or(ApiError::NotFound)?;
    Ok(Json(reports::cohort_questions(rows)))
}

async fn report(state: &AppState, id: String, reach: &Reach) -> Result<CohortReport, ApiError> {
    let rows = state.store().cohort_rows(id, reach).await?.ok_or(ApiError::NotFound)?;
    Ok(reports::cohort_report(rows, state.now()))
}
