//! Mentors' groups: who accompanies whom.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

use crate::authority::Act;
use crate::http::asking::Asking;
use crate::http::error::ApiError;
use crate::http::extract::{JsonBody, Named};
use crate::http::state::AppState;
use crate::store::mentors::GroupOutcome;

/// A cohort's learners, and the mentors that there are.
#[derive(Serialize)]
pub(crate) struct GroupsShown {
    mentors: Vec<MentorShown>,
    learners: Vec<LearnerShown>,
}

#[derive(Serialize)]
struct MentorShown {
    login: String,
    name: String,
    /// How many she accompanies, in whatever cohort.
    group: usize,
}

#[derive(Serialize)]
struct LearnerShown {
    id: String,
    label: String,
    name: String,
    /// Logins of those who accompany her.
    mentors: Vec<String>,
}

/// Whether a mentor accompanies her.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AccompanyForm {
    login: String,
    accompanies: bool,
}

/// Lists who accompanies whom in a cohort.
pub(crate) async fn show_groups(
    asking: Asking,
    State(state): State<AppState>,
    Named(id): Named<String>,
) -> Result<Json<GroupsShown>, ApiError> {
    let reach = asking.to_cohort(&state, Act::ManageGroups, &id).await?;
    let rows = state.store().grouped_rows(id, &reach).await?;
    let mentors = state.store().mentors(state.now()).await?;
    let learners = rows
        .into_iter()
        .map(|row| {
            let hers = mentors.iter().filter(|mentor| mentor.group.contains(&row.learner));
            LearnerShown {
                id: row.learner.to_string(),
                label: row.label,
                name: row.name,
                mentors: hers.map(|mentor| mentor.login.clone()).collect(),
            }
        })
        .collect();
    let shown = |mentor: crate::store::mentors::MentorRow| MentorShown {
        login: mentor.login,
        name: mentor.name,
        group: mentor.group.len(),
    };
    Ok(Json(GroupsShown { mentors: mentors.into_iter().map(shown).collect(), learners }))
}

/// Puts a learner into a mentor's group, or takes her out.
pub(crate) async fn accompany(
    asking: Asking,
    State(state): State<AppState>,
    Named(id): Named<String>,
    JsonBody(form): JsonBody<AccompanyForm>,
) -> Result<StatusCode, ApiError> {
    let learner = asking.to_learner(&state, Act::ManageGroups, &id).await?;
    let (store, by) = (state.store(), asking.login());
    let replica = store.replica().await?;
    let outcome =
        store.accompany(replica, &form.login, learner, form.accompanies, by, state.now()).await?;
    match outcome {
        GroupOutcome::Done => Ok(StatusCode::NO_CONTENT),
        GroupOutcome::Unknown => Err(ApiError::BadRequest("login: no mentor of this login".into())),
        GroupOutcome::Related => Err(ApiError::Related),
    }
}
