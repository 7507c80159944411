//! Who uses a data directory: many at once, or one restore.
//!
//! Owns the lock file. Every open store shares the lock; a restore wants it alone, since it takes
//! the database away under whoever has it open. The system frees it when the process ends,
//! however it ends. Must not be deleted: another process may be waiting on this very file.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use super::error::StoreError;

/// File name of the lock in a data directory.
const FILE: &str = "chaski.lock";

/// Held for as long as it lives.
#[derive(Debug)]
pub struct DirectoryLock {
    _file: Option<File>,
}

impl DirectoryLock {
    /// Beside others who use the directory.
    pub fn shared(directory: &Path) -> Result<Self, StoreError> {
        let file = open(directory)?;
        taken(file.try_lock_shared(), file)
    }

    /// Alone: nobody else has a store open there.
    pub fn alone(directory: &Path) -> Result<Self, StoreError> {
        let file = open(directory)?;
        taken(file.try_lock(), file)
    }
}

fn open(directory: &Path) -> Result<File, StoreError> {
    OpenOptions::new()
        .create(true)
        .truncate(false)
        .read(true)
        .write(true)
        .open(directory.join(FILE))
        .map_err(|error| StoreError::StorageFull(format!("the lock file: {error}")))
}

fn taken(outcome: Result<(), TryLockError>, file: File) -> Result<DirectoryLock, StoreError> {
    match outcome {
        Ok(()) => Ok(DirectoryLock { _file: Some(file) }),
        Err(TryLockError::WouldBlock) => Err(StoreError::InUse),
        // A file system without locks: whoever restores there must see to it.
        Err(TryLockError::Error(error)) => {
            tracing::warn!(%error, "the data directory cannot be locked");
            Ok(DirectoryLock { _file: None })
        }
    }
}
