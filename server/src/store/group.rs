//! The one writer: a thread that runs jobs in groups, one commit for each group.
//!
//! Owns transactions. Each job runs in a savepoint of its own, so that one that fails takes nobody
//! with it; nobody is answered before the commit, so that whatever was answered is durable. One
//! commit costs as much as a whole group's (3 ms for the disk), hence the group.
//!
//! Must not know what the jobs do.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

use rusqlite::Connection;
use sync_core::bugs::{Bug, bug};
use tokio::sync::{mpsc, oneshot};

use super::connection::open_writer;
use super::error::StoreError;
use super::power::{Power, is_simulated};
use super::scrub::Scrubber;

/// The most jobs that one commit waits for.
const GROUP: usize = 256;
/// Jobs that may queue before senders wait.
pub(super) const QUEUE: usize = 1024;

/// One unit of work: run inside the transaction, answered after it.
pub(super) trait Job: Send {
    /// Runs; false when its savepoint is to be undone.
    fn run(&mut self, conn: &Connection) -> bool;
    /// Tells the caller, who gets the job's own result only if the commit succeeded.
    fn answer(self: Box<Self>, commit: Result<(), StoreError>);
}

/// A job with its caller.
pub(super) struct Work<F, T> {
    job: Option<F>,
    result: Option<Result<T, StoreError>>,
    caller: oneshot::Sender<Result<T, StoreError>>,
}

impl<F, T> Work<F, T> {
    pub(super) fn new(job: F, caller: oneshot::Sender<Result<T, StoreError>>) -> Self {
        Self { job: Some(job), result: None, caller }
    }
}

impl<F, T> Job for Work<F, T>
where
    F: FnOnce(&Connection) -> Result<T, StoreError> + Send,
    T: Send,
{
    fn run(&mut self, conn: &Connection) -> bool {
        let Some(job) = self.job.take() else { return false };
        // A panic is a bug of one job; the others and the server go on.
        let result = catch_unwind(AssertUnwindSafe(|| job(conn)))
            .unwrap_or_else(|_| Err(StoreError::Bug("a job panicked".to_owned())));
        let keep = result.is_ok();
        self.result = Some(result);
        keep
    }

    fn answer(self: Box<Self>, commit: Result<(), StoreError>) {
        let own = self.result.unwrap_or(Err(StoreError::Closed));
        // A job's own failure says more than the group's; its success is worth nothing without
        // the commit. A caller who has gone away needs no answer.
        let _ = self.caller.send(match (own, commit) {
            (Ok(value), Ok(())) => Ok(value),
            (Ok(_), Err(failure)) => Err(failure),
            (Err(failure), _) => Err(failure),
        });
    }
}

/// Runs until every sender is gone, then returns: what was queued is finished first.
pub(super) fn run(
    path: PathBuf,
    first: Connection,
    power: Power,
    mut jobs: mpsc::Receiver<Box<dyn Job>>,
) {
    let mut conn = Some(first);
    // The simulator counts commits, so that for it each job has its own.
    let most = if is_simulated() { 1 } else { GROUP };
    let mut scrubber = Scrubber::default();
    // What an earlier life of this program was cut off in.
    conn.as_ref().inspect(|open| scrubber.scrub(open));
    while let Some(job) = jobs.blocking_recv() {
        let mut group = vec![job];
        while group.len() < most {
            match jobs.try_recv() {
                Ok(job) => group.push(job),
                Err(_) => break,
            }
        }
        let outcome = match conn.take().map_or_else(|| open_writer(&path), Ok) {
            Ok(open) => {
                let outcome = commit(&open, &power, &mut group);
                // After a failed write the connection's memory is not to be trusted: open anew.
                if !matches!(outcome, Err(StoreError::StorageFull(_) | StoreError::Damaged(_))) {
                    conn = Some(open);
                }
                outcome
            }
            Err(failure) => Err(failure),
        };
        if let Err(failure) = &outcome {
            tracing::error!(%failure, jobs = group.len(), "nothing of a group was kept");
        }
        let is_kept = outcome.is_ok();
        let promised = if bug(Bug::AcknowledgementBeforeCommit) { Ok(()) } else { outcome };
        for job in group {
            job.answer(promised.clone());
        }
        if is_kept {
            conn.as_ref().inspect(|open| scrubber.scrub(open));
        }
    }
}

/// One transaction for the whole group. On failure nothing of it is kept.
fn commit(conn: &Connection, power: &Power, group: &mut [Box<dyn Job>]) -> Result<(), StoreError> {
    conn.execute_batch("BEGIN IMMEDIATE")?;
    let result = in_transaction(conn, power, group);
    if result.is_err() && !conn.is_autocommit() {
        // The failure that brought us here is the one to tell.
        let _ = conn.execute_batch("ROLLBACK");
    }
    result
}

fn in_transaction(
    conn: &Connection,
    power: &Power,
    group: &mut [Box<dyn Job>],
) -> Result<(), StoreError> {
    for job in group {
        conn.prepare_cached("SAVEPOINT job")?.execute([])?;
        let keep = job.run(conn);
        if conn.is_autocommit() {
            // A full disk makes SQLite undo the whole transaction by itself.
            return Err(StoreError::StorageFull("the transaction was undone".to_owned()));
        }
        if !keep {
            conn.prepare_cached("ROLLBACK TO job")?.execute([])?;
        }
        conn.prepare_cached("RELEASE job")?.execute([])?;
    }
    power.before_commit()?;
    conn.execute_batch("COMMIT")?;
    power.after_commit()
}
