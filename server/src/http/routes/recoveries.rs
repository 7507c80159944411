//! The centre's recovery key: a phone that asks, and holders who answer.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use sync_core::sealed_box::SealingPublic;

use super::people::PersonName;
use super::phones::{cbor, onward};
use crate::audit::{AuditEntry, Subject};
use crate::authority::Act;
use crate::desks;
use crate::http::asking::Asking;
use crate::http::error::ApiError;
use crate::http::extract::{CallerAddress, JsonBody, Named, Whole};
use crate::http::state::AppState;
use crate::hub::CBOR;
use crate::recovery::{self, RecoveryError};
use crate::store::recovery::{Given, RequestRow};

/// The most bytes of an answer: two halves for each other holder, sealed.
const MAX_ANSWER_BYTES: usize = 1024;

/// Since when she has a key.
#[derive(Serialize)]
pub(crate) struct KeyShown {
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<i64>,
}

/// Her new key's public half.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeyForm {
    public: String,
}

/// A request, for a holder.
#[derive(Serialize)]
pub(crate) struct RequestShown {
    learner: PersonName,
    made_at: i64,
    expires_at: i64,
    ephemeral: String,
    /// Her part; absent when she has none, or has answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    part: Option<String>,
    /// Names of those who have answered.
    given: Vec<String>,
}

/// Her answer, sealed to the phone.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AnswerForm {
    answer: String,
}

/// How many have answered.
#[derive(Serialize)]
pub(crate) struct AnsweredShown {
    answers: usize,
}

/// A phone asks.
pub(crate) async fn ask(
    State(state): State<AppState>,
    CallerAddress(ip): CallerAddress,
    Whole(body): Whole,
) -> Result<axum::response::Response, ApiError> {
    if let Some(road) = state.road() {
        return onward(road, CBOR, "/api/recoveries", body).await;
    }
    state.limits().recovery(ip, state.now())?;
    Ok(cbor(recovery::answer(state.store(), state.now(), &body).await?))
}

/// Since when the caller has a recovery key.
pub(crate) async fn show_key(
    asking: Asking,
    State(state): State<AppState>,
) -> Result<Json<KeyShown>, ApiError> {
    asking.reach(Act::UseRecoveryKey)?;
    let since = state.store().recovery_key_since(asking.0.account).await?;
    Ok(Json(KeyShown { since }))
}

/// Takes the public half of a key that follows from the caller's paper.
pub(crate) async fn put_key(
    asking: Asking,
    State(state): State<AppState>,
    JsonBody(KeyForm { public }): JsonBody<KeyForm>,
) -> Result<StatusCode, ApiError> {
    asking.reach(Act::UseRecoveryKey)?;
    let mut bytes = [0; 32];
    hex::decode_to_slice(&public, &mut bytes)
        .map_err(|_| ApiError::BadRequest("public: hex of 32 bytes".into()))?;
    let public = SealingPublic(bytes);
    let replica = state.store().replica().await?;
    let tag = desks::tag(&replica, asking.0.account);
    let subject = Subject::Account(asking.0.login.clone());
    let entry = AuditEntry::by(&asking.0, Act::UseRecoveryKey, subject, state.now())
        .with("key", hex::encode(public.id().0));
    let is_hers =
        state.store().put_recovery_key(asking.0.account, tag, public, state.now(), entry).await?;
    if is_hers { Ok(StatusCode::NO_CONTENT) } else { Err(ApiError::KeyTaken) }
}

/// Shows a holder whose profile a code asks for.
pub(crate) async fn show_request(
    asking: Asking,
    State(state): State<AppState>,
    Named(code): Named<String>,
) -> Result<Json<RequestShown>, ApiError> {
    let row = request(&asking, &state, &code).await?;
    let learner = state.store().learner(row.learner).await?.ok_or(ApiError::NotFound)?;
    Ok(Json(RequestShown {
        learner: learner.into(),
        made_at: row.made_at,
        expires_at: row.expires_at,
        ephemeral: hex::encode(row.ephemeral.0),
        part: row.part.map(hex::encode),
        given: row.given,
    }))
}

/// Takes a holder's answer.
pub(crate) async fn give(
    asking: Asking,
    State(state): State<AppState>,
    Named(code): Named<String>,
    JsonBody(AnswerForm { answer }): JsonBody<AnswerForm>,
) -> Result<Json<AnsweredShown>, ApiError> {
    let row = request(&asking, &state, &code).await?;
    let answer = hex::decode(&answer)
        .ok()
        .filter(|bytes| (1..=MAX_ANSWER_BYTES).contains(&bytes.len()))
        .ok_or_else(|| ApiError::BadRequest("answer: hex of a sealed box".into()))?;
    let subject = Subject::Learner(row.learner);
    let entry = AuditEntry::by(&asking.0, Act::UseRecoveryKey, subject, state.now());
    let replica = state.store().replica().await?;
    let (store, account) = (state.store(), asking.0.account);
    match store.give_recovery(replica, code, account, answer, state.now(), entry).await? {
        Given::Taken(answers) => Ok(Json(AnsweredShown { answers })),
        Given::Unknown => Err(ApiError::NotFound),
        Given::Over => Err(ApiError::RequestOver),
        Given::Again => Err(ApiError::SameHolder),
        Given::NoPart => Err(ApiError::NoPart),
    }
}

/// The open request of this code, if its learner is in the caller's scope and no kin of hers.
async fn request(asking: &Asking, state: &AppState, code: &str) -> Result<RequestRow, ApiError> {
    asking.reach(Act::UseRecoveryKey)?;
    let (store, account) = (state.store(), asking.0.account);
    let found = store.recovery_request(code.to_owned(), account, state.now()).await?;
    let row = found.ok_or(ApiError::NotFound)?;
    let id = row.learner.to_string();
    let learner = asking.to_learner(state, Act::UseRecoveryKey, &id).await?;
    if store.is_kin(account, learner).await? { Err(ApiError::Related) } else { Ok(row) }
}

impl From<RecoveryError> for ApiError {
    fn from(error: RecoveryError) -> Self {
        match error {
            RecoveryError::Message(error) => Self::BadRequest(error.to_string()),
            RecoveryError::Unknown => Self::NotFound,
            RecoveryError::Wait { seconds } => {
                Self::TooManyTries { retry_after_seconds: seconds.unsigned_abs() }
            }
            RecoveryError::TooFew => Self::TooFewHolders,
            RecoveryError::Store(error) => error.into(),
        }
    }
}
