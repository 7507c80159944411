//! `chaski demo`: the demonstration, made and printed.

use clap::{Args, Subcommand};
use server::demo::{self, Seeded};
use server::source::Source;
use server::store::Store;
use sync_core::record::Day;

use super::people::day;
use super::{Data, Done, output};

/// The demonstration that everybody gets who does not ask for another.
const SEED: u64 = 1;

#[derive(Debug, Subcommand)]
pub(crate) enum Demo {
    /// Make a demonstration in an empty data directory.
    Seed(Seed),
}

#[derive(Debug, Args)]
pub(crate) struct Seed {
    #[command(flatten)]
    data: Data,
    /// Another number gives other lives.
    #[arg(long, default_value_t = SEED)]
    seed: u64,
    /// The day on which it ends, `YYYY-MM-DD`; else today.
    #[arg(long, value_parser = day)]
    today: Option<Day>,
    /// Print every secret of the fictional phones as JSON, for tests.
    #[arg(long)]
    json: bool,
}

impl Demo {
    pub(super) async fn run(self) -> anyhow::Result<Done> {
        let Demo::Seed(seed) = self;
        let store = seed.data.open()?;
        let today = seed.today.unwrap_or_else(|| Day::of_seconds(Source::machine().now()));
        let seeded = demo::seed(&store, seed.seed, today).await?;
        if seed.json {
            output::json(&seeded)?;
        } else {
            eprintln!("The demonstration is in {}.", seed.data.path().display());
        }
        store.close().await;
        Ok(Done::Fine)
    }
}

/// Makes the usual demonstration, ending today.
pub(super) async fn make(store: &Store) -> anyhow::Result<Seeded> {
    Ok(demo::seed(store, SEED, Day::of_seconds(Source::machine().now())).await?)
}
