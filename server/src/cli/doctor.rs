//! `chaski doctor`: one table of what is well and what is not.

use clap::Args;
use server::doctor::{Check, Level, Patient, examine};
use server::hub::Road;
use server::source::Source;

use super::tls::PairFiles;
use super::{Data, Done, output};

#[derive(Debug, Args)]
pub(crate) struct Doctor {
    #[command(flatten)]
    data: Data,
    #[command(flatten)]
    pair: PairFiles,
    /// On a hub: central, as the hub has it.
    #[arg(long, env = "CHASKI_UPSTREAM", value_name = "URL")]
    upstream: Option<String>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

impl Doctor {
    pub(super) async fn run(self) -> anyhow::Result<Done> {
        let patient = Patient {
            directory: self.data.path(),
            files: self.pair.files(),
            road: self.upstream.as_deref().map(Road::to),
        };
        let examination = examine(patient, &Source::machine()).await;
        if self.json {
            output::json(&examination)?;
        } else {
            for check in &examination.checks {
                show(check)?;
            }
        }
        Ok(match examination.level {
            Level::Ok => Done::Fine,
            Level::Look => Done::Look,
            Level::Broken => Done::Broken,
        })
    }
}

fn show(check: &Check) -> anyhow::Result<()> {
    let word = check.level.word();
    output::line(&format!("{word:<7} {:<19} {}", check.name, check.found))?;
    if let Some(todo) = &check.todo {
        output::line(&format!("{:27} do: {todo}", ""))?;
    }
    Ok(())
}
