//! A machine that serves: the real store on a real database, its power, its disk.
//!
//! Owns what central and a hub have alike. Everything is asked through the server's own functions,
//! and each answer is waited for. Must not know which of the two it is.

use std::fs;
use std::path::{Path, PathBuf};

use server::backup::{self, Options};
use server::erasure;
use server::store::{DocumentRows, Moment, Store};
use server::sync;
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// Files of a database.
const DATABASE: [&str; 3] = ["chaski.db", "chaski.db-wal", "chaski.db-shm"];
/// All that a disk holds.
const DISK: [&str; 4] = ["chaski.db", "chaski.db-wal", "chaski.db-shm", erasure::FILE];

/// What of a disk goes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum GoesBack {
    /// All of it.
    Everything,
    /// The file of erasures is the newest that there is, as operators are told.
    TheDatabase,
}

/// A server.
pub(super) struct Machine {
    runtime: Runtime,
    folder: TempDir,
    store: Option<Store>,
    copies: u32,
}

impl Machine {
    /// With an empty disk.
    pub(super) fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let mut machine = Self { runtime, folder: new_folder(), store: None, copies: 0 };
        machine.open(0);
        machine
    }

    fn store(&self) -> &Store {
        self.store.as_ref().unwrap()
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Anything that is asked of the store and needs no other way.
    pub(super) fn ask<T>(&self, question: impl AsyncFnOnce(&Store) -> T) -> T {
        self.runtime.block_on(question(self.store()))
    }

    /// `POST /api/sync`.
    pub(super) fn answer(&self, now: i64, body: &[u8]) -> Option<Vec<u8>> {
        self.ask(async |store| sync::answer(store, now, body).await.ok())
    }

    /// All documents, as they are.
    pub(super) fn documents(&self) -> Vec<DocumentRows> {
        self.ask(async |store| {
            let mut all = Vec::new();
            for id in store.documents().await.unwrap() {
                all.extend(store.document(id).await.unwrap());
            }
            all
        })
    }

    /// The power will fail at a commit of what is asked next.
    pub(super) fn plan_failure(&self, commit: u32, moment: Moment) {
        self.store().power().fail_at(commit, moment);
    }

    /// True when it failed: it was started again.
    pub(super) fn see_to_power(&mut self, now: i64) -> bool {
        let is_out = self.store().power().is_out();
        if is_out {
            self.close();
            self.open(now);
        } else {
            self.store().power().stay();
        }
        is_out
    }

    /// As everybody on the road hears it.
    pub(super) fn epoch(&self) -> u32 {
        self.ask(async |store| store.replica().await.unwrap().epoch)
    }

    fn close(&mut self) {
        let store = self.store.take().unwrap();
        self.runtime.block_on(store.close());
    }

    /// As every start does: whoever was erased goes again, before anybody is served.
    fn open(&mut self, now: i64) {
        let data = self.data();
        self.store = Some(self.runtime.block_on(async {
            let store = Store::open(&data).unwrap();
            erasure::merge(&store, &[], now).await.unwrap();
            store
        }));
    }

    fn new_file(&mut self, name: &str) -> PathBuf {
        self.copies += 1;
        self.folder.path().join(format!("{name}-{}", self.copies))
    }

    /// Makes a verified backup; its file.
    pub(super) fn back_up(&mut self, now: i64) -> PathBuf {
        let file = self.new_file("backup");
        self.runtime.block_on(backup::make(&self.data(), &file, false, now)).unwrap();
        file
    }

    /// Puts a backup into use.
    pub(super) fn restore(&mut self, from: &Path, now: i64) {
        self.close();
        let options = Options { replace: true, dry_run: false, erasures: Vec::new() };
        let restored = self.runtime.block_on(backup::restore(from, &self.data(), options, now));
        let aside = restored.unwrap().set_aside;
        aside.into_iter().for_each(|folder| fs::remove_dir_all(folder).unwrap());
        self.open(now);
    }

    /// A picture of the disk, as a virtual machine's host takes it.
    pub(super) fn copy_files(&mut self, now: i64) -> PathBuf {
        let to = self.new_file("picture");
        fs::create_dir(&to).unwrap();
        self.close();
        copy(&self.data(), &to, &DISK);
        self.open(now);
        to
    }

    /// The picture is put back, and nobody tells the program.
    pub(super) fn put_files_back(&mut self, from: &Path, what: GoesBack, now: i64) {
        self.close();
        let data = self.data();
        let names = match what {
            GoesBack::Everything => DISK.as_slice(),
            GoesBack::TheDatabase => DATABASE.as_slice(),
        };
        for name in names.iter().filter(|name| data.join(name).exists()) {
            fs::remove_file(data.join(name)).unwrap();
        }
        copy(from, &data, names);
        self.open(now);
    }

    /// Looks at every file of its disk, while nobody is served.
    pub(super) fn look_at_files(&mut self, now: i64, mut look: impl FnMut(&Path, &[u8])) {
        self.close();
        for file in fs::read_dir(self.data()).unwrap().map(|entry| entry.unwrap().path()) {
            if file.is_file() {
                look(&file, &fs::read(&file).unwrap());
            }
        }
        self.open(now);
    }
}

fn copy(from: &Path, to: &Path, names: &[&str]) {
    for name in names.iter().filter(|name| from.join(name).exists()) {
        fs::copy(from.join(name), to.join(name)).unwrap();
    }
}

/// In memory where there is enough of it: the simulator cuts the power itself.
fn new_folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    let has_room = rustix::fs::statvfs(memory)
        .is_ok_and(|disk| disk.f_bavail.saturating_mul(disk.f_frsize) > 1 << 30);
    if has_room { TempDir::new_in(memory).unwrap() } else { TempDir::new().unwrap() }
}
