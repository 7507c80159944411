//! Is a copy whole?
//!
//! Owns the order of checks: pages and references by SQLite, each table by its digest, who the
//! replica is, then every document rebuilt with Automerge as `verify` does. Must not repair, and
//! must not stop at bytes that break a reader: they are what is looked for.

use std::path::Path;

use super::file::hash_of;
use super::{BackupError, blocking};
use crate::store::{CopyMark, Damage, Store, StoreError, Tally, known_schema};
use crate::verify::verify_document;

/// What was found in a copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Examined {
    /// Of the file.
    pub sha256: [u8; 32],
    /// Of the file.
    pub size_bytes: u64,
    /// What it says of itself; `None` for a file that `chaski backup` did not make.
    pub mark: Option<CopyMark>,
    /// The number of its schema.
    pub schema: i64,
    /// What it holds.
    pub tally: Tally,
    /// Registers that were compared with Automerge; none while the schema is an older one.
    pub registers: u64,
    /// Everything that is wrong with it. When there is any, the numbers above may be zero.
    pub damage: Vec<Damage>,
}

/// Examines a copy.
pub async fn examine(file: &Path) -> Result<Examined, BackupError> {
    let (sha256, size_bytes) = {
        let path = file.to_owned();
        let hashed = blocking(move || hash_of(&path)).await?;
        hashed.map_err(|cause| BackupError::file(file, cause))?
    };
    let mut examined = Examined {
        sha256,
        size_bytes,
        mark: None,
        schema: 0,
        tally: Tally::default(),
        registers: 0,
        damage: Vec::new(),
    };
    match Store::open_copy(file) {
        Ok(store) => {
            if let Err(error) = look(&store, &mut examined).await {
                examined.damage.push(damage_of(error)?);
            }
        }
        Err(error) => examined.damage.push(damage_of(error)?),
    }
    Ok(examined)
}

async fn look(store: &Store, examined: &mut Examined) -> Result<(), StoreError> {
    examined.schema = store.schema().await?;
    if examined.schema > known_schema() {
        let (found, known) = (examined.schema, known_schema());
        return Err(StoreError::NewerSchema { found, known });
    }
    examined.damage = store.damage().await?;
    if !examined.damage.is_empty() {
        return Ok(());
    }
    examined.mark = store.copy_mark().await?;
    examined.tally = store.tally().await?;
    // The rest is read with the columns of today; an older copy is examined again once its schema
    // is brought up to date.
    if examined.schema < known_schema() {
        return Ok(());
    }
    let replica = store.replica().await?;
    // The root certifies central, and central a hub.
    let above = if replica.is_hub() { replica.central() } else { replica.root };
    let is_itself = replica.certificate.verify(&above).is_ok()
        && replica.certificate.public == replica.key.public();
    if !is_itself {
        examined.damage.push(Damage::new("replica", "its certificate is not that of its key"));
    }
    documents(store, examined).await
}

async fn documents(store: &Store, examined: &mut Examined) -> Result<(), StoreError> {
    for id in store.documents().await? {
        let place = format!("{} of {}", id.kind.name(), id.learner);
        // A task of its own: what panics is damage, and not our end.
        let reading = tokio::spawn({
            let store = store.clone();
            async move { verify_document(&store, id).await }
        });
        match reading.await {
            Ok(report) => {
                let report = report?;
                examined.registers += report.registers;
                let found = report.mismatches.into_iter().map(|what| Damage::new(&place, what));
                examined.damage.extend(found);
            }
            Err(_) => examined.damage.push(Damage::new(place, "reading it ended in a panic")),
        }
    }
    Ok(())
}

/// What a failure to read says of the file; a failure of the machine is none of the file's.
fn damage_of(error: StoreError) -> Result<Damage, BackupError> {
    match error {
        StoreError::Damaged(what) | StoreError::Bug(what) | StoreError::Constraint(what) => {
            Ok(Damage::new("file", what))
        }
        StoreError::Empty => Ok(Damage::new("replica", "there is no programme in it")),
        other => Err(other.into()),
    }
}
