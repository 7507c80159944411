//! One row for each enrolment, without anybody's name: what evaluators reckon with.
//!
//! Owns which columns there are, and the pseudonym, which follows from a key that is made for one
//! file: two files cannot be joined, and nobody can try names. Must not know a file format.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use sync_core::record::{Day, EnrolmentState};

use super::dimension::{Dimension, Said, grouping};
use super::kinds::takes_in;
use super::{Ask, FiguresError, Freshness, asked, refreshed};
use crate::authority::Reach;
use crate::store::Store;
use crate::store::facts::parts::{PartKind, work_of};
use crate::store::facts::read::{FactRow, Facts};

/// Enrolments that a file tells of.
pub struct Rows {
    facts: Facts,
    bands: Vec<u32>,
    key: [u8; 32],
}

/// One enrolment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnrolmentLine {
    /// The same for all enrolments of one person in this file.
    pub person: String,
    /// Cohort's id.
    pub cohort: String,
    /// Centre's id.
    pub center: Option<String>,
    /// As she said.
    pub region: Option<String>,
    /// As she said.
    pub gender: Option<String>,
    /// In the year in which it began.
    pub age_band: Option<String>,
    /// Her track.
    pub track: Option<String>,
    /// `YYYY-MM` in which it began: a day would tell too much.
    pub began: String,
    /// How it stands.
    pub state: &'static str,
    /// `YYYY-MM` since when it stands so.
    pub since: String,
    /// Why she paused or left.
    pub reason: Option<String>,
    /// Did she do at least one thing?
    pub started: bool,
    /// Minutes that she logged.
    pub minutes: u64,
    /// Minutes of them that stand approved.
    pub approved_minutes: u64,
}

/// What there is to hand out; `key` is 32 random bytes.
pub async fn rows(
    store: &Store,
    ask: &Ask,
    reach: &Reach,
    key: [u8; 32],
    freshness: Freshness,
) -> Result<Rows, FiguresError> {
    refreshed(store, freshness).await?;
    let mut facts = store.facts(reach, Some(PartKind::Work)).await?;
    let form = super::form(store).await?;
    let asked = asked::asked(&form);
    asked::bounded(ask, &form, &asked)?;
    let said = Said::new(super::attributes(store, ask.only.dimensions(), &asked).await?);
    ask.only.narrow(&mut facts, &said, &ask.bands);
    let kept: Vec<bool> = facts.rows.iter().map(|fact| takes_in(ask, &facts, fact)).collect();
    let mut kept = kept.into_iter();
    facts.rows.retain(|_| kept.next().unwrap_or(false));
    // In the order of rows two files could be laid beside each other, line by line.
    facts.rows.sort_by_cached_key(|fact| pseudonym(&key, fact.person));
    Ok(Rows { facts, bands: ask.bands.clone(), key })
}

impl Rows {
    /// How many.
    pub fn len(&self) -> usize {
        self.facts.rows.len()
    }

    /// Is there none?
    pub fn is_empty(&self) -> bool {
        self.facts.rows.is_empty()
    }

    /// Some of them, from one place on: a large file is made piece by piece.
    pub fn lines(&self, from: usize, most: usize) -> Vec<EnrolmentLine> {
        let said = Said::new(Vec::new());
        let ages = [Dimension::AgeBand];
        let by_age = grouping(&ages, &self.facts, &said, &self.bands);
        let some = self.facts.rows.iter().skip(from).take(most);
        some.map(|fact| {
            let age_band = (by_age.key)(fact).pop().flatten();
            self.line(fact, age_band)
        })
        .collect()
    }

    fn line(&self, fact: &FactRow, age_band: Option<String>) -> EnrolmentLine {
        let word = |symbol| self.facts.word(symbol).map(str::to_owned);
        let cohort = &self.facts.cohorts[fact.cohort as usize];
        let (mut minutes, mut approved_minutes) = (0, 0);
        let read = work_of(self.facts.part(fact), |part| {
            minutes += part.minutes;
            approved_minutes += part.approved_minutes;
        });
        debug_assert!(read.is_some(), "facts are ours");
        let has_reason = matches!(fact.state, EnrolmentState::Paused | EnrolmentState::Left);
        EnrolmentLine {
            person: self.pseudonym(fact.person),
            cohort: cohort.id.clone(),
            center: cohort.center.clone(),
            region: word(fact.region),
            gender: word(fact.gender),
            age_band,
            track: word(fact.track),
            began: month(fact.since),
            state: fact.state.word(),
            since: month(fact.day),
            reason: word(fact.reason).filter(|_| has_reason),
            started: fact.first_day.is_some(),
            minutes,
            approved_minutes,
        }
    }

    fn pseudonym(&self, person: i64) -> String {
        pseudonym(&self.key, person)
    }
}

/// Who somebody is in one file.
pub(crate) fn pseudonym(key: &[u8; 32], person: i64) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a key of any length is one for HMAC");
    mac.update(&person.to_be_bytes());
    format!("p-{}", hex::encode(&mac.finalize().into_bytes()[..8]))
}

fn month(day: i32) -> String {
    Day(day).to_string().chars().take(7).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_the_same_in_one_file_and_another_in_the_next() {
        let (one, other) = ([1; 32], [2; 32]);
        assert_eq!(pseudonym(&one, 7), pseudonym(&one, 7));
        assert_ne!(pseudonym(&one, 7), pseudonym(&one, 8));
        assert_ne!(pseudonym(&one, 7), pseudonym(&other, 7));
        assert_eq!(month(20_779), "2026-11");
    }
}
