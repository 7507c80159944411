//! Statements: periods that are closed and paid, and the sums that must come out.
//!
//! Owns closing, and the truth of minutes: for each entry that is paid, somebody said just so many,
//! and a person is paid for it once, under however many ids she gave it.

use std::collections::{BTreeMap, BTreeSet};

use sync_core::record::Day;

use super::central::COHORTS;
use super::world::World;

/// Minutes that are paid for an entry by one line of a statement.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Paid {
    pub(super) statement: String,
    pub(super) learner: usize,
    pub(super) entry: String,
    pub(super) minutes: i64,
}

/// How an entry stands under one id.
type Standing = (String, Option<u32>);

impl World {
    /// An office closes what lies before today, and pays it.
    pub(super) fn close_period(&mut self) {
        let today = Day::of_seconds(self.now);
        let begin = self.closed_to.unwrap_or(Day(today.0 - 60));
        if today.0 <= begin.0 {
            return;
        }
        let by = self.offices[0].account;
        let mut is_any = false;
        for (cohort, _) in COHORTS {
            let id = self.random.uuid();
            let period = (Day(begin.0 + 1), today);
            is_any |= self.central.close_and_pay(cohort, &id, period, by, self.now);
        }
        if is_any {
            self.tally.fault("period_closed");
            self.closed_to = Some(today);
        }
    }

    /// One more closing, when all have met.
    pub(super) fn settle_accounts(&mut self) {
        self.now += 40 * 86_400;
        self.say_who_is_who();
        self.close_period();
    }

    /// For each person and entry all lines together are what stands approved, and what was once
    /// said. Of those who were erased see `erasure`.
    pub(super) fn is_paid_once(&mut self) {
        let person = |world: &Self, learner: usize| world.ids_of(learner)[0];
        let mut paid: BTreeMap<(usize, String), i64> = BTreeMap::new();
        for line in self.paid() {
            if !self.is_erased(line.learner) {
                let key = (person(self, line.learner), line.entry);
                *paid.entry(key).or_default() += line.minutes;
            }
        }
        let mut standing: BTreeMap<(usize, String), Vec<Standing>> = BTreeMap::new();
        for learner in self.present() {
            let id = self.learners[learner];
            let projections = self.central.ask(async |store| store.projections(id).await.unwrap());
            for (entry, row) in projections.standings {
                let key = (person(self, learner), entry);
                standing.entry(key).or_default().push((row.state, row.minutes));
            }
        }
        for ((person, entry), minutes) in paid {
            if self.truth.stolen_work.contains(&entry) {
                // Paid before anybody knew: what is done about it, people decide.
                continue;
            }
            let nows = standing.remove(&(person, entry.clone())).unwrap_or_default();
            let is_settled = |(state, _): &Standing| {
                matches!(state.as_str(), "approved" | "declined" | "withdrawn")
            };
            let are_settled = nows.iter().all(is_settled);
            let said = self.truth.records.iter().filter_map(|said| said.work.as_ref());
            let is_said =
                said.filter(|(id, _)| *id == entry).any(|(_, said)| i64::from(*said) == minutes);
            // What was paid under each of two ids is left as it is while either is open, and where
            // a revocation holds both back.
            let is_left = !are_settled || nows.is_empty();
            let may_be_both = is_left && self.is_given_twice(&entry);
            if minutes != 0 && !is_said && !may_be_both {
                self.tally.duplicated += 1;
                self.found(format!(
                    "{minutes} minutes are paid for {entry}, and nobody said so many"
                ));
            }
            let approved = nows.iter().filter(|(state, _)| state == "approved");
            let owed = approved.filter_map(|(_, minutes)| *minutes).max();
            if let Some(owed) = owed.filter(|owed| are_settled && i64::from(*owed) != minutes) {
                self.tally.duplicated += 1;
                self.found(format!("{minutes} minutes are paid for {entry}, {owed} approved"));
            }
        }
    }

    /// Every line of every statement that is for an entry.
    pub(super) fn paid(&self) -> BTreeSet<Paid> {
        let lines = self.central.ask(async |store| {
            let mut lines = Vec::new();
            for (cohort, _) in COHORTS {
                for statement in store.statements(cohort.to_owned()).await.unwrap().unwrap() {
                    let whole = store.statement(statement.id.clone()).await.unwrap();
                    let of = whole.into_iter().flat_map(|rows| rows.lines);
                    lines.extend(of.map(|line| (statement.id.clone(), line)));
                }
            }
            lines
        });
        let paid = lines.into_iter().filter_map(|(statement, line)| {
            let learner = self.learners.iter().position(|id| *id == line.learner.id)?;
            Some(Paid { statement, learner, entry: line.entry?, minutes: line.minutes })
        });
        paid.collect()
    }
}
