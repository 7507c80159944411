//! `chaski learner same`, `apart`, `kin` and `no-kin`: who is one person, and who is a relative.

use clap::Args;
use server::source::Source;
use server::store::kinship::{KinshipOutcome, Relation};
use server::store::same_person::SameOutcome;
use sync_core::ids::LearnerId;

use super::people::learner_id;
use super::{Data, Done};

#[derive(Debug, Args)]
pub(crate) struct LearnerSame {
    #[command(flatten)]
    data: Data,
    /// One id.
    #[arg(long, value_parser = learner_id)]
    learner: LearnerId,
    /// The other id of the same person.
    #[arg(long = "as", value_parser = learner_id)]
    other: LearnerId,
}

#[derive(Debug, Args)]
pub(crate) struct LearnerApart {
    #[command(flatten)]
    data: Data,
    /// Who is one by herself after all.
    #[arg(long, value_parser = learner_id)]
    learner: LearnerId,
}

#[derive(Debug, Args)]
pub(crate) struct LearnerKin {
    #[command(flatten)]
    data: Data,
    /// About whom the account decides nothing.
    #[arg(long, value_parser = learner_id)]
    learner: LearnerId,
    /// Whose account, by login.
    #[arg(long)]
    account: String,
    /// The account is her own, not a relative's.
    #[arg(long)]
    herself: bool,
}

#[derive(Debug, Args)]
pub(crate) struct LearnerNoKin {
    #[command(flatten)]
    data: Data,
    /// About whom it was said.
    #[arg(long, value_parser = learner_id)]
    learner: LearnerId,
    /// Of whose account, by login.
    #[arg(long)]
    account: String,
}

impl LearnerSame {
    pub(super) async fn run(self) -> anyhow::Result<Done> {
        anyhow::ensure!(self.learner != self.other, "they are the same id");
        let store = self.data.open_existing()?;
        let (replica, now) = (store.replica().await?, Source::machine().now());
        let outcome = store.join_people(replica, self.learner, self.other, None, now).await?;
        store.close().await;
        anyhow::ensure!(outcome == SameOutcome::Done, "no learner of one of these ids");
        Ok(Done::Fine)
    }
}

impl LearnerApart {
    pub(super) async fn run(self) -> anyhow::Result<Done> {
        let store = self.data.open_existing()?;
        let outcome = store.part_people(self.learner, None, Source::machine().now()).await?;
        store.close().await;
        anyhow::ensure!(outcome == SameOutcome::Done, "nobody was said to be one with her");
        Ok(Done::Fine)
    }
}

impl LearnerKin {
    pub(super) async fn run(self) -> anyhow::Result<Done> {
        let Self { data, learner, account, herself } = self;
        let store = data.open_existing()?;
        let (replica, now) = (store.replica().await?, Source::machine().now());
        let relation = if herself { Relation::Herself } else { Relation::Relative };
        let outcome = store.put_kinship(replica, &account, learner, relation, None, now).await?;
        store.close().await;
        done(outcome)
    }
}

impl LearnerNoKin {
    pub(super) async fn run(self) -> anyhow::Result<Done> {
        let store = self.data.open_existing()?;
        let now = Source::machine().now();
        let outcome = store.end_kinship(&self.account, self.learner, None, now).await?;
        store.close().await;
        done(outcome)
    }
}

fn done(outcome: KinshipOutcome) -> anyhow::Result<Done> {
    anyhow::ensure!(outcome == KinshipOutcome::Done, "no such learner or account");
    Ok(Done::Fine)
}
