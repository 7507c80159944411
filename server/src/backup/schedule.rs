//! A backup a day while a server runs.
//!
//! Owns when the next is due, what is removed after it, and what can be told of it all. The work
//! itself is done by a process of its own (`chaski backup`), so that neither its memory nor bytes
//! that break a reader are the server's. Old files are removed only after a newer one was checked.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde::Serialize;
use tokio::process::Command;

use super::file::{sweep, sync_folder};
use super::retention::{Retention, name, superfluous};
use super::{BackupError, blocking};
use crate::source::Source;
use crate::store::{BackupRecord, Store, StoreError};

const SECONDS_PER_DAY: i64 = 86_400;
/// After a failure it is tried again so much later.
const RETRY_SECONDS: i64 = 15 * 60;
/// From here on the newest backup is late: two were missed.
const LATE_SECONDS: i64 = 2 * SECONDS_PER_DAY;
/// How often the clock is looked at: it may be set, and a laptop may sleep.
const LOOK_EVERY: Duration = Duration::from_secs(20);

/// What is backed up when and where.
#[derive(Clone, Debug)]
pub struct Schedule {
    /// The data directory.
    pub directory: PathBuf,
    /// The folder for backups.
    pub to: PathBuf,
    /// The hour of the day, 0 to 23, UTC.
    pub hour: u8,
    /// How many are kept.
    pub keep: Retention,
    /// This program.
    pub program: PathBuf,
}

/// Why the last backup was not made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// `storage_full`, `backup_damaged` or `backup_failed`.
    pub code: &'static str,
    /// When it was tried last: seconds since 1970.
    pub at: i64,
    /// What was said, for the log; not served.
    #[serde(skip)]
    pub detail: String,
}

/// How backups stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// No schedule was asked for.
    Off,
    /// None was made yet.
    Waiting,
    /// The newest is not older than it should be.
    Ok,
    /// The newest is more than two days old.
    Late,
    /// The last try failed.
    Failed,
}

/// How backups stand, in full.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// In a word.
    pub status: Standing,
    /// When the newest was begun.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_at: Option<i64>,
    /// Its size.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_size_bytes: Option<u64>,
    /// When the next is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_at: Option<i64>,
    /// What went wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure>,
}

/// What is known of the schedule, shared with whoever asks. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Watch(Arc<Mutex<Known>>);

#[derive(Clone, Debug, Default)]
struct Known {
    is_on: bool,
    last: Option<(i64, u64)>,
    next_at: Option<i64>,
    failure: Option<Failure>,
}

impl Watch {
    /// How backups stand at a moment.
    pub fn report(&self, now: i64) -> Report {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let status = match (&known.failure, known.last) {
            _ if !known.is_on => Standing::Off,
            (Some(_), _) => Standing::Failed,
            (None, None) => Standing::Waiting,
            (None, Some((at, _))) if now - at > LATE_SECONDS => Standing::Late,
            (None, Some(_)) => Standing::Ok,
        };
        Report {
            status,
            last_at: known.last.map(|(at, _)| at),
            last_size_bytes: known.last.map(|(_, size)| size),
            next_at: known.next_at,
            failure: known.failure,
        }
    }

    fn note(&self, change: impl FnOnce(&mut Known)) {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

/// When a backup is due whose predecessor was begun at `last`, at this hour of the day (UTC): at
/// once when there is none or it is a day old.
pub fn due(last: Option<i64>, hour: u8, now: i64) -> i64 {
    let Some(last) = last else { return now };
    if now - last >= SECONDS_PER_DAY || last > now + SECONDS_PER_DAY {
        // Also when the clock went back: what lies in the future says nothing.
        return now;
    }
    let today = last.div_euclid(SECONDS_PER_DAY) * SECONDS_PER_DAY + i64::from(hour) * 3600;
    if today > last { today } else { today + SECONDS_PER_DAY }
}

impl Schedule {
    /// Runs for as long as it is polled.
    pub fn run(
        self,
        store: Store,
        source: Source,
        watch: Watch,
    ) -> impl Future<Output = ()> + Send + 'static {
        // Before the first poll: whoever asks at once must not hear that there is no schedule.
        watch.note(|known| known.is_on = true);
        self.watched(store, source, watch)
    }

    async fn watched(self, store: Store, source: Source, watch: Watch) {
        let mut retry_at = None;
        loop {
            let now = source.now();
            let due_at = match self.newest(&store).await {
                Ok(newest) => {
                    watch.note(|known| {
                        known.last = newest.as_ref().map(|it| (it.at, it.size_bytes));
                    });
                    due(newest.map(|it| it.at), self.hour, now)
                }
                Err(error) => {
                    tracing::error!(%error, "cannot tell which backups there are");
                    now + RETRY_SECONDS
                }
            };
            let next_at = retry_at.map_or(due_at, |retry_at: i64| retry_at.max(due_at));
            watch.note(|known| known.next_at = Some(next_at));
            if next_at <= now {
                retry_at = self.attempt(now, &watch).await.err().map(|()| now + RETRY_SECONDS);
            } else {
                tokio::time::sleep(LOOK_EVERY).await;
            }
        }
    }

    /// One backup, and what was superfluous after it.
    async fn attempt(&self, now: i64, watch: &Watch) -> Result<(), ()> {
        match self.make(now).await {
            Ok(file) => {
                tracing::info!(file = %file.display(), "backed up");
                watch.note(|known| known.failure = None);
                if let Err(error) = self.tidy().await {
                    tracing::warn!(%error, "old backups cannot be removed");
                }
                Ok(())
            }
            Err(failure) => {
                tracing::error!(
                    code = failure.code,
                    detail = failure.detail,
                    "THERE IS NO NEW BACKUP: it is tried again in a quarter of an hour"
                );
                watch.note(|known| known.failure = Some(failure));
                Err(())
            }
        }
    }

    async fn make(&self, now: i64) -> Result<PathBuf, Failure> {
        let failed = |code, detail: String| Failure { code, at: now, detail };
        // Two may be begun within a second, when a restore lies between.
        let mut names = (now..).map(|at| self.to.join(name(at)));
        let file = names.find(|file| !file.exists());
        let file = file.ok_or_else(|| failed("backup_failed", "no free name".to_owned()))?;
        std::fs::create_dir_all(&self.to)
            .and_then(|()| sweep(&self.to))
            .map_err(|error| failed("backup_failed", format!("{}: {error}", self.to.display())))?;
        let output = Command::new(&self.program)
            .args(["backup", "--json", "--data"])
            .arg(&self.directory)
            .arg("--to")
            .arg(&file)
            .stdin(Stdio::null())
            .kill_on_drop(true)
            .output()
            .await
            .map_err(|error| failed("backup_failed", error.to_string()))?;
        if output.status.success() {
            return Ok(file);
        }
        let said = String::from_utf8_lossy(&output.stderr);
        let last = said.lines().last().unwrap_or("it said nothing").to_owned();
        Err(match output.status.code() {
            Some(3) => failed("backup_damaged", last),
            Some(4) => failed("storage_full", last),
            _ => failed("backup_failed", last),
        })
    }

    /// The newest verified backup of this epoch that is in the folder still.
    async fn newest(&self, store: &Store) -> Result<Option<BackupRecord>, StoreError> {
        let folder = std::path::absolute(&self.to).unwrap_or_else(|_| self.to.clone());
        let backups = store.backups().await?;
        Ok(backups.into_iter().find(|backup| {
            let file = Path::new(&backup.file);
            file.parent() == Some(folder.as_path()) && is_there(backup)
        }))
    }

    async fn tidy(&self) -> Result<(), BackupError> {
        let (folder, keep) = (self.to.clone(), self.keep);
        blocking(move || tidy(&folder, keep)).await?
    }
}

/// Is a noted backup where it was written, with its size?
pub fn is_there(backup: &BackupRecord) -> bool {
    std::fs::metadata(&backup.file).is_ok_and(|found| found.len() == backup.size_bytes)
}

fn tidy(folder: &Path, keep: Retention) -> Result<(), BackupError> {
    let failed = |cause| BackupError::file(folder, cause);
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        names.extend(entry.map_err(failed)?.file_name().into_string().ok());
    }
    for name in superfluous(&names, keep) {
        std::fs::remove_file(folder.join(&name)).map_err(failed)?;
        tracing::info!(name, "an old backup is removed");
    }
    sync_folder(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3600;
    const DAY: i64 = SECONDS_PER_DAY;

    #[test]
    fn due_at_its_hour_and_at_once_when_a_day_went_by() {
        let noon = 20_000 * DAY + 12 * HOUR;
        assert_eq!(due(None, 7, noon), noon, "none yet");
        assert_eq!(due(Some(noon - DAY), 7, noon), noon, "a day old");
        assert_eq!(due(Some(noon - 3 * DAY), 7, noon), noon);
        let at_seven = 20_000 * DAY + 7 * HOUR;
        assert_eq!(due(Some(at_seven), 7, noon), at_seven + DAY, "tomorrow");
        assert_eq!(due(Some(noon - HOUR), 7, noon), at_seven + DAY);
        assert_eq!(due(Some(at_seven - HOUR), 7, at_seven - 60), at_seven, "in a minute");
        assert_eq!(due(Some(at_seven - HOUR), 7, at_seven + 60), at_seven, "a minute late");
        assert_eq!(due(Some(noon + 40 * DAY), 7, noon), noon, "the clock went back");
    }

    #[test]
    fn a_failure_is_told_until_there_is_a_newer_one() {
        let watch = Watch::default();
        assert_eq!(watch.report(0).status, Standing::Off);
        watch.note(|known| known.is_on = true);
        assert_eq!(watch.report(0).status, Standing::Waiting);
        watch.note(|known| known.last = Some((1_000, 5)));
        assert_eq!(watch.report(1_000 + DAY).status, Standing::Ok);
        assert_eq!(watch.report(1_001 + 2 * DAY).status, Standing::Late);
        let failure = Failure { code: "storage_full", at: 9, detail: "/secret/path".into() };
        watch.note(|known| known.failure = Some(failure));
        let report = watch.report(1_000);
        assert_eq!((report.status, report.last_at), (Standing::Failed, Some(1_000)));
        let served = serde_json::to_string(&report).unwrap();
        assert!(served.contains("storage_full") && !served.contains("secret"), "{served}");
    }

    #[test]
    fn old_ones_go_and_other_files_stay() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str| std::fs::write(folder.path().join(name), b"x").unwrap();
        for day in 0..20 {
            write(&name(20_000 * DAY + day * DAY));
        }
        write("chaski.db");
        tidy(folder.path(), Retention { daily: 3, weekly: 0, monthly: 0 }).unwrap();
        let left = std::fs::read_dir(folder.path()).unwrap().count();
        assert_eq!(left, 4);
        assert!(folder.path().join(name(20_019 * DAY)).exists());
    }
}
