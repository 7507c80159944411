//! Why the store could not do what was asked.
//!
//! Owns the translation of the database's failures. Must not: let a type of the database driver
//! out of `store`, or describe a rule of the record; those are outcomes and not failures.

use thiserror::Error;

/// A failure of the store. Whatever it is, nothing of the job that got it was kept.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum StoreError {
    /// The disk is full, or writing failed. Nothing was acknowledged.
    #[error("the storage is full or cannot be written: {0}")]
    StorageFull(String),
    /// Another process holds the database for longer than we wait.
    #[error("the database is busy")]
    Busy,
    /// The store was closed.
    #[error("the store is closed")]
    Closed,
    /// The database was written by a newer version of the program.
    #[error(
        "the database has schema {found}, this program knows up to {known}: use a newer `chaski`"
    )]
    NewerSchema {
        /// In the file.
        found: i64,
        /// Known here.
        known: i64,
    },
    /// The database was written by an older version of the program, and must not be changed now.
    #[error(
        "the database has schema {found}, this program wants {known}: use the `chaski` that serves \
         it, or start this one on it first"
    )]
    OlderSchema {
        /// In the file.
        found: i64,
        /// Known here.
        known: i64,
    },
    /// Somebody else has the data directory: a restore, or, for a restore, anybody.
    #[error("another `chaski` uses the data directory: stop it first")]
    InUse,
    /// The file is a backup; served as it is, phones could not tell that it is an older one.
    #[error("this database is a backup: put it into use with `chaski restore`")]
    IsCopy,
    /// A restore was cut off.
    #[error("a restore of this data directory was cut off: run it again")]
    HalfRestored,
    /// The data directory holds no programme yet.
    #[error("the data directory holds no programme: run `chaski init` first")]
    Empty,
    /// A row says what it must not say.
    #[error("the database is damaged: {0}")]
    Damaged(String),
    /// A uniqueness or reference rule of the schema was broken.
    #[error("a rule of the database was broken: {0}")]
    Constraint(String),
    /// Ours to mend.
    #[error("a bug: {0}")]
    Bug(String),
}

impl StoreError {
    /// A row that does not hold what the schema promises.
    pub(in crate::store) fn damaged(what: &str) -> Self {
        StoreError::Damaged(what.to_owned())
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        let text = error.to_string();
        match error.sqlite_error_code() {
            Some(
                Code::DiskFull
                | Code::SystemIoFailure
                | Code::ReadOnly
                | Code::CannotOpen
                | Code::OutOfMemory,
            ) => StoreError::StorageFull(text),
            Some(Code::DatabaseBusy | Code::DatabaseLocked) => StoreError::Busy,
            Some(Code::DatabaseCorrupt | Code::NotADatabase) => StoreError::Damaged(text),
            Some(Code::ConstraintViolation) => StoreError::Constraint(text),
            _ => StoreError::Bug(text),
        }
    }
}
