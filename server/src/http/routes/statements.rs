//! Statements of a cohort: closed, paid, read.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use sync_core::ids::LearnerId;
use sync_core::record::Day;

use super::csv;
use crate::audit::{AuditEntry, Subject};
use crate::authority::{self, Act};
use crate::http::asking::Asking;
use crate::http::error::ApiError;
use crate::http::extract::{Asked, JsonBody, Named};
use crate::http::state::AppState;
use crate::programme::is_id;
use crate::reports::{self, StatementHead, StatementPreview, StatementReport};
use crate::store::{Closed, Marked, Marking, Previewed, StatementRows};

/// A period to close.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PeriodForm {
    /// UUID v7, made when the form was opened: asking twice closes once.
    id: String,
    from: String,
    to: String,
}

/// A period to look at before it is closed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PeriodQuery {
    /// Absent: where the last one ended.
    from: Option<String>,
    /// Absent: today, in UTC.
    to: Option<String>,
}

/// A payment to mark.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PaymentForm {
    day: String,
    method: String,
    /// Absent: everybody who is not marked yet.
    learners: Option<Vec<String>>,
}

/// Lists a cohort's statements, the latest first.
pub(crate) async fn list_statements(
    asking: Asking,
    State(state): State<AppState>,
    Named(id): Named<String>,
) -> Result<Json<Vec<StatementHead>>, ApiError> {
    asking.to_cohort(&state, Act::ReadStatements, &id).await?;
    are_here(&state)?;
    let rows = state.store().statements(id).await?.ok_or(ApiError::NotFound)?;
    Ok(Json(rows.into_iter().map(StatementHead::from).collect()))
}

/// Says what a statement would hold if it were closed now.
pub(crate) async fn preview_statement(
    asking: Asking,
    State(state): State<AppState>,
    Named(id): Named<String>,
    Asked(query): Asked<PeriodQuery>,
) -> Result<Json<StatementPreview>, ApiError> {
    asking.to_cohort(&state, Act::CloseStatement, &id).await?;
    are_here(&state)?;
    let from = query.from.map(|from| day(&from, "from")).transpose()?;
    let to = query.to.map(|to| day(&to, "to")).transpose()?;
    let to = to.unwrap_or(Day::of_seconds(state.now()));
    match state.store().preview_statement(id, from, to).await? {
        Previewed::Preview(rows) => Ok(Json(reports::statement_preview(&rows))),
        Previewed::NoCohort => Err(ApiError::NotFound),
        Previewed::Period => Err(ApiError::PeriodTaken),
    }
}

/// Closes a period.
pub(crate) async fn close_statement(
    asking: Asking,
    State(state): State<AppState>,
    Named(id): Named<String>,
    JsonBody(form): JsonBody<PeriodForm>,
) -> Result<Json<StatementReport>, ApiError> {
    asking.to_cohort(&state, Act::CloseStatement, &id).await?;
    if !is_uuid_v7(&form.id) {
        return Err(ApiError::BadRequest("id: a UUID of version 7".into()));
    }
    let period = (day(&form.from, "from")?, day(&form.to, "to")?);
    let by = (asking.0.account, asking.0.login.clone());
    match state.store().close_statement(form.id.clone(), id, period, by, state.now()).await? {
        Closed::Closed => statement(&state, form.id).await.map(|rows| Json(rows.into())),
        Closed::NoCohort => Err(ApiError::NotFound),
        Closed::Period => Err(ApiError::PeriodTaken),
        Closed::Nothing => Err(ApiError::NothingToClose),
    }
}

/// Shows a statement with its lines.
pub(crate) async fn show_statement(
    asking: Asking,
    State(state): State<AppState>,
    Named(id): Named<String>,
) -> Result<Json<StatementReport>, ApiError> {
    of_statement(&asking, &state, Act::ReadStatements, &id).await?;
    statement(&state, id).await.map(|rows| Json(rows.into()))
}

/// The lines for a spreadsheet.
pub(crate) async fn export_statement(
    asking: Asking,
    State(state): State<AppState>,
    Named(id): Named<String>,
) -> Result<Response, ApiError> {
    of_statement(&asking, &state, Act::ExportNamed, &id).await?;
    of_statement(&asking, &state, Act::ReadStatements, &id).await?;
    let rows = statement(&state, id.clone()).await?;
    let subject = Subject::Other("statement", id);
    let entry = AuditEntry::by(&asking.0, Act::ExportNamed, subject, state.now());
    state.store().audit(entry).await?;
    csv("statement.csv", reports::statement_csv(rows))
}

/// Marks a statement as paid, for some or for all.
pub(crate) async fn mark_paid(
    asking: Asking,
    State(state): State<AppState>,
    Named(id): Named<String>,
    JsonBody(form): JsonBody<PaymentForm>,
) -> Result<Json<StatementReport>, ApiError> {
    of_statement(&asking, &state, Act::MarkPaid, &id).await?;
    if !is_id(&form.method) {
        return Err(ApiError::BadRequest("method: 1 to 32 of a-z, 0-9 and hyphen".into()));
    }
    let hex = |id: String| LearnerId::from_hex(&id).ok_or(ApiError::NotFound);
    let learners = form.learners.map(|all| all.into_iter().map(hex).collect());
    let marking = Marking {
        statement: id.clone(),
        day: day(&form.day, "day")?,
        method: form.method,
        learners: learners.transpose().map(|all: Option<BTreeSet<LearnerId>>| all)?,
        by: (asking.0.account, asking.0.login.clone()),
    };
    let replica = state.store().replica().await?;
    match state.store().mark_paid(replica, marking, state.now()).await? {
        Marked::Marked(_) => statement(&state, id).await.map(|rows| Json(rows.into())),
        Marked::NoStatement => Err(ApiError::NotFound),
    }
}

/// May she do this to the cohort of the statement?
async fn of_statement(
    asking: &Asking,
    state: &AppState,
    act: Act,
    id: &str,
) -> Result<(), ApiError> {
    // Refused before anything is looked up, so that it does not tell what there is.
    authority::reach(&asking.0, act)?;
    are_here(state)?;
    let cohort = state.store().cohort_of_statement(id.to_owned()).await?;
    asking.to_cohort(state, act, &cohort.ok_or(ApiError::NotFound)?).await?;
    Ok(())
}

/// A hub has none: shown there, an empty list or a period that is closed already would be untrue.
fn are_here(state: &AppState) -> Result<(), ApiError> {
    match state.road() {
        None => Ok(()),
        Some(_) => Err(ApiError::KeptAtCentral),
    }
}

async fn statement(state: &AppState, id: String) -> Result<StatementRows, ApiError> {
    state.store().statement(id).await?.ok_or(ApiError::NotFound)
}

fn day(text: &str, field: &str) -> Result<Day, ApiError> {
    let day = Day::parse(text).filter(|day| (Day::EARLIEST..=Day::LATEST).contains(day));
    day.ok_or_else(|| ApiError::BadRequest(format!("{field}: YYYY-MM-DD")))
}

fn is_uuid_v7(text: &str) -> bool {
    sync_core::record::uuid_bytes(text)
        .is_some_and(|bytes| bytes[6] >> 4 == 7 && bytes[8] >> 6 == 0b10)
}
