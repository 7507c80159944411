//! Backups: a copy made beside a running server, checked, kept for a time, and put back.
//!
//! A backup is one file: the whole database as at one moment, content included, with a mark that
//! says what it is a copy of. It counts only when it was opened again and found whole: then it is
//! noted in the live database, and phones get receipts that speak of it.
//!
//! Owns files and order of steps. Must not hold SQL (`store::copy`, `store::restoring`), and never
//! leaves half of anything where a whole one is expected.
//!
//! - `file`: a file that appears whole or not at all
//! - `examine`: is a copy whole?
//! - here: making one
//! - `restore`: putting one into use
//! - `retention`, `schedule`: which are kept, and when the next is due

mod examine;
mod file;
mod restore;
pub mod retention;
pub mod schedule;

use std::path::{Path, PathBuf};

use serde::Serialize;
use thiserror::Error;

pub use examine::{Examined, examine};
pub use restore::{Options, Restored, restore};

use crate::erasure::{self, ErasureError};
use crate::store::{BackupRecord, Damage, DirectoryLock, Store, StoreError, Tally, copy_database};
use file::NewFile;
pub(crate) use file::sync_folder;

/// Why there is no backup, or none was put back. Nothing was changed.
#[derive(Debug, Error)]
pub enum BackupError {
    /// The database said no.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file could not be read or written.
    #[error("{}: {cause}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        cause: std::io::Error,
    },
    /// There is something already.
    #[error("{} is there already: give another name, or `--replace`", .0.display())]
    Exists(PathBuf),
    /// Another process writes this very file.
    #[error("another backup to {} is under way", .0.display())]
    UnderWay(PathBuf),
    /// The data directory has no database.
    #[error("{} holds no data", .0.display())]
    NoData(PathBuf),
    /// The copy is not whole.
    #[error("{} is damaged: {}", path.display(), listed(damage))]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// Where, and what.
        damage: Vec<Damage>,
    },
    /// The erasures of people cannot be kept or carried out.
    #[error(transparent)]
    Erasure(#[from] ErasureError),
    /// The copy is of another programme than the data directory's.
    #[error("the backup is of another programme than {}", .0.display())]
    OtherProgramme(PathBuf),
    /// Ours to mend.
    #[error("a bug: {0}")]
    Bug(String),
}

impl BackupError {
    fn file(path: &Path, cause: std::io::Error) -> Self {
        BackupError::File { path: path.to_owned(), cause }
    }
}

fn listed(damage: &[Damage]) -> String {
    let words: Vec<String> = damage.iter().take(5).map(Damage::to_string).collect();
    words.join("; ")
}

/// A backup that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Made {
    /// Where it is.
    pub file: PathBuf,
    /// When the copy was begun: seconds since 1970.
    pub at: i64,
    /// Of the file, in hex.
    pub sha256: String,
    /// Of the file.
    pub size_bytes: u64,
    /// Registers that were compared with Automerge.
    pub registers: u64,
    /// What it holds.
    #[serde(flatten)]
    pub tally: Tally,
}

/// Copies the database of a data directory to a new file, checks the copy, and notes it.
///
/// A server may run on the directory: it goes on writing. `at` is now, in seconds since 1970.
pub async fn make(
    directory: &Path,
    to: &Path,
    replace: bool,
    at: i64,
) -> Result<Made, BackupError> {
    if !Store::exists(directory) {
        return Err(BackupError::NoData(directory.to_owned()));
    }
    // No restore meanwhile.
    let _lock = DirectoryLock::shared(directory)?;
    let new = NewFile::begin(to, replace)?;
    let mark = {
        let (directory, to) = (directory.to_owned(), new.path().to_owned());
        blocking(move || copy_database(&directory, &to, at)).await??
    };
    new.sync()?;
    let examined = examine(new.path()).await?;
    if !examined.damage.is_empty() {
        return Err(BackupError::Damaged { path: to.to_owned(), damage: examined.damage });
    }
    // Whoever restores it elsewhere must know whom to erase again.
    erasure::copy_to(to.parent().unwrap_or(Path::new(".")), directory)?;
    let file = new.publish()?;
    let store = Store::open(directory)?;
    let noted = store
        .record_backup(BackupRecord {
            at,
            epoch: mark.epoch,
            head: mark.head,
            file: file.display().to_string(),
            sha256: examined.sha256,
            size_bytes: examined.size_bytes,
        })
        .await?;
    store.close().await;
    if !noted {
        return Err(BackupError::Bug("the epoch changed under a lock".to_owned()));
    }
    Ok(Made {
        file,
        at,
        sha256: hex::encode(examined.sha256),
        size_bytes: examined.size_bytes,
        registers: examined.registers,
        tally: examined.tally,
    })
}

/// Runs what waits for the disk where it may wait.
async fn blocking<T, F>(job: F) -> Result<T, BackupError>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    tokio::task::spawn_blocking(job)
        .await
        .map_err(|_| BackupError::Bug("work on files panicked".to_owned()))
}
