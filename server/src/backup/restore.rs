//! Putting a backup into use.
//!
//! Owns the order: the file is examined, copied beside its place, made the database of a new
//! epoch and examined again before anything that is there is touched; what is there is set aside,
//! never deleted. A marker tells of a restore that was cut off in between, so that nobody is
//! served from half of one.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::file::{NewFile, sync_folder};
use super::{BackupError, Examined, blocking, examine};
use crate::erasure;
use crate::store::{self, DirectoryLock, FILE, Lacking, PutInUse, RESTORING, Store, Tally};

/// How a restore is to be done.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Set aside what is there.
    pub replace: bool,
    /// Only say what would be done.
    pub dry_run: bool,
    /// Files of erasures from elsewhere, a hub's for instance.
    pub erasures: Vec<PathBuf>,
}

/// What a restore did, or would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Restored {
    /// Nothing was changed.
    pub dry_run: bool,
    /// When the backup was begun: seconds since 1970; absent when the file does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backup_at: Option<i64>,
    /// What the backup holds.
    pub backup: Tally,
    /// What is there now; absent where there is nothing that can be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub present: Option<Tally>,
    /// Why what is there now cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub present_unreadable: Option<String>,
    /// What is there now and the backup lacks. Phones bring again what they hold of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lacking: Option<Lacking>,
    /// What was done to the rows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub put_in_use: Option<PutInUse>,
    /// Where what was there is now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub set_aside: Option<PathBuf>,
    /// Who was erased since the backup, and is again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub erased: Option<u32>,
    /// Lines of files of erasures that this programme's central did not sign.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub erasures_not_believed: Option<u32>,
}

/// Puts a backup into use in a data directory. `now` is in seconds since 1970.
pub async fn restore(
    from: &Path,
    directory: &Path,
    options: Options,
    now: i64,
) -> Result<Restored, BackupError> {
    if !from.is_file() {
        return Err(BackupError::NoData(from.to_owned()));
    }
    let lock = if options.dry_run { None } else { Some(take(directory, &options)?) };
    let examined = whole(from, examine(from).await?)?;
    let mut restored = compared(from, directory, &examined, &options).await?;
    if options.dry_run {
        return Ok(restored);
    }
    let new = NewFile::begin(&directory.join("chaski-restored.db"), true)?;
    let put_in_use = {
        let (from, to) = (from.to_owned(), new.path().to_owned());
        let epoch = restored.present.as_ref().map(|present| present.epoch);
        let present = epoch.map(|epoch| (directory.join(FILE), epoch));
        let hash = examined.sha256;
        blocking(move || prepare(&from, &to, hash, present, now)).await??
    };
    new.sync()?;
    whole(from, examine(new.path()).await?)?;
    restored.put_in_use = Some(put_in_use);
    let new = new.publish()?;
    restored.set_aside = exchange(&new, directory, now)?;
    drop(lock);
    erase_again(from, directory, options.erasures, &mut restored, now).await?;
    Ok(restored)
}

/// The directory to oneself, and leave to put something there.
fn take(directory: &Path, options: &Options) -> Result<DirectoryLock, BackupError> {
    fs::create_dir_all(directory).map_err(|cause| BackupError::file(directory, cause))?;
    store::keep_private(directory);
    let lock = DirectoryLock::alone(directory)?;
    let was_cut_off = directory.join(RESTORING).exists();
    if Store::exists(directory) && !options.replace && !was_cut_off {
        return Err(BackupError::Exists(directory.join(FILE)));
    }
    Ok(lock)
}

fn whole(file: &Path, examined: Examined) -> Result<Examined, BackupError> {
    if examined.damage.is_empty() {
        Ok(examined)
    } else {
        Err(BackupError::Damaged { path: file.to_owned(), damage: examined.damage })
    }
}

/// What is there, beside what the backup has.
async fn compared(
    from: &Path,
    directory: &Path,
    examined: &Examined,
    options: &Options,
) -> Result<Restored, BackupError> {
    let mut restored = Restored {
        dry_run: options.dry_run,
        backup_at: examined.mark.map(|mark| mark.at),
        backup: examined.tally.clone(),
        present: None,
        present_unreadable: None,
        lacking: None,
        put_in_use: None,
        set_aside: None,
        erased: None,
        erasures_not_believed: None,
    };
    if !Store::exists(directory) {
        return Ok(restored);
    }
    match present(from, directory).await {
        Ok((present, root)) => {
            if root != Store::open_copy(from)?.root().await? {
                return Err(BackupError::OtherProgramme(directory.to_owned()));
            }
            restored.lacking = Some(present.1);
            restored.present = Some(present.0);
        }
        Err(error) => restored.present_unreadable = Some(error.to_string()),
    }
    Ok(restored)
}

/// Whoever was erased since the copy was made goes again, before anybody is served.
async fn erase_again(
    from: &Path,
    directory: &Path,
    mut files: Vec<PathBuf>,
    restored: &mut Restored,
    now: i64,
) -> Result<(), BackupError> {
    files.extend(from.parent().map(|folder| folder.join(erasure::FILE)));
    let store = Store::open(directory)?;
    let merged = erasure::merge(&store, &files, now).await?;
    store.close().await;
    restored.erased = Some(merged.erased);
    restored.erasures_not_believed = Some(merged.not_believed).filter(|lines| *lines > 0);
    Ok(())
}

async fn present(
    from: &Path,
    directory: &Path,
) -> Result<((Tally, Lacking), sync_core::trust::PublicKey), store::StoreError> {
    let present = Store::open_copy(&directory.join(FILE))?;
    let both = (present.tally().await?, present.lacking_in(from).await?);
    Ok((both, present.root().await?))
}

/// Copies the file and makes the copy the database of a new epoch.
fn prepare(
    from: &Path,
    to: &Path,
    sha256: [u8; 32],
    present: Option<(PathBuf, u32)>,
    now: i64,
) -> Result<PutInUse, BackupError> {
    let failed = |cause| BackupError::file(to, cause);
    let mut source = fs::File::open(from).map_err(|cause| BackupError::file(from, cause))?;
    let mut target = fs::OpenOptions::new().write(true).open(to).map_err(failed)?;
    std::io::copy(&mut source, &mut target).map_err(failed)?;
    drop(target);
    if super::file::hash_of(to).map_err(failed)?.0 != sha256 {
        let cause = std::io::Error::other("it changed while it was read");
        return Err(BackupError::file(from, cause));
    }
    store::bring_up_to_date(to)?;
    let present = present.as_ref().map(|(file, epoch)| (file.as_path(), *epoch));
    Ok(store::put_in_use(to, present, now)?)
}

/// Sets aside what is there, and puts the new database in its place. Gives where the old one is.
fn exchange(new: &Path, directory: &Path, now: i64) -> Result<Option<PathBuf>, BackupError> {
    let marker = directory.join(RESTORING);
    fs::write(&marker, b"").map_err(|cause| BackupError::file(&marker, cause))?;
    sync_folder(directory)?;
    let mut aside = None;
    for suffix in ["", "-wal", "-shm", "-journal"] {
        let name = format!("{FILE}{suffix}");
        let old = directory.join(&name);
        if !old.exists() {
            continue;
        }
        let folder = match &aside {
            Some(folder) => folder,
            None => aside.insert(folder_aside(directory, now)?),
        };
        fs::rename(&old, folder.join(&name)).map_err(|cause| BackupError::file(&old, cause))?;
        sync_folder(folder)?;
    }
    let place = directory.join(FILE);
    fs::rename(new, &place).map_err(|cause| BackupError::file(new, cause))?;
    sync_folder(directory)?;
    fs::remove_file(&marker).map_err(|cause| BackupError::file(&marker, cause))?;
    sync_folder(directory)?;
    Ok(aside)
}

fn folder_aside(directory: &Path, now: i64) -> Result<PathBuf, BackupError> {
    let stamp = super::retention::stamp(now);
    let folder = (0_u32..)
        .map(|n| match n {
            0 => directory.join(format!("set-aside-{stamp}")),
            n => directory.join(format!("set-aside-{stamp}-{n}")),
        })
        .find(|folder| !folder.exists())
        .ok_or_else(|| BackupError::Bug("no free name".to_owned()))?;
    fs::create_dir(&folder).map_err(|cause| BackupError::file(&folder, cause))?;
    Ok(folder)
}
