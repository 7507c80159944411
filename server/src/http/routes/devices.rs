//! A learner's phones: listed, named, revoked, released, replaced.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use sync_core::ids::LearnerId;

use super::learners::NewCodeShown;
use crate::audit::{AuditEntry, Subject};
use crate::authority::Act;
use crate::enrolment;
use crate::http::asking::Asking;
use crate::http::error::ApiError;
use crate::http::extract::{JsonBody, Named};
use crate::http::state::AppState;
use crate::reports::{self, DeviceShown};
use crate::store::devices::{Revocation, RevocationReason};
use crate::store::{ApartWork, CodeKind};

/// The most that a phone's name may be long.
const MAX_LABEL_CHARS: usize = 40;

/// A learner's phones at one moment.
#[derive(Serialize)]
pub(crate) struct DevicesShown {
    as_of: i64,
    /// Where the feed stood: what a release speaks of.
    through: i64,
    devices: Vec<DeviceShown>,
    /// Those whose key wrote one place twice.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    forks: Vec<ForkShown>,
}

/// A phone whose key was used elsewhere too.
#[derive(Serialize)]
struct ForkShown {
    device: i64,
    /// Hours that are kept apart, and that her record does not have.
    work: Vec<WorkApart>,
}

#[derive(Serialize)]
struct WorkApart {
    entry: String,
    task: String,
    day: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    minutes: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    units: Option<u32>,
}

impl From<ApartWork> for WorkApart {
    fn from(work: ApartWork) -> Self {
        let ApartWork { entry, task, day, minutes, units } = work;
        Self { entry, task, day: day.to_string(), minutes, units }
    }
}

/// A phone's new name.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NameForm {
    label: String,
}

/// Why a phone is revoked, and since when what it sent is in doubt.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RevokeForm {
    reason: String,
    since: Option<i64>,
}

/// Which of its changes are given their effect: those that stood in the feed then.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReleaseForm {
    through: i64,
}

/// Nothing to say.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ResetForm {}

/// How many changes are held back now.
#[derive(Serialize)]
pub(crate) struct RestoodShown {
    held_back: u64,
}

/// Lists a learner's phones.
pub(crate) async fn list_devices(
    asking: Asking,
    State(state): State<AppState>,
    Named(id): Named<String>,
) -> Result<Json<DevicesShown>, ApiError> {
    let learner = asking.to_learner(&state, Act::ListDevices, &id).await?;
    let rows = state.store().device_rows(learner).await?.ok_or(ApiError::NotFound)?;
    let forks = state.store().forks_of(learner).await?.into_iter().map(|(device, work)| {
        ForkShown { device, work: work.into_iter().map(WorkApart::from).collect() }
    });
    Ok(Json(DevicesShown {
        forks: forks.collect(),
        as_of: state.now(),
        through: rows.through,
        devices: rows.phones.into_iter().filter_map(reports::device_shown).collect(),
    }))
}

/// Names a phone.
pub(crate) async fn rename_device(
    asking: Asking,
    State(state): State<AppState>,
    Named(id): Named<String>,
    JsonBody(NameForm { label }): JsonBody<NameForm>,
) -> Result<StatusCode, ApiError> {
    let (device, learner) = phone(&asking, &state, Act::RenameDevice, &id).await?;
    let label = label.trim();
    let fits = (1..=MAX_LABEL_CHARS).contains(&label.chars().count());
    if !fits || label.chars().any(char::is_control) {
        return Err(ApiError::BadRequest(format!("label: 1 to {MAX_LABEL_CHARS} characters")));
    }
    let entry = entry(&asking, &state, Act::RenameDevice, learner, device);
    state.store().rename_device(device, label.to_owned(), entry).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Revokes a phone.
pub(crate) async fn revoke_device(
    asking: Asking,
    State(state): State<AppState>,
    Named(id): Named<String>,
    JsonBody(RevokeForm { reason, since }): JsonBody<RevokeForm>,
) -> Result<Json<RestoodShown>, ApiError> {
    let (device, learner) = phone(&asking, &state, Act::RevokeDevice, &id).await?;
    let reason = RevocationReason::from_word(&reason)
        .ok_or_else(|| ApiError::BadRequest("reason: not one of the list".to_owned()))?;
    let now = state.now();
    if since.is_some_and(|since| since > now) {
        return Err(ApiError::BadRequest("since: in the future".to_owned()));
    }
    let mut entry =
        entry(&asking, &state, Act::RevokeDevice, learner, device).with("reason", reason.word());
    if let Some(since) = since {
        entry = entry.with("since", since);
    }
    let replica = state.store().replica().await?;
    let revocation = Revocation { device, reason, since, now };
    let restood = state.store().revoke_device(replica, revocation, entry).await?;
    Ok(Json(RestoodShown { held_back: restood.held_back }))
}

/// Gives what a revoked phone wrote its effect.
pub(crate) async fn release_device(
    asking: Asking,
    State(state): State<AppState>,
    Named(id): Named<String>,
    JsonBody(ReleaseForm { through }): JsonBody<ReleaseForm>,
) -> Result<Json<RestoodShown>, ApiError> {
    let (device, learner) = phone(&asking, &state, Act::ReleaseHeld, &id).await?;
    let entry = entry(&asking, &state, Act::ReleaseHeld, learner, device).with("through", through);
    let replica = state.store().replica().await?;
    let restood = state.store().release_device(replica, device, through, entry).await?;
    Ok(Json(RestoodShown { held_back: restood.held_back }))
}

/// Makes a code for a phone that takes this one's place: once it is used, this one's profile is
/// withdrawn.
pub(crate) async fn reset_device(
    asking: Asking,
    State(state): State<AppState>,
    Named(id): Named<String>,
    JsonBody(ResetForm {}): JsonBody<ResetForm>,
) -> Result<Json<NewCodeShown>, ApiError> {
    let (device, learner) = phone(&asking, &state, Act::ResetSecret, &id).await?;
    let entry = entry(&asking, &state, Act::ResetSecret, learner, device);
    let (store, source) = (state.store(), state.source());
    let made = enrolment::replacing_code(store, source, learner, device, entry).await?;
    let (code, expires_at) = made.ok_or(ApiError::NotFound)?;
    let kind = CodeKind::Screen.word();
    Ok(Json(NewCodeShown { code: enrolment::shown(&code), kind, expires_at, waits: false }))
}

/// The phone of this number, if she may do this to her whose it is.
async fn phone(
    asking: &Asking,
    state: &AppState,
    act: Act,
    id: &str,
) -> Result<(i64, LearnerId), ApiError> {
    asking.reach(act)?;
    let device: i64 = id.parse().map_err(|_| ApiError::NotFound)?;
    let learner = state.store().learner_of_device(device).await?.ok_or(ApiError::NotFound)?;
    asking.to_learner(state, act, &learner.to_string()).await?;
    Ok((device, learner))
}

fn entry(
    asking: &Asking,
    state: &AppState,
    act: Act,
    learner: LearnerId,
    device: i64,
) -> AuditEntry {
    AuditEntry::by(&asking.0, act, Subject::Learner(learner), state.now()).with("device", device)
}
