//! `chaski learner import`: a table of people from a spreadsheet.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;
use serde_json::{Value, json};
use server::authority::Reach;
use server::enrolling::{AlikeRow, Enrolling, Import};
use server::source::Source;
use server::store::Learner;
use sync_core::ids::LearnerId;

use super::{Data, Done, output};

/// The text that is read to people unless another is named.
const CONSENT_VERSION: &str = "2026-11";

#[derive(Debug, Args)]
pub(crate) struct LearnerImport {
    #[command(flatten)]
    data: Data,
    /// CSV in UTF-8: a head, then one row for each person.
    file: PathBuf,
    /// Their cohort's id.
    #[arg(long)]
    cohort: String,
    /// Look only; save nobody.
    #[arg(long)]
    check: bool,
    /// Version of the consent's text that those in it were read.
    #[arg(long, default_value = CONSENT_VERSION)]
    consent_version: String,
    /// Whoever is alike was looked at, and is somebody else.
    #[arg(long)]
    confirm_duplicates: bool,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

impl LearnerImport {
    pub(super) async fn run(self) -> anyhow::Result<Done> {
        let bytes = std::fs::read(&self.file)
            .with_context(|| format!("reading {}", self.file.display()))?;
        let source = Source::machine();
        let store = self.data.open_existing()?;
        let known = store.place_of_cohort(self.cohort.clone()).await?.is_some();
        anyhow::ensure!(known, "no cohort {}: see `chaski cohort add`", self.cohort);
        let enrolling = Enrolling { store: &store, now: source.now() };
        let everywhere = Reach::everything();
        let done = match enrolling.read_table(&bytes, &self.consent_version, &everywhere).await? {
            Import::Faults(faults) => {
                let faults: Vec<Value> = faults
                    .into_iter()
                    .map(|fault| json!({"row": fault.row, "column": fault.column, "problem": fault.problem}))
                    .collect();
                self.tell("faults", "faults", &faults)?;
                Done::Found
            }
            Import::Fine(table)
                if self.check || (!table.alike.is_empty() && !self.confirm_duplicates) =>
            {
                let alike: Vec<Value> = table.alike.iter().map(alike).collect();
                let must_look = !self.check && !alike.is_empty();
                self.tell(if must_look { "alike" } else { "fine" }, "alike", &alike)?;
                if must_look { Done::Found } else { Done::Fine }
            }
            Import::Fine(table) => {
                let intakes = table.intakes(|| LearnerId(source.random()));
                let learners = enrolling.take_in(self.cohort.clone(), intakes, None).await?;
                let learners: Vec<Value> = learners.iter().map(learner).collect();
                self.tell("saved", "learners", &learners)?;
                Done::Fine
            }
        };
        store.close().await;
        Ok(done)
    }

    /// One object, or a line for each thing.
    fn tell(&self, state: &str, name: &str, things: &[Value]) -> anyhow::Result<()> {
        if self.json {
            return output::json(&json!({ "state": state, name: things }));
        }
        output::line(state)?;
        for thing in things {
            output::line(&thing.to_string())?;
        }
        Ok(())
    }
}

fn learner(learner: &Learner) -> Value {
    json!({"id": learner.id.to_string(), "label": learner.label, "name": learner.name})
}

fn alike(row: &AlikeRow) -> Value {
    let known: Vec<Value> = row
        .known
        .iter()
        .map(|(known, why)| json!({"id": known.id.to_string(), "label": known.label, "why": why.word()}))
        .collect();
    json!({"row": row.row, "name": row.name, "known": known, "rows": row.rows})
}
