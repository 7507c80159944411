//! `chaski certificate` and `chaski keys rotate`: certificates, and the key that signs them.

use anyhow::Context as _;
use clap::{Args, Subcommand, ValueEnum};
use server::authority::Reach;
use server::certificates;
use server::certificates::badge::{self, Host};
use server::reports::{Awards, ShownCertificate};
use server::source::Source;
use server::store::certificates::{Given, Giver, Rotated, TakenBack};
use sync_core::certificate::link_text;
use sync_core::ids::LearnerId;

use super::people::learner_id;
use super::{Data, Done, output};

#[derive(Debug, Subcommand)]
pub(crate) enum CertificateCommand {
    /// Give now what is due by rule. A server that runs does it by itself.
    Due(Due),
    /// List a learner's certificates.
    List(List),
    /// List what certificates open: who may take it, who took it, and how many did.
    Opens(Opens),
    /// Give a learner a certificate of her version of the programme, as staff do.
    Give(Give),
    /// Take a certificate back.
    Revoke(Revoke),
    /// Print a certificate for other platforms.
    Export(Export),
}

#[derive(Debug, Args)]
pub(crate) struct Due {
    #[command(flatten)]
    data: Data,
}

#[derive(Debug, Args)]
pub(crate) struct List {
    #[command(flatten)]
    data: Data,
    /// Whose.
    #[arg(long, value_parser = learner_id)]
    learner: LearnerId,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Opens {
    #[command(flatten)]
    data: Data,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Give {
    #[command(flatten)]
    data: Data,
    /// To whom.
    #[arg(long, value_parser = learner_id)]
    learner: LearnerId,
    /// Which, as the programme names it.
    #[arg(long)]
    certificate: String,
    /// Who gives it, as it stands on the paper.
    #[arg(long)]
    by: String,
}

#[derive(Debug, Args)]
pub(crate) struct Revoke {
    #[command(flatten)]
    data: Data,
    /// The certificate's id.
    id: String,
    /// Why: she reads it.
    #[arg(long)]
    reason: String,
}

/// In which form.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// An Open Badges 3.0 credential: a JSON Web Token.
    VcJwt,
    /// What stands after `/v#`.
    Link,
}

#[derive(Debug, Args)]
pub(crate) struct Export {
    #[command(flatten)]
    data: Data,
    /// The certificate's id.
    id: String,
    /// In which form.
    #[arg(long, value_enum)]
    format: Format,
    /// Under which name the world finds this programme; of `vc-jwt`.
    #[arg(long, env = "CHASKI_HOST", value_parser = Host::parse)]
    host: Option<Host>,
}

impl CertificateCommand {
    pub(super) async fn run(self) -> anyhow::Result<Done> {
        match self {
            Self::Due(command) => command.run().await,
            Self::List(command) => command.run().await,
            Self::Opens(command) => command.run().await,
            Self::Give(command) => command.run().await,
            Self::Revoke(command) => command.run().await,
            Self::Export(command) => command.run().await,
        }
    }
}

impl Due {
    async fn run(self) -> anyhow::Result<Done> {
        let store = self.data.open_existing()?;
        let looked_at = certificates::give_what_is_due(&store, &Source::machine()).await?;
        store.close().await;
        eprintln!("Learners looked at: {looked_at}");
        Ok(Done::Fine)
    }
}

impl List {
    async fn run(self) -> anyhow::Result<Done> {
        let store = self.data.open_existing()?;
        let rows = store.certificates_of(self.learner).await?;
        store.close().await;
        let shown: Vec<ShownCertificate> = rows.into_iter().map(ShownCertificate::from).collect();
        if self.json {
            output::json(&shown)?;
        } else {
            for certificate in shown {
                output::line(&certificate.line())?;
            }
        }
        Ok(Done::Fine)
    }
}

impl Opens {
    async fn run(self) -> anyhow::Result<Done> {
        let store = self.data.open_existing()?;
        let found = store.awards(&Reach::everything(), Source::machine().now()).await?;
        store.close().await;
        let awards = Awards::of(found);
        if self.json {
            output::json(&awards)?;
        } else {
            for line in awards.lines() {
                output::line(&line)?;
            }
        }
        Ok(Done::Fine)
    }
}

impl Give {
    async fn run(self) -> anyhow::Result<Done> {
        let Self { data, learner, certificate, by } = self;
        let store = data.open_existing()?;
        let (replica, now) = (store.replica().await?, Source::machine().now());
        let giver = Giver { login: None, name: by };
        let given = store.give_certificate(replica, learner, certificate, giver, now).await?;
        store.close().await;
        match given {
            Given::Done(id) => output::line(&id)?,
            Given::Taken(id) => anyhow::bail!("she has it: {id}"),
            Given::NoLearner => anyhow::bail!("no learner of this id"),
            Given::NoCertificate => {
                anyhow::bail!("her version of the programme has no such certificate")
            }
            Given::OnHub => anyhow::bail!("this is a hub: central gives certificates"),
        }
        Ok(Done::Fine)
    }
}

impl Revoke {
    async fn run(self) -> anyhow::Result<Done> {
        let Self { data, id, reason } = self;
        let store = data.open_existing()?;
        let row = store.certificate(id.clone()).await?.context("no certificate of this id")?;
        let (replica, now) = (store.replica().await?, Source::machine().now());
        let taken = store.revoke_certificate(replica, row.learner, id, reason, None, now).await?;
        store.close().await;
        match taken {
            TakenBack::Done => Ok(Done::Fine),
            TakenBack::Nothing => anyhow::bail!("no certificate of this id"),
            TakenBack::Unfit => anyhow::bail!("the reason has 1 to 160 characters"),
            TakenBack::OnHub => anyhow::bail!("this is a hub: central takes certificates back"),
        }
    }
}

impl Export {
    async fn run(self) -> anyhow::Result<Done> {
        let Self { data, id, format, host } = self;
        let store = data.open_existing()?;
        let row = store.certificate(id).await?.context("no certificate of this id")?;
        let text = match format {
            Format::Link => link_text(&row.certificate.link),
            Format::VcJwt => {
                let host = host.context("`--host` says who vouches for it")?;
                let replica = store.replica().await?;
                anyhow::ensure!(!replica.is_hub(), "this is a hub: central signs certificates");
                let key = store.issuing_key(replica, Source::machine().now()).await?;
                badge::credential(&row, &host, &key)
            }
        };
        store.close().await;
        output::line(&text)?;
        Ok(Done::Fine)
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum KeysCommand {
    /// Make a new key for certificates. What the old one signed stays good; it signs nothing more.
    Rotate(Rotate),
}

#[derive(Debug, Args)]
pub(crate) struct Rotate {
    #[command(flatten)]
    data: Data,
}

impl KeysCommand {
    pub(super) async fn run(self) -> anyhow::Result<Done> {
        let KeysCommand::Rotate(Rotate { data }) = self;
        let source = Source::machine();
        let store = data.open_existing()?;
        let replica = store.replica().await?;
        let rotated = store.rotate_issuer(replica, source.random(), source.now()).await?;
        store.close().await;
        match rotated {
            Rotated::Done(public) => output::line(&hex::encode(public.0))?,
            Rotated::OnHub => anyhow::bail!("this is a hub: central signs certificates"),
        }
        Ok(Done::Fine)
    }
}
