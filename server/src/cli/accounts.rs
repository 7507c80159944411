//! `chaski account`: who may sign in, as what, where and when.

use std::collections::BTreeSet;

use anyhow::Context as _;
use clap::{Args, Subcommand};
use server::authority::{CenterId, CohortId, Grant, Role, Scope};
use server::password;
use server::source::Source;
use server::store::Store;
use server::store::accounts::{AccountChange, AccountOutcome, AccountRow, NewAccount};
use sync_core::ids::LearnerId;
use sync_core::record::Day;

use super::people::day;
use super::{Data, Done, output};

#[derive(Debug, Subcommand)]
pub(crate) enum AccountCommand {
    /// Add an account, or give one that is there another first password and this grant; prints the
    /// password, once. It must be changed at the first sign-in.
    Add(AccountAdd),
    /// Give an account one more grant.
    Grant(AccountGrant),
    /// List accounts and their grants.
    List(AccountList),
    /// End an account's sessions, and let it sign in no more.
    Disable(AccountNamed),
    /// Let an account sign in again.
    Enable(AccountNamed),
    /// Take an account's second factor away: for an administrator whose telephone is lost.
    ResetSecondFactor(AccountNamed),
}

#[derive(Debug, Args)]
pub(crate) struct AccountAdd {
    #[command(flatten)]
    data: Data,
    /// What is typed at sign-in.
    #[arg(long)]
    login: String,
    /// As it is shown.
    #[arg(long)]
    name: String,
    /// In which language the pages are: `es` or `en`.
    #[arg(long, default_value = "es", value_parser = ["es", "en"])]
    locale: String,
    #[command(flatten)]
    grant: GrantArguments,
}

#[derive(Debug, Args)]
pub(crate) struct AccountGrant {
    #[command(flatten)]
    data: Data,
    /// Whose account.
    #[arg(long)]
    login: String,
    #[command(flatten)]
    grant: GrantArguments,
}

#[derive(Debug, Args)]
struct GrantArguments {
    /// administrator, coordinator, facilitator, mentor or auditor.
    #[arg(long, default_value = "coordinator", value_parser = role)]
    role: Role,
    /// Where: `programme`, `centre:ID`, `cohort:ID`, or a mentor's `learners:ID,ID…`.
    #[arg(long, default_value = "programme", value_parser = scope)]
    scope: Scope,
    /// First day, `YYYY-MM-DD`; else today.
    #[arg(long, value_parser = day)]
    from: Option<Day>,
    /// Last day, `YYYY-MM-DD`; else until it is taken back.
    #[arg(long, value_parser = day)]
    until: Option<Day>,
}

#[derive(Debug, Args)]
pub(crate) struct AccountList {
    #[command(flatten)]
    data: Data,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct AccountNamed {
    #[command(flatten)]
    data: Data,
    /// Whose account.
    #[arg(long)]
    login: String,
}

impl AccountCommand {
    pub(super) async fn run(self) -> anyhow::Result<Done> {
        match self {
            Self::Add(add) => add.run().await?,
            Self::Grant(AccountGrant { data, login, grant }) => {
                let now = Source::machine().now();
                let more_grants = vec![grant.read(now)?];
                let change = AccountChange { more_grants, ..AccountChange::default() };
                change_account(&data, &login, change, now).await?;
            }
            Self::List(list) => list.run().await?,
            Self::Disable(named) => named.set(true).await?,
            Self::Enable(named) => named.set(false).await?,
            Self::ResetSecondFactor(AccountNamed { data, login }) => {
                let change =
                    AccountChange { reset_second_factor: true, ..AccountChange::default() };
                change_account(&data, &login, change, Source::machine().now()).await?;
            }
        }
        Ok(Done::Fine)
    }
}

impl GrantArguments {
    fn read(self, now: i64) -> anyhow::Result<Grant> {
        let Self { role, scope, from, until } = self;
        let from = from.unwrap_or_else(|| Day::of_seconds(now));
        let grant = Grant { role, scope, from, until };
        grant.check()?;
        Ok(grant)
    }
}

impl AccountAdd {
    async fn run(self) -> anyhow::Result<()> {
        let source = Source::machine();
        let now = source.now();
        let grant = self.grant.read(now)?;
        let store = self.data.open_existing()?;
        let password = password::first(source.random());
        let password_hash = password::hash(&password).context("hashing the password")?;
        let new = NewAccount {
            login: self.login.clone(),
            name: self.name.clone(),
            locale: self.locale.clone(),
            password_hash: password_hash.clone(),
            first_password: true,
            grants: vec![grant.clone()],
        };
        let mut outcome = store.add_account(new, None, now).await?;
        if outcome == AccountOutcome::LoginTaken {
            let change = AccountChange {
                name: Some(self.name),
                locale: Some(self.locale),
                disabled: Some(false),
                first_password_hash: Some(password_hash),
                more_grants: lacking(&store, &self.login, grant, now).await?,
                ..AccountChange::default()
            };
            outcome = store.change_account(&self.login, change, None, now).await?;
        }
        done(outcome, &self.login)?;
        output::line(&password)?;
        store.close().await;
        Ok(())
    }
}

/// The grant, unless the account has it already: who only wants a new password repeats herself.
async fn lacking(store: &Store, login: &str, grant: Grant, now: i64) -> anyhow::Result<Vec<Grant>> {
    let login = login.trim().to_lowercase();
    let rows = store.accounts(now).await?;
    let own = rows.into_iter().find(|row| row.account.login == login);
    let has = own.is_some_and(|row| {
        row.grants.iter().any(|held| {
            (held.role, &held.scope, held.until) == (grant.role, &grant.scope, grant.until)
                && held.from <= grant.from
        })
    });
    Ok(if has { Vec::new() } else { vec![grant] })
}

impl AccountNamed {
    async fn set(self, disabled: bool) -> anyhow::Result<()> {
        let change = AccountChange { disabled: Some(disabled), ..AccountChange::default() };
        change_account(&self.data, &self.login, change, Source::machine().now()).await
    }
}

async fn change_account(
    data: &Data,
    login: &str,
    change: AccountChange,
    now: i64,
) -> anyhow::Result<()> {
    let store = data.open_existing()?;
    let outcome = store.change_account(login, change, None, now).await?;
    store.close().await;
    done(outcome, login)
}

fn done(outcome: AccountOutcome, login: &str) -> anyhow::Result<()> {
    match outcome {
        AccountOutcome::Done => Ok(()),
        AccountOutcome::LoginTaken => anyhow::bail!("there is an account {login}"),
        AccountOutcome::Unknown => anyhow::bail!("no account {login}"),
        AccountOutcome::NoSuchPlace(what) => anyhow::bail!("no {what}"),
    }
}

impl AccountList {
    async fn run(self) -> anyhow::Result<()> {
        let now = Source::machine().now();
        let store = self.data.open_existing()?;
        let rows = store.accounts(now).await?;
        if self.json {
            let rows: Vec<_> = rows.iter().map(|row| json(row, Day::of_seconds(now))).collect();
            output::json(&rows)?;
        } else {
            for row in rows {
                let mut fields = vec![row.account.login.clone(), row.account.name.clone()];
                fields.extend(row.disabled_at.map(|_| "disabled".to_owned()));
                fields.extend(row.grants.iter().map(words));
                output::line(&fields.join("\t"))?;
            }
        }
        store.close().await;
        Ok(())
    }
}

fn json(row: &AccountRow, today: Day) -> serde_json::Value {
    let grants: Vec<_> = row
        .grants
        .iter()
        .map(|grant| {
            let mut fields = serde_json::json!({
                "role": grant.role.word(),
                "scope": scope_words(&grant.scope),
                "from": grant.from.to_string(),
                "in_force": grant.is_in_force(today),
            });
            if let Some(until) = grant.until {
                fields["until"] = until.to_string().into();
            }
            fields
        })
        .collect();
    serde_json::json!({
        "login": row.account.login,
        "name": row.account.name,
        "locale": row.account.locale,
        "disabled": row.disabled_at.is_some(),
        "first_password": row.account.first_password,
        "grants": grants,
    })
}

fn words(grant: &Grant) -> String {
    let until = grant.until.map_or_else(String::new, |day| format!(" to {day}"));
    format!("{} {} from {}{until}", grant.role.word(), scope_words(&grant.scope), grant.from)
}

fn scope_words(scope: &Scope) -> String {
    match scope {
        Scope::Programme => "programme".to_owned(),
        Scope::Center(CenterId(id)) => format!("centre:{id}"),
        Scope::Cohort(CohortId(id)) => format!("cohort:{id}"),
        Scope::Learners(ids) => {
            let ids: Vec<_> = ids.iter().map(ToString::to_string).collect();
            format!("learners:{}", ids.join(","))
        }
    }
}

fn role(text: &str) -> Result<Role, String> {
    Role::from_word(text).ok_or_else(|| {
        let words: Vec<_> = Role::ALL.into_iter().map(Role::word).collect();
        format!("a role is one of {}", words.join(", "))
    })
}

/// Reads what `scope_words` writes.
fn scope(text: &str) -> Result<Scope, String> {
    match text.split_once(':') {
        None if text == "programme" => Ok(Scope::Programme),
        Some(("centre", id)) => Ok(Scope::Center(CenterId(id.to_owned()))),
        Some(("cohort", id)) => Ok(Scope::Cohort(CohortId(id.to_owned()))),
        Some(("learners", ids)) => ids
            .split(',')
            .map(LearnerId::from_hex)
            .collect::<Option<BTreeSet<_>>>()
            .map(Scope::Learners)
            .ok_or_else(|| "a learner's id is 32 hex digits".to_owned()),
        _ => Err("a scope is programme, centre:ID, cohort:ID or learners:ID,ID…".to_owned()),
    }
}
