//! Signing in and out of the staff pages, and the password.

use axum::Json;
use axum::extract::State;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{AppendHeaders, IntoResponse};
use serde::{Deserialize, Serialize};

use super::grants::GrantForm;
use crate::authority::{Act, Grant, Reach, Role, Staff};
use crate::http::error::ApiError;
use crate::http::extract::{CallerAddress, JsonBody, SESSION_COOKIE, SignedIn};
use crate::http::state::AppState;
use crate::password::rules;
use crate::second_factor;
use crate::store::accounts::Account;
use crate::store::sessions::{ABSOLUTE_LIFE_SECONDS, Resumed, SessionToken};
use crate::store::tries::Try;

/// What somebody signs in with. Not `Debug`: it holds a password.
#[derive(Deserialize)]
pub(crate) struct Credentials {
    login: String,
    password: String,
    /// What her telephone shows, or a code of her paper; asked for when she has a second factor.
    #[serde(default)]
    code: Option<String>,
}

/// A new password. Not `Debug`: it holds two.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPassword {
    current: String,
    new: String,
}

/// Who is signed in, and what she may do today.
#[derive(Serialize)]
pub(crate) struct Session {
    login: String,
    name: String,
    locale: String,
    /// The first of `roles`; absent when there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<&'static str>,
    roles: Vec<&'static str>,
    grants: Vec<GrantInForce>,
    /// Nothing else is open before she has chosen a password of her own.
    first_password: bool,
    /// `off`, `on`, or `to_enrol`: then nothing else is open before she has one.
    second_factor: &'static str,
}

/// A grant with what it allows, so that a page offers nothing else.
#[derive(Serialize)]
struct GrantInForce {
    #[serde(flatten)]
    grant: GrantForm,
    acts: Vec<&'static str>,
}

impl GrantInForce {
    fn of(grant: &Grant) -> Self {
        Self { grant: GrantForm::of(grant), acts: Act::of(grant.role).map(Act::word).collect() }
    }
}

impl From<Resumed> for Session {
    fn from(Resumed { staff, first_password, second_factor }: Resumed) -> Self {
        let roles: Vec<_> = staff.roles().into_iter().map(Role::word).collect();
        let grants = staff.grants.iter().map(GrantInForce::of).collect();
        let Staff { login, name, locale, .. } = staff;
        let (role, second_factor) = (roles.first().copied(), second_factor.word());
        Self { login, name, locale, role, roles, grants, first_password, second_factor }
    }
}

/// Opens a session for the right login and password.
pub(crate) async fn sign_in(
    State(state): State<AppState>,
    CallerAddress(ip): CallerAddress,
    JsonBody(Credentials { login, password, code }): JsonBody<Credentials>,
) -> Result<impl IntoResponse, ApiError> {
    state.limits().sign_in(ip, state.now())?;
    let account = prove(&state, &login, password).await?;
    prove_second(&state, &account, code).await?;
    open(&state, account).await
}

/// Gives her a password of her own choice; all her sessions end, and a new one begins.
pub(crate) async fn change_password(
    State(state): State<AppState>,
    CallerAddress(ip): CallerAddress,
    SignedIn { resumed, .. }: SignedIn,
    JsonBody(NewPassword { current, new }): JsonBody<NewPassword>,
) -> Result<impl IntoResponse, ApiError> {
    state.limits().sign_in(ip, state.now())?;
    // Before the old one is looked at: a refusal costs no try.
    let known = known_of(&state, &resumed.staff).await?;
    rules::check(&new, &known).map_err(ApiError::PasswordRefused)?;
    if new == current {
        return Err(ApiError::PasswordSame);
    }
    let account = prove(&state, &resumed.staff.login, current).await?;
    let hash = state.passwords().hash(new).await.map_err(ApiError::internal)?;
    state.store().change_password(account.number, hash, state.now()).await?;
    open(&state, Account { first_password: false, ..account }).await
}

/// Says who is signed in.
pub(crate) async fn show_session(SignedIn { resumed, .. }: SignedIn) -> Json<Session> {
    Json(resumed.into())
}

/// Ends the session, here and in the browser.
pub(crate) async fn sign_out(
    State(state): State<AppState>,
    SignedIn { token, .. }: SignedIn,
) -> Result<impl IntoResponse, ApiError> {
    state.store().end_session(&token, state.now()).await?;
    let cookie = cookie("", 0, state.is_https())?;
    Ok((StatusCode::NO_CONTENT, AppendHeaders([(SET_COOKIE, cookie)])))
}

/// The account of a login, if the password is right. Tries are counted before it is looked at, and
/// what is wrong takes as long and is told alike whether the login is anybody's or not.
pub(super) async fn prove(
    state: &AppState,
    login: &str,
    password: String,
) -> Result<Account, ApiError> {
    let now = state.now();
    if let Try::Wait { seconds } = state.store().try_sign_in(login, now).await? {
        let retry_after_seconds = u64::try_from(seconds).unwrap_or(1);
        return Err(ApiError::TooManyTries { retry_after_seconds });
    }
    let (account, hash) = state.store().account_of_login(login).await?.unzip();
    let right = state.passwords().matches(password, hash).await.map_err(ApiError::internal)?;
    match account {
        Some(account) if right => Ok(account),
        other => {
            state.store().sign_in_failed(other.map(|account| account.login), now).await?;
            Err(ApiError::WrongCredentials)
        }
    }
}

/// The second factor, where there is one. The try was counted with the password's, and is given
/// back only when both were right: whoever knows the password guesses no faster than who does not.
pub(super) async fn prove_second(
    state: &AppState,
    account: &Account,
    code: Option<String>,
) -> Result<(), ApiError> {
    let (store, now) = (state.store(), state.now());
    if store.second_factor(account.number).await?.confirmed_at.is_none() {
        return Ok(());
    }
    let code = code.ok_or(ApiError::SecondFactorNeeded)?;
    if store.use_second_factor(account.number, second_factor::read(&code), now).await? {
        return Ok(());
    }
    store.sign_in_failed(Some(account.login.clone()), now).await?;
    Err(ApiError::WrongSecondFactor)
}

async fn open(state: &AppState, account: Account) -> Result<impl IntoResponse + use<>, ApiError> {
    let now = state.now();
    let token = SessionToken::new(state.source().random());
    state.store().open_session(&token, account.number, now).await?;
    let resumed = state.store().staff(account, now).await?;
    let secure = state.is_https();
    let cookie = cookie(&token.to_hex(), ABSOLUTE_LIFE_SECONDS, secure)?;
    Ok((AppendHeaders([(SET_COOKIE, cookie)]), Json(Session::from(resumed))))
}

/// What somebody who guesses would try for her.
async fn known_of(state: &AppState, staff: &Staff) -> Result<Vec<String>, ApiError> {
    let mut known = vec!["chaski".to_owned(), staff.login.clone(), staff.name.clone()];
    if let Some(programme) = state.store().programme().await? {
        known.push(programme.id);
    }
    let centers = state.store().centers(&Reach::everything()).await?;
    known.extend(centers.into_iter().flat_map(|center| [center.id, center.title]));
    Ok(known)
}

fn cookie(value: &str, life_seconds: i64, secure: bool) -> Result<HeaderValue, ApiError> {
    let secure = if secure { "; Secure" } else { "" };
    let text = format!(
        "{SESSION_COOKIE}={value}; HttpOnly; SameSite=Strict; Path=/; Max-Age={life_seconds}{secure}"
    );
    HeaderValue::from_str(&text).map_err(ApiError::internal)
}
