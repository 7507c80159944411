//! What the simulator saw people do: who said what, where it was saved, what a screen promised.
//!
//! Owns the plain truth that the end is held against. Must not read it from the product: a record
//! is known by a mark in its text, and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use super::money::Paid;

/// Names a record.
pub(super) type RecordNumber = u32;

/// How every mark of what somebody honestly said begins: no cipher text holds it by chance.
pub(super) const HONEST: &str = "honest-";
/// What a thief wrote with a stolen key.
const STOLEN: &str = "stolen-";
/// What must never be taken.
const FORGED: &str = "forged-";

/// Whose word a mark is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mark {
    /// Somebody's own.
    Honest(RecordNumber),
    /// A thief's, with a key that was good.
    Stolen(u32),
    /// Nobody's who may say it.
    Forged(u32),
}

impl Mark {
    /// As it stands in a text.
    pub(super) fn text(self) -> String {
        match self {
            Self::Honest(number) => format!("{HONEST}{number};"),
            Self::Stolen(number) => format!("{STOLEN}{number};"),
            Self::Forged(number) => format!("{FORGED}{number};"),
        }
    }

    /// The first mark in a value, if there is any.
    pub(super) fn find(value: &[u8]) -> Option<Self> {
        let number = |sign: &str| {
            let at = value.windows(sign.len()).position(|window| window == sign.as_bytes())?;
            let rest = &value[at + sign.len()..];
            let end = rest.iter().position(|byte| *byte == b';')?;
            std::str::from_utf8(&rest[..end]).ok()?.parse::<u32>().ok()
        };
        let honest = number(HONEST).map(Self::Honest);
        honest
            .or_else(|| number(STOLEN).map(Self::Stolen))
            .or_else(|| number(FORGED).map(Self::Forged))
    }
}

/// Something that somebody said and saw saved.
#[derive(Clone, Debug)]
pub(super) struct Said {
    /// About whom.
    pub(super) learner: usize,
    /// The work entry that it is a version of, with its minutes.
    pub(super) work: Option<(String, u32)>,
    /// A word of staff among themselves, which she never reads.
    pub(super) among_staff: bool,
}

/// Everything that was said.
#[derive(Clone, Debug, Default)]
pub(super) struct Truth {
    pub(super) records: Vec<Said>,
    /// Records of which a screen said that the office has them, and that the office has not been
    /// put back behind since.
    pub(super) secured: BTreeSet<RecordNumber>,
    /// What the office had and lost when it was put back. What is heard of these by way of others may
    /// be from before: only the office itself counts.
    undone: BTreeSet<RecordNumber>,
    /// Records of which a screen ever said so.
    pub(super) acknowledged: BTreeSet<RecordNumber>,
    /// Lesson pages that were saved, by the id of the action.
    pub(super) told: BTreeSet<String>,
    /// Seconds that each key spent on each lesson, by learner and register.
    pub(super) seconds: BTreeMap<(usize, String), u32>,
    /// Entries that thieves made.
    pub(super) stolen_work: BTreeSet<String>,
    /// Learners who were erased.
    pub(super) erased: BTreeSet<usize>,
    /// What they had been paid by then, and central was not put back behind since.
    pub(super) paid_to_erased: BTreeSet<Paid>,
    /// How many marks of thieves and forgers were given.
    pub(super) foul: u32,
}

impl Truth {
    /// A record's number, and the mark for its text. It counts once it is on a disk.
    pub(super) fn begin(&mut self, said: Said) -> RecordNumber {
        self.records.push(said);
        self.records.len() as RecordNumber - 1
    }

    /// A mark for something that no honest person says.
    pub(super) fn foul(&mut self) -> u32 {
        self.foul += 1;
        self.foul
    }

    /// A screen said that the office has these, as it had just told itself.
    pub(super) fn promised(&mut self, records: &BTreeSet<RecordNumber>) {
        self.undone.retain(|record| !records.contains(record));
        self.secured.extend(records);
        self.acknowledged.extend(records);
    }

    /// A screen said so by the office's word that a hub or a courier brought.
    pub(super) fn heard(&mut self, records: &BTreeSet<RecordNumber>) {
        self.secured.extend(records.difference(&self.undone));
        self.acknowledged.extend(records);
    }

    /// The office was put back to a moment at which these had been promised; it had `before`, and
    /// has `after`.
    pub(super) fn put_back(
        &mut self,
        then: &BTreeSet<RecordNumber>,
        before: &BTreeSet<RecordNumber>,
        after: &BTreeSet<RecordNumber>,
    ) {
        self.secured.retain(|record| then.contains(record));
        self.undone.extend(before.difference(after));
    }
}
