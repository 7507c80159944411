//! What a client was told, in a file of its own: one line a fact, durable before the next step.
//!
//! Owns the lines. Only appended to: what was once told stays told.

use std::fs::{File, OpenOptions};
use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::Path;

/// One fact. A token names one save, and travels in its note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// A save is about to be made: an entry is to say so many minutes.
    Tries {
        /// Of this save alone.
        token: String,
        /// Of which work entry.
        entry: String,
        /// What it says.
        minutes: u32,
    },
    /// The save was confirmed: the transaction is durable.
    Saved {
        /// Which save.
        token: String,
        /// Its change's hash, in hex.
        change: String,
    },
    /// A verified receipt of central's speaks of it, and is stored.
    Held {
        /// Which save.
        token: String,
    },
}

impl Line {
    fn parse(line: &str) -> Option<Self> {
        let words: Vec<&str> = line.split(' ').collect();
        match words.as_slice() {
            ["tries", token, entry, minutes] => Some(Self::Tries {
                token: (*token).to_owned(),
                entry: (*entry).to_owned(),
                minutes: minutes.parse().ok()?,
            }),
            ["saved", token, change] => {
                Some(Self::Saved { token: (*token).to_owned(), change: (*change).to_owned() })
            }
            ["held", token] => Some(Self::Held { token: (*token).to_owned() }),
            _ => None,
        }
    }
}

impl std::fmt::Display for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Tries { token, entry, minutes } => writeln!(f, "tries {token} {entry} {minutes}"),
            Self::Saved { token, change } => writeln!(f, "saved {token} {change}"),
            Self::Held { token } => writeln!(f, "held {token}"),
        }
    }
}

/// A journal that is written to.
#[derive(Debug)]
pub(super) struct Journal {
    file: File,
}

impl Journal {
    /// Opens it, made when it is not there, with what it says. A line that was cut by the writer's
    /// death was never told, and goes.
    pub(super) fn open(path: &Path) -> (Self, Vec<Line>) {
        let lines = read(path);
        let whole = whole(path).len() as u64;
        let mut options = OpenOptions::new();
        let mut file = options.write(true).create(true).truncate(false).open(path).unwrap();
        file.set_len(whole).unwrap();
        file.seek(SeekFrom::End(0)).unwrap();
        (Self { file }, lines)
    }

    /// Notes facts. When this returns, they are on the disk.
    pub(super) fn note(&mut self, lines: &[Line]) {
        if lines.is_empty() {
            return;
        }
        let text: String = lines.iter().map(ToString::to_string).collect();
        self.file.write_all(text.as_bytes()).unwrap();
        self.file.sync_data().unwrap();
    }
}

/// What a journal says; nothing when it is not there.
pub(super) fn read(path: &Path) -> Vec<Line> {
    let parse = |line: &str| {
        Line::parse(line).unwrap_or_else(|| panic!("{}: not a line: {line:?}", path.display()))
    };
    whole(path).lines().map(parse).collect()
}

/// Its whole lines.
fn whole(path: &Path) -> String {
    let mut text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => panic!("{}: {error}", path.display()),
    };
    text.truncate(text.rfind('\n').map_or(0, |end| end + 1));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_cut_was_never_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        let tries = Line::Tries { token: "a-1-1".into(), entry: "01-02".into(), minutes: 40 };
        let saved = Line::Saved { token: "a-1-1".into(), change: "ab".into() };
        let (mut journal, lines) = Journal::open(&path);
        assert_eq!(lines, []);
        journal.note(&[tries.clone(), saved.clone()]);
        let mut bytes = std::fs::read(&path).unwrap();
        bytes.extend_from_slice(b"held a-1");
        std::fs::write(&path, bytes).unwrap();
        assert_eq!(read(&path), [tries.clone(), saved.clone()]);
        let (mut journal, lines) = Journal::open(&path);
        assert_eq!(lines, [tries.clone(), saved.clone()]);
        let held = Line::Held { token: "a-1-1".into() };
        journal.note(std::slice::from_ref(&held));
        assert_eq!(read(&path), [tries, saved, held]);
    }
}
