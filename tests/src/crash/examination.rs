//! What must be at central, from the journals, held against what is there.
//!
//! Owns the verdict: nothing that was told is missing, nothing is there twice, minutes are right.
//! Looks at central's database from outside, and only reads.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use super::journal::{self, Line};

/// What journals say together.
#[derive(Clone, Debug, Default)]
pub(super) struct Told {
    /// Token → entry and minutes that it was to say.
    tried: BTreeMap<String, (String, u32)>,
    /// Entry → its tokens, in order.
    by_entry: BTreeMap<String, Vec<String>>,
    /// What was confirmed on the phone.
    pub(super) saved: BTreeSet<String>,
    /// What the phone has central's receipt for.
    pub(super) held: BTreeSet<String>,
}

/// A save as central has it.
#[derive(Clone, Debug)]
struct There {
    entry: String,
    minutes: Option<u32>,
    live: bool,
}

/// What central has: by token, and what each entry counts for.
#[derive(Clone, Debug, Default)]
pub(super) struct Central {
    saves: BTreeMap<String, Vec<There>>,
    counted: BTreeMap<String, (u32, u32)>,
}

/// What is not as it should be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    /// Told, and not there.
    pub lost: BTreeSet<String>,
    /// There more than once.
    pub duplicated: BTreeSet<String>,
    /// There otherwise than it was said, or said by nobody, or never acknowledged.
    pub wrong: BTreeSet<String>,
}

impl Faults {
    /// Nothing is.
    pub fn is_none(&self) -> bool {
        self.lost.is_empty() && self.duplicated.is_empty() && self.wrong.is_empty()
    }

    /// These too.
    pub fn extend(&mut self, more: Self) {
        self.lost.extend(more.lost);
        self.duplicated.extend(more.duplicated);
        self.wrong.extend(more.wrong);
    }
}

impl Told {
    /// Reads journals.
    pub(super) fn read<'a>(paths: impl IntoIterator<Item = &'a Path>) -> Self {
        let mut told = Self::default();
        for line in paths.into_iter().flat_map(journal::read) {
            told.add(line);
        }
        told
    }

    fn add(&mut self, line: Line) {
        match line {
            Line::Tries { token, entry, minutes } => {
                self.by_entry.entry(entry.clone()).or_default().push(token.clone());
                self.tried.insert(token, (entry, minutes));
            }
            Line::Saved { token, .. } => {
                self.saved.insert(token);
            }
            Line::Held { token } => {
                self.held.insert(token);
            }
        }
    }

    /// At any moment: what a phone has a receipt for is there.
    pub(super) fn lost_of_held(&self, central: &Central) -> BTreeSet<String> {
        self.held.iter().filter(|token| !central.saves.contains_key(*token)).cloned().collect()
    }

    /// In the end: everything that was told is there, once, as it was said.
    pub(super) fn examine(&self, central: &Central) -> Faults {
        let mut faults = Faults { lost: self.lost_of_held(central), ..Faults::default() };
        for token in &self.saved {
            if !central.saves.contains_key(token) {
                faults.lost.insert(token.clone());
            } else if !self.held.contains(token) {
                faults.wrong.insert(format!("{token}: it is there, and its phone never knew"));
            }
        }
        for (token, there) in &central.saves {
            if there.len() > 1 {
                faults.duplicated.insert(token.clone());
            }
            let said = self.tried.get(token);
            for one in there {
                if said.map(|(entry, minutes)| (entry, Some(*minutes)))
                    != Some((&one.entry, one.minutes))
                {
                    faults.wrong.insert(format!("{token}: {one:?}, said was {said:?}"));
                }
            }
        }
        for (entry, tokens) in &self.by_entry {
            self.examine_entry(entry, tokens, central, &mut faults);
        }
        faults
    }

    /// The last save of an entry that was confirmed counts, or one that was tried after it: its
    /// phone may have died between saving and telling.
    fn examine_entry(
        &self,
        entry: &str,
        tokens: &[String],
        central: &Central,
        faults: &mut Faults,
    ) {
        let last_saved = tokens.iter().rposition(|token| self.saved.contains(token));
        let live: Vec<&String> = tokens
            .iter()
            .filter(|token| {
                central
                    .saves
                    .get(*token)
                    .is_some_and(|all| all.iter().any(|there| there.live && there.entry == entry))
            })
            .collect();
        match (central.counted.get(entry), live.as_slice()) {
            (None, []) => {}
            (Some((1, minutes)), [token]) => {
                let place = tokens.iter().position(|one| one == *token);
                let said = self.tried.get(*token).map(|(_, minutes)| *minutes);
                if place < last_saved || said != Some(*minutes) {
                    let why = format!("{entry}: {token} counts, with {minutes} minutes");
                    faults.wrong.insert(why);
                }
            }
            (Some((versions, _)), _) if *versions > 1 => {
                faults.duplicated.insert(entry.to_owned());
            }
            (counted, live) => {
                faults.wrong.insert(format!("{entry}: {counted:?}, live {live:?}"));
            }
        }
    }
}

impl Central {
    /// Reads a database that nobody writes just now, or a server's beside it.
    pub(super) fn read(database: &Path) -> Self {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(database, flags).unwrap();
        connection.execute_batch("pragma query_only = on").unwrap();
        let mut central = Self::default();
        let mut all = connection
            .prepare(
                "select coalesce(version.note, ''), version.entry, version.minutes, put.live
                 from work_version as version join put on put.number = version.put",
            )
            .unwrap();
        let mut rows = all.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let there = There {
                entry: row.get(1).unwrap(),
                minutes: row.get(2).unwrap(),
                live: row.get(3).unwrap(),
            };
            central.saves.entry(row.get(0).unwrap()).or_default().push(there);
        }
        let mut all =
            connection.prepare("select entry, live_versions, minutes from work_entry").unwrap();
        let mut rows = all.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let counted = (row.get(1).unwrap(), row.get(2).unwrap());
            central.counted.insert(row.get(0).unwrap(), counted);
        }
        central
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(lines: &[&str]) -> Told {
        let mut told = Told::default();
        for line in lines {
            let words: Vec<&str> = line.split(' ').collect();
            let token = words[1].to_owned();
            told.add(match words[0] {
                "tries" => Line::Tries {
                    token,
                    entry: words[2].to_owned(),
                    minutes: words[3].parse().unwrap(),
                },
                "saved" => Line::Saved { token, change: String::new() },
                _ => Line::Held { token },
            });
        }
        told
    }

    fn central(saves: &[(&str, &str, u32, bool)]) -> Central {
        let mut central = Central::default();
        for (token, entry, minutes, live) in saves {
            let there = There { entry: (*entry).to_owned(), minutes: Some(*minutes), live: *live };
            central.saves.entry((*token).to_owned()).or_default().push(there);
            let counted = central.counted.entry((*entry).to_owned()).or_insert((0, u32::MAX));
            if *live {
                *counted = (counted.0 + 1, counted.1.min(*minutes));
            }
        }
        central
    }

    #[test]
    fn what_was_told_must_be_there_once_and_as_it_was_said() {
        let all = told(&[
            "tries a e 10",
            "saved a",
            "tries b e 20",
            "saved b",
            "held a",
            "held b",
            "tries c f 30",
        ]);
        let whole = [("a", "e", 10, false), ("b", "e", 20, true)];
        assert_eq!(all.examine(&central(&whole)), Faults::default());
        // What was tried may have been saved by somebody who died before she was told.
        let more = [&whole[..], &[("c", "f", 30, true)]].concat();
        assert_eq!(all.examine(&central(&more)), Faults::default());

        let counts = |saves: &[(&str, &str, u32, bool)]| {
            let faults = all.examine(&central(saves));
            (faults.lost.len(), faults.duplicated.len(), faults.wrong.len())
        };
        assert_eq!(counts(&[("a", "e", 10, true)]), (1, 0, 1), "b is lost, and a counts again");
        let twice = [&whole[..], &[("a", "g", 10, true)]].concat();
        assert_eq!(counts(&twice), (0, 1, 1), "a once more, under an entry that nobody made");
        let both = [("a", "e", 10, true), ("b", "e", 20, true)];
        assert_eq!(counts(&both), (0, 1, 0), "two versions of one entry count");
        let other = [("a", "e", 10, false), ("b", "e", 21, true)];
        assert_eq!(counts(&other).0, 0);
        assert!(counts(&other).2 > 0, "other minutes");
        let strange = [&whole[..], &[("z", "h", 5, true)]].concat();
        assert_eq!(counts(&strange), (0, 0, 1), "said by nobody");
    }

    #[test]
    fn what_is_there_and_was_never_receipted_is_not_in_order() {
        let all = told(&["tries a e 10", "saved a"]);
        assert_eq!(all.examine(&central(&[("a", "e", 10, true)])).wrong.len(), 1);
        assert_eq!(all.lost_of_held(&Central::default()).len(), 0);
        let held = told(&["tries a e 10", "saved a", "held a"]);
        assert_eq!(held.lost_of_held(&Central::default()).len(), 1);
    }
}
