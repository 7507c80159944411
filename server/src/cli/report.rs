//! `chaski report`: the programme's figures, as the API gives them.

use anyhow::{Context as _, ensure};
use clap::Args;
use server::authority::Reach;
use server::figures::{self, Ask, Asker, BANDS, Freshness, Kind, Only};
use server::source::Source;
use sync_core::record::Day;

use super::people::day;
use super::{Data, Done, output};

#[derive(Debug, Args)]
pub(crate) struct Report {
    /// Which: `funnel`, `courses`, `retention`, `progress`, `hours`, `attendance` or `outcomes`.
    #[arg(value_parser = kind)]
    name: Kind,
    #[command(flatten)]
    data: Data,
    /// The programme's id: it must be the data directory's.
    #[arg(long)]
    programme: Option<String>,
    /// A table by `gender`, `region`, `age_band`, `cohort`, `center`, `track`, `reason`, `month`, or
    /// another thing that was said of people; by several of them at once with commas. Given again:
    /// another table.
    #[arg(long)]
    by: Vec<String>,
    /// First day of the period, `YYYY-MM-DD`.
    #[arg(long, value_parser = day)]
    from: Option<Day>,
    /// Last day of the period.
    #[arg(long, value_parser = day)]
    to: Option<Day>,
    /// Hide cells that tell of fewer people than this, and what they could be computed from. Without
    /// it nothing is hidden: whoever runs this has the database.
    #[arg(long, default_value_t = 1)]
    least: u64,
    /// First years of age bands.
    #[arg(long, value_delimiter = ',', default_values_t = BANDS)]
    bands: Vec<u32>,
    /// Only of whom `DIMENSION=VALUE` is true, as `region=norte`; with nothing behind `=`, of whom
    /// nothing was said. Given again: of whom that is true too.
    #[arg(long, value_parser = of_whom)]
    only: Vec<(String, Option<String>)>,
    /// Only who was of this age or older in the year in which she began.
    #[arg(long)]
    age_from: Option<u32>,
    /// Only who was of this age or younger.
    #[arg(long)]
    age_to: Option<u32>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

impl Report {
    pub(super) async fn run(self) -> anyhow::Result<Done> {
        let store = self.data.open_existing()?;
        let found = store.programme().await?.context("the data directory holds no programme")?.id;
        let wanted = self.programme.as_ref().unwrap_or(&found);
        ensure!(*wanted == found, "the data directory's programme is {found}, not {wanted}");
        let ask = Ask {
            from: self.from,
            to: self.to,
            least: self.least,
            bands: self.bands,
            only: Only::of(self.only).aged(self.age_from, self.age_to),
            asker: Asker::CommandLine,
            ..Ask::new(self.name).by(&self.by)?
        };
        let reach = Reach::everything();
        let now = Source::machine().now();
        let report = figures::figures(&store, ask, &reach, Freshness::Full, now).await?;
        store.close().await;
        if self.json {
            output::json(&report)?;
        } else {
            for line in report.lines() {
                output::line(&line)?;
            }
        }
        Ok(Done::Fine)
    }
}

fn of_whom(text: &str) -> Result<(String, Option<String>), String> {
    let (dimension, value) = text.split_once('=').ok_or("DIMENSION=VALUE")?;
    Ok((dimension.to_owned(), (!value.is_empty()).then(|| value.to_owned())))
}

fn kind(word: &str) -> Result<Kind, String> {
    Kind::from_word(word).ok_or_else(|| {
        let words: Vec<&str> = Kind::ALL.into_iter().map(Kind::word).collect();
        format!("one of {}", words.join(", "))
    })
}
