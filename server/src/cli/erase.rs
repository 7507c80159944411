//! `chaski learner erase`.
//!
//! Says what will go before anything goes.

use clap::Args;
use serde::Serialize;
use server::erasure;
use server::source::Source;
use server::store::erasure::ErasedPerson;
use sync_core::ids::LearnerId;

use super::people::learner_id;
use super::{Data, Done, output};

#[derive(Debug, Args)]
pub(crate) struct LearnerErase {
    #[command(flatten)]
    data: Data,
    /// Her id, or one of them.
    #[arg(long, value_parser = learner_id)]
    learner: LearnerId,
    /// Why: it stays in the audit log. No name.
    #[arg(long)]
    reason: String,
    /// Do it. Without it only what would go is said.
    #[arg(long)]
    yes: bool,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct ErasedJson {
    erased: bool,
    ids: Vec<IdJson>,
}

#[derive(Serialize)]
struct IdJson {
    id: String,
    label: String,
    changes: u64,
    devices: u64,
    statement_lines: u64,
}

impl IdJson {
    fn of(id: &ErasedPerson) -> Self {
        Self {
            id: id.learner.to_string(),
            label: id.label.clone(),
            changes: id.changes,
            devices: id.devices,
            statement_lines: id.statement_lines,
        }
    }
}

impl LearnerErase {
    pub(super) async fn run(self) -> anyhow::Result<Done> {
        anyhow::ensure!(!self.reason.trim().is_empty(), "say why with `--reason`");
        let store = self.data.open_existing()?;
        let person = store.person_to_erase(self.learner).await?;
        anyhow::ensure!(!person.is_empty(), "no learner {}", self.learner);
        if self.yes {
            erasure::erase(&store, &Source::machine(), self.learner, self.reason).await?;
        }
        store.close().await;
        if self.json {
            let ids = person.iter().map(IdJson::of).collect();
            output::json(&ErasedJson { erased: self.yes, ids })?;
            return Ok(Done::Fine);
        }
        for id in &person {
            output::line(&format!(
                "{}: {} changes, {} phones and staff devices; {} lines of closed statements stay \
                 under this label",
                id.label, id.changes, id.devices, id.statement_lines
            ))?;
        }
        output::line(if self.yes {
            "Erased here. Hubs, phones and staff devices delete it when they are next heard from. \
             Backups that were made before hold it until they are deleted; a restore erases again."
        } else {
            "Nothing was erased: add `--yes` to do it. It cannot be taken back."
        })?;
        Ok(Done::Fine)
    }
}
