//! Sessions of a cohort, their rolls, and attendance.

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use serde::{Deserialize, Deserializer};
use sync_core::record::Day;
use sync_core::session::{Session, session_id};

use super::cohorts::{Names, TableForm};
use super::csv;
use crate::audit::{AuditEntry, Subject};
use crate::authority::{self, Act, Reach};
use crate::http::asking::Asking;
use crate::http::error::ApiError;
use crate::http::extract::{Asked, JsonBody, Named};
use crate::http::state::AppState;
use crate::reports::{self, AttendanceReport, Roll, SessionShown};
use crate::scan;
use crate::store::reports::AttendanceRows;
use crate::store::{Scheduled, SessionChange};

/// A session to add.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewSessionForm {
    /// UUID v7, made when the form was opened: sending it twice adds it once.
    id: String,
    title: String,
    day: String,
    start: String,
    minutes: u16,
    place: Option<String>,
    link: Option<String>,
    facilitator: Option<String>,
    /// Of the programme.
    series: Option<String>,
}

/// What is to change of a session; what is absent stays, what is `null` is taken away.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SessionForm {
    title: Option<String>,
    day: Option<String>,
    start: Option<String>,
    minutes: Option<u16>,
    #[serde(default, deserialize_with = "said")]
    place: Option<Option<String>>,
    #[serde(default, deserialize_with = "said")]
    link: Option<Option<String>>,
    #[serde(default, deserialize_with = "said")]
    facilitator: Option<Option<String>>,
    #[serde(default, deserialize_with = "said")]
    series: Option<Option<String>>,
    cancelled: Option<bool>,
}

/// Lists a cohort's sessions, the earliest first.
pub(crate) async fn list_sessions(
    asking: Asking,
    State(state): State<AppState>,
    Named(id): Named<String>,
) -> Result<Json<Vec<SessionShown>>, ApiError> {
    let reach = asking.reach(Act::ReadCohort)?;
    let sessions = rows(&state, id, &reach).await?.sessions;
    Ok(Json(sessions.into_iter().map(SessionShown::from).collect()))
}

/// Adds a session.
pub(crate) async fn add_session(
    asking: Asking,
    State(state): State<AppState>,
    Named(cohort): Named<String>,
    JsonBody(form): JsonBody<NewSessionForm>,
) -> Result<Json<SessionShown>, ApiError> {
    asking.to_cohort(&state, Act::ManageSessions, &cohort).await?;
    let session = Session {
        id: session_id(&form.id)
            .ok_or_else(|| ApiError::BadRequest("id: a UUID of version 7".into()))?,
        edition: 0,
        cohort,
        title: form.title.trim().to_owned(),
        day: day(&form.day)?,
        start: minute(&form.start)?,
        minutes: form.minutes,
        place: trimmed(form.place),
        link: trimmed(form.link),
        facilitator: trimmed(form.facilitator),
        cancelled: None,
        series: trimmed(form.series),
    };
    let replica = state.store().replica().await?;
    shown(state.store().add_session(replica, session, asking.login(), state.now()).await?)
}

/// Changes a session.
pub(crate) async fn change_session(
    asking: Asking,
    State(state): State<AppState>,
    Named(id): Named<String>,
    JsonBody(form): JsonBody<SessionForm>,
) -> Result<Json<SessionShown>, ApiError> {
    let session = of_session(&asking, &state, Act::ManageSessions, &id).await?;
    let change = SessionChange {
        title: form.title.map(|title| title.trim().to_owned()),
        day: form.day.as_deref().map(day).transpose()?,
        start: form.start.as_deref().map(minute).transpose()?,
        minutes: form.minutes,
        place: form.place.map(trimmed),
        link: form.link.map(trimmed),
        facilitator: form.facilitator.map(trimmed),
        series: form.series.map(trimmed),
        cancelled: form.cancelled,
    };
    let (store, by) = (state.store(), asking.login());
    let replica = store.replica().await?;
    shown(store.change_session(replica, session.id, change, by, state.now()).await?)
}

/// Shows a session's roll, and what its code holds.
pub(crate) async fn show_roll(
    asking: Asking,
    State(state): State<AppState>,
    Named(id): Named<String>,
) -> Result<Json<Roll>, ApiError> {
    let session = of_session(&asking, &state, Act::RecordAttendance, &id).await?;
    let reach = asking.reach(Act::RecordAttendance)?;
    let rows = rows(&state, session.cohort.clone(), &reach).await?;
    let proof = scan::proof(&state.store().replica().await?.key, &session.id);
    Ok(Json(reports::roll(session, proof, rows, state.now())))
}

/// Shows who was at which session of a cohort.
pub(crate) async fn show_attendance(
    asking: Asking,
    State(state): State<AppState>,
    Named(id): Named<String>,
) -> Result<Json<AttendanceReport>, ApiError> {
    let reach = asking.reach(Act::ReadCohort)?;
    report(&state, id, &reach).await.map(Json)
}

/// The same for a spreadsheet.
pub(crate) async fn export_attendance(
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
    state.store().audit(entry.with("table", "attendance")).await?;
    csv("attendance.csv", reports::attendance_csv(&report, names))
}

async fn report(state: &AppState, id: String, reach: &Reach) -> Result<AttendanceReport, ApiError> {
    let rows = rows(state, id, reach).await?;
    Ok(reports::attendance_report(rows, state.now()))
}

/// A cohort that is there, and that the reach touches.
async fn rows(state: &AppState, id: String, reach: &Reach) -> Result<AttendanceRows, ApiError> {
    state.store().attendance_rows(id, reach).await?.ok_or(ApiError::NotFound)
}

/// The session of this id, if she may do this in its cohort.
async fn of_session(
    asking: &Asking,
    state: &AppState,
    act: Act,
    id: &str,
) -> Result<Session, ApiError> {
    // Refused before anything is looked up, so that it does not tell what there is.
    authority::reach(&asking.0, act)?;
    let id = session_id(id).ok_or(ApiError::NotFound)?;
    let session = state.store().session(id).await?.ok_or(ApiError::NotFound)?;
    asking.to_cohort(state, act, &session.cohort).await?;
    Ok(session)
}

fn shown(scheduled: Scheduled) -> Result<Json<SessionShown>, ApiError> {
    match scheduled {
        Scheduled::Stands(session) => Ok(Json(session.into())),
        Scheduled::NotThere => Err(ApiError::NotFound),
        Scheduled::IdTaken => Err(ApiError::BadRequest("id: of another cohort's session".into())),
        Scheduled::Fault(fault) => Err(ApiError::Session(fault)),
    }
}

fn day(text: &str) -> Result<Day, ApiError> {
    Day::parse(text).ok_or_else(|| ApiError::BadRequest("day: YYYY-MM-DD".into()))
}

/// `09:05` as a minute of the day.
fn minute(text: &str) -> Result<u16, ApiError> {
    let read = || {
        let (hours, minutes) = text.split_once(':')?;
        let is_form = hours.len() == 2 && minutes.len() == 2;
        let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
        (is_form && hours < 24 && minutes < 60).then_some(hours * 60 + minutes)
    };
    read().ok_or_else(|| ApiError::BadRequest("start: HH:MM".into()))
}

/// Nothing typed is nothing said.
fn trimmed(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// `null` is said; what is not there is not.
fn said<'de, D>(deserializer: D) -> Result<Option<Option<String>>, D::Error>
where
    D: Deserializer<'de>,
{
    Option::deserialize(deserializer).map(Some)
}
