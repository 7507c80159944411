//! `chaski serve`: listen, print how to get in, stop when told to.

use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;
use server::backup::retention::Retention;
use server::backup::schedule::{Schedule, Watch};
use server::certificates;
use server::certificates::badge::Host;
use server::demo;
use server::enrolment::shown;
use server::erasure;
use server::figures;
use server::http::{AppState, HttpConfig, serve, stop_signal};
use server::source::Source;
use server::store::Store;
use tokio::net::TcpListener;

use super::tls::{Tls, scheme};
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
    /// Under which name the world finds this programme, such as aprende.ejemplo.org: certificates
    /// for other platforms name it.
    #[arg(long, env = "CHASKI_HOST", value_parser = Host::parse)]
    host: Option<Host>,
    #[command(flatten)]
    tls: Tls,
    /// Back up to this folder every day; at once when the newest is a day old.
    #[arg(long, env = "CHASKI_BACKUP_DIR", value_name = "DIR")]
    backup_to: Option<PathBuf>,
    /// The hour of the daily backup, UTC.
    #[arg(long, env = "CHASKI_BACKUP_HOUR", default_value_t = 7,
          value_parser = clap::value_parser!(u8).range(0..24))]
    backup_hour: u8,
    /// Days of which a backup is kept.
    #[arg(long, env = "CHASKI_BACKUP_KEEP_DAILY", default_value_t = 7)]
    backup_keep_daily: usize,
    /// Weeks of which a backup is kept.
    #[arg(long, env = "CHASKI_BACKUP_KEEP_WEEKLY", default_value_t = 4)]
    backup_keep_weekly: usize,
    /// Months of which a backup is kept.
    #[arg(long, env = "CHASKI_BACKUP_KEEP_MONTHLY", default_value_t = 12)]
    backup_keep_monthly: usize,
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
        erase_again(&store, Source::machine().now()).await?;
        let programme = store.programme().await?.context("no programme")?;
        let listener = TcpListener::bind(self.listen)
            .await
            .with_context(|| format!("listening on {}", self.listen))?;
        let address = listener.local_addr()?;
        let state = AppState::new(store.clone(), config, Source::machine());
        if let Some(host) = self.host.clone() {
            state.be_found_at(host);
        }
        let certificates = self.tls.show(&state)?;
        let origin = format!("{}://{address}", scheme(certificates.as_ref()));
        let _beside = self.tls.begin(certificates, address).await?;
        output::line(&format!("Programme {} at {origin}/", programme.id))?;
        if programme.demonstration {
            introduce(&store, &origin).await?;
        }
        // Whoever keeps this log elsewhere can tell later whether the audit log was cut.
        let (entries, head) = store.audit_head().await?;
        tracing::info!(entries, head = hex::encode(head), "the audit log's head");
        let backups = self.schedule()?.map(|schedule| {
            let watch = Watch::default();
            state.show_backups(watch.clone());
            tokio::spawn(schedule.run(store.clone(), Source::machine(), watch))
        });
        let by_rule = tokio::spawn(certificates::run(store.clone(), Source::machine()));
        let fresh = tokio::spawn(figures::keep_fresh(store.clone(), Source::machine()));
        serve(listener, state, stop_signal()).await?;
        // What was under way is either committed or due again.
        by_rule.abort();
        let _ = by_rule.await;
        fresh.abort();
        let _ = fresh.await;
        if let Some(backups) = backups {
            // One under way is begun anew by the next start; half of one is nowhere.
            backups.abort();
            let _ = backups.await;
        }
        // What was acknowledged is durable already; this finishes what was under way.
        store.close().await;
        Ok(Done::Fine)
    }
}

impl Serve {
    fn schedule(&self) -> anyhow::Result<Option<Schedule>> {
        let Some(to) = self.backup_to.clone() else { return Ok(None) };
        Ok(Some(Schedule {
            directory: self.data.path().to_owned(),
            to,
            hour: self.backup_hour,
            keep: Retention {
                daily: self.backup_keep_daily,
                weekly: self.backup_keep_weekly,
                monthly: self.backup_keep_monthly,
            },
            program: std::env::current_exe().context("finding this program")?,
        }))
    }
}

/// A start after a crash, or with a file of erasures that was put here: nobody who was erased is
/// served.
pub(super) async fn erase_again(store: &Store, now: i64) -> anyhow::Result<()> {
    let merged = erasure::merge(store, &[], now).await.context("the file of erasures")?;
    if merged.not_believed > 0 {
        tracing::warn!(lines = merged.not_believed, "not believed in the file of erasures");
    }
    if merged.erased > 0 {
        tracing::info!(people = merged.erased, "erased by the file of erasures");
    }
    Ok(())
}

/// Says how to get into the demonstration.
async fn introduce(store: &Store, origin: &str) -> anyhow::Result<()> {
    let codes = demo::unused_codes(store, &Source::machine()).await?;
    output::line(&format!("  Learner      {origin}/"))?;
    for code in codes {
        output::line(&format!("    code       {}  ({})", shown(&code.code), code.name))?;
    }
    output::line(&format!("  Coordinator  {origin}/oficina"))?;
    output::line(&format!("    login      {}", demo::LOGIN))?;
    output::line(&format!("    password   {}", demo::PASSWORD))?;
    let others: Vec<&str> =
        demo::STAFF.iter().map(|(_, login)| *login).filter(|login| *login != demo::LOGIN).collect();
    output::line(&format!("  Other staff  same page and password: {}", others.join(", ")))?;
    Ok(())
}
