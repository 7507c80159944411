//! A small pool of read-only connections.
//!
//! Owns how many read at once. Each reading is one transaction: it sees one moment of the
//! database, whatever the writer does meanwhile. Must not write.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;
use tokio::sync::Semaphore;

use super::connection::open_reader;
use super::error::StoreError;

/// Readings at once.
const READERS: usize = 4;

/// The pool. Cheap to clone.
#[derive(Clone)]
pub(super) struct Readers {
    path: PathBuf,
    places: Arc<Semaphore>,
    idle: Arc<Mutex<Vec<Connection>>>,
}

impl Readers {
    pub(super) fn new(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            places: Arc::new(Semaphore::new(READERS)),
            idle: Arc::default(),
        }
    }

    /// Runs `job` in one reading transaction on a thread for blocking work.
    pub(super) async fn read<T, F>(&self, job: F) -> Result<T, StoreError>
    where
        F: FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
        T: Send + 'static,
    {
        let place =
            Arc::clone(&self.places).acquire_owned().await.map_err(|_| StoreError::Closed)?;
        let readers = self.clone();
        let reading = tokio::task::spawn_blocking(move || {
            let _place = place;
            let conn = readers.take()?;
            let transaction = conn.unchecked_transaction()?;
            let result = job(&transaction);
            drop(transaction);
            readers.give_back(conn);
            result
        });
        reading.await.unwrap_or_else(|_| Err(StoreError::Bug("a reading panicked".to_owned())))
    }

    fn take(&self) -> Result<Connection, StoreError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        idle.map_or_else(|| open_reader(&self.path), Ok)
    }

    fn give_back(&self, conn: Connection) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(conn);
    }
}
