//! `chaski hub`: being one, and at central making, listing and revoking them.

use std::net::SocketAddr;

use anyhow::Context as _;
use clap::{Args, Subcommand};
use server::enrolment::shown;
use server::http::{AppState, HttpConfig, serve, stop_signal};
use server::hub::{self, Joining, Road};
use server::source::Source;
use server::store::Store;
use server::store::hubs::{HubLoss, HubRevoked};
use server::tls::Certificates;
use tokio::net::TcpListener;

use super::serve::erase_again;
use super::tls::{Tls, scheme};
use super::{Data, Done, output};

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct Hub {
    #[command(subcommand)]
    command: Option<HubCommand>,
    #[command(flatten)]
    data: Data,
    /// Central: `https://…`.
    #[arg(long, env = "CHASKI_UPSTREAM", value_name = "URL", required = true)]
    upstream: Option<String>,
    /// Where to listen.
    #[arg(long, env = "CHASKI_LISTEN", default_value = "127.0.0.1:8441")]
    listen: SocketAddr,
    /// The code that central made for this hub; needed once, in an empty data directory.
    #[arg(long, env = "CHASKI_HUB_CODE")]
    code: Option<String>,
    /// A proxy that speaks HTTPS stands in front.
    #[arg(long, env = "CHASKI_BEHIND_HTTPS_PROXY")]
    behind_https_proxy: bool,
    #[command(flatten)]
    tls: Tls,
}

#[derive(Debug, Subcommand)]
pub(crate) enum HubCommand {
    /// At central: make a code with which a server becomes a centre's hub.
    Code(HubCode),
    /// At central: list hubs.
    List(HubList),
    /// At central: end the time of a hub that was lost or stolen, close what it knew, and say what
    /// to do next.
    Revoke(HubRevoke),
}

#[derive(Debug, Args)]
pub(crate) struct HubCode {
    #[command(flatten)]
    data: Data,
    /// The centre's id.
    #[arg(long = "centre")]
    center: String,
    /// What people call this hub.
    #[arg(long, default_value = "hub")]
    label: String,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct HubList {
    #[command(flatten)]
    data: Data,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct HubRevoke {
    #[command(flatten)]
    data: Data,
    /// Its id, as `chaski hub list` shows it.
    #[arg(long)]
    id: String,
    /// It burned, or was taken apart, and nobody has its disk: nothing of what it knew is closed.
    #[arg(long)]
    destroyed: bool,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// What a person does after a hub was lost or stolen.
fn next_steps(revoked: &HubRevoked, loss: HubLoss) -> Vec<String> {
    let HubRevoked { center, unsent, logins, staff_keys } = revoked;
    let mut lines = vec![
        format!("The hub of {center} is revoked. Central tells it nothing more, and phones that"),
        "hear of it, from central or from another hub, believe it nothing.".to_owned(),
        format!("It last said that it had {unsent} changes for central. The phones that hold them"),
        "bring them again, other women's too, at their next visit to central or another hub."
            .to_owned(),
    ];
    let visits =
        format!("Ask the learners of {center} to visit: `chaski gaps` names what is missing.");
    let anew = format!("For a new box: `chaski hub code --centre {center}`, on an encrypted disk.");
    if loss == HubLoss::Destroyed {
        lines.extend([visits, anew]);
        return lines;
    }
    lines.extend([
        format!(
            "Closed: the sessions of {} accounts, {staff_keys} keys of staff devices.",
            logins.len()
        ),
        "Do now:".to_owned(),
        format!("1. Take the TLS certificate of {center}'s name back, and give central one with"),
        "   a new key: the old key was on the hub. docs/OPERATIONS-HUB.md, \"A stolen hub\"."
            .to_owned(),
        "2. Give each of these a new first password (`chaski account add`) by word of mouth; who"
            .to_owned(),
        "   has a second factor makes it anew (`chaski account reset-second-factor`):".to_owned(),
    ]);
    lines.extend(logins.iter().map(|login| format!("   {login}")));
    lines.extend([
        "3. Staff make their desks anew when they sign in. What the old ones sign from now on"
            .to_owned(),
        "   waits; it can be given effect on the learner's page.".to_owned(),
        format!("4. {visits}"),
        "   Whoever opened her profile at the lost hub's own address since: revoke that phone."
            .to_owned(),
        format!("5. {anew}"),
    ]);
    lines
}

impl Hub {
    pub(super) async fn run(self) -> anyhow::Result<Done> {
        match self.command {
            Some(HubCommand::Code(command)) => command.run().await,
            Some(HubCommand::List(command)) => command.run().await,
            Some(HubCommand::Revoke(command)) => command.run().await,
            None => self.serve().await,
        }
    }

    async fn serve(self) -> anyhow::Result<Done> {
        let upstream = self.upstream.context("which central? give `--upstream URL`")?;
        let road = Road::to(&upstream);
        let (store, source) = (self.data.open()?, Source::machine());
        if store.standing_with_central().await?.is_none() {
            become_hub(&store, &road, &source, self.code).await?;
        }
        erase_again(&store, source.now()).await?;
        let config = HttpConfig {
            listen: self.listen,
            behind_https_proxy: self.behind_https_proxy,
            demonstration: store.programme().await?.is_some_and(|it| it.demonstration),
        };
        config.check()?;
        let listener = TcpListener::bind(self.listen)
            .await
            .with_context(|| format!("listening on {}", self.listen))?;
        let address = listener.local_addr()?;
        let state = AppState::new(store.clone(), config, source.clone());
        state.be_hub(road.clone());
        let certificates = self.tls.show(&state)?;
        let origin = format!("{}://{address}", scheme(certificates.as_ref()));
        store.note_certificate(certificates.as_ref().map(|it| it.facts().until)).await?;
        let mut beside = self.tls.begin(certificates.clone(), address).await?;
        if let Some(certificates) = certificates {
            beside.spawn(tell_of_renewals(certificates, store.clone(), road.clone()));
        }
        output::line(&format!("Hub at {origin}/"))?;
        let rounds = tokio::spawn(hub::run(store.clone(), road, source));
        serve(listener, state, stop_signal()).await?;
        beside.shutdown().await;
        // What it was about to take is asked for again by the next start.
        rounds.abort();
        let _ = rounds.await;
        store.close().await;
        Ok(Done::Fine)
    }
}

/// Central hears at once until when a renewed certificate is good.
async fn tell_of_renewals(certificates: Certificates, store: Store, road: Road) {
    let mut until = certificates.until();
    while until.changed().await.is_ok() {
        let renewed = *until.borrow_and_update();
        match store.note_certificate(Some(renewed)).await {
            Ok(()) => road.tell_of_news(),
            Err(error) => tracing::warn!(%error, "central cannot be told of the new certificate"),
        }
    }
}

/// The first start: central certifies this server, and tells it of its centre.
async fn become_hub(
    store: &Store,
    road: &Road,
    source: &Source,
    code: Option<String>,
) -> anyhow::Result<()> {
    let code = code.context(
        "this data directory is no hub's yet: give `--code`, which central makes with \
         `chaski hub code --centre ID`",
    )?;
    let code: String = code.chars().filter(|each| *each != '-').collect();
    let joining = Joining { code: code.to_ascii_uppercase() };
    let center = hub::join(store, road, source, joining).await?;
    eprintln!("This is a hub of the centre {center} now; fetching its part of everything.");
    while hub::round(store, road, source.now()).await?.again {}
    Ok(())
}

impl HubCode {
    async fn run(self) -> anyhow::Result<Done> {
        let store = self.data.open_existing()?;
        let made =
            hub::central::new_code(&store, &Source::machine(), self.center.clone(), self.label)
                .await?;
        let code = made.with_context(|| format!("no centre {}", self.center))?;
        if self.json {
            output::json(&serde_json::json!({ "code": shown(&code) }))?;
        } else {
            output::line(&shown(&code))?;
        }
        store.close().await;
        Ok(Done::Fine)
    }
}

impl HubList {
    async fn run(self) -> anyhow::Result<Done> {
        let store = self.data.open_existing()?;
        let hubs = store.hubs().await?;
        if self.json {
            let hubs: Vec<_> = hubs
                .iter()
                .map(|hub| {
                    serde_json::json!({
                        "id": hub.id, "centre": hub.center, "label": hub.label, "since": hub.since,
                        "last_seen": hub.last_seen, "unsent": hub.unsent,
                        "certificate_until": hub.certificate_until,
                        "revoked_at": hub.revoked_at,
                    })
                })
                .collect();
            output::json(&hubs)?;
        } else {
            for hub in hubs {
                let state = if hub.revoked_at.is_some() { "revoked" } else { "open" };
                output::line(&format!("{}\t{}\t{}\t{state}", hub.id, hub.center, hub.label))?;
            }
        }
        store.close().await;
        Ok(Done::Fine)
    }
}

impl HubRevoke {
    async fn run(self) -> anyhow::Result<Done> {
        let store = self.data.open_existing()?;
        let (replica, now) = (store.replica().await?, Source::machine().now());
        let loss = if self.destroyed { HubLoss::Destroyed } else { HubLoss::Stolen };
        let revoked = store.revoke_hub(replica, self.id.clone(), loss, now).await?;
        store.close().await;
        let revoked = revoked.with_context(|| format!("no hub {} whose time is open", self.id))?;
        if self.json {
            output::json(&serde_json::json!({
                "centre": revoked.center, "unsent": revoked.unsent, "logins": revoked.logins,
                "staff_keys": revoked.staff_keys,
            }))?;
        } else {
            for line in next_steps(&revoked, loss) {
                output::line(&line)?;
            }
        }
        Ok(Done::Fine)
    }
}
