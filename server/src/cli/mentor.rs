//! `chaski mentor group`: whom a mentor accompanies.

use clap::{Args, Subcommand};
use server::source::Source;
use server::store::mentors::GroupOutcome;
use sync_core::ids::LearnerId;

use super::people::learner_id;
use super::{Data, Done, output};

#[derive(Debug, Subcommand)]
pub(crate) enum MentorCommand {
    /// Show a mentor's group, after putting learners into it and taking others out.
    Group(MentorGroup),
}

#[derive(Debug, Args)]
pub(crate) struct MentorGroup {
    #[command(flatten)]
    data: Data,
    /// The mentor, by login.
    #[arg(long)]
    login: String,
    /// Who comes into the group.
    #[arg(long, value_parser = learner_id)]
    add: Vec<LearnerId>,
    /// Who goes out of it.
    #[arg(long, value_parser = learner_id)]
    remove: Vec<LearnerId>,
    /// Print JSON: a list of ids.
    #[arg(long)]
    json: bool,
}

impl MentorCommand {
    pub(super) async fn run(self) -> anyhow::Result<Done> {
        match self {
            Self::Group(command) => command.run().await,
        }
    }
}

impl MentorGroup {
    async fn run(self) -> anyhow::Result<Done> {
        let Self { data, login, add, remove, json } = self;
        let store = data.open_existing()?;
        let (replica, now) = (store.replica().await?, Source::machine().now());
        let changes = add.into_iter().map(|id| (id, true));
        for (learner, accompanies) in changes.chain(remove.into_iter().map(|id| (id, false))) {
            let outcome =
                store.accompany(replica.clone(), &login, learner, accompanies, None, now).await?;
            match outcome {
                GroupOutcome::Done => {}
                GroupOutcome::Unknown => anyhow::bail!("no such learner, or no such mentor"),
                GroupOutcome::Related => {
                    anyhow::bail!("the account is the learner's own, or a relative's")
                }
            }
        }
        let login = login.trim().to_lowercase();
        let mentor = store.mentors(now).await?.into_iter().find(|mentor| mentor.login == login);
        store.close().await;
        let Some(mentor) = mentor else { anyhow::bail!("no such mentor") };
        let group: Vec<String> = mentor.group.iter().map(ToString::to_string).collect();
        if json {
            output::json(&group)?;
        } else {
            for learner in group {
                output::line(&learner)?;
            }
        }
        Ok(Done::Fine)
    }
}
