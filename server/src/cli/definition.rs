//! `chaski cohort definition` and the part of `chaski learner move` that names a version: by which
//! version of the programme's definition people go.
//!
//! Says what changes for whom before anything is written.

use anyhow::{Context as _, bail};
use clap::Args;
use server::programme::differences;
use server::source::Source;
use server::store::Store;
use server::store::definitions::{Moved, Whose};

use super::{Data, Done, output};

#[derive(Debug, Args)]
pub(crate) struct CohortDefinition {
    #[command(flatten)]
    data: Data,
    /// The cohort's id.
    cohort: String,
    /// The version by which all of the cohort go from then on; absent: how many go by which is
    /// listed.
    version: Option<u32>,
    /// Do it. Without it only what would change is said.
    #[arg(long, requires = "version")]
    yes: bool,
}

impl CohortDefinition {
    pub(super) async fn run(self) -> anyhow::Result<Done> {
        let store = self.data.open_existing()?;
        let whose = Whose::Cohort(self.cohort);
        match self.version {
            None => {
                let counts = store.versions_of(whose).await?.context("no cohort of this id")?;
                for (version, learners) in counts {
                    output::line(&format!("version {version}: {learners}"))?;
                }
            }
            Some(version) => move_to(&store, whose, version, self.yes).await?,
        }
        store.close().await;
        Ok(Done::Fine)
    }
}

/// Says what another version changes for somebody, and moves them where `yes` says so.
pub(super) async fn move_to(
    store: &Store,
    whose: Whose,
    version: u32,
    yes: bool,
) -> anyhow::Result<()> {
    let counts =
        store.versions_of(whose.clone()).await?.context("no learner or cohort of this id")?;
    let next = store.definition(version).await?;
    let next = next.with_context(|| format!("version {version} was never imported"))?;
    for (before, learners) in counts.into_iter().filter(|(before, _)| *before != version) {
        output::line(&format!("from version {before} to {version}: {learners}"))?;
        let earlier = store.definition(before).await?.context("a version that is in use")?;
        for difference in differences(&earlier.form, &next.form) {
            output::line(&format!("  {difference}"))?;
        }
    }
    if !yes {
        eprintln!("Nothing was changed: with `--yes` it is done.");
        return Ok(());
    }
    let replica = store.replica().await?;
    let now = Source::machine().now();
    match store.move_to_definition(replica, whose, version, None, now).await? {
        Moved::Done(moved) => eprintln!("Moved: {moved}."),
        Moved::Nobody => bail!("no learner or cohort of this id"),
        Moved::NoVersion => bail!("version {version} was never imported"),
        Moved::OnHub => bail!("this is a hub: central moves people"),
    }
    Ok(())
}
