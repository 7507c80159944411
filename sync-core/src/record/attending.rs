//! How roll-call and scan combine: was she at a session?
//!
//! Owns that fold, the same on her phone, on a staff device and at central. Both words are kept
//! whatever it says. Whether a scan's proof is right is central's to know.

use std::collections::BTreeMap;

use super::{Presence, Voice};

/// What is known of a scan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scan {
    /// Central compared the proof, and it is not the session's.
    NotVerified,
    /// Nobody could compare it here.
    NotCompared,
    /// Central compared the proof, and it is the session's.
    Verified,
}

impl Scan {
    /// The word for it, in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Scan::NotVerified => "not_verified",
            Scan::NotCompared => "not_compared",
            Scan::Verified => "verified",
        }
    }
}

/// One live, effective word on one session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PresenceWord {
    /// Whose it is.
    pub by: Voice,
    /// When, as it claims: seconds since 1970.
    pub at: i64,
    /// What it says.
    pub presence: Presence,
    /// It is a scan of hers.
    pub scan: Option<Scan>,
}

/// How she stands with one session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attended {
    /// Was she there?
    pub presence: Presence,
    /// Staff said so; otherwise only her scan does.
    pub called: bool,
    /// The best of her scans.
    pub scan: Option<Scan>,
    /// Members of staff say different things; the latest of them is what `presence` says.
    pub differing: bool,
}

/// Folds all words on one session; `None` when there are none.
///
/// Staff's word beats her scan. Of one member of staff the latest word counts, on whatever device;
/// of several the latest of all, and that they differ is told. Words of one moment count in her
/// favour.
pub fn attended(words: &[PresenceWord]) -> Option<Attended> {
    let scan = words.iter().filter_map(|word| word.scan).max();
    let mut called: BTreeMap<Voice, PresenceWord> = BTreeMap::new();
    for word in words.iter().filter(|word| word.scan.is_none()) {
        let latest = called.entry(word.by).or_insert(*word);
        *latest = later(*latest, *word);
    }
    let Some(latest) = called.values().copied().reduce(later) else {
        return scan.map(|_| Attended {
            presence: Presence::Present,
            called: false,
            scan,
            differing: false,
        });
    };
    let differing = called.values().any(|word| word.presence != latest.presence);
    Some(Attended { presence: latest.presence, called: true, scan, differing })
}

fn later(a: PresenceWord, b: PresenceWord) -> PresenceWord {
    let key = |word: &PresenceWord| (word.at, std::cmp::Reverse(word.presence));
    if key(&b) > key(&a) { b } else { a }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::StaffTag;
    use Presence::{Absent, Excused, Late, Present};

    const ROSA: Voice = Voice::Staff(StaffTag([1; 8]));
    const ELENA: Voice = Voice::Staff(StaffTag([2; 8]));

    fn called(by: Voice, at: i64, presence: Presence) -> PresenceWord {
        PresenceWord { by, at, presence, scan: None }
    }

    fn scanned(at: i64, scan: Scan) -> PresenceWord {
        PresenceWord { by: Voice::Learner, at, presence: Present, scan: Some(scan) }
    }

    /// In every order of arrival.
    fn folded(words: &[PresenceWord]) -> Option<Attended> {
        let expected = attended(words);
        let mut turned = words.to_vec();
        for _ in 0..words.len() {
            turned.rotate_left(1);
            assert_eq!(attended(&turned), expected);
            let backwards: Vec<PresenceWord> = turned.iter().rev().copied().collect();
            assert_eq!(attended(&backwards), expected);
        }
        expected
    }

    #[test]
    fn nobody_said_anything() {
        assert_eq!(attended(&[]), None);
    }

    #[test]
    fn a_scan_alone_says_that_she_was_there() {
        let found = folded(&[scanned(5, Scan::NotVerified), scanned(9, Scan::Verified)]).unwrap();
        let scan = Some(Scan::Verified);
        assert_eq!(found, Attended { presence: Present, called: false, scan, differing: false });
    }

    #[test]
    fn staffs_word_beats_a_scan_before_and_after_it_and_the_scan_is_kept() {
        for at in [1, 9] {
            let found = folded(&[scanned(at, Scan::Verified), called(ROSA, 5, Absent)]).unwrap();
            assert_eq!((found.presence, found.called), (Absent, true));
            assert_eq!(found.scan, Some(Scan::Verified));
            assert!(!found.differing);
        }
    }

    #[test]
    fn of_one_person_the_latest_word_counts_whatever_device_it_is_from() {
        let found = folded(&[called(ROSA, 5, Absent), called(ROSA, 6, Late)]).unwrap();
        assert_eq!((found.presence, found.differing), (Late, false));
    }

    #[test]
    fn several_people_who_differ_are_told_and_the_latest_counts() {
        let words = [called(ROSA, 5, Present), called(ELENA, 7, Excused), called(ROSA, 6, Late)];
        let found = folded(&words).unwrap();
        assert_eq!((found.presence, found.differing), (Excused, true));
        let agreed = folded(&[called(ROSA, 5, Late), called(ELENA, 7, Late)]).unwrap();
        assert_eq!((agreed.presence, agreed.differing), (Late, false));
    }

    #[test]
    fn words_of_one_moment_count_in_her_favour() {
        let found = folded(&[called(ROSA, 5, Absent), called(ELENA, 5, Present)]).unwrap();
        assert_eq!((found.presence, found.differing), (Present, true));
    }
}
