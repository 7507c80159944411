//! Accounts: who may sign in, as what. For administrators; auditors look.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use sync_core::record::Day;

use super::grants::GrantForm;
use crate::authority::{Act, Grant, Scope};
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
    reset_second_factor: bool,
    #[serde(default)]
    end_sessions: bool,
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
    second_factor: bool,
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
    /// Of the learners of a mentor's group.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    labels: Vec<String>,
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
    let mut accounts = Vec::new();
    for row in rows {
        accounts.push(shown(&state, row, Day::of_seconds(now)).await?);
    }
    Ok(Json(accounts))
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
        grants: read_grants(&state, form.grants, now).await?,
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
    let takes = form.disabled.is_some()
        || form.reset_password
        || form.reset_second_factor
        || form.grants.is_some();
    if own && takes {
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
    let grants = match form.grants {
        Some(grants) => Some(read_grants(&state, grants, now).await?),
        None => None,
    };
    let change = AccountChange {
        name: form.name.map(|name| text("name", name)).transpose()?,
        locale: form.locale.map(locale).transpose()?,
        disabled: form.disabled,
        first_password_hash: hash,
        reset_second_factor: form.reset_second_factor,
        end_sessions: form.end_sessions,
        grants,
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

async fn read_grants(
    state: &AppState,
    forms: Vec<GrantForm>,
    now: i64,
) -> Result<Vec<Grant>, ApiError> {
    let today = Day::of_seconds(now);
    let mut grants = Vec::new();
    for form in forms {
        grants.push(form.with_ids(state).await?.read(today)?);
    }
    Ok(grants)
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

async fn shown(state: &AppState, row: AccountRow, today: Day) -> Result<AccountShown, ApiError> {
    let account_state = state_of(&row, today);
    let mut grants = Vec::new();
    for grant in &row.grants {
        let labels = match &grant.scope {
            Scope::Learners(ids) => state.store().labels_of(ids.iter().copied().collect()).await?,
            Scope::Programme | Scope::Center(_) | Scope::Cohort(_) => Vec::new(),
        };
        let in_force = grant.is_in_force(today);
        grants.push(GrantShown { grant: GrantForm::of(grant), in_force, labels });
    }
    Ok(AccountShown {
        login: row.account.login,
        name: row.account.name,
        locale: row.account.locale,
        state: account_state,
        created_at: row.created_at,
        last_sign_in: row.last_sign_in,
        locked_until: row.locked_until,
        second_factor: row.second_factor,
        grants,
    })
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
