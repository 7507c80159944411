//! The chain of hashes: what one covers, and where a log is broken.

use sha2::{Digest, Sha256};

/// What the first entry follows.
pub const EMPTY_HEAD: [u8; 32] = [0; 32];

/// An entry as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Its place, from 1, without a gap.
    pub sequence: i64,
    /// Seconds since 1970.
    pub at: i64,
    /// A login; absent at the command line.
    pub account: Option<String>,
    /// The act's word.
    pub act: String,
    /// To what.
    pub subject: String,
    /// JSON.
    pub detail: String,
    /// Hash of the entry before.
    pub previous: [u8; 32],
    /// Its own.
    pub hash: [u8; 32],
}

impl Link {
    /// What its hash must be. Every field is preceded by its length, so that nothing can be moved
    /// from one into the next.
    pub fn expected_hash(&self) -> [u8; 32] {
        let mut hasher = Sha256::new()
            .chain_update(b"chaski/audit/1\0")
            .chain_update(self.previous)
            .chain_update(self.sequence.to_be_bytes())
            .chain_update(self.at.to_be_bytes())
            .chain_update([u8::from(self.account.is_some())]);
        let account = self.account.as_deref().unwrap_or_default();
        for text in [account, &self.act, &self.subject, &self.detail] {
            hasher.update((text.len() as u64).to_be_bytes());
            hasher.update(text.as_bytes());
        }
        hasher.finalize().into()
    }
}

/// How a log is broken at one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Break {
    /// Entries before this one are not there.
    Missing,
    /// It does not name the hash of the entry before it.
    Follows,
    /// Its content is not what its hash covers.
    Content,
    /// The head that was kept elsewhere is not in the log: its tail was cut, or it was made anew.
    Head,
}

impl Break {
    /// In words, for whoever runs the check.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Missing => "entries before it are missing",
            Self::Follows => "it does not follow the entry before it",
            Self::Content => "its content was changed",
            Self::Head => "the head that was kept is not in the log: it was cut or made anew",
        }
    }
}

/// What a check found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How many entries there are.
    pub entries: u64,
    /// Hash of the last one.
    pub head: [u8; 32],
    /// Sequence and problem of every entry that is not as it was written.
    pub breaks: Vec<(i64, Break)>,
}

/// Checks a log from its beginning. `kept` is a head that was noted elsewhere before.
pub fn check(links: impl IntoIterator<Item = Link>, kept: Option<[u8; 32]>) -> Finding {
    let mut finding = Finding { entries: 0, head: EMPTY_HEAD, breaks: Vec::new() };
    let mut last = 0;
    let mut found = kept.is_none_or(|kept| kept == EMPTY_HEAD);
    for link in links {
        if link.sequence != last + 1 {
            finding.breaks.push((link.sequence, Break::Missing));
        }
        if link.previous != finding.head {
            finding.breaks.push((link.sequence, Break::Follows));
        }
        if link.hash != link.expected_hash() {
            finding.breaks.push((link.sequence, Break::Content));
        }
        found |= kept == Some(link.hash);
        last = link.sequence;
        finding.head = link.hash;
        finding.entries += 1;
    }
    if !found {
        finding.breaks.push((last, Break::Head));
    }
    finding
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log(count: i64) -> Vec<Link> {
        let mut previous = EMPTY_HEAD;
        (1..=count)
            .map(|sequence| {
                let mut link = Link {
                    sequence,
                    at: 1_795_000_000 + sequence,
                    account: (sequence % 2 == 0).then(|| "ana".to_owned()),
                    act: "make_code".to_owned(),
                    subject: format!("learner:{sequence}"),
                    detail: "{}".to_owned(),
                    previous,
                    hash: EMPTY_HEAD,
                };
                link.hash = link.expected_hash();
                previous = link.hash;
                link
            })
            .collect()
    }

    #[test]
    fn an_untouched_log_is_whole() {
        let whole = log(5);
        let head = whole[4].hash;
        for kept in [None, Some(EMPTY_HEAD), Some(whole[2].hash), Some(head)] {
            let found = check(whole.clone(), kept);
            assert_eq!(found, Finding { entries: 5, head, breaks: vec![] });
        }
        assert_eq!(check([], None), Finding { entries: 0, head: EMPTY_HEAD, breaks: vec![] });
    }

    #[test]
    fn every_kind_of_tampering_is_placed() {
        let whole = log(5);
        let changed = |change: fn(&mut Vec<Link>)| {
            let mut links = whole.clone();
            change(&mut links);
            check(links, Some(whole[4].hash)).breaks
        };
        assert_eq!(changed(|links| links[1].at += 1), [(2, Break::Content)]);
        assert_eq!(changed(|links| links[1].account = None), [(2, Break::Content)]);
        assert_eq!(
            changed(|links| {
                links.remove(2);
            }),
            [(4, Break::Missing), (4, Break::Follows)]
        );
        assert!(changed(|links| links.swap(1, 2)).contains(&(3, Break::Missing)));
        assert_eq!(changed(|links| links.truncate(3)), [(3, Break::Head)]);
        assert_eq!(changed(Vec::clear), [(0, Break::Head)]);
        // Made anew behind a change: whole in itself, and found by the head that was kept.
        let anew = |links: &mut Vec<Link>| {
            links[0].subject = "learner:9".to_owned();
            let mut previous = EMPTY_HEAD;
            for link in links {
                link.previous = previous;
                link.hash = link.expected_hash();
                previous = link.hash;
            }
        };
        assert_eq!(changed(anew), [(5, Break::Head)]);
    }

    #[test]
    fn a_field_cannot_run_into_the_next() {
        let mut one = log(1).remove(0);
        let before = one.expected_hash();
        one.act = "make_codel".to_owned();
        one.subject = "earner:1".to_owned();
        assert_ne!(one.expected_hash(), before);
    }
}
