//! Erasing people, and the file that no restore takes back.
//!
//! Owns central's word for an erasure and the file of erasures: a line for each, beside the database
//! and outside its backups, on central and on every hub, so that whichever copy of a database is put
//! into use, whoever was erased since goes again. The line is written before anything is deleted.
//! Must not know which rows are whose: that is the store's.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use sync_core::bugs::{Bug, bug};
use sync_core::ids::LearnerId;
use sync_core::trust::{ErasureNotice, PublicKey};
use thiserror::Error;

use crate::backup::sync_folder;
use crate::source::Source;
use crate::store::{Store, StoreError};

/// Its name, in a data directory and beside backups.
pub const FILE: &str = "erasures.txt";

/// Why somebody is not erased.
#[derive(Debug, Error)]
pub enum ErasureError {
    /// Nobody has this id.
    #[error("no learner {0}")]
    NoSuchLearner(LearnerId),
    /// Only central erases.
    #[error("this server is a centre's hub: people are erased at central")]
    IsHub,
    /// The file of erasures cannot be read or written. Nothing was deleted.
    #[error("{path}: {cause}", path = .path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// The notice is kept; deleting goes on at the next start.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What was found in files of erasures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Merged {
    /// People who were here, and were erased by it.
    pub erased: u32,
    /// Lines that are none, or not this programme's central's.
    pub not_believed: u32,
}

/// Erases a person: every id that she has. Gives how many that were.
pub async fn erase(
    store: &Store,
    source: &Source,
    learner: LearnerId,
    reason: String,
) -> Result<u32, ErasureError> {
    let replica = store.replica().await?;
    if replica.is_hub() {
        return Err(ErasureError::IsHub);
    }
    let person = store.person_to_erase(learner).await?;
    if person.is_empty() {
        return Err(ErasureError::NoSuchLearner(learner));
    }
    let now = source.now();
    let notices: Vec<ErasureNotice> =
        person.iter().map(|id| ErasureNotice::issue(&replica.key, id.learner, now)).collect();
    keep(store.directory(), &notices)?;
    Ok(store.take_erasures(notices, Some(reason), now).await?)
}

/// Takes in what others say was erased, if it is central's word.
pub async fn take(
    store: &Store,
    notices: Vec<ErasureNotice>,
    now: i64,
) -> Result<u32, ErasureError> {
    let central = store.replica().await?.central();
    let believed: Vec<ErasureNotice> =
        notices.into_iter().filter(|notice| notice.verify(&central).is_ok()).collect();
    if believed.is_empty() {
        return Ok(0);
    }
    keep(store.directory(), &believed)?;
    Ok(store.take_erasures(believed, None, now).await?)
}

/// Makes the database and its file of erasures say the same, with what other such files say: at
/// every start, and after a restore. Files that are not there say nothing.
pub async fn merge(store: &Store, others: &[PathBuf], now: i64) -> Result<Merged, ErasureError> {
    if store.programme().await?.is_none() || bug(Bug::ErasureUndoneByRestore) {
        return Ok(Merged::default());
    }
    let central = store.replica().await?.central();
    let own = store.directory().join(FILE);
    let mut merged = Merged::default();
    let mut notices = Vec::new();
    for path in std::iter::once(&own).chain(others) {
        let (found, not_believed) = read(path, &central)?;
        merged.not_believed += not_believed;
        notices.extend(found);
    }
    merged.erased = store.take_erasures(notices, None, now).await?;
    keep(store.directory(), &store.erasures().await?)?;
    Ok(merged)
}

/// Puts what a data directory knows beside its backups: they are what is left when it is lost.
pub fn copy_to(folder: &Path, directory: &Path) -> Result<(), ErasureError> {
    let path = directory.join(FILE);
    let text = text_of(&path)?;
    let notices: Vec<ErasureNotice> = text.lines().filter_map(notice_of).collect();
    if notices.is_empty() { Ok(()) } else { keep(folder, &notices) }
}

/// Adds to the file of a folder what it does not say yet, durably.
fn keep(folder: &Path, notices: &[ErasureNotice]) -> Result<(), ErasureError> {
    let path = folder.join(FILE);
    let failed = |cause| ErasureError::File { path: path.clone(), cause };
    let text = text_of(&path)?;
    let known: Vec<ErasureNotice> = text.lines().filter_map(notice_of).collect();
    // A line that was cut off by a crash must not spoil the next one.
    let mut added = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" }.to_owned();
    for notice in notices {
        if !known.contains(notice) {
            added += &line_of(notice);
        }
    }
    if added.trim().is_empty() {
        return Ok(());
    }
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut file = options.open(&path).map_err(failed)?;
    file.write_all(added.as_bytes()).and_then(|()| file.sync_all()).map_err(failed)?;
    sync_folder(folder).map_err(|error| failed(io::Error::other(error)))
}

/// What a file says that is this central's word, and how many other lines it has.
fn read(path: &Path, central: &PublicKey) -> Result<(Vec<ErasureNotice>, u32), ErasureError> {
    let text = text_of(path)?;
    let (mut notices, mut others) = (Vec::new(), 0);
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        match notice_of(line).filter(|notice| notice.verify(central).is_ok()) {
            Some(notice) => notices.push(notice),
            None => others += 1,
        }
    }
    Ok((notices, others))
}

fn text_of(path: &Path) -> Result<String, ErasureError> {
    match fs::read(path) {
        Ok(bytes) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(String::new()),
        Err(cause) => Err(ErasureError::File { path: path.to_owned(), cause }),
    }
}

/// Learner, seconds since 1970, signature.
fn line_of(notice: &ErasureNotice) -> String {
    format!("{} {} {}\n", hex::encode(notice.learner.0), notice.at, hex::encode(notice.signature))
}

fn notice_of(line: &str) -> Option<ErasureNotice> {
    let mut words = line.split_whitespace();
    let (mut learner, mut signature) = ([0; 16], [0; 64]);
    hex::decode_to_slice(words.next()?, &mut learner).ok()?;
    let at = words.next()?.parse().ok()?;
    hex::decode_to_slice(words.next()?, &mut signature).ok()?;
    let is_whole = words.next().is_none();
    is_whole.then_some(ErasureNotice { learner: LearnerId(learner), at, signature })
}

#[cfg(test)]
mod tests {
    use super::*;
    use sync_core::trust::SigningKey;

    #[test]
    fn a_line_that_was_cut_off_or_altered_spoils_no_other() {
        let central = SigningKey::from_seed([1; 32]);
        let folder = tempfile::tempdir().unwrap();
        let notice = |n| ErasureNotice::issue(&central, LearnerId([n; 16]), 1_790_000_000);
        keep(folder.path(), &[notice(1), notice(2)]).unwrap();
        let path = folder.path().join(FILE);
        let whole = fs::read_to_string(&path).unwrap();
        assert_eq!(whole.lines().count(), 2);
        fs::write(&path, &whole[..whole.len() - 30]).unwrap();
        assert_eq!(read(&path, &central.public()).unwrap(), (vec![notice(1)], 1));
        keep(folder.path(), &[notice(1), notice(3), notice(2)]).unwrap();
        let (found, others) = read(&path, &central.public()).unwrap();
        assert_eq!((found, others), (vec![notice(1), notice(3), notice(2)], 1));
        // Another programme's central erases nobody here.
        let other = SigningKey::from_seed([2; 32]).public();
        assert_eq!(read(&path, &other).unwrap(), (vec![], 4));
    }

    #[test]
    fn the_same_again_adds_nothing_and_a_folder_without_erasures_gets_no_file() {
        let central = SigningKey::from_seed([1; 32]);
        let (data, backups) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        copy_to(backups.path(), data.path()).unwrap();
        assert!(!backups.path().join(FILE).exists());
        let notice = ErasureNotice::issue(&central, LearnerId([1; 16]), 1_790_000_000);
        for _ in 0..2 {
            keep(data.path(), &[notice]).unwrap();
            copy_to(backups.path(), data.path()).unwrap();
        }
        let copied = fs::read_to_string(backups.path().join(FILE)).unwrap();
        assert_eq!(copied, line_of(&notice));
    }
}
