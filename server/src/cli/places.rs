//! `chaski learner move`, `visit` and `visit-end`: where learners are.

use anyhow::ensure;
use clap::Args;
use server::source::Source;
use server::store::definitions::Whose;
use server::store::places::{Placed, Visit};
use sync_core::ids::LearnerId;
use sync_core::record::Day;

use super::definition::move_to;
use super::people::{day, learner_id};
use super::{Data, Done};

#[derive(Debug, Args)]
pub(crate) struct LearnerMove {
    #[command(flatten)]
    data: Data,
    /// Her id.
    #[arg(long, value_parser = learner_id)]
    learner: LearnerId,
    /// The id of the cohort that she goes to.
    #[arg(long, required_unless_present = "definition")]
    cohort: Option<String>,
    /// The version of the programme's definition by which she goes from then on.
    #[arg(long, conflicts_with = "cohort")]
    definition: Option<u32>,
    /// With `--definition`: do it. Without it only what would change is said.
    #[arg(long, requires = "definition")]
    yes: bool,
}

#[derive(Debug, Args)]
pub(crate) struct LearnerVisit {
    #[command(flatten)]
    data: Data,
    /// Her id.
    #[arg(long, value_parser = learner_id)]
    learner: LearnerId,
    /// The id of the centre that she visits.
    #[arg(long = "centre")]
    center: String,
    /// First day, `YYYY-MM-DD`.
    #[arg(long, value_parser = day)]
    from: Day,
    /// Last day, `YYYY-MM-DD`.
    #[arg(long, value_parser = day)]
    until: Day,
}

#[derive(Debug, Args)]
pub(crate) struct LearnerVisitEnd {
    #[command(flatten)]
    data: Data,
    /// Her id.
    #[arg(long, value_parser = learner_id)]
    learner: LearnerId,
    /// The id of the centre that she visited.
    #[arg(long = "centre")]
    center: String,
}

impl LearnerMove {
    pub(super) async fn run(self) -> anyhow::Result<Done> {
        let store = self.data.open_existing()?;
        if let Some(version) = self.definition {
            move_to(&store, Whose::Learner(self.learner), version, self.yes).await?;
            store.close().await;
            return Ok(Done::Fine);
        }
        let now = Source::machine().now();
        let cohort = self.cohort.unwrap_or_default();
        let placed = store.move_learner(self.learner, cohort, None, now).await?;
        store.close().await;
        done(placed)
    }
}

impl LearnerVisit {
    pub(super) async fn run(self) -> anyhow::Result<Done> {
        let Self { data, learner, center, from, until } = self;
        ensure!(from <= until, "the last day comes before the first");
        let store = data.open_existing()?;
        let visit = Visit { learner, center, from, until };
        let placed = store.put_visit(visit, None, Source::machine().now()).await?;
        store.close().await;
        done(placed)
    }
}

impl LearnerVisitEnd {
    pub(super) async fn run(self) -> anyhow::Result<Done> {
        let store = self.data.open_existing()?;
        let now = Source::machine().now();
        let placed = store.end_visit(self.learner, self.center, None, now).await?;
        store.close().await;
        done(placed)
    }
}

fn done(placed: Placed) -> anyhow::Result<Done> {
    match placed {
        Placed::Done => Ok(Done::Fine),
        Placed::NoLearner => anyhow::bail!("no learner of this id"),
        Placed::NoPlace => anyhow::bail!("no cohort or centre of this id"),
        Placed::AtHome => anyhow::bail!("this is her own centre: she does not visit there"),
    }
}
