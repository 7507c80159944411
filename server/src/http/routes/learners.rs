//! One learner as staff see her, and codes for her phones.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use sync_core::ids::{LearnerId, WriterId};

use super::csv;
use crate::audit::{AuditEntry, Subject};
use crate::authority::Act;
use crate::enrolment;
use crate::http::asking::Asking;
use crate::http::error::ApiError;
use crate::http::extract::{JsonBody, Named};
use crate::http::state::AppState;
use crate::reports::{self, LearnerRecord};
use crate::store::CodeKind;

/// Which code is wanted; a field that is not known is a mistake.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewCodeForm {
    #[serde(default)]
    kind: CodeWord,
}

/// How a code is handed over.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CodeWord {
    /// She stands there.
    #[default]
    Screen,
    /// She takes it home.
    Printed,
}

/// A code, once.
#[derive(Serialize)]
pub(crate) struct NewCodeShown {
    pub(super) code: String,
    pub(super) kind: &'static str,
    pub(super) expires_at: i64,
    /// A hub's: the phone waits until somebody of the staff has compared its words.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) waits: bool,
}

/// Whether a key that waits is hers.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConfirmForm {
    /// Its id.
    writer: String,
    /// Said by her, to somebody who knows her.
    is_hers: bool,
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
    JsonBody(form): JsonBody<NewCodeForm>,
) -> Result<Json<NewCodeShown>, ApiError> {
    let learner = asking.to_learner(&state, Act::MakeCode, &id).await?;
    code_for(&state, &asking, learner, form.kind).await.map(Json)
}

/// Settles whether a phone that used a printed code is hers.
pub(crate) async fn confirm_writer(
    asking: Asking,
    State(state): State<AppState>,
    Named(id): Named<String>,
    JsonBody(form): JsonBody<ConfirmForm>,
) -> Result<StatusCode, ApiError> {
    let learner = asking.to_learner(&state, Act::ConfirmWriter, &id).await?;
    let writer = WriterId::from_hex(&form.writer).ok_or(ApiError::NothingWaits)?;
    let (store, by) = (state.store(), asking.login());
    let settled = store.settle_writer(learner, writer, form.is_hers, by, state.now()).await?;
    if settled { Ok(StatusCode::NO_CONTENT) } else { Err(ApiError::NothingWaits) }
}

/// Makes a code for a learner whom the caller was found to be allowed to.
pub(super) async fn code_for(
    state: &AppState,
    asking: &Asking,
    learner: LearnerId,
    kind: CodeWord,
) -> Result<NewCodeShown, ApiError> {
    let kind = match kind {
        CodeWord::Screen => CodeKind::Screen,
        CodeWord::Printed => CodeKind::Printed,
    };
    let made = enrolment::hand_over(state.store(), state.source(), learner, kind, asking.login());
    let (code, expires_at) = made.await?.ok_or(ApiError::NotFound)?;
    let waits = state.road().is_some();
    Ok(NewCodeShown { code: enrolment::shown(&code), kind: kind.word(), expires_at, waits })
}

async fn record(
    state: &AppState,
    learner: LearnerId,
    locale: &str,
) -> Result<LearnerRecord, ApiError> {
    let rows = state.store().learner_rows(learner).await?.ok_or(ApiError::NotFound)?;
    let sessions = state.store().learner_attendance(learner).await?;
    Ok(reports::learner_record(rows, sessions, state.now(), locale))
}
