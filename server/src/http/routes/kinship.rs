//! Who of the staff is a learner's relative, and which learners are one person.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use sync_core::ids::LearnerId;

use super::people::PersonName;
use crate::authority::{self, Act};
use crate::http::asking::Asking;
use crate::http::error::ApiError;
use crate::http::extract::{JsonBody, Named};
use crate::http::state::AppState;
use crate::person::alike::Directory;
use crate::store::kinship::{KinshipOutcome, Relation};
use crate::store::same_person::SameOutcome;

/// Whose accounts are related to her, and whose may be.
#[derive(Serialize)]
pub(crate) struct KinShown {
    kin: Vec<Kin>,
    colleagues: Vec<Colleague>,
}

#[derive(Serialize)]
struct Kin {
    login: String,
    name: String,
    relation: &'static str,
}

/// Somebody who may write about her today.
#[derive(Serialize)]
struct Colleague {
    login: String,
    name: String,
}

/// That an account is hers or a relative's.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KinForm {
    login: String,
    relation: RelationWord,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum RelationWord {
    Herself,
    Relative,
}

/// That an account is not.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NoKinForm {
    login: String,
}

/// The other ids of the person that she is.
#[derive(Serialize)]
pub(crate) struct SameShown {
    same: Vec<PersonName>,
    /// Others who may be: a name or a number says so, and nobody has said anything yet. Somebody may
    /// have been taken in at a hub that did not know of her.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    alike: Vec<PersonName>,
}

/// Another id of hers, or that id's label.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SameForm {
    other: String,
    /// Looks only.
    #[serde(default)]
    preview: bool,
}

/// Lists whose accounts are hers or a relative's, and who may write about her.
pub(crate) async fn list_kin(
    asking: Asking,
    State(state): State<AppState>,
    Named(id): Named<String>,
) -> Result<Json<KinShown>, ApiError> {
    let learner = asking.to_learner(&state, Act::RecordKinship, &id).await?;
    let place = state.store().place_of_learner(learner).await?.ok_or(ApiError::NotFound)?;
    let kin = state.store().kin_of(learner).await?;
    let colleagues = state.store().colleagues(state.now()).await?;
    Ok(Json(KinShown {
        kin: kin
            .into_iter()
            .map(|(login, name, relation)| Kin { login, name, relation: relation.word() })
            .collect(),
        colleagues: colleagues
            .into_iter()
            .filter(|staff| authority::may(staff, Act::RegisterDesk, &place).is_ok())
            .map(|staff| Colleague { login: staff.login, name: staff.name })
            .collect(),
    }))
}

/// Says that an account is hers or a relative's: from now on it decides nothing about her.
pub(crate) async fn record_kin(
    asking: Asking,
    State(state): State<AppState>,
    Named(id): Named<String>,
    JsonBody(form): JsonBody<KinForm>,
) -> Result<StatusCode, ApiError> {
    let learner = asking.to_learner(&state, Act::RecordKinship, &id).await?;
    let relation = match form.relation {
        RelationWord::Herself => Relation::Herself,
        RelationWord::Relative => Relation::Relative,
    };
    let (store, by) = (state.store(), asking.login());
    let replica = store.replica().await?;
    kin_done(store.put_kinship(replica, &form.login, learner, relation, by, state.now()).await?)
}

/// Says that it is not. Nobody says so of herself: it gives back the right to decide.
pub(crate) async fn end_kin(
    asking: Asking,
    State(state): State<AppState>,
    Named(id): Named<String>,
    JsonBody(form): JsonBody<NoKinForm>,
) -> Result<StatusCode, ApiError> {
    let learner = asking.to_learner(&state, Act::EndKinship, &id).await?;
    if form.login.trim().to_lowercase() == asking.0.login {
        return Err(ApiError::Forbidden("nobody says of herself that she is no relative"));
    }
    let by = asking.login();
    kin_done(state.store().end_kinship(&form.login, learner, by, state.now()).await?)
}

/// Lists with whom she was said to be one, as far as the caller may say so too.
pub(crate) async fn list_same(
    asking: Asking,
    State(state): State<AppState>,
    Named(id): Named<String>,
) -> Result<Json<SameShown>, ApiError> {
    let learner = asking.to_learner(&state, Act::MergePeople, &id).await?;
    same(&asking, &state, learner).await.map(Json)
}

/// Says that she and another are one person, or looks who that would be.
pub(crate) async fn join_same(
    asking: Asking,
    State(state): State<AppState>,
    Named(id): Named<String>,
    JsonBody(form): JsonBody<SameForm>,
) -> Result<Json<SameShown>, ApiError> {
    let learner = asking.to_learner(&state, Act::MergePeople, &id).await?;
    let other = match LearnerId::from_hex(&form.other) {
        Some(other) => other,
        None => {
            let known = state.store().learner_of_label(&form.other).await?;
            known.ok_or(ApiError::NotFound)?
        }
    };
    // Both of them: who answers for one learner does not reach another by calling her the same.
    let other = asking.to_learner(&state, Act::MergePeople, &other.to_string()).await?;
    if other == learner {
        return Err(ApiError::BadRequest("other: she is this one".to_owned()));
    }
    if form.preview {
        let known = state.store().learner(other).await?.ok_or(ApiError::NotFound)?;
        let mut shown = same(&asking, &state, other).await?;
        shown.same.insert(0, known.into());
        return Ok(Json(shown));
    }
    let (store, by) = (state.store(), asking.login());
    same_done(store.join_people(store.replica().await?, learner, other, by, state.now()).await?)?;
    same(&asking, &state, learner).await.map(Json)
}

/// Says that she is none of them.
pub(crate) async fn part_same(
    asking: Asking,
    State(state): State<AppState>,
    Named(id): Named<String>,
) -> Result<Json<SameShown>, ApiError> {
    let learner = asking.to_learner(&state, Act::MergePeople, &id).await?;
    same_done(state.store().part_people(learner, asking.login(), state.now()).await?)?;
    same(&asking, &state, learner).await.map(Json)
}

async fn same(
    asking: &Asking,
    state: &AppState,
    learner: LearnerId,
) -> Result<SameShown, ApiError> {
    let mut same = Vec::new();
    let others = state.store().same_person(learner).await?;
    let known = state.store().known_people(&asking.reach(Act::MergePeople)?).await?;
    let her = known.iter().find(|one| one.who.id == learner).cloned();
    let alike = her.map(|her| Directory::new(known).alike_to(&her)).unwrap_or_default();
    let alike = alike
        .into_iter()
        .map(|(who, _)| who)
        .filter(|who| who.id != learner && !others.contains(&who.id))
        .map(Into::into)
        .collect();
    for id in others {
        let place = state.store().place_of_learner(id).await?;
        let is_hers =
            place.is_some_and(|place| authority::may(&asking.0, Act::MergePeople, &place).is_ok());
        if is_hers && let Some(known) = state.store().learner(id).await? {
            same.push(known.into());
        }
    }
    Ok(SameShown { same, alike })
}

fn kin_done(outcome: KinshipOutcome) -> Result<StatusCode, ApiError> {
    match outcome {
        KinshipOutcome::Done => Ok(StatusCode::NO_CONTENT),
        KinshipOutcome::Unknown => Err(ApiError::NotFound),
    }
}

fn same_done(outcome: SameOutcome) -> Result<(), ApiError> {
    match outcome {
        SameOutcome::Done | SameOutcome::Alone => Ok(()),
        SameOutcome::Unknown => Err(ApiError::NotFound),
    }
}
