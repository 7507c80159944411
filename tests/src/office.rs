//! A data directory, and the commands that are run on it.
//!
//! Owns what a person would type. Must not look into the database: tests that tamper with it do
//! so themselves.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

use serde_json::Value;
use tempfile::TempDir;

use crate::binary::chaski;
use crate::server::Server;

/// A data directory that goes away with the test.
#[derive(Debug)]
pub struct Office {
    _directory: TempDir,
    /// What `--data` says.
    pub data: PathBuf,
}

/// A learner, and a code to enrol her phone with.
#[derive(Clone, Debug)]
pub struct Admitted {
    /// Her id.
    pub id: String,
    /// Eight characters.
    pub code: String,
}

/// Runs a command to its end.
pub fn chaski_with<I, S>(arguments: I) -> Output
where
    I: IntoIterator<Item = S>,
    S: AsRef<OsStr>,
{
    Command::new(chaski())
        .args(arguments)
        .env("CHASKI_LOG", "warn")
        .env_remove("CHASKI_DATA")
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

impl Office {
    /// A directory with nothing in it yet.
    pub fn empty() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let data = directory.path().join("data");
        Self { _directory: directory, data }
    }

    /// A programme with one cohort and nobody in it.
    pub fn new() -> Self {
        Self::empty().begun()
    }

    /// The same on another disk.
    pub fn at(data: PathBuf) -> Self {
        Self { data, ..Self::empty() }.begun()
    }

    fn begun(self) -> Self {
        self.done(&["init", "--programme", "pruebas"]);
        let cohort =
            ["--id", "c1", "--title", "Cohorte", "--starts", "2026-09-28", "--weeks", "12"];
        self.done(&[&["cohort", "add"], &cohort[..]].concat());
        self
    }

    /// A demonstration of its own, made once for all tests of a program.
    pub fn demonstration(today: &str) -> (Self, Value) {
        static MADE: OnceLock<(Vec<u8>, Value)> = OnceLock::new();
        let (database, secrets) = MADE.get_or_init(|| {
            let (office, secrets) = Self::seeded(1, today);
            (std::fs::read(office.database()).unwrap(), secrets)
        });
        let office = Self::empty();
        std::fs::create_dir_all(&office.data).unwrap();
        std::fs::write(office.database(), database).unwrap();
        (office, secrets.clone())
    }

    /// The demonstration, with the secrets of its phones.
    pub fn seeded(seed: u64, today: &str) -> (Self, Value) {
        let office = Self::empty();
        let seed = seed.to_string();
        let secrets = office.json(&["demo", "seed", "--seed", &seed, "--today", today, "--json"]);
        (office, secrets)
    }

    /// A copy of it, as it is on the disk now.
    pub fn copy(&self) -> Self {
        let copy = Self::empty();
        copy_files(&self.data, &copy.data);
        copy
    }

    /// Serves it.
    pub fn serve(&self) -> Server {
        Server::start(&self.data)
    }

    /// Runs a command on it.
    pub fn run(&self, arguments: &[&str]) -> Output {
        let data = self.data.to_str().unwrap();
        chaski_with(arguments.iter().copied().chain(["--data", data]))
    }

    /// Runs a command that must succeed; gives what it printed.
    pub fn done(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let log = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {} {log}", output.status);
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs a command that must succeed and print JSON, and nothing else.
    pub fn json(&self, arguments: &[&str]) -> Value {
        let text = self.done(arguments);
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{arguments:?}: {error}: {text}"))
    }

    /// Admits a learner.
    pub fn admit(&self, name: &str) -> Admitted {
        let learner = self.json(&["learner", "add", "--cohort", "c1", "--name", name, "--json"]);
        Admitted { id: text(&learner["id"]), code: text(&learner["code"]).replace('-', "") }
    }

    /// A code for one more phone.
    pub fn code(&self, learner: &str) -> String {
        let code = self.json(&["learner", "code", "--learner", learner, "--json"]);
        text(&code["code"]).replace('-', "")
    }

    /// The ids of all learners.
    pub fn learners(&self) -> Vec<String> {
        let learners = self.json(&["learner", "list", "--json"]);
        learners.as_array().unwrap().iter().map(|learner| text(&learner["id"])).collect()
    }

    /// What is exported of a learner.
    pub fn record(&self, learner: &str) -> Value {
        self.json(&["export", "record", "--learner", learner])
    }

    /// What is exported of everybody.
    pub fn records(&self) -> BTreeMap<String, Value> {
        self.learners().into_iter().map(|id| (id.clone(), self.record(&id))).collect()
    }

    /// Holds every document against Automerge: nothing may differ.
    pub fn verify(&self) -> Value {
        let report = self.json(&["verify", "--json"]);
        assert_eq!(report["mismatches"], 0, "{report}");
        report
    }

    /// A place for files beside the data directory.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.data.parent().unwrap().join(name)
    }

    /// Makes a backup of this name, beside the data directory.
    pub fn back_up(&self, name: &str) -> PathBuf {
        let file = self.beside(name);
        let made = self.json(&["backup", "--json", "--to", file.to_str().unwrap()]);
        assert_eq!(text(&made["file"]), file.to_str().unwrap());
        file
    }

    /// Puts a backup into use; what was there is set aside.
    pub fn restore(&self, from: &Path) -> Value {
        self.json(&["restore", "--json", "--replace", "--from", from.to_str().unwrap()])
    }

    /// The database file.
    pub fn database(&self) -> PathBuf {
        self.data.join("chaski.db")
    }
}

impl Default for Office {
    fn default() -> Self {
        Self::new()
    }
}

/// Copies the files of a folder, over what is there.
pub fn copy_files(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

/// A string of JSON.
pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("not a text: {value}")).to_owned()
}
