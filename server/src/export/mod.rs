//! Handing the record out: as JSON for people and programs, as Automerge for any other tool.
//!
//! Owns both forms. Must not leave out what a learner's documents hold, nor add what they do not.

mod decoded;

use automerge::AutoCommit;
use serde::Serialize;
use std::collections::BTreeMap;
use sync_core::ids::{DocumentId, DocumentKind, LearnerId};
use sync_core::key::RegisterKey;
use thiserror::Error;

use crate::store::{DocumentRows, Store, StoreError};

/// Why a record cannot be handed out.
#[derive(Debug, Error)]
pub enum ExportError {
    /// It cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A change that Automerge does not take: run `chaski verify`.
    #[error("Automerge refuses a change of {0}: run `chaski verify`")]
    Automerge(&'static str),
}

/// One learner's record.
#[derive(Debug, Serialize)]
pub struct RecordJson {
    learner: String,
    documents: BTreeMap<&'static str, DocumentJson>,
}

#[derive(Debug, Default, Serialize)]
struct DocumentJson {
    heads: Vec<String>,
    registers: BTreeMap<String, Vec<ValueJson>>,
}

#[derive(Debug, Serialize)]
struct ValueJson {
    op: String,
    value_hex: String,
    value: serde_json::Value,
    writer: String,
    at: i64,
}

/// A learner's documents with every value that nothing replaced.
pub async fn record(store: &Store, learner: LearnerId) -> Result<RecordJson, ExportError> {
    let mut documents = BTreeMap::new();
    for kind in DocumentKind::ALL {
        let rows = store.document(DocumentId { learner, kind }).await?;
        documents.insert(kind.name(), rows.map(document_json).unwrap_or_default());
    }
    Ok(RecordJson { learner: learner.to_string(), documents })
}

fn document_json(rows: DocumentRows) -> DocumentJson {
    let registers = rows.registers.into_iter().map(|(key, puts)| {
        let section = RegisterKey::parse(&key)
            .and_then(|key| sync_core::record::Section::of(rows.id.kind, &key));
        let values = puts
            .into_iter()
            .filter(|put| !put.superseded)
            .map(|put| ValueJson {
                op: put.op.to_string(),
                value_hex: hex::encode(&put.value),
                value: decoded::value(section, &put.value),
                writer: put.writer.to_string(),
                at: put.at,
            })
            .collect();
        (key, values)
    });
    DocumentJson {
        heads: rows.heads.iter().map(ToString::to_string).collect(),
        registers: registers.collect(),
    }
}

/// A learner's documents as saved Automerge documents, by name; also those that hold nothing.
pub async fn automerge(
    store: &Store,
    learner: LearnerId,
) -> Result<Vec<(&'static str, Vec<u8>)>, ExportError> {
    let mut documents = Vec::new();
    for kind in DocumentKind::ALL {
        let rows = store.document(DocumentId { learner, kind }).await?;
        let mut document = AutoCommit::new();
        for row in rows.iter().flat_map(|rows| &rows.changes) {
            let (change, _) = row.read()?;
            document
                .apply_changes([change.to_automerge()])
                .map_err(|_| ExportError::Automerge(kind.name()))?;
        }
        documents.push((kind.name(), document.save()));
    }
    Ok(documents)
}
