//! Flags of servers that speak TLS themselves, and what runs beside them.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context as _;
use clap::Args;
use server::http::{AppState, Beside, serve_beside};
use server::source::Source;
use server::tls::{Certificates, Files};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

/// How often the two files are looked at.
const LOOK_EVERY: Duration = Duration::from_secs(2);

#[derive(Debug, Args)]
pub(super) struct Tls {
    #[command(flatten)]
    pub(super) pair: PairFiles,
    /// Answer plain HTTP here too: it leads to the HTTPS address.
    #[arg(long, env = "CHASKI_PLAIN_LISTEN", value_name = "ADDR", requires = "tls_cert")]
    plain_listen: Option<SocketAddr>,
    /// On plain HTTP, tell phones that this Wi-Fi is one to stay on, also without internet.
    #[arg(long, env = "CHASKI_CAPTIVE_PORTAL_ANSWERS", requires = "plain_listen")]
    captive_portal_answers: bool,
}

#[derive(Debug, Args)]
pub(super) struct PairFiles {
    /// The certificate and those that lead to the authority, PEM; renewed ones are taken without a
    /// restart.
    #[arg(long, env = "CHASKI_TLS_CERT", value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// The certificate's key, PEM.
    #[arg(long, env = "CHASKI_TLS_KEY", value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
}

impl PairFiles {
    pub(super) fn files(&self) -> Option<Files> {
        let (certificate, key) = (self.tls_cert.clone()?, self.tls_key.clone()?);
        Some(Files { certificate, key })
    }
}

impl Tls {
    /// Has the state show the certificate, if there is one.
    pub(super) fn show(&self, state: &AppState) -> anyhow::Result<Option<Certificates>> {
        let Some(files) = self.pair.files() else { return Ok(None) };
        let certificates = Certificates::open(files).context("the certificate and its key")?;
        state.show_certificates(certificates.clone());
        Ok(Some(certificates))
    }

    /// Starts what runs beside a server that will listen at `address`: it ends when the set is
    /// dropped.
    pub(super) async fn begin(
        &self,
        certificates: Option<Certificates>,
        address: SocketAddr,
    ) -> anyhow::Result<JoinSet<()>> {
        let mut beside = JoinSet::new();
        let Some(certificates) = certificates else { return Ok(beside) };
        if let Some(plain) = self.plain_listen {
            let listener =
                TcpListener::bind(plain).await.with_context(|| format!("listening on {plain}"))?;
            tracing::info!(%plain, "plain HTTP beside it");
            let door = Beside {
                certificates: certificates.clone(),
                https_port: address.port(),
                answers_captive_portal: self.captive_portal_answers,
            };
            beside.spawn(serve_beside(listener, door, std::future::pending()));
        }
        beside.spawn(certificates.watch(LOOK_EVERY, Source::machine()));
        Ok(beside)
    }
}

/// What the address of a server begins with.
pub(super) fn scheme(certificates: Option<&Certificates>) -> &'static str {
    if certificates.is_some() { "https" } else { "http" }
}
