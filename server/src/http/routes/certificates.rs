//! Certificates: who has which, giving and taking back by staff, what anybody may know, and their
//! form for other platforms.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sync_core::certificate::SignedLink;
use sync_core::record::uuid_text;

use crate::authority::Act;
use crate::certificates::badge::{self, Host};
use crate::http::asking::Asking;
use crate::http::error::ApiError;
use crate::http::extract::{JsonBody, Named};
use crate::http::state::AppState;
use crate::reports::{self, Certificates};
use crate::store::certificates::{Given, Giver, TakenBack};

/// What is given.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct GiveForm {
    certificate: String,
}

/// What is taken back, and why.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RevokeForm {
    id: String,
    reason: String,
}

/// What was given.
#[derive(Serialize)]
pub(crate) struct GivenShown {
    id: String,
}

/// Shows a cohort's certificates.
pub(crate) async fn list_certificates(
    asking: Asking,
    State(state): State<AppState>,
    Named(id): Named<String>,
) -> Result<Json<Certificates>, ApiError> {
    let reach = asking.reach(Act::ReadCohort)?;
    let rows = state.store().certificate_rows(id, &reach, state.now()).await?;
    let rows = rows.ok_or(ApiError::NotFound)?;
    Ok(Json(reports::certificates(rows)))
}

/// Gives a learner a certificate.
pub(crate) async fn give(
    asking: Asking,
    State(state): State<AppState>,
    Named(id): Named<String>,
    JsonBody(form): JsonBody<GiveForm>,
) -> Result<(StatusCode, Json<GivenShown>), ApiError> {
    let learner = asking.to_learner(&state, Act::IssueCertificate, &id).await?;
    if state.store().is_kin(asking.0.account, learner).await? {
        return Err(ApiError::Related);
    }
    let replica = state.store().replica().await?;
    let giver = Giver { login: asking.login(), name: asking.0.name.clone() };
    let store = state.store();
    match store.give_certificate(replica, learner, form.certificate, giver, state.now()).await? {
        Given::Done(id) => Ok((StatusCode::CREATED, Json(GivenShown { id }))),
        Given::Taken(_) => Err(ApiError::CertificateTaken),
        Given::NoLearner => Err(ApiError::NotFound),
        Given::NoCertificate => Err(ApiError::CertificateUnknown),
        Given::OnHub => Err(ApiError::CentralOnly),
    }
}

/// Takes a certificate back.
pub(crate) async fn revoke(
    asking: Asking,
    State(state): State<AppState>,
    Named(id): Named<String>,
    JsonBody(form): JsonBody<RevokeForm>,
) -> Result<StatusCode, ApiError> {
    let learner = asking.to_learner(&state, Act::IssueCertificate, &id).await?;
    let replica = state.store().replica().await?;
    let RevokeForm { id, reason } = form;
    let store = state.store();
    let taken = store.revoke_certificate(replica, learner, id, reason, asking.login(), state.now());
    match taken.await? {
        TakenBack::Done => Ok(StatusCode::NO_CONTENT),
        TakenBack::Nothing => Err(ApiError::CertificateUnknown),
        TakenBack::Unfit => Err(ApiError::BadRequest("a reason of 1 to 160 characters".to_owned())),
        TakenBack::OnHub => Err(ApiError::CentralOnly),
    }
}

/// Shows the keys that sign certificates, and which were taken back. A hub knows its own centre's
/// alone, and says nothing rather than half.
pub(crate) async fn show_issuers(State(state): State<AppState>) -> Result<Response, ApiError> {
    if state.road().is_some() {
        return Err(ApiError::KeptAtCentral);
    }
    let mut issuing = state.store().issuing().await?;
    if issuing.keys.is_empty() {
        // So that there is a key to tell of before the first certificate.
        let replica = state.store().replica().await?;
        state.store().issuing_key(replica, state.now()).await?;
        issuing = state.store().issuing().await?;
    }
    let shown = reports::issuers(issuing, state.now());
    Ok(([(CACHE_CONTROL, "no-cache")], Json(shown)).into_response())
}

/// A certificate's link: whoever has it knows all that the credential says.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LinkForm {
    link: String,
}

/// A signed token.
#[derive(Serialize)]
pub(crate) struct CredentialShown {
    credential: String,
}

/// Under which name the world finds this programme. A server that was not told, or is a hub, makes
/// nothing for other platforms.
fn host(state: &AppState) -> Result<&Host, ApiError> {
    state.host().filter(|_| state.road().is_none()).ok_or(ApiError::NotFound)
}

/// Gives a certificate for other platforms.
pub(crate) async fn make_credential(
    State(state): State<AppState>,
    JsonBody(form): JsonBody<LinkForm>,
) -> Result<Json<CredentialShown>, ApiError> {
    let host = host(&state)?;
    let signed = SignedLink::from_text(&form.link).map_err(|_| ApiError::NotFound)?;
    let store = state.store();
    let issuing = store.issuing().await?;
    if !issuing.keys.iter().any(|key| signed.is_by(&key.public)) {
        return Err(ApiError::NotFound);
    }
    let row = store.certificate(uuid_text(&signed.link.id)).await?.ok_or(ApiError::NotFound)?;
    let key = store.issuing_key(store.replica().await?, state.now()).await?;
    Ok(Json(CredentialShown { credential: badge::credential(&row, host, &key) }))
}

/// Shows a list of those that were taken back.
pub(crate) async fn show_status(
    State(state): State<AppState>,
    Named(list): Named<u32>,
) -> Result<Response, ApiError> {
    let host = host(&state)?;
    let store = state.store();
    let found = store.status_list(list).await?.ok_or(ApiError::NotFound)?;
    let key = store.issuing_key(store.replica().await?, state.now()).await?;
    let token = badge::status_list(list, &found, host, &key, state.now());
    let token = token.map_err(ApiError::internal)?;
    Ok(([(CONTENT_TYPE, "application/vc+jwt"), (CACHE_CONTROL, "no-cache")], token).into_response())
}

/// Shows the keys as other platforms look for them.
pub(crate) async fn show_did(State(state): State<AppState>) -> Result<Json<Value>, ApiError> {
    let host = host(&state)?;
    let store = state.store();
    store.issuing_key(store.replica().await?, state.now()).await?;
    Ok(Json(badge::did_document(&store.issuing().await?.keys, host)))
}
