//! What a cohort's learners still have to meet and would like; the track somebody is put on, and
//! what staff say of a step.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;

use crate::authority::Act;
use crate::http::asking::Asking;
use crate::http::error::ApiError;
use crate::http::extract::{JsonBody, Named};
use crate::http::state::AppState;
use crate::reports::{self, Steps};
use crate::store::steps::{Step, Tracked};

/// A track; null: none.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TrackForm {
    track: Option<String>,
}

/// What is said of one step; exactly one of the two is named.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StepForm {
    requirement: Option<String>,
    lesson: Option<String>,
    met: bool,
}

/// Shows a cohort's steps.
pub(crate) async fn show_steps(
    asking: Asking,
    State(state): State<AppState>,
    Named(id): Named<String>,
) -> Result<Json<Steps>, ApiError> {
    let reach = asking.reach(Act::ReadCohort)?;
    let rows = state.store().step_rows(id, &reach).await?.ok_or(ApiError::NotFound)?;
    Ok(Json(reports::steps(rows)))
}

/// Puts a learner on a track.
pub(crate) async fn put_track(
    asking: Asking,
    State(state): State<AppState>,
    Named(id): Named<String>,
    JsonBody(form): JsonBody<TrackForm>,
) -> Result<StatusCode, ApiError> {
    let learner = asking.to_learner(&state, Act::Enrol, &id).await?;
    let replica = state.store().replica().await?;
    let put = state.store().put_track(replica, learner, form.track, asking.login(), state.now());
    answer(put.await?)
}

/// Says that a learner meets a requirement or did a lesson elsewhere, or not yet.
pub(crate) async fn put_met(
    asking: Asking,
    State(state): State<AppState>,
    Named(id): Named<String>,
    JsonBody(form): JsonBody<StepForm>,
) -> Result<StatusCode, ApiError> {
    let learner = asking.to_learner(&state, Act::EnterOnBehalf, &id).await?;
    let step = match (form.requirement, form.lesson) {
        (Some(requirement), None) => Step::Requirement(requirement),
        (None, Some(lesson)) => Step::Lesson(lesson),
        _ => return Err(ApiError::BadRequest("a requirement or a lesson".to_owned())),
    };
    let replica = state.store().replica().await?;
    let put = state.store().put_met(replica, learner, step, form.met, asking.login(), state.now());
    answer(put.await?)
}

fn answer(tracked: Tracked) -> Result<StatusCode, ApiError> {
    match tracked {
        Tracked::Done => Ok(StatusCode::NO_CONTENT),
        Tracked::NoLearner => Err(ApiError::NotFound),
        Tracked::NoTrack => Err(ApiError::StepUnknown),
        Tracked::OnHub => Err(ApiError::CentralOnly),
    }
}
