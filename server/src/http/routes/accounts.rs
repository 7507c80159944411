//! Accounts: who may sign in, as what. For administrators; auditors look.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use sync_core::record::Day;

use super::grants::GrantForm;
use crate::authority::{Act, Grant};
use crate::http::asking::Asking;
use crate::http::error::ApiError;
use crate::http::extract::{JsonBody, Named};
use crate::http::state::AppState;
use crate::password;
use crate::store::accounts::{AccountChange, AccountOutcome, AccountRow, NewAccount};

/// Longest login and name, in characters.
const MAX_CHARS: usize = 80;

/// An account to be made.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewAccountForm {
    login: String,
    name: String,
    #[serde(default)]
    locale: Option<String>,
    #[serde(default)]
    grants: Vec<GrantForm>,
}

/// What is to change; what is absent stays.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AccountForm {
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    locale: Option<String>,
    #[serde(default)]
    disabled: Option<bool>,
    #[serde(default)]
    reset_password: bool,
    #[serde(default)]
    grants: Option<Vec<GrantForm>>,
}

/// An account.
#[derive(Serialize)]
pub(crate) struct AccountShown {
    login: String,
    name: String,
    locale: String,
    state: AccountState,
    created_at: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_sign_in: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    locked_until: Option<i64>,
    grants: Vec<GrantShown>,
}

/// What an account can do today; the first that is true.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum AccountState {
    Disabled,
    Locked,
    FirstPassword,
    NoGrant,
    NotBegun,
    Ended,
    Active,
}

#[derive(Serialize)]
struct GrantShown {
    #[serde(flatten)]
    grant: GrantForm,
    in_force: bool,
}

/// A password that was made for somebody: shown once.
#[derive(Serialize)]
pub(crate) struct FirstPassword {
    login: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    password: Option<String>,
}

/// Lists accounts, by login.
pub(crate) async fn list_accounts(
    asking: Asking,
    State(state): State<AppState>,
) -> Result<Json<Vec<AccountShown>>, ApiError> {
    asking.in_programme(Act::ReadAccounts)?;
    let now = state.now();
    let rows = state.store().accounts(now).await?;
    Ok(Json(rows.into_iter().map(|row| shown(row, Day::of_seconds(now))).collect()))
}

/// Makes an account, and its first password.
pub(crate) async fn add_account(
    asking: Asking,
    State(state): State<AppState>,
    JsonBody(form): JsonBody<NewAccountForm>,
) -> Result<(StatusCode, Json<FirstPassword>), ApiError> {
    asking.in_programme(Act::ManageAccounts)?;
    let now = state.now();
    let (password, hash) = first_password(&state).await?;
    let login = text("login", form.login)?.to_lowercase();
    let new = NewAccount {
        login: login.clone(),
        name: text("name", form.name)?,
        locale: form.locale.map(locale).transpose()?.unwrap_or_else(|| "es".to_owned()),
        password_hash: hash,
        first_password: true,
        grants: read_grants(form.grants, now)?,
    };
    done(state.store().add_account(new, asking.login(), now).await?)?;
    Ok((StatusCode::CREATED, Json(FirstPassword { login, password: Some(password) })))
}

/// Changes an account.
pub(crate) async fn change_account(
    asking: Asking,
    State(state): State<AppState>,
    Named(login): Named<String>,
    JsonBody(form): JsonBody<AccountForm>,
) -> Result<Json<FirstPassword>, ApiError> {
    asking.in_programme(Act::ManageAccounts)?;
    let own = login.trim().to_lowercase() == asking.0.login;
    if own && (form.disabled.is_some() || form.reset_password || form.grants.is_some()) {
        // Also the way in which the last administrator would lock herself out.
        return Err(ApiError::Forbidden("nobody changes her own rights"));
    }
    let now = state.now();
    let (password, hash) = if form.reset_password {
        let (password, hash) = first_password(&state).await?;
        (Some(password), Some(hash))
    } else {
        (None, None)
    };
    let change = AccountChange {
        name: form.name.map(|name| text("name", name)).transpose()?,
        locale: form.locale.map(locale).transpose()?,
        disabled: form.disabled,
        first_password_hash: hash,
        grants: form.grants.map(|grants| read_grants(grants, now)).transpose()?,
        more_grants: Vec::new(),
    };
    done(state.store().change_account(&login, change, asking.login(), now).await?)?;
    Ok(Json(FirstPassword { login: login.trim().to_lowercase(), password }))
}

async fn first_password(state: &AppState) -> Result<(String, String), ApiError> {
    let password = password::first(state.source().random());
    let hash = state.passwords().hash(password.clone()).await.map_err(ApiError::internal)?;
    Ok((password, hash))
}

fn done(outcome: AccountOutcome) -> Result<(), ApiError> {
    match outcome {
        AccountOutcome::Done => Ok(()),
        AccountOutcome::LoginTaken => Err(ApiError::LoginTaken),
        AccountOutcome::Unknown => Err(ApiError::NotFound),
        AccountOutcome::NoSuchPlace(what) => {
            Err(ApiError::BadRequest(format!("grants: no {what}")))
        }
    }
}

fn read_grants(forms: Vec<GrantForm>, now: i64) -> Result<Vec<Grant>, ApiError> {
    let today = Day::of_seconds(now);
    forms.into_iter().map(|form| form.read(today)).collect()
}

fn text(what: &str, value: String) -> Result<String, ApiError> {
    let value = value.trim().to_owned();
    if value.is_empty() || value.chars().count() > MAX_CHARS || value.contains(char::is_control) {
        return Err(ApiError::BadRequest(format!("{what}: 1 to {MAX_CHARS} characters")));
    }
    Ok(value)
}

fn locale(value: String) -> Result<String, ApiError> {
    if ["es", "en"].contains(&value.as_str()) {
        return Ok(value);
    }
    Err(ApiError::BadRequest("locale: es or en".to_owned()))
}

fn shown(row: AccountRow, today: Day) -> AccountShown {
    let state = state_of(&row, today);
    let AccountRow { account, created_at, last_sign_in, locked_until, grants, .. } = row;
    AccountShown {
        login: account.login,
        name: account.name,
        locale: account.locale,
        state,
        created_at,
        last_sign_in,
        locked_until,
        grants: grants
            .iter()
            .map(|grant| GrantShown {
                grant: GrantForm::of(grant),
                in_force: grant.is_in_force(today),
            })
            .collect(),
    }
}

fn state_of(row: &AccountRow, today: Day) -> AccountState {
    if row.disabled_at.is_some() {
        AccountState::Disabled
    } else if row.locked_until.is_some() {
        AccountState::Locked
    } else if row.account.first_password {
        AccountState::FirstPassword
    } else if row.grants.is_empty() {
        AccountState::NoGrant
    } else if row.grants.iter().any(|grant| grant.is_in_force(today)) {
        AccountState::Active
    } else if row.grants.iter().any(|grant| grant.from > today) {
        AccountState::NotBegun
    } else {
        AccountState::Ended
    }
}
