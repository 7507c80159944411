//! `chaski gaps`: what is known to exist and has not come.

use anyhow::Context as _;
use clap::Args;
use server::reports::gaps_report;
use server::source::Source;
use server::store::reports::GapsOf;

use super::{Data, Done, output};

#[derive(Debug, Args)]
pub(crate) struct Gaps {
    #[command(flatten)]
    data: Data,
    /// Only of this centre's learners.
    #[arg(long = "centre", conflicts_with = "cohort")]
    center: Option<String>,
    /// Only of this cohort's learners.
    #[arg(long)]
    cohort: Option<String>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

impl Gaps {
    pub(super) async fn run(self) -> anyhow::Result<Done> {
        let store = self.data.open_existing()?;
        let (of, name) = match (self.center, self.cohort) {
            (Some(center), _) => (GapsOf::Center(center.clone()), format!("no centre {center}")),
            (None, Some(cohort)) => (GapsOf::Cohort(cohort.clone()), format!("no cohort {cohort}")),
            (None, None) => (GapsOf::Programme, String::new()),
        };
        let rows = store.gap_rows(of).await?.context(name)?;
        let report = gaps_report(rows, Source::machine().now());
        if self.json {
            output::json(&report)?;
        } else {
            for line in report.lines() {
                output::line(&line)?;
            }
            let (changes, phones) = report.totals();
            output::line(&format!("{changes} changes of {phones} phones have not come"))?;
        }
        store.close().await;
        Ok(Done::Fine)
    }
}
