//! Who takes part: learners, phones, and the profiles on them.
//!
//! Owns the list, and how a profile is told to the process that holds it.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use sync_core::seal::DataKey;

use crate::random::Random;

/// How a profile visits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// While it is open.
    Open,
    /// Once it is locked: it is open only while she saves.
    Locked,
}

/// A profile on a phone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seat {
    /// Its name: of its files, and the beginning of its tokens.
    pub name: String,
    /// What enrols it.
    pub code: String,
    /// How it visits.
    pub manner: Manner,
}

/// The phones: each one's profiles, as learner and manner. Every learner has two phones, two
/// phones have two profiles, and one learner's phones are never open while they visit.
pub(super) const PHONES: [&[(usize, Manner)]; 4] = [
    &[(0, Manner::Open), (1, Manner::Locked)],
    &[(0, Manner::Open)],
    &[(1, Manner::Open), (2, Manner::Locked)],
    &[(2, Manner::Locked)],
];
/// The learners' names.
pub(super) const LEARNERS: [&str; 3] = ["Ana", "Eva", "Luz"];

impl Seat {
    /// Its rows.
    pub fn disk(&self, folder: &Path) -> PathBuf {
        folder.join(format!("{}.db", self.name))
    }

    /// What it was told.
    pub fn journal(&self, folder: &Path) -> PathBuf {
        folder.join(format!("{}.journal", self.name))
    }

    /// The key of all its rows: the same at every start.
    pub fn data_key(&self, seed: u64) -> DataKey {
        DataKey::new(Random::new(mixed(seed, &self.name, 0)).bytes())
    }
}

/// A seed for one use: of two that differ in anything, no stream is the other's.
pub(super) fn mixed(seed: u64, name: &str, number: u64) -> u64 {
    let start = Random::new(seed ^ 0x00c4_a511).bits();
    let named = name.bytes().fold(start, |sum, byte| Random::new(sum ^ u64::from(byte)).bits());
    Random::new(named ^ number).bits()
}

impl std::fmt::Display for Seat {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let manner = match self.manner {
            Manner::Open => "open",
            Manner::Locked => "locked",
        };
        write!(f, "{}:{}:{manner}", self.name, self.code)
    }
}

impl FromStr for Seat {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let words: Vec<&str> = text.split(':').collect();
        let (name, code, manner) = match words.as_slice() {
            [name, code, "open"] => (*name, *code, Manner::Open),
            [name, code, "locked"] => (*name, *code, Manner::Locked),
            _ => return Err(format!("not NAME:CODE:open or NAME:CODE:locked: {text:?}")),
        };
        Ok(Self { name: name.to_owned(), code: code.to_owned(), manner })
    }
}
