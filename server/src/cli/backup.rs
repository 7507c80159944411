//! `chaski backup`, `chaski backups` and `chaski restore`.

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;
use server::backup::{self, BackupError, Made, Options, Restored};
use server::source::Source;
use server::store::StoreError;

use super::{Data, Done, output};

#[derive(Debug, Args)]
pub(crate) struct Backup {
    #[command(flatten)]
    data: Data,
    /// The file to write. A server may be running.
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
    /// Write over a file of this name, once the new one is checked.
    #[arg(long)]
    replace: bool,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

impl Backup {
    pub(super) async fn run(self) -> anyhow::Result<Done> {
        let now = Source::machine().now();
        let made = match backup::make(self.data.path(), &self.to, self.replace, now).await {
            Ok(made) => made,
            Err(error) => return failed(error),
        };
        if self.json {
            output::json(&made)?;
        } else {
            let Made { file, size_bytes, tally, .. } = &made;
            output::line(&format!(
                "{}: {size_bytes} bytes, {} learners, {} changes; checked",
                file.display(),
                tally.learners,
                tally.changes
            ))?;
        }
        Ok(Done::Fine)
    }
}

#[derive(Debug, Args)]
pub(crate) struct Backups {
    #[command(flatten)]
    data: Data,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// From here on there should be a newer one.
const STALE_SECONDS: i64 = 2 * 86_400;

/// A backup that was noted.
#[derive(Serialize)]
struct Noted {
    file: String,
    at: i64,
    head: u64,
    size_bytes: u64,
    sha256: String,
    /// It is where it was written, with its size.
    is_there: bool,
}

impl Backups {
    pub(super) async fn run(self) -> anyhow::Result<Done> {
        let store = self.data.open_existing()?;
        let noted: Vec<Noted> = store
            .backups()
            .await?
            .into_iter()
            .map(|backup| Noted {
                is_there: backup::schedule::is_there(&backup),
                at: backup.at,
                head: backup.head,
                size_bytes: backup.size_bytes,
                sha256: hex::encode(backup.sha256),
                file: backup.file,
            })
            .collect();
        store.close().await;
        if self.json {
            output::json(&noted)?;
        } else {
            for backup in &noted {
                let missing = if backup.is_there { "" } else { "  (not there any more)" };
                let at = backup::retention::stamp(backup.at);
                output::line(&format!("{at}  {}  {}{missing}", backup.size_bytes, backup.file))?;
            }
        }
        let now = Source::machine().now();
        let newest = noted.iter().find(|backup| backup.is_there);
        if newest.is_some_and(|newest| now - newest.at <= STALE_SECONDS) {
            return Ok(Done::Fine);
        }
        eprintln!("There is no backup of the last two days.");
        Ok(Done::Found)
    }
}

#[derive(Debug, Args)]
pub(crate) struct Restore {
    #[command(flatten)]
    data: Data,
    /// The backup.
    #[arg(long, value_name = "FILE")]
    from: PathBuf,
    /// Set aside what is there; nothing is deleted.
    #[arg(long)]
    replace: bool,
    /// A file of erasures from elsewhere, a hub's for instance. The one of the data directory and
    /// the one beside the backup are read anyway.
    #[arg(long, value_name = "FILE")]
    erasures: Vec<PathBuf>,
    /// Only say what would change.
    #[arg(long)]
    dry_run: bool,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

impl Restore {
    pub(super) async fn run(self) -> anyhow::Result<Done> {
        let options =
            Options { replace: self.replace, dry_run: self.dry_run, erasures: self.erasures };
        let now = Source::machine().now();
        let restored = match backup::restore(&self.from, self.data.path(), options, now).await {
            Ok(restored) => restored,
            Err(error) => return failed(error),
        };
        if self.json {
            output::json(&restored)?;
        } else {
            tell(&restored)?;
        }
        Ok(Done::Fine)
    }
}

fn tell(restored: &Restored) -> anyhow::Result<()> {
    let backup = &restored.backup;
    output::line(&format!(
        "The backup{} holds {} learners, {} phones' keys, {} changes.",
        restored
            .backup_at
            .map(|at| format!(" of {}", backup::retention::stamp(at)))
            .unwrap_or_default(),
        backup.learners,
        backup.writers,
        backup.changes
    ))?;
    if let Some(present) = &restored.present {
        output::line(&format!(
            "There now: {} learners, {} phones' keys, {} changes.",
            present.learners, present.writers, present.changes
        ))?;
    }
    if let Some(why) = &restored.present_unreadable {
        output::line(&format!("What is there now cannot be read: {why}"))?;
    }
    if let Some(lacking) = &restored.lacking {
        output::line(&format!(
            "The backup lacks {} changes (of {} learners), {} phones' keys, {} learners{}, \
             {} accounts{}.",
            lacking.changes,
            lacking.learners_with_changes.len(),
            lacking.writers,
            lacking.learners.len(),
            listed(&lacking.learners),
            lacking.accounts.len(),
            listed(&lacking.accounts)
        ))?;
        output::line(
            "Phones bring again what they hold of it; learners and accounts they do not.",
        )?;
    }
    if restored.dry_run {
        return Ok(output::line("Nothing was changed.")?);
    }
    if let Some(erased) = restored.erased.filter(|erased| *erased > 0) {
        output::line(&format!("Erased again, as since the backup: {erased} people."))?;
    }
    if let Some(lines) = restored.erasures_not_believed {
        output::line(&format!("Lines of files of erasures that central did not sign: {lines}."))?;
    }
    if let Some(folder) = &restored.set_aside {
        output::line(&format!("What was there is in {}.", folder.display()))?;
    }
    if let Some(done) = &restored.put_in_use {
        output::line(&format!(
            "The backup is in use, in epoch {}. {} sessions were ended; {} unused codes hold no \
             longer: make new ones.",
            done.epoch, done.sessions_ended, done.codes_ended
        ))?;
    }
    Ok(())
}

fn listed(names: &[String]) -> String {
    if names.is_empty() { String::new() } else { format!(" ({})", names.join(", ")) }
}

/// Damage is a finding, a full disk has a status of its own: the schedule tells them apart.
fn failed(error: BackupError) -> anyhow::Result<Done> {
    let done = match &error {
        BackupError::Damaged { damage, .. } => {
            for damage in damage {
                eprintln!("{damage}");
            }
            Done::Found
        }
        BackupError::Store(StoreError::StorageFull(_)) => Done::StorageFull,
        BackupError::File { cause, .. } if cause.kind() == std::io::ErrorKind::StorageFull => {
            Done::StorageFull
        }
        _ => return Err(error.into()),
    };
    eprintln!("chaski: {error}");
    Ok(done)
}
