//! `chaski verify`: every document rebuilt with Automerge and held against the rows.
//!
//! Owns what is compared and that each document is read in a process of its own, so that bytes
//! which break Automerge are a mismatch and not a crash. Must not repair anything.
//!
//! - `compare`: one document
//! - `projected`: what is projected of a learner's documents
//! - `answered`: surveys, and what became of her
//! - here: all of them, one child process after the other; and what reports count of everybody, where
//!   it is up to date, made anew (`store::facts`)

mod answered;
mod compare;
mod projected;

use std::io;
use std::path::Path;
use std::process::Stdio;

use serde::{Deserialize, Serialize};
use sync_core::ids::{DocumentId, DocumentKind, LearnerId};
use tokio::process::Command;

use crate::store::{DocumentRows, Store, StoreError};

use answered::compare_answered;
pub use compare::compare;
use projected::compare_projections;

/// The hidden command that a child process is started with.
pub const CHILD_COMMAND: &str = "verify-document";

/// What was found in one document; printed by the child as JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentReport {
    /// Registers compared.
    pub registers: u64,
    /// What differs, in words, for the log.
    pub mismatches: Vec<String>,
}

/// What was found in all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Documents compared.
    pub documents: u64,
    /// Registers compared.
    pub registers: u64,
    /// Differences found.
    pub mismatches: u64,
    /// What differs, in words, for the log.
    #[serde(skip)]
    pub details: Vec<String>,
}

/// Compares one document, in this process.
pub async fn verify_document(store: &Store, id: DocumentId) -> Result<DocumentReport, StoreError> {
    let Some(rows) = store.document(id).await? else { return Ok(DocumentReport::default()) };
    let mut report = compare(&rows);
    // What is projected comes from both documents: it is compared with the first that there is.
    let of = |kind| store.document(DocumentId { learner: id.learner, kind });
    let (record, desk) = (of(DocumentKind::Record).await?, of(DocumentKind::Desk).await?);
    let first = if record.is_some() { DocumentKind::Record } else { DocumentKind::Desk };
    if id.kind == first {
        let projections = store.projections(id.learner).await?;
        let both: Vec<&DocumentRows> = record.iter().chain(&desk).collect();
        let replica = store.replica().await?;
        report.mismatches.extend(compare_projections(&both, &projections));
        report.mismatches.extend(compare_answered(&both, &projections, &replica));
    }
    Ok(report)
}

/// Compares every document, each in a child process of `program`.
pub async fn verify(store: &Store, program: &Path) -> Result<Report, VerifyError> {
    let mut report = Report::default();
    for id in store.documents().await? {
        let found = child(store.directory(), program, id).await?;
        report.documents += 1;
        report.registers += found.registers;
        report.mismatches += found.mismatches.len() as u64;
        let name = format!("{} of {}", id.kind.name(), id.learner);
        report.details.extend(found.mismatches.into_iter().map(|what| format!("{name}: {what}")));
    }
    for label in store.compare_facts().await? {
        report.mismatches += 1;
        report.details.push(format!("{label}: what reports count is not what follows from rows"));
    }
    Ok(report)
}

/// Why nothing can be said.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// The list of documents cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No child process can be started.
    #[error("cannot start a child process: {0}")]
    Child(#[from] io::Error),
}

async fn child(
    directory: &Path,
    program: &Path,
    id: DocumentId,
) -> Result<DocumentReport, io::Error> {
    let output = Command::new(program)
        .arg(CHILD_COMMAND)
        .arg("--data")
        .arg(directory)
        .args(["--learner", &id.learner.to_string(), "--kind", id.kind.name()])
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .output()
        .await?;
    let broken = || DocumentReport {
        registers: 0,
        mismatches: vec![format!("reading it ended with {}", output.status)],
    };
    if !output.status.success() {
        return Ok(broken());
    }
    Ok(serde_json::from_slice(&output.stdout).unwrap_or_else(|_| broken()))
}

/// The document of a child's arguments.
pub fn document_of(learner: &str, kind: &str) -> Option<DocumentId> {
    let kind = DocumentKind::ALL.into_iter().find(|known| known.name() == kind)?;
    Some(DocumentId { learner: LearnerId::from_hex(learner)?, kind })
}
