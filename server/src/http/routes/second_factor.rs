//! A second factor of her own, and which roles must have one.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

use super::session::{prove, prove_second};
use crate::authority::{Act, Role};
use crate::http::asking::Asking;
use crate::http::error::ApiError;
use crate::http::extract::{CallerAddress, JsonBody, SignedIn};
use crate::http::state::AppState;
use crate::second_factor::{RECOVERY_CODES, SharedSecret, recovery_code, recovery_hash, shown};
use crate::store::second_factor::SecondFactor;

/// Whether she has one.
#[derive(Serialize)]
pub(crate) struct SecondFactorShown {
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<i64>,
    recovery_left: u32,
}

/// Proof that it is she who changes how she signs in. Not `Debug`: it holds a password.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Proof {
    password: String,
    /// What her telephone shows, or a code of her paper, when she has a second factor.
    #[serde(default)]
    code: Option<String>,
}

/// A secret for her telephone: shown once.
#[derive(Serialize)]
pub(crate) struct SecretShown {
    secret: String,
    issuer: &'static str,
    login: String,
}

/// What her telephone shows now that it has the secret.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Confirmation {
    code: String,
}

/// For when the telephone is lost: shown once.
#[derive(Serialize)]
pub(crate) struct RecoveryCodes {
    recovery_codes: Vec<String>,
}

/// Roles that must have a second factor.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RequiredRoles {
    roles: Vec<String>,
}

/// Her own.
pub(crate) async fn show_own(
    State(state): State<AppState>,
    SignedIn { resumed, .. }: SignedIn,
) -> Result<Json<SecondFactorShown>, ApiError> {
    let row = state.store().second_factor(resumed.staff.account).await?;
    Ok(Json(SecondFactorShown {
        state: resumed.second_factor.word(),
        since: row.confirmed_at,
        recovery_left: row.recovery_left,
    }))
}

/// Makes a secret. What is in force stays so until this one is proved.
pub(crate) async fn begin(
    State(state): State<AppState>,
    CallerAddress(ip): CallerAddress,
    SignedIn { resumed, .. }: SignedIn,
    JsonBody(proof): JsonBody<Proof>,
) -> Result<Json<SecretShown>, ApiError> {
    if resumed.first_password {
        return Err(ApiError::PasswordToChange);
    }
    state.limits().sign_in(ip, state.now())?;
    let login = resumed.staff.login;
    let account = prove(&state, &login, proof.password).await?;
    prove_second(&state, &account, proof.code).await?;
    state.store().forget_tries(&login).await?;
    let secret = SharedSecret(state.source().random());
    state.store().begin_second_factor(account.number, secret.clone()).await?;
    Ok(Json(SecretShown { secret: secret.to_base32(), issuer: "Chaski", login }))
}

/// Puts the secret into force.
pub(crate) async fn confirm(
    State(state): State<AppState>,
    CallerAddress(ip): CallerAddress,
    SignedIn { resumed, token }: SignedIn,
    JsonBody(form): JsonBody<Confirmation>,
) -> Result<Json<RecoveryCodes>, ApiError> {
    state.limits().sign_in(ip, state.now())?;
    let account = resumed.staff.account;
    let codes: Vec<String> =
        (0..RECOVERY_CODES).map(|_| recovery_code(state.source().random())).collect();
    let hashes = codes.iter().map(|code| recovery_hash(account, code)).collect();
    let now = state.now();
    if !state.store().confirm_second_factor(account, form.code, hashes, &token, now).await? {
        return Err(ApiError::WrongSecondFactor);
    }
    Ok(Json(RecoveryCodes { recovery_codes: codes.iter().map(|code| shown(code)).collect() }))
}

/// Takes it away, unless one of her roles must have it.
pub(crate) async fn end(
    State(state): State<AppState>,
    CallerAddress(ip): CallerAddress,
    SignedIn { resumed, .. }: SignedIn,
    JsonBody(proof): JsonBody<Proof>,
) -> Result<StatusCode, ApiError> {
    let required = state.store().second_factor_roles().await?;
    if resumed.second_factor == SecondFactor::ToEnrol
        || resumed.staff.roles().iter().any(|role| required.contains(role))
    {
        return Err(ApiError::SecondFactorRequired);
    }
    state.limits().sign_in(ip, state.now())?;
    let login = resumed.staff.login;
    let account = prove(&state, &login, proof.password).await?;
    prove_second(&state, &account, proof.code).await?;
    state.store().forget_tries(&login).await?;
    state.store().end_second_factor(account.number, state.now()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Which roles must have one.
pub(crate) async fn show_roles(
    asking: Asking,
    State(state): State<AppState>,
) -> Result<Json<RequiredRoles>, ApiError> {
    asking.in_programme(Act::ReadAccounts)?;
    let roles = state.store().second_factor_roles().await?;
    Ok(Json(RequiredRoles { roles: roles.iter().map(|role| role.word().to_owned()).collect() }))
}

/// Says which roles must have one. Whoever has none makes it at her next request.
pub(crate) async fn require(
    asking: Asking,
    State(state): State<AppState>,
    JsonBody(form): JsonBody<RequiredRoles>,
) -> Result<Json<RequiredRoles>, ApiError> {
    asking.in_programme(Act::ManageAccounts)?;
    let roles: Option<BTreeSet<Role>> =
        form.roles.iter().map(|word| Role::from_word(word)).collect();
    let roles = roles.ok_or_else(|| ApiError::BadRequest("roles: no such role".to_owned()))?;
    state.store().require_second_factor(roles.clone(), asking.login(), state.now()).await?;
    Ok(Json(RequiredRoles { roles: roles.iter().map(|role| role.word().to_owned()).collect() }))
}
