//! `chaski export` and `chaski verify`.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Args, Subcommand};
use server::audit::{AuditEntry, Subject};
use server::authority::Act;
use server::source::Source;
use server::store::Store;
use server::{export, verify};
use sync_core::ids::LearnerId;

use super::courier::ExportBundle;
use super::handout::{ExportFigures, ExportXapi};
use super::people::learner_id;
use super::{Data, Done, output};

#[derive(Debug, Subcommand)]
pub(crate) enum Export {
    /// Print every live value of a learner's documents as JSON.
    Record(ExportRecord),
    /// Write a learner's documents as Automerge files.
    Automerge(ExportAutomerge),
    /// At a hub without an uplink: write a file with what central has not confirmed.
    Bundle(ExportBundle),
    /// Write the programme's figures as a file without a name in it.
    Figures(ExportFigures),
    /// Write what people did, thing by thing, as statements of xAPI.
    Xapi(ExportXapi),
}

#[derive(Debug, Args)]
pub(crate) struct ExportRecord {
    #[command(flatten)]
    data: Data,
    /// Her id.
    #[arg(long, value_parser = learner_id)]
    learner: LearnerId,
}

#[derive(Debug, Args)]
pub(crate) struct ExportAutomerge {
    #[command(flatten)]
    data: Data,
    /// Her id.
    #[arg(long, value_parser = learner_id)]
    learner: LearnerId,
    /// Where to write `record.automerge`, `desk.automerge` and `notes.automerge`.
    #[arg(long)]
    out: PathBuf,
}

impl Export {
    pub(super) async fn run(self) -> anyhow::Result<Done> {
        match self {
            Export::Bundle(bundle) => return bundle.run().await,
            Export::Figures(figures) => return figures.run().await,
            Export::Xapi(xapi) => return xapi.run().await,
            Export::Record(record) => {
                let store = record.data.open_existing()?;
                must_exist(&store, record.learner).await?;
                note(&store, record.learner).await?;
                output::json(&export::record(&store, record.learner).await?)?;
                store.close().await;
            }
            Export::Automerge(automerge) => {
                let store = automerge.data.open_existing()?;
                must_exist(&store, automerge.learner).await?;
                note(&store, automerge.learner).await?;
                std::fs::create_dir_all(&automerge.out)
                    .with_context(|| format!("making {}", automerge.out.display()))?;
                for (name, bytes) in export::automerge(&store, automerge.learner).await? {
                    let file = automerge.out.join(format!("{name}.automerge"));
                    std::fs::write(&file, bytes)
                        .with_context(|| format!("writing {}", file.display()))?;
                }
                store.close().await;
            }
        }
        Ok(Done::Fine)
    }
}

async fn must_exist(store: &Store, learner: LearnerId) -> anyhow::Result<()> {
    store.learner(learner).await?.with_context(|| format!("no learner {learner}"))?;
    Ok(())
}

/// What leaves the house is noted before it does.
async fn note(store: &Store, learner: LearnerId) -> anyhow::Result<()> {
    let subject = Subject::Learner(learner);
    let now = Source::machine().now();
    store.audit(AuditEntry::at_command_line(Act::ExportNamed, subject, now)).await?;
    Ok(())
}

#[derive(Debug, Args)]
pub(crate) struct Verify {
    #[command(flatten)]
    data: Data,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

impl Verify {
    pub(super) async fn run(self) -> anyhow::Result<Done> {
        let store = self.data.open_existing()?;
        let program = std::env::current_exe().context("finding this program")?;
        let report = verify::verify(&store, &program).await?;
        for detail in &report.details {
            eprintln!("{detail}");
        }
        if self.json {
            output::json(&report)?;
        } else {
            let verify::Report { documents, registers, mismatches, .. } = &report;
            output::line(&format!(
                "{documents} documents, {registers} registers, {mismatches} mismatches"
            ))?;
        }
        store.close().await;
        Ok(if report.mismatches == 0 { Done::Fine } else { Done::Found })
    }
}

#[derive(Debug, Args)]
pub(crate) struct VerifyDocument {
    #[command(flatten)]
    data: Data,
    /// Whose.
    #[arg(long)]
    learner: String,
    /// Which.
    #[arg(long)]
    kind: String,
}

impl VerifyDocument {
    pub(super) async fn run(self) -> anyhow::Result<Done> {
        let id = verify::document_of(&self.learner, &self.kind).context("no such document")?;
        let store = self.data.open_existing()?;
        output::json(&verify::verify_document(&store, id).await?)?;
        Ok(Done::Fine)
    }
}
