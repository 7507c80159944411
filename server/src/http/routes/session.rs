//! Signing in and out of the staff pages.

use axum::Json;
use axum::extract::State;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{AppendHeaders, IntoResponse};
use serde::{Deserialize, Serialize};

use crate::http::error::ApiError;
use crate::http::extract::{CallerAddress, JsonBody, SESSION_COOKIE, SignedIn};
use crate::http::state::AppState;
use crate::store::accounts::{Account, Role};
use crate::store::sessions::{ABSOLUTE_LIFE_SECONDS, SessionToken};

/// What somebody signs in with. Not `Debug`: it holds a password.
#[derive(Deserialize)]
pub(crate) struct Credentials {
    login: String,
    password: String,
}

/// Who is signed in.
#[derive(Serialize)]
pub(crate) struct Session {
    name: String,
    role: Role,
    locale: String,
}

impl From<Account> for Session {
    fn from(account: Account) -> Self {
        Self { name: account.name, role: account.role, locale: account.locale }
    }
}

/// Opens a session for the right login and password.
pub(crate) async fn sign_in(
    State(state): State<AppState>,
    CallerAddress(ip): CallerAddress,
    JsonBody(Credentials { login, password }): JsonBody<Credentials>,
) -> Result<impl IntoResponse, ApiError> {
    let now = state.now();
    state.limits().sign_in(&login, ip, now)?;
    let (account, hash) = state.store().account_of_login(&login).await?.unzip();
    let right = state.passwords().matches(password, hash).await.map_err(ApiError::internal)?;
    let Some(account) = account.filter(|_| right) else {
        tracing::info!("sign-in refused");
        return Err(ApiError::WrongCredentials);
    };
    state.limits().signed_in(&login);
    let token = SessionToken::new(state.source().random());
    state.store().open_session(&token, account.number, now).await?;
    tracing::info!(account = account.number, "signed in");
    let secure = state.config().behind_https_proxy;
    let cookie = cookie(&token.to_hex(), ABSOLUTE_LIFE_SECONDS, secure)?;
    Ok((AppendHeaders([(SET_COOKIE, cookie)]), Json(Session::from(account))))
}

/// Says who is signed in.
pub(crate) async fn show_session(signed_in: SignedIn) -> Json<Session> {
    Json(signed_in.account.into())
}

/// Ends the session, here and in the browser.
pub(crate) async fn sign_out(
    State(state): State<AppState>,
    SignedIn { token, .. }: SignedIn,
) -> Result<impl IntoResponse, ApiError> {
    state.store().end_session(&token).await?;
    let cookie = cookie("", 0, state.config().behind_https_proxy)?;
    Ok((StatusCode::NO_CONTENT, AppendHeaders([(SET_COOKIE, cookie)])))
}

fn cookie(value: &str, life_seconds: i64, secure: bool) -> Result<HeaderValue, ApiError> {
    let secure = if secure { "; Secure" } else { "" };
    let text = format!(
        "{SESSION_COOKIE}={value}; HttpOnly; SameSite=Strict; Path=/; Max-Age={life_seconds}{secure}"
    );
    HeaderValue::from_str(&text).map_err(ApiError::internal)
}
