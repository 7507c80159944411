//! A file that appears whole or not at all.
//!
//! Owns the temporary name, private mode, syncing and the rename. What a killed process left under
//! the temporary name is begun anew by the next one.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::BackupError;

/// A file being written under a temporary name beside its place. Dropped, it is gone.
pub(super) struct NewFile {
    file: File,
    temporary: PathBuf,
    place: PathBuf,
    replace: bool,
    published: bool,
}

impl NewFile {
    /// Begins a file for a place; nobody but this user may read it.
    pub(super) fn begin(place: &Path, replace: bool) -> Result<Self, BackupError> {
        let place = std::path::absolute(place).map_err(|cause| BackupError::file(place, cause))?;
        if place.exists() && !replace {
            return Err(BackupError::Exists(place));
        }
        let temporary = temporary(&place).ok_or_else(|| {
            BackupError::file(&place, io::Error::other("this is not the name of a file"))
        })?;
        let file = private(&temporary).map_err(|cause| BackupError::file(&temporary, cause))?;
        match file.try_lock() {
            Ok(()) | Err(TryLockError::Error(_)) => {}
            Err(TryLockError::WouldBlock) => return Err(BackupError::UnderWay(place)),
        }
        let new = Self { file, temporary, place, replace, published: false };
        new.file.set_len(0).map_err(|cause| new.failed(cause))?;
        match fs::remove_file(journal(&new.temporary)) {
            Err(cause) if cause.kind() != io::ErrorKind::NotFound => Err(new.failed(cause)),
            _ => Ok(new),
        }
    }

    /// Where it is for now.
    pub(super) fn path(&self) -> &Path {
        &self.temporary
    }

    /// Makes what was written durable.
    pub(super) fn sync(&self) -> Result<(), BackupError> {
        self.file.sync_all().map_err(|cause| self.failed(cause))
    }

    /// Gives it its name, durably. Gives its place.
    pub(super) fn publish(mut self) -> Result<PathBuf, BackupError> {
        self.sync()?;
        if self.place.exists() && !self.replace {
            return Err(BackupError::Exists(self.place.clone()));
        }
        fs::rename(&self.temporary, &self.place).map_err(|cause| self.failed(cause))?;
        self.published = true;
        sync_folder_of(&self.place)?;
        Ok(self.place.clone())
    }

    fn failed(&self, cause: io::Error) -> BackupError {
        BackupError::file(&self.temporary, cause)
    }
}

impl Drop for NewFile {
    fn drop(&mut self) {
        if !self.published {
            // What cannot be removed now is begun anew or swept up later.
            let _ = fs::remove_file(&self.temporary);
            let _ = fs::remove_file(journal(&self.temporary));
        }
    }
}

/// `.NAME.partial` beside it.
fn temporary(place: &Path) -> Option<PathBuf> {
    let name = place.file_name()?.to_str()?;
    Some(place.with_file_name(format!(".{name}.partial")))
}

fn journal(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push("-journal");
    name.into()
}

fn private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).read(true).write(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path)
}

/// Removes what killed processes left in a folder under temporary names, where nobody writes it.
pub(super) fn sweep(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if name.starts_with(".chaski-") && name.ends_with(".partial") {
            let is_written = File::open(&path)
                .is_ok_and(|file| matches!(file.try_lock(), Err(TryLockError::WouldBlock)));
            if !is_written {
                fs::remove_file(&path)?;
            }
        } else if name.starts_with(".chaski-") && name.ends_with(".partial-journal") {
            fs::remove_file(&path)?;
        }
    }
    Ok(())
}

/// Makes names in the folder of a file durable.
pub(super) fn sync_folder_of(path: &Path) -> Result<(), BackupError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    sync_folder(folder)
}

/// Makes names in a folder durable.
pub(crate) fn sync_folder(folder: &Path) -> Result<(), BackupError> {
    #[cfg(unix)]
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(|cause| BackupError::file(folder, cause))?;
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}

/// Hash and size of a file's bytes.
pub(super) fn hash_of(path: &Path) -> io::Result<([u8; 32], u64)> {
    let mut file = File::open(path)?;
    let (mut hasher, mut size) = (Sha256::new(), 0);
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok((hasher.finalize().into(), size)),
            count => {
                hasher.update(&buffer[..count]);
                size += count as u64;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_appears_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("b.db");
        let names = || {
            let mut names: Vec<_> = fs::read_dir(folder.path())
                .unwrap()
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .collect();
            names.sort();
            names
        };
        let new = NewFile::begin(&place, false).unwrap();
        assert!(matches!(NewFile::begin(&place, false), Err(BackupError::UnderWay(_))));
        fs::write(new.path(), b"half").unwrap();
        drop(new);
        assert_eq!(names(), [""; 0]);

        // What a killed process left is begun anew.
        fs::write(folder.path().join(".b.db.partial"), b"left over").unwrap();
        let new = NewFile::begin(&place, false).unwrap();
        assert_eq!(fs::read(new.path()).unwrap(), b"");
        fs::write(new.path(), b"whole").unwrap();
        new.publish().unwrap();
        assert_eq!(names(), ["b.db"]);

        assert!(matches!(NewFile::begin(&place, false), Err(BackupError::Exists(_))));
        let new = NewFile::begin(&place, true).unwrap();
        fs::write(new.path(), b"newer").unwrap();
        assert_eq!(fs::read(&place).unwrap(), b"whole", "the old one stays until then");
        new.publish().unwrap();
        assert_eq!(fs::read(&place).unwrap(), b"newer");
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_may_read_it() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("b.db");
        let place = NewFile::begin(&place, false).unwrap().publish().unwrap();
        assert_eq!(fs::metadata(place).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn only_what_nobody_writes_is_swept_up() {
        let folder = tempfile::tempdir().unwrap();
        let written = NewFile::begin(&folder.path().join("chaski-a.db"), false).unwrap();
        fs::write(folder.path().join(".chaski-b.db.partial"), b"left over").unwrap();
        fs::write(folder.path().join("chaski-c.db"), b"a backup").unwrap();
        sweep(folder.path()).unwrap();
        assert!(written.path().exists());
        assert!(!folder.path().join(".chaski-b.db.partial").exists());
        assert!(folder.path().join("chaski-c.db").exists());
    }
}
