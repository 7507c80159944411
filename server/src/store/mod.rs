//! The store: everything that must survive, behind one narrow face.
//!
//! [`Store`] is cheap to clone; its methods are the questions and commands of the domain, each in
//! the file of its subject. What a command acknowledged is durable.
//!
//! Owns the database, and all SQL there is. Must not: let SQL or a type of the database driver
//! out, know HTTP, or read a clock; the time is an argument.
//!
//! - [`error`]: what can fail
//! - `connection`, `group`, `readers`, `lock`: file, one writer with group commit, readers
//! - `copy`, `backups`, `restoring`, `returning`: copies of it, and life after one was put back
//! - `clocks`: phones' clocks beside the servers'
//! - `health`: what `doctor` asks
//! - `schema/`: the tables

pub mod accounts;
mod admission;
pub mod agreements;
pub mod attributes;
pub mod audit;
mod backups;
pub mod centers;
mod central;
pub mod certificates;
mod clocks;
mod connection;
pub mod content;
mod copy;
pub mod definitions;
pub mod desks;
pub mod devices;
mod directory;
mod dropping;
mod ends;
mod enrolment;
pub mod enrolments;
pub mod erasure;
mod error;
pub mod facts;
mod feed;
mod forks;
mod grants;
mod group;
mod health;
pub mod hubs;
pub mod importing;
pub mod kinship;
mod lock;
pub mod mentors;
pub mod notices;
pub mod openings;
mod outcomes;
mod people;
pub mod persons;
pub mod places;
mod power;
mod programme;
mod provisional;
mod readers;
mod record;
pub mod recovery;
pub mod reports;
mod restoring;
mod restoring_ended;
mod restoring_hubs;
mod restoring_staff;
mod returning;
mod review;
mod rulings;
pub mod same_person;
mod schedule;
mod scope;
mod scrub;
pub mod second_factor;
pub mod sessions;
mod statements;
pub mod steps;
mod trainer_packs;
mod transport;
pub mod tries;
mod verdicts;
mod waiting;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread::JoinHandle;

use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

pub use admission::{Arrival, ClockJump, Met, Outcome, Via};
pub use backups::{BackedUp, BackupRecord, DocumentLines};
pub(crate) use clocks::CLOCK_TOLERANCE_SECONDS;
pub use clocks::{ClockNews, ClockSpan, Meeting};
pub use connection::known_schema;
pub use copy::{CopyMark, Damage, copy_database};
pub use directory::{Anchor, Profile, ProfileEnd, Writer};
pub use enrolment::{CodeKind, NewCode, PlainCode, Redeemed, Redemption};
pub use error::StoreError;
pub use feed::{Question, Reading};
pub use forks::ApartWork;
pub use health::DataFiles;
pub use lock::DirectoryLock;
pub use outcomes::{AnswerRow, OutcomeRow, ReferralRow};
pub use people::{Cohort, Learner};
#[cfg(feature = "bugs")]
pub use power::{Moment, Power, simulate};
pub use programme::{Programme, Replica, Sealing, Seeds};
pub use record::{
    ChangeRow, DocumentRows, EntryRow, LessonRow, Projections, PutRow, StandingRow, WriterRow,
};
pub use restoring::{Lacking, PutInUse, Tally, bring_up_to_date, put_in_use};
pub use returning::{Comeback, ReturningPhone};
pub use review::{ReviewEntry, ReviewRows, ReviewVersion, WorkTerms, Worked};
pub use schedule::{Scheduled, SessionChange};
pub use statements::{
    Closed, LineRow, Marked, Marking, PaymentRow, PreviewRows, Previewed, StatementRow,
    StatementRows,
};
pub use transport::LockedProfile;

use group::{Job, Work};
use readers::Readers;

/// File name of the database in a data directory.
pub(crate) const FILE: &str = "chaski.db";
/// Says that a restore was cut off between taking the old database away and putting the new one.
pub(crate) const RESTORING: &str = "chaski.restoring";

/// A handle on the store.
#[derive(Clone)]
pub struct Store {
    directory: Arc<PathBuf>,
    readers: Readers,
    jobs: mpsc::Sender<Box<dyn Job>>,
    thread: Arc<Mutex<Option<JoinHandle<()>>>>,
    replica: Arc<OnceLock<Arc<Replica>>>,
    #[cfg(feature = "bugs")]
    power: Power,
    /// Nobody restores while a handle lives. A copy that is read has none.
    _lock: Option<Arc<DirectoryLock>>,
}

/// A job that is queued: what it gives, it gives after its commit.
pub struct Pending<T>(oneshot::Receiver<Result<T, StoreError>>);

impl<T> Pending<T> {
    /// Waits for the commit.
    pub async fn durable(self) -> Result<T, StoreError> {
        self.0.await.map_err(|_| StoreError::Closed)?
    }
}

impl Store {
    /// Opens the database of a data directory, which is created when it is not there.
    pub fn open(directory: &Path) -> Result<Self, StoreError> {
        std::fs::create_dir_all(directory)
            .map_err(|error| StoreError::StorageFull(error.to_string()))?;
        keep_private(directory);
        let lock = DirectoryLock::shared(directory)?;
        if directory.join(RESTORING).exists() {
            return Err(StoreError::HalfRestored);
        }
        let path = directory.join(FILE);
        let conn = connection::open_writer(&path)?;
        if copy::copy_mark(&conn)?.is_some() {
            return Err(StoreError::IsCopy);
        }
        let (jobs, queue) = mpsc::channel(group::QUEUE);
        let power = power::Power::default();
        let thread = std::thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn({
                let (path, power) = (path.clone(), power.clone());
                move || group::run(path, conn, power, queue)
            })
            .map_err(|error| StoreError::Bug(error.to_string()))?;
        Ok(Self {
            directory: Arc::new(directory.to_owned()),
            readers: Readers::new(&path),
            jobs,
            thread: Arc::new(Mutex::new(Some(thread))),
            replica: Arc::default(),
            #[cfg(feature = "bugs")]
            power,
            _lock: Some(Arc::new(lock)),
        })
    }

    /// True when the directory has a database already.
    pub fn exists(directory: &Path) -> bool {
        directory.join(FILE).exists()
    }

    /// The simulator's switch.
    #[cfg(feature = "bugs")]
    pub fn power(&self) -> &Power {
        &self.power
    }

    /// The data directory.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// Finishes what was queued and closes. Other handles must be gone by then.
    pub async fn close(self) {
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        drop(self);
        if let Some(thread) = thread {
            // The thread ends when the last handle is dropped.
            let _ = tokio::task::spawn_blocking(move || thread.join()).await;
        }
    }

    /// Runs a job in the writer's next group; returns when it is durable.
    pub(in crate::store) async fn write<T, F>(&self, job: F) -> Result<T, StoreError>
    where
        F: FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
        T: Send + 'static,
    {
        self.enqueue(job).await?.durable().await
    }

    /// Queues a job and goes on; jobs run in the order in which they were queued.
    pub(in crate::store) async fn enqueue<T, F>(&self, job: F) -> Result<Pending<T>, StoreError>
    where
        F: FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
        T: Send + 'static,
    {
        let (caller, answer) = oneshot::channel();
        let work: Box<dyn Job> = Box::new(Work::new(job, caller));
        self.jobs.send(work).await.map_err(|_| StoreError::Closed)?;
        Ok(Pending(answer))
    }

    /// Runs a reading that sees one moment of the database.
    pub(in crate::store) async fn read<T, F>(&self, job: F) -> Result<T, StoreError>
    where
        F: FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
        T: Send + 'static,
    {
        self.readers.read(job).await
    }
}

#[cfg(test)]
mod tests;

/// The directory holds keys and people's records: nobody else on the machine may look in.
pub(crate) fn keep_private(directory: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        if let Err(error) =
            std::fs::set_permissions(directory, std::fs::Permissions::from_mode(0o700))
        {
            tracing::warn!(%error, "cannot make the data directory private");
        }
    }
    #[cfg(not(unix))]
    let _ = directory;
}
