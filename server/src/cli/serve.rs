//! `chaski serve`: listen, print how to get in, stop when told to.

use std::net::SocketAddr;

use anyhow::Context as _;
use clap::Args;
use server::demo;
use server::enrolment::shown;
use server::http::{AppState, HttpConfig, serve, stop_signal};
use server::source::Source;
use server::store::Store;
use tokio::net::TcpListener;

use super::{Data, Done, output};

#[derive(Debug, Args)]
pub(crate) struct Serve {
    #[command(flatten)]
    data: Data,
    /// Where to listen.
    #[arg(long, env = "CHASKI_LISTEN", default_value = "127.0.0.1:8440")]
    listen: SocketAddr,
    /// A proxy that speaks HTTPS stands in front.
    #[arg(long, env = "CHASKI_BEHIND_HTTPS_PROXY")]
    behind_https_proxy: bool,
}

impl Serve {
    pub(super) async fn run(self) -> anyhow::Result<Done> {
        let store = self.data.open()?;
        let programme = store.programme().await?;
        let config = HttpConfig {
            listen: self.listen,
            behind_https_proxy: self.behind_https_proxy,
            // An empty directory becomes one.
            demonstration: programme.is_none_or(|programme| programme.demonstration),
        };
        config.check()?;
        if store.programme().await?.is_none() {
            eprintln!("The data directory is empty: making a demonstration, a moment please.");
            super::demo::make(&store).await?;
        }
        let programme = store.programme().await?.context("no programme")?;
        let listener = TcpListener::bind(self.listen)
            .await
            .with_context(|| format!("listening on {}", self.listen))?;
        let address = listener.local_addr()?;
        output::line(&format!("Programme {} at http://{address}/", programme.id))?;
        if programme.demonstration {
            introduce(&store, address).await?;
        }
        let state = AppState::new(store.clone(), config, Source::machine());
        serve(listener, state, stop_signal()).await?;
        // What was acknowledged is durable already; this finishes what was under way.
        store.close().await;
        Ok(Done::Fine)
    }
}

/// Says how to get into the demonstration.
async fn introduce(store: &Store, address: SocketAddr) -> anyhow::Result<()> {
    let codes = demo::unused_codes(store, &Source::machine()).await?;
    output::line(&format!("  Learner      http://{address}/"))?;
    for code in codes {
        output::line(&format!("    code       {}  ({})", shown(&code.code), code.name))?;
    }
    output::line(&format!("  Coordinator  http://{address}/oficina"))?;
    output::line(&format!("    login      {}", demo::LOGIN))?;
    output::line(&format!("    password   {}", demo::PASSWORD))?;
    Ok(())
}
