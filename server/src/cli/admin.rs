//! `chaski init` and `chaski account`.

use anyhow::Context as _;
use clap::{Args, Subcommand};
use server::password;
use server::programme::Definition;
use server::source::Source;
use server::store::Seeds;
use server::store::accounts::{NewAccount, Role};

use super::{Data, Done, output};

#[derive(Debug, Args)]
pub(crate) struct Init {
    #[command(flatten)]
    data: Data,
    /// Its id: lower-case letters, digits and hyphens.
    #[arg(long)]
    programme: String,
    /// What people call it, in Spanish; else its id.
    #[arg(long)]
    title: Option<String>,
}

impl Init {
    pub(super) async fn run(self) -> anyhow::Result<Done> {
        let title = self.title.as_deref().unwrap_or(&self.programme);
        let definition = Definition::empty(&self.programme, title)?;
        let source = Source::machine();
        let store = self.data.open()?;
        let seeds = Seeds { root: source.random(), central: source.random() };
        let made = store.init(definition, seeds, false, source.now()).await?;
        anyhow::ensure!(made, "{} holds a programme already", self.data.path().display());
        eprintln!("Programme {} is in {}.", self.programme, self.data.path().display());
        store.close().await;
        Ok(Done::Fine)
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum AccountCommand {
    /// Add a coordinator, or give one a new password; prints the password, once.
    Add(AccountAdd),
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
    #[arg(long, default_value = "es")]
    locale: String,
}

impl AccountCommand {
    pub(super) async fn run(self) -> anyhow::Result<Done> {
        let AccountCommand::Add(add) = self;
        let source = Source::machine();
        let store = add.data.open_existing()?;
        // 128 random bits: nobody chose it, so nobody uses it elsewhere.
        let password = hex::encode(source.random::<16>());
        let account = NewAccount {
            login: add.login,
            name: add.name,
            role: Role::Coordinator,
            locale: add.locale,
            password_hash: password::hash(&password).context("hashing the password")?,
        };
        store.put_account(account, source.now()).await?;
        output::line(&password)?;
        store.close().await;
        Ok(Done::Fine)
    }
}
