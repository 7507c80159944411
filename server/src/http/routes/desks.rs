//! Staff devices.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use sync_core::trust::PublicKey;

use crate::audit::{AuditEntry, Subject};
use crate::authority::Act;
use crate::desks::{self, Claim, DeskError, MAX_LEARNERS};
use crate::http::asking::Asking;
use crate::http::error::ApiError;
use crate::http::extract::JsonBody;
use crate::http::state::AppState;

/// Keys of one device, for several learners.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeskForm {
    /// Whose device it is; a browser may be signed in as somebody else since.
    login: Option<String>,
    learners: Vec<KeyForm>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyForm {
    learner: String,
    public: String,
    proof: String,
}

/// For each learner what enrolment gives, or why not.
#[derive(Serialize)]
pub(crate) struct DesksShown {
    learners: Vec<DeskShown>,
}

#[derive(Serialize)]
struct DeskShown {
    learner: String,
    /// The bytes that `POST /api/enrol` would answer, in hex.
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<String>,
    /// `not_found`, `related`, `key_taken`.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'static str>,
}

/// Registers a device's keys for learners in scope.
pub(crate) async fn register(
    asking: Asking,
    State(state): State<AppState>,
    JsonBody(form): JsonBody<DeskForm>,
) -> Result<Json<DesksShown>, ApiError> {
    asking.reach(Act::RegisterDesk)?;
    if form.learners.len() > MAX_LEARNERS {
        return Err(ApiError::BadRequest(format!("learners: at most {MAX_LEARNERS}")));
    }
    if let Some(login) = &form.login {
        let whose = state.store().account_of_login(login).await?;
        if whose.is_none_or(|(account, _)| account.number != asking.0.account) {
            return Err(ApiError::OtherAccount);
        }
    }
    let mut learners = Vec::with_capacity(form.learners.len());
    for key in form.learners {
        let (answer, code) = match one(&asking, &state, &key).await {
            Ok(answer) => (Some(answer), None),
            Err(ApiError::NotFound) => (None, Some("not_found")),
            Err(ApiError::Related) => (None, Some("related")),
            Err(ApiError::KeyTaken) => (None, Some("key_taken")),
            Err(error) => return Err(error),
        };
        learners.push(DeskShown { learner: key.learner, answer, code });
    }
    Ok(Json(DesksShown { learners }))
}

async fn one(asking: &Asking, state: &AppState, key: &KeyForm) -> Result<String, ApiError> {
    let learner = asking.to_learner(state, Act::RegisterDesk, &key.learner).await?;
    let (mut public, mut proof) = ([0; 32], [0; 64]);
    let read = hex::decode_to_slice(&key.public, &mut public)
        .and_then(|()| hex::decode_to_slice(&key.proof, &mut proof));
    read.map_err(|_| ApiError::BadRequest("public and proof: hex of 32 and 64 bytes".into()))?;
    let claim = Claim { learner, public: PublicKey(public), proof };
    let answer = desks::register(state.store(), asking.0.account, &claim, state.now()).await?;
    let subject = Subject::Learner(learner);
    let entry = AuditEntry::by(&asking.0, Act::RegisterDesk, subject, state.now());
    let writer = claim.public.writer_id().to_string();
    state.store().audit(entry.with("writer", writer)).await?;
    Ok(hex::encode(answer.to_bytes()))
}

impl From<DeskError> for ApiError {
    fn from(error: DeskError) -> Self {
        match error {
            DeskError::Proof => Self::BadRequest(error.to_string()),
            DeskError::NoLearner => Self::NotFound,
            DeskError::Related => Self::Related,
            DeskError::KeyTaken => Self::KeyTaken,
            DeskError::Store(error) => error.into(),
        }
    }
}
